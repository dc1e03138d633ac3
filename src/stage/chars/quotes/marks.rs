//! The quotation marks and line breaks of a text, in order, and the cheap test that spares
//! well-paired texts the reading.

use crate::span::Span;
use crate::stage::chars::char_set::CharSet;
use crate::stage::chars::view::View;
use memchr::{memchr_iter, memmem};

/// What a mark is, taken by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// `“`.
    Open,
    /// `”`.
    Close,
    /// `〝`.
    PrimeOpen,
    /// `〞`.
    PrimeClose,
    /// The end of a line, or of the text.
    #[default]
    LineBreak,
}

impl Kind {
    fn of(c: char) -> Option<Kind> {
        match c {
            '“' => Some(Kind::Open),
            '”' => Some(Kind::Close),
            '〝' => Some(Kind::PrimeOpen),
            '〞' => Some(Kind::PrimeClose),
            '\n' | '\r' | '\u{B}' => Some(Kind::LineBreak),
            _ => None,
        }
    }

    /// Whether this is a mark that ends a quotation.
    pub(super) const fn closes(self) -> bool {
        matches!(self, Kind::Close | Kind::PrimeClose)
    }
}

/// One mark and its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

impl Mark {
    /// The same place, once it has been restored to an opening mark.
    pub(super) const fn as_opening(self) -> Mark {
        Mark { kind: Kind::Open, span: self.span }
    }
}

static MARKS: CharSet = CharSet::of(&[('“', '”'), ('〝', '〞'), ('\n', '\u{B}'), ('\r', '\r')]);

/// The marks of a text, those that are entities included.
#[derive(Clone)]
pub(super) struct Marks<'v, 't> {
    view: &'v View<'t>,
    at: usize,
    /// The next mark of the text at or after `at`, entities left out: each is sought once,
    /// however many entities stand before it.
    here: Option<(usize, char)>,
}

impl<'v, 't> Marks<'v, 't> {
    pub(super) fn new(view: &'v View<'t>) -> Marks<'v, 't> {
        Marks { view, at: 0, here: MARKS.next(view.text, 0) }
    }
}

impl Iterator for Marks<'_, '_> {
    type Item = Mark;

    fn next(&mut self) -> Option<Mark> {
        loop {
            if self.here.is_some_and(|(at, _)| at < self.at) {
                self.here = MARKS.next(self.view.text, self.at);
            }
            let here = self.here;
            let entity = self.view.next_entity(self.at);
            let (span, c) = match (here, entity) {
                (Some((at, _)), Some(e)) if e.span.start < at => (e.span, e.means),
                (None, Some(e)) => (e.span, e.means),
                (Some((at, c)), _) => (Span::new(at, at + c.len_utf8()), Some(c)),
                (None, None) => return None,
            };
            self.at = span.end;
            if let Some(kind) = c.and_then(Kind::of) {
                return Some(Mark { kind, span });
            }
        }
    }
}

/// Whether `“` and `”` simply alternate and there is no `〝` or `〞`: then nothing is wrong.
pub(in crate::stage::chars) fn alternate(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut open = false;
    // Few characters of Chinese text begin with E2: quotation marks, dashes, ellipses.
    for at in memchr_iter(0xE2, bytes) {
        let closes = match bytes.get(at + 1..at + 3) {
            Some(b"\x80\x9C") => false,
            Some(b"\x80\x9D") => true,
            _ => continue,
        };
        if open != closes {
            return false;
        }
        open = !open;
    }
    memmem::find(bytes, "〞".as_bytes()).is_none() && memmem::find(bytes, "〝".as_bytes()).is_none()
}
