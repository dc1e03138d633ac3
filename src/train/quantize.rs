//! Quantizes the kept n-grams and puts the model file together.

use super::Recipe;
use super::corpus::Corpus;
use super::counts::{Level, index};
use super::prune::{Kept, backoffs};
use super::smooth::Smoothed;
use crate::model::{self, NONE, ORDER, Parts, START};
use rayon::prelude::*;

pub(super) fn write(
    levels: &[Level],
    smoothed: &Smoothed,
    kept: &Kept,
    corpus: &Corpus,
    recipe: &Recipe,
    say: &mut dyn FnMut(&str),
) -> Vec<u8> {
    let base = smoothed.unigrams.len() as u64;
    // backoff[k] belongs to n-grams of order k + 1 seen as contexts.
    let backoff: Vec<Vec<f32>> =
        (2..=ORDER).map(|order| backoffs(levels, smoothed, kept, order)).collect();
    let mut entries: Vec<(u64, u32)> = Vec::new();
    let mut codebooks = Vec::new();
    for order in 2..=ORDER {
        let positions: Vec<usize> =
            (0..levels[order - 1].len()).filter(|&i| kept[order - 1][i]).collect();
        let probs: Vec<f32> =
            positions.iter().map(|&i| smoothed.probs[order - 1][i].ln()).collect();
        let weights: Vec<f32> =
            positions.iter().map(|&i| backoff.get(order - 1).map_or(0.0, |b| b[i])).collect();
        let prob_book = codebook(&probs, 1 << recipe.prob_bits, false);
        let backoff_book = codebook(&weights, 1 << recipe.backoff_bits, true);
        for ((&i, p), w) in positions.iter().zip(&probs).zip(&weights) {
            let value = nearest(&prob_book, *p) << recipe.backoff_bits | nearest(&backoff_book, *w);
            entries.push((mirrored(levels[order - 1].keys[i], base), value));
        }
        codebooks.push((prob_book, backoff_book));
    }
    let value_bits = u32::from(recipe.prob_bits) + u32::from(recipe.backoff_bits);
    let width = value_bits + u32::from(recipe.fingerprint_bits);
    let (shape, cells) = model::build_table(&entries, value_bits, width);
    say(&format!("{} n-grams in {} bytes", entries.len(), cells.len()));

    let unigrams: Vec<(f32, f32)> = smoothed
        .unigrams
        .iter()
        .enumerate()
        .map(|(t, &p)| {
            let never = t == usize::from(NONE) || t == usize::from(START);
            (if never { -99.0 } else { p.ln() }, backoff[0][t])
        })
        .collect();
    model::write(&Parts {
        unigrams: &unigrams,
        plane: &corpus.plane,
        codebooks: &codebooks,
        ngrams: entries.len() as u64,
        shape,
        prob_bits: recipe.prob_bits,
        backoff_bits: recipe.backoff_bits,
        cells: &cells,
    })
}

/// The key as queries build it: the last token least significant.
fn mirrored(mut key: u64, base: u64) -> u64 {
    let mut digits = Vec::with_capacity(ORDER);
    while key > 0 {
        digits.push(key % base);
        key /= base;
    }
    digits.into_iter().fold(0, |sum, d| sum * base + d)
}

/// `size` values in ascending order that stand for all of `values`: the means of equally
/// filled bins, as KenLM does. With `zero`, exactly 0 keeps a value of its own, for it
/// says that a context has no followers.
fn codebook(values: &[f32], size: usize, zero: bool) -> Vec<f32> {
    let mut sorted: Vec<f32> = values.iter().copied().filter(|&v| !(zero && v == 0.0)).collect();
    sorted.par_sort_unstable_by(f32::total_cmp);
    let bins = if zero { size - 1 } else { size };
    let mut book = Vec::with_capacity(size);
    if zero {
        book.push(0.0);
    }
    for bin in 0..bins {
        let part = &sorted[sorted.len() * bin / bins..sorted.len() * (bin + 1) / bins];
        let sum: f64 = part.iter().map(|&v| f64::from(v)).sum();
        let last = book.last().copied().unwrap_or(0.0);
        let mean = super::smooth::narrow(sum / part.len() as f64);
        book.push(if part.is_empty() { last } else { mean });
    }
    book.sort_unstable_by(f32::total_cmp);
    book
}

/// Position of the value of `book` next to `value`; exactly 0 finds 0.
fn nearest(book: &[f32], value: f32) -> u32 {
    let above = book.partition_point(|&b| b < value).min(book.len() - 1);
    let below = above.saturating_sub(1);
    let closer = (value - book[below]).abs() < (book[above] - value).abs();
    index(if closer { below } else { above })
}
