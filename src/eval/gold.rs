//! What a person says was damaged in a document.

use serde::Deserialize;
use std::ops::Range;

/// The gold of one document.
///
/// ```
/// # let gold: Result<kanwu::eval::Gold, _> = serde_json::from_str(
/// r#"{ "edits": [ { "start": 4, "end": 6, "observed": "效劳", "restored": "服务",
///                   "family": "substitution", "certainty": "certain" } ] }"#
/// # );
/// # assert_eq!(gold.unwrap().edits.len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Gold {
    /// What must be restored.
    pub edits: Vec<GoldEdit>,
    /// Parts that may be kept or taken away, such as furniture.
    #[serde(default)]
    pub regions: Vec<Region>,
}

/// One damaged place.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct GoldEdit {
    /// Where it begins, in characters of the document.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What stands there.
    pub observed: String,
    /// What stood there; may be empty.
    pub restored: String,
    /// What else would be right.
    #[serde(default)]
    pub accept: Vec<String>,
    /// The kind of damage: `substitution`, `quote`, …
    pub family: String,
    /// A finer name of the kind.
    #[serde(default)]
    pub kind: Option<String>,
    /// How sure the person is.
    pub certainty: Certainty,
}

/// How sure a person is of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Certainty {
    /// It must be restored.
    Certain,
    /// It must be restored, too.
    Likely,
    /// Either form is accepted.
    Guess,
}

/// A part of a document, in characters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Region {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

impl Gold {
    /// Whether the gold is one of `text`. The error says which edit is not.
    ///
    /// # Errors
    /// If an edit does not stand where it says, or overlaps another.
    pub fn check(&self, text: &str) -> Result<(), String> {
        let at = offsets(text);
        let mut edits: Vec<&GoldEdit> = self.edits.iter().collect();
        edits.sort_by_key(|e| (e.start, e.end));
        let mut end = 0;
        for e in edits {
            let stands = bytes(&at, e.start, e.end).and_then(|range| text.get(range));
            if stands.map(squeezed) != Some(squeezed(&e.observed)) {
                return Err(format!("`{}` does not stand at {}..{}", e.observed, e.start, e.end));
            }
            if e.start < end {
                return Err(format!("the edit at {} overlaps the one before it", e.start));
            }
            end = e.end;
        }
        let outside = |r: &&Region| bytes(&at, r.start, r.end).is_none();
        match self.regions.iter().find(outside) {
            Some(r) => Err(format!("the region {}..{} is outside the text", r.start, r.end)),
            None => Ok(()),
        }
    }

    /// Only the edits of these families and kinds are asked about; the others may be made or
    /// left. An empty list names all.
    pub(super) fn is_asked(edit: &GoldEdit, families: &[String], kinds: &[String]) -> bool {
        let kind = edit.kind.as_deref().unwrap_or(&edit.family);
        (families.is_empty() || families.contains(&edit.family))
            && (kinds.is_empty() || kinds.iter().any(|k| kind.starts_with(k.as_str())))
    }
}

/// The byte where each character begins, and the end.
pub(super) fn offsets(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

/// A range of characters, in bytes, if the text has it.
pub(super) fn bytes(offsets: &[usize], start: usize, end: usize) -> Option<Range<usize>> {
    let (start, end) = (*offsets.get(start)?, *offsets.get(end)?);
    (start <= end).then_some(start..end)
}

/// A text without white space and marks of no width: layout is neither rewarded nor punished.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !is_layout(*c)).collect()
}

pub(super) fn is_layout(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gold_must_be_of_the_text() {
        let edit = |start, end, observed: &str| GoldEdit {
            start,
            end,
            observed: observed.into(),
            restored: "服务".into(),
            accept: Vec::new(),
            family: "substitution".into(),
            kind: None,
            certainty: Certainty::Certain,
        };
        let gold = |edits| Gold { edits, regions: Vec::new() };
        assert_eq!(gold(vec![edit(2, 4, "效劳")]).check("为民效劳。"), Ok(()));
        assert!(gold(vec![edit(1, 3, "效劳")]).check("为民效劳。").is_err());
        assert!(gold(vec![edit(3, 9, "效劳")]).check("为民效劳。").is_err());
        assert!(gold(vec![edit(2, 4, "效劳"), edit(3, 4, "劳")]).check("为民效劳。").is_err());
        let region = vec![Region { start: 2, end: 9 }];
        assert!(Gold { edits: vec![], regions: region }.check("为民").is_err());
    }
}
