//! Sets of characters that a text is searched for at one table look-up a character. Built
//! at compile time for what the stage knows, at run time for what rules add.

/// Code points below this have a bit each; all others are one class.
const PLANE: usize = 0x1_0000;

/// A set of characters, and how to find the next one of them in a text.
#[derive(Clone)]
pub(super) struct CharSet {
    /// Bytes that a character of the set can begin with.
    lead: [bool; 256],
    bits: [u64; PLANE / 64],
    /// Characters beyond the first plane, as inclusive ranges; few sets have any.
    beyond: Option<(u32, u32)>,
}

impl CharSet {
    pub(super) const EMPTY: CharSet =
        CharSet { lead: [false; 256], bits: [0; PLANE / 64], beyond: None };

    /// The characters of inclusive ranges.
    pub(super) const fn of(ranges: &[(char, char)]) -> CharSet {
        let mut set = CharSet::EMPTY;
        let mut i = 0;
        while i < ranges.len() {
            set.add_range(ranges[i].0 as u32, ranges[i].1 as u32);
            i += 1;
        }
        set
    }

    /// Adds one character.
    pub(super) const fn add(&mut self, c: char) {
        self.add_range(c as u32, c as u32);
    }

    /// Adds the characters of another set.
    pub(super) fn add_all(&mut self, other: &CharSet) {
        self.bits.iter_mut().zip(&other.bits).for_each(|(mine, others)| *mine |= others);
        self.lead.iter_mut().zip(&other.lead).for_each(|(mine, others)| *mine |= others);
        if let Some((first, last)) = other.beyond {
            self.add_beyond(first, last);
        }
    }

    const fn add_range(&mut self, first: u32, last: u32) {
        let mut code = first;
        while code <= last && (code as usize) < PLANE {
            self.bits[code as usize / 64] |= 1 << (code % 64);
            self.lead[lead_byte(code)] = true;
            code += 1;
        }
        if code <= last {
            self.add_beyond(code, last);
        }
    }

    const fn add_beyond(&mut self, first: u32, last: u32) {
        self.beyond = match self.beyond {
            // The hull is enough: it is only a gate, the rules look closer.
            Some((a, b)) => {
                Some((if a < first { a } else { first }, if b > last { b } else { last }))
            }
            None => Some((first, last)),
        };
        let mut byte = 0xF0;
        while byte < 0xF5 {
            self.lead[byte] = true;
            byte += 1;
        }
    }

    /// Whether `c` belongs to the set.
    pub(super) const fn contains(&self, c: char) -> bool {
        self.has(c as u32)
    }

    const fn has(&self, code: u32) -> bool {
        if (code as usize) < PLANE {
            return self.bits[code as usize / 64] >> (code % 64) & 1 == 1;
        }
        matches!(self.beyond, Some((first, last)) if first <= code && code <= last)
    }

    /// The first character of the set in `text` at or after byte `at`, a character border.
    pub(super) fn next(&self, text: &str, at: usize) -> Option<(usize, char)> {
        let bytes = text.as_bytes();
        let mut i = at;
        while let Some(&first) = bytes.get(i) {
            let width = WIDTH[usize::from(first >> 4)];
            if self.lead[usize::from(first)] {
                let low = |k: usize| u32::from(bytes.get(i + k).copied().unwrap_or(0) & 0x3F);
                let first = u32::from(first);
                let code = match width {
                    1 => first,
                    2 => (first & 0x1F) << 6 | low(1),
                    3 => (first & 0x0F) << 12 | low(1) << 6 | low(2),
                    _ => (first & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3),
                };
                if self.has(code) {
                    return char::from_u32(code).map(|c| (i, c));
                }
            }
            i += width;
        }
        None
    }

    /// All characters of the set in `text`, with their places.
    pub(super) fn all(&self, text: &str) -> impl Iterator<Item = (usize, char)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let (place, c) = self.next(text, at)?;
            at = place + c.len_utf8();
            Some((place, c))
        })
    }
}

/// Length of a character by the upper half of its first byte.
const WIDTH: [usize; 16] = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4];

/// First byte of a code point of the first plane in UTF-8.
const fn lead_byte(code: u32) -> usize {
    match code {
        0..0x80 => code as usize,
        0x80..0x800 => 0xC0 | (code as usize >> 6),
        _ => 0xE0 | (code as usize >> 12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    static SET: CharSet =
        CharSet::of(&[('&', '&'), ('\u{80}', '\u{9F}'), ('〝', '〞'), ('\u{2F800}', '\u{2FA1F}')]);

    proptest! {
        #[test]
        fn finds_what_a_plain_reading_finds(text in any::<String>(), more in "[&〝〞\u{85}你𠀀]{0,9}") {
            let text = format!("{text}{more}");
            let plain: Vec<_> = text.char_indices().filter(|(_, c)| SET.contains(*c)).collect();
            prop_assert_eq!(SET.all(&text).collect::<Vec<_>>(), plain);
        }
    }
}
