//! Numbers as they are written in Chinese text: `1,234.5`, `十二`, `一百零一`, `二〇一一`. Reads
//! what stands there and says what it is worth; never guesses what a broken number meant.

/// Longest number that is read. More digits are an identifier, not a quantity.
const LONGEST: usize = 15;

/// The whole number at the start of `text` and its length in bytes: in Arabic digits without
/// separators, or in Chinese ones.
pub(crate) fn leading(text: &str) -> Option<(u64, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let value = text
            .bytes()
            .take(digits)
            .try_fold(0u64, |v, b| v.checked_mul(10)?.checked_add(u64::from(b - b'0')));
        return value.filter(|_| digits <= LONGEST).map(|v| (v, digits));
    }
    let chinese = text.chars().take_while(|&c| worth(c).is_some());
    let (len, count) = chinese.fold((0, 0), |(len, n), c| (len + c.len_utf8(), n + 1));
    if count == 0 || count > LONGEST {
        return None;
    }
    of_chinese(text.chars().take(count)).map(|v| (v, len))
}

/// What a number is worth that `text` consists of: Arabic with or without thousands groups and
/// decimals, or Chinese.
pub(crate) fn value(text: &str) -> Option<f64> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let plain: String = text.chars().filter(|c| *c != ',').collect();
        return (plain.len() <= LONGEST).then(|| plain.parse().ok()).flatten();
    }
    let (value, len) = leading(text)?;
    // At most fifteen digits, which a double holds exactly.
    #[expect(clippy::cast_precision_loss, reason = "fifteen digits are exact")]
    (len == text.len()).then_some(value as f64)
}

/// A digit, or a power of ten.
enum Worth {
    Digit(u64),
    Unit(u64),
}

fn worth(c: char) -> Option<Worth> {
    Some(match c {
        '〇' | '零' | '○' => Worth::Digit(0),
        '一' => Worth::Digit(1),
        '二' | '两' => Worth::Digit(2),
        '三' => Worth::Digit(3),
        '四' => Worth::Digit(4),
        '五' => Worth::Digit(5),
        '六' => Worth::Digit(6),
        '七' => Worth::Digit(7),
        '八' => Worth::Digit(8),
        '九' => Worth::Digit(9),
        '十' => Worth::Unit(10),
        '百' => Worth::Unit(100),
        '千' => Worth::Unit(1000),
        _ => return None,
    })
}

/// Digits in a row, 二〇一一, or digits with units, 一百零一. `None` for what is neither: 三五 is
/// "three to five" as often as 35, so a pair of digits is no number.
fn of_chinese(chars: impl Iterator<Item = char> + Clone) -> Option<u64> {
    let all = || chars.clone().filter_map(worth);
    if !all().any(|w| matches!(w, Worth::Unit(_))) {
        let digits = all().count();
        let value = all().fold(0, |v, w| match w {
            Worth::Digit(d) => 10 * v + d,
            Worth::Unit(_) => v,
        });
        return (digits == 1 || digits == 4).then_some(value);
    }
    let (mut sum, mut digit, mut last_unit) = (0, None, u64::MAX);
    for part in all() {
        match part {
            Worth::Digit(0) if digit.is_none() => {}
            Worth::Digit(d) if digit.is_none() => digit = Some(d),
            // Units fall: 一百二十, never 二十一百.
            Worth::Unit(u) if u < last_unit => {
                // Only 十 goes without a digit, and only at the head or after a nought.
                let times = digit.take().or((u == 10 && sum == 0).then_some(1))?;
                sum += times * u;
                last_unit = u;
            }
            _ => return None,
        }
    }
    Some(sum + digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_written() {
        for (text, expected) in [
            ("2011年", (2011, 4)),
            ("十二年", (12, 6)),
            ("一百零一周年", (101, 12)),
            ("一百周年", (100, 6)),
            ("二十届", (20, 6)),
            ("九十五周年", (95, 9)),
            ("二〇一一年", (2011, 12)),
            ("五届", (5, 3)),
        ] {
            assert_eq!(leading(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["三五个", "二十一百", "百周年", "年", "", "1234567890123456789", "一百十十"]
        {
            assert_eq!(leading(text), None, "{text}");
        }
    }

    #[test]
    fn separators_and_decimals_count_in_whole_numbers() {
        assert_eq!(value("104,000"), Some(104_000.0));
        assert_eq!(value("98.5"), Some(98.5));
        assert_eq!(value("十二"), Some(12.0));
        assert_eq!(value("十二年"), None);
        assert_eq!(value("1.2.3"), None);
    }
}
