//! Cuts a long text into parts that are judged each by itself. What speaks for a channel adds up
//! over a document, and so does what merely looks like it: somewhere in four million characters of
//! clean text nearly every pair of a list reads better restored. A part is long enough to convict a
//! channel, and short enough that chance does not. It bounds memory and time, too.
//!
//! The borders depend only on marks that this stage never changes, so that a second run cuts at the
//! same places.

use crate::span::Span;
use memchr::memchr2_iter;

/// Ends of sentences and lines in a part, more or less.
const MARKS: usize = 700;

/// Marks that a part waits for the end of a line before it is content with that of a sentence.
const PATIENCE: usize = MARKS / 4;

/// The parts of a text, in order; nearly always one.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Span> + '_ {
    parts_of(text, MARKS, PATIENCE)
}

fn parts_of(text: &str, marks: usize, patience: usize) -> impl Iterator<Item = Span> + '_ {
    // A mark takes at least a byte.
    let all = if text.len() < 2 * marks { 0 } else { ends(text).count() };
    let wanted = all / (all / marks).max(1);
    let whole = all < 2 * marks;
    let (mut from, mut ends) = (0, ends(text).fuse());
    std::iter::from_fn(move || {
        if from == text.len() {
            return None;
        }
        let mut seen = 0;
        let end = if whole {
            None
        } else {
            ends.by_ref().find(|&(_, is_line)| {
                seen += 1;
                seen >= wanted && (is_line || seen >= wanted + patience)
            })
        };
        let part = Span::new(from, end.map_or(text.len(), |(end, _)| end));
        from = part.end;
        Some(part)
    })
}

/// Where lines and sentences end, and whether it is a line.
fn ends(text: &str) -> impl Iterator<Item = (usize, bool)> + '_ {
    let bytes = text.as_bytes();
    let (last, before) = (0x82, [0xE3, 0x80]);
    memchr2_iter(b'\n', last, bytes)
        .filter(move |&at| bytes[at] == b'\n' || bytes[..at].ends_with(&before))
        .map(|at| (at + 1, bytes[at] == b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pieces(text: &str) -> Vec<&str> {
        parts_of(text, 3, 2).map(|p| p.slice(text)).collect()
    }

    #[test]
    fn short_texts_are_one_part() {
        assert!(pieces("").is_empty());
        assert_eq!(pieces("一。二。三。四。五。"), ["一。二。三。四。五。"]);
        assert_eq!(parts(&"一句。\n".repeat(650)).count(), 1);
    }

    #[test]
    fn long_ones_are_cut_at_line_ends_or_else_at_sentence_ends() {
        assert_eq!(
            pieces("一\n二\n三\n四\n五\n六\n七\n"),
            ["一\n二\n三\n", "四\n五\n六\n", "七\n"]
        );
        assert_eq!(pieces("一。二。三。四\n五。六。七\n"), ["一。二。三。四\n", "五。六。七\n"]);
        assert_eq!(
            pieces("一。二。三。四。五。六。七。八。"),
            ["一。二。三。四。五。六。", "七。八。"]
        );
    }

    proptest! {
        #[test]
        fn parts_are_the_text_and_words_do_not_move_the_borders(text in "[甲乙。\n、]{0,80}") {
            prop_assert_eq!(pieces(&text).concat(), text.clone());
            let other = text.replace('甲', "子丑寅");
            let same: Vec<String> =
                pieces(&text).iter().map(|p| p.replace('甲', "子丑寅")).collect();
            prop_assert_eq!(pieces(&other), same);
        }
    }
}
