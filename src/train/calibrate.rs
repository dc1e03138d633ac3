//! What a margin of the model means, pair by pair: a logistic regression
//! `log-odds = shift + slope · margin` on clean text, where both words stand and are right.
//!
//! A model knows the text that it was trained on too well. So pairs are looked at in other text:
//! those of the channels in clean documents of the kinds that go through mills; the many that no
//! channel has, most of which are rare, in every second line of the corpus, by a model that was
//! trained on the lines between.

use super::corpus::Corpus;
use super::measure::margin;
use super::{Recipe, train};
use crate::model::Model;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A pair to calibrate.
#[derive(Clone, Debug)]
pub struct Pair {
    /// What may have stood there.
    pub originals: Vec<String>,
    /// What stands there.
    pub stand_in: String,
    /// Phrases inside which the stand-in is never judged.
    pub keep: Vec<String>,
}

/// How the margin of a pair relates to the odds that the original was meant.
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
/// How far pairs stray from the usual, as standard deviations of shift and slope: where there is
/// little text, a pair that looks strange mostly is not.
const FEW: (f64, f64) = (1.0, 0.12);
const MANY: (f64, f64) = (1.5, 0.25);

/// Occurrences of either word of a pair that are looked at; more say the same.
const ENOUGH: u32 = 300;

/// An occurrence of a pair's word.
#[derive(Clone, Copy)]
pub(super) struct Site {
    pub(super) pair: u32,
    pub(super) line: u32,
    pub(super) at: u32,
    /// The original that stands there; none if it is the stand-in.
    pub(super) original: Option<u8>,
}

/// Calibrates all pairs on one half of the corpus with a model of the other half.
pub fn on_halves(
    corpus: &Corpus,
    recipe: &Recipe,
    pairs: &[Pair],
    say: &mut dyn FnMut(&str),
) -> Vec<Calibration> {
    let [one, other] = corpus.halves();
    let bytes = train(&one, recipe, say);
    let Ok(model) = Model::from_bytes(bytes) else { unreachable!("it was made just now") };
    let lines = other.sources.iter().flat_map(|s| s.text().lines()).collect();
    calibrate(&model, lines, pairs, (MANY, ENOUGH), say)
}

/// Calibrates pairs on texts that the model was not trained on.
pub fn on_texts(
    model: &Model,
    texts: &[String],
    pairs: &[Pair],
    say: &mut dyn FnMut(&str),
) -> Vec<Calibration> {
    calibrate(model, texts.iter().flat_map(|t| t.lines()).collect(), pairs, (FEW, u32::MAX), say)
}

fn calibrate(
    model: &Model,
    mut lines: Vec<&str>,
    pairs: &[Pair],
    (spread, enough): ((f64, f64), u32),
    say: &mut dyn FnMut(&str),
) -> Vec<Calibration> {
    // All genres have their say in the occurrences that are looked at.
    lines.sort_by_cached_key(|line| hash(line));
    let (sites, seen) = sites(&lines, pairs, enough);
    say(&format!("{} places of {} pairs", sites.len(), pairs.len()));
    let margins: Vec<(f64, bool)> = sites
        .par_iter()
        .map(|site| {
            let pair = &pairs[site.pair as usize];
            let (line, at) = (lines[site.line as usize], site.at as usize);
            let margin = |len: usize, original: &str| {
                f64::from(margin(model, line, at, len, original, &pair.stand_in))
            };
            match site.original {
                Some(k) => {
                    let original = &pair.originals[usize::from(k)];
                    (margin(original.len(), original), true)
                }
                None => {
                    let by_original = pair.originals.iter().map(|o| margin(pair.stand_in.len(), o));
                    (by_original.fold(f64::NEG_INFINITY, f64::max), false)
                }
            }
        })
        .collect();
    let mut of_pair: Vec<Vec<(f64, bool)>> = vec![Vec::new(); pairs.len()];
    for (site, margin) in sites.iter().zip(margins) {
        of_pair[site.pair as usize].push(margin);
    }
    of_pair
        .par_iter()
        .zip(seen)
        .map(|(sites, seen)| {
            let (shift, slope) = fit(sites, spread);
            // Frequent words were sampled, which moves the odds by a constant.
            let looked_at = [true, false].map(|w| sites.iter().filter(|s| s.1 == w).count());
            let share = |k: usize| (looked_at[k].max(1) as f64 / f64::from(seen[k].max(1))).ln();
            Calibration { shift: shift - share(0) + share(1), slope, sites: sites.len() }
        })
        .collect()
}

/// The pairs that a word belongs to, and which of their originals it is.
type Roles = Vec<(u32, Option<u8>)>;

/// Where the words of the pairs stand, and how often in all: originals, stand-ins.
pub(super) fn sites(lines: &[&str], pairs: &[Pair], enough: u32) -> (Vec<Site>, Vec<[u32; 2]>) {
    let mut roles: BTreeMap<&str, Roles> = BTreeMap::new();
    for (p, pair) in (0u32..).zip(pairs) {
        for (k, original) in (0u8..).zip(&pair.originals) {
            roles.entry(original).or_default().push((p, Some(k)));
        }
        roles.entry(&pair.stand_in).or_default().push((p, None));
    }
    let words: Vec<(&str, Roles)> = roles.into_iter().collect();
    let (mut out, mut seen) = (Vec::new(), vec![[0u32; 2]; pairs.len()]);
    let automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>> =
        CharwiseDoubleArrayAhoCorasickBuilder::new()
            .build_with_values(words.iter().map(|w| w.0).zip(0u32..))
            .ok();
    let Some(automaton) = automaton else { return (out, seen) };
    for (l, line) in (0u32..).zip(lines) {
        for found in automaton.find_overlapping_iter(line) {
            for &(pair, original) in &words[found.value() as usize].1 {
                let kept = |phrase: &String| {
                    line.match_indices(phrase.as_str()).any(|(from, _)| {
                        from <= found.start() && found.end() <= from + phrase.len()
                    })
                };
                if original.is_none() && pairs[pair as usize].keep.iter().any(kept) {
                    continue;
                }
                let n = &mut seen[pair as usize][usize::from(original.is_none())];
                *n += 1;
                if *n <= enough {
                    let at = super::counts::index(found.start());
                    out.push(Site { pair, line: l, at, original });
                }
            }
        }
    }
    (out, seen)
}

/// FNV-1a: an order of lines that has nothing to do with where they come from.
pub(super) fn hash(line: &str) -> u64 {
    line.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// Newton's method on the penalized log-likelihood; it is concave, so this arrives.
fn fit(sites: &[(f64, bool)], spread: (f64, f64)) -> (f64, f64) {
    let (mut a, mut b) = USUAL;
    for _ in 0..60 {
        let (pa, pb) = (spread.0.powi(-2), spread.1.powi(-2));
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
