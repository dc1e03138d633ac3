//! Stretches where a double-byte stream lost one byte and every character behind it is made
//! of two halves. The slip ends where the reader met a byte that told it where it was: a line
//! break, a character of ASCII. Where it began is for the language model to say.

use super::candidate::{Candidate, cost};
use super::quality::Quality;
use crate::codec::{Codec, Codecs, Recipe, Step};
use crate::prose::Prose;
use crate::span::{Span, floor};
use memchr::memmem;

/// Fewer characters than this are not enough to tell a slip from a rare word.
const SHORTEST: usize = 4;

/// What a lost character is worth in a restored text: as much as any character of prose.
const LOST: f32 = -5.0;

/// The charsets whose streams slip.
const CODECS: [Codec; 2] = [Codec::Gb18030, Codec::Big5Hkscs];

/// Adds the stretches of `text` that read better one byte later, in those charsets that
/// `wanted` agrees to.
pub(super) fn slips(
    codecs: &Codecs,
    prose: &Prose,
    text: &str,
    wanted: &dyn Fn(&Codec) -> bool,
    found: &mut Vec<Candidate>,
) {
    for codec in CODECS.into_iter().filter(wanted) {
        let mut start = 0;
        while let Some((run, rest)) = next_run(codecs, codec, text, start) {
            if let Some(candidate) = slip(codecs, prose, codec, text, run) {
                found.push(candidate);
            }
            start = rest;
        }
    }
    if wanted(&Codec::Gb18030) {
        after_question_marks(codecs, prose, text, found);
    }
}

/// What to look at around each `?!` with an ideograph behind it: such a slip may be made of
/// common characters, at which nothing else would stop.
pub(super) fn question_marks(text: &str) -> impl Iterator<Item = Span> + '_ {
    const BEFORE: usize = 12;
    const BEHIND: usize = 120;
    memmem::find_iter(text.as_bytes(), b"?!").filter_map(move |at| {
        let rest = Span::new(at + 2, text.len()).slice(text);
        rest.starts_with(|c: char| !c.is_ascii()).then(|| {
            let line = rest.find('\n').map_or(text.len(), |n| at + 2 + n);
            Span::new(floor(text, at.saturating_sub(BEFORE)), floor(text, line.min(at + BEHIND)))
        })
    })
}

/// Adds the stretches that begin with `?!`. GB18030 has A3 for the second half of 。and A1 for
/// the first of “ and 《, and A3A1 is ！: so a slip between two sentences begins, the lost half
/// having become a question mark. It need not be long to be one.
fn after_question_marks(codecs: &Codecs, prose: &Prose, text: &str, found: &mut Vec<Candidate>) {
    const CODEC: Codec = Codec::Gb18030;
    for (start, _) in text.match_indices('?') {
        let rest = Span::new(start + 1, text.len()).slice(text);
        let Some(mark) = rest.chars().next().filter(|c| matches!(c, '!' | '！')) else { continue };
        let run_start = start + 1 + mark.len_utf8();
        let Some((run, _)) = next_run(codecs, CODEC, text, run_start) else { continue };
        if run.start != run_start {
            continue;
        }
        let span = Span::new(start, run.end);
        let recipe = Recipe::new(vec![Step::Resynchronize(CODEC)]);
        let Some(restored) = recipe.replay_with(codecs, span.slice(text)) else { continue };
        // A stretch as short as this needs what follows to be judged.
        let behind = Span::new(run.end, text.len()).slice(text).chars();
        let behind: String = behind.take_while(|c| *c != '\n').take(SHORTEST).collect();
        let known = restored.trim_matches(char::REPLACEMENT_CHARACTER);
        let new = prose.log_prob(&format!("{known}{behind}"));
        let old = prose.log_prob(&format!("{}{behind}", span.slice(text)));
        let gain = new + LOST - old + cost(&recipe);
        let quality = Quality::of(prose, &restored);
        if known.chars().count() > 1 && quality.is_readable(CODEC) {
            found.push(Candidate { span, restored, recipe, gain, quality });
        }
    }
}

/// The next run of characters of two bytes at or behind `start`, together with the character
/// that ends it if that can be half a character; and where to look on.
fn next_run(codecs: &Codecs, codec: Codec, text: &str, start: usize) -> Option<(Span, usize)> {
    let code = |c: char| codecs.encode(codec, c);
    let is_double = |c: char| code(c).is_some_and(|bytes| bytes.as_slice().len() == 2);
    // Whose second half is ASCII is where a reader that slipped finds its feet.
    let is_last = |c: char| code(c).is_some_and(|b| b.as_slice().last().is_some_and(u8::is_ascii));
    let rest = Span::new(start, text.len()).slice(text);
    let first = start + rest.char_indices().find(|(_, c)| is_double(*c))?.0;
    for (at, c) in Span::new(first, text.len()).slice(text).char_indices() {
        let (at, end) = (first + at, first + at + c.len_utf8());
        if is_double(c) && !is_last(c) {
            continue;
        }
        let belongs = matches!(c, '@'..='~' | char::REPLACEMENT_CHARACTER) || is_double(c);
        return Some((Span::new(first, if belongs { end } else { at }), end));
    }
    Some((Span::new(first, text.len()), text.len()))
}

fn slip(codecs: &Codecs, prose: &Prose, codec: Codec, text: &str, run: Span) -> Option<Candidate> {
    let before = run.slice(text);
    let chars: Vec<char> = before.chars().collect();
    if chars.len() < SHORTEST {
        return None;
    }
    // The shifted characters: one for each but the first of the run.
    let halves: Vec<Option<[u8; 2]>> =
        chars.iter().map(|&c| codecs.encode(codec, c)?.as_slice().try_into().ok()).collect();
    let shifted: String = (1..chars.len())
        .map(|i| {
            let first = halves[i - 1].map(|h| h[1]);
            let second = halves[i].map(|h| h[0]).or_else(|| u8::try_from(chars[i]).ok());
            let pair = first.zip(second).map(|(a, b)| [a, b]);
            let whole = pair.and_then(|p| codecs.decode(codec, &p)).filter(|(_, len)| *len == 2);
            whole.map_or('\n', |(c, _)| c)
        })
        .collect();
    let old = prices(prose, before);
    let start = best_start(&old, &prices(prose, &shifted), &shifted)?;
    let mut start = refined(prose, &old, &shifted, start);
    // A3A1 is the second half of one mark and the first of another far more often than ！ is
    // the last character before a slip.
    if start > 0 && chars[start - 1] == '！' && shifted.chars().nth(start - 1) != Some('\n') {
        start -= 1;
    }
    let skipped: usize = chars[..start].iter().map(|c| c.len_utf8()).sum();
    let span = Span::new(run.start + skipped, run.end);
    let recipe = Recipe::new(vec![Step::Resynchronize(codec)]);
    let restored = recipe.replay_with(codecs, span.slice(text))?;
    let known = restored.trim_matches(char::REPLACEMENT_CHARACTER);
    if known.chars().count() < SHORTEST {
        return None;
    }
    let gain = prose.log_prob(known) + LOST - prose.log_prob(span.slice(text)) + cost(&recipe);
    let quality = Quality::of(prose, &restored);
    quality.is_readable(codec).then_some(Candidate { span, restored, recipe, gain, quality })
}

fn prices(prose: &Prose, text: &str) -> Vec<f32> {
    let mut prices = Vec::new();
    prose.each(text, |_, p| prices.push(p));
    prices
}

/// The best of the starts around `start`: the prices that led there were those of a text that
/// begins with nonsense.
fn refined(prose: &Prose, old: &[f32], shifted: &str, start: usize) -> usize {
    let last = (start + 1).min(old.len().saturating_sub(2));
    let sum = |at: usize| {
        let rest: String = shifted.chars().skip(at).collect();
        old[..at].iter().sum::<f32>() + prose.log_prob(&rest)
    };
    let sums = (start.saturating_sub(2)..=last).map(|at| (sum(at), at));
    sums.max_by(|a, b| a.0.total_cmp(&b.0)).map_or(start, |best| best.1)
}

/// The character from which on the shifted reading is best; it is the one that is lost.
/// `shifted[i]` stands in the place of character `i + 1`.
fn best_start(old: &[f32], new: &[f32], shifted: &str) -> Option<usize> {
    let (mut sum, mut best, mut start) = (0.0f32, 0.0f32, None);
    // The last shifted character may be one that the reader broke off at.
    let mut last = true;
    for (i, c) in shifted.chars().rev().enumerate() {
        let at = new.len() - 1 - i;
        if c == '\n' && !last {
            break;
        }
        let price = if c == '\n' { LOST } else { new[at] };
        last = false;
        sum += price - old[at + 1];
        let gain = sum + LOST - old[at];
        if gain > best {
            (best, start) = (gain, Some(at));
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use std::sync::Arc;

    fn found(text: &str) -> Vec<(String, String)> {
        let prose = Prose::new(Arc::new(Model::embedded()));
        let mut found = Vec::new();
        slips(&Codecs::default(), &prose, text, &|_| true, &mut found);
        found.retain(|c| c.gain > 0.0);
        found.into_iter().map(|c| (c.span.slice(text).to_owned(), c.restored)).collect()
    }

    /// What a reader makes of `text` in GB18030 without its byte number `lost`.
    fn slipped(text: &str, lost: usize) -> String {
        let mut bytes = Codecs::default().encode_all(Codec::Gb18030, text).unwrap();
        bytes.remove(lost);
        let (text, _) = encoding_rs::GB18030.decode_without_bom_handling(&bytes);
        text.into_owned()
    }

    #[test]
    fn a_slip_is_found_where_it_begins() {
        let text = slipped("各乡镇要认真组织开展安全生产检查A座", 8);
        let all = found(&text);
        assert_eq!(all.len(), 1, "{text} {all:?}");
        assert_eq!(all[0].1, "\u{FFFD}真组织开展安全生产检查A", "{text}");
    }

    #[test]
    fn ordinary_text_has_no_slips() {
        for text in ["各乡镇要认真组织开展安全生产检查。", "魑魅魍魉，魃魈魁魂"]
        {
            assert_eq!(found(text), []);
        }
    }
}
