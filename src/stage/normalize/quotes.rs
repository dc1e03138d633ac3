//! Straight quotation marks in Chinese, in pairs within a line. Leaves apostrophes, inches,
//! feet and seconds, marks that do not pair, and lines that read like code or data.

use super::Normalizer;
use super::sight::{Line, Side, is_chinese};
use crate::patch::Edit;
use crate::span::Span;

/// What the marks become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// “ ” and ‘ ’, as on the mainland.
    Curly,
    /// 「 」 outside and 『 』 inside, as in Taiwan and Hong Kong.
    Corner,
}

/// The normalization.
pub(super) struct Quotes(pub(super) Style);

/// Signs that stand beside a straight mark in code and data, not in prose.
const CODE: &str = "={}[]\\<>;$&|#+_^~/@";

/// A quotation by its two marks.
#[derive(Clone, Copy)]
struct Pair {
    open: Span,
    close: Span,
}

impl Pair {
    fn holds(self, other: Pair) -> bool {
        self.open.end <= other.open.start && other.close.end <= self.close.start
    }
}

impl Normalizer for Quotes {
    fn look(&self, line: Line<'_>, out: &mut Vec<Edit>) {
        let (doubles, singles) = (pairs(line, '"'), pairs(line, '\''));
        for (own, other, curly) in
            [(&doubles, &singles, ["“", "”"]), (&singles, &doubles, ["‘", "’"])]
        {
            for pair in own {
                let marks = match self.0 {
                    Style::Curly => curly,
                    Style::Corner if is_held(*pair, other) => ["『", "』"],
                    Style::Corner => ["「", "」"],
                };
                for (span, mark) in [pair.open, pair.close].into_iter().zip(marks) {
                    out.push(Edit { span, text: mark.into() });
                }
            }
        }
    }
}

/// Whether one of `others`, which are in order and apart, holds `pair`.
fn is_held(pair: Pair, others: &[Pair]) -> bool {
    let next = others.partition_point(|o| o.open.start < pair.open.start);
    next.checked_sub(1).is_some_and(|i| others[i].holds(pair))
}

/// The quotations between marks of this kind; none unless all such marks of the line pair.
fn pairs(line: Line<'_>, mark: char) -> Vec<Pair> {
    let (mut pairs, mut open) = (Vec::new(), None::<Span>);
    for (span, _) in line.chars().filter(|(_, c)| *c == mark) {
        if is_code(line, span, mark) {
            return Vec::new();
        }
        match open.take() {
            kept if is_no_quote(line, span, mark, kept.is_some()) => open = kept,
            None => open = Some(span),
            Some(start) => pairs.push(Pair { open: start, close: span }),
        }
    }
    if open.is_some() || !pairs.iter().all(|p| is_chinese_quotation(line, *p)) {
        return Vec::new();
    }
    pairs
}

/// Whether the mark is an apostrophe or stands for inches, feet, minutes or seconds.
fn is_no_quote(line: Line<'_>, span: Span, mark: char, open: bool) -> bool {
    let (before, after) = (line.before(span.start), line.after(span.end));
    match mark {
        '"' => before == Side::Digit && !open && !after.is_word(),
        _ => before.is_word() && (!open || after.is_word()),
    }
}

/// Whether the mark stands in code or data rather than in prose.
fn is_code(line: Line<'_>, span: Span, mark: char) -> bool {
    let (before, after) = (line.char_before(span.start), line.char_after(span.end));
    let odd = |c: Option<char>| c.is_some_and(|c| CODE.contains(c) || c == mark);
    // `print("…")`
    let call = before == Some('(') && line.before(span.start - 1).is_word();
    // `"name":` and `"a","b"`
    let listed = after == Some(',') && line.char_after(span.end + 1) == Some(mark);
    odd(before) || odd(after) || call || listed || after == Some(':')
}

/// Whether a quotation belongs to Chinese: it holds some or stands in some, and its marks look
/// the right way.
fn is_chinese_quotation(line: Line<'_>, pair: Pair) -> bool {
    let inside = Span::new(pair.open.end, pair.close.start);
    if inside.is_empty()
        || line.after(inside.start) == Side::Space
        || line.before(inside.end) == Side::Space
    {
        return false;
    }
    let (before, after) = (line.before(pair.open.start), line.after(pair.close.end));
    let chinese = |side| matches!(side, Side::Chinese | Side::Mark | Side::Opening | Side::Closing);
    let holds = inside.slice(line.text).chars().any(is_chinese);
    let glued = before.is_word() && after.is_word();
    !glued && (holds || (chinese(before) && chinese(after)))
}
