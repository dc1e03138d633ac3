//! Anchors: things whose year is known, so that what a document says of them tells when it was
//! written. Holds the facts as read from `[[anchor]]` tables; reading documents with them is the
//! task of the stage.

use super::Text;
use super::pattern::{Pattern, When};
use super::read::is_kebab;
use crate::dating::{AnchorId, Years};
use serde::Deserialize;

/// A thing with a known year.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// Position in the rule set.
    pub id: AnchorId,
    /// In kebab-case: `womens-day`.
    pub name: String,
    /// What it is, for the reader of a finding.
    pub says: Text,
    /// How documents name it.
    pub words: Vec<Word>,
    /// Its year: in the N-th year after it, documents say N周年.
    pub founded: Option<u16>,
    /// When it took place, the n-th time in the n-th of these years.
    pub held: Held,
    /// Named stretches of years.
    pub terms: Vec<Term>,
    /// What is said of the first year of a term: 开局之年.
    pub opens: Vec<String>,
    /// What is said of the last one.
    pub closes: Vec<String>,
    /// What comes once a year within a term: 次会议.
    pub steps: Vec<String>,
    /// How a document names a term whose name was blanked.
    pub blank: Option<Pattern>,
    /// The years in which it existed; all if that says nothing.
    pub existed: Option<Years>,
    /// Where the fact is stated.
    pub source: String,
    /// Texts and the years that each leaves open, as [`Years`] are written.
    pub hits: Vec<(String, String)>,
    /// Texts that say nothing of the year.
    pub leaves: Vec<String>,
    /// Where the anchor stands: file, and line counted from 1.
    pub file: String,
    /// See `file`.
    pub line: usize,
}

/// How documents name a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// The term that it names, as a position in [`Anchor::terms`].
    pub term: Option<usize>,
}

/// The years in which something took place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Held {
    /// It is not counted.
    Never,
    /// First in the one year, and again every so many years.
    Every(u16, u16),
    /// In each of these.
    In(Vec<u16>),
}

impl Held {
    /// The year of the n-th time, counted from 1.
    pub fn year(&self, n: u64) -> Option<u16> {
        let before = n.checked_sub(1)?;
        match self {
            Held::Never => None,
            Held::Every(first, step) => {
                let later = before.checked_mul(u64::from(*step))?;
                u16::try_from(u64::from(*first).checked_add(later)?).ok()
            }
            Held::In(years) => years.get(usize::try_from(before).ok()?).copied(),
        }
    }
}

/// A named stretch of years: 十二五, 2011 to 2015.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its name.
    pub name: String,
    /// The first year.
    pub from: u16,
    /// The last year.
    pub to: u16,
}

/// An anchor as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnchorTable {
    pub(super) name: String,
    says: String,
    says_en: String,
    words: Vec<String>,
    founded: Option<u16>,
    first: Option<u16>,
    every: Option<u16>,
    #[serde(default)]
    years: Vec<u16>,
    #[serde(default)]
    terms: Vec<(String, u16, u16)>,
    #[serde(default)]
    opens: Vec<String>,
    #[serde(default)]
    closes: Vec<String>,
    #[serde(default)]
    steps: Vec<String>,
    blank: Option<String>,
    from: Option<u16>,
    until: Option<u16>,
    source: String,
    hits: Vec<(String, String)>,
    leaves: Vec<String>,
}

/// Stands for the name of each term in `words`.
const NAME: &str = "{}";

impl AnchorTable {
    /// The anchor, or what is wrong with the table.
    pub(super) fn read(self, file: &str, line: usize, when: When) -> Result<Anchor, String> {
        self.check()?;
        let held = match (self.first, self.years) {
            (Some(first), _) => Held::Every(first, self.every.unwrap_or(1)),
            (None, years) if years.is_empty() => Held::Never,
            (None, years) => Held::In(years),
        };
        let terms: Vec<Term> =
            self.terms.into_iter().map(|(name, from, to)| Term { name, from, to }).collect();
        let existed = (self.from.is_some() || self.until.is_some()).then(|| {
            Years::between(self.from.unwrap_or(Years::FIRST), self.until.unwrap_or(Years::LAST))
        });
        Ok(Anchor {
            id: AnchorId(0),
            says: Text { zh: self.says, en: self.says_en },
            words: self.words.iter().flat_map(|word| words_of(word, &terms)).collect(),
            founded: self.founded,
            held,
            terms,
            opens: self.opens,
            closes: self.closes,
            steps: self.steps,
            blank: self
                .blank
                .map(|b| Pattern::to_find(&b, when, "matches the empty text"))
                .transpose()
                .map_err(|e| format!("`blank`: {e}"))?,
            existed,
            source: self.source,
            hits: self.hits,
            leaves: self.leaves,
            file: file.to_owned(),
            line,
            name: self.name,
        })
    }

    fn check(&self) -> Result<(), String> {
        let terms = !self.terms.is_empty();
        let named = |word: &String| word.contains(NAME) == terms;
        let bounds = self.from.is_some() || self.until.is_some();
        let counted = self.first.is_some() || !self.years.is_empty();
        let says_something = self.founded.is_some() || counted || terms || bounds;
        let of_terms = [&self.opens, &self.closes, &self.steps];
        let rules = [
            (is_kebab(&self.name), "names are in kebab-case: `womens-day`"),
            (
                says_something,
                "an anchor needs `founded`, `first`, `years`, `terms`, `from` or `until`",
            ),
            (!self.words.is_empty(), "`words` needs at least one name"),
            (
                self.words.iter().all(named),
                "`{}` in `words` stands for the name of a term; an anchor has it in all words if it has `terms`, else in none",
            ),
            (self.terms.iter().all(|t| t.1 <= t.2), "a term is [\"name\", first year, last year]"),
            (
                terms || (self.blank.is_none() && of_terms.iter().all(|list| list.is_empty())),
                "`opens`, `closes`, `steps` and `blank` are about `terms`",
            ),
            (
                self.first.is_none() || self.years.is_empty(),
                "an anchor has either `first` or `years`",
            ),
            (
                self.every.is_none_or(|n| n > 0 && self.first.is_some()),
                "`every` counts the years from `first` on",
            ),
            (
                self.from.zip(self.until).is_none_or(|(from, until)| from <= until),
                "`from` comes before `until`",
            ),
            (!self.source.trim().is_empty(), "`source` says where the fact is stated"),
            (!self.hits.is_empty(), "`hits` needs at least one [\"text\", \"years\"]"),
            (!self.leaves.is_empty(), "`leaves` needs at least one text that says no year"),
        ];
        match rules.into_iter().find(|(holds, _)| !holds) {
            Some((_, why)) => Err(why.to_owned()),
            None => Ok(()),
        }
    }
}

/// A word as written names one thing, or each of the terms.
fn words_of(word: &str, terms: &[Term]) -> Vec<Word> {
    if terms.is_empty() {
        return vec![Word { text: word.to_owned(), term: None }];
    }
    let each = terms.iter().enumerate();
    each.map(|(i, t)| Word { text: word.replace(NAME, &t.name), term: Some(i) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nth_time_has_its_year() {
        assert_eq!(Held::Every(1896, 4).year(29), Some(2008));
        assert_eq!(Held::Every(2000, 1).year(12), Some(2011));
        assert_eq!(Held::In(vec![1959, 1965]).year(2), Some(1965));
        assert_eq!(Held::In(vec![1959, 1965]).year(3), None);
        assert_eq!(Held::Every(2000, 1).year(0), None);
        assert_eq!(Held::Every(2000, 1).year(u64::MAX), None);
        assert_eq!(Held::Never.year(1), None);
    }

    #[test]
    fn a_word_is_written_once_for_all_terms() {
        let term = |name: &str| Term { name: name.into(), from: 1, to: 2 };
        let words = words_of("“{}”规划", &[term("十一五"), term("十二五")]);
        let texts: Vec<&str> = words.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(texts, ["“十一五”规划", "“十二五”规划"]);
        assert_eq!(words[1].term, Some(1));
    }
}
