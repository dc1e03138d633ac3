//! UTF-16 and UTF-32 without a mark, by structure alone: nearly every code unit must be one
//! that texts are made of. What contains a NUL and has no such structure is no text at all.
//! Knows no language; where two readings are left, others decide.

#[cfg(any(feature = "cli", test))]
use super::mark::marked;
use crate::transcode::{Coding, utf32_unit};

/// So many bytes are looked at.
const PROBE: usize = 8 << 10;

/// Share of units that texts are made of. Chinese in the right byte order has all of them,
/// in the wrong one about four in ten.
const USUAL: f32 = 0.9;
/// Share of units that stand in no text, as long as it is not damaged.
const IMPOSSIBLE: f32 = 0.01;
/// Share of units of two letters beyond which the bytes are text in one byte a letter, with
/// NULs between. Of Chinese characters one in five is such a unit.
#[cfg(any(feature = "cli", test))]
const LETTERS: f32 = 0.8;

/// Whether a document that begins with `bytes` is a text and not some other kind of file.
#[cfg(any(feature = "cli", test))]
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    let probe = &bytes[..bytes.len().min(PROBE)];
    let is_wide = |coding: &Coding| {
        let seen = Seen::of(*coding, probe);
        seen.fits() && (coding.unit() > 2 || !seen.are_letters())
    };
    let unmarked = || memchr::memchr(0, probe).is_none() || WIDE.iter().any(is_wide);
    marked(probe).is_some_and(|(coding, _)| coding.unit() > 1) || unmarked()
}

/// The charsets in wide units, the wider first.
const WIDE: [Coding; 4] = [Coding::UTF_32LE, Coding::UTF_32BE, Coding::UTF_16LE, Coding::UTF_16BE];

/// The ways in which `bytes` can be read as wide text. UTF-32 is never the only one by
/// accident: one of four bytes has to be zero, another at most 16.
pub(super) fn readings(bytes: &[u8]) -> Vec<Coding> {
    let probe = &bytes[..bytes.len().min(PROBE)];
    let fits = |coding: &Coding| Seen::of(*coding, probe).fits();
    let mut readings: Vec<Coding> = WIDE.into_iter().filter(fits).collect();
    if let Some(first) = readings.first().filter(|c| c.unit() == 4).copied() {
        readings = vec![first];
    }
    readings
}

/// What the code units of a reading are.
#[derive(Default)]
struct Seen {
    units: f32,
    usual: f32,
    impossible: f32,
    beyond_ascii: f32,
    /// Units whose two bytes are letters of ASCII, or one and the NUL behind a word: 汬 is
    /// `ll`. Only 一 is common although its low byte is zero.
    letters: f32,
}

impl Seen {
    /// Reads `bytes` as UTF-16 or UTF-32, as far as units are whole.
    fn of(coding: Coding, bytes: &[u8]) -> Seen {
        let big_endian = matches!(coding, Coding::UTF_16BE | Coding::UTF_32BE);
        let mut seen = Seen::default();
        if coding.unit() == 4 {
            for unit in bytes.chunks_exact(4).filter_map(|u| <[u8; 4]>::try_from(u).ok()) {
                seen.unit(utf32_unit(unit, big_endian));
            }
        } else {
            let units = bytes.chunks_exact(2).map(|pair| {
                let pair = [pair[0], pair[1]];
                if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
            });
            char::decode_utf16(units).for_each(|c| seen.unit(c.ok()));
        }
        seen
    }

    fn unit(&mut self, c: Option<char>) {
        self.units += 1.0;
        match c {
            None | Some('\0'..='\u{8}' | '\u{E}'..='\u{1F}' | '\u{FFFE}'..='\u{FFFF}') => {
                self.impossible += 1.0;
            }
            Some(c) => {
                if is_usual(c) {
                    self.usual += 1.0;
                }
                if !c.is_ascii() {
                    self.beyond_ascii += 1.0;
                    let [.., high, low] = u32::from(c).to_be_bytes();
                    if matches!((high, low), (b' '..=b'~', b' '..=b'~' | 0)) && c != '一' {
                        self.letters += 1.0;
                    }
                }
            }
        }
    }

    /// Whether the bytes have the structure of the charset.
    fn fits(&self) -> bool {
        self.units > 0.0
            && self.impossible <= IMPOSSIBLE * self.units
            && self.usual >= USUAL * self.units
    }

    /// Whether they are rather text in one byte a letter.
    #[cfg(any(feature = "cli", test))]
    fn are_letters(&self) -> bool {
        self.beyond_ascii >= 2.0 && self.letters > LETTERS * self.beyond_ascii
    }
}

/// Characters that texts of today are mostly made of.
fn is_usual(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | '\u{C}' | ' '..='~'
        | '\u{A0}'..='\u{24F}' | '\u{370}'..='\u{4FF}'
        | '\u{2010}'..='\u{2040}' | '\u{20E3}' | '\u{FE0F}' | '\u{2100}'..='\u{22FF}' | '\u{2460}'..='\u{26FF}'
        | '\u{3001}'..='\u{30FF}' | '\u{3000}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{FF01}'..='\u{FF5E}' | '\u{FEFF}' | '\u{FFFD}'
        | '\u{1F300}'..='\u{1FAFF}' | '\u{20000}'..='\u{2FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcode::encode;

    fn encoded(coding: Coding, text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode(coding, text, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn wide_text_is_text_in_each_byte_order_however_short() {
        for text in ["第1章", "2023年工作总结\n", "A股", "title", "附件1：名单.txt", "第 一 章"]
        {
            for coding in [Coding::UTF_16LE, Coding::UTF_16BE, Coding::UTF_32LE, Coding::UTF_32BE] {
                let bytes = encoded(coding, text);
                assert!(is_text(&bytes), "{text} {coding}");
                assert!(readings(&bytes).contains(&coding), "{text} {coding}");
            }
        }
    }

    #[test]
    fn other_files_are_no_text() {
        for bytes in [
            &b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0"[..],
            b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
            b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x02\0",
            b"GIF89a\x01\0\x01\0\x80\0\0\xFF\xFF\xFF",
            b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01",
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0\0\0\0\0",
            b"SQLite format 3\0\x10\0\x01\x01\0@  ",
            b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n1 0 obj\0",
            b"RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0",
            b"hello\0world\0",
            b"\0",
            b"\0\0\0\0",
            "勘误\0表".as_bytes(),
        ] {
            assert!(!is_text(bytes), "{}", bytes.escape_ascii());
        }
        assert!(is_text(b"") && is_text("勘误".as_bytes()) && is_text(b"\xFF\xD8\xFF"));
    }

    #[test]
    fn a_mark_is_enough() {
        assert!(is_text(b"\xFF\xFE\x2D\x4E\0\0"));
        assert!(is_text(b"\xFF\xFE\0\0\x2D\x4E\0\0"));
    }
}
