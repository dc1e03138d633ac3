//! Edits of one pass and the map they leave behind. A patch knows where every
//! changed place was and where it is now, and nothing of the texts themselves, so
//! maps are cheap to keep, to walk back through and to compose.

use crate::span::Span;

/// Replace `span` of a text by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards; empty for a deletion.
    pub text: Box<str>,
}

/// One changed place: where it was in the old text, where it is in the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// Place in the old text.
    pub old: Span,
    /// Place in the new text.
    pub new: Span,
}

/// Every changed place between two texts, in order, never overlapping.
///
/// An empty patch is the identity and costs nothing.
///
/// ```
/// use kanwu::{Edit, Patch, Span};
/// let edits = [Edit { span: Span::new(0, 6), text: "服务".into() }];
/// let (new, patch) = Patch::apply("效劳群众", &edits);
/// assert_eq!(new, "服务群众");
/// assert_eq!(patch.to_old(Span::new(6, 12)), Span::new(6, 12));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch(Vec<Hunk>);

impl Patch {
    /// Applies `edits`, which must be sorted and must not overlap, in one forward copy.
    pub fn apply(old: &str, edits: &[Edit]) -> (String, Patch) {
        let grow: usize = edits.iter().map(|e| e.text.len()).sum();
        let mut new = String::with_capacity(old.len() + grow);
        let mut hunks = Vec::with_capacity(edits.len());
        let mut at = 0;
        for edit in edits {
            debug_assert!(at <= edit.span.start, "edits overlap or are unsorted");
            new.push_str(Span::new(at, edit.span.start).slice(old));
            let start = new.len();
            new.push_str(&edit.text);
            hunks.push(Hunk { old: edit.span, new: Span::new(start, new.len()) });
            at = edit.span.end;
        }
        new.push_str(Span::new(at, old.len()).slice(old));
        (new, Patch(hunks))
    }

    /// The changed places, in order.
    pub fn hunks(&self) -> &[Hunk] {
        &self.0
    }

    /// Whether the two texts are the same.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The old text that `new` came from. A span that cuts into a hunk widens to the
    /// whole hunk: a position inside a replacement is never invented.
    pub fn to_old(&self, new: Span) -> Span {
        map_span(&self.0, new, |h| h.new, |h| h.old)
    }

    /// Where the old span `old` is now; the mirror image of [`Patch::to_old`].
    pub fn to_new(&self, old: Span) -> Span {
        map_span(&self.0, old, |h| h.old, |h| h.new)
    }

    /// `self` then `next`, as one patch from the first text to the last.
    ///
    /// Hunks that overlap or touch in the middle text become one. Keeping mere
    /// neighbours apart loses associativity as soon as deletions are involved.
    pub fn then(&self, next: &Patch) -> Patch {
        let (first, second) = (&self.0, &next.0);
        let (mut i, mut j) = (0, 0);
        let mut out = Vec::with_capacity(first.len() + second.len());
        while i < first.len() || j < second.len() {
            let from_first =
                j == second.len() || (i < first.len() && first[i].new.start <= second[j].old.start);
            let mut middle = if from_first { first[i].new } else { second[j].old };
            let (first_before, second_before) = (i, j);
            loop {
                if i < first.len() && first[i].new.start <= middle.end {
                    middle.end = middle.end.max(first[i].new.end);
                    i += 1;
                } else if j < second.len() && second[j].old.start <= middle.end {
                    middle.end = middle.end.max(second[j].old.end);
                    j += 1;
                } else {
                    break;
                }
            }
            let old_at = |p: usize, n: usize| match n.checked_sub(1) {
                Some(k) => first[k].old.end + (p - first[k].new.end),
                None => p,
            };
            let new_at = |p: usize, n: usize| match n.checked_sub(1) {
                Some(k) => second[k].new.end + (p - second[k].old.end),
                None => p,
            };
            out.push(Hunk {
                old: Span::new(old_at(middle.start, first_before), old_at(middle.end, i)),
                new: Span::new(new_at(middle.start, second_before), new_at(middle.end, j)),
            });
        }
        Patch(out)
    }
}

/// Maps `span` from the `from` side of the hunks to their `to` side.
fn map_span(
    hunks: &[Hunk],
    span: Span,
    from: impl Fn(&Hunk) -> Span,
    to: impl Fn(&Hunk) -> Span,
) -> Span {
    let n = hunks.partition_point(|h| from(h).start <= span.start);
    let start = match hunks[..n].last() {
        Some(h) if span.start < from(h).end => to(h).start,
        Some(h) => to(h).end + (span.start - from(h).end),
        None => span.start,
    };
    let n = hunks.partition_point(|h| from(h).start < span.end);
    let end = match hunks[..n].last() {
        Some(h) if span.end <= from(h).end => to(h).end,
        Some(h) => to(h).end + (span.end - from(h).end),
        None => span.end,
    };
    // An empty span that touches a hunk can cross over; keep it a span.
    Span::new(start.min(end), start.max(end))
}
