//! Bullets, arrows and ticks of symbol fonts. Word and WPS store a character of such a
//! font as a private one, U+F000 plus its place in the font; without the font nothing is
//! left but a box. Which font it was is not in the text, so only places are listed at which
//! one of the usual fonts has a mark of lists. Other private characters stay.

use super::Sight;
use super::char_set::CharSet;
use crate::finding::{Confidence, Finding};
use crate::span::Span;

/// Place in the font and what it shows: Wingdings by Microsoft's chart of that font, except
/// B7, which is the bullet of the font Symbol and the one that Word sets by default.
const SYMBOLS: [(char, &str); 20] = [
    ('\u{F06C}', "●"),
    ('\u{F06E}', "■"),
    ('\u{F06F}', "□"),
    ('\u{F071}', "❑"),
    ('\u{F072}', "❒"),
    ('\u{F075}', "◆"),
    ('\u{F076}', "❖"),
    ('\u{F09F}', "•"),
    ('\u{F0A7}', "▪"),
    ('\u{F0A8}', "◻"),
    ('\u{F0B7}', "•"),
    ('\u{F0D8}', "➢"),
    ('\u{F0DF}', "←"),
    ('\u{F0E0}', "→"),
    ('\u{F0E8}', "➔"),
    ('\u{F0F0}', "⇨"),
    ('\u{F0FB}', "✗"),
    ('\u{F0FC}', "✓"),
    ('\u{F0FD}', "☒"),
    ('\u{F0FE}', "☑"),
];

pub(super) static PRIVATE: CharSet = CharSet::of(&[('\u{F06C}', '\u{F0FE}')]);

/// As many lines must begin with a mark that no space follows before it passes for a bullet
/// and not for a rare character of somebody's own font.
const LINES: usize = 2;

/// Marks of symbol fonts, likely ones at the start of a line.
pub(super) fn symbols(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let mut lines = [0usize; SYMBOLS.len()];
    for (at, c) in PRIVATE.all(sight.text()) {
        if let Some(i) = index(c) {
            lines[i] += usize::from(starts_line(sight, at));
        }
    }
    for (at, c) in PRIVATE.all(sight.text()) {
        let Some(i) = index(c) else { continue };
        let place = Span::new(at, at + c.len_utf8());
        let after = sight.view.after(place.end);
        let space = after.is_some_and(|c| c.is_whitespace() && c != '\n' && c != '\r');
        let bullet = starts_line(sight, at)
            && (space || lines[i] >= LINES)
            && !matches!(after, None | Some('\n' | '\r'));
        let confidence = if bullet { Confidence::Likely } else { Confidence::Possible };
        out.push(sight.finding(place, Some(SYMBOLS[i].1), confidence));
    }
}

fn index(c: char) -> Option<usize> {
    SYMBOLS.binary_search_by_key(&c, |s| s.0).ok()
}

/// Whether only spaces stand between the start of the line and byte `at`.
fn starts_line(sight: &Sight<'_>, at: usize) -> bool {
    let mut before = sight.view.backward(at);
    let first = before.find(|&c| !c.is_whitespace() || c == '\n' || c == '\r');
    matches!(first, None | Some('\n' | '\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_in_order_and_in_the_set() {
        assert!(SYMBOLS.is_sorted_by_key(|s| s.0));
        assert!(SYMBOLS.iter().all(|s| PRIVATE.contains(s.0)));
    }
}
