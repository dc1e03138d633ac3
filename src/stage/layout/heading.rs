//! Numbers that head a paragraph: 一、 (一) 1. (1) ① 第一章. Recognises them; whether one that
//! stands inside a line heads a paragraph there is decided elsewhere.

/// How a heading is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Numbering {
    /// 第一章, by the character of its unit.
    Unit(char),
    /// 一、
    Chinese,
    /// （一）
    ChineseBracketed,
    /// 1. or 1、
    Digits,
    /// （1）
    DigitsBracketed,
    /// ①
    Circled,
}

/// A number at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) numbering: Numbering,
    pub(super) number: u32,
    /// Length in bytes, with what closes it.
    pub(super) len: usize,
}

/// Higher numbers are years, prices or articles of a law, not headings.
const MOST: u32 = 99;

/// The heading number that `text` begins with.
pub(super) fn mark(text: &str) -> Option<Mark> {
    let first = text.chars().next()?;
    let found = match first {
        '第' => unit(text),
        '(' | '（' => bracketed(text),
        '①'..='⑳' => {
            let number = u32::from(first) - u32::from('①') + 1;
            Some(Mark { numbering: Numbering::Circled, number, len: first.len_utf8() })
        }
        '0'..='9' => digits(text),
        c if digit(c).is_some() || c == '十' => {
            let (number, len) = chinese(text)?;
            let close = text.get(len..)?.chars().next().filter(|c| matches!(c, '、' | '．'))?;
            let len = len + close.len_utf8();
            Some(Mark { numbering: Numbering::Chinese, number, len })
        }
        _ => None,
    };
    found.filter(|m| (1..=MOST).contains(&m.number))
}

fn unit(text: &str) -> Option<Mark> {
    let from = '第'.len_utf8();
    let rest = text.get(from..)?;
    let (number, len) = chinese(rest).or_else(|| arabic(rest))?;
    let unit = rest.get(len..)?.chars().next()?;
    let known = matches!(unit, '章' | '节' | '条' | '编' | '篇');
    let len = from + len + unit.len_utf8();
    known.then_some(Mark { numbering: Numbering::Unit(unit), number, len })
}

fn bracketed(text: &str) -> Option<Mark> {
    let open = text.chars().next()?;
    let rest = text.get(open.len_utf8()..)?;
    let (numbering, (number, len)) = match chinese(rest) {
        Some(found) => (Numbering::ChineseBracketed, found),
        None => (Numbering::DigitsBracketed, arabic(rest)?),
    };
    let close = rest.get(len..)?.chars().next().filter(|c| matches!(c, ')' | '）'))?;
    Some(Mark { numbering, number, len: open.len_utf8() + len + close.len_utf8() })
}

fn digits(text: &str) -> Option<Mark> {
    let (number, len) = arabic(text)?;
    let mut after = text.get(len..)?.chars();
    let close = after.next().filter(|c| matches!(c, '.' | '．' | '、'))?;
    // 3.5 is a figure, 1.2.3 a version, 1.txt a file.
    if close == '.' && after.next().is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let len = len + close.len_utf8();
    Some(Mark { numbering: Numbering::Digits, number, len })
}

/// One or two ASCII digits.
fn arabic(text: &str) -> Option<(u32, usize)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&len).then(|| text.get(..len)?.parse().ok().map(|n| (n, len)))?
}

/// A Chinese number below a hundred.
fn chinese(text: &str) -> Option<(u32, usize)> {
    let (mut number, mut len, mut tens, mut ones) = (0, 0, false, false);
    for c in text.chars() {
        match digit(c) {
            Some(d) if !ones => {
                number += d;
                ones = true;
            }
            None if c == '十' && !tens => {
                number = if ones { number * 10 } else { 10 };
                (tens, ones) = (true, false);
            }
            _ => break,
        }
        len += c.len_utf8();
    }
    (len > 0).then_some((number, len))
}

fn digit(c: char) -> Option<u32> {
    "一二三四五六七八九".chars().zip(1..).find(|&(d, _)| d == c).map(|(_, n)| n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_headings_are_read() {
        for (text, numbering, number, len) in [
            ("一、概况", Numbering::Chinese, 1, 6),
            ("二十三、其他", Numbering::Chinese, 23, 12),
            ("（十）甲", Numbering::ChineseBracketed, 10, 9),
            ("(二)甲", Numbering::ChineseBracketed, 2, 5),
            ("3.甲", Numbering::Digits, 3, 2),
            ("12、甲", Numbering::Digits, 12, 5),
            ("(1)甲", Numbering::DigitsBracketed, 1, 3),
            ("③甲", Numbering::Circled, 3, 3),
            ("第十二条 甲", Numbering::Unit('条'), 12, 12),
            ("第3章甲", Numbering::Unit('章'), 3, 7),
        ] {
            assert_eq!(mark(text), Some(Mark { numbering, number, len }), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "3.5万",
            "2023.",
            "一人",
            "十分",
            "(三人)",
            "第一名",
            "1.txt",
            "0.甲",
            "一一、",
            "100、",
        ] {
            assert_eq!(mark(text), None, "{text}");
        }
    }
}
