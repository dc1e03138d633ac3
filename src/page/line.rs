//! One line of text put together from the pieces of a page, with the white space that a reader
//! sees: what indents the source between two Chinese characters is nothing, hard spaces stay.

use crate::span::Span;

/// A line in the making.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    gap: Gap,
    /// Whether a link begins or ends in the gap. Two links side by side are two words.
    apart: bool,
    /// Whether the line holds a link or a button.
    pub(super) linked: bool,
    /// Where an element begins or ends that is a date and nothing else. In a list a style sheet
    /// keeps it away from the title beside it.
    dates: Vec<usize>,
}

/// White space that has been read and not yet written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    /// With a line break in it: the source was indented.
    Break,
}

impl Line {
    /// Appends text as it stands in the source, entities decoded.
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\u{C}' => self.gap = self.gap.max(Gap::Space),
                '\n' | '\r' => self.gap = Gap::Break,
                '\u{A0}' => self.put(' '),
                c => self.put(c),
            }
        }
    }

    /// White space, however it came about.
    pub(super) fn space(&mut self) {
        self.gap = self.gap.max(Gap::Space);
    }

    /// A link begins or ends here.
    pub(super) fn border(&mut self) {
        self.apart = true;
        self.linked = true;
    }

    /// An element that holds a date begins or ends here.
    pub(super) fn date(&mut self) {
        self.dates.push(self.text.len());
    }

    fn put(&mut self, c: char) {
        // What indents a line is not part of it.
        if self.text.is_empty() && c.is_whitespace() {
            return;
        }
        if let Some(before) = self.text.chars().next_back() {
            let joins = self.gap == Gap::Break && !self.apart && is_wide(before) && is_wide(c);
            if self.gap != Gap::None && !joins {
                self.text.push(' ');
            }
        }
        self.text.push(c);
        (self.gap, self.apart) = (Gap::None, false);
    }

    /// Whether nothing that is seen has been written.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Takes the line, without white space around it. The next one begins.
    pub(super) fn take(&mut self) -> String {
        let Line { text, dates, .. } = std::mem::take(self);
        let line = text.trim_end();
        // A sentence may hold a date in bold; nothing is put into sentences.
        if dates.is_empty() || line.contains(['，', '。']) {
            return line.to_owned();
        }
        let mut spaced = String::with_capacity(line.len() + dates.len());
        let mut from = 0;
        for at in dates.into_iter().filter(|&at| at < line.len()) {
            let piece = Span::new(from, at).slice(line);
            spaced.push_str(piece);
            from = at;
            let is_apart = piece.ends_with(char::is_whitespace)
                || Span::new(at, line.len()).slice(line).starts_with(char::is_whitespace);
            if !(piece.is_empty() || is_apart) {
                spaced.push(' ');
            }
        }
        spaced.push_str(Span::new(from, line.len()).slice(line));
        spaced
    }
}

/// Characters as wide as an ideograph, and the marks that Chinese shares with other scripts:
/// no space stands between two of them for being on two lines of a source.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}'
        | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(pieces: &[&str]) -> String {
        let mut line = Line::default();
        pieces.iter().for_each(|p| line.push(p));
        line.take()
    }

    #[test]
    fn indentation_of_the_source_is_no_space_in_chinese() {
        assert_eq!(line(&["\n    开春以后，\n    村里修渠", "\r\n。\n"]), "开春以后，村里修渠。");
        assert_eq!(line(&["use\n    Rust", " 1.88\n写成"]), "use Rust 1.88 写成");
        assert_eq!(line(&["张 三\t李\n四"]), "张 三 李四");
    }

    #[test]
    fn hard_spaces_stay_inside_a_line_and_go_around_it() {
        assert_eq!(
            line(&["\u{A0}\u{A0}\u{3000}甲方：\u{A0}\u{A0}\u{A0}乙方\u{3000}"]),
            "甲方：   乙方"
        );
    }

    #[test]
    fn a_date_beside_a_title_is_a_word_of_its_own() {
        let dated = |text: &str| {
            let mut line = Line::default();
            line.push("  ");
            line.date();
            line.push("2018-06-20");
            line.date();
            line.push(text);
            line.take()
        };
        assert_eq!(dated("放假通知"), "2018-06-20 放假通知");
        assert_eq!(dated(" 放假通知"), "2018-06-20 放假通知");
        assert_eq!(dated("停水，请备水。"), "2018-06-20停水，请备水。");
    }

    #[test]
    fn links_on_two_lines_are_two_words() {
        let mut line = Line::default();
        line.push("首页");
        line.border();
        line.push("\n  ");
        line.push("新闻");
        assert!(line.linked);
        assert_eq!(line.take(), "首页 新闻");
        assert!(!line.linked && line.is_empty());
    }
}
