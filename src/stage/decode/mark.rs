//! Byte order marks. A mark proves the charset; it is no part of the text.

use crate::transcode::{Coding, utf32_unit};

/// Charsets whose files may begin with a mark. The mark of UTF-32LE begins with that of
/// UTF-16LE, so it is asked about first.
const MARKED: [Coding; 6] = [
    Coding::UTF_8,
    Coding::UTF_32LE,
    Coding::UTF_32BE,
    Coding::UTF_16LE,
    Coding::UTF_16BE,
    Coding::GB18030,
];

/// The charset that the mark of `bytes` proves, and the length of the mark.
pub(super) fn marked(bytes: &[u8]) -> Option<(Coding, usize)> {
    MARKED
        .into_iter()
        .filter(|&coding| bytes.starts_with(coding.mark()))
        // UTF-16 that begins with a NUL looks like UTF-32 to this point.
        .find(|&coding| coding.unit() < 4 || is_utf32(bytes, coding == Coding::UTF_32BE))
        .map(|coding| (coding, coding.mark().len()))
}

/// Whether the first units, as far as they are whole, are characters.
fn is_utf32(bytes: &[u8], big_endian: bool) -> bool {
    let units = bytes.chunks_exact(4).take(PROBED);
    units.filter_map(|u| <[u8; 4]>::try_from(u).ok()).all(|u| utf32_unit(u, big_endian).is_some())
}

/// Units that are looked at. UTF-16 read as UTF-32 has none that is a character, unless every
/// other unit is nearly zero.
const PROBED: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_apart() {
        assert_eq!(marked(b"\xEF\xBB\xBFa"), Some((Coding::UTF_8, 3)));
        assert_eq!(marked(b"\xFF\xFE\x2D\x4E"), Some((Coding::UTF_16LE, 2)));
        assert_eq!(marked(b"\xFF\xFE\0\0\x2D\x4E\0\0"), Some((Coding::UTF_32LE, 4)));
        assert_eq!(marked(b"\xFF\xFE\0\0\x2D\x4E\x2D\x4E"), Some((Coding::UTF_16LE, 2)));
        assert_eq!(marked(b"\0\0\xFE\xFF\0\0\x4E\x2D"), Some((Coding::UTF_32BE, 4)));
        assert_eq!(marked(b"\x84\x31\x95\x33\xD6\xD0"), Some((Coding::GB18030, 4)));
        assert_eq!(marked("中".as_bytes()), None);
        assert_eq!(marked(b""), None);
    }
}
