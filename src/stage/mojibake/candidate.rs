//! What a stretch of text may have been, and how much better it reads so.

use super::quality::Quality;
use crate::codec::{Codec, Recipe, Step};
use crate::span::Span;

/// A stretch of text with a recipe that makes sense of it.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Where, in the text that was searched.
    pub(super) span: Span,
    /// What the recipe makes of it.
    pub(super) restored: String,
    pub(super) recipe: Recipe,
    /// How much better (nats) the restored stretch reads, less what the recipe costs.
    pub(super) gain: f32,
    /// How the restored text reads by itself.
    pub(super) quality: Quality,
}

/// What the charsets of a recipe cost: how much rarer the accident is than the commonest.
/// Set by hand in this order: readers that are in use everywhere, older ones, those of other
/// countries; what restores to Chinese before what restores to something else.
fn price(reader: Codec, writer: Codec) -> f32 {
    let reader = match reader {
        Codec::Utf8 | Codec::Gb18030 | Codec::Windows1252 | Codec::Latin1 => 0.0,
        Codec::Big5 | Codec::Big5Hkscs => -1.0,
        Codec::Windows1251 | Codec::MacRoman | Codec::Ibm437 => -2.0,
        Codec::ShiftJis | Codec::EucKr | Codec::Windows1250 => -2.0,
        Codec::Koi8R | Codec::Ibm850 | Codec::Ibm866 => -3.0,
    };
    let writer = match writer {
        Codec::Utf8 | Codec::Gb18030 => 0.0,
        Codec::Big5 | Codec::Big5Hkscs => -1.0,
        // Chance makes syllables of rare characters; and these are not what we are here for.
        _ => -20.0,
    };
    reader + writer
}

/// What a whole recipe costs, in nats; each further layer is an accident of its own.
pub(super) fn cost(recipe: &Recipe) -> f32 {
    const LAYER: f32 = -3.0;
    const LOST_BYTES: f32 = -2.0;
    const SLIP: f32 = -4.0;
    let mut cost = -LAYER;
    let mut reader = Codec::Utf8;
    for step in recipe.steps() {
        match *step {
            Step::Encode(codec) => reader = codec,
            Step::Decode(writer) => cost += LAYER + price(reader, writer),
            Step::Salvage(reader) => cost += LAYER + LOST_BYTES + price(reader, Codec::Utf8),
            Step::Resynchronize(codec) => cost += LAYER + SLIP + price(codec, codec),
        }
    }
    cost
}

/// Of `candidates` those that do not overlap, the best first served; in text order.
pub(super) fn without_overlaps(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    // Stable: of equals the recipe that was tried first stays.
    candidates.sort_by(|a, b| b.gain.total_cmp(&a.gain));
    let mut chosen: std::collections::BTreeMap<usize, Candidate> = Default::default();
    for candidate in candidates {
        let span = candidate.span;
        let before = chosen.range(..span.end).next_back();
        if before.is_none_or(|(_, c)| c.span.end <= span.start) {
            chosen.insert(span.start, candidate);
        }
    }
    chosen.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(start: usize, end: usize, gain: f32) -> Candidate {
        let recipe = Recipe::new(vec![]);
        let (restored, quality) = (String::new(), Quality::default());
        Candidate { span: Span::new(start, end), restored, recipe, gain, quality }
    }

    #[test]
    fn the_best_of_overlapping_candidates_stays() {
        let all = [(0, 6, 5.0), (3, 9, 9.0), (9, 12, 1.0), (0, 3, 2.0), (8, 10, 3.0)];
        let all = all.map(|(s, e, g)| candidate(s, e, g)).to_vec();
        let chosen: Vec<usize> = without_overlaps(all).iter().map(|c| c.span.start).collect();
        assert_eq!(chosen, [0, 3, 9]);
    }

    #[test]
    fn more_layers_cost_more() {
        let peel = [Step::Encode(Codec::Windows1252), Step::Decode(Codec::Utf8)];
        let once = Recipe::new(peel.to_vec());
        let twice = Recipe::new(peel.iter().chain(&peel).copied().collect());
        assert_eq!(cost(&once), 0.0);
        assert!(cost(&twice) < cost(&once));
    }
}
