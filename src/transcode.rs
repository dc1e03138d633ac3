//! Exact conversion between text and legacy charsets: what cannot be converted is
//! reported, never replaced. The only user of `encoding_rs`.

use crate::span::Span;
use encoding_rs::{DecoderResult, EncoderResult, Encoding};

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

/// Appends `text` in `encoding` to `out`; the error is the character that cannot be expressed.
pub(crate) fn encode(
    encoding: &'static Encoding,
    text: &str,
    out: &mut Vec<u8>,
) -> Result<(), char> {
    let mut encoder = encoding.new_encoder();
    let mut rest = text;
    loop {
        let room = encoder
            .max_buffer_length_from_utf8_without_replacement(rest.len())
            .unwrap_or(4 * rest.len() + 16);
        out.reserve(room);
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, out, true);
        match result {
            EncoderResult::InputEmpty => return Ok(()),
            EncoderResult::OutputFull => rest = Span::new(read, rest.len()).slice(rest),
            EncoderResult::Unmappable(c) => return Err(c),
        }
    }
}

/// Decodes `bytes`; malformed sequences become U+FFFD and are listed, as is every character
/// that would not be written back as the bytes it was read from.
pub(crate) fn decode(encoding: &'static Encoding, bytes: &[u8]) -> (String, Vec<Opaque>) {
    let mut text = String::new();
    let mut decoder = encoding.new_decoder_without_bom_handling();
    text.reserve(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0));
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    if result == DecoderResult::InputEmpty {
        let mut again = Vec::new();
        if encode(encoding, &text, &mut again).is_ok() && again == bytes {
            return (text, Vec::new());
        }
    }
    decode_by_character(encoding, bytes)
}

/// The same, one character at a time: slow, and only for texts that need it.
fn decode_by_character(encoding: &'static Encoding, bytes: &[u8]) -> (String, Vec<Opaque>) {
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    let mut opaque = Vec::new();
    let mut again = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (piece, len, malformed) = first_character(encoding, &bytes[at..]);
        let start = text.len();
        text.push_str(&piece);
        again.clear();
        let span = Span::new(at, at + len);
        let same = !malformed
            && encode(encoding, &piece, &mut again).is_ok()
            && again == bytes[span.start..span.end];
        if !same {
            let text = Span::new(start, text.len());
            opaque.push(Opaque { text, bytes: span, malformed });
        }
        at += len;
    }
    (text, opaque)
}

/// The first character of `bytes`, how many bytes it takes, and whether they are malformed.
fn first_character(encoding: &'static Encoding, bytes: &[u8]) -> (String, usize, bool) {
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

/// The charset that a label of the web or of mail names.
pub(crate) fn named(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes())
}

/// The first character of `bytes`, which are not empty, and how many bytes it takes; `None`
/// and one if they begin with none.
pub(crate) fn first_char(encoding: &'static Encoding, bytes: &[u8]) -> (Option<char>, usize) {
    let (piece, length, malformed) = first_character(encoding, bytes);
    let mut chars = piece.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if !malformed => (Some(c), length),
        _ => (None, length),
    }
}

/// Decodes UTF-16. Unpaired surrogates and an odd last byte become U+FFFD and are listed.
pub(crate) fn decode_utf16(bytes: &[u8], big_endian: bool) -> (String, Vec<Opaque>) {
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    let mut opaque = Vec::new();
    let mut broken = |text: &mut String, bytes: Span| {
        let start = text.len();
        text.push(char::REPLACEMENT_CHARACTER);
        opaque.push(Opaque { text: Span::new(start, text.len()), bytes, malformed: true });
    };
    let units = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    let mut at = 0;
    for unit in char::decode_utf16(units) {
        let len = unit.as_ref().map_or(2, |c| 2 * c.len_utf16());
        match unit {
            Ok(c) => text.push(c),
            Err(_) => broken(&mut text, Span::new(at, at + len)),
        }
        at += len;
    }
    if at < bytes.len() {
        broken(&mut text, Span::new(at, bytes.len()));
    }
    (text, opaque)
}

/// Appends `text` in UTF-16 to `out`.
pub(crate) fn encode_utf16(text: &str, big_endian: bool, out: &mut Vec<u8>) {
    for unit in text.encode_utf16() {
        out.extend(if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() });
    }
}

/// Decodes UTF-8; malformed sequences become U+FFFD and are listed.
pub(crate) fn decode_utf8(bytes: &[u8]) -> (String, Vec<Opaque>) {
    let mut text = String::with_capacity(bytes.len());
    let mut opaque = Vec::new();
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        let invalid = chunk.invalid().len();
        if invalid > 0 {
            let start = text.len();
            text.push(char::REPLACEMENT_CHARACTER);
            let (text, bytes) = (Span::new(start, text.len()), Span::new(at, at + invalid));
            opaque.push(Opaque { text, bytes, malformed: true });
            at += invalid;
        }
    }
    (text, opaque)
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, GB18030};

    #[test]
    fn a_character_the_charset_lacks_is_an_error_not_an_entity() {
        let mut out = Vec::new();
        assert_eq!(encode(BIG5, "效劳", &mut out), Err('劳'));
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
        // A2E3 is a euro sign that GB18030 writes as A2E3 or 80 depending on the reader.
        let bytes = b"\xCE\xC4\xA3\xA0\xB1\xBE";
        let (text, opaque) = decode(GB18030, bytes);
        let mut again = Vec::new();
        let mut at = 0;
        for o in &opaque {
            encode(GB18030, Span::new(at, o.text.start).slice(&text), &mut again).unwrap();
            again.extend(&bytes[o.bytes.start..o.bytes.end]);
            at = o.text.end;
        }
        encode(GB18030, Span::new(at, text.len()).slice(&text), &mut again).unwrap();
        assert_eq!(again, bytes);
    }

    #[test]
    fn an_unpaired_surrogate_is_listed() {
        let bytes = [0x2D, 0x4E, 0x00, 0xD8, 0x87, 0x65];
        let (text, opaque) = decode_utf16(&bytes, false);
        assert_eq!(text, "中\u{FFFD}文");
        assert_eq!(opaque[0].bytes, Span::new(2, 4));
    }
}
