//! Which words around a place tell an original from its stand-in? The language model sees four
//! characters to either side; what a sentence is about, or a verb whose object stands beyond an
//! attribute, it does not see. For each pair a logistic regression finds the pairs of characters in
//! a wider window that say more than the model's margin, and how much.

use super::calibrate::{Pair, Site, sites};
use super::corpus::Corpus;
use super::measure::margin;
use super::{Recipe, train};
use crate::model::{Model, is_ideograph};
use crate::span::Span;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Characters looked at on either side of a place; as in `stage::words::contexts`.
const WINDOW: usize = 12;

/// Occurrences of either word of a pair that are looked at.
const ENOUGH: u32 = 3_000;

/// A pair of characters seen less often around a pair's words says nothing reliable.
const LEAST: u32 = 12;

/// Weights listed for a pair, the largest first, and the least one (nats).
const MOST: usize = 48;
const NOTICEABLE: f64 = 0.2;

/// Rounds of the descent, its first step, and the pull of weights towards zero.
const ROUNDS: usize = 40;
const STEP: f64 = 0.3;
const PULL: f64 = 4.0;

/// What is known of one occurrence.
struct Example {
    margin: f64,
    original: bool,
    features: Vec<u32>,
}

/// The table of `model/contexts.tsv`. `words` are those that a channel may have replaced or put in
/// place, which are no witnesses.
pub fn contexts(
    corpus: &Corpus,
    recipe: &Recipe,
    pairs: &[Pair],
    words: &BTreeSet<String>,
    say: &mut dyn FnMut(&str),
) -> String {
    let [one, other] = corpus.halves();
    let bytes = train(&one, recipe, say);
    let Ok(model) = Model::from_bytes(bytes) else { unreachable!("it was made just now") };
    let mut lines: Vec<&str> = other.sources.iter().flat_map(|s| s.text().lines()).collect();
    lines.sort_by_cached_key(|line| super::calibrate::hash(line));
    let (found, _) = sites(&lines, pairs, ENOUGH);
    say(&format!("{} places of {} pairs", found.len(), pairs.len()));
    let mut of_pair: Vec<Vec<Site>> = vec![Vec::new(); pairs.len()];
    found.into_iter().for_each(|s| of_pair[s.pair as usize].push(s));
    let rows: Vec<String> = of_pair
        .par_iter()
        .zip(pairs)
        .map(|(sites, pair)| row(&model, &lines, sites, pair, words))
        .collect();
    let mut out = String::from(
        "# original→stand-in, words around it, tenths of a nat; see README.md in this folder\n",
    );
    rows.iter().for_each(|row| out.push_str(row));
    out
}

fn row(
    model: &Model,
    lines: &[&str],
    sites: &[Site],
    pair: &Pair,
    words: &BTreeSet<String>,
) -> String {
    let mut numbers: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut examples = Vec::new();
    for site in sites {
        let (line, at) = (lines[site.line as usize], site.at as usize);
        let stands = site.original.map_or(&pair.stand_in, |k| &pair.originals[usize::from(k)]);
        let best = pair.originals.iter().map(|o| {
            let one = site.original.map_or(o, |k| &pair.originals[usize::from(k)]);
            f64::from(margin(model, line, at, stands.len(), one, &pair.stand_in))
        });
        let margin = best.fold(f64::NEG_INFINITY, f64::max).clamp(-12.0, 12.0);
        let features = around(line, at, at + stands.len(), words)
            .into_iter()
            .map(|feature| {
                let next = super::counts::index(numbers.len());
                let entry = numbers.entry(feature).or_insert((next, 0));
                entry.1 += 1;
                entry.0
            })
            .collect();
        examples.push(Example { margin, original: site.original.is_some(), features });
    }
    let mut wanted = vec![false; numbers.len()];
    for &(number, count) in numbers.values() {
        wanted[number as usize] = count >= LEAST;
    }
    for example in &mut examples {
        example.features.retain(|&f| wanted[f as usize]);
    }
    let originals = examples.iter().filter(|e| e.original).count();
    if originals.min(examples.len() - originals) < LEAST as usize {
        return String::new();
    }
    let (slope, weights) = fit(&examples, numbers.len());
    let mut ranked: Vec<(&String, f64)> =
        numbers.iter().map(|(f, &(n, _))| (f, weights[n as usize] / slope.max(0.2))).collect();
    ranked.retain(|(_, w)| w.abs() >= NOTICEABLE);
    ranked.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
    ranked.truncate(MOST);
    if ranked.is_empty() {
        return String::new();
    }
    let listed: Vec<String> =
        ranked.iter().map(|(f, w)| format!("{f}{:+}", (w * 10.0).round())).collect();
    format!("{}→{}\t{}\n", pair.originals.join("|"), pair.stand_in, listed.join(" "))
}

/// The pairs of ideographs around a place, each once, less those that a channel may have made.
fn around(line: &str, start: usize, end: usize, words: &BTreeSet<String>) -> BTreeSet<String> {
    let before: Vec<char> = Span::new(0, start).slice(line).chars().rev().take(WINDOW).collect();
    let before: Vec<char> = before.into_iter().rev().collect();
    let after = Span::new(end, line.len()).slice(line);
    let after: Vec<char> = after.chars().take(WINDOW).collect();
    let mut out = BTreeSet::new();
    for side in [before, after] {
        for pair in side.windows(2).filter(|p| p.iter().all(|&c| is_ideograph(c))) {
            let word: String = pair.iter().collect();
            if !words.contains(&word) {
                out.insert(word);
            }
        }
    }
    out
}

/// Slope of the margin, and a weight for each feature, by gradient descent with a step of its own
/// for each (Adagrad).
fn fit(examples: &[Example], features: usize) -> (f64, Vec<f64>) {
    let mut weights = vec![0.0; features];
    let mut gathered = vec![1e-6; features];
    let (mut shift, mut slope) = (0.0, 0.8);
    let (mut of_shift, mut of_slope) = (1e-6, 1e-6);
    let size = examples.len() as f64;
    for _ in 0..ROUNDS {
        let mut gradient: Vec<f64> = weights.iter().map(|w| -w * PULL / size).collect();
        let (mut by_shift, mut by_slope) = (0.0, 0.0);
        for example in examples {
            let sum: f64 = example.features.iter().map(|&f| weights[f as usize]).sum();
            let odds = shift + slope * example.margin + sum;
            let error =
                (f64::from(u8::from(example.original)) - 1.0 / (1.0 + (-odds).exp())) / size;
            by_shift += error;
            by_slope += error * example.margin;
            example.features.iter().for_each(|&f| gradient[f as usize] += error);
        }
        let step = |gathered: &mut f64, gradient: f64| {
            *gathered += gradient * gradient;
            STEP * gradient / gathered.sqrt()
        };
        shift += step(&mut of_shift, by_shift);
        slope += step(&mut of_slope, by_slope) * 0.3;
        for ((w, g), gradient) in weights.iter_mut().zip(&mut gathered).zip(&gradient) {
            *w += step(g, *gradient) * 0.5;
        }
    }
    (slope, weights)
}
