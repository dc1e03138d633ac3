//! Charsets with two bytes a character, and the four-byte codes of GB18030.

use super::{Bytes, Codec};
use encoding_rs::{BIG5, DecoderResult, EUC_KR, Encoding, GB18030, SHIFT_JIS};

/// First lead byte, and one past the last.
const LEADS: std::ops::Range<usize> = 0x80..0x100;
/// Trail bytes of all charsets together.
const TRAILS: std::ops::RangeInclusive<u8> = 0x40..=0xFE;
const PLANE: usize = 0x1_0000;

/// What ETEN's extension, and with it code page 950 and Python, has from C6A1 to C7FC; the
/// Hong Kong supplement has other characters there.
const ETEN_KANA: (u32, u32) = (0x3041, 0x3093);
const ETEN_KATAKANA: (u32, u32) = (0x30A1, 0x30F6);
const ETEN_BEFORE: &str = "ヾゝゞ々";
const ETEN_BEHIND: &str = "ДЕЁЖЗИЙКЛМУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя\
                           ①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽";
const ETEN_FIRST: u16 = 0xC6A1;

/// Characters that some readers have for a code where the standard has a look-alike: first
/// the codes of Big5 (Python's big5 and code page 950), then of GB18030 (iconv's and Java's
/// GBK), of Shift_JIS (JIS X 0208 against code page 932) and of EUC-KR.
const ALIASES: &[(Codec, char, u16)] = &[
    (Codec::Big5, '•', 0xA145),
    (Codec::Big5, '‧', 0xA145),
    (Codec::Big5, '､', 0xA14E),
    (Codec::Big5, '﹑', 0xA14E),
    (Codec::Big5, '‾', 0xA1C2),
    (Codec::Big5, '¯', 0xA1C2),
    (Codec::Big5, '∼', 0xA1E3),
    (Codec::Big5, '～', 0xA1E3),
    (Codec::Big5, '♁', 0xA1F2),
    (Codec::Big5, '⊕', 0xA1F2),
    (Codec::Big5, '☉', 0xA1F3),
    (Codec::Big5, '⊙', 0xA1F3),
    (Codec::Big5, '∕', 0xA241),
    (Codec::Big5, '﹨', 0xA242),
    (Codec::Big5, '¥', 0xA244),
    (Codec::Big5, '￥', 0xA244),
    (Codec::Big5, '¢', 0xA246),
    (Codec::Big5, '￠', 0xA246),
    (Codec::Big5, '£', 0xA247),
    (Codec::Big5, '￡', 0xA247),
    (Codec::Gb18030, '・', 0xA1A4),
    (Codec::Gb18030, '―', 0xA1AA),
    (Codec::Gb18030, '∥', 0xA1AC),
    // Before GB18030-2022 and 2005 these were private.
    (Codec::Gb18030, '\u{E78D}', 0xA6D9),
    (Codec::Gb18030, '\u{E78E}', 0xA6DA),
    (Codec::Gb18030, '\u{E78F}', 0xA6DB),
    (Codec::Gb18030, '\u{E790}', 0xA6DC),
    (Codec::Gb18030, '\u{E791}', 0xA6DD),
    (Codec::Gb18030, '\u{E792}', 0xA6DE),
    (Codec::Gb18030, '\u{E793}', 0xA6DF),
    (Codec::Gb18030, '\u{E794}', 0xA6EC),
    (Codec::Gb18030, '\u{E795}', 0xA6ED),
    (Codec::Gb18030, '\u{E796}', 0xA6F3),
    (Codec::Gb18030, '\u{E7C7}', 0xA8BC),
    (Codec::Gb18030, '\u{E816}', 0xFE51),
    (Codec::Gb18030, '\u{E817}', 0xFE52),
    (Codec::Gb18030, '\u{E818}', 0xFE53),
    (Codec::Gb18030, '\u{E81E}', 0xFE59),
    (Codec::Gb18030, '\u{E826}', 0xFE61),
    (Codec::Gb18030, '\u{E82B}', 0xFE66),
    (Codec::Gb18030, '\u{E82C}', 0xFE67),
    (Codec::Gb18030, '\u{E831}', 0xFE6C),
    (Codec::Gb18030, '\u{E832}', 0xFE6D),
    (Codec::Gb18030, '\u{E83B}', 0xFE76),
    (Codec::Gb18030, '\u{E843}', 0xFE7E),
    (Codec::Gb18030, '\u{E854}', 0xFE90),
    (Codec::Gb18030, '\u{E855}', 0xFE91),
    (Codec::Gb18030, '\u{E864}', 0xFEA0),
    (Codec::ShiftJis, '〜', 0x8160),
    (Codec::ShiftJis, '−', 0x817C),
    (Codec::ShiftJis, '‖', 0x8161),
    (Codec::ShiftJis, '—', 0x815C),
    (Codec::ShiftJis, '¢', 0x8191),
    (Codec::ShiftJis, '£', 0x8192),
    (Codec::ShiftJis, '¬', 0x81CA),
    (Codec::EucKr, '―', 0xA1AA),
    (Codec::EucKr, '∼', 0xA1AD),
];

/// Codes of user-defined characters, as Windows numbers them: the first private character of
/// a block, and its first and last lead byte. Rows have the trail bytes of their charset.
const USER_DEFINED: &[(Codec, u32, u8, u8)] = &[
    (Codec::Big5, 0xE000, 0xFA, 0xFE),
    (Codec::Big5, 0xE311, 0x8E, 0xA0),
    (Codec::Big5, 0xEEB8, 0x81, 0x8D),
    (Codec::EucKr, 0xE000, 0xC9, 0xC9),
    (Codec::EucKr, 0xE05E, 0xFE, 0xFE),
];

/// Single bytes that the standard refuses and Windows reads.
const LONE_BYTES: &[(Codec, char, u8)] = &[
    (Codec::ShiftJis, '\u{A0}', 0xA0),
    (Codec::ShiftJis, '\u{F8F0}', 0xA0),
    (Codec::ShiftJis, '\u{F8F1}', 0xFD),
    (Codec::ShiftJis, '\u{F8F2}', 0xFE),
    (Codec::ShiftJis, '\u{F8F3}', 0xFF),
    (Codec::EucKr, '\u{80}', 0x80),
    (Codec::Big5, '\u{80}', 0x80),
    (Codec::Big5, '\u{F8F8}', 0xFF),
];

/// The code of a user-defined character.
fn user_defined(codec: Codec, c: char) -> Option<u16> {
    // Trail bytes: A1 to FE, in Big5 after 40 to 7E.
    let (first_half, width) = if codec == Codec::EucKr { (0, 94) } else { (63, 157) };
    let mut blocks = USER_DEFINED.iter().filter(|b| b.0 == family(codec));
    blocks.find_map(|&(_, first, lead, last)| {
        let index = u32::from(c).checked_sub(first)?;
        let (row, column) = (index / width, index % width);
        let trail = if column < first_half { 0x40 + column } else { 0xA1 + column - first_half };
        let lead = u8::try_from(u32::from(lead) + row).ok().filter(|lead| *lead <= last)?;
        Some(u16::from_be_bytes([lead, u8::try_from(trail).ok()?]))
    })
}

/// Whether `c` is an alias in `codec`: it encodes to the code of a look-alike.
#[cfg(test)]
pub(super) fn is_alias(codec: Codec, c: char) -> bool {
    ALIASES.iter().any(|a| family(a.0) == family(codec) && a.1 == c)
        || user_defined(codec, c).is_some()
        || LONE_BYTES.iter().any(|l| l.0 == family(codec) && l.1 == c)
}

/// Big5 with and without the supplement share their aliases.
fn family(codec: Codec) -> Codec {
    if codec == Codec::Big5Hkscs { Codec::Big5 } else { codec }
}

/// A table of one- and two-byte codes.
pub(super) struct Double {
    encoding: &'static Encoding,
    /// Characters by lead and trail byte; NUL where there is none.
    chars: Vec<char>,
    /// Codes of the first plane by character; 0 where there is none. One-byte codes are
    /// below 256.
    codes: Vec<u16>,
    /// Codes of the other planes, sorted by character.
    beyond: Vec<(char, u16)>,
}

impl Double {
    pub(super) fn of(codec: Codec) -> Double {
        let encoding = match codec {
            Codec::Gb18030 => GB18030,
            Codec::ShiftJis => SHIFT_JIS,
            Codec::EucKr => EUC_KR,
            _ => BIG5,
        };
        let mut table = Double {
            encoding,
            chars: vec!['\0'; LEADS.len() * 256],
            codes: vec![0; PLANE],
            beyond: Vec::new(),
        };
        for lead in LEADS {
            let lead = u8::try_from(lead).unwrap_or(0);
            if let Some(c) = only_character(encoding, &[lead]) {
                table.learn(u16::from(lead), c);
                continue;
            }
            for (trail, c) in row(encoding, lead) {
                table.learn(u16::from_be_bytes([lead, trail]), c);
            }
        }
        for &(of, c, byte) in LONE_BYTES {
            let free = table.chars[place(u16::from(byte))] == '\0';
            if of == family(codec) && free {
                table.learn(u16::from(byte), c);
            } else if of == family(codec) && table.code(c).is_none() {
                table.set_code(c, u16::from(byte));
            }
        }
        for c in (0xE000..=0xF8FF).filter_map(char::from_u32) {
            if let (None, Some(code)) = (table.code(c), user_defined(codec, c)) {
                table.set_code(c, code);
            }
        }
        if codec == Codec::Big5 {
            table.learn_eten();
        }
        for (of, c, code) in ALIASES {
            if *of == family(codec) && table.code(*c).is_none() {
                table.set_code(*c, *code);
            }
        }
        table.beyond.sort_by_key(|b| b.0);
        table.beyond.dedup_by_key(|b| b.0);
        table
    }

    /// Adds a code. Of several codes of a character the first is the one that it is written
    /// with, but in Big5 the standard's own comes before those of the supplement.
    fn learn(&mut self, code: u16, c: char) {
        if let Some(place) = self.chars.get_mut(place(code)) {
            *place = c;
        }
        let supplement = |known| self.encoding == BIG5 && known < 0xA140;
        if self.code(c).is_none_or(supplement) {
            self.set_code(c, code);
        }
    }

    fn learn_eten(&mut self) {
        let range = |(first, last)| (first..=last).filter_map(char::from_u32);
        let listed = ETEN_BEFORE.chars().chain(range(ETEN_KANA)).chain(range(ETEN_KATAKANA));
        let listed: Vec<char> = listed.chain(ETEN_BEHIND.chars()).collect();
        let codes = (ETEN_FIRST..=0xC7FC).filter(|code| trails(*code));
        for (code, c) in codes.zip(listed) {
            let old = self.chars[place(code)];
            // Two code points for one code: the supplement's reading is not Big5's.
            if self.code(old) == Some(code) {
                self.set_code(old, 0);
            }
            self.chars[place(code)] = c;
            self.set_code(c, code);
        }
    }

    fn code(&self, c: char) -> Option<u16> {
        let known = match self.codes.get(c as usize) {
            Some(&code) => code,
            // Not looked up while the table grows: of two codes the first stays at the end.
            None => 0,
        };
        (known != 0).then_some(known)
    }

    fn set_code(&mut self, c: char, code: u16) {
        match self.codes.get_mut(c as usize) {
            Some(known) => *known = code,
            None => self.beyond.push((c, code)),
        }
    }

    #[inline]
    pub(super) fn encode(&self, c: char) -> Option<Bytes> {
        let code = match self.codes.get(c as usize) {
            Some(&code) => code,
            None => {
                let at = self.beyond.binary_search_by_key(&c, |b| b.0);
                at.map_or(0, |at| self.beyond[at].1)
            }
        };
        match code {
            0 if self.encoding == GB18030 => four_bytes(c),
            0 => None,
            1..=0xFF => u8::try_from(code).ok().map(Bytes::one),
            code => Some(Bytes::two(code)),
        }
    }

    #[inline]
    pub(super) fn decode(&self, bytes: &[u8]) -> Option<(char, usize)> {
        let &lead = bytes.first()?;
        let alone = self.chars[place(u16::from(lead))];
        if alone != '\0' {
            return Some((alone, 1));
        }
        let &trail = bytes.get(1)?;
        if trail.is_ascii_digit() && self.encoding == GB18030 {
            return only_character(GB18030, bytes.get(..4)?).map(|c| (c, 4));
        }
        let c = self.chars[place(u16::from_be_bytes([lead, trail]))];
        (c != '\0').then_some((c, 2))
    }
}

/// Where a code stands in the table; one-byte codes stand where the trail would be 0.
fn place(code: u16) -> usize {
    let code = usize::from(code);
    let (lead, trail) = if code < 0x100 { (code, 0) } else { (code >> 8, code & 0xFF) };
    (lead.max(LEADS.start) - LEADS.start) * 256 + trail
}

/// Whether the low byte of a code can be a trail byte of Big5.
fn trails(code: u16) -> bool {
    matches!(code & 0xFF, 0x40..=0x7E | 0xA1..=0xFE)
}

/// The characters of all pairs that begin with `lead`, by their trail bytes. Read in one go,
/// with line breaks between: a decoder for each pair would take milliseconds.
fn row(encoding: &'static Encoding, lead: u8) -> Vec<(u8, char)> {
    let bytes: Vec<u8> = TRAILS.flat_map(|trail| [lead, trail, b'\n']).collect();
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    let each = TRAILS.zip(text.split('\n')).filter_map(|(trail, text)| {
        let mut chars = text.chars();
        let c = chars.next().filter(|c| !c.is_ascii() && *c != char::REPLACEMENT_CHARACTER)?;
        chars.next().is_none().then_some((trail, c))
    });
    each.collect()
}

/// The character that these bytes stand for, if they are exactly one.
fn only_character(encoding: &'static Encoding, bytes: &[u8]) -> Option<char> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut buffer = [0u8; 16];
    let (result, read, written) =
        decoder.decode_to_utf8_without_replacement(bytes, &mut buffer, true);
    if result != DecoderResult::InputEmpty || read != bytes.len() {
        return None;
    }
    let mut chars = std::str::from_utf8(&buffer[..written]).ok()?.chars();
    chars.next().filter(|c| !c.is_ascii() && chars.next().is_none())
}

/// The four-byte code of GB18030.
fn four_bytes(c: char) -> Option<Bytes> {
    let mut encoder = GB18030.new_encoder();
    let mut out = [0u8; 8];
    let mut text = [0; 4];
    let text = c.encode_utf8(&mut text);
    let (result, _, written) = encoder.encode_from_utf8_without_replacement(text, &mut out, true);
    let whole = result == encoding_rs::EncoderResult::InputEmpty && written == 4;
    whole.then(|| Bytes::of(&out[..4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eten_block_is_whole() {
        let kana = ETEN_KANA.1 - ETEN_KANA.0 + 1 + ETEN_KATAKANA.1 - ETEN_KATAKANA.0 + 1;
        let listed = ETEN_BEFORE.chars().count() + ETEN_BEHIND.chars().count() + kana as usize;
        let codes = (ETEN_FIRST..=0xC7FC).filter(|code| trails(*code)).count();
        assert_eq!(listed, codes);
    }
}
