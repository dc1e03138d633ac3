//! What mere counts of words say of a channel, before the model is asked: cheap enough for every
//! document, and good enough to send the clean ones home.

use super::lattice::log_add;

/// How consistently a channel may have been applied, with prior weights.
const RATES: [(f64, f64); 2] = [(1.0, 0.75), (0.45, 0.25)];

/// Probability that the list applied to a document had a given pair, with prior weights.
const LISTED: [(f64, f64); 3] = [(0.85, 0.55), (0.45, 0.25), (0.15, 0.2)];

/// Log-odds of a channel, by how much of its list was used.
pub(super) type ByListing = [f64; LISTED.len()];

/// Log-odds before any pair is looked at, of a channel with this prior log-odds.
pub(super) fn prior(log_odds: f64) -> ByListing {
    LISTED.map(|(_, weight)| log_odds + weight.ln())
}

/// The log-odds of a channel whatever part of its list was used.
pub(super) fn total(by_listing: &ByListing) -> f64 {
    by_listing.iter().copied().fold(f64::NEG_INFINITY, log_add)
}

/// What mere counts say of a pair, before the model is asked: the logarithm of how much
/// likelier `stand_ins` against `originals` is in a document of the channel than in clean
/// text, where the stand-in has `clean_share` of the occurrences. Occurrences come in
/// bursts, so both sides are beta-binomial.
pub(super) fn count_evidence(
    rate: f32,
    clean_share: f64,
    originals: u32,
    stand_ins: u32,
) -> ByListing {
    /// Concentration: how alike documents are in their use of two words.
    const ALIKE: f64 = 1.5;
    let share = clean_share.clamp(1e-5, 1.0 - 1e-5);
    let clean = log_beta_binomial(stand_ins, originals, ALIKE * share, ALIKE * (1.0 - share));
    let mut active = f64::NEG_INFINITY;
    for (part, weight) in RATES {
        let damaged = share + (1.0 - share) * f64::from(rate) * part;
        let alike = 2.0 * ALIKE;
        let likelihood =
            log_beta_binomial(stand_ins, originals, alike * damaged, alike * (1.0 - damaged));
        active = log_add(active, weight.ln() + likelihood);
    }
    LISTED.map(|(l, _)| log_add((1.0 - l).ln() + clean, l.ln() + active) - clean)
}

/// Log-probability of one particular sequence of `a` and `b` occurrences under a
/// beta-binomial with these parameters. More than a few dozen say nothing new.
fn log_beta_binomial(a: u32, b: u32, alpha: f64, beta: f64) -> f64 {
    const ENOUGH: u32 = 48;
    let rising = |x: f64, n: u32| (0..n.min(ENOUGH)).map(|k| (x + f64::from(k)).ln()).sum::<f64>();
    rising(alpha, a) + rising(beta, b) - rising(alpha + beta, a.min(ENOUGH) + b.min(ENOUGH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_alone_tell_a_mill_from_a_topic() {
        // A rare word fourteen times, its common partner never.
        assert!(count_evidence(0.95, 0.0005, 0, 14)[0] > 5.0);
        // A common word thirty times, its common partner never: perhaps the topic.
        assert!(count_evidence(0.95, 0.5, 0, 30)[0] < 3.0);
        // Both, as in any text.
        assert!(count_evidence(0.95, 0.3, 9, 4)[0] < 0.0);
    }
}
