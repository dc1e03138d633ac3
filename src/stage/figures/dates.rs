//! Dates in Arabic digits as they stand in a text: 2011年3月8日（星期二）, and any part of one
//! that names a year or a day. Does not ask whether there is such a day.

use super::around::after;
use crate::numeral;
use crate::span::Span;

/// Characters between a date and its weekday: 3月8日（星期二）.
const WEEKDAY_REACH: usize = 4;

/// A date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) span: Span,
    pub(super) year: Option<u64>,
    pub(super) month: Option<u64>,
    pub(super) day: Option<u64>,
    /// 0 for Sunday.
    pub(super) weekday: Option<u64>,
}

/// All dates of `text`, in order: those with a year of four digits, and those with month and day.
pub(super) fn dates(text: &str) -> impl Iterator<Item = Date> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + bytes.get(at..)?.iter().position(u8::is_ascii_digit)?;
            if let Some(date) = date(text, start) {
                at = date.span.end;
                return Some(date);
            }
            at = start + bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        }
    })
}

/// The date whose first digit stands at `start`.
fn date(text: &str, start: usize) -> Option<Date> {
    let mut end = start;
    let mut part = |units: &[&str], digits: std::ops::RangeInclusive<usize>| {
        let rest = Span::new(end, text.len()).slice(text);
        let (n, len) = leading(rest).filter(|(_, len)| digits.contains(len))?;
        let unit = units.iter().find(|u| rest.get(len..).is_some_and(|r| r.starts_with(**u)))?;
        end += len + unit.len();
        Some(n)
    };
    let year = part(&["年"], 4..=4);
    let month = part(&["月"], 1..=2);
    let day = month.and_then(|_| part(&["日", "号"], 1..=2));
    if year.is_none() && day.is_none() {
        return None;
    }
    let weekday = day.and_then(|_| weekday(after(text, end, WEEKDAY_REACH + 1)));
    Some(Date { span: Span::new(start, end), year, month, day, weekday })
}

/// Arabic digits at the start of `text`.
fn leading(text: &str) -> Option<(u64, usize)> {
    numeral::leading(text).filter(|_| text.starts_with(|c: char| c.is_ascii_digit()))
}

/// The weekday that stands at the start of `text`, or after an opening bracket.
fn weekday(text: &str) -> Option<u64> {
    let text = text.trim_start_matches(['（', '(', '，', ',', ' ']);
    let text = ["星期", "礼拜", "周"].iter().find_map(|w| text.strip_prefix(w))?;
    let mut rest = text.chars();
    let day = match rest.next()? {
        '日' | '天' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        _ => return None,
    };
    // 周一至周五 is a stretch of days, 周一峰 a man.
    (!rest.next().is_some_and(|c| "至到—-～~、".contains(c))).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<[Option<u64>; 4]> {
        dates(text).map(|d| [d.year, d.month, d.day, d.weekday]).collect()
    }

    #[test]
    fn dates_are_read_with_what_they_have() {
        assert_eq!(
            found("2011年3月8日（星期二），3月9日上午，2012年，5月"),
            [
                [Some(2011), Some(3), Some(8), Some(2)],
                [None, Some(3), Some(9), None],
                [Some(2012), None, None, None],
            ]
        );
        assert_eq!(found("2011年10月"), [[Some(2011), Some(10), None, None]]);
    }

    #[test]
    fn other_numbers_are_no_dates() {
        assert_eq!(found("120年，3个月，202023年，8日"), [[None; 4]; 0]);
        assert_eq!(found("3月8日周一至周五")[0][3], None);
    }
}
