//! UTF-7 (RFC 2152): `+Ti1lhw-` is 中文. Any word between a plus sign and a hyphen could be
//! one, so only runs of frequent ideographs count, and only several of them.

use super::base64::{decode, digit};
use super::{Run, is_frequent, is_sound, report};
use crate::finding::{Confidence, Finding};
use crate::span::Span;
use crate::stage::chars::Sight;
use crate::stage::chars::view::{Entity, is_han};
use memchr::memchr_iter;

/// The document must have this many ideographs in UTF-7. A word of eight letters is three
/// frequent ideographs once in five thousand times; four never came by chance.
const LEAST: usize = 4;

/// `+Ti1lhw-`.
pub(in crate::stage::chars) fn utf7(
    sight: &Sight<'_>,
    places: &mut Vec<Span>,
    out: &mut Vec<Finding>,
) {
    let mut runs = runs(sight.text().as_bytes());
    let all: usize = runs.iter().map(|r| r.chars().filter(|&c| is_han(c)).count()).sum();
    if all < LEAST {
        runs.iter_mut().for_each(|r| r.confidence = Confidence::Possible);
    }
    report(sight, places, &runs, out);
}

fn runs(bytes: &[u8]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut end = 0;
    for at in memchr_iter(b'+', bytes) {
        // A plus sign is a digit, too.
        if at < end {
            continue;
        }
        let length = bytes[at + 1..].iter().take_while(|&&b| digit(b).is_some()).count();
        end = at + 1 + length;
        if bytes.get(end) == Some(&b'-') {
            runs.extend(run(&bytes[at + 1..end], at + 1));
        }
    }
    runs
}

/// The run whose digits begin at byte `start` of the text.
fn run(digits: &[u8], start: usize) -> Option<Run> {
    let bytes = decode(digits, start)?;
    let pairs = bytes.chunks_exact(2);
    if bytes.is_empty() || !pairs.remainder().is_empty() {
        return None;
    }
    let mut pieces = Vec::new();
    for pair in pairs {
        let code = u32::from(pair[0].value) << 8 | u32::from(pair[1].value);
        let c = char::from_u32(code)
            .filter(|&c| if is_han(c) { is_frequent(c) } else { is_sound(c) })?;
        let span = Span::new(pair[0].span.start, pair[1].span.end);
        pieces.push(Entity { span, means: Some(c) });
    }
    // The plus sign goes with the first character, the hyphen with the last.
    pieces.first_mut()?.span.start = start - 1;
    pieces.last_mut()?.span.end = start + digits.len() + 1;
    Some(Run { pieces, confidence: Confidence::Likely })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        runs(text.as_bytes()).iter().map(|r| r.chars().collect()).collect()
    }

    #[test]
    fn only_frequent_ideographs_and_whole_runs_are_read() {
        assert_eq!(read("一+Ti1lhw-，+Vv1bti+Typ/QQ-"), ["中文"]);
        for text in ["+Ti1lhw", "+a-", "+-", "C+and-", "+business-", "+AGEAYg-"] {
            assert!(read(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn the_pieces_of_a_run_cover_it() {
        let text = "一+Ti1lhw-";
        let run = &runs(text.as_bytes())[0];
        let pieces: Vec<&str> = run.pieces.iter().map(|p| p.span.slice(text)).collect();
        assert_eq!(pieces, ["+Ti1", "lhw-"]);
    }
}
