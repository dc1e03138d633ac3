//! Spaces: one between Chinese and a Latin word or a number, none beside full-width
//! punctuation, none in the middle of a Chinese sentence. Leaves indents, rows of spaces,
//! headings, lists of names and everything inside code; where the usual tools disagree about a
//! sign, it inserts nothing.

use super::Normalizer;
use super::brackets;
use super::sight::{Line, Side, is_chinese};
use crate::patch::Edit;
use crate::span::Span;

/// Words this short on both sides of a space are a list of names: 甲 乙 丙.
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
        let is_sentence = text.contains(['，', '。', '？', '！', '；']);
        // Where the piece between two spaces begins.
        let mut piece = line.span.start;
        for (at, c) in text.char_indices().map(|(i, c)| (line.span.start + i, c)) {
            if c == ' ' {
                let span = Span::new(at, at + 1);
                let cuts = || is_sentence && cuts_a_sentence(line, span, piece);
                if is_stray(line, span) || cuts() {
                    out.push(Edit { span, text: "".into() });
                }
                piece = at + 1;
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
    let text = |side| matches!(side, Side::Chinese | Side::Letter | Side::Digit) || full(side);
    if line.is_marker(space.start) || !text(before) || !text(after) {
        return false;
    }
    // `3 ，4` are two numbers.
    if joins_digits(line, space) {
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

/// Whether the single space at `space` cuts a Chinese sentence in two. The piece before it
/// begins at `piece`.
fn cuts_a_sentence(line: Line<'_>, space: Span, piece: usize) -> bool {
    let sides = (line.before(space.start), line.after(space.end));
    if sides != (Side::Chinese, Side::Chinese) || line.is_marker(space.start) {
        return false;
    }
    let before = Span::new(piece, space.start).slice(line.text);
    let rest = Span::new(space.end, line.span.end).slice(line.text);
    let after = rest.split(' ').next().unwrap_or(rest);
    let short = |piece: &str| piece.chars().take(SHORT + 1).count() <= SHORT;
    // A short first word is a heading or a label.
    let titled = piece == line.span.start && (short(before) || is_number_of_part(before));
    let labelled = before.contains('：') || after.contains('：');
    !titled && !labelled && !(short(before) && short(after))
}

/// 第三章, 第十二条.
fn is_number_of_part(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('第') && text.ends_with(PARTS)
}

/// What laws, books and courses are divided into.
const PARTS: [char; 12] = ['编', '篇', '章', '节', '条', '款', '项', '回', '卷', '部', '讲', '课'];
