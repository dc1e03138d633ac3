//! A long list of words, found wherever they stand in running text: at each character the longest
//! one that begins there. A bit for each hashed beginning keeps a hundred thousand words from
//! costing more than a few, because hardly any place of a text begins like one of them.

use crate::span::Span;

/// Characters that a beginning has; shorter words are their own.
const BEGINNING: usize = 4;

/// What stands after the last character of a text: no character, nowhere.
const END: (usize, u32) = (usize::MAX, u32::MAX);

/// Bits of the gate for each word. A beginning sets [`MARKS`] of them in one group of 64, so that
/// one place in a hundred passes by chance, after one look into memory.
const BITS_A_WORD: usize = 16;
const MARKS: u32 = 3;

/// Words with a value each.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    /// Sorted by their text.
    words: Vec<Word>,
    /// By hash of a beginning, the words that share it; open addressing.
    groups: Vec<Group>,
    /// Bits for the hash of each beginning.
    gate: Vec<u64>,
    /// Whether there is a beginning of one character, of two, of three, of four.
    lengths: [bool; BEGINNING],
}

#[derive(Debug)]
struct Word {
    text: Box<str>,
    value: u32,
    /// The longest word that this one begins with.
    begins_with: Option<u32>,
}

/// Words with one beginning, as positions in the sorted list; empty if the slot is free.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    beginning: Beginning,
    from: u32,
    to: u32,
    /// What the word stands for that the beginning is, if there is no other: the common case, for
    /// which nothing else needs to be read.
    only: Option<u32>,
}

impl Dictionary {
    /// Words and what each stands for. Of equal words the first counts; empty ones are nowhere.
    pub(crate) fn new<'w>(words: impl IntoIterator<Item = (&'w str, u32)>) -> Dictionary {
        let mut list: Vec<(&str, u32)> =
            words.into_iter().filter(|(word, _)| !word.is_empty()).collect();
        list.sort_by_key(|&(word, _)| word);
        list.dedup_by_key(|(word, _)| *word);
        let mut dictionary = Dictionary::default();
        let mut open: Vec<u32> = Vec::new();
        for (i, (text, value)) in (0u32..).zip(list) {
            // In sorted order, what a word begins with comes before it with nothing between that
            // does not begin so, too.
            let begins = |&w: &u32| text.starts_with(&*dictionary.words[w as usize].text);
            while open.last().is_some_and(|w| !begins(w)) {
                open.pop();
            }
            let begins_with = open.last().copied();
            open.push(i);
            dictionary.words.push(Word { text: text.into(), value, begins_with });
        }
        dictionary.index();
        dictionary
    }

    /// Makes gate and groups of the sorted words.
    fn index(&mut self) {
        let count = self.words.len();
        self.gate = vec![0; (count * BITS_A_WORD).div_ceil(64).next_power_of_two()];
        self.groups = vec![Group::default(); (2 * count + 1).next_power_of_two()];
        let mut from = 0;
        while from < count {
            let beginning = Beginning::of(&self.words[from].text);
            let same = |w: &Word| Beginning::of(&w.text) == beginning;
            let to = from + self.words[from..].iter().take_while(|w| same(w)).count();
            self.lengths[beginning.length - 1] = true;
            let hash = beginning.hash();
            let place = below(hash, self.gate.len());
            self.gate[place] |= marks(hash);
            let mut slot = below(hash, self.groups.len());
            while !self.groups[slot].is_free() {
                slot = (slot + 1) % self.groups.len();
            }
            let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let first = &self.words[from];
            let is_all = to == from + 1 && first.text.chars().count() <= BEGINNING;
            let only = is_all.then_some(first.value);
            self.groups[slot] = Group { beginning, from: narrow(from), to: narrow(to), only };
            from = to;
        }
    }

    /// Bytes of the longest word.
    pub(crate) fn longest_word(&self) -> usize {
        self.words.iter().map(|w| w.text.len()).max().unwrap_or(0)
    }

    /// Whether there is no word.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The first place at or after byte `from`, a character border, and before `to`, where a word
    /// begins, and what the longest one there stands for.
    pub(crate) fn next(&self, text: &str, from: usize, to: usize) -> Option<(Span, u32)> {
        if self.is_empty() {
            return None;
        }
        let rest = Span::new(from, text.len()).slice(text);
        let mut ahead = rest.char_indices().map(|(at, c)| (from + at, u32::from(c)));
        let mut window = [(); BEGINNING].map(|()| ahead.next().unwrap_or(END));
        while window[0].0 < to {
            let (at, characters) = (window[0].0, window.map(|(_, c)| c));
            if let Some((length, value)) = self.longest(text, at, characters) {
                return Some((Span::new(at, at + length), value));
            }
            window.rotate_left(1);
            window[BEGINNING - 1] = ahead.next().unwrap_or(END);
        }
        None
    }

    /// Bytes and value of the longest word that begins at `at`, of which the next characters are
    /// known.
    fn longest(&self, text: &str, at: usize, window: [u32; BEGINNING]) -> Option<(usize, u32)> {
        for length in (1..=BEGINNING).rev().filter(|&n| self.lengths[n - 1]) {
            let beginning = Beginning::new(window, length);
            let hash = beginning.hash();
            let marks = marks(hash);
            if self.gate[below(hash, self.gate.len())] & marks != marks {
                continue;
            }
            let Some(group) = self.group(beginning, hash) else { continue };
            if let Some(value) = group.only {
                return Some((beginning.bytes(), value));
            }
            let words = &self.words[group.from as usize..group.to as usize];
            let rest = &text.as_bytes()[at..];
            let before = words.partition_point(|w| w.text.as_bytes() <= rest);
            let mut word = before.checked_sub(1).map(|i| &words[i]);
            while let Some(w) = word {
                if rest.starts_with(w.text.as_bytes()) {
                    return Some((w.text.len(), w.value));
                }
                word = w.begins_with.map(|i| &self.words[i as usize]);
            }
        }
        None
    }

    /// The words with this beginning.
    fn group(&self, beginning: Beginning, hash: u64) -> Option<Group> {
        let mut slot = below(hash, self.groups.len());
        loop {
            let group = self.groups[slot];
            if group.is_free() {
                return None;
            }
            if group.beginning == beginning {
                return Some(group);
            }
            slot = (slot + 1) % self.groups.len();
        }
    }
}

impl Group {
    fn is_free(self) -> bool {
        self.from == self.to
    }
}

/// How a word begins, and how many characters of it count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Beginning {
    characters: [u32; BEGINNING],
    length: usize,
}

impl Beginning {
    /// That of the text that goes on with these characters.
    fn new(window: [u32; BEGINNING], length: usize) -> Beginning {
        let mut characters = [0; BEGINNING];
        characters[..length].copy_from_slice(&window[..length]);
        Beginning { characters, length }
    }

    /// That of a word, which is not empty.
    fn of(word: &str) -> Beginning {
        let mut characters = [0; BEGINNING];
        let mut length = 0;
        for (to, c) in characters.iter_mut().zip(word.chars()) {
            *to = u32::from(c);
            length += 1;
        }
        Beginning { characters, length }
    }

    /// Bytes in UTF-8.
    fn bytes(self) -> usize {
        let characters = self.characters[..self.length].iter();
        characters.filter_map(|&c| char::from_u32(c)).map(char::len_utf8).sum()
    }

    /// Multiplicative hashing: the high bits are well mixed.
    fn hash(self) -> u64 {
        const ODD: [u64; BEGINNING] = [
            0x9E37_79B9_7F4A_7C15,
            0xC2B2_AE3D_27D4_EB4F,
            0x1656_67B1_9E37_79F9,
            0xD6E8_FEB8_6659_FD93,
        ];
        let terms = self.characters.iter().zip(ODD).map(|(&c, odd)| u64::from(c).wrapping_mul(odd));
        let sum = terms.fold(self.length as u64, u64::wrapping_add);
        (sum ^ (sum >> 29)).wrapping_mul(ODD[0])
    }
}

/// A number below `size`, a power of two, from the high half of a hash.
fn below(hash: u64, size: usize) -> usize {
    usize::try_from(hash >> 32).unwrap_or(0) & (size - 1)
}

/// The bits that a hash sets in its group of the gate, from the low half.
fn marks(hash: u64) -> u64 {
    (0..MARKS).fold(0, |bits, k| bits | 1 << (hash >> (14 + 6 * k) & 63))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same by trying every word at every place.
    fn plainly(words: &[String], text: &str, from: usize) -> Option<(Span, u32)> {
        text.char_indices().filter(|&(at, _)| at >= from).find_map(|(at, _)| {
            let rest = Span::new(at, text.len()).slice(text);
            let here = words.iter().enumerate().filter(|(_, w)| rest.starts_with(&***w));
            // Of equal words the first counts.
            let longest = here.rev().max_by_key(|(_, w)| w.len()).filter(|(_, w)| !w.is_empty());
            longest.map(|(i, w)| (Span::new(at, at + w.len()), u32::try_from(i).unwrap()))
        })
    }

    #[test]
    fn the_longest_word_at_the_first_place_is_found() {
        let words = ["平安", "平安县城", "安", "平安县城关镇中心", "县"];
        let dictionary = Dictionary::new(words.into_iter().zip(0..));
        let found = |text: &str, from| {
            dictionary.next(text, from, text.len()).map(|(s, v)| (s.slice(text).to_owned(), v))
        };
        assert_eq!(found("在平安县城关镇住", 0), Some(("平安县城".into(), 1)));
        assert_eq!(found("在平安县", 0), Some(("平安".into(), 0)));
        assert_eq!(found("在平安县", 6), Some(("安".into(), 2)));
        assert_eq!(found("无", 0), None);
        assert_eq!(Dictionary::new([]).next("无", 0, 3), None);
    }

    proptest! {
        #[test]
        fn it_finds_what_plain_search_finds(
            words in proptest::collection::vec("[甲乙丙a]{0,6}", 0..40),
            text in "[甲乙丙a丁]{0,60}",
            skip in 0usize..20,
        ) {
            let dictionary = Dictionary::new(words.iter().map(|w| &**w).zip(0..));
            let from = text.char_indices().nth(skip).map_or(text.len(), |(at, _)| at);
            prop_assert_eq!(dictionary.next(&text, from, text.len()), plainly(&words, &text, from));
        }
    }
}
