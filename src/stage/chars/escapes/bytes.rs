//! Escapes that spell the bytes of a charset: `%E4%B8%AD` of addresses, `=E4=B8=AD` of mail
//! (quoted-printable, with its soft line breaks), `\xe4\xb8\xad` of programs. Read as UTF-8, or
//! else as GBK if all that comes of it is frequent. Bytes of a character that was cut stay.

use super::{Run, hex, is_frequent, is_quiet, is_sound, report};
use crate::finding::{Confidence, Finding};
use crate::span::Span;
use crate::stage::chars::Sight;
use crate::stage::chars::view::Entity;
use crate::transcode;
use encoding_rs::{Encoding, GBK, UTF_8};
use memchr::memmem;

/// A document must have this many characters in GBK, frequent ones and nothing else. Two bytes
/// chosen at random are a frequent ideograph once in seventeen times.
const LEAST_GBK: usize = 2;

/// The longest encoded word by the standard.
const LONGEST_WORD: usize = 75;

/// A byte and the text that spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Byte {
    pub(super) value: u8,
    pub(super) span: Span,
}

/// `%E4%B8%AD`.
pub(in crate::stage::chars) fn percent_encoding(
    sight: &Sight<'_>,
    places: &mut Vec<Span>,
    out: &mut Vec<Finding>,
) {
    report(sight, places, &runs(sight.text(), "%"), out);
}

/// `=E4=B8=AD`.
pub(in crate::stage::chars) fn quoted_printable(
    sight: &Sight<'_>,
    places: &mut Vec<Span>,
    out: &mut Vec<Finding>,
) {
    let mut runs = runs(sight.text(), "=");
    runs.retain(|r| !is_in_word(sight, r.span().start));
    report(sight, places, &runs, out);
}

/// Whether byte `at` stands in an encoded word that was not decoded, `=?utf-8?Q?…`: it goes as a
/// whole or not at all.
fn is_in_word(sight: &Sight<'_>, at: usize) -> bool {
    let before = sight.view.backward(at).take(LONGEST_WORD);
    let mut token: Vec<char> = before.take_while(char::is_ascii_graphic).collect();
    token.reverse();
    let opens = |w: &[char]| matches!(w, ['?', 'Q' | 'q', '?']);
    token.windows(3).rposition(opens).is_some_and(|i| {
        // Unless the word has ended.
        !token[i + 3..].windows(2).any(|w| w == ['?', '='])
    })
}

/// `\xe4\xb8\xad`.
pub(in crate::stage::chars) fn byte_escapes(
    sight: &Sight<'_>,
    places: &mut Vec<Span>,
    out: &mut Vec<Finding>,
) {
    report(sight, places, &runs(sight.text(), "\\x"), out);
}

fn runs(text: &str, mark: &str) -> Vec<Run> {
    let bytes = text.as_bytes();
    let mut runs: Vec<Run> = Vec::new();
    let mut spelled: Vec<Byte> = Vec::new();
    let mut end = 0;
    for at in memmem::find_iter(bytes, mark) {
        if at < end {
            continue;
        }
        spelled.clear();
        end = at;
        while let Some(value) = spelled_byte(&bytes[end..], mark) {
            let next = end + mark.len() + 2;
            spelled.push(Byte { value, span: Span::new(end, next) });
            end = next + soft_break(&bytes[next..], mark);
        }
        // A back-slash before `\x` escapes it.
        if spelled.len() > 1 && !(at > 0 && bytes[at - 1] == b'\\') {
            read(&spelled, &mut runs);
        }
        end = end.max(at + 1);
    }
    let is_gbk = |r: &Run| r.confidence == Confidence::Likely;
    let gbk: usize = runs.iter().filter(|r| is_gbk(r)).map(|r| r.chars().count()).sum();
    if gbk < LEAST_GBK {
        runs.retain(|r| !is_gbk(r));
    }
    runs
}

/// The byte that the escape at the start of `bytes` spells.
fn spelled_byte(bytes: &[u8], mark: &str) -> Option<u8> {
    let digits = bytes.strip_prefix(mark.as_bytes())?.get(..2)?;
    // Quoted-printable has upper-case digits only (RFC 2045, 6.7); `=ab` is somebody's value.
    if mark == "=" && digits.iter().any(u8::is_ascii_lowercase) {
        return None;
    }
    u8::try_from(16 * hex(digits[0])? + hex(digits[1])?).ok()
}

/// Length of the soft line break that `bytes` begin with, if an escape follows it. One before
/// plain text stays: there, the line may as well end with `=`.
fn soft_break(bytes: &[u8], mark: &str) -> usize {
    let length = match bytes {
        [b'=', b'\n', ..] => 2,
        [b'=', b'\r', b'\n', ..] => 3,
        _ => return 0,
    };
    if mark == "=" && spelled_byte(&bytes[length..], mark).is_some() { length } else { 0 }
}

/// Adds what the bytes of one run say. What is no UTF-8 is read as GBK piece by piece, not only
/// where all of the run is: once the rest is decoded, that would be so.
fn read(spelled: &[Byte], runs: &mut Vec<Run>) {
    let utf8 = characters(UTF_8, spelled);
    sound_runs(&utf8, Confidence::Certain, runs);
    let (mut start, mut end) = (0, 0);
    for (_, c) in utf8 {
        let length = c.map_or(1, char::len_utf8);
        if c.is_some_and(|c| is_sound(c) || is_quiet(c)) {
            read_gbk(&spelled[start..end], runs);
            start = end + length;
        }
        end += length;
    }
    read_gbk(&spelled[start..end], runs);
}

fn read_gbk(spelled: &[Byte], runs: &mut Vec<Run>) {
    let read = characters(GBK, spelled);
    if read.iter().all(|(_, c)| c.is_some_and(is_frequent)) {
        sound_runs(&read, Confidence::Likely, runs);
    }
}

/// Cuts what was read into runs of sound characters; those without an ideograph are dropped.
fn sound_runs(characters: &[(Span, Option<char>)], confidence: Confidence, runs: &mut Vec<Run>) {
    for part in characters.split(|(_, c)| !c.is_some_and(|c| is_sound(c) || is_quiet(c))) {
        if part.iter().any(|(_, c)| c.is_some_and(is_sound)) {
            let pieces = part.iter().map(|&(span, means)| Entity { span, means }).collect();
            runs.push(Run { pieces, confidence });
        }
    }
}

/// The characters of `bytes`, each with the text that spells it: up to where the next one
/// begins, so that a soft line break goes with what stands before it. Bytes that are no
/// character are `None`.
pub(super) fn characters(encoding: &'static Encoding, bytes: &[Byte]) -> Vec<(Span, Option<char>)> {
    let values: Vec<u8> = bytes.iter().map(|b| b.value).collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (c, length) = transcode::first_char(encoding, &values[at..]);
        let start = bytes[at].span.start;
        let last = bytes[at + length - 1].span;
        at += length;
        let end = bytes.get(at).map_or(last.end, |next| next.span.start);
        out.push((Span::new(start, end), c));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, mark: &str) -> Vec<(String, Confidence)> {
        runs(text, mark).iter().map(|r| (r.chars().collect(), r.confidence)).collect()
    }

    fn certain(text: &str) -> (String, Confidence) {
        (text.to_owned(), Confidence::Certain)
    }

    #[test]
    fn bytes_are_read_as_utf8_and_else_as_frequent_gbk() {
        assert_eq!(read("去%E4%B8%AD%E6%96%87。", "%"), [certain("中文")]);
        assert_eq!(read("\\xe4\\xb8\\xad\\xe6\\x96\\x87", "\\x"), [certain("中文")]);
        let gbk = ("中国".to_owned(), Confidence::Likely);
        assert_eq!(read("%E4%B8%AD%D6%D0%B9%FA", "%"), [certain("中"), gbk.clone()]);
        assert_eq!(read("%D6%D0%B9%FA", "%"), Vec::from([gbk]));
        for text in ["%D6%D0", "%81%40%81%41", "%20%3C%41", "%E4%B8", "100%", "%zz%E4"] {
            assert!(read(text, "%").is_empty(), "{text}");
        }
    }

    #[test]
    fn soft_line_breaks_go_and_cut_characters_stay() {
        assert_eq!(read("=E4=B8=\r\n=AD=\n=E6=96=87=E6", "="), [certain("中文")]);
        let text = "=E4=B8=AD=\n=E6=96=87=\nabc";
        let run = &runs(text, "=")[0];
        assert_eq!(run.pieces[0].span.slice(text), "=E4=B8=AD=\n");
        assert_eq!(run.span().slice(text), "=E4=B8=AD=\n=E6=96=87");
        assert!(read("=e4=b8=ad", "=").is_empty());
    }

    #[test]
    fn markup_is_not_decoded() {
        assert_eq!(read("%E4%B8%AD%3Cb%3E%20%E6%96%87", "%"), [certain("中"), certain(" 文")]);
    }
}
