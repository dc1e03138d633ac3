//! UTF-8 that was read in another charset where some bytes did not survive: the reader put
//! U+FFFD or `?` in the place of what it could not read. The structure of UTF-8 tells where
//! in which character the lost bytes were; characters with all their bytes come back, the
//! others are left as what is known of them. Never guesses; who does is told what is possible.

use super::{Codec, Codecs};
use crate::span::Span;

/// A lost byte makes a reading worse by this much, so that of two readings the one with
/// fewer lost bytes is taken. The unit is arbitrary.
const COST_LOST: u16 = 10;
/// One replacement character for two bytes is rarer than one for one.
const COST_TWO: u16 = 3;
/// A lost first byte leaves more open than a lost later one.
const COST_LEAD: u16 = 15;
/// A space that was a byte.
const COST_SPACE: u16 = 4;
/// The end of the text cuts a character off.
const COST_CUT: u16 = 12;
/// The byte that is a no-break space in most single-byte charsets.
const NO_BREAK_SPACE: u8 = 0xA0;
/// No reading.
const NEVER: u16 = u16::MAX;

/// First bytes of three that Chinese text has: punctuation, kana, ideographs, full width.
const LEADS: [u8; 9] = [0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF];

/// A character that lost some of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    /// Its bytes in UTF-8, as far as known.
    bytes: Vec<Option<u8>>,
    /// For each unknown byte, the byte that follows it if the two would have been one
    /// character had they been readable.
    before: Vec<Option<u8>>,
    /// What the text was read as.
    reader: Codec,
}

impl Lost {
    /// The characters that it may have been, less those that the reader could have read.
    pub(crate) fn candidates(&self, codecs: &Codecs) -> Vec<char> {
        let mut found = Vec::new();
        let mut bytes = Vec::new();
        self.complete(codecs, &mut bytes, &mut found);
        found
    }

    fn complete(&self, codecs: &Codecs, bytes: &mut Vec<u8>, found: &mut Vec<char>) {
        let at = bytes.len();
        let Some(next) = self.bytes.get(at) else {
            let whole = std::str::from_utf8(bytes).ok();
            found.extend(whole.and_then(|t| t.chars().next()).filter(|c| !c.is_ascii()));
            return;
        };
        let mut go_on = |byte: u8| {
            bytes.push(byte);
            self.complete(codecs, bytes, found);
            bytes.pop();
        };
        match next {
            Some(byte) => go_on(*byte),
            None if at == 0 => {
                LEADS.iter().filter(|b| self.unreadable(codecs, at, **b)).for_each(|&b| go_on(b));
            }
            None => (0x80..=0xBF).filter(|b| self.unreadable(codecs, at, *b)).for_each(go_on),
        }
    }

    /// Whether the reader could not have made anything of `byte` in this place.
    fn unreadable(&self, codecs: &Codecs, at: usize, byte: u8) -> bool {
        if self.reader.is_single() {
            // Control characters are what such readers replace or drop.
            return codecs.decode(self.reader, &[byte]).is_none_or(|(c, _)| c.is_control());
        }
        match self.before.get(at).copied().flatten() {
            // Many readers have nothing where the widest table has a private character.
            Some(next) => codecs
                .decode(self.reader, &[byte, next])
                .is_none_or(|(c, _)| matches!(c, '\u{E000}'..='\u{F8FF}')),
            None => true,
        }
    }
}

/// One character of a salvaged text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Whole(char),
    Lost(Lost),
}

/// A text as far as it could be salvaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Partial {
    pub(crate) pieces: Vec<Piece>,
}

/// One byte or what is left of some.
#[derive(Clone, Copy, Debug)]
enum Item {
    Known(u8),
    /// U+FFFD: one byte or two.
    Replaced,
    /// A question mark, or one byte or two.
    Question,
    /// A space, or what a no-break space became: the byte A0.
    Space,
}

/// How an item was taken in the best reading that ends there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Taken {
    /// Bytes that were still missing before it.
    missing: u8,
    /// How many bytes it stands for; 0 for a question mark that is one.
    bytes: u8,
}

/// Costs of the best readings that end with 0, 1, 2 or 3 bytes missing.
type Costs = [u16; 4];

impl Partial {
    /// What can be salvaged of `text`, if it is such a text as a whole.
    pub(crate) fn all(codecs: &Codecs, reader: Codec, text: &str) -> Option<Partial> {
        let mut items = Vec::with_capacity(2 * text.len());
        for c in text.chars() {
            push_items(codecs, reader, c, &mut items)?;
        }
        let (mut costs, mut taken): (Costs, Vec<[Taken; 4]>) = ([0, NEVER, NEVER, NEVER], vec![]);
        for &(item, _) in &items {
            let (next, how) = step(&costs, item);
            costs = next;
            taken.push(how);
        }
        let cut = (1..4).filter(|&m| costs[m] != NEVER).min_by_key(|&m| costs[m]);
        let cut_cost = cut.map_or(NEVER, |m| costs[m].saturating_add(COST_CUT));
        let end = if costs[0] <= cut_cost { 0 } else { cut? };
        (costs[end] != NEVER).then(|| collect(codecs, reader, &items, &taken, end))
    }

    /// The parts of `text`, between places where no reading is possible, that could have come
    /// about in this way. Each begins and ends with a character beyond ASCII.
    pub(crate) fn parts(codecs: &Codecs, reader: Codec, text: &str) -> Vec<Span> {
        let mut parts = Vec::new();
        let mut costs: Costs = [0, NEVER, NEVER, NEVER];
        // Where the part begins, and where a reading last ended with nothing missing.
        let (mut start, mut whole): (Option<usize>, usize) = (None, 0);
        let close = |start: &mut Option<usize>, end: usize, parts: &mut Vec<Span>| {
            if let Some(start) = start.take().filter(|s| *s < end) {
                parts.push(Span::new(start, end));
            }
        };
        let mut items = Vec::new();
        let mut chars = text.char_indices();
        let mut again = None;
        while let Some((at, c)) = again.take().or_else(|| chars.next()) {
            let end = at + c.len_utf8();
            items.clear();
            if push_items(codecs, reader, c, &mut items).is_none() {
                close(&mut start, whole, &mut parts);
                costs = [0, NEVER, NEVER, NEVER];
                continue;
            }
            let next = items.iter().fold(costs, |costs, (item, _)| step(&costs, *item).0);
            if next == [NEVER; 4] {
                let fresh = costs == [0, NEVER, NEVER, NEVER];
                close(&mut start, whole, &mut parts);
                costs = [0, NEVER, NEVER, NEVER];
                if !fresh {
                    again = Some((at, c));
                }
                continue;
            }
            if !c.is_ascii() {
                start = start.or(Some(at));
            }
            if next[0] != NEVER && !c.is_ascii() {
                whole = end;
            }
            // What lies behind is decided; only differences matter from here on.
            let least = next.iter().copied().min().unwrap_or(0);
            costs = next.map(|cost| if cost == NEVER { NEVER } else { cost - least });
        }
        // The end of the text may cut a character off.
        let end = if costs[1..].iter().any(|c| *c < NEVER) { text.trim_end().len() } else { whole };
        close(&mut start, end.max(whole), &mut parts);
        parts
    }

    /// The text, with U+FFFD for every character that is not known.
    pub(crate) fn marked(&self) -> String {
        let each = self.pieces.iter().map(|piece| match piece {
            Piece::Whole(c) => *c,
            Piece::Lost(_) => char::REPLACEMENT_CHARACTER,
        });
        each.collect()
    }

    /// How many characters are not known.
    pub(crate) fn lost(&self) -> usize {
        self.pieces.iter().filter(|p| matches!(p, Piece::Lost(_))).count()
    }
}

/// Appends what `c` may stand for, each item with whether it begins a character of the misread
/// text. `None` if the reader has no such character.
fn push_items(
    codecs: &Codecs,
    reader: Codec,
    c: char,
    items: &mut Vec<(Item, bool)>,
) -> Option<()> {
    match c {
        char::REPLACEMENT_CHARACTER => items.push((Item::Replaced, true)),
        '?' => items.push((Item::Question, true)),
        ' ' if reader.is_single() => items.push((Item::Space, true)),
        c => {
            let bytes = codecs.encode(reader, c)?;
            let each = bytes.as_slice().iter().enumerate();
            items.extend(each.map(|(i, &byte)| (Item::Known(byte), i == 0)));
        }
    }
    Some(())
}

/// The best readings after one more item.
fn step(costs: &Costs, item: Item) -> (Costs, [Taken; 4]) {
    let mut next = [NEVER; 4];
    let mut how = [Taken::default(); 4];
    for (missing, &cost) in costs.iter().enumerate().filter(|(_, c)| **c != NEVER) {
        let mut reach = |to: usize, more: u16, bytes: u8| {
            let cost = cost.saturating_add(more).min(NEVER - 1);
            if cost < next[to] {
                next[to] = cost;
                how[to] = Taken { missing: u8::try_from(missing).unwrap_or(0), bytes };
            }
        };
        match item {
            Item::Known(byte) => {
                if let Some(to) = after_byte(missing, byte) {
                    reach(to, 0, 1);
                }
            }
            Item::Space => match missing {
                0 => reach(0, 0, 0),
                _ => reach(missing - 1, COST_SPACE, 1),
            },
            Item::Replaced | Item::Question => {
                if missing == 0 && matches!(item, Item::Question) {
                    reach(0, 0, 0);
                }
                let (one, cost_one) = after_lost(missing);
                reach(one, cost_one, 1);
                let (two, cost_two) = after_lost(one);
                reach(two, cost_one + cost_two + COST_TWO, 2);
            }
        }
    }
    (next, how)
}

/// How many bytes are missing after a known one; `None` if it cannot stand there.
fn after_byte(missing: usize, byte: u8) -> Option<usize> {
    match (missing, byte) {
        (0, 0x00..=0x7F) => Some(0),
        (0, 0xC2..=0xDF) => Some(1),
        (0, 0xE0..=0xEF) => Some(2),
        (0, 0xF0..=0xF4) => Some(3),
        (1..=3, 0x80..=0xBF) => Some(missing - 1),
        _ => None,
    }
}

/// How many bytes are missing after a lost one, and what that costs.
fn after_lost(missing: usize) -> (usize, u16) {
    match missing {
        0 => (2, COST_LOST + COST_LEAD),
        _ => (missing - 1, COST_LOST),
    }
}

/// Walks back from the end and puts the characters together.
fn collect(
    codecs: &Codecs,
    reader: Codec,
    items: &[(Item, bool)],
    taken: &[[Taken; 4]],
    end: usize,
) -> Partial {
    // Backwards: bytes, the byte behind each lost one, and whether a character begins.
    let mut slots: Vec<(Option<u8>, Option<u8>, bool)> = Vec::new();
    let mut state = end;
    for (i, (item, _)) in items.iter().enumerate().rev() {
        let how = taken[i][state];
        let before = usize::from(how.missing);
        match item {
            Item::Known(byte) => slots.push((Some(*byte), None, before == 0)),
            Item::Space if how.bytes == 0 => slots.push((Some(b' '), None, true)),
            Item::Space => slots.push((Some(NO_BREAK_SPACE), None, false)),
            _ if how.bytes == 0 => slots.push((Some(b'?'), None, true)),
            _ => {
                let behind = match items.get(i + 1) {
                    Some((Item::Known(next), true)) if how.bytes == 1 => Some(*next),
                    _ => None,
                };
                if how.bytes == 2 {
                    // Between its two bytes the state is one byte further.
                    let begins = after_lost(before).0 == 0;
                    slots.push((None, None, begins));
                    slots.push((None, None, before == 0));
                } else {
                    slots.push((None, behind, before == 0));
                }
            }
        }
        state = before;
    }
    slots.reverse();
    let mut pieces = Vec::new();
    let mut rest = &slots[..];
    while let [first, tail @ ..] = rest {
        let more = tail.iter().take_while(|s| !s.2).count();
        let (own, next) = rest.split_at(1 + more);
        pieces.push(piece(codecs, reader, own, first.0));
        rest = next;
    }
    Partial { pieces }
}

fn piece(
    codecs: &Codecs,
    reader: Codec,
    own: &[(Option<u8>, Option<u8>, bool)],
    first: Option<u8>,
) -> Piece {
    let length = match first {
        Some(0x00..=0x7F) => 1,
        Some(0xC2..=0xDF) => 2,
        Some(0xF0..=0xF4) => 4,
        _ => 3,
    };
    let mut bytes: Vec<Option<u8>> = own.iter().map(|s| s.0).collect();
    bytes.resize(length, None);
    let known: Option<Vec<u8>> = bytes.iter().copied().collect();
    let whole = known.and_then(|b| std::str::from_utf8(&b).ok()?.chars().next());
    if let Some(c) = whole {
        return Piece::Whole(c);
    }
    let lost = Lost { bytes, before: own.iter().map(|s| s.1).collect(), reader };
    match lost.candidates(codecs)[..] {
        [only] => Piece::Whole(only),
        _ => Piece::Lost(lost),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn salvage(text: &str) -> String {
        let codecs = Codecs::default();
        Partial::all(&codecs, Codec::Gb18030, text).expect("salvageable").marked()
    }

    #[test]
    fn what_kept_its_bytes_comes_back_and_what_did_not_is_marked() {
        assert_eq!(salvage("鏈嶅姟"), "服务");
        assert_eq!(salvage("楂樼\u{FFFD}戝簵甯備汉姘戞斂搴滐細"), "高\u{FFFD}店市人民政府：");
        assert_eq!(salvage("鍒躲\u{FFFD}\u{FFFD}"), "制\u{FFFD}");
        assert_eq!(salvage("鏈嶅姟?"), "服务?");
    }

    #[test]
    fn a_no_break_space_that_became_a_space_is_a_byte_again() {
        let codecs = Codecs::default();
        let text = "ä¿®æ¸ è¿›åº¦ ok ";
        let partial = Partial::all(&codecs, Codec::Windows1252, text).unwrap();
        assert_eq!(partial.marked(), "修渠进度 ok ");
    }

    #[test]
    fn candidates_are_what_the_reader_could_not_read() {
        let codecs = Codecs::default();
        let partial =
            Partial::all(&codecs, Codec::Gb18030, "楂樼\u{FFFD}戝簵甯備汉姘戞斂搴滐細").unwrap();
        let Piece::Lost(lost) = &partial.pieces[1] else { panic!("{partial:?}") };
        let candidates = lost.candidates(&codecs);
        assert!(candidates.contains(&'碑'), "{candidates:?}");
        assert!(candidates.len() < 20, "{candidates:?}");
    }

    #[test]
    fn parts_are_found_between_what_cannot_be_read_so() {
        let codecs = Codecs::default();
        let text = "提供鏈嶅姟，以及 鏈嶅姟。";
        let parts = Partial::parts(&codecs, Codec::Gb18030, text);
        let found: Vec<&str> = parts.iter().map(|p| p.slice(text)).collect();
        assert!(found.contains(&"鏈嶅姟"), "{found:?}");
        for part in parts {
            assert!(Partial::all(&codecs, Codec::Gb18030, part.slice(text)).is_some());
        }
    }

    #[test]
    fn what_is_no_such_text_is_none() {
        let codecs = Codecs::default();
        assert_eq!(Partial::all(&codecs, Codec::Gb18030, "服务群众"), None);
    }
}
