//! Escapes that spell a code point: `\u4e2d`, `\U0001F600`, `%u4E2D`, surrogate pairs in two.

use super::{Run, is_sound, number, report};
use crate::finding::{Confidence, Finding};
use crate::span::Span;
use crate::stage::chars::Sight;
use crate::stage::chars::view::Entity;
use memchr::memchr2_iter;

/// `\u4e2d` and its kin.
pub(in crate::stage::chars) fn unicode_escapes(
    sight: &Sight<'_>,
    places: &mut Vec<Span>,
    out: &mut Vec<Finding>,
) {
    let runs = runs(sight.text().as_bytes());
    report(sight, places, &runs, out);
}

fn runs(bytes: &[u8]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut end = 0;
    for at in memchr2_iter(b'\\', b'%', bytes) {
        if at < end {
            continue;
        }
        let Some((length, c)) = character(&bytes[at..]) else { continue };
        let touches = at == end;
        end = at + length;
        // `\\u4e2d` is escaped twice over; half of that would be left.
        if !is_sound(c) || (at > 0 && bytes[at - 1] == b'\\') {
            continue;
        }
        let piece = Entity { span: Span::new(at, end), means: Some(c) };
        match runs.last_mut().filter(|r| touches && r.span().end == at) {
            Some(run) => run.pieces.push(piece),
            None => runs.push(Run { pieces: vec![piece], confidence: Confidence::Certain }),
        }
    }
    runs
}

/// The escaped character that `bytes` begin with, and the length of its escape.
fn character(bytes: &[u8]) -> Option<(usize, char)> {
    let (length, code) = unit(bytes)?;
    if !(0xD800..0xDC00).contains(&code) {
        return Some((length, char::from_u32(code)?));
    }
    let rest = &bytes[length..];
    let (more, low) = unit(rest).filter(|_| rest[..2] == bytes[..2])?;
    (0xDC00..0xE000).contains(&low).then_some(())?;
    let code = 0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    Some((length + more, char::from_u32(code)?))
}

fn unit(bytes: &[u8]) -> Option<(usize, u32)> {
    let length = match bytes {
        [b'\\' | b'%', b'u', ..] => 6,
        [b'\\', b'U', ..] => 10,
        _ => return None,
    };
    Some((length, number(bytes.get(2..length)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        runs(text.as_bytes()).iter().map(|r| r.chars().collect()).collect()
    }

    #[test]
    fn code_points_are_read_in_all_their_spellings() {
        assert_eq!(read("一\\u4e2d\\u6587。%u4E2D%u6587"), ["中文", "中文"]);
        assert_eq!(read("\\u6587\\ud83d\\ude00\\U0001F600"), ["文😀😀"]);
    }

    #[test]
    fn half_a_pair_and_control_characters_are_not_read() {
        for text in
            ["\\ud83d", "\\ud83d%ude00", "\\ude00", "\\u0007", "\\u4e2", "\\u003c", "\\\\u4e2d"]
        {
            assert!(read(text).is_empty(), "{text}");
        }
        assert_eq!(read("\\u4e2d\\u200b\\u6587"), ["中", "文"]);
    }
}
