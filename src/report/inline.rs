//! The change as a person wants to read it: what goes and what comes is marked inside the
//! line, character by character, and of a very long line only the surroundings of each
//! change are shown. The marks come from the patch itself, not from a second comparison.

use super::diff::CONTEXT;
use super::escape::{path_text, shown};
use super::excerpt::{ends, left, right};
use super::lines::{Lines, operations};
use super::position::Positions;
use super::{Document, Lang, Report, Style};
use crate::error::Error;
use crate::patch::Hunk;
use crate::span::Span;
use similar::udiff::UnifiedHunkHeader;
use similar::{DiffOp, group_diff_ops};
use std::io::Write;

/// A line of more bytes than this, some 130 Chinese characters, is shown in excerpts: it
/// would fill more than three lines of a usual terminal.
const LONG_LINE: usize = 400;

/// Characters shown on either side of a change.
const RADIUS: usize = 16;

/// Changes of one line that lie closer than this many bytes share an excerpt.
const NEAR: usize = 3 * 2 * RADIUS;

/// An excerpt takes up no further change once it is this many bytes long.
const FULL: usize = 240;

/// A diff for reading. No patch: it is for terminals.
pub(crate) struct InlineDiff {
    /// How changes are marked.
    pub(crate) style: Style,
    pub(crate) lang: Lang,
}

/// Both texts of one document.
struct Sides<'a> {
    old: &'a str,
    new: &'a str,
    /// Where the changes begin in the old one.
    places: Positions,
    style: Style,
}

impl Report for InlineDiff {
    fn document(&self, document: &Document<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        let outcome = document.outcome;
        if document.restored(&document.original()?)?.is_none() {
            return Ok(());
        }
        let patch = outcome.patch();
        let starts = patch.hunks().iter().map(|h| h.old.start).collect();
        let sides = Sides {
            old: outcome.source(),
            new: outcome.text(),
            places: Positions::new(outcome.source(), starts),
            style: self.style,
        };
        let (old, new) = (Lines::new(sides.old.as_bytes()), Lines::new(sides.new.as_bytes()));
        let mut hunks = patch.hunks();
        let name = path_text(document.path);
        // Writing to memory cannot fail.
        let _ = writeln!(out, "{}", self.style.bold(shown(&name)));
        if let Some(notice) = document.notice(self.lang) {
            let _ = writeln!(out, "{}", self.style.dim(notice));
        }
        if let Some(to) = document.to {
            let (from, to) = (outcome.diagnosis.charset.name, to.coding.name());
            let _ = writeln!(out, "{}", self.style.name(format_args!("{from} → {to}")));
        }
        let ops = operations(&old, &new, hunks.iter().copied());
        for group in group_diff_ops(ops, CONTEXT) {
            let _ = writeln!(out, "{}", self.style.name(UnifiedHunkHeader::new(&group)));
            for op in &group {
                if let DiffOp::Equal { .. } = op {
                    for i in op.old_range() {
                        let line = without_break(old.span(i), sides.old);
                        let _ = writeln!(out, " {}", shown(&ends(line.slice(sides.old))));
                    }
                    continue;
                }
                let of_op = take_hunks(&mut hunks, op, &old, &new);
                sides.change(op, of_op, &old, &new, out);
            }
        }
        Ok(())
    }
}

/// Splits off the hunks that lie in the lines of `op`.
fn take_hunks<'h>(
    hunks: &mut &'h [Hunk],
    op: &DiffOp,
    old: &Lines<'_>,
    new: &Lines<'_>,
) -> &'h [Hunk] {
    let end = |lines: &Lines<'_>, range: std::ops::Range<usize>| match range.end {
        0 => 0,
        n => lines.span(n - 1).end,
    };
    let (old_end, new_end) = (end(old, op.old_range()), end(new, op.new_range()));
    let n = hunks.partition_point(|h| h.old.end <= old_end && h.new.end <= new_end);
    let (taken, rest) = hunks.split_at(n);
    *hunks = rest;
    taken
}

impl Sides<'_> {
    fn change(
        &self,
        op: &DiffOp,
        hunks: &[Hunk],
        old: &Lines<'_>,
        new: &Lines<'_>,
        out: &mut Vec<u8>,
    ) {
        let long = |lines: &Lines<'_>, mut range: std::ops::Range<usize>| {
            range.any(|i| lines.span(i).len() > LONG_LINE)
        };
        if long(old, op.old_range()) || long(new, op.new_range()) {
            self.excerpts(hunks, out);
            return;
        }
        for i in op.old_range() {
            let line = self.marked(self.old, old.span(i), hunks, |h| h.old, Style::removed);
            let _ = writeln!(out, "{}{line}", self.style.removed_sign());
        }
        for i in op.new_range() {
            let line = self.marked(self.new, new.span(i), hunks, |h| h.new, Style::added);
            let _ = writeln!(out, "{}{line}", self.style.added_sign());
        }
    }

    /// One line with its changed pieces marked.
    fn marked(
        &self,
        text: &str,
        line: Span,
        hunks: &[Hunk],
        side: impl Fn(&Hunk) -> Span,
        mark: impl Fn(Style, &str) -> String,
    ) -> String {
        let line = without_break(line, text);
        let mut shown_line = String::new();
        let mut at = line.start;
        let first = hunks.partition_point(|h| side(h).end < line.start);
        for span in hunks[first..].iter().map(side).take_while(|s| s.start <= line.end) {
            let piece = Span::new(span.start.clamp(at, line.end), span.end.clamp(at, line.end));
            shown_line += &shown(Span::new(at, piece.start).slice(text)).to_string();
            shown_line += &mark(self.style, &ends(piece.slice(text)));
            at = piece.end;
        }
        shown_line += &shown(Span::new(at, line.end).slice(text)).to_string();
        shown_line
    }

    /// The surroundings of each change, changes that stand close together in one.
    fn excerpts(&self, hunks: &[Hunk], out: &mut Vec<u8>) {
        let mut rest = hunks;
        let (mut before, mut after) = (0, 0);
        while let Some(first) = rest.first() {
            let mut n = 1;
            while let Some(next) = rest.get(n)
                && next.old.start - rest[n - 1].old.end < NEAR
                && next.old.end - first.old.start < FULL
            {
                n += 1;
            }
            let (cluster, others) = rest.split_at(n);
            let place = self.places.at(first.old.start);
            let label = format!("{}:{}", place.line, place.column);
            let _ = writeln!(out, "{}", self.style.dim(label));
            let old_to = others.first().map_or(self.old.len(), |h| h.old.start);
            let new_to = others.first().map_or(self.new.len(), |h| h.new.start);
            let removed =
                self.stretch(self.old, before, old_to, cluster, |h| h.old, Style::removed);
            let _ = writeln!(out, "{}{removed}", self.style.removed_sign());
            let added = self.stretch(self.new, after, new_to, cluster, |h| h.new, Style::added);
            let _ = writeln!(out, "{}{added}", self.style.added_sign());
            if let Some(last) = cluster.last() {
                (before, after) = (last.old.end, last.new.end);
            }
            rest = others;
        }
    }

    /// One side of an excerpt.
    fn stretch(
        &self,
        text: &str,
        from: usize,
        to: usize,
        cluster: &[Hunk],
        side: impl Fn(&Hunk) -> Span,
        mark: impl Fn(Style, &str) -> String,
    ) -> String {
        let mut line = String::new();
        let mut at = None;
        for span in cluster.iter().map(side) {
            let gap = match at {
                None => left(text, from, span.start, RADIUS),
                Some(end) => Span::new(end, span.start).slice(text).to_owned(),
            };
            line += &shown(&gap).to_string();
            line += &mark(self.style, &ends(span.slice(text)));
            at = Some(span.end);
        }
        let rest = at.map(|end| right(text, end, to, RADIUS));
        line + &shown(&rest.unwrap_or_default()).to_string()
    }
}

/// The line less its line feed: on a terminal the report ends its lines itself.
fn without_break(line: Span, text: &str) -> Span {
    let end = if line.slice(text).ends_with('\n') { line.end - 1 } else { line.end };
    Span::new(line.start, end)
}
