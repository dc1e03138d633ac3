//! Names: places where a word is part of what something is called. Holds what `[[name]]` tables
//! say; the stage asks it about the places that it would restore.

use super::pattern::{Pattern, When};
use super::read::is_kebab;
use super::{Example, Text};
use crate::span::{Span, floor};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Bytes on either side that the patterns see.
const SEEN: usize = 48;

/// What tells a name by its neighbours.
#[derive(Clone, Debug)]
pub struct Name {
    /// In kebab-case: `person-with-title`.
    pub name: String,
    /// What kind of name it is.
    pub says: Text,
    /// What ends where the word begins, if that matters.
    before: Option<Pattern>,
    /// What begins where the word ends, if that matters.
    after: Option<Pattern>,
    /// The words that are meant; any if empty.
    words: Vec<Box<str>>,
    /// Texts in which the word is a name.
    pub stays: Vec<String>,
    /// Texts in which it is none, restored.
    pub still: Vec<Example>,
    /// Where it is said: file, and line counted from 1.
    pub file: String,
    /// See `file`.
    pub line: usize,
}

impl Name {
    /// Whether the word at `span` of `text` is such a name.
    pub(crate) fn is_at(&self, text: &str, span: Span) -> bool {
        let word = span.slice(text);
        if !self.words.is_empty() && !self.words.iter().any(|w| **w == *word) {
            return false;
        }
        let from = floor(text, span.start.saturating_sub(SEEN));
        let to = floor(text, (span.end + SEEN).min(text.len()));
        let (before, after) = (Span::new(from, span.start), Span::new(span.end, to));
        let fits = |pattern: &Option<Pattern>, part: Span| {
            pattern.as_ref().is_none_or(|p| p.is_match(part.slice(text)))
        };
        fits(&self.after, after) && fits(&self.before, before)
    }
}

/// A `[[name]]` table as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameTable {
    pub(super) name: String,
    says: String,
    says_en: String,
    before: Option<String>,
    after: Option<String>,
    #[serde(default)]
    words: Vec<Box<str>>,
    stays: Vec<String>,
    still: Vec<(String, String)>,
}

impl NameTable {
    /// The name, or what is wrong with the table. `parts` are what `{…}` in its patterns stands for.
    pub(super) fn read(
        self,
        file: &str,
        line: usize,
        parts: &BTreeMap<String, String>,
        when: When,
    ) -> Result<Name, String> {
        if !is_kebab(&self.name) {
            return Err("names are in kebab-case: `person-with-title`".to_owned());
        }
        if self.before.is_none() && self.after.is_none() {
            return Err("a name is told by `before`, `after` or both".to_owned());
        }
        if self.stays.is_empty() || self.still.is_empty() {
            return Err("`stays` and `still` need an example each".to_owned());
        }
        let filled_in = |pattern: String| {
            let put = |filled: String, (name, value): (&String, &String)| {
                filled.replace(&format!("{{{name}}}"), &format!("(?:{value})"))
            };
            parts.iter().fold(pattern, put)
        };
        // The patterns touch the word.
        let before = self.before.map(filled_in).map(|p| Pattern::read(&format!("(?:{p})$"), when));
        let after = self.after.map(filled_in).map(|p| Pattern::read(&format!("^(?:{p})"), when));
        Ok(Name {
            name: self.name,
            says: Text { zh: self.says, en: self.says_en },
            before: before.transpose().map_err(|e| format!("`before`: {e}"))?,
            after: after.transpose().map_err(|e| format!("`after`: {e}"))?,
            words: self.words,
            stays: self.stays,
            still: self.still.into_iter().map(Example::from).collect(),
            file: file.to_owned(),
            line,
        })
    }
}
