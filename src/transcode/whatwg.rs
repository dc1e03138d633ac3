//! The charsets of the WHATWG Encoding Standard, by `encoding_rs`, made exact: what cannot be
//! converted is reported, never replaced. Big5 is written with the characters of Hong Kong,
//! which the Standard only reads.

use super::{Opaque, big5};
use crate::span::Span;
use encoding_rs::{BIG5, DecoderResult, EncoderResult, Encoding};

/// Bytes that are encoded at a time. Coders touch all the room that they are given, so a word
/// must never be handed the room of a document: many words would take quadratic time.
const ROOM: usize = 1 << 10;

/// Appends `text`; the error is the byte offset of a character that the charset lacks.
pub(super) fn encode(
    encoding: &'static Encoding,
    text: &str,
    out: &mut Vec<u8>,
) -> Result<(), usize> {
    let mut encoder = encoding.new_encoder();
    let mut room = [0; ROOM];
    let mut at = 0;
    loop {
        let rest = Span::new(at, text.len()).slice(text);
        let (result, read, written) =
            encoder.encode_from_utf8_without_replacement(rest, &mut room, true);
        out.extend(&room[..written]);
        at += read;
        match result {
            EncoderResult::InputEmpty => return Ok(()),
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(c) => {
                let known = if encoding == BIG5 { hong_kong(text, at, c, out) } else { None };
                // The encoder has read the character that it lacks.
                at = known.ok_or(at - c.len_utf8())?;
            }
        }
    }
}

/// Appends the bytes of `c`, which ends at `end`, or of it and the mark behind it; the offset
/// to go on from.
fn hong_kong(text: &str, end: usize, c: char, out: &mut Vec<u8>) -> Option<usize> {
    let mark = Span::new(end, text.len()).slice(text).chars().next();
    if let Some((mark, pair)) = mark.and_then(|m| Some((m, big5::pair_of_two(c, m)?))) {
        out.extend(pair);
        return Some(end + mark.len_utf8());
    }
    out.extend(big5::pair(c)?);
    Some(end)
}

/// Decodes `bytes`; malformed sequences become U+FFFD and are listed, as is every character
/// that would not be written back as the bytes it was read from.
pub(super) fn decode(encoding: &'static Encoding, bytes: &[u8]) -> (String, Vec<Opaque>) {
    if let Some(text) = exactly(encoding, bytes) {
        return (text, Vec::new());
    }
    let (mut text, mut opaque) = (String::with_capacity(bytes.len() * 3 / 2), Vec::new());
    let mut at = 0;
    // In none of these charsets does the byte of a line break stand inside a character.
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        match exactly(encoding, line) {
            Some(line) => text.push_str(&line),
            None => decode_by_character(encoding, line, at, &mut text, &mut opaque),
        }
        at += line.len();
    }
    (text, opaque)
}

/// The text of `bytes`, if all of them are well-formed and would be written back as they are.
fn exactly(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len())?;
    let mut text = String::with_capacity(room);
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    if result != DecoderResult::InputEmpty {
        return None;
    }
    let mut again = Vec::with_capacity(bytes.len());
    (encode(encoding, &text, &mut again).is_ok() && again == bytes).then_some(text)
}

/// The same, one character at a time: slow, and only for lines that need it.
fn decode_by_character(
    encoding: &'static Encoding,
    bytes: &[u8],
    offset: usize,
    text: &mut String,
    opaque: &mut Vec<Opaque>,
) {
    let mut again = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (piece, len, malformed) = first_character(encoding, &bytes[at..]);
        let start = text.len();
        text.push_str(&piece);
        again.clear();
        let same = !malformed
            && encode(encoding, &piece, &mut again).is_ok()
            && again == bytes[at..at + len];
        if !same {
            let text = Span::new(start, text.len());
            let bytes = Span::new(offset + at, offset + at + len);
            opaque.push(Opaque { text, bytes, malformed });
        }
        at += len;
    }
}

/// The first character of `bytes`, how many bytes it takes, and whether they are malformed.
pub(super) fn first_character(encoding: &'static Encoding, bytes: &[u8]) -> (String, usize, bool) {
    // No legacy charset needs more than four bytes a character.
    for len in 1..=bytes.len().min(4) {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut buffer = [0u8; 16];
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(&bytes[..len], &mut buffer, true);
        let complete = result == DecoderResult::InputEmpty && read == len && written > 0;
        if complete && let Ok(piece) = std::str::from_utf8(&buffer[..written]) {
            // A longer reading may exist only where the shorter one is malformed.
            return (piece.to_owned(), len, false);
        }
    }
    (char::REPLACEMENT_CHARACTER.to_string(), 1, true)
}

/// Appends one line of a charset that shifts; whether all of it was well-formed.
pub(super) fn decode_line(encoding: &'static Encoding, line: &[u8], text: &mut String) -> bool {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length(line.len()).unwrap_or(3 * line.len() + 16);
    let mut piece = String::with_capacity(room);
    let (_, _, broken) = decoder.decode_to_string(line, &mut piece, true);
    text.push_str(&piece);
    !broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::GB18030;

    fn rebuilt(encoding: &'static Encoding, bytes: &[u8]) -> Vec<u8> {
        let (text, opaque) = decode(encoding, bytes);
        let (mut again, mut at) = (Vec::new(), 0);
        for o in &opaque {
            encode(encoding, Span::new(at, o.text.start).slice(&text), &mut again).unwrap();
            again.extend(&bytes[o.bytes.start..o.bytes.end]);
            at = o.text.end;
        }
        encode(encoding, Span::new(at, text.len()).slice(&text), &mut again).unwrap();
        again
    }

    #[test]
    fn a_character_the_charset_lacks_is_an_error_not_an_entity() {
        let mut out = Vec::new();
        assert_eq!(encode(BIG5, "效劳", &mut out), Err(3));
    }

    #[test]
    fn one_bad_byte_is_listed_and_the_rest_is_read() {
        let mut bytes = Vec::new();
        encode(GB18030, "服务", &mut bytes).unwrap();
        bytes.push(0xFF);
        encode(GB18030, "群众", &mut bytes).unwrap();
        let (text, opaque) = decode(GB18030, &bytes);
        assert_eq!(text, "服务\u{FFFD}群众");
        assert_eq!(opaque.len(), 1);
        assert_eq!(opaque[0].bytes, Span::new(4, 5));
    }

    #[test]
    fn characters_that_do_not_round_trip_are_listed() {
        let (text, opaque) = decode(GB18030, b"\xCE\xC4\xA3\xA0\x80\xB1\xBE");
        assert_eq!(text, "文\u{3000}€本");
        assert_eq!(opaque.len(), 2);
        assert!(opaque.iter().all(|o| !o.malformed));
    }

    /// GB18030-2022 gave some codes other characters than 2005 did; see docs/charsets.md.
    #[test]
    fn codes_that_changed_are_read_as_the_documentation_says() {
        for (bytes, c) in [
            (b"\xA6\xD9", '\u{FE10}'),
            (b"\xA6\xF3", '\u{FE19}'),
            (b"\xFE\x59", '\u{9FB4}'),
            (b"\xFE\xA0", '\u{9FBB}'),
            (b"\xFE\x51", '\u{E816}'),
            (b"\xFE\x91", '\u{E855}'),
        ] {
            assert_eq!(decode(GB18030, bytes), (c.to_string(), Vec::new()));
        }
        // The four bytes of 2005 are kept.
        let (text, opaque) = decode(GB18030, b"\x84\x31\x82\x36");
        assert_eq!((&*text, opaque.len(), opaque[0].malformed), ("\u{FE10}", 1, false));
    }

    #[test]
    fn every_pair_of_bytes_comes_back() {
        for encoding in [GB18030, BIG5] {
            for lead in 0x80..=0xFF {
                for trail in 0x30..=0xFF {
                    let bytes = [lead, trail, b'\n'];
                    assert_eq!(rebuilt(encoding, &bytes), bytes, "{}", encoding.name());
                }
            }
        }
    }

    #[test]
    fn many_short_texts_behind_each_other_take_linear_time() {
        let started = std::time::Instant::now();
        let mut out = Vec::with_capacity(64 << 20);
        for _ in 0..20_000 {
            encode(GB18030, "服务", &mut out).unwrap();
        }
        let bytes = b"\xB7\xFE\xFF\n".repeat(50_000);
        assert_eq!(decode(GB18030, &bytes).1.len(), 50_000);
        // Clearing all the room each time would take minutes.
        assert!(started.elapsed().as_secs() < 20);
    }

    #[test]
    fn most_of_hong_kong_can_be_edited_too() {
        // 嘅 is no character of plain Big5.
        let mut bytes = Vec::new();
        encode(BIG5, "我哋嘅茶餐廳Ê\u{304}", &mut bytes).unwrap();
        assert_eq!(decode(BIG5, &bytes), ("我哋嘅茶餐廳Ê\u{304}".to_owned(), Vec::new()));
        let pairs = (0x81..=0xFEu8).flat_map(|a| (0x40..=0xFEu8).map(move |b| [a, b]));
        let kept = pairs.filter(|p| decode(BIG5, p).1.iter().any(|o| !o.malformed)).count();
        // The 100 characters that have two pairs of bytes each keep one of them.
        assert!(kept <= 104, "{kept}");
    }
}
