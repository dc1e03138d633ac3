//! Half-width round brackets in Chinese, in pairs: both become full-width or neither does.
//! Leaves brackets around Latin text after a Latin word, and whatever does not pair in its line.

use super::sight::{Line, Side, is_chinese};
use crate::patch::Edit;
use crate::span::Span;
use std::collections::BTreeSet;

/// Nested deeper than this, brackets are a formula or noise.
const DEEPEST: usize = 4;

/// The brackets of the line that belong to Chinese, with the spaces that go with them.
pub(super) fn full_width(line: Line<'_>) -> Vec<Edit> {
    let mut pairs = pairs(line);
    pairs.sort_unstable();
    let mut edits = Vec::new();
    // Where brackets end that will be full-width: `好(甲)(a)` is a row of them.
    let mut closed = BTreeSet::new();
    for (open, close) in pairs {
        let inside = Span::new(open.end, close.start);
        let holds_chinese = inside.slice(line.text).chars().any(is_chinese);
        let before = match closed.contains(&open.start) {
            true => Side::Closing,
            false => line.before(open.start),
        };
        let chinese_before = matches!(before, Side::Chinese | Side::Closing);
        let latin = matches!(line.after(open.end), Side::Letter | Side::Digit);
        if inside.is_empty() || !(holds_chinese || (chinese_before && latin)) {
            continue;
        }
        if is_sign(before) || is_sign(line.after(close.end)) {
            continue;
        }
        closed.insert(close.end);
        edits.push(Edit { span: with_space_before(line, open), text: "（".into() });
        edits.push(Edit { span: with_space_after(line, close), text: "）".into() });
    }
    edits
}

/// Whether a bracket beside this is one of markup, of a formula, or of a chemical name.
fn is_sign(side: Side) -> bool {
    matches!(side, Side::Other(']' | '[' | '!' | '$' | '_' | '\\' | '-' | '=' | '{' | '}' | '^'))
}

/// The pairs of the line, innermost first.
pub(super) fn pairs(line: Line<'_>) -> Vec<(Span, Span)> {
    let (mut open, mut pairs) = (Vec::new(), Vec::new());
    for (span, c) in line.chars() {
        match c {
            '(' if open.len() < DEEPEST => open.push(span),
            '(' => open.clear(),
            ')' => pairs.extend(open.pop().map(|start| (start, span))),
            _ => {}
        }
    }
    pairs
}

fn with_space_before(line: Line<'_>, mark: Span) -> Span {
    let spaced = line.char_before(mark.start) == Some(' ')
        && matches!(
            line.before(mark.start - 1),
            Side::Chinese | Side::Letter | Side::Digit | Side::Closing
        )
        && !line.is_marker(mark.start - 1);
    Span::new(mark.start - usize::from(spaced), mark.end)
}

fn with_space_after(line: Line<'_>, mark: Span) -> Span {
    let spaced = line.char_after(mark.end) == Some(' ')
        && matches!(
            line.after(mark.end + 1),
            Side::Chinese | Side::Letter | Side::Digit | Side::Opening
        );
    Span::new(mark.start, mark.end + usize::from(spaced))
}
