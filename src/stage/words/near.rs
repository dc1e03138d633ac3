//! Pairs that no channel lists. Whoever swapped the words of a document by a list swapped
//! more than our tables know; so for a document whose channel is known, other words, too,
//! may be stand-ins. This module has the table of what they may stand for, and what a pair of it
//! is worth before any document is looked at; `decide/beyond.rs` judges the places.

use super::lexicon::Lexicon;
use crate::finding::{RuleId, StageId};
use crate::rule::{Evidence, Look, RuleSet};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The name by which a rule switches unlisted pairs on.
pub(super) const DETECTOR: &str = "unlisted-pair";

/// Made by `train near`; see `model/README.md`.
const TABLE: &str = include_str!("../../../model/near.tsv");

/// Longest stand-in, in characters.
pub(super) const LONGEST: usize = 4;

/// What a word may stand for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate<'a> {
    pub(super) original: &'a str,
    /// Probability that a mill's list has the pair.
    pub(super) prior: f64,
    /// Log-odds that the original was meant at a margin of zero, and per nat of it.
    pub(super) calibration: (f64, f64),
}

/// The table.
pub(super) struct Near {
    rule: Option<RuleId>,
    lines: OnceLock<HashMap<&'static str, &'static str>>,
}

impl Near {
    pub(super) fn new(rules: &RuleSet) -> Near {
        let mut of_stage = rules.of_stage(StageId::Words);
        let rule = of_stage.find(|r| matches!(&r.look, Look::Detect(d) if d == DETECTOR));
        Near { rule: rule.map(|r| r.id), lines: OnceLock::new() }
    }

    /// The rule that findings go by; none if it is switched off.
    pub(super) fn rule(&self) -> Option<RuleId> {
        self.rule
    }

    /// Whether a word may stand for anything.
    pub(super) fn knows(&self, word: &str, lexicon: &Lexicon) -> bool {
        self.lines().contains_key(word)
            || lexicon.word(word).is_some_and(|w| !w.stand_in_of.is_empty())
    }

    fn lines(&self) -> &HashMap<&'static str, &'static str> {
        self.lines.get_or_init(|| TABLE.lines().filter_map(entry).collect())
    }

    /// What `word` may stand for: by the table and by the channels that are not `at_work`.
    pub(super) fn candidates<'a>(
        &self,
        word: &str,
        lexicon: &'a Lexicon,
        at_work: &[bool],
    ) -> Vec<Candidate<'a>> {
        let mut out: Vec<Candidate<'a>> = Vec::new();
        let mut add = |candidate: Candidate<'a>| match out
            .iter_mut()
            .find(|c| c.original == candidate.original)
        {
            Some(known) => known.prior = known.prior.max(candidate.prior),
            None => out.push(candidate),
        };
        let listed = self.lines().get(word).into_iter().flat_map(|l| l.split(' '));
        for candidate in listed.filter_map(read) {
            add(candidate);
        }
        for &id in lexicon.word(word).map_or(&[][..], |w| &w.stand_in_of) {
            let entry = &lexicon.channels[usize::from(id.channel)];
            if entry.channel.evidence == Evidence::Document && !at_work[usize::from(id.channel)] {
                let pair = lexicon.pair(id);
                let originals = &entry.channel.pairs[usize::from(id.pair)].originals;
                for original in originals {
                    let (prior, calibration) = (pair.elsewhere, pair.calibration);
                    add(Candidate { original, prior, calibration });
                }
            }
        }
        out.retain(|c| c.original != word);
        out
    }
}

fn entry(line: &'static str) -> Option<(&'static str, &'static str)> {
    (!line.starts_with('#')).then(|| line.split_once('\t')).flatten()
}

/// An entry of the table: `G7M分析` has the prior e to the −6 · ½ (G is the seventh letter), the slope
/// 8 · 0.12 and the shift 0 (M, the thirteenth letter, by half nats from −6).
fn read(entry: &'static str) -> Option<Candidate<'static>> {
    let mut chars = entry.chars();
    let price = u32::from(chars.next()?).checked_sub(u32::from('A'))?;
    let slope = chars.next()?.to_digit(10)?;
    let shift = u32::from(chars.next()?).checked_sub(u32::from('A'))?;
    let calibration = (f64::from(shift) * 0.5 - 6.0, f64::from(slope + 1) * 0.12);
    let prior = (-0.5 * f64::from(price)).exp();
    Some(Candidate { original: chars.as_str(), prior, calibration })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_makes_sense() {
        let mut stand_ins = std::collections::BTreeSet::new();
        for line in TABLE.lines().filter(|l| !l.starts_with('#')) {
            let (stand_in, originals) = entry(line).expect(line);
            assert!(stand_ins.insert(stand_in), "{line}");
            for listed in originals.split(' ') {
                let Candidate { original, prior, calibration } = read(listed).expect(line);
                assert!(prior < 0.1 && calibration.0.abs() <= 6.5, "{line}");
                assert!(original != stand_in && original.chars().count() >= 2, "{line}");
            }
        }
        assert!(stand_ins.len() > 10_000);
    }
}
