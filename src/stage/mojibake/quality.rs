//! How a restored text reads by itself. That it reads better than what stood there is not
//! enough: lists of rare characters read badly, and chance makes something a little better of
//! them. What is restored must be Chinese, and as good as Chinese is.

use crate::codec::Codec;
use crate::prose::Prose;

/// Nats a character that a restored text may cost, a short one and a longer one. A word of
/// two characters costs nine for the first, since nothing is known before it, and five for
/// the second; running text costs four to seven; ideographs thrown together by chance, ten.
const PLAIN: (f32, f32) = (-8.4, -7.2);
/// The same for what was valid UTF-8: chance does not make much of that.
const STRUCTURED: (f32, f32) = (-10.5, -9.0);
/// So many characters are enough to expect running text.
const LONG_ENOUGH: usize = 8;

/// What is known of a restored text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Quality {
    /// Log-probability (nats) of the whole text.
    pub(super) log_prob: f32,
    /// Characters of Chinese text: ideographs and the marks that go with them.
    chinese: usize,
    /// Whether two different ideographs stand side by side.
    word: bool,
    /// Other characters beyond ASCII that are known.
    foreign: usize,
    /// Log-probability of the known characters beyond ASCII.
    beyond_ascii: f32,
}

impl Quality {
    pub(super) fn of(prose: &Prose, restored: &str) -> Quality {
        let mut quality = Quality::default();
        let mut before: Option<char> = None;
        prose.each(restored, |c, p| {
            quality.log_prob += p;
            let pair = before.is_some_and(|b| b != c && is_ideograph(b)) && is_ideograph(c);
            quality.word |= pair;
            before = Some(c);
            if c.is_ascii() || c == char::REPLACEMENT_CHARACTER {
                return;
            }
            quality.beyond_ascii += p;
            if is_chinese(c) {
                quality.chinese += 1;
            } else {
                quality.foreign += 1;
            }
        });
        quality
    }

    /// Whether it reads as text at all, having been written in `writer`.
    pub(super) fn is_readable(&self, writer: Codec) -> bool {
        let (short, long) = if writer == Codec::Utf8 { STRUCTURED } else { PLAIN };
        let known = self.chinese + self.foreign;
        let (n, least) = match known {
            0 => return false,
            n if n < LONG_ENOUGH => (n, short + (long - short) * ratio(n, LONG_ENOUGH)),
            n => (n, long),
        };
        self.beyond_ascii >= least * ratio(n, 1)
    }

    /// Whether it is Chinese.
    pub(super) fn is_chinese(&self) -> bool {
        self.chinese > 3 * self.foreign
    }

    /// Whether it is too little of another language to tell anything.
    pub(super) fn is_crumb(&self) -> bool {
        self.foreign < LONG_ENOUGH && !self.is_chinese()
    }

    /// Whether there is enough of it to stand by itself.
    pub(super) fn is_a_word(&self) -> bool {
        self.word
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of characters")]
fn ratio(a: usize, b: usize) -> f32 {
    a as f32 / b as f32
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether `c` is one that Chinese text is made of.
pub(super) fn is_chinese(c: char) -> bool {
    c.is_ascii()
        || is_ideograph(c)
        || matches!(c, '\u{2010}'..='\u{203B}' | '\u{2460}'..='\u{249B}' | '\u{3000}'..='\u{303F}')
        || matches!(c, '\u{FF01}'..='\u{FF5E}' | '\u{FFE0}'..='\u{FFE5}' | '·' | '×' | '÷' | '°')
        || matches!(c, '\u{2160}'..='\u{2199}' | '\u{25A0}'..='\u{25CF}' | '★' | '☆')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use std::sync::Arc;

    #[test]
    fn chinese_is_told_from_what_chance_makes() {
        let prose = Prose::new(Arc::new(Model::embedded()));
        let quality = |text| Quality::of(&prose, text);
        for text in ["服务", "你好", "县里成立了物流中心。", "機構要認真組織開展工作"]
        {
            let q = quality(text);
            assert!(
                q.is_readable(Codec::Gb18030) && q.is_chinese() && q.is_a_word(),
                "{text} {q:?}"
            );
        }
        for text in ["滥临酝暇幽薪韧始", "텃萸裕諛향벡뎁", "疵久若磁者若樂資嚼炸昨"]
        {
            let q = quality(text);
            assert!(!(q.is_readable(Codec::Gb18030) && q.is_chinese()), "{text} {q:?}");
        }
        assert!(!quality("Привет").is_chinese());
        assert!(!quality("“").is_a_word());
    }
}
