//! Whether a text speaks of mojibake rather than suffering from it: tutorials, bug reports,
//! tests. They quote garbled text on purpose, often beside what it stands for.

use super::candidate::Candidate;
use crate::span::{Span, floor};
use memchr::memmem;

/// Words of texts about charsets.
const WORDS: [&str; 13] = [
    "乱码",
    "亂碼",
    "字符集",
    "字元集",
    "字符编码",
    "字元編碼",
    "mojibake",
    "Mojibake",
    "garbled",
    "charset",
    "character encoding",
    "кодировк",
    "文字化け",
];

/// A text that is garbled in more than this share of its characters beyond ASCII does not
/// just quote.
const QUOTED: f32 = 0.4;

/// How far (bytes) from a garbled stretch its meaning is looked for.
const NEAR: usize = 240;

/// Whether `text` has a word of texts about charsets.
pub(super) fn names_it(text: &str) -> bool {
    WORDS.iter().any(|w| memmem::find(text.as_bytes(), w.as_bytes()).is_some())
}

/// Whether `text` speaks of mojibake, `garbled` being the stretches found in it.
pub(super) fn speaks_of_it(text: &str, garbled: &[Candidate]) -> bool {
    if !names_it(text) {
        return false;
    }
    let beyond = |text: &str| text.bytes().filter(|b| !b.is_ascii()).count();
    let all = beyond(text);
    let part: usize = garbled.iter().map(|c| beyond(c.span.slice(text))).sum();
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let share = part as f32 / all.max(1) as f32;
    share < QUOTED
}

/// Whether what the stretch stands for is written beside it.
pub(super) fn is_explained(text: &str, candidate: &Candidate) -> bool {
    let Span { start, end } = candidate.span;
    let from = floor(text, start.saturating_sub(NEAR));
    let to = floor(text, (end + NEAR).min(text.len()));
    let around = [Span::new(from, start).slice(text), Span::new(end, to.max(end)).slice(text)];
    around.iter().any(|t| memmem::find(t.as_bytes(), candidate.restored.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::quality::Quality;
    use super::*;
    use crate::codec::Recipe;

    fn candidate(text: &str, part: &str, restored: &str) -> Candidate {
        let start = text.find(part).unwrap();
        Candidate {
            span: Span::new(start, start + part.len()),
            restored: restored.to_owned(),
            recipe: Recipe::new(vec![]),
            gain: 30.0,
            quality: Quality::default(),
        }
    }

    #[test]
    fn examples_are_told_from_damage() {
        let text = "乱码是怎么来的？“你好”读错了就是“浣犲ソ”，诸如此类，不一而足。";
        let c = candidate(text, "浣犲ソ", "你好");
        assert!(is_explained(text, &c) && speaks_of_it(text, &[c]));
        let text = "乱码：鍏ㄥ幙鍗佸洓涓埂闀囬兘宸蹭慨濂芥笭閬�";
        let c = candidate(text, "鍏ㄥ幙鍗佸洓涓埂闀囬兘宸蹭慨濂芥笭閬�", "全县");
        assert!(!is_explained(text, &c) && !speaks_of_it(text, &[c]));
    }
}
