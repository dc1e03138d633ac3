//! The lines of a text, each with its place, and the marks by which a line is an item of a
//! list or a row of a table on purpose.

use crate::span::Span;

/// A line: where it stands with its line break, and what it says without white space around.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    pub(super) whole: Span,
    pub(super) said: Span,
    pub(super) text: &'t str,
}

impl Line<'_> {
    pub(super) fn is_blank(&self) -> bool {
        self.said.is_empty()
    }
}

/// Bullets that begin an item without white space behind them.
const BULLETS: [char; 12] = ['•', '●', '○', '■', '□', '◆', '◇', '★', '☆', '▲', '※', '➢'];

/// Whether the text of a line begins as an item of a list or a quotation that is marked as one:
/// `- 甲`, `◆甲`, `b. 甲`, `> 甲`. It begins there and nowhere before.
pub(super) fn is_item(text: &str) -> bool {
    let Some((mark, _)) = text.split_once(' ') else { return text.starts_with(BULLETS) };
    let letter = |m: &str| m.len() == 1 && m.bytes().all(|b| b.is_ascii_alphabetic());
    let roman = |m: &str| !m.is_empty() && m.bytes().all(|b| b"ivxlIVXL".contains(&b));
    text.starts_with(BULLETS)
        || matches!(mark, "-" | "*" | "+" | ">" | "·")
        || mark.strip_suffix('.').is_some_and(|m| letter(m) || roman(m))
}

/// Whether the text of a line is a whole by its marks: a heading of Markdown, a row of a table
/// with bars around its cells or tabs between them. It neither goes on nor falls into lines.
pub(super) fn stands_alone(text: &str) -> bool {
    let level = text.bytes().take_while(|&b| b == b'#').count();
    let is_heading = (1..=6).contains(&level) && text.as_bytes().get(level) == Some(&b' ');
    is_heading || text.starts_with('|') || text.contains('\t')
}

/// The lines of `text`, in order.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let whole = Span::new(at, at + line.len());
        at = whole.end;
        let from = whole.start + (line.len() - line.trim_start().len());
        let said = line.trim();
        Line { whole, said: Span::new(from, from + said.len()), text: said }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_and_rows_are_known_by_their_marks() {
        for text in ["- 修渠", "• 修渠", "◆修渠", "a. 修渠", "iv. 修渠", "> 修渠"] {
            assert!(is_item(text), "{text}");
        }
        for text in ["-", "—— 修渠", "修渠 - 护林", "-5 度", "Mr. 王", "#1 渠", "·修渠"]
        {
            assert!(!is_item(text), "{text}");
        }
        for (text, expected) in [
            ("| 村 | 户数 |", true),
            ("村\t户数", true),
            ("## 村", true),
            ("村 | 户数", false),
            ("#村", false),
        ] {
            assert_eq!(stands_alone(text), expected, "{text}");
        }
    }

    #[test]
    fn lines_know_their_place() {
        let text = "甲 \r\n\n\u{3000}乙丙";
        let found: Vec<(Span, &str)> = lines(text).map(|l| (l.whole, l.text)).collect();
        assert_eq!(
            found,
            [(Span::new(0, 6), "甲"), (Span::new(6, 7), ""), (Span::new(7, 16), "乙丙"),]
        );
        for line in lines(text) {
            assert_eq!(line.said.slice(text), line.text);
        }
        assert!(lines(text).nth(1).is_some_and(|l| l.is_blank()));
    }
}
