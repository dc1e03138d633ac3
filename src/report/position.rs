//! Byte offsets turned into the positions that editors and other programs count in. All
//! offsets of a document are looked up in one forward scan, so a finding costs the same
//! at the end of a 50 MB line as at its beginning.

use crate::span::Span;
use memchr::{memchr_iter, memrchr};

/// One place in a text, counted in every way that is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    /// UTF-8 bytes before it.
    pub(crate) byte: usize,
    /// Characters before it.
    pub(crate) char: usize,
    /// UTF-16 code units before it.
    pub(crate) utf16: usize,
    /// Line, counted from 1; lines end at `\n`.
    pub(crate) line: usize,
    /// Character within the line, counted from 1.
    pub(crate) column: usize,
}

/// The positions of chosen offsets of one text.
pub(crate) struct Positions(Vec<Position>);

impl Positions {
    /// Looks up `offsets`, given in any order; each lies on a character border of `text`.
    pub(crate) fn new(text: &str, mut offsets: Vec<usize>) -> Positions {
        offsets.sort_unstable();
        offsets.dedup();
        let mut at = Position { byte: 0, char: 0, utf16: 0, line: 1, column: 1 };
        let mut found = Vec::with_capacity(offsets.len());
        for offset in offsets {
            at = advance(text, at, offset);
            found.push(at);
        }
        Positions(found)
    }

    /// The position of an offset that was asked for.
    ///
    /// # Panics
    /// If it was not.
    pub(crate) fn at(&self, offset: usize) -> Position {
        let known = self.0.binary_search_by_key(&offset, |p| p.byte);
        known.map_or_else(|_| unreachable!("offset {offset} was not looked up"), |i| self.0[i])
    }
}

/// Moves forward to `offset`.
fn advance(text: &str, from: Position, offset: usize) -> Position {
    let piece = Span::new(from.byte, offset).slice(text).as_bytes();
    let chars = characters(piece);
    // A character beyond the basic plane takes four bytes in UTF-8, two units in UTF-16.
    let astral = piece.iter().filter(|&&b| b >= 0xF0).count();
    let column = match memrchr(b'\n', piece) {
        Some(newline) => 1 + characters(&piece[newline + 1..]),
        None => from.column + chars,
    };
    Position {
        byte: offset,
        char: from.char + chars,
        utf16: from.utf16 + chars + astral,
        line: from.line + memchr_iter(b'\n', piece).count(),
        column,
    }
}

fn characters(utf8: &[u8]) -> usize {
    utf8.iter().filter(|&&b| b & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_counting_agrees_with_the_definition() {
        let text = "勘误\r\n𠮷a，\n\n末";
        let offsets: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let positions = Positions::new(text, offsets.iter().rev().copied().collect());
        for offset in offsets {
            let before = &text[..offset];
            let line_start = before.rfind('\n').map_or(0, |i| i + 1);
            let wanted = Position {
                byte: offset,
                char: before.chars().count(),
                utf16: before.encode_utf16().count(),
                line: 1 + before.matches('\n').count(),
                column: 1 + before[line_start..].chars().count(),
            };
            assert_eq!(positions.at(offset), wanted);
        }
    }
}
