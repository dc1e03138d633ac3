//! Words around a place that tell an original from its stand-in, beyond what the language model
//! sees: what a sentence is about, or a verb whose object stands behind an attribute. The
//! weights were learnt from clean text; see `model/README.md`.

use super::lexicon::{Lexicon, PairId};
use crate::span::Span;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Made by `train contexts`.
const TABLE: &str = include_str!("../../../model/contexts.tsv");

/// Characters looked at on either side of a place; as in `train::contexts`.
const WINDOW: usize = 12;

/// What the surroundings of one place may say at most, for or against the original (nats).
const MOST: f64 = 4.0;

/// Weights of the words around a pair, in nats.
type Weights = HashMap<&'static str, f64>;

/// The table, by pair.
pub(super) struct Contexts {
    lines: OnceLock<HashMap<&'static str, &'static str>>,
}

/// The weights of one document's pairs, read when first asked for.
#[derive(Default)]
pub(super) struct Witnesses {
    by_pair: HashMap<PairId, Weights>,
}

impl Contexts {
    pub(super) const fn new() -> Contexts {
        Contexts { lines: OnceLock::new() }
    }

    fn line(&self, name: &str) -> Option<&'static str> {
        let entry =
            |line: &'static str| (!line.starts_with('#')).then(|| line.split_once('\t')).flatten();
        self.lines.get_or_init(|| TABLE.lines().filter_map(entry).collect()).get(name).copied()
    }

    /// How much more (nats) the words around `place` expect an original of the pair.
    pub(super) fn say(
        &self,
        witnesses: &mut Witnesses,
        lexicon: &Lexicon,
        id: PairId,
        text: &str,
        place: Span,
    ) -> f64 {
        let weights = witnesses.by_pair.entry(id).or_insert_with(|| {
            let pair =
                &lexicon.channels[usize::from(id.channel)].channel.pairs[usize::from(id.pair)];
            let name = format!("{}→{}", pair.originals.join("|"), pair.stand_in);
            self.line(&name).map(weights).unwrap_or_default()
        });
        if weights.is_empty() {
            return 0.0;
        }
        let before = Span::new(0, place.start).slice(text);
        let from = before.char_indices().rev().take(WINDOW).take_while(|(_, c)| *c != '\n').last();
        let before = Span::new(from.map_or(place.start, |f| f.0), place.start);
        let after = Span::new(place.end, text.len()).slice(text);
        let length = after
            .chars()
            .take(WINDOW)
            .take_while(|&c| c != '\n')
            .map(char::len_utf8)
            .sum::<usize>();
        let after = Span::new(place.end, place.end + length);
        let mut seen: Vec<&str> = Vec::new();
        let mut sum = 0.0;
        for side in [before, after] {
            let ends: Vec<usize> = side
                .slice(text)
                .char_indices()
                .map(|(i, _)| side.start + i)
                .chain([side.end])
                .collect();
            for pair in ends.windows(3) {
                let word = Span::new(pair[0], pair[2]).slice(text);
                if let Some(&weight) = weights.get(word).filter(|_| !seen.contains(&word)) {
                    seen.push(word);
                    sum += weight;
                }
            }
        }
        sum.clamp(-MOST, MOST)
    }
}

/// `技术+12 经理-8`: tenths of a nat.
fn weights(line: &'static str) -> Weights {
    line.split(' ')
        .filter_map(|entry| {
            let at = entry.find(['+', '-'])?;
            let (word, tenths) = entry.split_at_checked(at)?;
            Some((word, tenths.parse::<f64>().ok()? / 10.0))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_makes_sense() {
        let mut pairs = std::collections::BTreeSet::new();
        for line in TABLE.lines().filter(|l| !l.starts_with('#')) {
            let (pair, listed) = line.split_once('\t').expect(line);
            assert!(pairs.insert(pair) && pair.contains('→'), "{line}");
            let weights = weights(listed);
            assert_eq!(weights.len(), listed.split(' ').count(), "{line}");
            assert!(
                weights.iter().all(|(w, x)| w.chars().count() == 2 && x.abs() < 20.0),
                "{line}"
            );
        }
        assert!(pairs.len() > 300);
    }
}
