//! Quotation marks as TeX spells them, ``so''. In a TeX source they are right; in prose
//! they were left over, but nothing proves it, so they are only proposed.

use super::Sight;
use super::view::is_ideograph;
use crate::finding::{Confidence, Finding};
use crate::protect::{code_and_addresses, is_protected};
use crate::span::Span;
use memchr::{memchr_iter, memchr2, memmem};

/// Longest quotation, in characters, that is proposed.
const LONGEST: usize = 60;

/// ``…'' around Chinese text.
pub(super) fn quotes(sight: &Sight<'_>, places: &mut Vec<Span>, out: &mut Vec<Finding>) {
    let text = sight.text();
    let bytes = text.as_bytes();
    let holds = |s: &str| memmem::find(bytes, s.as_bytes()).is_some();
    if !holds("''") || !holds("``") || is_tex(text) {
        return;
    }
    code_and_addresses(text, places);
    places.retain(|p| p.slice(text).starts_with(['`', '~']));
    for span in sight.view.lines() {
        // Beside other marks, these would be nested, and how they pair is anybody's guess.
        if sight.view.forward(span.start).take_while(|(s, _)| s.start < span.end).any(is_mark) {
            continue;
        }
        quotes_of_line(sight, span, places, out);
    }
}

/// Whether the text has a command with an argument, `\name{…}`.
pub(super) fn is_tex(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr_iter(b'\\', bytes).any(|at| {
        let name = bytes[at + 1..].iter().take(LONGEST).take_while(|b| b.is_ascii_alphabetic());
        let length = name.count();
        let name = &bytes[at + 1..at + 1 + length];
        // `\xad` and `\udead` are a byte and a character that a program escaped, whatever
        // stands behind them.
        let escape = match name {
            [b'x', digits @ ..] => digits.iter().take(2).all(u8::is_ascii_hexdigit),
            [b'u', digits @ ..] => digits.iter().take(4).all(u8::is_ascii_hexdigit),
            _ => false,
        };
        length > 0 && !escape && bytes.get(at + 1 + length) == Some(&b'{')
    })
}

fn is_mark((_, c): (Span, char)) -> bool {
    matches!(c, '“' | '”' | '〝' | '〞')
}

fn quotes_of_line(sight: &Sight<'_>, line: Span, places: &[Span], out: &mut Vec<Finding>) {
    let bytes = sight.text().as_bytes();
    let mut at = line.start;
    while let Some(i) = memmem::find(&bytes[at..line.end], b"``") {
        let open = Span::new(at + i, at + i + 2);
        let Some(length) = memchr2(b'`', b'\'', &bytes[open.end..line.end]) else { return };
        let close = Span::new(open.end + length, line.end.min(open.end + length + 2));
        at = close.start.max(open.end);
        let alone = bytes[close.start..].starts_with(b"''") && bytes.get(close.end) != Some(&b'\'');
        let whole = Span::new(open.start, close.end);
        if alone
            && is_short_and_chinese(sight, open.end, close.start)
            && !is_protected(places, whole)
        {
            // Two findings, so that what stands between them can be restored as well.
            out.push(sight.finding(open, Some("“"), Confidence::Possible));
            out.push(sight.finding(close, Some("”"), Confidence::Possible));
        }
    }
}

fn is_short_and_chinese(sight: &Sight<'_>, start: usize, end: usize) -> bool {
    let mut chinese = false;
    let content = sight.view.forward(start).take_while(|(s, _)| s.start < end);
    let length = content.take(LONGEST + 1).inspect(|(_, c)| chinese |= is_ideograph(*c)).count();
    length <= LONGEST && chinese
}
