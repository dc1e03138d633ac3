//! How a list counts its items: in digits, letters or Roman numerals.

use super::dom::Element;

/// How a list counts.
#[derive(Clone, Copy)]
pub(super) enum Numbering {
    Digits,
    Letters { upper: bool },
    Roman { upper: bool },
}

impl Numbering {
    /// As the list asks for it.
    pub(super) fn of(element: &Element<'_>) -> Numbering {
        match element.attribute("type").as_deref() {
            Some("a") => Numbering::Letters { upper: false },
            Some("A") => Numbering::Letters { upper: true },
            Some("i") => Numbering::Roman { upper: false },
            Some("I") => Numbering::Roman { upper: true },
            _ => Numbering::Digits,
        }
    }

    /// The number as a browser shows it; digits where letters give out.
    pub(super) fn written(self, number: i64) -> String {
        let (text, upper) = match (self, u8::try_from(number)) {
            (Numbering::Letters { upper }, Ok(n @ 1..=26)) => {
                (char::from(b'a' + n - 1).to_string(), upper)
            }
            (Numbering::Roman { upper }, Ok(n @ 1..=99)) => {
                const TENS: [&str; 10] =
                    ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"];
                const ONES: [&str; 10] =
                    ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
                let (tens, ones) = (usize::from(n / 10), usize::from(n % 10));
                (format!("{}{}", TENS[tens], ONES[ones]), upper)
            }
            _ => return number.to_string(),
        };
        if upper { text.to_ascii_uppercase() } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numbers_and_letters_give_out() {
        assert_eq!(Numbering::Roman { upper: true }.written(49), "XLIX");
        assert_eq!(Numbering::Letters { upper: false }.written(26), "z");
        assert_eq!(Numbering::Letters { upper: false }.written(27), "27");
        assert_eq!(Numbering::Roman { upper: false }.written(-1), "-1");
    }
}
