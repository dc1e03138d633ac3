//! Names characters that lost some of their bytes: of those that the remaining bytes leave
//! possible, the one that the language model finds far likelier than all others in its place.
//! A name is a proposal for the reader; it is never put in unasked.

use super::candidate::Candidate;
use crate::codec::{Codec, Codecs, Partial, Piece, Step};
use crate::prose::Prose;
use crate::span::Span;

/// A character is named if its share of the probability is at least this.
const NAMED: f32 = 0.9;
/// So many candidates are weighed; of more, those that are commonest by themselves.
const WEIGHED: usize = 256;
/// Characters of context before and behind.
const CONTEXT: (usize, usize) = (8, 5);

/// One character of a restored text.
enum Slot {
    Known(char),
    Open(Vec<char>),
}

/// The restored text with the lost characters named that can be, and how sure the least sure
/// of them is; `None` if there is none.
pub(super) fn name(
    codecs: &Codecs,
    prose: &Prose,
    text: &str,
    candidate: &Candidate,
) -> Option<(String, f32)> {
    let before = candidate.span.slice(text);
    let slots = match *candidate.recipe.steps() {
        [Step::Salvage(reader)] => salvaged(codecs, reader, before)?,
        [Step::Resynchronize(codec)] => slipped(codecs, codec, before, &candidate.restored)?,
        _ => return None,
    };
    let ends_line = text
        .get(candidate.span.end..)
        .is_none_or(|t| t.trim_start_matches(' ').is_empty() || t.starts_with(['\r', '\n']));
    let line = Span::new(0, candidate.span.start).slice(text).rsplit('\n').next().unwrap_or("");
    let mut left: String = line.chars().rev().take(CONTEXT.0).collect();
    left = left.chars().rev().collect();
    let mut named = String::new();
    let mut least: Option<f32> = None;
    for (at, slot) in slots.iter().enumerate() {
        match slot {
            Slot::Known(c) => named.push(*c),
            Slot::Open(candidates) => {
                let behind = slots.get(at + 1..).unwrap_or_default();
                // The model does not know that a line ends, and how.
                let fits =
                    |c: &&char| !(ends_line && behind.is_empty() && "，、：；".contains(**c));
                let candidates: Vec<char> = candidates.iter().filter(fits).copied().collect();
                let best = likeliest(prose, &(left.clone() + &named), candidates, behind)
                    .filter(|b| b.1 >= NAMED);
                named.push(best.map_or(char::REPLACEMENT_CHARACTER, |b| b.0));
                if let Some((_, p)) = best {
                    least = Some(least.map_or(p, |l| l.min(p)));
                }
            }
        }
    }
    least.map(|p| (named, p))
}

fn salvaged(codecs: &Codecs, reader: Codec, before: &str) -> Option<Vec<Slot>> {
    let pieces = Partial::all(codecs, reader, before)?.pieces;
    let slots = pieces.into_iter().map(|piece| match piece {
        Piece::Whole(c) => Slot::Known(c),
        Piece::Lost(lost) => Slot::Open(lost.candidates(codecs)),
    });
    Some(slots.collect())
}

/// The first byte of a slipped stretch is one half of the lost character.
fn slipped(codecs: &Codecs, codec: Codec, before: &str, restored: &str) -> Option<Vec<Slot>> {
    let first = codecs.encode(codec, before.chars().next()?)?;
    let &half = first.as_slice().first()?;
    let other = |byte: u8| [[byte, half], [half, byte]];
    let whole = |pair: [u8; 2]| codecs.decode(codec, &pair).filter(|(_, len)| *len == 2);
    let candidates: Vec<char> =
        (0x40..=0xFE).flat_map(other).filter_map(whole).map(|(c, _)| c).collect();
    let mut chars = restored.chars().skip(1).peekable();
    let mut slots = vec![Slot::Open(candidates)];
    while let Some(c) = chars.next() {
        let cut = c == char::REPLACEMENT_CHARACTER && chars.peek().is_none();
        slots.push(if cut { Slot::Open(Vec::new()) } else { Slot::Known(c) });
    }
    Some(slots)
}

/// The likeliest of `weighed` between `before` and `behind`, and its share.
fn likeliest(
    prose: &Prose,
    before: &str,
    mut weighed: Vec<char>,
    behind: &[Slot],
) -> Option<(char, f32)> {
    weighed.sort_by(|a, b| prose.alone(*b).total_cmp(&prose.alone(*a)).then(a.cmp(b)));
    weighed.dedup();
    weighed.truncate(WEIGHED);
    let skip = before.chars().count().saturating_sub(CONTEXT.0);
    let left: String = before.chars().skip(skip).collect();
    let known = behind.iter().take(CONTEXT.1).map_while(|slot| match slot {
        Slot::Known(c) => Some(*c),
        Slot::Open(_) => None,
    });
    let right: String = known.collect();
    let scores: Vec<f32> =
        weighed.iter().map(|c| prose.log_prob(&format!("{left}{c}{right}"))).collect();
    let best = (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]))?;
    let total: f32 = scores.iter().map(|s| (s - scores[best]).exp()).sum();
    Some((weighed[best], 1.0 / total))
}
