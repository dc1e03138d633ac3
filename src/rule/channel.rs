//! Channels: lists of words that something put in the place of other words.

use std::collections::BTreeMap;

/// A list of swapped words and what is known of how it was applied.
#[derive(Clone, Debug)]
pub struct Channel {
    /// What must speak for the channel before any of its words is restored.
    pub evidence: Evidence,
    /// Share of documents that went through it, before anything is known of the document.
    pub prior: f32,
    /// Share of a listed word's occurrences that the channel replaced where it was at work.
    pub rate: f32,
    /// The words, by stand-in.
    pub pairs: Vec<Pair>,
}

/// What must speak for a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The document as a whole: a text mill leaves its traces everywhere.
    Document,
    /// The place alone: a typing error stands by itself.
    Site,
}

/// A stand-in and the words it may stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What stands in the text.
    pub stand_in: Box<str>,
    /// What was written, likeliest first.
    pub originals: Vec<Box<str>>,
}

/// Reads `original→stand-in` or `one|other→stand-in`; the error says what is wrong.
pub(crate) fn pairs_of(lines: &[String]) -> Result<Vec<Pair>, String> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines {
        let Some((originals, stand_in)) = line.split_once('→') else {
            return Err(format!("`{line}` is not a pair; write `original→stand-in`"));
        };
        let stand_in = stand_in.trim();
        let originals: Vec<&str> = originals.split('|').map(str::trim).collect();
        if stand_in.is_empty() || originals.iter().any(|o| o.is_empty()) {
            return Err(format!("`{line}` has an empty word"));
        }
        if originals.contains(&stand_in) {
            return Err(format!("`{line}` replaces a word by itself"));
        }
        if let Some(first) = seen.insert(stand_in.to_owned(), pairs.len()) {
            return Err(format!(
                "`{stand_in}` is listed twice; write `{}|{}→{stand_in}`",
                pairs[first].originals.join("|"),
                originals.join("|")
            ));
        }
        pairs.push(Pair {
            stand_in: stand_in.into(),
            originals: originals.into_iter().map(Into::into).collect(),
        });
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: &str) -> String {
        pairs_of(&[line.to_owned()]).unwrap_err()
    }

    #[test]
    fn a_pair_names_originals_and_stand_in() {
        let pairs = pairs_of(&["若|如果→假设".to_owned(), "服务→效劳".to_owned()]).unwrap();
        assert_eq!(pairs[0].originals, ["若".into(), "如果".into()]);
        assert_eq!(&*pairs[1].stand_in, "效劳");
    }

    #[test]
    fn a_broken_pair_says_what_would_be_right() {
        assert!(error("服务 效劳").contains("original→stand-in"));
        assert!(error("服务→").contains("empty"));
        assert!(error("服务→服务").contains("itself"));
        let twice = pairs_of(&["服务→效劳".into(), "劳动→效劳".into()]).unwrap_err();
        assert!(twice.contains("服务|劳动→效劳"), "{twice}");
    }
}
