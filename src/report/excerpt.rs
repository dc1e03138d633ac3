//! Short stretches cut out of long texts. Scraped documents are often one line of several
//! thousand characters; a reader needs the few around a change. Never looks further than
//! it has to, so the length of the line costs nothing.

use crate::span::Span;
use std::borrow::Cow;

/// A piece longer than this many characters is shown by its two ends.
const LONG: usize = 80;

/// How many characters of each end are then shown.
const END: usize = 32;

/// The characters of the same line before `at`, `radius` of them at most and none before
/// `from`; `…` says that the line began earlier.
pub(super) fn left(text: &str, from: usize, at: usize, radius: usize) -> String {
    let mut start = at;
    for (i, c) in Span::new(from, at).slice(text).char_indices().rev().take(radius) {
        if c == '\n' {
            break;
        }
        start = from + i;
    }
    let cut = start > 0 && text.as_bytes()[start - 1] != b'\n';
    let dots = if cut { "…" } else { "" };
    format!("{dots}{}", Span::new(start, at).slice(text))
}

/// The characters of the same line from `at` on, `radius` of them at most and none from `to`
/// on; `…` says that the line goes on.
pub(super) fn right(text: &str, at: usize, to: usize, radius: usize) -> String {
    let mut end = at;
    for (i, c) in Span::new(at, to).slice(text).char_indices().take(radius) {
        if matches!(c, '\r' | '\n') {
            break;
        }
        end = at + i + c.len_utf8();
    }
    let cut = text.as_bytes().get(end).is_some_and(|b| !matches!(b, b'\r' | b'\n'));
    let dots = if cut { "…" } else { "" };
    format!("{}{dots}", Span::new(at, end).slice(text))
}

/// The text, or its two ends if it is long.
pub(super) fn ends(text: &str) -> Cow<'_, str> {
    if text.len() <= LONG || text.chars().nth(LONG).is_none() {
        return Cow::Borrowed(text);
    }
    let head = text.char_indices().nth(END).map_or(0, |(i, _)| i);
    let tail = text.char_indices().rev().nth(END - 1).map_or(text.len(), |(i, _)| i);
    let (head, tail) = (Span::new(0, head).slice(text), Span::new(tail, text.len()).slice(text));
    Cow::Owned(format!("{head}……{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_stays_on_its_line_and_says_where_it_was_cut() {
        let text = "上一行\n医疗效劳的体系\r\n下一行";
        let at = text.find("效劳").unwrap();
        let end = at + "效劳".len();
        assert_eq!(left(text, 0, at, 9), "医疗");
        assert_eq!(left(text, 0, at, 1), "…疗");
        assert_eq!(right(text, end, text.len(), 9), "的体系");
        assert_eq!(right(text, end, text.len(), 2), "的体…");
    }

    #[test]
    fn an_excerpt_does_not_reach_into_its_neighbours() {
        let text = "甲乙丙丁";
        assert_eq!(left(text, 3, 6, 9), "…乙");
        assert_eq!(right(text, 6, 9, 9), "丙…");
    }

    #[test]
    fn only_long_pieces_lose_their_middle() {
        let short = "字".repeat(LONG);
        assert_eq!(ends(&short), short);
        let long = "首".repeat(60) + &"尾".repeat(60);
        assert_eq!(ends(&long), "首".repeat(END) + "……" + &"尾".repeat(END));
    }
}
