//! The pairs of ideographs that stand beside each other often enough to be ordinary, for the filter
//! that `crate::model` has of them.

use super::corpus::Corpus;
use crate::model::bigrams::{self, is_common_ideograph};
use std::collections::HashMap;

/// Bits of the filter for each pair.
const BITS: usize = 5;

/// The filter of as many pairs as `bytes` bytes hold well, the most frequent ones; how many they
/// are, and how often the rarest of them stands in the text.
pub fn filter(corpus: &Corpus, bytes: usize) -> (Vec<u8>, usize, u32) {
    let mut counts: HashMap<(char, char), u32> = HashMap::new();
    for source in &corpus.sources {
        let mut last = None;
        for c in source.text().chars() {
            let here = is_common_ideograph(c).then_some(c);
            if let (Some(a), Some(b)) = (last, here) {
                *counts.entry((a, b)).or_default() += 1;
            }
            last = here;
        }
    }
    let room = bytes * 8 / BITS;
    // The least count of which no more pairs are left than there is room for.
    let mut all: Vec<u32> = counts.values().copied().collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    let least = all.get(room).map_or(1, |n| n + 1);
    let kept = counts.into_iter().filter(|&(_, n)| n >= least).map(|(pair, _)| pair);
    let kept: Vec<(char, char)> = kept.collect();
    (bigrams::write(kept.iter().copied(), bytes), kept.len(), least)
}
