//! Conditions on the numbers that a pattern matched: `a > b`, `a + b != total`. Two sums of
//! groups and constants and a comparison between them; anything more is a detector's business.

use crate::numeral;
use regex::Captures;
use std::str::FromStr;

/// Sums that differ by less are equal: figures are rounded before they are printed.
const ROUNDING: f64 = 1e-6;

/// When a match counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    left: Vec<Term>,
    test: Test,
    right: Vec<Term>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Test {
    Greater,
    Less,
    Differs,
}

/// A group or a constant, added or taken away.
#[derive(Clone, Debug, PartialEq)]
struct Term {
    sign: f64,
    of: Of,
}

#[derive(Clone, Debug, PartialEq)]
enum Of {
    Group(Box<str>),
    Constant(f64),
}

impl Condition {
    /// The groups that it asks for.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &str> {
        self.left.iter().chain(&self.right).filter_map(|t| match &t.of {
            Of::Group(name) => Some(&**name),
            Of::Constant(_) => None,
        })
    }

    /// Whether the match counts. A group that took no part or is no number makes it none.
    pub(crate) fn holds(&self, captures: &Captures<'_>) -> bool {
        let sum = |terms: &[Term]| {
            terms.iter().try_fold(0.0, |sum, t| {
                let of = match &t.of {
                    Of::Constant(value) => Some(*value),
                    Of::Group(name) => numeral::value(captures.name(name)?.as_str()),
                };
                of.map(|value| sum + t.sign * value)
            })
        };
        let Some((left, right)) = sum(&self.left).zip(sum(&self.right)) else { return false };
        match self.test {
            Test::Greater => left > right + ROUNDING,
            Test::Less => left < right - ROUNDING,
            Test::Differs => (left - right).abs() > ROUNDING,
        }
    }
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Condition, String> {
        let tests = [("!=", Test::Differs), (">", Test::Greater), ("<", Test::Less)];
        let split = tests.iter().find_map(|(sign, test)| {
            text.split_once(sign).map(|(left, right)| (left, *test, right))
        });
        let (left, test, right) = split.ok_or_else(|| {
            format!("`{text}` compares nothing; write `a > b`, `a < b` or `a != b`")
        })?;
        Ok(Condition { left: terms(left)?, test, right: terms(right)? })
    }
}

fn terms(text: &str) -> Result<Vec<Term>, String> {
    let term = |sign: f64, name: &str| {
        let name = name.trim();
        let is_group = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase());
        match name.parse() {
            // `inf` and `nan` are names, too.
            Ok(value) if !is_group => Ok(Term { sign, of: Of::Constant(value) }),
            _ if is_group => Ok(Term { sign, of: Of::Group(name.into()) }),
            _ => Err(format!("`{name}` is neither a number nor the name of a group")),
        }
    };
    let signs = text.match_indices(['+', '-']).map(|(at, sign)| (at, sign == "-"));
    let mut terms = Vec::new();
    let (mut sign, mut from) = (1.0, 0);
    for (at, minus) in signs.chain([(text.len(), false)]) {
        terms.push(term(sign, text.get(from..at).unwrap_or_default())?);
        (sign, from) = (if minus { -1.0 } else { 1.0 }, at + 1);
    }
    Ok(terms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::compile;

    fn holds(condition: &str, text: &str) -> bool {
        let pattern = r"(?P<a>[\d.,]+|[一二三四五六七八九十百]+)人(?:，(?P<b>\d+)人)?";
        let regex = compile(pattern).unwrap();
        condition.parse::<Condition>().unwrap().holds(&regex.captures(text).unwrap())
    }

    #[test]
    fn sums_are_compared() {
        assert!(holds("a > b", "3人，2人") && !holds("a > b", "2人，2人"));
        assert!(holds("a < b + 2", "3人，2人") && !holds("a < b + 1", "3人，2人"));
        assert!(holds("a - b != 2", "3人，2人") && !holds("a - b != 1", "3人，2人"));
        assert!(holds("a > 1000", "1,001人"));
        assert!(holds("a > 11", "十二人"));
    }

    #[test]
    fn a_group_that_is_no_number_decides_nothing() {
        assert!(!holds("a > b", "3人") && !holds("a < b", "3人"));
        assert!(!holds("a != 1", "1.2.3人"));
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        for (text, why) in [("a = b", "compares nothing"), ("a > B", "`B`"), ("a >", "``")] {
            assert!(text.parse::<Condition>().unwrap_err().contains(why), "{text}");
        }
    }
}
