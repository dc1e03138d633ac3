//! Character references: `&ldquo;`, `&#8220;`, `&#x201C;`. Decodes what a browser shows, with
//! one exception: a name without its semicolon inside a word (`&notify=1`) stays, because that
//! is the parameter of an address.

use crate::span::Span;
use html_escape::decode_html_entities;
use memchr::memchr;
use std::borrow::Cow;

/// The longest name is `CounterClockwiseContourIntegral`.
const LONGEST: usize = 32;

/// Names that browsers know without a semicolon and that pages leave it off.
const BARE: [&str; 16] = [
    "nbsp", "amp", "lt", "gt", "quot", "copy", "reg", "middot", "times", "deg", "laquo", "raquo",
    "sect", "plusmn", "divide", "para",
];

/// What the numbers 0x80 to 0x9F stand for: authors took them from Windows, and browsers
/// follow. Five stand for nothing.
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ";

/// The text with its references decoded.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let Some(mut at) = memchr(b'&', bytes) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    loop {
        if let Some((meaning, end)) = reference(text, at) {
            out.push_str(Span::new(copied, at).slice(text));
            out.push_str(&meaning);
            copied = end;
        }
        let from = copied.max(at + 1);
        match memchr(b'&', &bytes[from..]) {
            Some(i) => at = from + i,
            None => break,
        }
    }
    out.push_str(Span::new(copied, text.len()).slice(text));
    Cow::Owned(out)
}

/// What the reference at `at` stands for, and where it ends.
fn reference(text: &str, at: usize) -> Option<(Cow<'_, str>, usize)> {
    let bytes = text.as_bytes();
    let start = at + 1;
    let run = |from: usize, wanted: fn(&u8) -> bool| {
        from + bytes[from..].iter().take(LONGEST).take_while(|b| wanted(b)).count()
    };
    if bytes.get(start) == Some(&b'#') {
        let hex = matches!(bytes.get(start + 1), Some(b'x' | b'X'));
        let digits = start + 1 + usize::from(hex);
        let end = run(digits, if hex { u8::is_ascii_hexdigit } else { u8::is_ascii_digit });
        let radix = if hex { 16 } else { 10 };
        let number = u32::from_str_radix(Span::new(digits, end).slice(text), radix).ok()?;
        let behind = end + usize::from(bytes.get(end) == Some(&b';'));
        return Some((Cow::Owned(numbered(number).to_string()), behind));
    }
    let end = run(start, u8::is_ascii_alphanumeric);
    let name = Span::new(start, end).slice(text);
    if bytes.get(end) == Some(&b';') {
        let whole = Span::new(at, end + 1).slice(text);
        let meaning = decode_html_entities(whole);
        return (*meaning != *whole).then_some((meaning, end + 1));
    }
    let assigned = bytes.get(end) == Some(&b'=');
    let bare = BARE.iter().find(|b| **b == name).filter(|_| !assigned)?;
    Some((Cow::Owned(decode_html_entities(&format!("&{bare};")).into_owned()), end))
}

/// What a number stands for.
fn numbered(number: u32) -> char {
    match number {
        0x80..=0x9F => usize::try_from(number - 0x80).ok().and_then(|n| WINDOWS.chars().nth(n)),
        n => char::from_u32(n).filter(|&c| c != '\0'),
    }
    .unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_what_they_stand_for() {
        for (source, text) in [
            ("&ldquo;小雪&rdquo;", "“小雪”"),
            ("&#8220;小雪&#x201d;&#20070", "“小雪”书"),
            ("&#147;小雪&#148;", "“小雪”"),
            ("甲&nbsp乙&nbsp;丙", "甲\u{A0}乙\u{A0}丙"),
            ("&amp;nbsp;", "&nbsp;"),
            ("a&lt;b &copy 2010", "a<b © 2010"),
            ("&hellip;&CounterClockwiseContourIntegral;", "…∳"),
        ] {
            assert_eq!(decoded(source), text, "{source}");
        }
        assert_eq!(WINDOWS.chars().count(), 32);
    }

    #[test]
    fn what_is_no_reference_stays() {
        for text in ["a & b", "&", "&;", "&#;", "&#x;", "?a=1&copy=2&notify=3", "&甲;", "&abc;"] {
            assert_eq!(decoded(text), text);
        }
        assert_eq!(decoded("&#55296;&#0;"), "\u{FFFD}\u{FFFD}");
    }
}
