//! Phrases inside which a rule changes nothing. Every stage whose rules are patterns or
//! functions asks here; the words have a way of their own.

use crate::rule::Rule;
use crate::span::Span;

/// Whether `span` lies inside one of the phrases that `rule` keeps.
pub(super) fn is_kept(rule: &Rule, span: Span, text: &str) -> bool {
    rule.keep.iter().any(|phrase| lies_in(span, phrase, text.as_bytes()))
}

/// Whether `span` lies in an occurrence of `phrase`.
fn lies_in(span: Span, phrase: &str, bytes: &[u8]) -> bool {
    let phrase = phrase.as_bytes();
    let last = span.start.min(bytes.len().saturating_sub(phrase.len()));
    let first = span.end.saturating_sub(phrase.len());
    (first..=last).any(|at| bytes[at..].starts_with(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_inside_a_kept_phrase_is_dropped() {
        let text = "甲乙丙乙";
        let lies = |start| lies_in(Span::new(start, start + 3), "甲乙", text.as_bytes());
        assert!(lies(3) && lies(0));
        assert!(!lies(9) && !lies(6));
        assert!(!lies_in(Span::new(0, 3), "一个比正文还长的短语", text.as_bytes()));
    }
}
