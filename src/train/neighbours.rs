//! Which words stand in the same places? For each word of the training text the words whose
//! neighbours resemble its own most: synonyms and their like, among which the original of a
//! stand-in is to be looked for when no table lists it.
//!
//! A word's contexts are the two tokens before it and the two after it; they weigh by
//! positive pointwise mutual information, and two words are as near as the cosine of their
//! contexts (Bullinaria and Levy 2007). Words are found without a dictionary: pairs of
//! ideographs that stand together oftener than chance and have many different neighbours.

use super::corpus::Corpus;
use crate::model::{FIRST, START, Token, is_ideograph};
use rayon::prelude::*;
use std::collections::HashMap;

/// What counts as a word, and how many neighbours it gets.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Rarer words are left out.
    pub least: u32,
    /// Least pointwise mutual information (nats) of the two characters of a word.
    pub cohesion: f64,
    /// Least entropy (nats) of the tokens on either side of a word.
    pub freedom: f64,
    /// Occurrences looked at of each word; more say the same.
    pub occurrences: u32,
    /// Contexts kept of each word, the most telling ones.
    pub contexts: usize,
    /// Neighbours listed for each word.
    pub neighbours: usize,
    /// Further neighbours listed that have a character in common with it.
    pub akin: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            least: 120,
            cohesion: 1.5,
            freedom: 1.6,
            occurrences: 4_000,
            contexts: 1_000,
            neighbours: 16,
            akin: 16,
        }
    }
}

/// A word with those nearest to it.
#[derive(Clone, Debug)]
pub struct Near {
    /// The word.
    pub word: String,
    /// Its occurrences in the training text.
    pub count: u32,
    /// Neighbours and their cosines, the nearest first.
    pub neighbours: Vec<(String, f32)>,
}

/// Exponent of context frequencies: rare contexts would seem too telling (Levy et al. 2015).
const SMOOTHING: f64 = 0.75;

/// Words less alike than this (cosine) are no neighbours.
const LEAST: f32 = 0.005;

/// Longest word, in characters.
const LONGEST: usize = 4;

/// Finds the neighbours of all words of the corpus and of the `known` words that it holds.
pub fn neighbours(
    corpus: &Corpus,
    known: &[String],
    settings: Settings,
    say: &mut dyn FnMut(&str),
) -> Vec<Near> {
    let base = corpus.vocabulary.len() as u64;
    let mut words = Words::discover(corpus, known, settings);
    say(&format!("{} words", words.keys.len()));
    let counts = words.count(corpus);
    let mut seen = vec![0u32; counts.len()];
    let mut events: Vec<u64> = Vec::new();
    corpus.lines(|tokens, _| {
        words.each(tokens, |word, from, to| {
            let w = word as usize;
            seen[w] += 1;
            let stride = counts[w].div_ceil(settings.occurrences);
            if !seen[w].is_multiple_of(stride) {
                return;
            }
            let at = |i: usize| u64::from(tokens.get(i).copied().unwrap_or(START));
            let before = |k: usize| from.checked_sub(k).map_or(u64::from(START), at);
            events.push(u64::from(word) << 40 | (before(2) * base + before(1)));
            events.push(u64::from(word) << 40 | 1 << 39 | (at(to) * base + at(to + 1)));
        });
    });
    events.par_sort_unstable();
    say(&format!("{} contexts seen", events.len()));
    let vectors = vectors(&events, &counts, base, &mut words, settings);
    drop(events);
    near(&vectors, &words, &counts, corpus, settings)
}

/// The words that are looked for.
struct Words {
    numbers: HashMap<u64, u32>,
    keys: Vec<(u64, usize)>,
    /// Named by the caller, hence kept whatever their neighbours.
    known: Vec<bool>,
    base: u64,
}

impl Words {
    fn discover(corpus: &Corpus, known: &[String], settings: Settings) -> Words {
        let base = corpus.vocabulary.len();
        let mut single = vec![0u32; base];
        let mut double = vec![0u32; base * base];
        let mut all = 0u64;
        corpus.lines(|tokens, _| {
            for pair in tokens.windows(2) {
                double[usize::from(pair[0]) * base + usize::from(pair[1])] += 1;
            }
            for &t in tokens {
                single[usize::from(t)] += 1;
                all += 1;
            }
        });
        let mut words = Words {
            numbers: HashMap::new(),
            keys: Vec::new(),
            known: Vec::new(),
            base: base as u64,
        };
        for word in known {
            let tokens: Vec<Token> = word.chars().map(|c| token(corpus, c)).collect();
            if (2..=LONGEST).contains(&tokens.len()) && tokens.iter().all(|&t| t >= FIRST) {
                words.add(&tokens, true);
            }
        }
        let ideograph: Vec<bool> = corpus.vocabulary.iter().map(|&c| is_ideograph(c)).collect();
        for (key, &n) in double.iter().enumerate() {
            let (a, b) = (key / base, key % base);
            if n >= settings.least && ideograph[a] && ideograph[b] {
                let chance = f64::from(single[a]) * f64::from(single[b]) / all as f64;
                if (f64::from(n) / chance).ln() >= settings.cohesion {
                    words.add(&[narrow(a), narrow(b)], false);
                }
            }
        }
        words
    }

    fn key(&self, tokens: &[Token]) -> u64 {
        tokens.iter().fold(0, |key, &t| key * self.base + u64::from(t))
    }

    fn add(&mut self, tokens: &[Token], known: bool) {
        let key = self.key(tokens);
        let next = super::counts::index(self.keys.len());
        if *self.numbers.entry(key).or_insert(next) == next {
            self.keys.push((key, tokens.len()));
            self.known.push(known);
        }
    }

    /// Calls `each` with every word of a line and where it stands.
    fn each(&self, tokens: &[Token], mut each: impl FnMut(u32, usize, usize)) {
        for from in 0..tokens.len() {
            for to in (from + 2)..=(from + LONGEST).min(tokens.len()) {
                // Tokens below FIRST are classes; no word holds one, and none beyond it does.
                if tokens[to - 1] < FIRST {
                    break;
                }
                if let Some(&word) = self.numbers.get(&self.key(&tokens[from..to])) {
                    each(word, from, to);
                }
            }
        }
    }

    fn count(&self, corpus: &Corpus) -> Vec<u32> {
        let mut counts = vec![0u32; self.keys.len()];
        corpus.lines(|tokens, _| self.each(tokens, |word, _, _| counts[word as usize] += 1));
        counts
    }

    /// Whether two words have a character in common.
    fn akin(&self, one: usize, other: usize) -> bool {
        let digits = |w: usize| {
            let (key, length) = self.keys[w];
            let mut rest = key;
            (0..length).map(move |_| {
                let digit = rest % self.base;
                rest /= self.base;
                digit
            })
        };
        digits(one).any(|a| digits(other).any(|b| a == b))
    }

    fn text(&self, word: usize, corpus: &Corpus) -> String {
        let (mut key, length) = self.keys[word];
        let mut chars = Vec::new();
        for _ in 0..length {
            chars.push(corpus.vocabulary[super::counts::at(key % self.base)]);
            key /= self.base;
        }
        chars.iter().rev().collect()
    }
}

/// Contexts with their weights, sorted by context and of length one; empty for what is no word.
type Vector = Vec<(u64, f32)>;

fn vectors(
    events: &[u64],
    counts: &[u32],
    base: u64,
    words: &mut Words,
    settings: Settings,
) -> Vec<Vector> {
    const CONTEXT: u64 = (1 << 40) - 1;
    let mut of_context: HashMap<u64, u32> = HashMap::new();
    for e in events {
        *of_context.entry(e & CONTEXT).or_default() += 1;
    }
    let all: f64 = of_context.values().map(|&n| f64::from(n).powf(SMOOTHING)).sum();
    let mut out = vec![Vector::new(); counts.len()];
    let runs: Vec<&[u64]> = events.chunk_by(|a, b| a >> 40 == b >> 40).collect();
    let made: Vec<(usize, Vector)> = runs
        .par_iter()
        .map(|run| {
            let word = super::counts::at(run[0] >> 40);
            let counts: Vec<(u64, u32)> = run
                .chunk_by(|a, b| a == b)
                .map(|same| (same[0] & CONTEXT, super::counts::index(same.len())))
                .collect();
            let wanted = words.known[word]
                || (0..2).all(|side| entropy(&counts, side, base) >= settings.freedom);
            if !wanted || counts.is_empty() {
                return (word, Vector::new());
            }
            let mut vector: Vec<(u64, f64)> = counts
                .iter()
                .filter(|&&(_, n)| n > 1)
                .filter_map(|&(context, n)| {
                    let share = f64::from(of_context[&context]).powf(SMOOTHING) / all;
                    let chance = run.len() as f64 * share;
                    let information = (f64::from(n) / chance).ln();
                    (information > 0.0).then_some((context, information))
                })
                .collect();
            vector.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            vector.truncate(settings.contexts);
            let length = vector.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
            vector.sort_by_key(|&(context, _)| context);
            (word, vector.into_iter().map(|(c, w)| (c, single(w / length))).collect())
        })
        .collect();
    for (word, vector) in made {
        out[word] = vector;
    }
    out
}

/// Entropy (nats) of the tokens right before (0) or after (1) a word.
fn entropy(counts: &[(u64, u32)], side: u64, base: u64) -> f64 {
    let mut by_token: HashMap<u64, f64> = HashMap::new();
    let mut all = 0.0;
    for &(context, n) in counts.iter().filter(|(c, _)| c >> 39 == side) {
        let pair = context & ((1 << 39) - 1);
        let token = if side == 0 { pair % base } else { pair / base };
        *by_token.entry(token).or_default() += f64::from(n);
        all += f64::from(n);
    }
    by_token.values().map(|n| -n / all * (n / all).ln()).sum()
}

fn near(
    vectors: &[Vector],
    words: &Words,
    counts: &[u32],
    corpus: &Corpus,
    settings: Settings,
) -> Vec<Near> {
    let mut postings: HashMap<u64, Vec<(u32, f32)>> = HashMap::new();
    for (word, vector) in vectors.iter().enumerate() {
        for &(context, weight) in vector {
            postings.entry(context).or_default().push((super::counts::index(word), weight));
        }
    }
    let mut out: Vec<Near> = (0..vectors.len())
        .into_par_iter()
        .filter(|&w| !vectors[w].is_empty())
        .map_init(
            || vec![0.0f32; vectors.len()],
            |scores, w| {
                scores.fill(0.0);
                for (context, weight) in &vectors[w] {
                    for &(other, theirs) in &postings[context] {
                        scores[other as usize] += weight * theirs;
                    }
                }
                scores[w] = 0.0;
                let mut ranked: Vec<usize> =
                    (0..scores.len()).filter(|&o| scores[o] > LEAST).collect();
                ranked.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
                let more = ranked.iter().skip(settings.neighbours).copied();
                let akin: Vec<usize> =
                    more.filter(|&o| words.akin(w, o)).take(settings.akin).collect();
                ranked.truncate(settings.neighbours);
                ranked.extend(akin);
                let neighbours =
                    ranked.iter().map(|&o| (words.text(o, corpus), scores[o])).collect();
                Near { word: words.text(w, corpus), count: counts[w], neighbours }
            },
        )
        .collect();
    out.sort_by(|a, b| a.word.cmp(&b.word));
    out
}

fn token(corpus: &Corpus, c: char) -> Token {
    u16::try_from(u32::from(c)).map_or(START, |code| corpus.plane[usize::from(code)])
}

fn narrow(i: usize) -> Token {
    Token::try_from(i).unwrap_or(START)
}

#[expect(clippy::cast_possible_truncation, reason = "a cosine needs no more")]
fn single(x: f64) -> f32 {
    x as f32
}
