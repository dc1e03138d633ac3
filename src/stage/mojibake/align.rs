//! Takes a text back to bytes in one charset and reads them in another, side by side: which
//! stretch of the one came from which stretch of the other. Where a stretch cannot be read,
//! it says so and goes on behind it. Pure arithmetic of tables; what the result is worth is
//! judged elsewhere.

use crate::codec::{Codec, Codecs};
use crate::span::Span;

/// No stretch is longer, in characters: charsets whose characters begin at other bytes meet
/// again after two or three, and where they do not the reading is wrong.
const LONGEST_UNIT: usize = 12;

/// The shortest stretch at whose borders both readings begin a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// In the misread text.
    pub(super) old: Span,
    /// In the restored text.
    pub(super) new: Span,
    /// Whether the bytes could be read.
    pub(super) readable: bool,
}

/// Two readings of the same bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Alignment {
    /// The restored text; a line break stands for what could not be read.
    pub(super) restored: String,
    pub(super) units: Vec<Unit>,
}

impl Alignment {
    /// Reads what `reader` made `text` of as `writer` wrote it.
    pub(super) fn new(codecs: &Codecs, text: &str, reader: Codec, writer: Codec) -> Alignment {
        let mut alignment = Alignment::default();
        let mut bytes = Vec::new();
        let mut start = 0;
        while start < text.len() {
            start = match alignment.unit(codecs, text, start, (reader, writer), &mut bytes) {
                Some(end) => end,
                None => alignment.unreadable(text, start),
            };
        }
        alignment
    }

    /// Adds the unit that begins at `start`; returns where it ends.
    fn unit(
        &mut self,
        codecs: &Codecs,
        text: &str,
        start: usize,
        (reader, writer): (Codec, Codec),
        bytes: &mut Vec<u8>,
    ) -> Option<usize> {
        bytes.clear();
        let (mut end, mut read) = (start, 0);
        let new = self.restored.len();
        for c in Span::new(start, text.len()).slice(text).chars().take(LONGEST_UNIT) {
            // Where two bytes were replaced by a question mark, the rest may have slipped.
            let lost = c == '?' && writer != Codec::Utf8;
            let Some(code) = codecs.encode(reader, c).filter(|_| c != '\n' && !lost) else {
                break;
            };
            bytes.extend(code.as_slice());
            end += c.len_utf8();
            while let Some((c, len)) = codecs.decode(writer, &bytes[read..]) {
                self.restored.push(c);
                read += len;
            }
            if read == bytes.len() {
                let new = Span::new(new, self.restored.len());
                self.units.push(Unit { old: Span::new(start, end), new, readable: true });
                return Some(end);
            }
        }
        self.restored.truncate(new);
        None
    }

    /// Passes over the character at `start`.
    fn unreadable(&mut self, text: &str, start: usize) -> usize {
        let first = Span::new(start, text.len()).slice(text).chars().next();
        let end = start + first.map_or(1, char::len_utf8);
        let new = self.restored.len();
        if self.units.last().is_none_or(|u| u.readable) {
            self.restored.push('\n');
        }
        let new = Span::new(new, self.restored.len());
        self.units.push(Unit { old: Span::new(start, end), new, readable: false });
        end
    }

    /// Runs of readable units, as ranges of [`Alignment::units`].
    pub(super) fn runs(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            let start = at + self.units[at..].iter().position(|u| u.readable)?;
            let rest = &self.units[start..];
            at = start + rest.iter().position(|u| !u.readable).unwrap_or(rest.len());
            Some(start..at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn align(text: &str, reader: Codec, writer: Codec) -> Alignment {
        Alignment::new(&Codecs::default(), text, reader, writer)
    }

    #[test]
    fn both_readings_are_cut_at_common_borders() {
        let a = align("a鏈嶅姟b", Codec::Gb18030, Codec::Utf8);
        assert_eq!(a.restored, "a服务b");
        let old: Vec<(usize, usize)> = a.units.iter().map(|u| (u.old.start, u.old.end)).collect();
        assert_eq!(old, [(0, 1), (1, 10), (10, 11)]);
    }

    #[test]
    fn what_cannot_be_read_is_passed_over() {
        let a = align("中å®Œ国", Codec::Windows1252, Codec::Utf8);
        assert_eq!(a.restored, "\n完\n");
        assert_eq!(a.runs().map(|r| r.len()).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn ascii_can_be_half_a_character() {
        let a = align("¥_¨Ê", Codec::Windows1252, Codec::Big5);
        assert_eq!(a.restored, "北京");
        assert_eq!(a.units.len(), 2);
    }
}
