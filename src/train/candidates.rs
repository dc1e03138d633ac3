//! The table of `model/near.tsv`: for each word that may be a stand-in, the words that may
//! have stood there though no channel lists the pair, and how dear each pair is.

use super::calibrate::{Calibration, Pair};
use super::neighbours::Near;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const HEAD: &str = "# stand-in, what it may stand for; see README.md in this folder\n";

/// A mill replaces words that are frequent: of 615 known pairs, 95 in 100 originals stand
/// oftener than this in the training text. Without a synonym list to name the pair, more is
/// asked for.
const LEAST_LISTED: u32 = 1_000;
const LEAST_ALIKE: u32 = 3_000;

/// Probability that a mill's list has a pair, for each occurrence of the original in 10,000
/// characters: mills replace frequent words. Counted on the pairs of all channels.
const CLASSES: [(Class, f64); 6] = [
    (Class::ListedAndAlike, 0.20),
    (Class::Listed, 0.16),
    (Class::ListedReversed, 0.05),
    (Class::AkinNearest, 0.005),
    (Class::Akin, 0.0016),
    (Class::Nearest, 0.0016),
];

/// No pair is a matter of course.
const MOST: f64 = 0.4;

/// The classes were counted over all channels together, pairs that we know included; of one
/// mill's pairs that we do not know there are fewer.
const UNKNOWN: f64 = 0.07;

/// What is known of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// A list of synonyms has it, and the two are alike in the training text.
    ListedAndAlike,
    /// A list of synonyms has it.
    Listed,
    /// A list of synonyms has it the other way about.
    ListedReversed,
    /// A common character, and of the very nearest words.
    AkinNearest,
    /// A common character, and near.
    Akin,
    /// Of the nearest words.
    Nearest,
}

/// Ranks among a word's neighbours.
const NEAREST: usize = 2;
const VERY_NEAR: usize = 4;
const NEAR: usize = 20;

/// Writes the table. `synonyms` are pairs original, stand-in of lists at large; `characters` is
/// the length of the training text.
pub fn table(near: &[Near], synonyms: &[(String, String)], characters: usize) -> String {
    let counts: BTreeMap<&str, u32> = near.iter().map(|n| (&*n.word, n.count)).collect();
    let listed: BTreeSet<(&str, &str)> = synonyms.iter().map(|(o, s)| (&**o, &**s)).collect();
    let mut candidates: BTreeMap<&str, BTreeMap<&str, Option<usize>>> = BTreeMap::new();
    for word in near {
        for (rank, (other, _)) in word.neighbours.iter().enumerate() {
            candidates.entry(&word.word).or_default().insert(other, Some(rank));
        }
    }
    for (one, other) in synonyms {
        candidates.entry(one).or_default().entry(other).or_default();
        candidates.entry(other).or_default().entry(one).or_default();
    }
    let mut out = String::from(HEAD);
    for (stand_in, originals) in candidates {
        let mut found: Vec<(char, &str)> = originals
            .into_iter()
            .filter(|(original, _)| *original != stand_in)
            .filter_map(|(original, rank)| {
                let class = class(&listed, original, stand_in, rank)?;
                // Mills mostly put a word in the place of one that is as long.
                let as_long = original.chars().count() == stand_in.chars().count();
                let is_listed = !matches!(class, Class::AkinNearest | Class::Akin | Class::Nearest);
                let least = if is_listed { LEAST_LISTED } else { LEAST_ALIKE };
                let count = *counts.get(original)?;
                (count >= least && (is_listed || as_long))
                    .then_some((price(class, count, characters), original))
            })
            .collect();
        found.sort_unstable();
        if !found.is_empty() {
            out.push_str(stand_in);
            out.push('\t');
            for (i, (price, original)) in found.into_iter().enumerate() {
                let blank = if i > 0 { " " } else { "" };
                // Not calibrated yet: the usual slope and shift.
                let _ = write!(out, "{blank}{price}7M{original}");
            }
            out.push('\n');
        }
    }
    out
}

/// The pairs of a table.
pub fn pairs(table: &str) -> Vec<Pair> {
    let mut out = Vec::new();
    for (stand_in, _, original) in entries(table) {
        let (originals, stand_in) = (vec![original.to_owned()], stand_in.to_owned());
        out.push(Pair { originals, stand_in, keep: Vec::new() });
    }
    out
}

/// The table with calibrations in the place of those that it has, in the order of [`pairs`].
pub fn calibrated(table: &str, calibrations: &[Calibration]) -> String {
    let mut out = String::from(HEAD);
    let mut last = "";
    for ((stand_in, class, original), c) in entries(table).zip(calibrations) {
        if stand_in == last {
            out.push(' ');
        } else {
            out.push_str(if last.is_empty() { "" } else { "\n" });
            out.push_str(stand_in);
            out.push('\t');
        }
        let (slope, shift) = encode(c);
        out.extend([class, slope, shift]);
        out.push_str(original);
        last = stand_in;
    }
    out.push('\n');
    out
}

/// Stand-in, class and original of each entry.
fn entries(table: &str) -> impl Iterator<Item = (&str, char, &str)> {
    let lines = table.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'));
    lines.flat_map(|(stand_in, originals)| {
        originals.split(' ').filter_map(move |entry| {
            let mut chars = entry.chars();
            let class = chars.next()?;
            let original = chars.as_str().trim_start_matches(|c: char| c.is_ascii());
            Some((stand_in, class, original))
        })
    })
}

/// Minus the log-probability that a mill's list has the pair, as a letter by half nats.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "clamped to the range of the letter"
)]
fn price(class: Class, count: u32, characters: usize) -> char {
    let weight = CLASSES.iter().find(|c| c.0 == class).map_or(0.0, |c| c.1);
    let frequency = f64::from(count) / characters.max(1) as f64 * 10_000.0;
    let probability = (weight * frequency).min(MOST) * UNKNOWN;
    char::from(b'A' + (-2.0 * probability.ln()).round().clamp(0.0, 25.0) as u8)
}

/// Slope as a digit, shift as a letter; the inverse is in `stage::words::near`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of the digit and of the letter"
)]
fn encode(c: &Calibration) -> (char, char) {
    let slope = (c.slope / 0.12).round().clamp(1.0, 10.0) as u8 - 1;
    let shift = (c.shift / 0.5 + 12.0).round().clamp(0.0, 25.0) as u8;
    (char::from(b'0' + slope), char::from(b'A' + shift))
}

fn class(
    listed: &BTreeSet<(&str, &str)>,
    original: &str,
    stand_in: &str,
    rank: Option<usize>,
) -> Option<Class> {
    let akin = original.chars().any(|c| stand_in.contains(c));
    let within = |limit| rank.is_some_and(|r| r < limit);
    if listed.contains(&(original, stand_in)) {
        return Some(if rank.is_some() { Class::ListedAndAlike } else { Class::Listed });
    }
    if listed.contains(&(stand_in, original)) {
        return Some(Class::ListedReversed);
    }
    match akin {
        true if within(VERY_NEAR) => Some(Class::AkinNearest),
        true if within(NEAR) => Some(Class::Akin),
        _ => within(NEAREST).then_some(Class::Nearest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(word: &str, count: u32, neighbours: &[&str]) -> Near {
        let neighbours = neighbours.iter().map(|n| ((*n).to_owned(), 0.1)).collect();
        Near { word: word.to_owned(), count, neighbours }
    }

    #[test]
    fn each_pair_has_the_class_of_what_is_known_of_it() {
        let words = [
            near("发展", 90_000, &["开展", "推进"]),
            near("开展", 30_000, &["发展", "推进"]),
            near("推进", 20_000, &["开展"]),
            near("进展", 400, &["推进"]),
        ];
        let synonyms = [("推进".to_owned(), "开展".to_owned())];
        let lines = table(&words, &synonyms, 100_000_000);
        assert!(lines.contains("\n开展\tH7M推进 M7M发展\n"), "{lines}");
        // The other way about, and no rare word as an original.
        assert!(lines.contains("\n推进\tJ7M开展\n") && !lines.contains("进展\n"), "{lines}");
        assert!(lines.contains("\n进展\tP7M推进\n"), "{lines}");
    }
}
