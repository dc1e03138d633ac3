//! How sure can one be that a document went through a channel, and that the channel put
//! this word here? Bayesian bookkeeping over pairs of words; `docs/words.md` derives it.
//!
//! For each pair the unknowns are whether the channel's list had it, how consistently it
//! was applied, and how much more or less than the model expects this document's author
//! likes the one word or the other. All three are summed over small grids, so the result
//! is a probability and not a score.

use super::lattice::log_add;
use std::sync::LazyLock;

/// How much an author may prefer the stand-in beyond what the model expects, in nats, with
/// the prior weight of each. The centre lies below zero: text mills are fed with formal
/// prose, where the original is the usual word more often than in the model's mixture of
/// genres. The tail above is for documents about the very thing.
const BIAS: [(f64, f64); 9] = [
    (-6.0, 0.15),
    (-4.5, 0.217),
    (-3.5, 0.227),
    (-2.5, 0.19),
    (-1.5, 0.11),
    (-0.5, 0.05),
    (1.0, 0.035),
    (4.0, 0.015),
    (8.0, 0.006),
];

/// What a channel may have done to a document: the share of its list that was applied, and
/// the share of the occurrences that were replaced. All pairs of a document have this in
/// common, so each tells something of all others.
#[derive(Clone, Copy, Debug)]
struct Scenario {
    /// Probability that the list as applied had a given pair.
    listed: f64,
    /// Position in [`RATES`] of how consistently it was applied.
    rate: usize,
    /// Prior probability.
    weight: f64,
}

/// Most mills at large use most of their list, some only a part of it.
const LISTED: [(f64, f64); 4] = [(0.97, 0.2), (0.85, 0.4), (0.45, 0.22), (0.15, 0.18)];

/// Most mills replace nearly every occurrence, some stopped halfway. Relative to the rate
/// that the channel states.
const RATES: [(f64, f64); 3] = [(1.0, 0.7), (0.6, 0.15), (0.3, 0.15)];

/// A pair follows the document's rate but for this much.
const ASTRAY: f64 = 0.1;

const SCENARIOS: [Scenario; LISTED.len() * RATES.len()] = {
    let mut all = [Scenario { listed: 0.0, rate: 0, weight: 0.0 }; LISTED.len() * RATES.len()];
    let mut k = 0;
    while k < all.len() {
        let ((listed, share), rate) = (LISTED[k / RATES.len()], k % RATES.len());
        all[k] = Scenario { listed, rate, weight: share * RATES[rate].1 };
        k += 1;
    }
    all
};

/// Probability that a document whose words are its author's is in a Chinese that the model hardly
/// knows: of another time, of a region, of one writer. It says of many words what it says of few
/// in others.
const STRANGE: f64 = 0.1;

/// What is known of a channel, as logarithms of likelihood ratios against a clean document in
/// familiar Chinese.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Odds {
    /// That the channel was at work, by what it may have done.
    by_scenario: [f64; SCENARIOS.len()],
    /// That the document is clean, and strange to the model.
    strange: f64,
}

impl Odds {
    /// Before any pair is looked at, of a channel with this prior log-odds.
    pub(super) fn prior(log_odds: f64) -> Odds {
        let by_scenario = SCENARIOS.map(|s| log_odds + s.weight.ln());
        Odds { by_scenario, strange: STRANGE.ln() }
    }

    /// With what a further pair says.
    pub(super) fn and(&self, pair: &Odds) -> Odds {
        let by_scenario = std::array::from_fn(|i| self.by_scenario[i] + pair.by_scenario[i]);
        Odds { by_scenario, strange: self.strange + pair.strange }
    }

    /// Without what a pair says.
    pub(super) fn without(&self, pair: &Odds) -> Odds {
        let minus = Odds { by_scenario: pair.by_scenario.map(|x| -x), strange: -pair.strange };
        self.and(&minus)
    }

    /// The log-odds of the channel, whatever it did and whatever the Chinese.
    pub(super) fn total(&self) -> f64 {
        log_sum(&self.by_scenario) - self.clean()
    }

    /// Of a pair, its part of the total where all pairs together say `all`.
    pub(super) fn part_of(&self, all: &Odds) -> f64 {
        let likeliest = (0..SCENARIOS.len())
            .max_by(|&a, &b| all.by_scenario[a].total_cmp(&all.by_scenario[b]))
            .unwrap_or(0);
        let strange = (all.strange - all.clean()).exp();
        self.by_scenario[likeliest] - strange * self.strange
    }

    /// That the document is clean in any Chinese.
    fn clean(&self) -> f64 {
        log_add((1.0 - STRANGE).ln(), self.strange)
    }
}

/// Probability that a pair was replaced at a rate, by the rate of the document.
fn follows(document: usize, pair: usize) -> f64 {
    if document == pair { 1.0 - ASTRAY } else { ASTRAY / (RATES.len() - 1) as f64 }
}

/// The model may be blind to a word's use in a document (a name, a term of art), however
/// sure it seems. The logarithm of how often, in familiar and in strange Chinese; it bounds what a
/// single pair can prove. Of 2,882 stand-ins in clean text, where they are right, the model would have replaced 22 by
/// a margin of six nats or more; each further nat more than halves that, and none exceeded 9.1.
const BLIND: f64 = -4.5;
const BLIND_IF_STRANGE: f64 = -1.0;
const BLIND_FROM: f64 = 6.0;
const BLIND_SLOPE: f64 = -1.1;
const BLIND_TO: f64 = 18.0;

/// A word that calls for its original in ever new surroundings is no name and no term. What
/// each further one adds to the bound, and how many of them count.
const DIVERSE: f64 = -1.2;
const DIVERSE_MOST: f64 = 6.0;

/// The contexts of one word in one document resemble each other, so that this many tell all
/// that there is to know of the author's bias.
const ENOUGH: f64 = 2.5;

const CELLS: usize = BIAS.len() * RATES.len();

/// Logarithms of the prior weights of biases.
static LOG_WEIGHTS: LazyLock<[f64; BIAS.len()]> = LazyLock::new(|| BIAS.map(|(_, w)| w.ln()));

/// What is known of a pair before any document is looked at.
#[derive(Clone, Debug)]
pub(super) struct PairModel {
    /// By bias, the log-probability that an occurrence in clean text is a stand-in.
    stand_in: [f64; BIAS.len()],
    /// By bias, the log-probability that it is an original.
    original: [f64; BIAS.len()],
    /// By rate, the log-probability that an original is left alone.
    left: [f64; RATES.len()],
    /// By rate and bias, the odds that a stand-in was put there, at a margin of zero.
    factors: [f64; CELLS],
}

impl PairModel {
    /// `rate` is the channel's replacement rate, `clean_share` the stand-in's share of the
    /// pair's occurrences in clean text. `weight` is how much a nat of the model's margin is
    /// worth for this pair, relative to the usual pair: where margins tell little, so does
    /// what authors are expected to prefer.
    pub(super) fn new(rate: f32, clean_share: f64, weight: f64) -> PairModel {
        let rate = f64::from(rate);
        // How much more frequent the originals are in clean text, in nats.
        let ratio = -logit(clean_share.clamp(1e-9, 1.0 - 1e-9));
        let mut factors = [0.0; CELLS];
        for (k, factor) in factors.iter_mut().enumerate() {
            let ((bias, _), (share, _)) = (BIAS[k % BIAS.len()], RATES[k / BIAS.len()]);
            *factor = rate * share * (-weight * bias).exp();
        }
        PairModel {
            stand_in: BIAS.map(|(bias, _)| -softplus(ratio - weight * bias)),
            original: BIAS.map(|(bias, _)| -softplus(weight * bias - ratio)),
            left: RATES.map(|(share, _)| (1.0 - rate * share).ln()),
            factors,
        }
    }

    /// The balance of a document where the pair's originals stand so often and where its
    /// stand-ins are yet to be added.
    pub(super) fn balance(&self, originals: u32) -> PairBalance<'_> {
        let none = Group { occurrences: 0.0, clean: [0.0; BIAS.len()], active: [0.0; CELLS] };
        let n = f64::from(originals);
        let mut rest = Group { occurrences: n, ..none.clone() };
        rest.clean = self.original.map(|log| n * log);
        for (k, active) in rest.active.iter_mut().enumerate() {
            *active = rest.clean[k % BIAS.len()] + n * self.left[k / BIAS.len()];
        }
        PairBalance { model: self, groups: [none, rest], surroundings: 0.0, peak: 0.0 }
    }
}

/// What a document's occurrences of one pair say.
#[derive(Clone, Debug)]
pub(super) struct PairBalance<'m> {
    model: &'m PairModel,
    /// Places that call for an original, and all other occurrences.
    groups: [Group; 2],
    /// Different surroundings that call for an original.
    surroundings: f64,
    /// The largest margin.
    peak: f64,
}

/// Occurrences that resemble each other.
#[derive(Clone, Debug)]
struct Group {
    occurrences: f64,
    /// Log-likelihood if the channel did not touch the pair, by bias.
    clean: [f64; BIAS.len()],
    /// The same if it did, by rate and bias.
    active: [f64; CELLS],
}

/// A place with at least this margin (nats) calls for an original.
const CALLS: f64 = 2.0;

/// Margins beyond this (nats) are all the same, and their exponentials still finite.
const FARTHEST: f64 = 60.0;

impl PairBalance<'_> {
    /// Adds a stand-in with the log-odds `margin` that its place calls for an original; `raw`
    /// is what the model said, `fresh` whether its surroundings differ from all before.
    pub(super) fn add(&mut self, margin: f64, raw: f64, fresh: bool) {
        self.peak = self.peak.max(raw);
        self.surroundings += f64::from(u8::from(fresh && margin >= 2.0 * CALLS));
        let group = &mut self.groups[usize::from(margin < CALLS)];
        group.occurrences += 1.0;
        let odds = margin.min(FARTHEST).exp();
        for (clean, stays) in group.clean.iter_mut().zip(&self.model.stand_in) {
            *clean += stays;
        }
        for (k, active) in group.active.iter_mut().enumerate() {
            *active +=
                self.model.stand_in[k % BIAS.len()] + (1.0 + odds * self.model.factors[k]).ln();
        }
    }

    /// Log weight of each rate and bias if the channel touched the pair at that rate.
    fn cells(&self) -> [f64; CELLS] {
        let scales = [self.groups[0].scale(), self.groups[1].scale()];
        std::array::from_fn(|k| {
            let seen: f64 = self.groups.iter().zip(scales).map(|(g, s)| s * g.active[k]).sum();
            LOG_WEIGHTS[k % BIAS.len()] + seen
        })
    }

    /// Log-likelihoods of all cases.
    fn sides(&self, cells: &[f64; CELLS]) -> Sides {
        let scales = [self.groups[0].scale(), self.groups[1].scale()];
        let untouched: [f64; BIAS.len()] = std::array::from_fn(|b| {
            let seen: f64 = self.groups.iter().zip(scales).map(|(g, s)| s * g.clean[b]).sum();
            LOG_WEIGHTS[b] + seen
        });
        let active: [f64; RATES.len()] =
            std::array::from_fn(|r| log_sum(&cells[r * BIAS.len()..(r + 1) * BIAS.len()]));
        let more = (self.surroundings - 1.0).clamp(0.0, DIVERSE_MOST);
        let beyond = (self.peak.min(BLIND_TO) - BLIND_FROM).max(0.0);
        let blind = whatever_rate(&active) + BLIND_SLOPE * beyond + DIVERSE * more;
        let untouched = log_sum(&untouched);
        Sides {
            clean: log_add(untouched, blind + BLIND),
            strange: log_add(untouched, blind + BLIND_IF_STRANGE),
            active,
        }
    }

    /// What the pair says of the channel.
    pub(super) fn odds(&self) -> Odds {
        let Sides { clean, strange, active } = self.sides(&self.cells());
        let by_scenario = SCENARIOS.map(|s| s.either(clean, &active) - clean);
        Odds { by_scenario, strange: strange - clean }
    }

    /// The logarithm of how much likelier the document is if the channel touched the pair, for
    /// a pair that no list has. What a document is about stands in it in ever new surroundings,
    /// so that these prove nothing here.
    pub(super) fn ratio(&self) -> f64 {
        let alone = PairBalance { surroundings: 0.0, ..self.clone() };
        let Sides { clean, active, .. } = alone.sides(&alone.cells());
        whatever_rate(&active) - clean
    }

    /// What is believed of the pair when it was touched with this probability.
    pub(super) fn believed(&self, touched: f64) -> Posterior {
        let mut cells = self.cells();
        cells.iter_mut().enumerate().for_each(|(k, c)| *c += RATES[k / BIAS.len()].1.ln());
        let active = log_sum(&cells);
        Posterior {
            weights: cells.map(|cell| touched * (cell - active).exp()),
            factors: self.model.factors,
        }
    }

    /// What is believed of the pair when everything but this pair gives the channel these odds.
    pub(super) fn posterior(&self, others: &Odds) -> Posterior {
        let cells = self.cells();
        let Sides { clean, strange, active } = self.sides(&cells);
        let mut touched = [f64::NEG_INFINITY; RATES.len()];
        let mut all = log_add((1.0 - STRANGE).ln() + clean, others.strange + strange);
        for (scenario, others) in SCENARIOS.iter().zip(others.by_scenario) {
            for (rate, touched) in touched.iter_mut().enumerate() {
                let follows = follows(scenario.rate, rate).ln();
                *touched = log_add(*touched, others + scenario.listed.ln() + follows);
            }
            all = log_add(all, others + scenario.either(clean, &active));
        }
        let weights = std::array::from_fn(|k| (touched[k / BIAS.len()] + cells[k] - all).exp());
        Posterior { weights, factors: self.model.factors }
    }
}

/// Log-likelihoods of the occurrences of one pair.
struct Sides {
    /// The channel did not touch it, in familiar Chinese.
    clean: f64,
    /// Nor here, in Chinese that is strange to the model.
    strange: f64,
    /// It did, by rate.
    active: [f64; RATES.len()],
}

impl Scenario {
    /// Log-likelihood of a pair's occurrences in a document of this scenario.
    fn either(self, clean: f64, active: &[f64; RATES.len()]) -> f64 {
        let by_rate: [f64; RATES.len()] =
            std::array::from_fn(|r| active[r] + follows(self.rate, r).ln());
        log_add((1.0 - self.listed).ln() + clean, self.listed.ln() + log_sum(&by_rate))
    }
}

/// Log-likelihood of a pair that was touched, whatever the rate.
fn whatever_rate(active: &[f64; RATES.len()]) -> f64 {
    let by_rate: [f64; RATES.len()] = std::array::from_fn(|r| active[r] + RATES[r].1.ln());
    log_sum(&by_rate)
}

/// What is believed of a pair in a document, all evidence considered.
#[derive(Clone, Debug)]
pub(super) struct Posterior {
    /// Probability that the channel touched the pair, by rate and bias.
    weights: [f64; CELLS],
    factors: [f64; CELLS],
}

impl Posterior {
    /// Probability that the channel put a stand-in where it stands, by the log-odds that the
    /// place calls for an original.
    pub(super) fn replaced(&self, margin: f64) -> f64 {
        let odds = margin.min(FARTHEST).exp();
        let cells = self.weights.iter().zip(&self.factors);
        cells.map(|(w, f)| w * odds * f / (1.0 + odds * f)).sum::<f64>().clamp(0.0, 1.0)
    }
}

impl Group {
    /// Occurrences beyond a few repeat each other.
    fn scale(&self) -> f64 {
        (ENOUGH / self.occurrences.max(1.0)).min(1.0)
    }
}

/// ln(1 + eˣ)
fn softplus(x: f64) -> f64 {
    if x > 30.0 { x } else { x.exp().ln_1p() }
}

/// log Σ eˣ
fn log_sum(logs: &[f64]) -> f64 {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    most + logs.iter().map(|x| (x - most).exp()).sum::<f64>().ln()
}

/// What the probability of a place has turned out to mean: log-odds as computed, and as counted on
/// damaged documents (`benches/peers/words.py --bins`). Computed ones are too bold, because contexts
/// resemble each other more than any grid knows. What is computed as [`SURE`] stays so: on real pages
/// the findings just above it are right oftener than on documents damaged for the purpose.
const TURNED_OUT: [(f64, f64); 14] = [
    (-4.0, -4.0),
    (0.0, -0.9),
    (1.1, -0.3),
    (1.8, 0.25),
    (2.6, 1.05),
    (3.2, 1.7),
    (SURE, SURE),
    (4.2, 3.5),
    (5.7, 3.6),
    (6.8, 3.9),
    (8.0, 4.6),
    (10.0, 5.6),
    (14.0, 7.0),
    (28.0, 12.0),
];
/// Log-odds of [`Confidence::LIKELY`](crate::finding::Confidence::LIKELY).
const SURE: f64 = 3.476;

/// A probability, corrected by what it has turned out to mean.
pub(super) fn corrected(probability: f64) -> f64 {
    let computed = logit(probability.clamp(1e-12, 1.0 - 1e-12));
    let above = TURNED_OUT.partition_point(|knot| knot.0 <= computed);
    let (Some(below), Some(above)) =
        (above.checked_sub(1).and_then(|below| TURNED_OUT.get(below)), TURNED_OUT.get(above))
    else {
        // Below the table, what is unlikely stays so.
        return probability;
    };
    let share = (computed - below.0) / (above.0 - below.0);
    1.0 / (1.0 + (-(below.1 + share * (above.1 - below.1))).exp())
}

/// Log-odds of a probability.
pub(super) fn logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    static PAIR: LazyLock<PairModel> = LazyLock::new(|| PairModel::new(0.95, 0.2, 1.0));

    fn balance(originals: u32, margins: &[f64]) -> PairBalance<'static> {
        let mut b = PAIR.balance(originals);
        margins.iter().for_each(|&m| b.add(m, m.min(6.0), false));
        b
    }

    /// Odds that are the same whatever the channel did.
    fn with(log_odds: f64) -> Odds {
        Odds { by_scenario: [log_odds; SCENARIOS.len()], strange: STRANGE.ln() }
    }

    /// What a pair adds where most of the list was used.
    fn says(balance: &PairBalance<'_>) -> f64 {
        balance.odds().by_scenario[0]
    }

    #[test]
    fn originals_speak_against_the_channel_and_good_margins_for_it() {
        assert!(says(&balance(3, &[])) < -0.5);
        assert!(says(&balance(0, &[9.0, 8.0])) > 3.0);
        assert!(says(&balance(0, &[-6.0, -8.0])).abs() < 0.3);
        assert!(says(&balance(12, &[1.0, -2.0, -5.0])) < 0.0);
    }

    #[test]
    fn corrected_probabilities_keep_their_order() {
        let all: Vec<f64> = (0..=1000).map(|k| corrected(f64::from(k) / 1000.0)).collect();
        assert!(all.windows(2).all(|w| w[0] <= w[1]), "not monotone");
        assert!(corrected(0.9) < 0.75 && corrected(0.98) >= 0.97 && corrected(0.9999) > 0.98);
    }

    #[test]
    fn one_pair_alone_proves_little_however_often_it_stands() {
        assert!(says(&balance(0, &[15.0; 40])) < 6.5);
    }

    #[test]
    fn a_place_needs_the_document_and_the_context() {
        let b = balance(0, &[9.0, 8.0, -4.0]);
        assert!(b.posterior(&with(5.0)).replaced(9.0) > 0.97);
        assert!(b.posterior(&with(5.0)).replaced(-4.0) < 0.2);
        assert!(b.posterior(&with(-12.0)).replaced(9.0) < 0.2);
    }

    #[test]
    fn an_author_who_mostly_means_the_stand_in_is_believed() {
        let alone = balance(0, &[1.5]);
        let mut many = vec![-8.0; 20];
        many.push(1.5);
        assert!(
            balance(0, &many).posterior(&with(9.0)).replaced(1.5)
                < alone.posterior(&with(9.0)).replaced(1.5) - 0.2
        );
    }
}
