//! The model trainer: from a folder of text to one file of n-gram statistics.
//! Deterministic: the same texts in the same files give the same bytes, whatever the
//! number of threads. Nothing here is used when documents are restored.
//!
//! The way of the data: [`corpus`] reads lines and numbers the characters,
//! `counts` counts n-grams of all orders, `smooth` turns counts into probabilities,
//! `prune` keeps the n-grams that tell the most, `quantize` writes the model file;
//! [`measure`] says how good the result is.

pub mod calibrate;
pub mod candidates;
pub mod contexts;
pub mod corpus;
mod counts;
pub mod measure;
pub mod neighbours;
pub mod pairs;
mod prune;
mod quantize;
mod smooth;

use crate::model::ORDER;
use corpus::Corpus;

/// What to train; the defaults are those of the model in the executable.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// N-grams of order 2 and more to keep.
    pub ngrams: usize,
    /// Bits of a fingerprint: an absent n-gram is taken for a stored one with 2^-bits.
    pub fingerprint_bits: u8,
    /// Bits of a quantized log-probability.
    pub prob_bits: u8,
    /// Bits of a quantized log backoff.
    pub backoff_bits: u8,
    /// N-grams of order 1, 2, …, 5 seen less often are not considered for keeping.
    pub cutoffs: [u32; ORDER],
}

impl Default for Recipe {
    fn default() -> Recipe {
        Recipe {
            ngrams: 6_200_000,
            fingerprint_bits: 14,
            prob_bits: 8,
            backoff_bits: 5,
            cutoffs: [1, 1, 2, 2, 3],
        }
    }
}

/// Trains a model and returns the bytes of its file. `say` is told about progress.
pub fn train(corpus: &Corpus, recipe: &Recipe, say: &mut dyn FnMut(&str)) -> Vec<u8> {
    let levels = counts::count(corpus, say);
    let smoothed = smooth::smooth(&levels, corpus.vocabulary.len(), say);
    let kept = prune::prune(&levels, &smoothed, recipe, say);
    quantize::write(&levels, &smoothed, &kept, corpus, recipe, say)
}
