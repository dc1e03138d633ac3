//! How good is a model? Perplexity, how well it tells a word from its stand-in, and how
//! long a question takes.

use crate::model::Model;
use std::time::Instant;

/// Perplexity per token on text that was not trained on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Perplexity {
    /// Tokens scored.
    pub tokens: usize,
    /// Sum of log-probabilities, in nats.
    pub log_prob: f64,
    /// Nanoseconds per token.
    pub nanoseconds: f64,
}

impl Perplexity {
    /// e to the mean negative log-probability.
    pub fn value(&self) -> f64 {
        (-self.log_prob / self.tokens.max(1) as f64).exp()
    }
}

/// Scores every line of the texts.
pub fn perplexity(model: &Model, texts: &[String]) -> Perplexity {
    let mut out = Perplexity::default();
    let mut tokens = Vec::new();
    for text in texts {
        tokens.clear();
        model.tokens(text, &mut tokens);
        let begin = Instant::now();
        let mut state = model.start();
        for &t in &tokens {
            let (p, next) = model.score(&state, t);
            out.log_prob += f64::from(p);
            state = next;
        }
        out.nanoseconds += begin.elapsed().as_secs_f64() * 1e9;
        out.tokens += tokens.len();
    }
    out.nanoseconds /= out.tokens.max(1) as f64;
    out
}

/// How well the model tells one word from another on clean text.
#[derive(Clone, Debug, Default)]
pub struct PairScore {
    /// The original word.
    pub original: String,
    /// Its stand-in.
    pub stand_in: String,
    /// Occurrences of the original and of the stand-in.
    pub counts: [usize; 2],
    /// Of these, how many the model reads as what they are.
    pub right: [usize; 2],
    /// Restorations at the margin asked for: right ones (of the original's occurrences,
    /// had each been replaced) and wrong ones (of the stand-in's).
    pub restored: [usize; 2],
}

impl PairScore {
    /// Share of occurrences that the model reads as what they are.
    pub fn accuracy(&self) -> f64 {
        (self.right[0] + self.right[1]) as f64 / (self.counts[0] + self.counts[1]).max(1) as f64
    }
}

/// Replaces each occurrence of a pair's words by the other word and asks the model which
/// reads better, by at least `threshold` nats for a restoration.
pub fn pairs(
    model: &Model,
    texts: &[String],
    pairs: &[(String, String)],
    threshold: f32,
) -> Vec<PairScore> {
    pairs
        .iter()
        .map(|(original, stand_in)| {
            let mut score = PairScore {
                original: original.clone(),
                stand_in: stand_in.clone(),
                ..PairScore::default()
            };
            for line in texts.iter().flat_map(|t| t.lines()) {
                for (which, word) in [original, stand_in].into_iter().enumerate() {
                    for (at, _) in line.match_indices(word.as_str()) {
                        // How much better the original reads here.
                        let margin = margin(model, line, at, word.len(), original, stand_in);
                        score.counts[which] += 1;
                        score.right[which] += usize::from((margin > 0.0) == (which == 0));
                        score.restored[which] += usize::from(margin >= threshold);
                    }
                }
            }
            score
        })
        .collect()
}

/// Log-probability of the line around `at` with one word, less that with the other.
pub(super) fn margin(
    model: &Model,
    line: &str,
    at: usize,
    len: usize,
    one: &str,
    other: &str,
) -> f32 {
    const WINDOW: usize = 12;
    let (before, rest) = line.split_at(at);
    let after: String = rest.split_at(len).1.chars().take(WINDOW).collect();
    let skip = before.chars().count().saturating_sub(WINDOW);
    let before: String = before.chars().skip(skip).collect();
    let score = |word: &str| {
        let mut tokens = Vec::new();
        model.tokens(&format!("{before}{word}{after}"), &mut tokens);
        let start = if skip == 0 { model.start() } else { crate::model::State::UNKNOWN };
        let sum = tokens.iter().fold((0.0, start), |(sum, state), &t| {
            let (p, next) = model.score(&state, t);
            (sum + p, next)
        });
        sum.0
    };
    score(one) - score(other)
}
