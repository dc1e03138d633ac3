//! Positions in a text. A span counts bytes and always lies on character borders
//! of the text it belongs to; it never says which text that is, so a span is kept
//! together with the pass that made it.

/// A half-open range `start..end` of byte offsets in one text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte of the range.
    pub start: usize,
    /// One past the last byte of the range.
    pub end: usize,
}

impl Span {
    /// The range `start..end`.
    ///
    /// # Panics
    /// If `start > end`.
    pub const fn new(start: usize, end: usize) -> Span {
        assert!(start <= end, "a span ends before it starts");
        Span { start, end }
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers no byte (an insertion point).
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two spans share a byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies within `self`.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The part of `text` that the span covers. This is the only string slicing in the crate.
    ///
    /// # Panics
    /// If the span does not lie on character borders of `text`.
    #[expect(clippy::string_slice, reason = "spans lie on character borders by construction")]
    pub fn slice(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// The last character border of `text` at or before byte `at`; its end if `at` lies beyond.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_spans_do_not_overlap() {
        assert!(!Span::new(0, 3).overlaps(Span::new(3, 6)));
        assert!(Span::new(0, 4).overlaps(Span::new(3, 6)));
        assert!(!Span::new(3, 3).overlaps(Span::new(3, 6)));
    }

    #[test]
    fn slice_counts_bytes() {
        assert_eq!(Span::new(3, 9).slice("勘误表"), "误表");
    }
}
