//! Spaces: one between Chinese and a Latin word or a number, none beside full-width
//! punctuation. One in the middle of a Chinese sentence is only proposed. Leaves indents, rows
//! of spaces and everything inside code; where the usual tools disagree about a sign, it mostly
//! inserts nothing.

use super::Normalizer;
use super::brackets;
use super::sight::{Line, Side, is_chinese};
use crate::patch::Edit;
use crate::span::Span;

/// Words this short beside a space are a list, a label or a heading: 甲 乙 丙, 第三章 总则.
const SHORT: usize = 4;

/// The normalization.
pub(super) struct Space;

impl Normalizer for Space {
    fn look(&self, line: Line<'_>, out: &mut Vec<Edit>) {
        let (mut opening, mut closing): (Vec<usize>, Vec<usize>) =
            brackets::pairs(line).iter().map(|(open, close)| (open.start, close.end)).unzip();
        opening.sort_unstable();
        closing.sort_unstable();
        let text = line.span.slice(line.text);
        for (at, c) in text.char_indices().map(|(i, c)| (line.span.start + i, c)) {
            if c == ' ' {
                let span = Span::new(at, at + 1);
                if is_stray(line, span) {
                    out.push(Edit { span, text: "".into() });
                }
                continue;
            }
            let before = line.char_before(at).is_some_and(is_chinese);
            let wants = match (before, is_chinese(c)) {
                (true, false) => begins_word(line, at) || opening.binary_search(&at).is_ok(),
                (false, true) => ends_word(line, at) || closing.binary_search(&at).is_ok(),
                _ => false,
            };
            if wants && !line.is_inside_protected(at) {
                out.push(Edit { span: Span::new(at, at), text: " ".into() });
            }
        }
    }

    /// A space between two Chinese characters may be all that is left of a line break.
    fn doubts(&self, line: Line<'_>, out: &mut Vec<Edit>) {
        for (span, _) in line.chars().filter(|(_, c)| *c == ' ') {
            if cuts_a_sentence(line, span) {
                out.push(Edit { span, text: "".into() });
            }
        }
    }
}

/// Whether a word, a number or code begins at `at`.
fn begins_word(line: Line<'_>, at: usize) -> bool {
    match line.after(at) {
        Side::Code => line.char_after(at).is_some_and(is_code_border),
        side => side.is_word(),
    }
}

/// Whether one ends at `at`: `100`, `Word`, `3.5%`, `C++`, `` `code` ``.
fn ends_word(line: Line<'_>, at: usize) -> bool {
    match line.before(at) {
        Side::Code => line.char_before(at).is_some_and(is_code_border),
        Side::Other('%') => line.before(at - 1) == Side::Digit,
        Side::Other('+') => {
            line.char_before(at - 1) == Some('+') && line.before(at - 2) == Side::Letter
        }
        side => side.is_word(),
    }
}

/// Inline code and addresses are set off like words, tags and formulas are not.
fn is_code_border(c: char) -> bool {
    c == '`' || c.is_ascii_alphanumeric()
}

/// Whether the space at `space` stands by itself beside full-width punctuation.
fn is_stray(line: Line<'_>, space: Span) -> bool {
    let (before, after) = (line.before(space.start), line.after(space.end));
    let full = |side| matches!(side, Side::Opening | Side::Closing | Side::Mark);
    let text = |side: Side| side == Side::Chinese || side.is_word() || full(side);
    // Code is set off from brackets, and `3 ，4` are two numbers.
    let bracketed =
        |side, other| side == Side::Code && matches!(other, Side::Opening | Side::Closing);
    if line.is_marker(space.start)
        || !(text(before) && text(after))
        || bracketed(before, after)
        || bracketed(after, before)
        || joins_digits(line, space)
    {
        return false;
    }
    // Curly marks are English as well: they belong to Chinese only where it stands beside them.
    let curly = |c: Option<char>| c.is_some_and(|c| "“”‘’—…".contains(c));
    let sides = [
        (before, curly(line.char_before(space.start))),
        (after, curly(line.char_after(space.end))),
    ];
    match sides.iter().any(|s| s.1) {
        true => sides.iter().all(|s| s.1 || s.0 == Side::Chinese),
        false => full(before) || full(after),
    }
}

/// Whether digits would stand on both sides of the mark beside the space.
fn joins_digits(line: Line<'_>, space: Span) -> bool {
    let mark = |c: Option<char>| c.filter(|c| "，：".contains(*c)).map(char::len_utf8);
    match (mark(line.char_before(space.start)), mark(line.char_after(space.end))) {
        (Some(width), None) => {
            line.before(space.start - width) == Side::Digit && line.after(space.end) == Side::Digit
        }
        (None, Some(width)) => {
            line.before(space.start) == Side::Digit && line.after(space.end + width) == Side::Digit
        }
        _ => false,
    }
}

/// Whether the single space at `space` cuts a run of Chinese in two that may be one sentence.
fn cuts_a_sentence(line: Line<'_>, space: Span) -> bool {
    let before = Span::new(line.span.start, space.start).slice(line.text);
    let after = Span::new(space.end, line.span.end).slice(line.text);
    let long = |chars: &mut dyn Iterator<Item = char>| {
        chars.take(SHORT + 1).take_while(|c| is_chinese(*c)).count() > SHORT
    };
    long(&mut before.chars().rev()) && long(&mut after.chars())
}
