//! The test that spares clean documents the reading: one pass over the bytes, written so
//! that the compiler turns it into vector code. May be wrong in one direction only: it may
//! take a character for one that a detector waits for.

/// Bytes that are tested together; long enough for vectors, short enough to stop early.
const BLOCK: usize = 512;

/// Whether `text` may hold a character that one of the detectors with a set of characters
/// waits for. Quotation marks are not among them: they have a test of their own.
pub(super) fn may_hold_any(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [.., y, z] = bytes else { return bytes.iter().any(|&a| is_candidate(a, 0, 0)) };
    let blocks = bytes.chunks(BLOCK).zip(bytes[1..].chunks(BLOCK)).zip(bytes[2..].chunks(BLOCK));
    let found = blocks.into_iter().any(|((a, b), c)| {
        // No short cuts inside a block: they would keep it from being a vector.
        a.iter().zip(b).zip(c).fold(false, |any, ((&a, &b), &c)| any | is_candidate(a, b, c))
    });
    found || is_candidate(*y, *z, 0) || is_candidate(*z, 0, 0)
}

/// Whether a character that is waited for may begin with these bytes of UTF-8.
#[inline]
fn is_candidate(a: u8, b: u8, c: u8) -> bool {
    let is = |from: u8, byte: u8, to: u8| (from <= byte) & (byte <= to);
    let control = (a < 0x20) & !is(b'\t', a, b'\n') & !is(0x0C, a, b'\r');
    let ascii = control | (a == b'&') | (a == 0x7F);
    // U+0080..=U+009F and the soft hyphen.
    let latin = (a == 0xC2) & ((b < 0xA0) | (b == 0xAD));
    // Zero-width characters, directions, U+2060 and beyond, radicals.
    let format = (b == 0x80) & (is(0x8B, c, 0x8F) | is(0xAA, c, 0xAE)) | (b == 0x81) & (c >= 0xA0);
    let general = (a == 0xE2) & (format | (b >= 0xBA));
    // U+F000..=U+FAFF, and U+FEFF.
    let private = (a == 0xEF) & ((b <= 0xAB) | (b == 0xBB) & (c == 0xBF));
    let supplement = (a == 0xF0) & (b == 0xAF);
    ascii | latin | general | private | supplement
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::chars::{DETECTORS, Gate};

    #[test]
    fn no_character_that_is_waited_for_is_missed() {
        for (name, detect) in DETECTORS {
            let Gate::Holds(set) = detect.gate else { continue };
            for c in ('\0'..=char::MAX).filter(|&c| set.contains(c)) {
                for text in [format!("{c}"), format!("文{c}"), format!("{c}，文字")] {
                    assert!(may_hold_any(&text), "{name}: {c:?}");
                }
            }
        }
    }

    #[test]
    fn plain_prose_passes() {
        for text in ["", "文", "a", "“你好”，他说……——（一）\r\n\t第2条。", "②★→《》〝〞"]
        {
            assert!(!may_hold_any(text), "{text}");
        }
        assert!(may_hold_any(&format!("{}\u{200B}{}", "字".repeat(1000), "字".repeat(1000))));
        assert!(!may_hold_any(&"字，".repeat(1000)));
    }
}
