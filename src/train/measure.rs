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
fn margin(model: &Model, line: &str, at: usize, len: usize, one: &str, other: &str) -> f32 {
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

/// How the margin of a pair relates to the odds that the original was meant: a logistic
/// regression `log-odds = shift + slope · margin` on clean text, where both words stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// Log-odds at a margin of zero.
    pub shift: f64,
    /// Log-odds per nat of margin.
    pub slope: f64,
    /// Occurrences it rests on.
    pub sites: usize,
}

/// What is assumed of a pair that hardly occurs: n-gram margins overstate a little.
const USUAL: (f64, f64) = (0.0, 0.9);
/// How far pairs stray from the usual, as standard deviations of shift and slope.
const SPREAD: (f64, f64) = (1.0, 0.12);

/// Calibrates one pair on clean texts. Stand-ins inside the phrases of `keep` do not count:
/// they are never judged.
pub fn calibrate(
    model: &Model,
    texts: &[String],
    originals: &[&str],
    stand_in: &str,
    keep: &[String],
) -> Calibration {
    let mut sites: Vec<(f64, bool)> = Vec::new();
    let against = |line: &str, at: usize, len: usize| {
        originals
            .iter()
            .map(|o| f64::from(margin(model, line, at, len, o, stand_in)))
            .fold(f64::NEG_INFINITY, f64::max)
    };
    for line in texts.iter().flat_map(|t| t.lines()) {
        for original in originals {
            for (at, _) in line.match_indices(original) {
                let m = f64::from(margin(model, line, at, original.len(), original, stand_in));
                sites.push((m, true));
            }
        }
        for (at, _) in line.match_indices(stand_in) {
            let kept = |phrase: &String| {
                line.match_indices(phrase.as_str())
                    .any(|(from, _)| from <= at && at + stand_in.len() <= from + phrase.len())
            };
            if keep.iter().any(kept) {
                continue;
            }
            sites.push((against(line, at, stand_in.len()), false));
        }
    }
    let (shift, slope) = fit(&sites);
    Calibration { shift, slope, sites: sites.len() }
}

/// Newton's method on the penalized log-likelihood; it is concave, so this arrives.
fn fit(sites: &[(f64, bool)]) -> (f64, f64) {
    let (mut a, mut b) = USUAL;
    for _ in 0..60 {
        let (pa, pb) = (SPREAD.0.powi(-2), SPREAD.1.powi(-2));
        let mut gradient = ((USUAL.0 - a) * pa, (USUAL.1 - b) * pb);
        let mut hessian = (pa, 0.0, pb);
        for &(m, original) in sites {
            // Far margins are all the same, and one wild one must not tip the fit.
            let m = m.clamp(-12.0, 12.0);
            let p = 1.0 / (1.0 + (-(a + b * m)).exp());
            let error = f64::from(u8::from(original)) - p;
            gradient.0 += error;
            gradient.1 += error * m;
            let w = p * (1.0 - p);
            hessian.0 += w;
            hessian.1 += w * m;
            hessian.2 += w * m * m;
        }
        let determinant = hessian.0 * hessian.2 - hessian.1 * hessian.1;
        // Bounded, for where the data can be told apart perfectly a full step overshoots.
        let step = |x: f64, most: f64| (x / determinant).clamp(-most, most);
        a += step(hessian.2 * gradient.0 - hessian.1 * gradient.1, 0.5);
        b += step(hessian.0 * gradient.1 - hessian.1 * gradient.0, 0.1);
    }
    (a, b)
}
