//! How well pieces of a text read together, by the language model. Answers questions of the
//! noise detectors in nats and decides nothing.

use crate::prose::Prose;

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
