//! The encoded words of mail headers (RFC 2047): `=?UTF-8?B?5Lit5paH?=`, `=?gb2312?Q?=D6=D0?=`.
//! Words side by side are read as one, since many senders cut characters in two. A word is
//! decoded whole or not at all.

use super::base64::decode;
use super::bytes::{Byte, characters};
use super::{Run, hex, is_sound, report};
use crate::finding::{Confidence, Finding};
use crate::span::Span;
use crate::stage::chars::Sight;
use crate::stage::chars::view::{Entity, is_han};
use crate::transcode;
use memchr::memmem;

/// Longest name of a charset and longest text of a word. The standard allows 75 bytes in
/// all; senders that break it stay well below this.
const LONGEST_CHARSET: usize = 20;
const LONGEST_TEXT: usize = 1000;

/// `=?charset?B|Q?text?=`.
pub(in crate::stage::chars) fn encoded_words(
    sight: &Sight<'_>,
    places: &mut Vec<Span>,
    out: &mut Vec<Finding>,
) {
    let runs = runs(sight.text());
    report(sight, places, &runs, out);
}

/// One encoded word.
struct Word<'t> {
    span: Span,
    charset: &'t str,
    bytes: Vec<Byte>,
}

fn runs(text: &str) -> Vec<Run> {
    let bytes = text.as_bytes();
    let mut runs = Vec::new();
    let mut end = 0;
    for at in memmem::find_iter(bytes, "=?") {
        if at < end {
            continue;
        }
        let Some(mut word) = word(text, at) else { continue };
        while let Some(next) = next_word(text, &word) {
            // What stands between two words goes with the last byte of the first.
            if let Some(last) = word.bytes.last_mut() {
                last.span.end = next.bytes.first().map_or(next.span.end, |b| b.span.start);
            }
            word.span.end = next.span.end;
            word.bytes.extend(next.bytes);
        }
        end = word.span.end;
        runs.extend(run(&word));
    }
    runs
}

fn run(word: &Word<'_>) -> Option<Run> {
    let encoding = transcode::named(word.charset)?;
    let read = characters(encoding, &word.bytes);
    let mut pieces = Vec::with_capacity(read.len());
    for (span, c) in read {
        let c = c.filter(|&c| is_sound(c) || is_plain(c))?;
        pieces.push(Entity { span, means: Some(c) });
    }
    pieces.iter().any(|p| p.means.is_some_and(is_han)).then_some(())?;
    pieces.first_mut()?.span.start = word.span.start;
    pieces.last_mut()?.span.end = word.span.end;
    Some(Run { pieces, confidence: Confidence::Certain })
}

/// ASCII that begins neither markup nor an escape nor an address.
const fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, ' ' | ',' | '.' | '!' | '?' | '(' | ')' | '[' | ']' | ':' | '-')
}

/// The word behind `word`, if only folding stands between them and the charset is the same.
fn next_word<'t>(text: &'t str, word: &Word<'t>) -> Option<Word<'t>> {
    let rest = &text.as_bytes()[word.span.end..];
    // A line break and an indent, or a space.
    let gap = rest.iter().take(4).take_while(|b| b.is_ascii_whitespace()).count();
    if !rest[gap..].starts_with(b"=?") {
        return None;
    }
    let next = self::word(text, word.span.end + gap)?;
    next.charset.eq_ignore_ascii_case(word.charset).then_some(next)
}

/// The word that begins at byte `at`.
fn word(text: &str, at: usize) -> Option<Word<'_>> {
    let bytes = text.as_bytes();
    let name = at + 2;
    let charset = position(bytes, name, LONGEST_CHARSET, b'?')?;
    let how = bytes.get(charset + 1)?.to_ascii_uppercase();
    if bytes.get(charset + 2) != Some(&b'?') {
        return None;
    }
    let start = charset + 3;
    let end = position(bytes, start, LONGEST_TEXT, b'?')?;
    if bytes.get(end + 1) != Some(&b'=') {
        return None;
    }
    let decoded = match how {
        b'B' => {
            let digits = bytes[start..end].trim_ascii_end();
            let padding = digits.iter().rev().take(2).take_while(|&&b| b == b'=').count();
            decode(&digits[..digits.len() - padding], start)?
        }
        b'Q' => quoted(&bytes[start..end], start)?,
        _ => return None,
    };
    let charset = Span::new(name, charset).slice(text);
    Some(Word { span: Span::new(at, end + 2), charset, bytes: decoded })
}

/// Where the first `wanted` stands, at most `most` bytes of visible ASCII from `at`.
fn position(bytes: &[u8], at: usize, most: usize, wanted: u8) -> Option<usize> {
    let rest = bytes[at..].iter().take(most + 1);
    let length = rest.take_while(|&&b| b != wanted && (b.is_ascii_graphic() || b == b' ')).count();
    (length > 0 && bytes.get(at + length) == Some(&wanted)).then_some(at + length)
}

/// The bytes of a text in the manner of quoted-printable; an underscore is a space.
fn quoted(text: &[u8], start: usize) -> Option<Vec<Byte>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&first) = text.get(at) {
        let (value, length) = match first {
            b'=' => {
                let digits = text.get(at + 1..at + 3)?;
                (u8::try_from(16 * hex(digits[0])? + hex(digits[1])?).ok()?, 3)
            }
            b'_' => (b' ', 1),
            plain => (plain, 1),
        };
        out.push(Byte { value, span: Span::new(start + at, start + at + length) });
        at += length;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        runs(text).iter().map(|r| r.chars().collect()).collect()
    }

    #[test]
    fn both_encodings_and_charsets_are_read() {
        assert_eq!(read("主题：=?UTF-8?B?5Lit5paH?=。"), ["中文"]);
        assert_eq!(read("=?gb2312?q?Re:_=D6=D0=B9=FA?="), ["Re: 中国"]);
        assert_eq!(read("=?gb18030?B?1tC5+g==?="), ["中国"]);
    }

    #[test]
    fn a_character_cut_between_two_words_is_read() {
        assert_eq!(read("=?utf-8?B?5Lit5g==?=\r\n =?UTF-8?B?loc=?= x"), ["中文"]);
    }

    #[test]
    fn what_is_no_word_or_no_chinese_is_left() {
        for text in [
            "=?",
            "=?utf-8?",
            "=?utf-8?B?5Lit5paH",
            "=?utf-8?X?5Lit5paH?=",
            "=?nope?B?5Lit5paH?=",
            "=?utf-8?Q?abc?=",
            "=?utf-8?Q?=E4=B8?=",
            "=?utf-8?Q?=E4=B8=AD=3Cb>?=",
            "=?utf-8?Q?=?=",
        ] {
            assert!(read(text).is_empty(), "{text}");
        }
    }
}
