//! Looks for the recipes that make sense of a stretch of text: every pair of a charset that
//! it may have been read in and one that it may have been written in, up to three layers of
//! them, the same with bytes lost, and streams that slipped by a byte. Proposes; whether the
//! document speaks for a proposal is decided elsewhere.

use super::align::{Alignment, Unit};
use super::candidate::{Candidate, cost, without_overlaps};
use super::gate::Gate;
use super::quality::{self, Quality};
use super::slips::slips;
use crate::codec::{Codec, Codecs, Partial, Piece, Recipe, Step};
use crate::prose::Prose;
use crate::span::{Span, floor};
use std::ops::Range;

/// The deepest nesting that is looked for.
const LAYERS: usize = 3;

/// A proposal below this gain (nats) is not worth keeping, whatever the document says.
pub(super) const WORTH_KEEPING: f32 = 3.0;

/// A stretch ends where its gain falls this far (nats) below its best: about two characters
/// that read well as they stand.
const DROP: f32 = 12.0;

/// What stands where bytes were lost; a space only where it had been a no-break space.
const GAPS: [char; 3] = [char::REPLACEMENT_CHARACTER, '?', ' '];

/// What a letter of another script costs (nats) beside what the script does: the bytes of an
/// ideograph at the border of a stretch are often those of one.
const LETTER: f32 = -5.0;

/// What a border inside a run of characters costs (nats).
const BORDER: f32 = 8.0;

/// So large a part of the sample must be explained, as a divisor; chance makes something of
/// a few characters anywhere.
const EXPLAINED: usize = 8;

/// How much commoner (nats) its characters must be for an alignment to be read at all. Two
/// rare characters that become two common ones gain more than twice as much.
const COMMONER: f32 = 5.0;

/// A proposal of this gain (nats) in a sample makes it worth looking at the rest.
const PROMISING: f32 = 10.0;

/// Longer texts are sampled first: so many bytes …
const SAMPLE: usize = 240;
/// … out of every so many, to find out which charsets are worth trying on all of it.
const SAMPLE_EVERY: usize = 16 << 10;

/// Charsets that Chinese and its neighbours' texts were written in.
const WRITERS: [Codec; 5] =
    [Codec::Utf8, Codec::Gb18030, Codec::Big5Hkscs, Codec::ShiftJis, Codec::EucKr];

/// A pair of charsets: what the text was read as, what it had been written in.
pub(super) type Pair = (Codec, Codec);

/// Every pair that is tried, in order.
pub(super) fn pairs() -> impl Iterator<Item = Pair> {
    let readers = Codec::ALL.into_iter().filter(|r| *r != Codec::Utf8);
    readers.flat_map(|reader| {
        let others = WRITERS.into_iter().filter(move |writer| {
            *writer != reader && !(*writer == Codec::Big5Hkscs && reader == Codec::Big5)
        });
        others.map(move |writer| (reader, writer))
    })
}

/// Everything that a search needs.
pub(super) struct Search<'a> {
    pub(super) codecs: &'a Codecs,
    pub(super) prose: &'a Prose,
    pub(super) gate: &'a Gate,
    /// Whether to propose also what reads worse or not at all, for a person to see.
    pub(super) lenient: bool,
}

impl Search<'_> {
    /// Proposals for `text`, best first; they do not overlap. Only pairs that `wanted` agrees
    /// to are tried as the outermost layer.
    pub(super) fn proposals(&self, text: &str, wanted: &dyn Fn(Pair) -> bool) -> Vec<Candidate> {
        let mut found = Vec::new();
        let pairs: Vec<Pair> = pairs().filter(|p| wanted(*p)).collect();
        let pairs = self.promising(text, &self.readable(text, pairs));
        self.layered(text, &pairs, LAYERS, &mut found);
        let readers = |writer| {
            let of = move |p: &&Pair| p.1 == writer;
            pairs.iter().filter(of).map(|p| p.0)
        };
        if text.contains(GAPS) {
            readers(Codec::Utf8).for_each(|reader| self.salvage(text, reader, &mut found));
        }
        let reads = |codec: &Codec| pairs.iter().any(|p| p.0 == *codec);
        slips(self.codecs, self.prose, text, &reads, &mut found);
        without_overlaps(found)
    }

    /// The pairs whose reader has any of the characters at all and is not as good as another.
    fn readable(&self, text: &str, mut pairs: Vec<Pair>) -> Vec<Pair> {
        /// So many characters beyond ASCII are tried.
        const TRIED: usize = 64;
        let beyond = || text.chars().filter(|c| !c.is_ascii()).take(TRIED);
        let reads = |reader| {
            beyond().any(|c| self.codecs.encode(reader, c).is_some())
                && !self.is_redundant(reader, text)
        };
        let mut last: Option<(Codec, bool)> = None;
        pairs.retain(|&(reader, _)| match last {
            Some((known, reads)) if known == reader => reads,
            _ => last.insert((reader, reads(reader))).1,
        });
        pairs
    }

    /// The pairs that find anything in samples of a long text; all of them for a short one.
    fn promising(&self, text: &str, pairs: &[Pair]) -> Vec<Pair> {
        if text.len() <= 4 * SAMPLE {
            return pairs.to_vec();
        }
        let mut kept = vec![false; pairs.len()];
        let mut start = 0;
        while start < text.len() {
            let end = floor(text, start + SAMPLE);
            let sample = Span::new(start, end).slice(text);
            for (pair, keep) in pairs.iter().zip(&mut kept).filter(|(_, keep)| !**keep) {
                let mut found = Vec::new();
                self.layered(sample, std::slice::from_ref(pair), LAYERS, &mut found);
                if pair.1 == Codec::Utf8 {
                    self.salvage(sample, pair.0, &mut found);
                }
                let counts = |c: &&Candidate| c.gain >= PROMISING && c.quality.is_chinese();
                let explained: usize = found.iter().filter(counts).map(|c| c.span.len()).sum();
                *keep = explained * EXPLAINED >= sample.len();
            }
            start = floor(text, start + SAMPLE_EVERY).max(end);
        }
        pairs.iter().zip(kept).filter(|(_, keep)| *keep).map(|(pair, _)| *pair).collect()
    }

    /// Proposals of up to `layers` layers.
    fn layered(&self, text: &str, pairs: &[Pair], layers: usize, found: &mut Vec<Candidate>) {
        let mut old = None;
        for &(reader, writer) in pairs {
            let alignment = Alignment::new(self.codecs, text, reader, writer);
            if !alignment.units.iter().any(|u| is_telling(u, text)) {
                continue;
            }
            let recipe = Recipe::new(vec![Step::Encode(reader), Step::Decode(writer)]);
            if self.lenient {
                self.whole_runs(text, &alignment, &recipe, found);
            } else if self.is_worth_reading(text, &alignment) {
                let old = old.get_or_insert_with(|| self.prices(text));
                self.stretches(text, old, &alignment, &recipe, found);
            }
            // What was decoded more than once went through UTF-8 in between.
            if writer == Codec::Utf8 && layers > 1 {
                self.inner(text, &alignment, &recipe, layers - 1, found);
            }
        }
    }

    /// Whether the characters of an alignment, each by itself, are any commoner than those that
    /// stand there: a look-up each, where reading the text takes a dozen.
    fn is_worth_reading(&self, text: &str, alignment: &Alignment) -> bool {
        let alone = |text: &str| text.chars().map(|c| self.prose.alone(c)).sum::<f32>();
        let mut sum = 0.0f32;
        alignment.units.iter().any(|u| {
            let gain = alone(u.new.slice(&alignment.restored)) - alone(u.old.slice(text));
            sum = if u.readable { (sum + gain).max(0.0) } else { 0.0 };
            sum >= COMMONER
        })
    }

    /// Whether `reader` has the same bytes for all of `text` as windows-1252, which is tried
    /// anyway.
    fn is_redundant(&self, reader: Codec, text: &str) -> bool {
        let code = |codec, c| self.codecs.encode(codec, c);
        match reader {
            Codec::Windows1252 => false,
            Codec::Big5Hkscs => text.chars().all(|c| code(reader, c) == code(Codec::Big5, c)),
            _ if reader.is_single() => {
                text.chars().all(|c| code(reader, c) == code(Codec::Windows1252, c))
            }
            _ => false,
        }
    }

    /// Stretches of an alignment that read better restored.
    fn stretches(
        &self,
        text: &str,
        old: &[f32],
        alignment: &Alignment,
        recipe: &Recipe,
        found: &mut Vec<Candidate>,
    ) {
        let new = self.prices(&alignment.restored);
        let gain = |u: &Unit| {
            let letters = u.new.slice(&alignment.restored).chars();
            let letters: f32 = letters.filter(|c| !quality::is_chinese(*c)).map(|_| LETTER).sum();
            new[u.new.end] - new[u.new.start] + letters - (old[u.old.end] - old[u.old.start])
        };
        for run in alignment.runs() {
            let units = &alignment.units[run];
            let gains: Vec<f32> = units.iter().map(gain).collect();
            for range in best_stretches(&gains) {
                let range = to_borders(range, units, &gains, text, &alignment.restored);
                let Some(units) = trimmed(&units[range], text) else { continue };
                self.propose(text, alignment, units, recipe, found);
            }
        }
    }

    /// The longest of the stretches that can be read at all.
    fn whole_runs(
        &self,
        text: &str,
        alignment: &Alignment,
        recipe: &Recipe,
        found: &mut Vec<Candidate>,
    ) {
        let runs = alignment.runs().filter_map(|run| trimmed(&alignment.units[run], text));
        if let Some(units) = runs.max_by_key(|units| units.len()) {
            self.propose(text, alignment, units, recipe, found);
        }
    }

    /// Adds a stretch with its gain.
    fn propose(
        &self,
        text: &str,
        alignment: &Alignment,
        units: &[Unit],
        recipe: &Recipe,
        found: &mut Vec<Candidate>,
    ) {
        let [first, .., last] = units else {
            if let [only] = units {
                self.add(only.old, only.new.slice(&alignment.restored), text, recipe, found);
            }
            return;
        };
        let new = Span::new(first.new.start, last.new.end);
        let old = Span::new(first.old.start, last.old.end);
        self.add(old, new.slice(&alignment.restored), text, recipe, found);
    }

    fn add(
        &self,
        span: Span,
        restored: &str,
        text: &str,
        recipe: &Recipe,
        found: &mut Vec<Candidate>,
    ) {
        let before = span.slice(text);
        let quality = Quality::of(self.prose, restored);
        let gain = quality.log_prob - self.prose.log_prob(before) + cost(recipe);
        let keeps = gain >= WORTH_KEEPING && quality.is_readable(writer(recipe));
        if keeps || self.lenient {
            let (restored, recipe) = (restored.to_owned(), recipe.clone());
            found.push(Candidate { span, restored, recipe, gain, quality });
        }
    }

    /// Looks for a further layer in what one layer made of the text.
    fn inner(
        &self,
        text: &str,
        alignment: &Alignment,
        outer: &Recipe,
        layers: usize,
        found: &mut Vec<Candidate>,
    ) {
        let pairs: Vec<Pair> = pairs().collect();
        for run in alignment.runs() {
            let Some(units) = trimmed(&alignment.units[run], text) else { continue };
            let [first, .., last] = units else { continue };
            let base = first.new.start;
            let middle = Span::new(base, last.new.end).slice(&alignment.restored);
            if self.gate.suspects(middle).next().is_none() {
                continue;
            }
            let mut deeper = Vec::new();
            self.layered(middle, &self.readable(middle, pairs.clone()), layers, &mut deeper);
            for candidate in deeper {
                // A recipe is for a stretch of the text, so both must begin and end together.
                let starts = |u: &&Unit| u.new.start == base + candidate.span.start;
                let ends = |u: &&Unit| u.new.end == base + candidate.span.end;
                let Some((first, last)) = units.iter().find(starts).zip(units.iter().rfind(ends))
                else {
                    continue;
                };
                let steps = outer.steps().iter().chain(candidate.recipe.steps()).copied();
                let recipe = Recipe::new(steps.collect());
                let old = Span::new(first.old.start, last.old.end);
                self.add(old, &candidate.restored, text, &recipe, found);
            }
        }
    }

    /// Stretches of UTF-8 with bytes lost.
    fn salvage(&self, text: &str, reader: Codec, found: &mut Vec<Candidate>) {
        /// A lost character is worth the same before and after; what remains of the price is
        /// that fewer of them are better.
        const MARK: f32 = -2.0;
        for span in Partial::parts(self.codecs, reader, text) {
            let before = span.slice(text);
            if !before.contains(GAPS) {
                continue;
            }
            let Some(partial) = Partial::all(self.codecs, reader, before) else { continue };
            let lost = partial.lost();
            let whole = |p: &&Piece| matches!(p, Piece::Whole(c) if !c.is_ascii());
            // With little more than marks left there is nothing to hold on to.
            if 2 * partial.pieces.iter().filter(whole).count() < lost.max(1) {
                continue;
            }
            let restored = partial.marked();
            let recipe = Recipe::new(vec![Step::Salvage(reader)]);
            let marks: f32 = restored.chars().filter(|c| *c == '\u{FFFD}').map(|_| MARK).sum();
            let gain = self.unmarked(&restored) - self.unmarked(before) + marks + cost(&recipe);
            let quality = Quality::of(self.prose, &restored);
            if gain >= WORTH_KEEPING && restored != before && quality.is_readable(Codec::Utf8) {
                found.push(Candidate { span, restored, recipe, gain, quality });
            }
        }
    }

    /// The log-probability of a text without its lost characters.
    fn unmarked(&self, text: &str) -> f32 {
        let mut sum = 0.0;
        self.prose.each(text, |c, p| sum += if c == '\u{FFFD}' { 0.0 } else { p });
        sum
    }

    /// The log-probability of the text up to each byte that ends a character.
    fn prices(&self, text: &str) -> Vec<f32> {
        let mut sums = vec![0.0; text.len() + 1];
        let (mut at, mut sum) = (0, 0.0);
        self.prose.each(text, |c, p| {
            at += c.len_utf8();
            sum += p;
            sums[at] = sum;
        });
        sums
    }
}

/// What the text had been written in at first.
fn writer(recipe: &Recipe) -> Codec {
    match recipe.steps() {
        [.., Step::Decode(writer)] => *writer,
        _ => Codec::Utf8,
    }
}

/// Whether a unit is more than ASCII that stays as it is.
fn is_telling(unit: &Unit, text: &str) -> bool {
    unit.readable && !unit.old.slice(text).is_ascii()
}

/// The units without ASCII at either end; `None` if nothing is left.
fn trimmed<'u>(units: &'u [Unit], text: &str) -> Option<&'u [Unit]> {
    let first = units.iter().position(|u| is_telling(u, text))?;
    let last = units.iter().rposition(|u| is_telling(u, text))?;
    units.get(first..=last)
}

/// Stretches over which the sum of `gains` is greatest, each ended where the sum falls by
/// [`DROP`] or below nothing. One forward reading.
fn best_stretches(gains: &[f32]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut end, mut sum, mut best) = (0, 0, 0.0f32, 0.0f32);
    for (i, &gain) in gains.iter().enumerate() {
        if sum + gain <= 0.0 || best - sum - gain > DROP {
            if best >= WORTH_KEEPING {
                found.push(start..end);
            }
            (sum, best) = (0.0, 0.0);
            start = i + 1;
            continue;
        }
        sum += gain;
        if sum > best {
            (best, end) = (sum, i + 1);
        }
    }
    if best >= WORTH_KEEPING {
        found.push(start..end);
    }
    found
}

/// Widens a stretch on either side to where the other characters of its run end, if that
/// costs little: files are misread as a whole, so a rare name at the edge of a sentence is
/// more likely than a border in the middle of one.
fn to_borders(
    range: Range<usize>,
    units: &[Unit],
    gains: &[f32],
    text: &str,
    restored: &str,
) -> Range<usize> {
    let outside = |u: &Unit| !is_telling(u, text);
    let before = units[..range.start].iter().rposition(outside).map_or(0, |i| i + 1);
    let behind = units[range.end..].iter().position(outside);
    let behind = behind.map_or(units.len(), |i| range.end + i);
    // Two ideographs are often the bytes of some letters, which would then be as cheap.
    let is_chinese = |u: &Unit| u.new.slice(restored).chars().all(quality::is_chinese);
    let cheap = |part: Range<usize>| {
        gains[part.clone()].iter().sum::<f32>() > -BORDER && units[part].iter().all(is_chinese)
    };
    let start = if cheap(before..range.start) { before } else { range.start };
    let end = if cheap(range.end..behind) { behind } else { range.end };
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_cut_where_the_gain_is_lost() {
        let gains = [-1.0, 5.0, 5.0, -1.0, 4.0, -20.0, 8.0, -0.5, 1.0, -0.1];
        assert_eq!(best_stretches(&gains), [1..5, 6..9]);
        assert!(best_stretches(&[1.0, 1.0]).is_empty());
        assert!(best_stretches(&[]).is_empty());
    }

    #[test]
    fn every_pair_is_of_different_charsets() {
        assert!(pairs().all(|(reader, writer)| reader != writer && reader != Codec::Utf8));
        assert!(pairs().any(|p| p == (Codec::Gb18030, Codec::Utf8)));
    }
}
