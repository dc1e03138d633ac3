//! Page numbers inside a line, 第3页 共8页 between spaces: a flattened text keeps the footers
//! of its pages there. Lines that are nothing else are not its business.

use super::join::goes_on;
use super::page::{Form, page};
use crate::span::Span;

/// What goes, and what comes in its place.
#[derive(Debug, PartialEq)]
pub(super) struct Cut {
    pub(super) span: Span,
    pub(super) with: &'static str,
}

/// 第3页 共8页 has at most so many bytes, spaces included.
const LONGEST: usize = 48;

/// How many page numbers in words there are in `text`, in lines of their own or not.
pub(super) fn count(text: &str) -> usize {
    numbers(text).count()
}

/// The page numbers inside lines that rise together through the text, by their places.
pub(super) fn page_numbers(text: &str, site: bool) -> Vec<Cut> {
    let mut found: Vec<(Span, u32, u32)> = numbers(text).collect();
    let total = found.first().map(|f| f.2);
    let rises = found.windows(2).all(|w| w[0].1 < w[1].1 && Some(w[1].2) == total);
    if !rises || (found.len() < 2 && !site) {
        return Vec::new();
    }
    found.retain(|&(span, ..)| !is_whole_line(text, span));
    found.into_iter().map(|(span, ..)| cut(text, span)).collect()
}

fn is_whole_line(text: &str, span: Span) -> bool {
    let before = Span::new(0, span.start).slice(text).trim_end_matches([' ', '\t', '\u{3000}']);
    let after = Span::new(span.end, text.len()).slice(text);
    let after = after.trim_start_matches([' ', '\t', '\u{3000}']);
    (before.is_empty() || before.ends_with('\n'))
        && (after.is_empty() || after.starts_with(['\n', '\r']))
}

/// The place with the spaces around it that go, too. A flattened text has a space for each line
/// break: one stays unless the number stands inside a sentence.
fn cut(text: &str, span: Span) -> Cut {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\u{3000}');
    let before = Span::new(0, span.start).slice(text);
    let after = Span::new(span.end, text.len()).slice(text);
    let (kept, rest) = (before.trim_end_matches(blank), after.trim_start_matches(blank));
    let span = Span::new(kept.len(), text.len() - rest.len());
    let inside =
        kept.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '，' | '、'))
            && goes_on(rest.lines().next().unwrap_or_default());
    let edge = kept.is_empty()
        || kept.ends_with('\n')
        || rest.is_empty()
        || rest.starts_with(['\n', '\r']);
    Cut { span, with: if inside || edge { "" } else { " " } }
}

/// Each 第3页 共8页 between white space, with its number and the number of pages.
fn numbers(text: &str) -> impl Iterator<Item = (Span, u32, u32)> {
    text.match_indices("页").filter_map(move |(at, _)| {
        let end = at + '页'.len_utf8();
        let before = Span::new(0, at).slice(text);
        // The sign is the second of its pair: 共8页 with 第3页 before it.
        let from = before.char_indices().rev().take(LONGEST / 2).find(|(_, c)| *c == '第')?.0;
        let span = Span::new(from, end);
        let found = page(span.slice(text))?;
        let Form::Of(total) = found.form else { return None };
        let open = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let apart = open(Span::new(0, from).slice(text).chars().next_back())
            && open(Span::new(end, text.len()).slice(text).chars().next());
        apart.then_some((span, found.number, total))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        for cut in page_numbers(text, false) {
            out += Span::new(at, cut.span.start).slice(text);
            out += cut.with;
            at = cut.span.end;
        }
        out + Span::new(at, text.len()).slice(text)
    }

    #[test]
    fn the_footers_of_a_flattened_text_go() {
        assert_eq!(
            without(
                "各村要备好种子。 第1页 共3页 水渠要在月底 第2页 共3页 以前修好。 第3页 共3页\n"
            ),
            "各村要备好种子。 水渠要在月底以前修好。\n"
        );
    }

    #[test]
    fn what_does_not_rise_stays() {
        for text in
            ["甲 第2页 共3页 乙 第1页 共3页 丙", "甲 第1页 共3页 乙", "答卷第1页共4页、第2页共4页"]
        {
            assert_eq!(without(text), text);
        }
    }
}
