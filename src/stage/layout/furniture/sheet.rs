//! A text cut into pieces: its lines, and what stands at the edges of long ones. Knows which
//! pieces are furniture by their words; whether they go is decided elsewhere.

use super::super::line::{Line, is_item, lines};
use super::patterns::{Known, Patterns};
use crate::finding::RuleId;
use crate::span::Span;

/// Lines at each end that are compared with the patterns.
const MOST_LINES: usize = 120;
/// Pieces between spaces that one item of furniture may have at the edge of a flattened line.
const PIECES: usize = 4;

/// What a piece turned out to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Body,
    Blank,
    /// A line that a table knows.
    Known(Known),
    /// A line that only its neighbours gave away.
    Told(RuleId),
}

/// One piece.
pub(super) struct Piece<'t> {
    pub(super) line: Line<'t>,
    pub(super) kind: Kind,
}

impl Piece<'_> {
    /// Whether the piece is part of the document.
    pub(super) fn is_body(&self) -> bool {
        match self.kind {
            Kind::Body => true,
            Kind::Known(known) => known.stays,
            Kind::Blank | Kind::Told(_) => false,
        }
    }
}

/// Whether any line that a reader of the ends would see is furniture. Allocates nothing.
pub(super) fn holds_any(text: &str, patterns: &Patterns) -> bool {
    let known = |line: &Line<'_>| patterns.know(line.text).is_some() || edges(line, patterns);
    lines(text).take(MOST_LINES).any(|l| known(&l))
        || text.rsplit('\n').take(MOST_LINES).any(|l| {
            let said = l.trim();
            known(&Line { whole: Span::default(), said: Span::new(0, said.len()), text: said })
        })
}

fn edges(line: &Line<'_>, patterns: &Patterns) -> bool {
    let head = line.text.match_indices(char::is_whitespace).take(PIECES);
    let tail = line.text.rmatch_indices(char::is_whitespace).take(PIECES);
    head.map(|(at, _)| Span::new(0, at))
        .chain(tail.map(|(at, _)| Span::new(at, line.text.len())))
        .any(|span| patterns.know(span.slice(line.text).trim()).is_some())
}

/// The pieces of `text`, in order.
pub(super) fn pieces<'t>(text: &'t str, patterns: &Patterns) -> Vec<Piece<'t>> {
    let mut reader = Reader { text, patterns, pieces: Vec::new() };
    let all: Vec<Line<'t>> = lines(text).collect();
    for (number, line) in all.iter().enumerate() {
        let at_end = number < MOST_LINES || number + MOST_LINES >= all.len();
        if line.is_blank() {
            reader.push(*line, Kind::Blank);
        } else if !at_end {
            reader.push(*line, Kind::Body);
        } else {
            reader.read_line(*line);
        }
    }
    reader.pieces
}

struct Reader<'t, 'p> {
    text: &'t str,
    patterns: &'p Patterns,
    pieces: Vec<Piece<'t>>,
}

impl<'t> Reader<'t, '_> {
    fn push(&mut self, line: Line<'t>, kind: Kind) {
        self.pieces.push(Piece { line, kind });
    }

    /// Adds a line as one piece, or the items at its edges as pieces of their own.
    fn read_line(&mut self, line: Line<'t>) {
        let mut rest = line;
        if is_item(line.text) || line.text.starts_with('#') {
            // A bullet, or the hashes of a heading, and what stands behind are one.
            let known = self.patterns.know(line.text);
            self.push(line, known.map_or(Kind::Body, Kind::Known));
            return;
        }
        loop {
            if let Some(known) = self.patterns.know(rest.text) {
                self.push(rest, Kind::Known(known));
                return;
            }
            let Some((item, after, known)) = self.first_item(rest) else { break };
            self.push(item, Kind::Known(known));
            rest = after;
        }
        let mut tail = Vec::new();
        while let Some((before, item, known)) = self.last_item(rest) {
            tail.push(Piece { line: item, kind: Kind::Known(known) });
            rest = before;
        }
        self.push(rest, Kind::Body);
        self.pieces.extend(tail.into_iter().rev());
    }

    /// The longest item at the start of a line of several, what follows it, and what it is.
    fn first_item(&self, line: Line<'t>) -> Option<(Line<'t>, Line<'t>, Known)> {
        let gaps = line.text.match_indices(char::is_whitespace).take(PIECES);
        let gaps: Vec<usize> = gaps.map(|(at, _)| line.said.start + at).collect();
        gaps.into_iter().rev().find_map(|gap| {
            let (item, after) = self.cut(line, gap);
            let known = self.patterns.know(item.text).filter(|k| !k.stays)?;
            Some((item, after, known))
        })
    }

    /// What precedes the longest item at the end of a line of several, the item, and what it
    /// is.
    fn last_item(&self, line: Line<'t>) -> Option<(Line<'t>, Line<'t>, Known)> {
        let gaps = line.text.rmatch_indices(char::is_whitespace).take(PIECES);
        let gaps: Vec<usize> = gaps.map(|(at, _)| line.said.start + at).collect();
        gaps.into_iter().rev().find_map(|gap| {
            let (before, item) = self.cut(line, gap);
            let known = self.patterns.know(item.text).filter(|k| !k.stays)?;
            Some((before, item, known))
        })
    }

    /// Cuts a line at the white space that begins at `gap`.
    fn cut(&self, line: Line<'t>, gap: usize) -> (Line<'t>, Line<'t>) {
        let piece = |whole: Span, said: Span| {
            let (all, text) = (said.slice(self.text), said.slice(self.text).trim());
            let from = said.start + (all.len() - all.trim_start().len());
            Line { whole, said: Span::new(from, from + text.len()), text }
        };
        let (whole, said) = (line.whole, line.said);
        // The white space goes with what follows it, so that what stands before an item at the
        // end of a line loses nothing but the item.
        (
            piece(Span::new(whole.start, gap), Span::new(said.start, gap)),
            piece(Span::new(gap, whole.end), Span::new(gap, said.end)),
        )
    }
}
