//! Learned pairs as a table of a rule file, each with its evidence. For people to read: what is
//! doubtful stands there as a comment.

use std::collections::BTreeSet;
use std::fmt;

/// Examples that are kept of a pair.
pub(super) const EXAMPLES: usize = 4;

/// Examples that a table has at the most.
const MOST_HITS: usize = 24;

/// Changes that are no pairs of words, of which so many are told.
const REST: usize = 30;

/// A pair of words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Swap {
    /// The word of the author.
    pub original: String,
    /// What was put in its place.
    pub stand_in: String,
    /// Places where that was undone, or should be.
    pub places: usize,
    /// Documents that have such a place.
    pub documents: usize,
    /// How often the stand-in stands where it is right.
    pub kept: usize,
    /// How often the original stands in the damaged documents.
    pub originals: usize,
    /// How often clean text has the original, of a hundred occurrences of either word; `None` if
    /// nobody asked.
    pub expected: Option<u32>,
    /// Damaged and restored sentences.
    pub examples: Vec<(String, String)>,
    /// Why it is not proposed, in Chinese and in English, if it is not.
    pub doubt: Option<(&'static str, &'static str)>,
}

impl Swap {
    /// Whether the pair is nothing but others of `pairs`, (stand-in, original), side by side, with
    /// characters in between that stay: 部分正在 for 部门在, from 部分 for 部门 and 正在 for 在.
    pub fn is_composed(&self, pairs: &BTreeSet<(&str, &str)>) -> bool {
        let own = (&*self.stand_in, &*self.original);
        let smaller: Vec<(&str, &str)> = pairs
            .iter()
            .copied()
            .filter(|p| *p != own && own.0.contains(p.0) && own.1.contains(p.1))
            .collect();
        // Several pairs may begin alike, so all ways are tried; the words are short.
        let mut open = vec![own];
        while let Some((stand_in, original)) = open.pop() {
            if stand_in.is_empty() && original.is_empty() {
                return true;
            }
            let strip =
                |p: &(&str, &str)| Some((stand_in.strip_prefix(p.0)?, original.strip_prefix(p.1)?));
            open.extend(smaller.iter().filter_map(strip));
            if let Some(c) = stand_in.chars().next()
                && original.starts_with(c)
            {
                let mut same = [0; 4];
                let same: &str = c.encode_utf8(&mut same);
                open.extend(stand_in.strip_prefix(same).zip(original.strip_prefix(same)));
            }
        }
        false
    }
}

/// A channel to be read by people.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Draft {
    /// Documents that were read.
    pub documents: usize,
    /// The pairs.
    pub swaps: Vec<Swap>,
    /// What else was changed into what, and how often.
    pub rest: Vec<(String, String, usize)>,
    /// Texts in which a stand-in is right.
    pub leaves: Vec<String>,
    /// Examples that turned out not to hold.
    pub dropped: Vec<String>,
    /// Whether comments are in Chinese.
    pub zh: bool,
}

impl Draft {
    /// Pairs that are proposed.
    pub fn proposed(&self) -> impl Iterator<Item = &Swap> {
        self.swaps.iter().filter(|s| s.doubt.is_none())
    }

    /// The examples of the table.
    fn hits(&self) -> Vec<&(String, String)> {
        let of = |s: &&Swap| s.examples.len();
        let rounds = (0..self.proposed().map(|s| of(&s)).max().unwrap_or(0))
            .flat_map(|k| self.proposed().filter_map(move |s| s.examples.get(k)));
        let mut hits: Vec<&(String, String)> = Vec::new();
        for hit in rounds {
            let new = !hits.iter().any(|h| h.0 == hit.0);
            if new && !self.dropped.contains(&hit.0) {
                hits.push(hit);
            }
        }
        hits.truncate(MOST_HITS);
        hits
    }

    /// Whether the file has a table: there are pairs, and examples that hold.
    pub fn has_table(&self) -> bool {
        !self.hits().is_empty()
    }

    fn evidence(&self, swap: &Swap) -> String {
        let Swap { places, documents, kept, originals, .. } = swap;
        let (stand_in, original) = (&swap.stand_in, &swap.original);
        let mut out = if self.zh {
            format!(
                "{documents}个文件{places}处；{stand_in}未改{kept}处；{original}尚有{originals}处"
            )
        } else {
            format!(
                "{places} places in {documents} documents; {stand_in} stays {kept} times; {original} stands {originals} times"
            )
        };
        if let Some(expected) = swap.expected {
            out += &if self.zh {
                format!("（通常占{expected} %）")
            } else {
                format!(" (usually {expected} % of both)")
            };
        }
        out
    }
}

impl fmt::Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let pair = |s: &Swap| quoted(&format!("{}→{}", s.original, s.stand_in));
        if self.has_table() {
            writeln!(f, "[[channel]]")?;
            writeln!(f, "name     = \"learned\"")?;
            writeln!(f, "says     = \"学到的词表替换的词\"")?;
            writeln!(f, "says_en  = \"words swapped by a list that was learned\"")?;
            writeln!(f, "why      = \"由 kanwu learn 从{}个文件学到。\"", self.documents)?;
            writeln!(
                f,
                "why_en   = \"Learned by kanwu learn from {} documents.\"",
                self.documents
            )?;
            writeln!(f, "evidence = \"document\"")?;
            writeln!(f, "since    = \"{}\"", env!("CARGO_PKG_VERSION"))?;
            writeln!(f, "pairs    = [")?;
            for swap in self.proposed() {
                writeln!(f, "    {},  # {}", pair(swap), self.evidence(swap))?;
            }
            writeln!(f, "]\nhits     = [")?;
            for (before, after) in self.hits() {
                writeln!(f, "    [{}, {}],", quoted(before), quoted(after))?;
            }
            writeln!(f, "]\nleaves   = [")?;
            for text in self.leaves.iter().filter(|t| !self.dropped.contains(t)) {
                writeln!(f, "    {},", quoted(text))?;
            }
            writeln!(f, "]")?;
        }
        let doubtful = self.swaps.iter().filter(|s| !self.has_table() || s.doubt.is_some());
        for swap in doubtful {
            let unproved = ("没有一个例句成立", "none of its examples holds");
            let (zh, en) = swap.doubt.unwrap_or(unproved);
            let why = if self.zh { zh } else { en };
            writeln!(f, "# {}  {why}: {}", pair(swap), self.evidence(swap))?;
        }
        if !self.rest.is_empty() {
            let head = if self.zh { "其他改动" } else { "Other changes" };
            writeln!(f, "\n# {head}")?;
        }
        for (before, after, count) in self.rest.iter().take(REST) {
            writeln!(f, "# {count} × {} → {}", quoted(before), quoted(after))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_may_be_made_of_others() {
        let pairs = BTreeSet::from([("部分", "部门"), ("正在", "在"), ("从", "主")]);
        let swap = |stand_in: &str, original: &str| Swap {
            stand_in: stand_in.into(),
            original: original.into(),
            ..Swap::default()
        };
        assert!(swap("部分正在", "部门在").is_composed(&pairs));
        assert!(swap("从席", "主席").is_composed(&pairs));
        assert!(!swap("部分", "部门").is_composed(&pairs));
        assert!(!swap("部分勾当", "部门活动").is_composed(&pairs));
        assert!(!swap("席", "席位").is_composed(&pairs));
    }

    #[test]
    fn without_an_example_that_holds_there_is_no_table() {
        let swap = Swap {
            original: "服务".into(),
            stand_in: "效劳".into(),
            examples: vec![("为民效劳。".into(), "为民服务。".into())],
            ..Swap::default()
        };
        let mut draft =
            Draft { swaps: vec![swap], leaves: vec!["他愿效劳。".into()], ..Draft::default() };
        assert!(draft.has_table() && draft.to_string().contains("\"服务→效劳\""));
        draft.dropped.push("为民效劳。".into());
        let text = draft.to_string();
        assert!(!draft.has_table() && text.lines().all(|l| l.starts_with('#')), "{text}");
    }
}
