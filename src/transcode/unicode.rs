//! UTF-8, UTF-16 and UTF-32. What is broken becomes U+FFFD and is listed with its bytes.

use super::Opaque;
use crate::span::Span;

/// Appends U+FFFD for `bytes`, which are no character.
fn broken(text: &mut String, bytes: Span, opaque: &mut Vec<Opaque>) {
    let start = text.len();
    text.push(char::REPLACEMENT_CHARACTER);
    opaque.push(Opaque { text: Span::new(start, text.len()), bytes, malformed: true });
}

/// Decodes UTF-8.
pub(super) fn decode_utf8(bytes: &[u8]) -> (String, Vec<Opaque>) {
    let mut text = String::with_capacity(bytes.len());
    let mut opaque = Vec::new();
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        let invalid = chunk.invalid().len();
        if invalid > 0 {
            broken(&mut text, Span::new(at, at + invalid), &mut opaque);
            at += invalid;
        }
    }
    (text, opaque)
}

/// Decodes UTF-16: unpaired surrogates and an odd last byte are broken.
pub(super) fn decode_utf16(bytes: &[u8], big_endian: bool) -> (String, Vec<Opaque>) {
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    let mut opaque = Vec::new();
    let units = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    let mut at = 0;
    for unit in char::decode_utf16(units) {
        let len = unit.as_ref().map_or(2, |c| 2 * c.len_utf16());
        match unit {
            Ok(c) => text.push(c),
            Err(_) => broken(&mut text, Span::new(at, at + len), &mut opaque),
        }
        at += len;
    }
    if at < bytes.len() {
        broken(&mut text, Span::new(at, bytes.len()), &mut opaque);
    }
    (text, opaque)
}

/// Appends `text` in UTF-16.
pub(super) fn encode_utf16(text: &str, big_endian: bool, out: &mut Vec<u8>) {
    for unit in text.encode_utf16() {
        out.extend(if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() });
    }
}

/// Decodes UTF-32: surrogates, numbers that are no character and up to three last bytes are
/// broken.
pub(super) fn decode_utf32(bytes: &[u8], big_endian: bool) -> (String, Vec<Opaque>) {
    let mut text = String::with_capacity(bytes.len() * 3 / 4);
    let mut opaque = Vec::new();
    let mut at = 0;
    for unit in bytes.chunks(4) {
        let bytes = Span::new(at, at + unit.len());
        at = bytes.end;
        match <[u8; 4]>::try_from(unit).ok().and_then(|u| utf32_unit(u, big_endian)) {
            Some(c) => text.push(c),
            None => broken(&mut text, bytes, &mut opaque),
        }
    }
    (text, opaque)
}

/// One character of UTF-32.
pub(crate) fn utf32_unit(unit: [u8; 4], big_endian: bool) -> Option<char> {
    char::from_u32(if big_endian { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) })
}

/// Appends `text` in UTF-32.
pub(super) fn encode_utf32(text: &str, big_endian: bool, out: &mut Vec<u8>) {
    for c in text.chars().map(u32::from) {
        out.extend(if big_endian { c.to_be_bytes() } else { c.to_le_bytes() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unpaired_surrogate_is_listed() {
        let bytes = [0x2D, 0x4E, 0x00, 0xD8, 0x87, 0x65];
        let (text, opaque) = decode_utf16(&bytes, false);
        assert_eq!(text, "中\u{FFFD}文");
        assert_eq!(opaque[0].bytes, Span::new(2, 4));
    }

    #[test]
    fn numbers_that_are_no_character_are_listed() {
        let bytes = b"\0\0\x4E\x2D\0\0\xD8\0\0\x11\0\0\0\0";
        let (text, opaque) = decode_utf32(bytes, true);
        assert_eq!(text, "中\u{FFFD}\u{FFFD}\u{FFFD}");
        assert_eq!(opaque[2].bytes, Span::new(12, 14));
    }
}
