//! Charsets of seven bits that shift between ASCII and tables of two bytes: HZ (RFC 1843) and
//! ISO-2022-CN (RFC 1922). Every shift ends with its line, so a line is read and written by
//! itself. What stands where no character can is U+FFFD.

use super::euc_tw;
use super::whatwg;
use encoding_rs::GBK;

const ESCAPE: u8 = 0x1B;
const SHIFT_OUT: u8 = 0x0E;
const SHIFT_IN: u8 = 0x0F;

/// A character of GB2312, by its bytes of seven bits.
fn gb2312(pair: [u8; 2]) -> Option<char> {
    let (text, len, malformed) = whatwg::first_character(GBK, &[pair[0] | 0x80, pair[1] | 0x80]);
    text.chars().next().filter(|c| {
        // Rows that GB2312 leaves empty are for private use in GBK.
        !malformed && len == 2 && !('\u{E000}'..='\u{F8FF}').contains(c)
    })
}

/// The bytes of seven bits of a character of GB2312.
fn of_gb2312(c: char) -> Option<[u8; 2]> {
    let mut bytes = Vec::with_capacity(16);
    whatwg::encode(GBK, c.encode_utf8(&mut [0; 4]), &mut bytes).ok()?;
    match *bytes {
        [lead @ 0xA1..=0xF7, trail @ 0xA1..=0xFE] => Some([lead & 0x7F, trail & 0x7F]),
        _ => None,
    }
}

/// Appends one line of HZ; whether all of it was well-formed.
pub(super) fn decode_hz(line: &[u8], text: &mut String) -> bool {
    let (mut rest, mut double, mut whole) = (line, false, true);
    loop {
        let used = match *rest {
            [] => return whole,
            [b'~', b'{', ..] if !double => {
                double = true;
                2
            }
            [b'~', b'}', ..] if double => {
                double = false;
                2
            }
            [b'~', b'~', ..] if !double => {
                text.push('~');
                2
            }
            // A line that is continued.
            [b'~', b'\n'] if !double => 2,
            [end @ (b'\n' | b'\r'), ..] => {
                text.push(char::from(end));
                1
            }
            [a, b, ..] if double && let Some(c) = gb2312([a, b]) => {
                text.push(c);
                2
            }
            [ascii @ 0..=0x7F, ..] if !double && ascii != b'~' => {
                text.push(char::from(ascii));
                1
            }
            _ => {
                text.push(char::REPLACEMENT_CHARACTER);
                whole = false;
                1
            }
        };
        rest = &rest[used..];
    }
}

/// Appends one line in HZ; the error is the byte offset of a character that it lacks.
pub(super) fn encode_hz(line: &str, out: &mut Vec<u8>) -> Result<(), usize> {
    let mut double = false;
    for (at, c) in line.char_indices() {
        let pair = if c.is_ascii() { None } else { Some(of_gb2312(c).ok_or(at)?) };
        if pair.is_some() != double {
            out.extend(if double { b"~}" } else { b"~{" });
            double = !double;
        }
        match (pair, u8::try_from(c)) {
            (Some(pair), _) => out.extend(pair),
            (None, Ok(b'~')) => out.extend(b"~~"),
            (None, ascii) => out.extend(ascii),
        }
    }
    if double {
        out.extend(b"~}");
    }
    Ok(())
}

/// A table of ISO-2022-CN.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    Gb2312,
    /// Plane 1 or 2, counted from 0.
    Cns(usize),
}

impl Set {
    fn character(self, pair: [u8; 2]) -> Option<char> {
        match self {
            Set::Gb2312 => gb2312(pair),
            Set::Cns(plane) => euc_tw::character(plane, pair[0] | 0x80, pair[1] | 0x80),
        }
    }

    fn of(c: char) -> Option<(Set, [u8; 2])> {
        let gb = of_gb2312(c).map(|pair| (Set::Gb2312, pair));
        gb.or_else(|| {
            let (plane, [row, column]) = euc_tw::place(c)?;
            Some((Set::Cns(usize::from(plane)), [row & 0x7F, column & 0x7F]))
        })
    }

    fn designation(self) -> &'static [u8] {
        match self {
            Set::Gb2312 => b"\x1B$)A",
            Set::Cns(0) => b"\x1B$)G",
            Set::Cns(_) => b"\x1B$*H",
        }
    }
}

/// Appends one line of ISO-2022-CN; whether all of it was well-formed.
pub(super) fn decode_iso_2022_cn(line: &[u8], text: &mut String) -> bool {
    let (mut rest, mut double, mut whole) = (line, false, true);
    let (mut shifted, mut second) = (None, None);
    loop {
        let used = match *rest {
            [] => return whole,
            [ESCAPE, b'$', b')', b'A', ..] => {
                shifted = Some(Set::Gb2312);
                4
            }
            [ESCAPE, b'$', b')', b'G', ..] => {
                shifted = Some(Set::Cns(0));
                4
            }
            [ESCAPE, b'$', b'*', b'H', ..] => {
                second = Some(Set::Cns(1));
                4
            }
            [ESCAPE, b'N', a, b, ..]
                if let Some(c) = second.and_then(|s: Set| s.character([a, b])) =>
            {
                text.push(c);
                4
            }
            [SHIFT_OUT, ..] if shifted.is_some() => {
                double = true;
                1
            }
            // Some writers end every line with it, shifted or not.
            [SHIFT_IN, ..] if shifted.is_some() => {
                double = false;
                1
            }
            [end @ (b'\n' | b'\r'), ..] => {
                text.push(char::from(end));
                1
            }
            [a @ 0x21..=0x7E, b @ 0x21..=0x7E, ..]
                if double && let Some(c) = shifted.and_then(|s: Set| s.character([a, b])) =>
            {
                text.push(c);
                2
            }
            [ascii @ 0..=0x7F, ..]
                if !double && !matches!(ascii, ESCAPE | SHIFT_OUT | SHIFT_IN) =>
            {
                text.push(char::from(ascii));
                1
            }
            _ => {
                text.push(char::REPLACEMENT_CHARACTER);
                whole = false;
                1
            }
        };
        rest = &rest[used..];
    }
}

/// Appends one line in ISO-2022-CN; the error is the byte offset of a character that it lacks.
pub(super) fn encode_iso_2022_cn(line: &str, out: &mut Vec<u8>) -> Result<(), usize> {
    let (mut double, mut shifted, mut second) = (false, None, false);
    for (at, c) in line.char_indices() {
        if c.is_ascii() {
            if double {
                out.push(SHIFT_IN);
                double = false;
            }
            out.extend(u8::try_from(c));
            continue;
        }
        let (set, pair) = Set::of(c).ok_or(at)?;
        if set == Set::Cns(1) {
            if !second {
                out.extend(set.designation());
                second = true;
            }
            out.extend([ESCAPE, b'N', pair[0], pair[1]]);
            continue;
        }
        if shifted != Some(set) {
            out.extend(set.designation());
            shifted = Some(set);
        }
        if !double {
            out.push(SHIFT_OUT);
            double = true;
        }
        out.extend(pair);
    }
    if double {
        out.push(SHIFT_IN);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hz_shifts_between_ascii_and_gb2312() {
        let mut text = String::new();
        assert!(decode_hz(b"~{VPND~} ~~ text", &mut text));
        assert_eq!(text, "中文 ~ text");
        let mut bytes = Vec::new();
        encode_hz(&text, &mut bytes).unwrap();
        assert_eq!(bytes, b"~{VPND~} ~~ text");
        assert_eq!(encode_hz("中文鎔", &mut bytes), Err(6));
    }

    #[test]
    fn hz_out_of_step_is_told() {
        let mut text = String::new();
        assert!(!decode_hz(b"~{VPN~} a\xFF", &mut text));
        assert!(text.starts_with('中') && text.contains('\u{FFFD}'));
    }

    #[test]
    fn iso_2022_cn_reaches_both_tables_and_the_second_plane() {
        let line = "中文 臺灣 乂 end";
        let mut bytes = Vec::new();
        encode_iso_2022_cn(line, &mut bytes).unwrap();
        assert!(bytes.starts_with(b"\x1B$)A\x0EVPND\x0F \x1B$)G\x0E"), "{}", bytes.escape_ascii());
        assert!(bytes.is_ascii());
        let mut text = String::new();
        assert!(decode_iso_2022_cn(&bytes, &mut text));
        assert_eq!(text, line);
    }

    #[test]
    fn iso_2022_cn_may_shift_more_than_it_needs_to() {
        let mut text = String::new();
        assert!(decode_iso_2022_cn(b"\x1B$)A\x0EVPND\x0F/\x0F", &mut text));
        assert_eq!(text, "中文/");
        assert!(!decode_iso_2022_cn(b"\x0F", &mut text));
    }
}
