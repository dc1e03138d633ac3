//! Every word of every channel in one automaton. One scan of a text counts the words and
//! notes where stand-ins and protected phrases lie; nothing is decided here.

use super::counts::{self, ByListing};
use super::evidence::{Odds, PairModel};
use crate::finding::{RuleId, StageId};
use crate::model::Model;
use crate::rule::{Channel, Evidence, Look, Pair, RuleSet};
use crate::scratch::{Hit, Scratch};
use crate::span::Span;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A pair of a channel: positions in [`Lexicon::channels`] and in its pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct PairId {
    pub(super) channel: u16,
    pub(super) pair: u16,
}

/// A word that the automaton knows.
#[derive(Debug, Default)]
pub(super) struct Word {
    /// Pairs in which it is the stand-in.
    pub(super) stand_in_of: Vec<PairId>,
    /// Rules that protect it as a phrase.
    pub(super) kept_by: Vec<RuleId>,
}

/// A pair as the scan and the evidence need it.
#[derive(Debug)]
pub(super) struct PairEntry {
    /// The stand-in's word.
    pub(super) stand_in: u32,
    /// The originals' words, where they are counted.
    pub(super) originals: Vec<u32>,
    /// Share of the stand-in among the pair's words in clean text, by the model.
    pub(super) clean_share: f64,
    /// Log-odds that an original was meant where it reads neither better nor worse, and per
    /// nat by which it reads better.
    pub(super) calibration: (f64, f64),
    /// Probability that the list of another channel has the pair, too.
    pub(super) elsewhere: f64,
    /// Replacement rate of its channel.
    rate: f32,
    /// What 0, 1, 2, … originals say where no stand-in stands: the common case in clean text. Filled in
    /// when first asked for, like what follows: most runs meet few pairs.
    absent: [OnceLock<ByListing>; ABSENT],
    /// See [`PairEntry::model`].
    model: OnceLock<PairModel>,
    /// See [`PairEntry::originals_alone`].
    alone: [OnceLock<Odds>; ENOUGH_ORIGINALS as usize + 1],
}

/// Probability that a mill's list has a pair of another's, for each share of the originals among
/// all positions of clean text: mills replace frequent words. As for `train near`.
const ELSEWHERE: f64 = 140.0;
const MOST_ELSEWHERE: f64 = 0.03;

/// More originals than this say the same.
const ENOUGH_ORIGINALS: u32 = 15;

/// Originals beyond this say nothing new where there is no stand-in.
const MOST_ABSENT: u32 = 11;
const ABSENT: usize = MOST_ABSENT as usize + 1;

impl PairEntry {
    fn new(stand_in: u32) -> PairEntry {
        let (originals, calibration) = (Vec::new(), (0.0, USUAL_SLOPE));
        let alone = [const { OnceLock::new() }; ENOUGH_ORIGINALS as usize + 1];
        PairEntry {
            stand_in,
            originals,
            clean_share: 0.5,
            calibration,
            elsewhere: 0.0,
            rate: 0.5,
            absent: [const { OnceLock::new() }; ABSENT],
            model: OnceLock::new(),
            alone,
        }
    }

    /// Fills in what the model and the calibration know of the pair.
    fn learn(
        &mut self,
        model: &Model,
        pair: &Pair,
        rate: f32,
        calibrations: &BTreeMap<&str, (f64, f64)>,
    ) {
        let frequency = |word: &str| f64::from(model.log_frequency(word)).exp();
        let theirs = frequency(&pair.stand_in);
        let ours: f64 = pair.originals.iter().map(|o| frequency(o)).sum();
        self.clean_share = theirs / (theirs + ours);
        self.elsewhere = (ELSEWHERE * ours).min(MOST_ELSEWHERE);
        let name = format!("{}→{}", pair.originals.join("|"), pair.stand_in);
        if let Some(&calibration) = calibrations.get(name.as_str()) {
            self.calibration = calibration;
        }
        self.rate = rate;
    }

    /// The pair's statistics.
    pub(super) fn model(&self) -> &PairModel {
        let weight = self.calibration.1 / USUAL_SLOPE;
        self.model.get_or_init(|| PairModel::new(self.rate, self.clean_share, weight))
    }

    /// What mere counts say of the pair.
    pub(super) fn count_evidence(&self, originals: u32, stand_ins: u32) -> ByListing {
        let count = |n| counts::count_evidence(self.rate, self.clean_share, n, stand_ins);
        if stand_ins > 0 {
            return count(originals);
        }
        let n = originals.min(MOST_ABSENT);
        *self.absent[n as usize].get_or_init(|| count(n))
    }

    /// The log-odds that an original was meant, from how much better it reads.
    pub(super) fn calibrated(&self, margin: f64) -> f64 {
        calibrated(self.calibration, margin)
    }

    /// What the pair's originals say where no stand-in of it is in question.
    pub(super) fn originals_alone(&self, originals: u32) -> Odds {
        let n = originals.min(ENOUGH_ORIGINALS);
        *self.alone[n as usize].get_or_init(|| self.model().balance(n).odds())
    }
}

/// Log-odds that an original was meant, by shift and slope, from how much better it reads.
pub(super) fn calibrated((shift, slope): (f64, f64), margin: f64) -> f64 {
    // Where no clean text was so clear, the regression says nothing.
    let bounded = margin.clamp(-12.0, 12.0);
    shift + slope * bounded + (margin - bounded)
}

/// Log-odds per nat for pairs that were not calibrated: an n-gram model takes its neighbours
/// for independent evidence and overstates its case a little.
pub(super) const USUAL_SLOPE: f64 = 0.9;

/// How margins relate to truth, pair by pair, measured on clean text; see `model/README.md`.
const CALIBRATIONS: &str = include_str!("../../../model/pairs.tsv");

/// A channel that is switched on.
#[derive(Debug)]
pub(super) struct ChannelEntry {
    pub(super) rule: RuleId,
    pub(super) channel: Channel,
    pub(super) pairs: Vec<PairEntry>,
}

/// All words of all channels.
pub(super) struct Lexicon {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    numbers: BTreeMap<String, u32>,
    pub(super) words: Vec<Word>,
    pub(super) channels: Vec<ChannelEntry>,
}

impl Lexicon {
    pub(super) fn new(rules: &RuleSet, model: &Model) -> Lexicon {
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let mut words: Vec<Word> = Vec::new();
        let mut number = |text: &str, words: &mut Vec<Word>| {
            let next = u32::try_from(words.len()).unwrap_or(u32::MAX);
            *numbers.entry(text.to_owned()).or_insert_with(|| {
                words.push(Word::default());
                next
            })
        };
        let mut channels = Vec::new();
        let calibrations = calibrations();
        for rule in rules.of_stage(StageId::Words) {
            for phrase in &rule.keep {
                let word = number(phrase, &mut words);
                words[word as usize].kept_by.push(rule.id);
            }
            let Look::Channel(channel) = &rule.look else { continue };
            let c = u16::try_from(channels.len()).unwrap_or(u16::MAX);
            let mut pairs = Vec::new();
            for (p, pair) in (0u16..).zip(&channel.pairs) {
                let stand_in = number(&pair.stand_in, &mut words);
                words[stand_in as usize].stand_in_of.push(PairId { channel: c, pair: p });
                let mut entry = PairEntry::new(stand_in);
                // Only documents are convicted by statistics; elsewhere nothing is counted.
                if channel.evidence == Evidence::Document {
                    entry.originals =
                        pair.originals.iter().map(|o| number(o, &mut words)).collect();
                    entry.learn(model, pair, channel.rate, &calibrations);
                }
                pairs.push(entry);
            }
            channels.push(ChannelEntry { rule: rule.id, channel: channel.clone(), pairs });
        }
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .build_with_values(numbers.iter().map(|(text, &n)| (text, n)))
            .ok();
        Lexicon { automaton, numbers, words, channels }
    }

    /// Counts the words of `text` into `scratch.counts` and lists stand-ins and protected
    /// phrases in `scratch.hits`, in the order of their ends.
    pub(super) fn scan(&self, text: &str, scratch: &mut Scratch) {
        scratch.hits.clear();
        scratch.counts.clear();
        scratch.counts.resize(self.words.len(), 0);
        let Some(automaton) = &self.automaton else { return };
        for found in automaton.find_overlapping_iter(text) {
            let word = found.value();
            scratch.counts[word as usize] += 1;
            let entry = &self.words[word as usize];
            if !entry.stand_in_of.is_empty() || !entry.kept_by.is_empty() {
                scratch.hits.push(Hit { span: Span::new(found.start(), found.end()), word });
            }
        }
    }

    /// What is known of a word.
    pub(super) fn word(&self, text: &str) -> Option<&Word> {
        self.numbers.get(text).map(|&n| &self.words[n as usize])
    }

    pub(super) fn pair(&self, id: PairId) -> &PairEntry {
        &self.channels[usize::from(id.channel)].pairs[usize::from(id.pair)]
    }

    /// How often the pair's originals and its stand-in stand in the scanned text.
    pub(super) fn counts(&self, id: PairId, counts: &[u32]) -> (u32, u32) {
        let pair = self.pair(id);
        let originals = pair.originals.iter().map(|&o| counts[o as usize]).sum();
        (originals, counts[pair.stand_in as usize])
    }
}

/// Shift and slope by pair. Lines that make no sense are passed over; a test counts them.
fn calibrations() -> BTreeMap<&'static str, (f64, f64)> {
    CALIBRATIONS.lines().filter(|l| !l.starts_with('#')).filter_map(calibration).collect()
}

fn calibration(line: &str) -> Option<(&str, (f64, f64))> {
    let mut fields = line.split('\t');
    let pair = fields.next()?;
    Some((pair, (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_calibration_table_makes_sense() {
        let lines = CALIBRATIONS.lines().filter(|l| !l.starts_with('#')).count();
        assert!(lines > 50);
        assert_eq!(calibrations().len(), lines);
        assert!(calibrations().values().all(|(shift, slope)| shift.abs() < 8.0 && *slope > 0.0));
    }
}
