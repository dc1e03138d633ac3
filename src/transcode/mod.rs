//! Exact conversion between text and charsets: what cannot be converted is reported, never
//! replaced. Decoding lists every piece of text whose bytes encoding would not give back, so
//! that a document can be written as it was around any edit. Guesses nothing. The only user of
//! `encoding_rs`.

mod big5;
mod coding;
mod euc_tw;
mod shifted;
mod target;
mod unicode;
mod whatwg;

pub use coding::Coding;
pub use target::Target;
pub(crate) use unicode::utf32_unit;

use crate::span::Span;
use coding::Kind;
use encoding_rs::{Encoding, ISO_2022_JP};

/// A piece of text whose bytes cannot be recovered by encoding it: bytes that are no
/// character (the text holds U+FFFD), or characters that encode to other bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opaque {
    /// Where in the text.
    pub(crate) text: Span,
    /// Where in the bytes.
    pub(crate) bytes: Span,
    /// Whether the bytes are no character at all.
    pub(crate) malformed: bool,
}

/// Decodes `bytes`; malformed sequences become U+FFFD and are listed, as is everything that
/// would not be written back as the bytes it was read from.
pub(crate) fn decode(coding: Coding, bytes: &[u8]) -> (String, Vec<Opaque>) {
    match coding.0 {
        Kind::Utf8 => unicode::decode_utf8(bytes),
        Kind::Utf16 { big_endian } => unicode::decode_utf16(bytes, big_endian),
        Kind::Utf32 { big_endian } => unicode::decode_utf32(bytes, big_endian),
        Kind::EucTw => decode_euc_tw(bytes),
        Kind::Hz | Kind::Iso2022Cn => decode_lines(coding, bytes),
        Kind::Legacy(e) if shifts(e) => decode_lines(coding, bytes),
        Kind::Legacy(encoding) => whatwg::decode(encoding, bytes),
    }
}

/// Appends `text` to `out`; the error is the byte offset of a character that the charset
/// lacks.
pub(crate) fn encode(coding: Coding, text: &str, out: &mut Vec<u8>) -> Result<(), usize> {
    match coding.0 {
        Kind::Utf8 => out.extend(text.as_bytes()),
        Kind::Utf16 { big_endian } => unicode::encode_utf16(text, big_endian, out),
        Kind::Utf32 { big_endian } => unicode::encode_utf32(text, big_endian, out),
        Kind::EucTw => euc_tw::encode(text, out)?,
        Kind::Hz | Kind::Iso2022Cn => encode_lines(coding, text, out)?,
        Kind::Legacy(e) if shifts(e) => encode_lines(coding, text, out)?,
        Kind::Legacy(encoding) => whatwg::encode(encoding, text, out)?,
    }
    Ok(())
}

/// The charset that a label of the web or of mail names.
pub(crate) fn named(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes())
}

/// The first character of `bytes`, which are not empty, and how many bytes it takes; `None`
/// and one if they begin with none.
pub(crate) fn first_char(encoding: &'static Encoding, bytes: &[u8]) -> (Option<char>, usize) {
    let (piece, length, malformed) = whatwg::first_character(encoding, bytes);
    let mut chars = piece.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if !malformed => (Some(c), length),
        _ => (None, length),
    }
}

/// Whether the meaning of a byte depends on what stands before it on the line.
fn shifts(encoding: &'static Encoding) -> bool {
    encoding == ISO_2022_JP
}

/// Charsets that shift are read line by line, and a line that would not be written back as
/// it is, say because it shifts more than it needs to, is one opaque piece.
fn decode_lines(coding: Coding, bytes: &[u8]) -> (String, Vec<Opaque>) {
    let (mut text, mut opaque) = (String::with_capacity(bytes.len()), Vec::new());
    let (mut at, mut again) = (0, Vec::new());
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        let start = text.len();
        let whole = match coding.0 {
            Kind::Hz => shifted::decode_hz(line, &mut text),
            Kind::Legacy(encoding) => whatwg::decode_line(encoding, line, &mut text),
            _ => shifted::decode_iso_2022_cn(line, &mut text),
        };
        let piece = Span::new(start, text.len());
        again.clear();
        let same =
            whole && encode_line(coding, piece.slice(&text), &mut again).is_ok() && again == line;
        if !same {
            // The line break is a character like any other.
            let both = line.ends_with(b"\n") && piece.slice(&text).ends_with('\n');
            let end = usize::from(both);
            opaque.push(Opaque {
                text: Span::new(piece.start, piece.end - end),
                bytes: Span::new(at, at + line.len() - end),
                malformed: !whole,
            });
        }
        at += line.len();
    }
    (text, opaque)
}

fn encode_lines(coding: Coding, text: &str, out: &mut Vec<u8>) -> Result<(), usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        encode_line(coding, line, out).map_err(|e| at + e)?;
        at += line.len();
    }
    Ok(())
}

fn encode_line(coding: Coding, line: &str, out: &mut Vec<u8>) -> Result<(), usize> {
    match coding.0 {
        Kind::Hz => shifted::encode_hz(line, out),
        Kind::Legacy(encoding) => whatwg::encode(encoding, line, out),
        _ => shifted::encode_iso_2022_cn(line, out),
    }
}

fn decode_euc_tw(bytes: &[u8]) -> (String, Vec<Opaque>) {
    let (mut text, mut opaque) = (String::with_capacity(bytes.len() * 3 / 2), Vec::new());
    let (mut at, mut again) = (0, Vec::new());
    while at < bytes.len() {
        let first = euc_tw::first_character(&bytes[at..]);
        let (c, len) = first.unwrap_or((char::REPLACEMENT_CHARACTER, 1));
        let start = text.len();
        text.push(c);
        let place = Span::new(start, text.len());
        again.clear();
        let same = first.is_some()
            && euc_tw::encode(place.slice(&text), &mut again).is_ok()
            && again == bytes[at..at + len];
        if !same {
            let bytes = Span::new(at, at + len);
            opaque.push(Opaque { text: place, bytes, malformed: first.is_none() });
        }
        at += len;
    }
    (text, opaque)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One charset of each kind, and those with traps of their own.
    fn codings() -> impl Iterator<Item = Coding> {
        [
            "utf-8",
            "utf-16le",
            "utf-16be",
            "utf-32le",
            "utf-32be",
            "gb18030",
            "gbk",
            "big5",
            "euc-tw",
            "hz",
            "iso-2022-cn",
            "iso-2022-jp",
            "shift_jis",
            "euc-jp",
            "euc-kr",
            "windows-1252",
            "windows-1258",
            "koi8-r",
            "x-user-defined",
        ]
        .into_iter()
        .map(|name| name.parse().unwrap())
    }

    fn rebuilt(coding: Coding, bytes: &[u8]) -> Vec<u8> {
        let (text, opaque) = decode(coding, bytes);
        let (mut again, mut at) = (Vec::new(), 0);
        for o in &opaque {
            encode(coding, Span::new(at, o.text.start).slice(&text), &mut again).unwrap();
            again.extend(&bytes[o.bytes.start..o.bytes.end]);
            at = o.text.end;
        }
        encode(coding, Span::new(at, text.len()).slice(&text), &mut again).unwrap();
        again
    }

    #[test]
    fn every_charset_writes_what_it_reads_at_every_length_and_offset() {
        for coding in codings() {
            let mut text = String::from("a~{b\\ \r\n");
            for c in "中文臺灣電腦の日本語한국어éß ~}：。".chars() {
                let mut one = Vec::new();
                if encode(coding, c.encode_utf8(&mut [0; 4]), &mut one).is_ok() {
                    text.push(c);
                }
            }
            for padding in 0..32 {
                let text = ".".repeat(padding) + &text;
                for (end, _) in text.char_indices() {
                    let text = &text[..end];
                    let mut bytes = Vec::new();
                    encode(coding, text, &mut bytes).unwrap();
                    let (read, opaque) = decode(coding, &bytes);
                    assert_eq!((&*read, opaque.len()), (text, 0), "{coding}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_bytes_come_back_in_any_charset(
            bytes in proptest::collection::vec(
                prop_oneof![
                    any::<u8>(), Just(0x1B), Just(b'$'), Just(b')'), Just(b'A'), Just(0x0E),
                    Just(b'~'), Just(b'{'), Just(b'}'), Just(b'\n'), 0xA1..=0xFEu8,
                ],
                0..60,
            )
        ) {
            for coding in codings() {
                prop_assert_eq!(&rebuilt(coding, &bytes), &bytes, "{}", coding);
            }
        }
    }
}
