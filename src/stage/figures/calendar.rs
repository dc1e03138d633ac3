//! The calendar: which days there are, and which weekday each of them is.

/// Whether the month has such a day; with the year unknown, in some year.
pub(super) fn has_day(year: Option<u64>, month: u64, day: u64) -> bool {
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_none_or(is_leap) => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
}

/// The weekday of a day of the Gregorian calendar, 0 for Sunday (Sakamoto's method).
pub(super) fn weekday(year: u64, month: u64, day: u64) -> Option<u64> {
    const SHIFTS: [u64; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let shift = SHIFTS.get(usize::try_from(month.checked_sub(1)?).ok()?)?;
    let year = if month < 3 { year.checked_sub(1)? } else { year };
    Some((year + year / 4 - year / 100 + year / 400 + shift + day) % 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_their_days() {
        assert!(has_day(None, 2, 29) && has_day(Some(2000), 2, 29) && has_day(Some(2024), 2, 29));
        assert!(
            !has_day(None, 2, 30) && !has_day(Some(2023), 2, 29) && !has_day(Some(1900), 2, 29)
        );
        assert!(!has_day(None, 4, 31) && !has_day(None, 13, 1) && !has_day(None, 1, 0));
    }

    #[test]
    fn weekdays_are_those_of_the_calendar() {
        assert_eq!(weekday(2011, 3, 8), Some(2));
        assert_eq!(weekday(2000, 1, 1), Some(6));
        assert_eq!(weekday(1949, 10, 1), Some(6));
        assert_eq!(weekday(2024, 2, 29), Some(4));
        assert_eq!(weekday(2024, 13, 1), None);
    }
}
