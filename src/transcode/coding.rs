//! The charsets by name: every label of the WHATWG Encoding Standard, and the charsets of
//! Chinese files that the Standard leaves out. Knows what they are called, not how they work.

use crate::nearest::distance;
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, REPLACEMENT, SHIFT_JIS, WINDOWS_1252,
};
use std::fmt;
use std::str::FromStr;

/// A charset: how bytes stand for text.
///
/// ```
/// use kanwu::Coding;
/// let coding: Coding = "gb2312".parse()?;
/// assert_eq!(coding.name(), "GBK");
/// assert!("gb-2312".parse::<Coding>().unwrap_err().contains("gb2312"));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coding(pub(super) Kind);

/// What kind of charset, by the code that reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Utf8,
    Utf16 { big_endian: bool },
    Utf32 { big_endian: bool },
    Legacy(&'static Encoding),
    EucTw,
    Hz,
    Iso2022Cn,
}

/// Names that the Standard does not know or knows only in order to refuse them.
const OWN: &[(&str, Coding)] = &[
    ("utf-16", Coding::UTF_16LE),
    ("utf-32", Coding::UTF_32LE),
    ("utf-32le", Coding::UTF_32LE),
    ("utf-32be", Coding::UTF_32BE),
    ("euc-tw", Coding::EUC_TW),
    ("hz", Coding::HZ),
    ("hz-gb-2312", Coding::HZ),
    ("iso-2022-cn", Coding::ISO_2022_CN),
];

/// Labels of the Standard that a mistyped name may have meant.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "utf-8", "utf-16le", "utf-16be", "gb18030", "gbk", "gb2312", "big5", "big5-hkscs",
    "shift_jis", "euc-jp", "iso-2022-jp", "euc-kr", "windows-1250", "windows-1251", "windows-1252",
    "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257",
    "windows-1258", "windows-874", "iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-7",
    "iso-8859-15", "koi8-r", "koi8-u", "macintosh", "ibm866", "latin1", "ascii",
];

/// A name so many edits away may be a slip of the finger.
const SLIP: usize = 3;

impl Coding {
    /// UTF-8.
    pub const UTF_8: Coding = Coding(Kind::Utf8);
    /// UTF-16, low byte first.
    pub const UTF_16LE: Coding = Coding(Kind::Utf16 { big_endian: false });
    /// UTF-16, high byte first.
    pub const UTF_16BE: Coding = Coding(Kind::Utf16 { big_endian: true });
    /// UTF-32, low byte first.
    pub const UTF_32LE: Coding = Coding(Kind::Utf32 { big_endian: false });
    /// UTF-32, high byte first.
    pub const UTF_32BE: Coding = Coding(Kind::Utf32 { big_endian: true });
    /// GB18030, which reads all of GBK and GB2312.
    pub const GB18030: Coding = Coding(Kind::Legacy(GB18030));
    /// Big5 with the characters of Hong Kong.
    pub const BIG5: Coding = Coding(Kind::Legacy(BIG5));
    /// Shift_JIS as Windows has it.
    pub const SHIFT_JIS: Coding = Coding(Kind::Legacy(SHIFT_JIS));
    /// EUC-JP.
    pub const EUC_JP: Coding = Coding(Kind::Legacy(EUC_JP));
    /// EUC-KR with the syllables of Windows.
    pub const EUC_KR: Coding = Coding(Kind::Legacy(EUC_KR));
    /// The Western charset of Windows.
    pub const WINDOWS_1252: Coding = Coding(Kind::Legacy(WINDOWS_1252));
    /// EUC-TW, planes 1 and 2 of CNS 11643.
    pub const EUC_TW: Coding = Coding(Kind::EucTw);
    /// ISO-2022-JP.
    pub const ISO_2022_JP: Coding = Coding(Kind::Legacy(ISO_2022_JP));
    /// HZ: GB2312 in seven bits (RFC 1843).
    pub const HZ: Coding = Coding(Kind::Hz);
    /// ISO-2022-CN (RFC 1922).
    pub const ISO_2022_CN: Coding = Coding(Kind::Iso2022Cn);

    /// The charset of an `encoding_rs` encoding. GBK is read as GB18030, which has more.
    pub(crate) fn of_encoding(encoding: &'static Encoding) -> Coding {
        if encoding == encoding_rs::UTF_8 {
            Coding::UTF_8
        } else if encoding == encoding_rs::UTF_16LE {
            Coding::UTF_16LE
        } else if encoding == encoding_rs::UTF_16BE {
            Coding::UTF_16BE
        } else if encoding == GBK {
            Coding::GB18030
        } else {
            Coding(Kind::Legacy(encoding))
        }
    }

    /// Its name; that of the WHATWG Encoding Standard where it has one.
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Utf8 => "UTF-8",
            Kind::Utf16 { big_endian: false } => "UTF-16LE",
            Kind::Utf16 { big_endian: true } => "UTF-16BE",
            Kind::Utf32 { big_endian: false } => "UTF-32LE",
            Kind::Utf32 { big_endian: true } => "UTF-32BE",
            Kind::Legacy(encoding) => encoding.name(),
            Kind::EucTw => "EUC-TW",
            Kind::Hz => "HZ-GB-2312",
            Kind::Iso2022Cn => "ISO-2022-CN",
        }
    }

    /// Bytes a code unit where that is more than one: then the byte of a line break also
    /// occurs inside characters.
    pub fn unit(self) -> usize {
        match self.0 {
            Kind::Utf16 { .. } => 2,
            Kind::Utf32 { .. } => 4,
            _ => 1,
        }
    }

    /// Whether this is GB18030 or the part of it that GBK is.
    pub(crate) fn is_gb(self) -> bool {
        matches!(self.0, Kind::Legacy(e) if e == GB18030 || e == GBK)
    }

    /// The byte order mark of the charset, if files in it begin with one.
    pub fn mark(self) -> &'static [u8] {
        match self.0 {
            Kind::Utf8 => b"\xEF\xBB\xBF",
            Kind::Utf16 { big_endian: false } => b"\xFF\xFE",
            Kind::Utf16 { big_endian: true } => b"\xFE\xFF",
            Kind::Utf32 { big_endian: false } => b"\xFF\xFE\0\0",
            Kind::Utf32 { big_endian: true } => b"\0\0\xFE\xFF",
            Kind::Legacy(e) if e == GB18030 => b"\x84\x31\x95\x33",
            _ => b"",
        }
    }
}

impl fmt::Display for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Coding {
    type Err = String;

    /// Reads a name as people write it, whatever its case.
    fn from_str(s: &str) -> Result<Coding, String> {
        let name = s.trim().to_ascii_lowercase();
        if let Some((_, coding)) = OWN.iter().find(|(own, _)| *own == name) {
            return Ok(*coding);
        }
        match Encoding::for_label(name.as_bytes()) {
            // What the Standard refuses to read is no charset to write in, either.
            Some(e) if e == REPLACEMENT => {}
            // The user says GBK and may mean it: then nothing else is written.
            Some(e) if e == GBK => return Ok(Coding(Kind::Legacy(GBK))),
            Some(e) => return Ok(Coding::of_encoding(e)),
            None => {}
        }
        let known = OWN.iter().map(|(own, _)| *own).chain(LABELS.iter().copied());
        let nearest = known.map(|label| (distance(&name, label), label)).min();
        Err(match nearest {
            Some((d, label)) if d <= SLIP => {
                format!("there is no charset `{s}`; did you mean `{label}`?")
            }
            _ => format!("there is no charset `{s}`; try utf-8, gb18030, big5 or utf-16le"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_that_is_proposed_is_one() {
        for label in LABELS {
            assert!(label.parse::<Coding>().is_ok(), "{label}");
        }
    }

    #[test]
    fn names_are_labels_of_themselves() {
        for (label, coding) in OWN {
            assert_eq!(label.parse(), Ok(*coding));
            assert_eq!(coding.name().parse(), Ok(*coding));
        }
        for label in LABELS {
            let coding: Coding = label.parse().unwrap();
            assert_eq!(coding.name().parse(), Ok(coding), "{label}");
        }
        assert_eq!("GB2312 ".parse::<Coding>().unwrap().name(), "GBK");
        assert_eq!("Big5-HKSCS".parse(), Ok(Coding::BIG5));
    }

    #[test]
    fn what_is_refused_is_told_with_the_nearest_name() {
        assert!("utf-9".parse::<Coding>().unwrap_err().contains("did you mean `utf-8`?"));
        assert!("iso-2022-kr".parse::<Coding>().unwrap_err().contains("did you mean"));
        assert!("replacement".parse::<Coding>().unwrap_err().contains("try utf-8"));
    }
}
