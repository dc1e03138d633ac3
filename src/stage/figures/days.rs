//! Dates that are none: a thirteenth month, a day that its month does not have, a weekday that
//! the day did not fall on.

use super::Sight;
use super::around::{after, before};
use super::calendar::{has_day, weekday};
use super::dates::Date;
use crate::finding::Finding;
use crate::span::Span;

/// Characters around a date within which it may be said that there is no such day.
const NEAR: usize = 12;

/// What is said of a day that is none.
const DENIED: &[&str] =
    &["没有", "不存在", "并无", "非法", "无效", "错误", "不是", "不会有", "例如", "假如"];

/// What makes a word of 月 that is no month.
const MONTHLY: [char; 6] = ['龄', '球', '饼', '薪', '租', '息'];

/// Digits of a year and a month.
const JOINED: usize = 6;

/// The calendar of these years is that of today, and people state weekdays of them.
const YEARS: std::ops::RangeInclusive<u64> = 1900..=2100;

/// Months after the twelfth.
pub(super) fn impossible_months(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let tail = |date: &Date| after(sight.text, date.span.end, 1);
    report(sight, out, |date| {
        // Without a day, 2014年18月 may go on as 18月龄.
        let whole = date.day.is_some() || !tail(date).contains(MONTHLY);
        (date.year.is_some() && date.month? > 12 && whole).then_some(())
    });
}

/// Days that their month does not have.
pub(super) fn impossible(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    report(sight, out, |date| {
        let (month, day) = date.month.zip(date.day)?;
        (month <= 12 && !has_day(date.year, month, day)).then_some(())
    });
}

/// Days with a weekday that they did not fall on.
pub(super) fn wrong_weekdays(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    report(sight, out, |date| {
        let (year, stated) = date.year.filter(|y| YEARS.contains(y)).zip(date.weekday)?;
        let (month, day) = date.month.zip(date.day)?;
        (has_day(Some(year), month, day) && weekday(year, month, day)? != stated).then_some(())
    });
}

/// A year and a month that stand together without 年: 20236月.
pub(super) fn lost_year_signs(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let &Sight { text, rule, .. } = sight;
    for at in memchr::memmem::find_iter(text.as_bytes(), "月") {
        let digits = before(text, at, JOINED + 1);
        let digits = digits.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        let Some((year, month)) = digits.split_at_checked(4).filter(|(_, m)| !m.is_empty()) else {
            continue;
        };
        let is_year = year.parse().is_ok_and(|y| YEARS.contains(&y));
        let is_month = month.parse().is_ok_and(|m: u64| (1..=12).contains(&m));
        let start = at - digits.len();
        let touches = |c: char| c.is_ascii_alphanumeric() || "-./,".contains(c);
        let alone = !before(text, start, 1).contains(touches);
        let whole = !after(text, at, 2).ends_with(MONTHLY);
        if is_year && is_month && digits.len() <= JOINED && alone && whole {
            let fix = format!("{year}年{month}");
            let span = Span::new(start, at);
            out.push(Finding::by_rule(rule.id, span, text, Some(&fix), rule.confidence));
        }
    }
}

fn report(sight: &Sight<'_>, out: &mut Vec<Finding>, wrong: impl Fn(&Date) -> Option<()>) {
    let &Sight { text, rule, dates } = sight;
    for date in dates.iter().filter(|d| wrong(d).is_some() && !is_denied(text, d)) {
        // 1,2月30日 and K2月30日 are not dates of that month.
        let head = before(text, date.span.start, 1);
        if !head.ends_with(|c: char| c.is_ascii_alphanumeric() || ",.-/、~～".contains(c)) {
            out.push(Finding::by_rule(rule.id, date.span, text, None, rule.confidence));
        }
    }
}

fn is_denied(text: &str, date: &Date) -> bool {
    let around = [before(text, date.span.start, NEAR), after(text, date.span.end, NEAR)];
    around.iter().any(|side| DENIED.iter().any(|word| side.contains(word)))
}
