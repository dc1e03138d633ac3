//! Counts, and what follows from them.

use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// Bins of stated probability, by their lower bounds: where probabilities are shown, from one half
/// on, and finer where edits are made.
pub(super) const BINS: [f32; 10] = [0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.999];

/// What became of the gold edits of a family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Family {
    /// Edits that must be made.
    pub required: usize,
    /// Of these, made.
    pub restored: usize,
    /// Of these, left.
    pub missed: usize,
    /// Changed into something else.
    pub wrong: usize,
    /// Edits that may be made, and were.
    pub bonus: usize,
}

/// Of so many, so many were right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Share {
    /// All.
    pub count: usize,
    /// The right ones.
    pub right: usize,
}

/// Findings that were stated to be about equally probable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Bin {
    /// How many.
    pub count: usize,
    /// Of these, right.
    pub right: usize,
    /// Sum of the probabilities stated.
    pub stated: f64,
}

/// One gold edit that was not made, or one edit that should not have been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Note {
    /// `missed`, `wrong` or `false`.
    pub what: &'static str,
    /// The family of the gold edit, if there is one.
    pub family: Option<String>,
    /// What stands in the document.
    pub before: String,
    /// What should stand there, if it is known.
    pub gold: Option<String>,
    /// What it became.
    pub after: String,
    /// The text around it.
    pub context: (String, String),
}

/// The sum over documents.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Score {
    /// Documents that were compared.
    pub documents: usize,
    /// Their characters, white space aside.
    pub characters: usize,
    /// By family of damage.
    pub families: BTreeMap<String, Family>,
    /// Edits where nothing was damaged; a longer one counts one more for each further ten
    /// characters.
    pub false_edits: usize,
    /// By level of confidence, the findings of which gold says whether they are right.
    pub levels: BTreeMap<&'static str, Share>,
    /// By rule, those that were applied.
    pub rules: BTreeMap<String, Share>,
    /// By stated probability.
    pub bins: [Bin; BINS.len()],
}

impl Score {
    /// Of the edits that were made, the share of the right ones; 1 if there is none.
    pub fn precision(&self) -> f64 {
        let right = self.sum(|f| f.restored + f.bonus);
        ratio(right, right + self.sum(|f| f.wrong) + self.false_edits)
    }

    /// Of the edits that must be made, the share of those that were; 1 if there is none.
    pub fn recall(&self) -> f64 {
        ratio(self.sum(|f| f.restored), self.sum(|f| f.required))
    }

    /// Both in one, precision counting twice as much as recall (van Rijsbergen's F with β = ½).
    pub fn f_half(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 1.25 * p * r / (0.25 * p + r) } else { 0.0 }
    }

    /// False edits in 100,000 characters.
    pub fn false_rate(&self) -> f64 {
        1e5 * self.false_edits as f64 / self.characters.max(1) as f64
    }

    /// How far stated probabilities are from the shares that turned out right, on average over
    /// the findings (expected calibration error); 0 if there is no finding.
    pub fn calibration_error(&self) -> f64 {
        let all: usize = self.bins.iter().map(|b| b.count).sum();
        let off: f64 = self.bins.iter().map(|b| (b.stated - b.right as f64).abs()).sum();
        off / all.max(1) as f64
    }

    fn sum(&self, of: impl Fn(&Family) -> usize) -> usize {
        self.families.values().map(of).sum()
    }
}

impl Family {
    /// Of its edits that were changed, the share of those that became what they should; 1 if there
    /// is none.
    pub fn precision(&self) -> f64 {
        let right = self.restored + self.bonus;
        ratio(right, right + self.wrong)
    }

    /// Of the edits that must be made, the share of those that were; 1 if there is none.
    pub fn recall(&self) -> f64 {
        ratio(self.restored, self.required)
    }
}

/// A share; 1 of nothing.
fn ratio(part: usize, all: usize) -> f64 {
    if all == 0 { 1.0 } else { part as f64 / all as f64 }
}

impl AddAssign<&Score> for Score {
    fn add_assign(&mut self, other: &Score) {
        self.documents += other.documents;
        self.characters += other.characters;
        self.false_edits += other.false_edits;
        for (name, f) in &other.families {
            let sum = self.families.entry(name.clone()).or_default();
            sum.required += f.required;
            sum.restored += f.restored;
            sum.missed += f.missed;
            sum.wrong += f.wrong;
            sum.bonus += f.bonus;
        }
        let add = |sum: &mut Share, s: &Share| {
            sum.count += s.count;
            sum.right += s.right;
        };
        other.levels.iter().for_each(|(name, s)| add(self.levels.entry(name).or_default(), s));
        for (name, s) in &other.rules {
            add(self.rules.entry(name.clone()).or_default(), s);
        }
        for (sum, bin) in self.bins.iter_mut().zip(&other.bins) {
            sum.count += bin.count;
            sum.right += bin.right;
            sum.stated += bin.stated;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_follow_from_counts() {
        let words = Family { required: 10, restored: 8, missed: 1, wrong: 1, bonus: 2 };
        let mut score = Score { characters: 1000, false_edits: 1, ..Score::default() };
        score.families.insert("substitution".into(), words);
        assert!((score.precision() - 10.0 / 12.0).abs() < 1e-9);
        assert!((score.recall() - 0.8).abs() < 1e-9);
        assert!(score.f_half() > 0.8 && score.f_half() < score.precision());
        assert!((score.false_rate() - 100.0).abs() < 1e-9);
        let twice = &mut score.clone();
        *twice += &score;
        assert_eq!(twice.families["substitution"].required, 20);
        assert!((twice.precision() - score.precision()).abs() < 1e-9);
    }

    #[test]
    fn the_calibration_error_weighs_bins_by_their_findings() {
        let mut score = Score::default();
        score.bins[9] = Bin { count: 90, right: 90, stated: 89.95 };
        score.bins[1] = Bin { count: 10, right: 3, stated: 6.5 };
        assert!((score.calibration_error() - (0.05 + 3.5) / 100.0).abs() < 1e-9);
    }
}
