//! Interpolated modified Kneser–Ney smoothing (Chen and Goodman 1998, §3).

use super::counts::{Level, at, index};
use crate::model::{ORDER, START};
use rayon::prelude::*;

/// Probabilities of all n-grams, before pruning.
pub(super) struct Smoothed {
    /// Per order: probability of each n-gram, in the order of its level.
    pub(super) probs: Vec<Vec<f32>>,
    /// Per order from 2: position of each n-gram's context in the level below
    /// (for order 2 the context's token itself).
    pub(super) contexts: Vec<Vec<u32>>,
    /// Per order from 2: what the context leaves to the next lower order.
    pub(super) gammas: Vec<Vec<f32>>,
    /// Probability of every token by itself; the vocabulary's length.
    pub(super) unigrams: Vec<f32>,
}

/// What a context was followed by.
#[derive(Clone, Copy, Default)]
struct Followers {
    total: u64,
    /// Different followers with a count of 1, 2, and 3 or more.
    by_count: [u32; 3],
}

pub(super) fn smooth(levels: &[Level], vocabulary: usize, say: &mut dyn FnMut(&str)) -> Smoothed {
    let base = vocabulary as u64;
    let unigrams = smooth_unigrams(&levels[0], vocabulary);
    let mut out = Smoothed {
        probs: vec![levels[0].keys.iter().map(|&k| unigrams[at(k)]).collect()],
        contexts: vec![Vec::new()],
        gammas: vec![Vec::new()],
        unigrams,
    };
    for order in 2..=ORDER {
        let level = &levels[order - 1];
        let below = &levels[order - 2];
        let power = base.pow(index(order - 1));
        let contexts: Vec<u32> = level
            .keys
            .par_iter()
            .map(|key| {
                let context = key % power;
                if order == 2 { index(at(context)) } else { index(find(below, context)) }
            })
            .collect();
        let discounts = discounts(&level.counts_of_counts);
        say(&format!("order {order}: discounts {discounts:.3?}"));

        let size = if order == 2 { vocabulary } else { below.len() };
        let mut followers = vec![Followers::default(); size];
        for (&context, &n) in contexts.iter().zip(&level.adjusted) {
            let f = &mut followers[context as usize];
            f.total += u64::from(n);
            f.by_count[n.min(3) as usize - 1] += 1;
        }
        let gammas: Vec<f32> = followers
            .par_iter()
            .map(|f| {
                let taken: f64 =
                    discounts.iter().zip(f.by_count).map(|(d, n)| d * f64::from(n)).sum();
                if f.total == 0 { 1.0 } else { narrow(taken / f.total as f64) }
            })
            .collect();
        let lower = out.probs.last().unwrap_or_else(|| unreachable!("order 1 is there"));
        let probs: Vec<f32> = (0..level.len())
            .into_par_iter()
            .map(|i| {
                let suffix = find(below, level.keys[i] / base);
                let context = contexts[i] as usize;
                let n = level.adjusted[i];
                let kept = f64::from(n) - discounts[n.min(3) as usize - 1];
                narrow(kept.max(0.0) / followers[context].total as f64)
                    + gammas[context] * lower[suffix]
            })
            .collect();
        out.probs.push(probs);
        out.contexts.push(contexts);
        out.gammas.push(gammas);
    }
    out
}

/// Unigrams are interpolated with the uniform distribution, so no token is impossible.
fn smooth_unigrams(level: &Level, vocabulary: usize) -> Vec<f32> {
    let discounts = discounts(&level.counts_of_counts);
    let total: u64 = level.adjusted.iter().map(|&n| u64::from(n)).sum();
    let mut probs = vec![0.0f64; vocabulary];
    let mut freed = 0.0;
    for (&key, &n) in level.keys.iter().zip(&level.adjusted) {
        let d = discounts[n.min(3) as usize - 1];
        probs[at(key)] = (f64::from(n) - d).max(0.0) / total as f64;
        freed += d.min(f64::from(n)) / total as f64;
    }
    // NONE and START are never predicted.
    let share = freed / (vocabulary - 2) as f64;
    let first = usize::from(START) + 1;
    probs[first..].iter_mut().for_each(|p| *p += share);
    probs.into_iter().map(narrow).collect()
}

/// The three discounts of modified Kneser–Ney, from the counts of counts.
fn discounts(counts_of_counts: &[u64; 5]) -> [f64; 3] {
    let n = counts_of_counts.map(|x| x.max(1) as f64);
    let y = n[1] / (n[1] + 2.0 * n[2]);
    let d = |i: usize| (i as f64 - (i + 1) as f64 * y * n[i + 1] / n[i]).clamp(0.0, i as f64);
    [d(1), d(2), d(3)]
}

/// Position of an n-gram that must be there: every part of a seen n-gram was seen.
pub(super) fn find(level: &Level, key: u64) -> usize {
    level.find(key).unwrap_or_else(|| unreachable!("part of a seen n-gram"))
}

#[expect(clippy::cast_possible_truncation, reason = "probabilities need no more")]
pub(super) fn narrow(p: f64) -> f32 {
    p as f32
}
