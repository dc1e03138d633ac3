//! What stands beside a place: a few characters to either side, never further, so that looking
//! costs the same wherever it is done.

use crate::span::Span;

/// Up to `n` characters that end at byte `at` of `text`.
pub(super) fn before(text: &str, at: usize, n: usize) -> &str {
    let head = Span::new(0, at).slice(text);
    let start = head.char_indices().rev().take(n).last().map_or(at, |(i, _)| i);
    Span::new(start, at).slice(text)
}

/// Up to `n` characters that begin at byte `at` of `text`.
pub(super) fn after(text: &str, at: usize, n: usize) -> &str {
    let tail = Span::new(at, text.len()).slice(text);
    let len = tail.char_indices().nth(n).map_or(tail.len(), |(i, _)| i);
    Span::new(0, len).slice(tail)
}

/// The part of `text` after the last character that ends a sentence.
pub(super) fn sentence_tail(text: &str) -> &str {
    text.rsplit(ends_sentence).next().unwrap_or(text)
}

/// Whether a sentence ends with `c`.
pub(super) fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_counted_in_characters() {
        assert_eq!(before("第十二年", 9, 2), "十二");
        assert_eq!(before("第十二年", 3, 5), "第");
        assert_eq!(before("第", 0, 5), "");
        assert_eq!(after("第十二年", 3, 2), "十二");
        assert_eq!(after("第十二年", 12, 2), "");
        assert_eq!(sentence_tail("完。今年是"), "今年是");
    }
}
