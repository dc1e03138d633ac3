//! Letters in the place of digits: 2O23年, l0%. Acts where digits and look-alikes of digits make
//! one number that a measure word follows; a letter among other letters is never touched.

use super::Sight;
use super::around::{after, before};
use crate::finding::{Confidence, Finding};
use crate::span::Span;

/// What follows a number and never a name of letters and digits.
const MEASURES: &[&str] = &[
    "年",
    "月",
    "日",
    "周年",
    "元",
    "万元",
    "万人",
    "万吨",
    "万亩",
    "万户",
    "万余",
    "亿",
    "人",
    "名",
    "余",
    "多",
    "%",
    "％",
    "个百分点",
    "岁",
];

/// The first bytes of full-width digits.
const WIDE: [u8; 2] = [0xEF, 0xBC];

/// Longest number that is looked at; what is longer is a name, or more than a letter is wrong
/// with it.
const LONGEST: usize = 4;

/// Numbers with letters, or with digits of both widths, in them.
pub(super) fn in_numbers(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let &Sight { text, rule, .. } = sight;
    let bytes = text.as_bytes();
    let has_letter = memchr::memchr3(b'O', b'o', b'l', bytes).or(memchr::memchr(b'I', bytes));
    if has_letter.is_none() && !has_wide(bytes) {
        return;
    }
    let mut at = 0;
    while let Some(start) = bytes.get(at..).and_then(|rest| rest.iter().position(may_begin)) {
        let run = Span::new(at + start, text.len()).slice(text);
        let len: usize = run.chars().take_while(|c| is_part(*c)).map(char::len_utf8).sum();
        let span = Span::new(at + start, at + start + len);
        if let Some(fix) = restored(text, span) {
            let confidence = Confidence::Likely.min(rule.confidence);
            out.push(Finding::by_rule(rule.id, span, text, Some(&fix), confidence));
        }
        // Other characters begin with the byte of a full-width digit as well.
        let first = run.chars().next().map_or(1, char::len_utf8);
        at = span.end.max(span.start + first);
    }
}

/// Whether a part of a number may begin with this byte.
fn may_begin(byte: &u8) -> bool {
    byte.is_ascii_digit() || [b'O', b'o', b'l', b'I', WIDE[0]].contains(byte)
}

fn has_wide(bytes: &[u8]) -> bool {
    let last = |at: usize| bytes.get(at + WIDE.len()).is_some_and(|b| (0x90..=0x99).contains(b));
    memchr::memmem::find_iter(bytes, &WIDE).any(last)
}

fn restored(text: &str, span: Span) -> Option<String> {
    let number = span.slice(text);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let letters = number.chars().filter(|c| digit_of(*c).is_some()).count();
    if digits == 0 || letters == 0 || number.chars().nth(LONGEST).is_some() {
        return None;
    }
    let wide = number.chars().any(|c| matches!(c, '０'..='９'));
    // What is more letters than digits may be a name: Il2.
    if !wide && letters > digits || wide && number.chars().any(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let touches = |c: char| c.is_ascii_alphanumeric() || "-_./\\:#\"'`第".contains(c);
    if before(text, span.start, 1).contains(touches) {
        return None;
    }
    let tail = after(text, span.end, 4);
    // A letter at the end may be a unit or a name, 10l元 and 5O多; two digits before an O, 36O万元,
    // leave no doubt.
    let noughts = digits > 1 && number.ends_with('O');
    let inside = number.ends_with(|c: char| c.is_ascii_digit());
    let inside = inside || noughts || wide || is_year(number, tail);
    if !inside || !MEASURES.iter().any(|m| tail.starts_with(m)) {
        return None;
    }
    let fix: String = number.chars().map(|c| digit_of(c).unwrap_or(c)).collect();
    // In 该院l14日 the letter is one too many.
    let most = match tail.chars().next() {
        Some('年') if fix.len() == 4 => 2100,
        Some('月') => 12,
        Some('日') => 31,
        _ => u64::MAX,
    };
    (fix.parse::<u64>().ok()? <= most).then_some(fix)
}

/// 2O1O年.
fn is_year(number: &str, tail: &str) -> bool {
    let four = number.len() == 4 && tail.starts_with('年');
    four && (number.starts_with("20") || number.starts_with("2O") || number.starts_with("19"))
}

fn is_part(c: char) -> bool {
    c.is_ascii_digit() || digit_of(c).is_some()
}

/// The digit that `c` looks like.
fn digit_of(c: char) -> Option<char> {
    Some(match c {
        'O' | 'o' => '0',
        'l' | 'I' => '1',
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0'))?,
        _ => return None,
    })
}
