//! Charsets as exact two-way tables, for taking text back to the bytes that it was wrongly
//! read from. A character has one code or none and a code one character or none; nothing is
//! replaced. Where the standard's own encoder refuses what its decoder produces (Big5 with
//! the Hong Kong supplement), the table is built from the decoder. Knows nothing of what a
//! text means; documents as a whole are decoded elsewhere.

mod double;
mod partial;
mod recipe;
mod single;
mod slip;

pub(crate) use self::partial::{Partial, Piece};
pub use self::recipe::{Recipe, Step};

use self::double::Double;
use self::single::Single;
use std::sync::OnceLock;

/// A charset that Chinese text is kept in or wrongly read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Codec {
    /// UTF-8.
    Utf8,
    /// GB18030, which includes GBK and GB2312.
    Gb18030,
    /// Big5 with the extensions of ETEN, as Windows (code page 950) and Python read it.
    Big5,
    /// Big5 with the Hong Kong supplementary character set, as browsers read it.
    Big5Hkscs,
    /// Shift_JIS with the extensions of code page 932.
    ShiftJis,
    /// EUC-KR with the extensions of code page 949.
    EucKr,
    /// windows-1252; its five unused bytes are control characters.
    Windows1252,
    /// ISO 8859-1: each byte is the code point.
    Latin1,
    /// windows-1250, Central Europe.
    Windows1250,
    /// windows-1251, Cyrillic.
    Windows1251,
    /// KOI8-R, Cyrillic.
    Koi8R,
    /// Mac OS Roman.
    MacRoman,
    /// Code page 437, the first PC's; what zip archives name files in.
    Ibm437,
    /// Code page 850, the PC's in Western Europe.
    Ibm850,
    /// Code page 866, the PC's in Russia.
    Ibm866,
}

impl Codec {
    /// Every charset, in the order in which readings are tried.
    pub const ALL: [Codec; 15] = [
        Codec::Utf8,
        Codec::Gb18030,
        Codec::Big5,
        Codec::Big5Hkscs,
        Codec::ShiftJis,
        Codec::EucKr,
        Codec::Windows1252,
        Codec::Latin1,
        Codec::Windows1250,
        Codec::Windows1251,
        Codec::Koi8R,
        Codec::MacRoman,
        Codec::Ibm437,
        Codec::Ibm850,
        Codec::Ibm866,
    ];

    /// The name by which people know it.
    pub const fn name(self) -> &'static str {
        match self {
            Codec::Utf8 => "UTF-8",
            Codec::Gb18030 => "GB18030",
            Codec::Big5 => "Big5",
            Codec::Big5Hkscs => "Big5-HKSCS",
            Codec::ShiftJis => "Shift_JIS",
            Codec::EucKr => "EUC-KR",
            Codec::Windows1252 => "windows-1252",
            Codec::Latin1 => "ISO-8859-1",
            Codec::Windows1250 => "windows-1250",
            Codec::Windows1251 => "windows-1251",
            Codec::Koi8R => "KOI8-R",
            Codec::MacRoman => "macintosh",
            Codec::Ibm437 => "IBM437",
            Codec::Ibm850 => "IBM850",
            Codec::Ibm866 => "IBM866",
        }
    }

    /// Whether a character beyond ASCII is always one byte.
    pub(crate) const fn is_single(self) -> bool {
        (self as usize) >= (Codec::Windows1252 as usize)
    }
}

/// The bytes of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bytes {
    bytes: [u8; 4],
    len: u8,
}

impl Bytes {
    fn one(byte: u8) -> Bytes {
        Bytes { bytes: [byte, 0, 0, 0], len: 1 }
    }

    fn two(code: u16) -> Bytes {
        let [high, low] = code.to_be_bytes();
        Bytes { bytes: [high, low, 0, 0], len: 2 }
    }

    /// As many of `from` as fit.
    fn of(from: &[u8]) -> Bytes {
        let mut bytes = [0; 4];
        let mut len = 0;
        for (to, from) in bytes.iter_mut().zip(from) {
            *to = *from;
            len += 1;
        }
        Bytes { bytes, len }
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

enum Table {
    Single(Box<Single>),
    Double(Double),
}

/// The tables of all charsets, each built when it is first needed.
#[derive(Default)]
pub(crate) struct Codecs {
    tables: [OnceLock<Table>; Codec::ALL.len()],
}

impl Codecs {
    fn table(&self, codec: Codec) -> &Table {
        self.tables[codec as usize].get_or_init(|| match Single::of(codec) {
            Some(single) => Table::Single(Box::new(single)),
            None => Table::Double(Double::of(codec)),
        })
    }

    /// The bytes of `c`; `None` if the charset has no code for it.
    #[inline]
    pub(crate) fn encode(&self, codec: Codec, c: char) -> Option<Bytes> {
        if c.is_ascii() {
            return u8::try_from(c).ok().map(Bytes::one);
        }
        if codec == Codec::Utf8 {
            return Some(Bytes::of(c.encode_utf8(&mut [0; 4]).as_bytes()));
        }
        match self.table(codec) {
            Table::Single(table) => table.encode(c).map(Bytes::one),
            Table::Double(table) => table.encode(c),
        }
    }

    /// The first character of `bytes` and how many of them it takes; `None` if they do not
    /// begin with a whole character.
    #[inline]
    pub(crate) fn decode(&self, codec: Codec, bytes: &[u8]) -> Option<(char, usize)> {
        let &first = bytes.first()?;
        if first.is_ascii() {
            return Some((char::from(first), 1));
        }
        if codec == Codec::Utf8 {
            return first_utf8(bytes);
        }
        match self.table(codec) {
            Table::Single(table) => table.decode(first).map(|c| (c, 1)),
            Table::Double(table) => table.decode(bytes),
        }
    }

    /// The bytes of a whole text.
    pub(crate) fn encode_all(&self, codec: Codec, text: &str) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(text.len());
        for c in text.chars() {
            out.extend(self.encode(codec, c)?.as_slice());
        }
        Some(out)
    }

    /// The text of all `bytes`.
    pub(crate) fn decode_all(&self, codec: Codec, mut bytes: &[u8]) -> Option<String> {
        let mut out = String::with_capacity(2 * bytes.len());
        while !bytes.is_empty() {
            let (c, len) = self.decode(codec, bytes)?;
            out.push(c);
            bytes = &bytes[len..];
        }
        Some(out)
    }
}

fn first_utf8(bytes: &[u8]) -> Option<(char, usize)> {
    let len = match bytes.first()? {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let text = std::str::from_utf8(bytes.get(..len)?).ok()?;
    text.chars().next().map(|c| (c, len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codecs_stand_at_their_own_place() {
        for (at, codec) in Codec::ALL.into_iter().enumerate() {
            assert_eq!(codec as usize, at, "{codec:?}");
        }
        assert!(Codec::Latin1.is_single() && !Codec::EucKr.is_single());
    }

    #[test]
    fn every_character_of_a_charset_goes_there_and_back() {
        let codecs = Codecs::default();
        for codec in Codec::ALL {
            let mut known = 0;
            for c in ('\u{80}'..='\u{FFFF}').chain('\u{20000}'..='\u{2FA1F}') {
                let Some(bytes) = codecs.encode(codec, c) else { continue };
                let bytes = bytes.as_slice();
                let back = codecs.decode(codec, bytes);
                let same = back == Some((c, bytes.len()));
                // Look-alikes share a code with the character that the standard prefers.
                assert!(same || double::is_alias(codec, c), "{codec:?} {c:?} {bytes:x?} {back:?}");
                known += 1;
            }
            assert!(known >= if codec.is_single() { 128 } else { 8000 }, "{codec:?}: {known}");
        }
    }

    #[test]
    fn known_codes() {
        let codecs = Codecs::default();
        let code = |codec, c| codecs.encode(codec, c).map(|b| b.as_slice().to_vec());
        assert_eq!(code(Codec::Gb18030, '服'), Some(vec![0xB7, 0xFE]));
        // Both 80 and A2E3 are read as a euro sign; in misread UTF-8 it was 80.
        assert_eq!(code(Codec::Gb18030, '€'), Some(vec![0x80]));
        assert_eq!(code(Codec::Gb18030, '\u{E000}'), Some(vec![0xAA, 0xA1]));
        assert_eq!(code(Codec::Gb18030, '𠀀'), Some(vec![0x95, 0x32, 0x82, 0x36]));
        assert_eq!(code(Codec::Big5, 'こ'), Some(vec![0xC6, 0xB7]));
        assert_eq!(code(Codec::Big5Hkscs, 'こ'), Some(vec![0xC6, 0xF9]));
        assert_eq!(code(Codec::Ibm437, '╓'), Some(vec![0xD6]));
        assert_eq!(code(Codec::Windows1252, '\u{81}'), Some(vec![0x81]));
        assert_eq!(code(Codec::Latin1, '€'), None);
        assert_eq!(code(Codec::Utf8, '中'), Some(vec![0xE4, 0xB8, 0xAD]));
    }

    #[test]
    fn what_is_no_character_is_none() {
        let codecs = Codecs::default();
        assert_eq!(codecs.decode(Codec::Utf8, b"\xE4\xB8"), None);
        assert_eq!(codecs.decode(Codec::Utf8, b"\xC0\x80"), None);
        assert_eq!(codecs.decode(Codec::Gb18030, b"\xB7"), None);
        assert_eq!(codecs.decode(Codec::Gb18030, b"\xFF\xA1"), None);
        assert_eq!(codecs.decode(Codec::Gb18030, b""), None);
    }
}
