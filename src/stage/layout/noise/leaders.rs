//! Dot leaders and page numbers of a table of contents that was extracted with the text. The pages
//! they point to are gone, but whoever wrote the table wanted it; so they are only proposed for
//! removal, never without being asked, and the headings always stay.

use super::Sight;
use super::reading::is_ideograph;
use crate::finding::{Confidence, Finding};
use crate::span::Span;

/// So many dots are a leader; an ellipsis of two signs with three dots each has six.
const DOTS: usize = 7;
/// So many entries are a table.
const ENTRIES: usize = 3;
/// Gap of blanks inside and behind a leader, in bytes.
const BLANKS: usize = 3;

/// A leader with its page number.
#[derive(Clone, Copy, Debug)]
struct Leader {
    span: Span,
    page: u32,
}

/// Leaders whose page numbers rise.
pub(super) fn find(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    if leaders(sight.text).take(ENTRIES).count() < ENTRIES {
        return;
    }
    let all: Vec<Leader> = leaders(sight.text).collect();
    if all.windows(2).all(|pair| pair[0].page <= pair[1].page) {
        out.extend(all.into_iter().map(|l| sight.finding(l.span, "", Confidence::Possible)));
    }
}

/// The leaders of a text behind headings, in order.
fn leaders(text: &str) -> impl Iterator<Item = Leader> {
    let mut floor = 0;
    text.char_indices().filter_map(move |(at, c)| {
        if at < floor || dots(c) == 0 {
            return None;
        }
        let (dotted, count) = run(text, at);
        floor = dotted;
        let before = Span::new(0, at).slice(text).trim_end_matches(' ');
        if count < DOTS || !before.chars().next_back().is_some_and(is_ideograph) {
            return None;
        }
        let rest = Span::new(dotted, text.len()).slice(text);
        let digits =
            rest.trim_start_matches(' ').bytes().take(5).take_while(u8::is_ascii_digit).count();
        let blanks = rest.bytes().take_while(|&b| b == b' ').count();
        let end = dotted + blanks + digits;
        let page = Span::new(dotted + blanks, end).slice(text).parse().ok()?;
        (blanks <= BLANKS && digits <= 4)
            .then_some(Leader { span: Span::new(before.len(), end), page })
    })
}

/// Where the dots from `at` end, and how many they are.
fn run(text: &str, at: usize) -> (usize, usize) {
    let (mut end, mut count, mut blanks) = (at, 0, 0);
    for (place, c) in Span::new(at, text.len()).slice(text).char_indices() {
        match dots(c) {
            0 if c == ' ' && blanks < BLANKS => blanks += 1,
            0 => break,
            more => {
                count += more;
                blanks = 0;
                end = at + place + c.len_utf8();
            }
        }
    }
    (end, count)
}

/// How many dots the character shows.
const fn dots(c: char) -> usize {
    match c {
        '.' | '·' | '•' | '．' | '‧' | '∙' => 1,
        '…' | '⋯' => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::restore;
    use super::*;

    const TABLE: &str = "目录\n第一章 设备 ........... 1\n第二章 保养…………………… 4\n第三章 维修 . . . . . . . . . 12\n";

    #[test]
    fn leaders_are_only_proposed() {
        assert_eq!(
            restore("dot-leader", TABLE, Confidence::Possible),
            "目录\n第一章 设备\n第二章 保养\n第三章 维修\n"
        );
        assert_eq!(restore("dot-leader", TABLE, Confidence::Likely), TABLE);
    }

    #[test]
    fn ellipses_blanks_and_falling_numbers_stay() {
        for text in [
            "等了……1 个钟头……2 个钟头……3 个钟头\n",
            "姓名 ............\n电话 ............\n住址 ............\n",
            "甲队 ........ 30\n乙队 ........ 25\n丙队 ........ 19\n",
        ] {
            assert_eq!(restore("dot-leader", text, Confidence::Possible), text);
        }
    }
}
