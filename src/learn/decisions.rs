//! Learns from what reviewers decided: what they always refuse is a phrase to protect, what they
//! write themselves again and again is a pair.

use super::draft::{Draft, EXAMPLES, Swap};
use std::collections::{BTreeMap, BTreeSet};

/// Characters on either side that may make a phrase of a word.
const AROUND: usize = 2;

/// What a reviewer said of a proposed change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is right.
    Accepted,
    /// It stays as it stands.
    Rejected,
    /// It becomes this.
    Edited(String),
}

/// A decision with the text around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What stands in the document.
    pub before: String,
    /// The sentence before and after it.
    pub around: (String, String),
    /// What was said of it.
    pub verdict: Verdict,
    /// The document, so that one is not counted for many.
    pub document: String,
}

/// What decisions teach.
#[derive(Clone, Debug, Default)]
pub struct Lessons {
    /// Phrases inside which nothing should be changed, and how many rejections each explains.
    pub protect: Vec<(String, usize)>,
    /// Pairs of words.
    pub draft: Draft,
}

impl Lessons {
    /// Those that at least `least` decisions agree on.
    pub fn of(decisions: &[Decision], least: usize) -> Lessons {
        let mut by_word: BTreeMap<&str, Vec<&Decision>> = BTreeMap::new();
        for decision in decisions {
            by_word.entry(&decision.before).or_default().push(decision);
        }
        let mut protect = Vec::new();
        for (word, decisions) in by_word {
            let rejected: Vec<&Decision> =
                decisions.iter().copied().filter(|d| d.verdict == Verdict::Rejected).collect();
            let others: Vec<&Decision> =
                decisions.iter().copied().filter(|d| d.verdict != Verdict::Rejected).collect();
            protect.extend(phrases(word, rejected, &others, least));
        }
        protect.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        Lessons { protect, draft: pairs(decisions, least) }
    }
}

/// Phrases around `word` that explain rejections and no other decision, the shortest first.
fn phrases(
    word: &str,
    mut rejected: Vec<&Decision>,
    others: &[&Decision],
    least: usize,
) -> Vec<(String, usize)> {
    let mut out = Vec::new();
    let widths = (0..=2 * AROUND).flat_map(|sum| (0..=sum).map(move |l| (l, sum - l)));
    for (left, right) in widths.filter(|&(l, r)| l <= AROUND && r <= AROUND) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for phrase in rejected.iter().filter_map(|d| phrase(d, word, left, right)) {
            *counts.entry(phrase).or_default() += 1;
        }
        let elsewhere: BTreeSet<String> =
            others.iter().filter_map(|d| phrase(d, word, left, right)).collect();
        for (found, count) in counts {
            if count >= least && !elsewhere.contains(&found) {
                let explained =
                    |d: &&Decision| phrase(d, word, left, right).as_ref() == Some(&found);
                rejected.retain(|d| !explained(d));
                out.push((found, count));
            }
        }
    }
    out
}

/// The word with so many characters on either side, if the sentence has them.
fn phrase(decision: &Decision, word: &str, left: usize, right: usize) -> Option<String> {
    let (before, after) = &decision.around;
    let mut start: Vec<char> = before.chars().rev().take(left).collect();
    let end: String = after.chars().take(right).collect();
    start.reverse();
    let is_whole = start.len() == left && end.chars().count() == right;
    let is_prose = |c: char| c.is_alphanumeric();
    let words = start.iter().copied().chain(end.chars()).all(is_prose);
    (is_whole && words).then(|| format!("{}{word}{end}", start.into_iter().collect::<String>()))
}

/// Pairs that reviewers wrote themselves.
fn pairs(decisions: &[Decision], least: usize) -> Draft {
    let mut edited: BTreeMap<(&str, &str), Vec<&Decision>> = BTreeMap::new();
    let mut stays: BTreeMap<&str, usize> = BTreeMap::new();
    for decision in decisions {
        match &decision.verdict {
            Verdict::Edited(after) if !after.is_empty() && *after != decision.before => {
                edited.entry((&decision.before, after)).or_default().push(decision);
            }
            Verdict::Rejected => *stays.entry(&decision.before).or_default() += 1,
            _ => {}
        }
    }
    let documents: BTreeSet<&str> = decisions.iter().map(|d| &*d.document).collect();
    let mut draft = Draft { documents: documents.len(), ..Draft::default() };
    for ((before, after), places) in edited {
        if places.len() < least {
            draft.rest.push((before.to_owned(), after.to_owned(), places.len()));
            continue;
        }
        let example = |d: &&Decision| {
            let (left, right) = &d.around;
            (format!("{left}{before}{right}"), format!("{left}{after}{right}"))
        };
        let documents: BTreeSet<&str> = places.iter().map(|d| &*d.document).collect();
        draft.swaps.push(Swap {
            original: after.to_owned(),
            stand_in: before.to_owned(),
            places: places.len(),
            documents: documents.len(),
            kept: stays.get(before).copied().unwrap_or(0),
            examples: places.iter().map(example).take(EXAMPLES).collect(),
            ..Swap::default()
        });
    }
    let rejected = decisions.iter().filter(|d| d.verdict == Verdict::Rejected);
    let sentence = |d: &Decision| format!("{}{}{}", d.around.0, d.before, d.around.1);
    draft.leaves = rejected.map(sentence).take(6).collect();
    if draft.leaves.is_empty() {
        // A table needs one; where a word was restored, its sentence has nothing left to change.
        let restored = draft.swaps.iter().flat_map(|s| &s.examples).map(|(_, after)| after.clone());
        draft.leaves = restored.take(1).collect();
    }
    draft
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(left: &str, before: &str, right: &str, verdict: Verdict) -> Decision {
        Decision {
            before: before.into(),
            around: (left.into(), right.into()),
            verdict,
            document: "a".into(),
        }
    }

    #[test]
    fn what_is_always_rejected_is_protected_in_the_least_context() {
        let decisions = [
            decision("住在", "平安", "里小区", Verdict::Rejected),
            decision("到", "平安", "里来", Verdict::Rejected),
            decision("加强", "平安", "管理", Verdict::Accepted),
            decision("愿意", "效劳", "。", Verdict::Rejected),
            decision("他愿", "效劳", "的", Verdict::Rejected),
        ];
        let lessons = Lessons::of(&decisions, 2);
        assert_eq!(lessons.protect, [("平安里".to_owned(), 2), ("效劳".to_owned(), 2)]);
        assert!(Lessons::of(&decisions, 3).protect.is_empty());
    }

    #[test]
    fn what_is_written_again_and_again_is_a_pair() {
        let edit = || Verdict::Edited("项目".into());
        let decisions = [
            decision("本", "工程", "部负责", edit()),
            decision("该", "工程", "经理", edit()),
            decision("水利", "工程", "。", Verdict::Rejected),
        ];
        let draft = Lessons::of(&decisions, 2).draft;
        assert_eq!(draft.swaps.len(), 1);
        assert_eq!((&*draft.swaps[0].original, draft.swaps[0].kept), ("项目", 1));
        assert_eq!(draft.leaves, ["水利工程。"]);
    }
}
