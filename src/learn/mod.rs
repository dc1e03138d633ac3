//! Learns from many documents what one of them cannot show. Lines that recur at the head or the
//! tail of many are furniture even where no rule knows the site (here, in two readings); words that
//! were restored again and again are pairs of a list (`pairs`), so are words that read badly where
//! a usual one is missing (`suspicions`), and reviewers say what to leave alone (`decisions`). Sees
//! texts, never files; what it learns is a text for people to read and for `--rules` to use
//! (`table`, `draft`). The result depends on the set of documents alone, not on their order.

#[cfg(feature = "cli")]
mod decisions;
#[cfg(feature = "cli")]
mod draft;
#[cfg(feature = "cli")]
mod pairs;
mod sketch;
#[cfg(feature = "cli")]
mod suspicions;
mod table;

#[cfg(feature = "cli")]
pub use decisions::{Decision, Lessons, Verdict};
#[cfg(feature = "cli")]
pub use draft::{Draft, Swap};
#[cfg(feature = "cli")]
pub use pairs::{Comparison, Pairs};
#[cfg(feature = "cli")]
pub use suspicions::Suspicions;
#[cfg(feature = "cli")]
pub(crate) use suspicions::{contrast, sentence_around};
pub use table::Learned;

use crate::finding::StageId;
use crate::rule::{Look, RuleSet};
use sketch::{Sketch, hash};
use std::collections::{BTreeMap, BTreeSet};

/// So many lines with something in them are looked at, at the head and at the tail.
const EDGE: usize = 12;
/// Longer lines, in characters, are paragraphs.
const LONGEST: usize = 80;
/// A line has at least so many letters; "1" and "——" recur everywhere.
const FEWEST: usize = 2;
/// A line that stands in fewer documents of a hundred is no matter of the site.
const SHARE: u64 = 100;
/// Examples that are kept of a line.
const EXAMPLES: usize = 3;
/// So many lines are learned at the most, the commonest first.
const MOST: usize = 200;

/// The first reading: how often each line stands at an edge, roughly and in bounded memory.
#[derive(Debug, Default)]
pub struct Survey {
    lines: Sketch,
    documents: Sketch,
    read: u64,
}

/// What one document adds to the first reading.
#[derive(Clone, Debug)]
pub struct Traces {
    document: u64,
    lines: Vec<u64>,
}

impl Traces {
    /// Those of a document with this text.
    pub fn of(text: &str) -> Traces {
        let mut lines: Vec<u64> = edge(text).map(|l| hash(&normal(l))).collect();
        lines.sort_unstable();
        lines.dedup();
        Traces { document: hash(text), lines }
    }
}

impl Survey {
    /// Counts one document.
    pub fn add(&mut self, traces: &Traces) {
        self.documents.add(traces.document);
        for &line in &traces.lines {
            self.lines.add(line);
        }
        self.read += 1;
    }

    /// Ends the first reading: only lines that may stand in `least` documents are kept in the
    /// second one.
    pub fn candidates(self, least: u64) -> Candidates {
        let least = least.max(self.read.div_ceil(SHARE)).max(2);
        Candidates { survey: self, least, found: BTreeMap::new(), read: 0, copies: BTreeSet::new() }
    }
}

/// The second reading: the lines that the first one left, exactly.
#[derive(Debug)]
pub struct Candidates {
    survey: Survey,
    least: u64,
    found: BTreeMap<String, Found>,
    read: u64,
    /// Documents of which there may be copies. A copy proves nothing about its lines.
    copies: BTreeSet<u64>,
}

#[derive(Debug, Default)]
struct Found {
    count: u64,
    examples: BTreeSet<String>,
}

/// What one document adds to the second reading.
#[derive(Clone, Debug)]
pub struct Sightings {
    document: u64,
    /// Lines, by what they are without their numbers.
    lines: BTreeMap<String, String>,
}

impl Candidates {
    /// What a document with this text adds.
    pub fn sightings(&self, text: &str) -> Sightings {
        let mut lines = BTreeMap::new();
        for line in edge(text) {
            let told = normal(line);
            if self.survey.lines.count(hash(&told)) >= self.least && may_be_furniture(&told) {
                let line = line.to_owned();
                // Of several that differ in numbers alone the choice must not be one of order.
                let kept = lines.entry(told).or_insert_with(|| line.clone());
                if line < *kept {
                    *kept = line;
                }
            }
        }
        Sightings { document: hash(text), lines }
    }

    /// Counts one document.
    pub fn add(&mut self, sightings: Sightings) {
        let copied = self.survey.documents.count(sightings.document) > 1;
        if copied && !self.copies.insert(sightings.document) {
            return;
        }
        self.read += 1;
        for (told, line) in sightings.lines {
            let found = self.found.entry(told).or_default();
            found.count += 1;
            found.examples.insert(line);
            if found.examples.len() > EXAMPLES {
                found.examples.pop_last();
            }
        }
    }

    /// The lines that stand at an edge of enough documents and that no rule of `rules` knows,
    /// the commonest first.
    pub fn learned(self, rules: &RuleSet) -> Vec<Learned> {
        let known = |line: &str| {
            rules.of_stage(StageId::Layout).any(|r| match &r.look {
                Look::Furniture(f) => f.lines.iter().any(|l| l.is_match(line)),
                _ => false,
            })
        };
        let enough = |found: &Found| {
            found.count >= self.least && !found.examples.iter().any(|line| known(line))
        };
        let all = self.found.into_iter().filter(|(_, found)| enough(found));
        let read = self.read;
        let mut learned: Vec<Learned> = all
            .map(|(line, Found { count, examples })| Learned { line, count, read, examples })
            .collect();
        learned.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.line.cmp(&b.line)));
        learned.truncate(MOST);
        learned
    }
}

/// The lines at the head and the tail of `text` that may be anything but a paragraph.
fn edge(text: &str) -> impl Iterator<Item = &str> {
    let said = |line: &&str| !line.is_empty();
    let head = text.lines().map(str::trim).filter(said).take(EDGE);
    let tail = text.lines().rev().map(str::trim).filter(said).take(EDGE);
    head.chain(tail).filter(|l| l.chars().nth(LONGEST).is_none())
}

/// A line with 0 for each number and one space for all white space.
fn normal(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        let c = match c {
            c if c.is_ascii_digit() => '0',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if !((c == '0' || c == ' ') && out.ends_with(c)) {
            out.push(c);
        }
    }
    out
}

/// Whether a line that recurs may be the site's. Dates, headings, salutations and closing
/// words recur in documents, too, and are the documents' own.
fn may_be_furniture(told: &str) -> bool {
    let letters = |c: &char| c.is_alphabetic() && !matches!(c, '年' | '月' | '日');
    let own = ["特此", "此致", "敬礼", "谢谢", "附件", "尊敬的", "各位"];
    let numbered = |c: char| "一二三四五六七八九十(（0第".contains(c);
    let heading =
        told.starts_with(numbered) && told.contains(['、', ')', '）', '.', '章', '节', '条']);
    told.chars().filter(letters).count() >= FEWEST
        && !told.ends_with(['：', ':', '，', ','])
        && !own.iter().any(|w| told.starts_with(w))
        && !heading
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learn(texts: &[String], least: u64) -> Vec<Learned> {
        let mut survey = Survey::default();
        texts.iter().for_each(|t| survey.add(&Traces::of(t)));
        let mut candidates = survey.candidates(least);
        for text in texts {
            let sightings = candidates.sightings(text);
            candidates.add(sightings);
        }
        candidates.learned(&RuleSet::built_in())
    }

    fn texts() -> Vec<String> {
        let text = |n: u32| {
            format!(
                "渡口文库第{n}号\n第{n}次会议\n会议讨论了{n}件事，都有了结果。\n2021年3月{n}日\n特此通知。\n渡口文库 收录整理\n"
            )
        };
        (1..=9).map(text).collect()
    }

    #[test]
    fn lines_that_recur_are_learned_with_their_numbers_left_open() {
        let learned = learn(&texts(), 5);
        let lines: Vec<&str> = learned.iter().map(|l| l.line.as_str()).collect();
        assert_eq!(
            lines,
            ["会议讨论了0件事，都有了结果。", "渡口文库 收录整理", "渡口文库第0号", "第0次会议"]
        );
        assert!(learned.iter().all(|l| l.count == 9 && l.read == 9));
        assert_eq!(learned[2].examples.first().map(String::as_str), Some("渡口文库第1号"));
    }

    #[test]
    fn the_order_of_the_documents_does_not_matter() {
        let mut texts = texts();
        let forward = learn(&texts, 5);
        texts.reverse();
        assert_eq!(learn(&texts, 5), forward);
        texts.rotate_left(4);
        assert_eq!(learn(&texts, 5), forward);
    }

    #[test]
    fn copies_of_one_document_prove_nothing() {
        let texts = vec![texts()[0].clone(); 9];
        assert_eq!(learn(&texts, 5), []);
    }
}
