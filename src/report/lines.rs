//! From changed places to changed lines. The pipeline knows exactly what it changed, so no
//! text is ever compared with another: the cost is that of finding the line breaks, and a
//! 50 MB line is no worse than any other.

use crate::patch::Hunk;
use crate::span::Span;
use memchr::memchr_iter;
use similar::DiffOp;

/// The lines of a text or of a file, each with its line break.
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Finds the line breaks.
    pub(super) fn new(bytes: &'a [u8]) -> Lines<'a> {
        let after_breaks = memchr_iter(b'\n', bytes).map(|i| i + 1);
        let starts = std::iter::once(0).chain(after_breaks).filter(|&s| s < bytes.len());
        Lines { bytes, starts: starts.collect() }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Where the line stands.
    ///
    /// # Panics
    /// If there is no such line.
    pub(super) fn span(&self, line: usize) -> Span {
        let end = self.starts.get(line + 1).copied().unwrap_or(self.bytes.len());
        Span::new(self.starts[line], end)
    }

    /// Its bytes, line break included.
    pub(super) fn line(&self, line: usize) -> &'a [u8] {
        let span = self.span(line);
        &self.bytes[span.start..span.end]
    }

    /// Whether a line starts at `at` or the text ends there.
    fn is_border(&self, at: usize) -> bool {
        at == 0 || at == self.bytes.len() || self.bytes[at - 1] == b'\n'
    }

    /// How many lines start before `at`.
    fn before(&self, at: usize) -> usize {
        self.starts.partition_point(|&s| s < at)
    }

    /// How many lines start at `at` or before.
    fn through(&self, at: usize) -> usize {
        self.starts.partition_point(|&s| s <= at)
    }
}

/// Half-open ranges of lines that stand for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    old: (usize, usize),
    new: (usize, usize),
}

/// The lines that `hunks` change and those between them, as the operations of a diff.
pub(super) fn operations(
    old: &Lines<'_>,
    new: &Lines<'_>,
    hunks: impl IntoIterator<Item = Hunk>,
) -> Vec<DiffOp> {
    let mut changes: Vec<Change> = Vec::new();
    let mut hunks = hunks.into_iter().peekable();
    while let Some(mut hunk) = hunks.next() {
        // Hunks that touch are one change: behind the first stands nothing unchanged.
        while let Some(next) = hunks.next_if(|next| next.old.start == hunk.old.end) {
            hunk.old.end = next.old.end;
            hunk.new.end = next.new.end;
        }
        let change = change(old, new, hunk);
        match changes.last_mut() {
            // Two hunks on one line.
            Some(last) if change.old.0 < last.old.1 || change.new.0 < last.new.1 => {
                last.old.1 = last.old.1.max(change.old.1);
                last.new.1 = last.new.1.max(change.new.1);
            }
            _ => changes.push(change),
        }
    }
    let mut operations = Vec::with_capacity(2 * changes.len() + 1);
    let mut at = (0, 0);
    for Change { old: o, new: n } in changes {
        if o.0 > at.0 {
            operations.push(DiffOp::Equal { old_index: at.0, new_index: at.1, len: o.0 - at.0 });
        }
        let (old_index, new_index) = (o.0, n.0);
        let (old_len, new_len) = (o.1 - o.0, n.1 - n.0);
        operations.push(match (old_len, new_len) {
            (0, _) => DiffOp::Insert { old_index, new_index, new_len },
            (_, 0) => DiffOp::Delete { old_index, old_len, new_index },
            _ => DiffOp::Replace { old_index, old_len, new_index, new_len },
        });
        at = (o.1, n.1);
    }
    if old.len() > at.0 {
        operations.push(DiffOp::Equal { old_index: at.0, new_index: at.1, len: old.len() - at.0 });
    }
    operations
}

/// The lines that one hunk changes. What stands before it on its line and behind it on its
/// line is the same in both texts.
fn change(old: &Lines<'_>, new: &Lines<'_>, hunk: Hunk) -> Change {
    let whole_lines = old.is_border(hunk.old.start)
        && new.is_border(hunk.new.start)
        && old.is_border(hunk.old.end)
        && new.is_border(hunk.new.end);
    let lines = |of: &Lines<'_>, span: Span| {
        if whole_lines {
            (of.before(span.start), of.before(span.end))
        } else {
            (of.through(span.start).saturating_sub(1), of.through(span.end))
        }
    };
    Change { old: lines(old, hunk.old), new: lines(new, hunk.new) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::{Edit, Patch};
    use proptest::prelude::*;

    /// Puts the new text together from the old one's equal lines and the new one's others.
    fn rebuild(old: &str, new: &str, patch: &Patch) -> String {
        let (old, new) = (Lines::new(old.as_bytes()), Lines::new(new.as_bytes()));
        let mut out = Vec::new();
        for op in operations(&old, &new, patch.hunks().iter().copied()) {
            let (lines, range) = match op {
                DiffOp::Equal { .. } => (&old, op.old_range()),
                _ => (&new, op.new_range()),
            };
            range.for_each(|i| out.extend(lines.line(i)));
        }
        String::from_utf8(out).unwrap()
    }

    fn edited(old: &str, edits: &[(usize, usize, &str)]) -> (String, Patch) {
        let edits = edits
            .iter()
            .map(|&(start, end, text)| Edit { span: Span::new(start, end), text: text.into() });
        Patch::apply(old, &edits.collect::<Vec<_>>())
    }

    #[test]
    fn a_deleted_line_touches_no_other() {
        let old = "a\nb\nc\n";
        let (new, patch) = edited(old, &[(2, 4, "")]);
        let hunks = patch.hunks().iter().copied();
        let ops = operations(&Lines::new(old.as_bytes()), &Lines::new(new.as_bytes()), hunks);
        assert_eq!(ops[1], DiffOp::Delete { old_index: 1, old_len: 1, new_index: 1 });
    }

    #[test]
    fn two_changes_on_a_line_are_one_changed_line() {
        let old = "abc\n";
        let (new, patch) = edited(old, &[(0, 1, "x"), (2, 3, "y")]);
        let hunks = patch.hunks().iter().copied();
        let ops = operations(&Lines::new(old.as_bytes()), &Lines::new(new.as_bytes()), hunks);
        let one = DiffOp::Replace { old_index: 0, old_len: 1, new_index: 0, new_len: 1 };
        assert_eq!(ops, [one]);
    }

    proptest! {
        #[test]
        fn equal_and_changed_lines_make_up_the_new_text(
            old in "[ab\n]{0,24}",
            cuts in proptest::collection::vec((0usize..25, "[xy\n]{0,3}"), 0..8),
        ) {
            let mut at: Vec<usize> = cuts.iter().map(|c| c.0.min(old.len())).collect();
            at.sort_unstable();
            let edits: Vec<_> = at
                .chunks_exact(2)
                .zip(&cuts)
                .map(|(pair, (_, text))| (pair[0], pair[1], text.as_str()))
                .collect();
            let (new, patch) = edited(&old, &edits);
            prop_assert_eq!(rebuild(&old, &new, &patch), new);
        }
    }
}
