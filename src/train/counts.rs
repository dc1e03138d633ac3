//! Counts n-grams of all orders.
//!
//! An n-gram is kept as one number in base V whose *most* significant digit is its *last*
//! token. Sorted so, all n-grams with the same ending stand together: dropping the oldest
//! token is a division, the context (everything but the last token) a remainder, and the
//! continuation counts of every lower order can be read off the sorted 5-grams in one pass.

use super::corpus::Corpus;
use crate::model::{ORDER, START};
use rayon::prelude::*;

/// All n-grams of one order, sorted by key.
pub(super) struct Level {
    /// Last token most significant.
    pub(super) keys: Vec<u64>,
    /// Kneser–Ney counts: occurrences for the highest order and at the start of a line,
    /// else the number of different tokens that precede.
    pub(super) adjusted: Vec<u32>,
    /// Occurrences.
    pub(super) raw: Vec<u32>,
    /// Kneser–Ney counts of counts, before any text was weighted: multiples of a weight
    /// would distort the discounts.
    pub(super) counts_of_counts: [u64; 5],
    /// First position whose key, shifted right, is at least the index.
    buckets: Vec<u32>,
    shift: u32,
}

impl Level {
    fn new(keys: Vec<u64>, adjusted: Vec<u32>, raw: Vec<u32>, counts_of_counts: [u64; 5]) -> Level {
        let top = keys.last().copied().unwrap_or(0);
        let shift = (64 - top.leading_zeros()).saturating_sub(23);
        let mut buckets = vec![index(keys.len()); at(top >> shift) + 2];
        for (i, key) in keys.iter().enumerate().rev() {
            buckets[at(key >> shift)] = index(i);
        }
        for b in (1..buckets.len()).rev() {
            buckets[b - 1] = buckets[b - 1].min(buckets[b]);
        }
        Level { keys, adjusted, raw, counts_of_counts, buckets, shift }
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Position of `key`, if present.
    pub(super) fn find(&self, key: u64) -> Option<usize> {
        let bucket = at(key >> self.shift);
        let from = *self.buckets.get(bucket)? as usize;
        let to = self.buckets.get(bucket + 1).map_or(self.keys.len(), |&t| t as usize);
        self.keys[from..to].binary_search(&key).ok().map(|i| from + i)
    }
}

/// A small key as a position.
pub(super) fn at(key: u64) -> usize {
    usize::try_from(key).unwrap_or_else(|_| unreachable!("as many as there are n-grams"))
}

pub(super) fn index(i: usize) -> u32 {
    u32::try_from(i).unwrap_or_else(|_| panic!("more than 2^32 n-grams"))
}

/// The levels of order 1 to 5.
pub(super) fn count(corpus: &Corpus, say: &mut dyn FnMut(&str)) -> Vec<Level> {
    let base = corpus.vocabulary.len() as u64;
    let mut keys: Vec<u64> = Vec::new();
    let mut extra: Vec<u64> = Vec::new();
    corpus.lines(|tokens, weight| {
        let mut key = u64::from(START) * base.pow(4);
        for &t in tokens {
            key = key / base + u64::from(t) * base.pow(4);
            keys.push(key);
            extra.extend((1..weight).map(|_| key));
        }
    });
    say(&format!("{} tokens, {} more by weight; sorting", keys.len(), extra.len()));
    keys.par_sort_unstable();
    extra.par_sort_unstable();

    // Runs of equal keys: the different 5-grams, padded ones at line starts included.
    let mut types: Vec<Type> = Vec::new();
    for key in keys {
        match types.last_mut() {
            Some(t) if t.key == key => {
                t.plain += 1;
                t.weighted += 1;
            }
            _ => types.push(Type { key, plain: 1, weighted: 1 }),
        }
    }
    let mut at = 0;
    for key in extra {
        while types[at].key < key {
            at += 1;
        }
        types[at].weighted += 1;
    }
    let levels: Vec<Level> = (1..=ORDER).into_par_iter().map(|k| level(&types, base, k)).collect();
    for (k, level) in (1..).zip(&levels) {
        say(&format!("{k}-grams: {}", level.len()));
    }
    levels
}

/// One different 5-gram.
struct Type {
    key: u64,
    plain: u32,
    weighted: u32,
}

/// Reads one order off the sorted 5-gram types.
fn level(types: &[Type], base: u64, order: usize) -> Level {
    let below = base.pow(index(ORDER - order));
    let (mut keys, mut adjusted, mut raw) = (Vec::new(), Vec::new(), Vec::new());
    let mut counts_of_counts = [0u64; 5];
    let mut at = 0;
    while at < types.len() {
        let key = types[at].key / below;
        let (mut plain, mut weighted, mut preceding, mut last) = (0u32, 0u32, 0u32, u64::MAX);
        while at < types.len() && types[at].key / below == key {
            plain += types[at].plain;
            weighted += types[at].weighted;
            // The token before the n-gram.
            let before = if order == ORDER { 0 } else { types[at].key / (below / base) % base };
            if before != last {
                preceding += 1;
                last = before;
            }
            at += 1;
        }
        let oldest = key % base;
        if oldest == 0 {
            continue; // reaches back beyond the start of the line
        }
        let whole = order == ORDER || oldest == u64::from(START);
        if let Some(n) = counts_of_counts.get_mut(if whole { plain } else { preceding } as usize) {
            *n += 1;
        }
        keys.push(key);
        raw.push(weighted);
        adjusted.push(if whole { weighted } else { preceding });
    }
    Level::new(keys, adjusted, raw, counts_of_counts)
}
