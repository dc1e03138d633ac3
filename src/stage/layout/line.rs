//! The lines of a text, each with its place.

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
