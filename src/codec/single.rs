//! Charsets with one byte a character.

use super::Codec;
use encoding_rs::{Encoding, IBM866, KOI8_R, MACINTOSH, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};

/// The upper half of code page 437, from 80 to FF (Unicode Consortium, CP437.TXT).
const IBM437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
                      └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
/// The upper half of code page 850 (Unicode Consortium, CP850.TXT).
const IBM850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
                      └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

/// A table of the bytes from 80 to FF.
pub(super) struct Single {
    chars: [char; 128],
    /// The same, sorted by character.
    bytes: Vec<(char, u8)>,
}

impl Single {
    /// The table of `codec`; `None` if it has more than one byte a character.
    pub(super) fn of(codec: Codec) -> Option<Single> {
        let chars = match codec {
            Codec::Latin1 => std::array::from_fn(|i| char::from(upper(i))),
            Codec::Ibm437 => listed(IBM437),
            Codec::Ibm850 => listed(IBM850),
            Codec::Windows1252 => standard(WINDOWS_1252),
            Codec::Windows1250 => standard(WINDOWS_1250),
            Codec::Windows1251 => standard(WINDOWS_1251),
            Codec::Koi8R => standard(KOI8_R),
            Codec::MacRoman => standard(MACINTOSH),
            Codec::Ibm866 => standard(IBM866),
            Codec::Utf8
            | Codec::Gb18030
            | Codec::Big5
            | Codec::Big5Hkscs
            | Codec::ShiftJis
            | Codec::EucKr => return None,
        };
        let mut bytes: Vec<(char, u8)> = (0..128).map(|i| (chars[i], upper(i))).collect();
        bytes.sort_unstable();
        Some(Single { chars, bytes })
    }

    pub(super) fn encode(&self, c: char) -> Option<u8> {
        let at = self.bytes.binary_search_by_key(&c, |b| b.0).ok()?;
        Some(self.bytes[at].1)
    }

    pub(super) fn decode(&self, byte: u8) -> Option<char> {
        self.chars.get(usize::from(byte).checked_sub(0x80)?).copied()
    }
}

/// The byte that stands at place `i` of the upper half.
fn upper(i: usize) -> u8 {
    0x80 | u8::try_from(i & 0x7F).unwrap_or(0)
}

fn listed(list: &str) -> [char; 128] {
    let mut chars = list.chars();
    std::array::from_fn(|_| chars.next().unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// The table of an encoding of the WHATWG standard; all of them are bijections.
fn standard(encoding: &'static Encoding) -> [char; 128] {
    std::array::from_fn(|i| {
        let byte = [upper(i)];
        let text = encoding.decode_without_bom_handling_and_without_replacement(&byte);
        text.and_then(|t| t.chars().next()).unwrap_or(char::REPLACEMENT_CHARACTER)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_a_bijection() {
        for codec in Codec::ALL.into_iter().filter(|c| c.is_single()) {
            let table = Single::of(codec).unwrap();
            for byte in 0x80..=0xFF {
                let c = table.decode(byte).unwrap();
                assert_ne!(c, char::REPLACEMENT_CHARACTER, "{codec:?} {byte:x}");
                assert_eq!(table.encode(c), Some(byte), "{codec:?} {c:?}");
            }
        }
    }
}
