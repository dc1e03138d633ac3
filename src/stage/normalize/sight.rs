//! What a normalization sees: the text, the places that are no prose, and what stands beside
//! a place. Decides what kind of neighbour a character is, never what to do about it.

use crate::span::Span;

/// What stands on one side of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// A Chinese character.
    Chinese,
    /// A full-width mark that opens something.
    Opening,
    /// A full-width mark that closes something.
    Closing,
    /// Any other full-width mark.
    Mark,
    /// A Latin letter.
    Letter,
    /// A digit.
    Digit,
    /// Code, an address, a formula.
    Code,
    /// A space.
    Space,
    /// Nothing: the line begins or ends.
    Edge,
    /// Anything else.
    Other(char),
}

impl Side {
    /// A character that can be part of a Latin word or a number, or code.
    pub(super) fn is_word(self) -> bool {
        matches!(self, Side::Letter | Side::Digit | Side::Code)
    }
}

/// One line, which is what Chinese texts have for a paragraph.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// Without its line break.
    pub(super) span: Span,
    protected: &'a [Span],
    /// Where the indent ends.
    indent: usize,
    /// Where list markers, numbers and signs of markup at the start of the line end.
    marker: usize,
}

/// The lines of `text` in which something may be normalized. Lines in Japanese or Korean have
/// rules of their own and are left out.
pub(super) fn lines<'a>(text: &'a str, protected: &'a [Span]) -> impl Iterator<Item = Line<'a>> {
    let mut at = 0;
    text.split_inclusive(['\n', '\r', '\x0B', '\u{2028}', '\u{2029}']).filter_map(move |line| {
        let start = at;
        at += line.len();
        let content = line.trim_end_matches(['\n', '\r', '\x0B', '\u{2028}', '\u{2029}']);
        let span = Span::new(start, start + content.len());
        let holds_chinese = content.chars().any(is_chinese);
        let end_of = |rest: &str| span.end - rest.len();
        let indent = end_of(content.trim_start_matches(INDENT));
        let marker = end_of(content.trim_start_matches(|c| {
            INDENT.contains(&c) || MARKER.contains(&c) || c.is_ascii_digit()
        }));
        (holds_chinese && !is_foreign(content)).then_some(Line {
            text,
            span,
            protected,
            indent,
            marker,
        })
    })
}

/// What lines are indented with; quotations of mail and Markdown indent as well.
const INDENT: [char; 4] = [' ', '\t', '\u{3000}', '>'];

/// What list markers, headings and tables begin with.
const MARKER: [char; 7] = ['-', '*', '+', '#', '|', '.', ')'];

/// Two Hiragana or one Hangul: a lone の is an ornament of Chinese shop names.
fn is_foreign(line: &str) -> bool {
    let kana = line.chars().filter(|c| matches!(c, '\u{3041}'..='\u{3096}'));
    let hangul = |c: char| matches!(c, '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7A3}');
    kana.take(2).count() == 2 || line.chars().any(hangul)
}

impl<'a> Line<'a> {
    /// The line's characters outside of protected places, with their places in the text.
    pub(super) fn chars(self) -> impl Iterator<Item = (Span, char)> {
        let chars = self.span.slice(self.text).char_indices().map(move |(i, c)| {
            let at = self.span.start + i;
            (Span::new(at, at + c.len_utf8()), c)
        });
        let mut next = self.protected.partition_point(|p| p.end <= self.span.start);
        chars.filter(move |(span, _)| {
            while self.protected.get(next).is_some_and(|p| p.end <= span.start) {
                next += 1;
            }
            self.protected.get(next).is_none_or(|p| !p.overlaps(*span))
        })
    }

    /// The character before `at` in the line, whatever it is.
    pub(super) fn char_before(self, at: usize) -> Option<char> {
        Span::new(self.span.start, at).slice(self.text).chars().next_back()
    }

    /// The character at `at` in the line.
    pub(super) fn char_after(self, at: usize) -> Option<char> {
        Span::new(at, self.span.end).slice(self.text).chars().next()
    }

    /// What stands before `at`.
    pub(super) fn before(self, at: usize) -> Side {
        match self.char_before(at) {
            None => Side::Edge,
            Some(c) if self.is_protected(Span::new(at - c.len_utf8(), at)) => Side::Code,
            Some(c) => side_of(c),
        }
    }

    /// What stands at `at`.
    pub(super) fn after(self, at: usize) -> Side {
        match self.char_after(at) {
            None => Side::Edge,
            Some(c) if self.is_protected(Span::new(at, at + c.len_utf8())) => Side::Code,
            Some(c) => side_of(c),
        }
    }

    /// Whether `at` lies in the indent.
    pub(super) fn is_indent(self, at: usize) -> bool {
        at <= self.indent
    }

    /// Whether the line has nothing but a list marker or a number before `at`: a space there
    /// belongs to the marker.
    pub(super) fn is_marker(self, at: usize) -> bool {
        at <= self.marker
    }

    /// The parts of the line that are prose.
    pub(super) fn pieces(self) -> impl Iterator<Item = Span> {
        let mut at = self.span.start;
        let first = self.protected.partition_point(|p| p.end <= at);
        let last = Span::new(self.span.end, self.span.end);
        let stops =
            self.protected[first..].iter().copied().take_while(move |p| p.start < last.start);
        stops.chain([last]).filter_map(move |stop| {
            let piece = (at < stop.start).then(|| Span::new(at, stop.start));
            at = at.max(stop.end);
            piece
        })
    }

    /// Whether `span` touches a protected place.
    pub(super) fn is_protected(self, span: Span) -> bool {
        crate::protect::is_protected(self.protected, span)
    }

    /// Whether `at` lies inside a protected place, not at its border.
    pub(super) fn is_inside_protected(self, at: usize) -> bool {
        let next = self.protected.partition_point(|p| p.end <= at);
        self.protected.get(next).is_some_and(|p| p.start < at)
    }
}

fn side_of(c: char) -> Side {
    match c {
        c if is_chinese(c) => Side::Chinese,
        '（' | '《' | '〈' | '【' | '「' | '『' | '〔' | '“' | '‘' => Side::Opening,
        '）' | '》' | '〉' | '】' | '」' | '』' | '〕' | '”' | '’' => Side::Closing,
        '，' | '。' | '、' | '；' | '：' | '？' | '！' | '…' | '—' => Side::Mark,
        '0'..='9' => Side::Digit,
        c if is_letter(c) => Side::Letter,
        ' ' | '\t' | '\u{3000}' | '\u{A0}' => Side::Space,
        c => Side::Other(c),
    }
}

/// An ideograph, or one of the two signs that stand for one.
pub(super) fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
        || matches!(c, '\u{20000}'..='\u{3FFFF}' | '々' | '〇')
}

/// A letter of the Latin script.
pub(super) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || (matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}') && !matches!(c, '×' | '÷'))
}
