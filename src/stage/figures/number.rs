//! Numbers in Arabic digits as they stand in a text, with the commas and points inside them, and
//! whether their thousands are grouped as people group them.

use super::Sight;
use super::around::{after, before};
use crate::finding::Finding;
use crate::span::Span;

/// What is counted by the thousand, behind a number.
const UNITS: &[&str] = &[
    "元",
    "万元",
    "人",
    "名",
    "户",
    "吨",
    "亩",
    "册",
    "株",
    "头",
    "件",
    "套",
    "平方米",
    "立方米",
    "公里",
];

/// More digits than these between two commas are no group that went wrong.
const LONGEST_GROUP: usize = 9;

/// A number: digits, and single commas and points between digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number<'t> {
    pub(super) span: Span,
    pub(super) text: &'t str,
}

/// All numbers of `text`, in order.
pub(super) fn numbers(text: &str) -> impl Iterator<Item = Number<'_>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes.get(at..)?.iter().position(u8::is_ascii_digit)?;
        let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
        let mut end = start;
        while digit(end) || (matches!(bytes.get(end), Some(b',' | b'.')) && digit(end + 1)) {
            end += 1;
        }
        at = end;
        let span = Span::new(start, end);
        Some(Number { span, text: span.slice(text) })
    })
}

/// Whether thousands groups are complete: one to three digits, then threes. A number without
/// commas has none.
pub(super) fn is_well_grouped(number: &str) -> bool {
    let whole = number.split_once('.').map_or(number, |(whole, _)| whole);
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default().len();
    let mut rest = groups.peekable();
    rest.peek().is_none() || (first <= 3 && rest.all(|g| g.len() == 3))
}

/// Numbers with a group of thousands that is too long or too short.
pub(super) fn broken_thousands(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let &Sight { text, rule, .. } = sight;
    if memchr::memchr(b',', text.as_bytes()).is_none() {
        return;
    }
    for number in numbers(text).filter(|n| !is_well_grouped(n.text) && is_grouped(n.text)) {
        let touches = |c: char| c.is_ascii_alphanumeric() || ",.-_/".contains(c);
        let (head, tail) = (before(text, number.span.start, 1), after(text, number.span.end, 3));
        if !head.contains(touches) && UNITS.iter().any(|u| tail.starts_with(u)) {
            out.push(Finding::by_rule(rule.id, number.span, text, None, rule.confidence));
        }
    }
}

/// Whether the commas of `number` are meant to group it: two numbers of a list, 100,200, look
/// like one, and so do 1,2.
fn is_grouped(number: &str) -> bool {
    let whole = number.split_once('.').map_or(number, |(whole, _)| whole);
    let (mut groups, count) = (whole.split(','), whole.matches(',').count());
    let first = groups.next().unwrap_or_default().len();
    let (mut full, mut odd) = (0, None);
    for group in groups {
        match (group.len(), odd) {
            (3, None) => full += 1,
            (len, None) => odd = Some(len),
            _ => return false,
        }
    }
    // Only the last group may be wrong; the first one has its one to three digits.
    let last = odd.unwrap_or_default();
    first <= 3 && full + 1 == count && last <= LONGEST_GROUP && (last > 3 || full > 0)
}

/// How many digits of `number` count: 202300 has four, 2,000 has one.
pub(super) fn significant_digits(number: &str) -> usize {
    let digits = number.bytes().filter(u8::is_ascii_digit);
    let digits: usize = digits.clone().count() - digits.rev().take_while(|b| *b == b'0').count();
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_ends_where_its_digits_end() {
        let found: Vec<&str> =
            numbers("共20234,000元,3.5亿，1.2.3版。9,").map(|n| n.text).collect();
        assert_eq!(found, ["20234,000", "3.5", "1.2.3", "9"]);
        assert_eq!(numbers("没有").count(), 0);
    }

    #[test]
    fn groups_are_complete_or_not() {
        for good in ["104,000", "1,234,567.89", "2023", "0.5"] {
            assert!(is_well_grouped(good), "{good}");
        }
        for bad in ["20234,000", "1,2345", "12,34,567"] {
            assert!(!is_well_grouped(bad), "{bad}");
        }
    }

    #[test]
    fn noughts_at_the_end_do_not_count() {
        assert_eq!(significant_digits("202300"), 4);
        assert_eq!(significant_digits("2,000"), 1);
        assert_eq!(significant_digits("0"), 0);
    }
}
