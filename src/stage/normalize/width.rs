//! Full-width letters, digits, and the signs and spaces among them. Leaves the indent of two
//! full-width spaces, rows of such spaces, half-width Katakana, and signs that stand in
//! Chinese by themselves.

use super::Normalizer;
use super::sight::{Line, Side};
use crate::patch::Edit;
use crate::span::Span;

/// How far a full-width form lies from its half-width one in Unicode.
const OFFSET: u32 = 0xFEE0;

/// The normalization.
pub(super) struct Width;

impl Normalizer for Width {
    fn look(&self, line: Line<'_>, out: &mut Vec<Edit>) {
        let mut run: Option<(Span, String)> = None;
        for (span, c) in line.chars() {
            let Some(fix) = half(line, span, c) else { continue };
            match &mut run {
                Some((place, text)) if place.end == span.start => {
                    place.end = span.end;
                    text.push(fix);
                }
                _ => {
                    put(run.take(), out);
                    run = Some((span, fix.into()));
                }
            }
        }
        put(run, out);
    }
}

fn put(run: Option<(Span, String)>, out: &mut Vec<Edit>) {
    out.extend(run.map(|(span, text)| Edit { span, text: text.into() }));
}

/// What `c` becomes.
fn half(line: Line<'_>, span: Span, c: char) -> Option<char> {
    let before = line.char_before(span.start);
    let after = line.char_after(span.end);
    let becomes = match c {
        _ if is_wide(c) => true,
        '％' => before.is_some_and(|b| is_wide(b) && is_digit(b)),
        '：' | '．' if [before, after].iter().all(|c| c.is_some_and(is_digit)) => {
            [before, after].iter().any(|c| c.is_some_and(is_wide))
        }
        '＋' | '－' | '＝' | '／' | '＠' | '＃' | '．' | '＿' => {
            let [before, after] = [before?, after?];
            is_word(before) && is_word(after) && (is_wide(before) || is_wide(after))
        }
        '\u{3000}' => {
            let spaced = |side| matches!(side, Side::Space | Side::Edge);
            let alone = !spaced(line.before(span.start)) && !spaced(line.after(span.end));
            return (alone && !line.is_indent(span.start)).then_some(' ');
        }
        _ => false,
    };
    becomes.then(|| char::from_u32(u32::from(c) - OFFSET)).flatten()
}

/// A full-width letter or digit.
fn is_wide(c: char) -> bool {
    matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９')
}

/// A letter or digit of either width.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || is_wide(c)
}
