//! Keeps the n-grams whose removal would cost most: pruning by weighted difference
//! (Seymore and Rosenfeld 1996). The cost of an n-gram is how often it was seen, times how
//! much its log-probability differs from what the next lower order would say.
//!
//! Two closures hold afterwards. The ending of a kept n-gram is kept, so a query can stop
//! at the first miss; its context is kept, so the context's backoff has a place.

use super::Recipe;
use super::counts::{Level, at, index};
use super::smooth::{Smoothed, find};
use crate::model::ORDER;
use rayon::prelude::*;

/// Per order: which n-grams are kept.
pub(super) type Kept = Vec<Vec<bool>>;

pub(super) fn prune(
    levels: &[Level],
    smoothed: &Smoothed,
    recipe: &Recipe,
    say: &mut dyn FnMut(&str),
) -> Kept {
    let base = smoothed.unigrams.len() as u64;
    let costs: Vec<Vec<f32>> =
        (1..=ORDER).map(|order| costs(levels, smoothed, recipe, order, base)).collect();
    // The largest threshold that keeps at most the wanted number, by bisection of its logarithm.
    let (mut low, mut high) = (-4.0f32, 12.0f32);
    let mut best = close(levels, smoothed, &costs, high.exp(), base);
    for _ in 0..18 {
        let middle = f32::midpoint(low, high);
        let kept = close(levels, smoothed, &costs, middle.exp(), base);
        if total(&kept) <= recipe.ngrams {
            high = middle;
            best = kept;
        } else {
            low = middle;
        }
    }
    let by_order: Vec<usize> =
        best.iter().map(|k| k.iter().filter(|&&kept| kept).count()).collect();
    say(&format!("threshold {:.3}; kept by order: {by_order:?}", high.exp()));
    best
}

fn total(kept: &Kept) -> usize {
    kept[1..].iter().map(|k| k.iter().filter(|&&x| x).count()).sum()
}

/// What removing each n-gram of one order would cost; negative where it is out of question.
fn costs(
    levels: &[Level],
    smoothed: &Smoothed,
    recipe: &Recipe,
    order: usize,
    base: u64,
) -> Vec<f32> {
    let level = &levels[order - 1];
    if order == 1 {
        return vec![f32::MAX; level.len()];
    }
    let (probs, lower) = (&smoothed.probs[order - 1], &smoothed.probs[order - 2]);
    (0..level.len())
        .into_par_iter()
        .map(|i| {
            let raw = level.raw[i];
            if raw < recipe.cutoffs[order - 1] {
                return -1.0;
            }
            let suffix = find(&levels[order - 2], level.keys[i] / base);
            let gamma = smoothed.gammas[order - 1][smoothed.contexts[order - 1][i] as usize];
            #[expect(clippy::cast_precision_loss, reason = "a weight")]
            let weight = raw as f32;
            weight * (probs[i].ln() - (gamma * lower[suffix]).ln())
        })
        .collect()
}

/// Everything above the threshold, and what it needs.
fn close(
    levels: &[Level],
    smoothed: &Smoothed,
    costs: &[Vec<f32>],
    threshold: f32,
    base: u64,
) -> Kept {
    let mut kept: Kept =
        costs.iter().map(|c| c.par_iter().map(|&cost| cost >= threshold).collect()).collect();
    for order in (2..=ORDER).rev() {
        let (below, here) = kept.split_at_mut(order - 1);
        let Some(below) = below.last_mut() else { continue };
        for (i, _) in here[0].iter().enumerate().filter(|(_, kept)| **kept) {
            below[find(&levels[order - 2], levels[order - 1].keys[i] / base)] = true;
            if order > 2 {
                below[smoothed.contexts[order - 1][i] as usize] = true;
            }
        }
    }
    kept
}

/// Log backoff weight of every context of one order that has kept followers; 0 elsewhere.
/// The context's order is one less than `order`; contexts of order 1 are indexed by token.
pub(super) fn backoffs(
    levels: &[Level],
    smoothed: &Smoothed,
    kept: &Kept,
    order: usize,
) -> Vec<f32> {
    let base = smoothed.unigrams.len() as u64;
    let size = if order == 2 { smoothed.unigrams.len() } else { levels[order - 2].len() };
    let mut sums = vec![(0.0f64, 0.0f64); size];
    for (i, &key) in levels[order - 1].keys.iter().enumerate().filter(|(i, _)| kept[order - 1][*i])
    {
        let context = smoothed.contexts[order - 1][i] as usize;
        let lower = if order == 2 {
            smoothed.unigrams[at(key / base)]
        } else {
            smoothed.probs[order - 2][find(&levels[order - 2], key / base)]
        };
        sums[context].0 += f64::from(smoothed.probs[order - 1][i]);
        sums[context].1 += f64::from(lower);
    }
    debug_assert!(index(size) > 0);
    sums.into_par_iter()
        .map(|(here, lower)| {
            if here == 0.0 {
                return 0.0;
            }
            // Rounding can leave a context with nothing to give away; keep a little.
            super::smooth::narrow(((1.0 - here).max(1e-6) / (1.0 - lower).max(1e-6)).ln())
        })
        .collect()
}
