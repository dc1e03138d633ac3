//! The digits of base64 and, for each byte they spell, which of them spell it. Never judges
//! what the bytes mean.

use super::bytes::Byte;
use crate::span::Span;

/// The value of a digit.
pub(super) const fn digit(byte: u8) -> Option<u32> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    } as u32)
}

/// The bytes of a run of digits that begins at byte `start` of the text; `None` if one of them
/// is no digit or if what is left over is not zero. Each byte has at least one digit of its own.
pub(super) fn decode(digits: &[u8], start: usize) -> Option<Vec<Byte>> {
    let mut out = Vec::with_capacity(digits.len() * 3 / 4);
    let (mut bits, mut count, mut from) = (0u32, 0, start);
    for (i, &b) in digits.iter().enumerate() {
        bits = bits << 6 | digit(b)?;
        count += 6;
        if count >= 8 {
            count -= 8;
            let value = u8::try_from(bits >> count & 0xFF).ok()?;
            bits &= (1 << count) - 1;
            out.push(Byte { value, span: Span::new(from, start + i + 1) });
            from = start + i + 1;
        }
    }
    (bits == 0 && count < 6).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_digits_of_its_own() {
        let bytes = decode(b"5Lit5paH", 10).unwrap();
        assert_eq!(bytes.iter().map(|b| b.value).collect::<Vec<_>>(), "中文".as_bytes());
        assert!(bytes.iter().all(|b| !b.span.is_empty()));
        assert_eq!((bytes[0].span.start, bytes[5].span.end), (10, 18));
        for (digits, count) in [(&b"YQ"[..], Some(1)), (b"YR", None), (b"Y", None), (b"Y-", None)] {
            assert_eq!(decode(digits, 0).map(|b| b.len()), count, "{digits:?}");
        }
    }
}
