//! Learns pairs of words from damaged documents alone: places that read better with a word that no
//! list has behind them, over many documents, where that word is missing though clean text has it.

use super::draft::{Draft, EXAMPLES, Swap};
use crate::pipeline::Outcome;
use crate::rule::{Look, RuleSet};
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The detector whose findings are collected.
const DETECTOR: &str = "unlisted-pair";

/// A word is missing if it has less than this part of its usual share.
const MISSING: f64 = 0.34;

/// Longer sentences, in characters, make no examples.
const SENTENCE: usize = 60;

/// Places of a pair, of one document or of all.
#[derive(Clone, Debug, Default)]
struct Seen {
    places: usize,
    documents: usize,
    examples: Vec<(String, String)>,
}

/// By stand-in and original, where documents would read better.
#[derive(Clone, Debug, Default)]
pub struct Suspicions {
    pairs: BTreeMap<(String, String), Seen>,
    documents: usize,
}

impl Suspicions {
    /// Those of one document, restored on the assumption that it went through some channel.
    pub fn of(outcome: &Outcome<'_>, rules: &RuleSet) -> Suspicions {
        let mut pairs: BTreeMap<(String, String), Seen> = BTreeMap::new();
        let source = outcome.source();
        for (pass, finding) in outcome.findings() {
            let rule = rules.get(finding.rule);
            let (Look::Detect(detector), Some(fix)) = (&rule.look, &finding.fix) else { continue };
            if detector != DETECTOR {
                continue;
            }
            let key = (finding.before.to_string(), fix.to_string());
            let seen = pairs.entry(key).or_default();
            seen.places += 1;
            seen.documents = 1;
            let place = outcome.source_span(pass, finding.span);
            if place.slice(source) == &*finding.before && seen.examples.is_empty() {
                seen.examples.extend(example(source, place, fix));
            }
        }
        Suspicions { pairs, documents: 1 }
    }

    /// Adds those of another document.
    pub fn add(&mut self, other: Suspicions) {
        for (pair, seen) in other.pairs {
            let sum = self.pairs.entry(pair).or_default();
            sum.places += seen.places;
            sum.documents += seen.documents;
            sum.examples.extend(seen.examples);
            sum.examples.truncate(EXAMPLES);
        }
        self.documents += other.documents;
    }

    /// The pairs that stand in more than one document, most places first.
    pub fn draft(self) -> Draft {
        let pairs = self.pairs.into_iter().filter(|(_, seen)| seen.documents > 1);
        let mut swaps: Vec<Swap> = pairs
            .map(|((stand_in, original), seen)| Swap {
                original,
                stand_in,
                places: seen.places,
                documents: seen.documents,
                examples: seen.examples,
                ..Swap::default()
            })
            .collect();
        swaps.sort_by(|a, b| b.places.cmp(&a.places).then(a.stand_in.cmp(&b.stand_in)));
        Draft { documents: self.documents, swaps, ..Draft::default() }
    }
}

/// The sentence around a place, as it stands and restored there.
fn example(text: &str, place: Span, fix: &str) -> Option<(String, String)> {
    let (left, right) = sentence_around(text, place);
    let of = |word: &str| format!("{left}{word}{right}");
    let (before, after) = (of(place.slice(text)), of(fix));
    (before.chars().count() <= SENTENCE).then_some((before, after))
}

/// What stands before and after a place in its sentence.
pub(crate) fn sentence_around(text: &str, place: Span) -> (String, String) {
    let ends = ['。', '！', '？', '；', '\n'];
    let before = Span::new(0, place.start).slice(text);
    let after = Span::new(place.end, text.len()).slice(text);
    let left = before.rsplit(ends).next().unwrap_or(before).trim_start();
    let right = after.split_inclusive(ends).next().unwrap_or(after).trim_end();
    (left.to_owned(), right.to_owned())
}

/// Leaves of a draft's pairs, whose words were counted, what contrasts with clean text: the
/// stand-in reads badly in most of its places, and the original is missing. `frequency` is the
/// logarithm of a word's share of clean text. In fewer than `least` documents nothing is proposed.
pub(crate) fn contrast(draft: &mut Draft, least: usize, frequency: impl Fn(&str) -> f32) {
    for swap in &mut draft.swaps {
        let ours = f64::from(frequency(&swap.original)).exp();
        let theirs = f64::from(frequency(&swap.stand_in)).exp();
        let expected = ours / (ours + theirs);
        let stand_ins = swap.kept;
        swap.kept = stand_ins.saturating_sub(swap.places);
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more")]
        let observed = swap.originals as f64 / (swap.originals + stand_ins).max(1) as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 100"
        )]
        let percent = (100.0 * expected).round() as u32;
        swap.expected = Some(percent);
        swap.doubt = if swap.documents < least {
            Some(("见于太少的文件", "it stands in too few documents"))
        } else if 2 * swap.places < stand_ins {
            Some(("多数地方读来并无不妥", "most places read well as they stand"))
        } else if observed > MISSING * expected {
            Some(("原词并不少见", "the original is not missing"))
        } else {
            None
        };
    }
    let mut seen = BTreeSet::new();
    // Of several originals of one stand-in, the one with the most places is proposed.
    for swap in draft.swaps.iter_mut().filter(|s| s.doubt.is_none()) {
        if !seen.insert(swap.stand_in.clone()) {
            swap.doubt = Some(("另有更常见的原词", "another original has more places"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_proposed_where_the_original_is_missing() {
        let swap = |originals, kept, places| Swap {
            original: "服务".into(),
            stand_in: "效劳".into(),
            places,
            documents: 4,
            kept,
            originals,
            ..Swap::default()
        };
        let frequency = |word: &str| if word == "服务" { -7.0 } else { -12.0 };
        let doubt = |swap| {
            let mut draft = Draft { swaps: vec![swap], ..Draft::default() };
            contrast(&mut draft, 3, frequency);
            draft.swaps[0].doubt.map(|(_, en)| en)
        };
        assert_eq!(doubt(swap(0, 10, 9)), None);
        assert_eq!(doubt(swap(60, 10, 9)), Some("the original is not missing"));
        assert_eq!(doubt(swap(0, 30, 9)), Some("most places read well as they stand"));
    }

    #[test]
    fn an_example_is_the_sentence() {
        let text = "前一句。他们开展得很快；后一句。";
        let at = text.find("开展").unwrap();
        let example = example(text, Span::new(at, at + 6), "发展");
        assert_eq!(example, Some(("他们开展得很快；".into(), "他们发展得很快；".into())));
    }
}
