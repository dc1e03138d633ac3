//! Escapes that were left in prose: `\u4e2d`, `%E4%B8%AD`, `=E4=B8=AD`, UTF-7 and the encoded
//! words of mail. Each notation has a reader of its own that says what stands where; this
//! module decides what of it to believe. Every character becomes one finding, so that the
//! other rules can restore what stands between two of them. Only what becomes Chinese text is
//! looked at; addresses, code and strings in quotation marks are right as they are, and
//! documents that speak of escapes are only asked about. Never decodes a control character,
//! half a surrogate pair, or anything that could begin new markup.

mod base64;
mod bytes;
mod encoded_word;
mod units;
mod utf7;

use super::Sight;
use super::entities::is_about_markup;
use super::view::{Entity, is_han};
use crate::finding::{Confidence, Finding};
use crate::protect::{code_and_addresses, is_protected};
use crate::span::Span;
use crate::transcode::{self, Coding};
use memchr::memmem;

pub(super) use self::bytes::{byte_escapes, percent_encoding, quoted_printable};
pub(super) use self::encoded_word::encoded_words;
pub(super) use self::units::unicode_escapes;
pub(super) use self::utf7::utf7;

/// Texts with these words explain escapes, or programs that write them. None of them can be
/// part of an escape itself, or decoding one would change what the text is about.
const ABOUT_ESCAPES: [&str; 16] = [
    "Unicode", "unicode", "转义", "轉義", "编码", "編碼", "解码", "解碼", "正则", "乱码", "JSON",
    "Java", "Python", "python", "charset", "Base64",
];

/// The document must have this many escaped characters: a single one may be quoted. Counted in
/// the document, not side by side: what stands between two of them may yet be taken out.
const HABIT: usize = 2;

/// Behind one of these, an escape is the name of a file: `…%E4%B8%AD.html`.
const FILES: [&str; 9] = [".htm", ".shtml", ".php", ".jsp", ".asp", ".pdf", ".doc", ".jpg", ".png"];

/// Escapes of one notation that stand side by side.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    /// What stands for each character.
    pieces: Vec<Entity>,
    /// How sure it is that this notation was meant, and read in the right charset.
    confidence: Confidence,
}

impl Run {
    fn span(&self) -> Span {
        let start = self.pieces.first().map_or(0, |p| p.span.start);
        Span::new(start, self.pieces.last().map_or(start, |p| p.span.end))
    }

    fn chars(&self) -> impl Iterator<Item = char> {
        self.pieces.iter().filter_map(|p| p.means)
    }
}

/// Reports what is believed of `runs`.
fn report(sight: &Sight<'_>, places: &mut Vec<Span>, runs: &[Run], out: &mut Vec<Finding>) {
    let text = sight.text();
    if !runs.iter().any(|r| r.chars().any(is_han)) {
        return;
    }
    let total: usize = runs.iter().map(|r| r.chars().count()).sum();
    let holds = |s: &&str| memmem::find(text.as_bytes(), s.as_bytes()).is_some();
    let about = ABOUT_ESCAPES.iter().any(holds) || is_about_markup(text);
    code_and_addresses(text, places);
    for run in runs {
        let span = run.span();
        // What touches an address is part of one that the escape cut short.
        let touched = Span::new(span.start.saturating_sub(1), span.end);
        if is_protected(places, touched) || run.pieces.iter().any(|p| sight.view.is_entity(p.span))
        {
            continue;
        }
        let doubtful = about || total < HABIT || is_in_code(text.as_bytes(), span);
        let confidence = if doubtful { Confidence::Possible } else { run.confidence };
        for piece in &run.pieces {
            let fix = piece.means.map_or_else(String::new, String::from);
            out.push(sight.finding(piece.span, Some(&fix), confidence));
        }
    }
}

/// Whether what stands around an escape says that it is a string, a pattern or a value. Reads
/// the bytes as they stand: a neighbour that is itself an escape must not change the answer
/// once it is decoded, so none of these bytes begins or ends one, `=` and `-` with care.
fn is_in_code(bytes: &[u8], span: Span) -> bool {
    let before = &bytes[..span.start];
    let after = &bytes[span.end..];
    let opens = match before {
        [.., b'"' | b'\'' | b'`' | b'[' | b'|' | b'^' | b'\\' | b'/'] => true,
        [.., b'?', b'='] => false,
        [.., b'='] => true,
        // `\u4e00-\u9fa5`
        [rest @ .., b'-'] => bytes[span.start] == b'\\' && ends_with_unit(rest),
        _ => false,
    };
    let closes = match after {
        [b'"' | b'\'' | b'`' | b']' | b'|' | b'/', ..] => true,
        [b'-', b'\\', b'u' | b'U' | b'x', ..] => bytes[span.start] == b'\\',
        _ => false,
    };
    let extension = FILES.iter().any(|f| after.starts_with(f.as_bytes()));
    opens || closes || extension
}

/// Whether `bytes` end with `\u4e00`.
fn ends_with_unit(bytes: &[u8]) -> bool {
    let from = bytes.len().saturating_sub(6);
    matches!(&bytes[from..], [b'\\', b'u', digits @ ..] if digits.iter().all(u8::is_ascii_hexdigit))
}

/// A character that Chinese text is made of and that no other rule looks at, so that decoding
/// it leaves nothing more to do. Radicals, compatibility ideographs, private characters and
/// what cannot be seen are therefore not among them.
const fn is_sound(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3000}'..='〉' | '《'..='】' | '〔'..='〗' | '！'..='～' | '￥')
        || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·' | '\u{1F300}'..='\u{1FAFF}')
}

/// ASCII that may be part of a run. The rest is left as it is: `&`, `<`, `%`, `\` and the like
/// could begin markup or an escape.
const fn is_quiet(c: char) -> bool {
    matches!(c, ' ' | ',' | '!' | '?' | '(' | ')')
}

/// Whether `c` is one of the 3755 frequent simplified ideographs: level one of GB 2312.
fn is_frequent(c: char) -> bool {
    let mut bytes = Vec::new();
    let written = transcode::encode(Coding::GB18030, c.encode_utf8(&mut [0; 4]), &mut bytes);
    written.is_ok() && matches!(bytes[..], [0xB0..=0xD7, 0xA1..=0xFE])
}

/// The value of an ASCII hexadecimal digit.
fn hex(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(16)
}

/// The number that `digits` spell.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |n, &b| Some(n.checked_mul(16)? + hex(b)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_ideographs_are_those_of_level_one() {
        assert!("啊国座".chars().all(is_frequent));
        assert!("丌國，a〇".chars().all(|c| !is_frequent(c)));
    }

    #[test]
    fn what_another_rule_would_change_is_not_sound() {
        assert!("中㐀，“”…—·《（￥😀　".chars().all(is_sound));
        assert!("⽤\u{F98E}\u{E000}〝〞\u{200B}<&a\u{7}é゛あ".chars().all(|c| !is_sound(c)));
    }

    #[test]
    fn strings_and_patterns_are_told_by_their_neighbours() {
        let code = |text: &str| {
            let start = text.find("\\u4e2d").unwrap();
            is_in_code(text.as_bytes(), Span::new(start, start + 6))
        };
        for text in ["\"\\u4e2d", "[\\u4e2d-\\u9fa5]", "a=\\u4e2d", "\\u4e00-\\u4e2d", "\\u4e2d]"] {
            assert!(code(text), "{text}");
        }
        for text in ["他说\\u4e2d。", "?=\\u4e2d", "一-\\u4e2d", "\\u4e2d-二"] {
            assert!(!code(text), "{text}");
        }
    }
}
