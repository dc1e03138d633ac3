//! What a number counts, and whether such a number can be: no thirteenth month, no share above a
//! hundred per cent, no “2023余人”. Judges a number by what touches it, never by its size alone.

use super::super::number::{is_well_grouped, significant_digits};

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// 周年
    Anniversary,
    /// 第…届, 第…年
    Ordinal,
    /// 年
    Year,
    /// 月
    Month,
    /// 日
    Day,
    /// 时
    Hour,
    /// A per cent of a whole: 占, 率, 比重
    Share,
    /// 个百分点
    Points,
    /// 多人, 余元
    Roughly,
    /// 2023.5亿元 where a year stands before the point
    Decimal,
    /// 岁
    Age,
    /// Anything else that is grouped by thousands.
    Amount,
}

/// Anniversaries, ordinals and ages end below this.
const LONG: f64 = 300.0;

/// Significant digits of a number that is only roughly meant: 1200多, never 1203多.
const ROUGH: usize = 3;

/// Words before a per cent sign that make it a share.
const SHARES: &[&str] = &["占", "率", "比重", "比例", "覆盖"];

/// Units after 多 and 余, so that 2019多地 is not read as a number of places.
const UNITS: &str = "人名个次户万亿元件份条场家只亩公吨张项台套所例本期位";

impl Measure {
    /// What the number between `before` and `after` counts.
    pub(super) fn of(number: &str, before: &str, after: &str) -> Option<Measure> {
        let whole = number.bytes().all(|b| b.is_ascii_digit());
        let mut follow = after.chars();
        let (next, second) = (follow.next()?, follow.next());
        let ordinal = before.ends_with('第');
        let after_month = || {
            let head = before.strip_suffix('月').unwrap_or_default();
            head.ends_with(|c: char| c.is_ascii_digit())
        };
        Some(match next {
            _ if whole && after.starts_with("周年") => Measure::Anniversary,
            '届' | '年' if whole && ordinal => Measure::Ordinal,
            '年' if whole => Measure::Year,
            '月' if whole => Measure::Month,
            '日' | '号' if whole && after_month() => Measure::Day,
            '时' if whole && before.ends_with(['日', '午', '晨', '晚', '天']) => {
                Measure::Hour
            }
            '岁' if whole => Measure::Age,
            '周' if whole && second == Some('岁') => Measure::Age,
            '%' | '％' if SHARES.iter().any(|w| before.contains(w)) => Measure::Share,
            '个' if after.starts_with("个百分点") => Measure::Points,
            '多' | '余' if whole && second.is_some_and(|c| UNITS.contains(c)) => Measure::Roughly,
            c if number.contains(',') && is_han(c) => Measure::Amount,
            '亿' | '万' | '%' | '％' if is_decimal(number) => Measure::Decimal,
            _ => return None,
        })
    }

    /// Whether the measure may be of such a number.
    pub(super) fn admits(self, number: &str) -> bool {
        let plain = number.replace(',', "");
        let Ok(value) = plain.parse::<f64>() else { return false };
        let clock = matches!(self, Measure::Month | Measure::Day | Measure::Hour);
        let zero = plain.starts_with('0') && plain.len() > 1 && !plain.starts_with("0.");
        if zero && !clock || !is_well_grouped(number) {
            return false;
        }
        match self {
            Measure::Anniversary | Measure::Ordinal | Measure::Age => (1.0..LONG).contains(&value),
            Measure::Year => plain.len() == 4,
            Measure::Month => (1.0..=12.0).contains(&value),
            Measure::Day => (1.0..=31.0).contains(&value),
            Measure::Hour => (0.0..=24.0).contains(&value),
            Measure::Share | Measure::Points => value <= 100.0,
            Measure::Roughly => significant_digits(number) <= ROUGH,
            Measure::Amount => true,
            // Sound by itself; beside a year that is pasted elsewhere it is one.
            Measure::Decimal => number.find('.') != Some(4),
        }
    }
}

/// One or two digits behind a single point.
fn is_decimal(number: &str) -> bool {
    let parts = number.split_once('.');
    parts.is_some_and(|(_, behind)| behind.len() < 3 && !behind.contains(['.', ',']))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(before: &str, number: &str, after: &str) -> Option<bool> {
        Measure::of(number, before, after).map(|m| m.admits(number))
    }

    #[test]
    fn what_can_be_is_told_from_what_cannot() {
        for (before, number, after) in [
            ("纪念", "101", "周年大会"),
            ("第", "29", "届"),
            ("", "2023", "年"),
            ("发放", "104,000", "元"),
            ("受惠", "1000", "多人"),
            ("受惠", "12300", "余人"),
            ("占", "98.5", "%"),
            ("8月", "10", "日"),
        ] {
            assert_eq!(sound(before, number, after), Some(true), "{before}{number}{after}");
        }
        for (before, number, after) in [
            ("纪念", "20231", "周年大会"),
            ("第", "2023", "届"),
            ("", "202023", "年"),
            ("发放", "20234,000", "元"),
            ("受惠", "202300", "多人"),
            ("受惠", "2023", "余人"),
            ("占", "2023", "%"),
            ("8月", "2023", "日"),
            ("", "20236", "月"),
            ("发放", "1,20230", "元"),
        ] {
            assert_eq!(sound(before, number, after), Some(false), "{before}{number}{after}");
        }
    }

    #[test]
    fn what_is_not_measured_is_not_judged() {
        for (before, number, after) in [
            ("共", "2023", "人"),
            ("增长", "2023", "%"),
            ("自", "2019", "多地"),
            ("", "2023", "届毕业生"),
            ("单价", "2,3", ""),
            ("", "20234", "点"),
        ] {
            assert_eq!(sound(before, number, after), None, "{before}{number}{after}");
        }
    }
}
