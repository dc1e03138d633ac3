//! How well pieces of a text read together, by the language model. Answers questions of the
//! noise detectors in nats and decides nothing.

use crate::prose::Prose;
use crate::span::Span;

/// The first `count` characters of `text`, or what there is.
pub(super) fn first(text: &str, count: usize) -> &str {
    let end = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    Span::new(0, end).slice(text)
}

/// The last `count` characters of `text`, or what there is.
pub(super) fn last(text: &str, count: usize) -> &str {
    let start = match count {
        0 => text.len(),
        _ => text.char_indices().nth_back(count - 1).map_or(0, |(at, _)| at),
    };
    Span::new(start, text.len()).slice(text)
}

/// Mean price of a character of `text`, in nats; what cannot be told is free.
pub(super) fn mean_price(prose: &Prose, text: &str) -> f32 {
    let (mut sum, mut count) = (0.0, 0.0);
    prose.each(text, |_, price| {
        sum -= price;
        count += 1.0;
    });
    if count > 0.0 { sum / count } else { 0.0 }
}

/// Whether `c` is a Chinese ideograph.
pub(super) const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}

/// Whether a sentence or a part of it that can stand on a line of its own ends with `c`.
pub(super) const fn is_stop(c: char) -> bool {
    matches!(
        c,
        '。' | '！'
            | '？'
            | '；'
            | '：'
            | '…'
            | '.'
            | '!'
            | '?'
            | ';'
            | ':'
            | '｡'
            | '”'
            | '’'
            | '」'
            | '』'
            | '〞'
            | '）'
            | ')'
            | '》'
            | '】'
            | ']'
            | '"'
            | '|'
            | '>'
    )
}
