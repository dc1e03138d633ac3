//! Which normalizations are asked for: read from the names that users write, held as a set of
//! rules. Says nothing of how any of them works.

use crate::finding::StageId;
use crate::nearest::nearest;
use crate::rule::Rule;
use std::fmt;

/// Every normalization in the order in which they run: the option, its value if it takes one,
/// and the rule that does it. The first row of an option is what its bare name means.
const ALL: [(&str, Option<&str>, &str); 9] = [
    ("variants", Some("simplified"), "variants-simplified"),
    ("variants", Some("traditional"), "variants-traditional"),
    ("variants", Some("taiwan"), "variants-taiwan"),
    ("variants", Some("hongkong"), "variants-hongkong"),
    ("width", None, "width"),
    ("quotes", Some("curly"), "quotes-curly"),
    ("quotes", Some("corner"), "quotes-corner"),
    ("punctuation", None, "punctuation"),
    ("space", None, "space"),
];

/// The normalizations that are asked for; by default none.
///
/// ```
/// use kanwu::Normalize;
/// let style = Normalize::of(&["punctuation", "quotes=corner"])?;
/// assert_eq!(style.rules().collect::<Vec<_>>(), ["quotes-corner", "punctuation"]);
/// assert!(Normalize::of(&["spaces"]).is_err());
/// # Ok::<(), kanwu::NormalizeError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Normalize(u16);

/// A list of normalizations that means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NormalizeError {
    /// There is no such normalization.
    Unknown {
        /// What was written.
        given: String,
        /// What may have been meant.
        nearest: Option<String>,
    },
    /// One option with two values.
    Contradiction {
        /// The option.
        option: &'static str,
    },
}

impl Normalize {
    /// Reads names such as `space`, `variants` or `variants=taiwan`.
    ///
    /// # Errors
    /// If a name is none of them, or if an option is given two values.
    pub fn of<S: AsRef<str>>(names: &[S]) -> Result<Normalize, NormalizeError> {
        let mut set = Normalize::default();
        for name in names.iter().map(|n| n.as_ref().trim()) {
            let row = ALL.iter().position(|row| spelling(row) == name || row.0 == name);
            let row = row.ok_or_else(|| NormalizeError::Unknown {
                given: name.to_owned(),
                nearest: nearest(name, Normalize::spellings()),
            })?;
            let option = ALL[row].0;
            if set.rows().any(|other| ALL[other].0 == option && other != row) {
                return Err(NormalizeError::Contradiction { option });
            }
            set.0 |= 1 << row;
        }
        Ok(set)
    }

    /// What switches this rule on; nothing if it needs no switching.
    pub(crate) fn of_rule(rule: &Rule) -> Normalize {
        let row = ALL.iter().position(|row| rule.stage == StageId::Normalize && row.2 == rule.name);
        Normalize(row.map_or(0, |row| 1 << row))
    }

    /// Whether nothing is asked for.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The rules that are asked for, in the order in which they run.
    pub fn rules(self) -> impl Iterator<Item = &'static str> {
        self.rows().map(|row| ALL[row].2)
    }

    /// Everything that can be asked for, as it is written.
    pub fn spellings() -> impl Iterator<Item = String> {
        ALL.iter().map(spelling)
    }

    /// How to ask for this rule of the stage, if it is one.
    pub fn spelling_of(rule: &str) -> Option<String> {
        ALL.iter().find(|row| row.2 == rule).map(spelling)
    }

    fn rows(self) -> impl Iterator<Item = usize> {
        (0..ALL.len()).filter(move |row| self.0 >> row & 1 == 1)
    }
}

fn spelling((option, value, _): &(&str, Option<&str>, &str)) -> String {
    value.map_or_else(|| (*option).to_owned(), |value| format!("{option}={value}"))
}

impl fmt::Display for NormalizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NormalizeError::Unknown { given, nearest: Some(nearest) } => {
                write!(f, "there is no normalization `{given}`; did you mean `{nearest}`?")
            }
            NormalizeError::Unknown { given, nearest: None } => {
                let all: Vec<String> = Normalize::spellings().collect();
                write!(f, "there is no normalization `{given}`; there are {}", all.join(", "))
            }
            NormalizeError::Contradiction { option } => {
                write!(f, "the normalization `{option}` is given two values")
            }
        }
    }
}

impl std::error::Error for NormalizeError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(names: &[&str]) -> Vec<&'static str> {
        Normalize::of(names).unwrap().rules().collect()
    }

    #[test]
    fn a_bare_name_means_its_first_value() {
        assert_eq!(rules(&["variants"]), ["variants-simplified"]);
        assert_eq!(rules(&["quotes"]), ["quotes-curly"]);
        assert_eq!(rules(&["space", "variants=taiwan"]), ["variants-taiwan", "space"]);
    }

    #[test]
    fn a_name_that_means_nothing_is_refused_with_what_would_be_right() {
        let error = |names: &[&str]| Normalize::of(names).unwrap_err().to_string();
        assert!(error(&["punctuaton"]).ends_with("did you mean `punctuation`?"));
        assert!(error(&["variants=taiwn"]).ends_with("did you mean `variants=taiwan`?"));
        assert!(error(&["everything"]).contains("there are variants=simplified, "));
        assert!(error(&["quotes=corner", "quotes"]).contains("two values"));
        assert_eq!(rules(&["quotes=curly", "quotes"]), ["quotes-curly"]);
    }
}
