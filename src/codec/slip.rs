//! A double-byte stream that lost one byte: from there on each character is made of the
//! second half of one and the first half of the next, up to the next place where a reader
//! finds its feet again. Reading the same bytes one byte later gives every character back
//! but the one that lost its half.

use super::{Codec, Codecs};

/// What some readers put for a first half that they could not use.
const LOST_MARK: char = '?';

/// Reads `text` one byte later. The character that lost its half becomes U+FFFD, and so does
/// a last one whose second half the reader could not read. `None` if that cannot be done.
pub(super) fn resynchronized(codecs: &Codecs, codec: Codec, text: &str) -> Option<String> {
    // `？！`, or in half width what a converter made of it: the lost half, then A3A1.
    let rest = text.strip_prefix(LOST_MARK).and_then(|t| t.strip_prefix(['!', '！']));
    let full = rest.map(|rest| format!("！{rest}"));
    let text = full.as_deref().unwrap_or(text);
    let broken_end = text.ends_with(char::REPLACEMENT_CHARACTER);
    let text = text.strip_suffix(char::REPLACEMENT_CHARACTER).unwrap_or(text);
    let bytes = codecs.encode_all(codec, text)?;
    let mut rest = bytes.get(1..).filter(|_| !bytes.first().is_none_or(u8::is_ascii))?;
    let mut out = String::with_capacity(text.len() + 3);
    out.push(char::REPLACEMENT_CHARACTER);
    while !rest.is_empty() {
        let Some((c, len)) = codecs.decode(codec, rest) else {
            // Half a character may be left where the reader could not go on.
            return (broken_end && rest.len() == 1).then(|| out + "\u{FFFD}");
        };
        out.push(c);
        rest = &rest[len..];
    }
    (!broken_end).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(text: &str) -> Option<String> {
        resynchronized(&Codecs::default(), Codec::Gb18030, text)
    }

    /// What a reader makes of `text` in GB18030 without its byte number `lost`.
    fn slipped(text: &str, lost: usize) -> String {
        let codecs = Codecs::default();
        let mut bytes = codecs.encode_all(Codec::Gb18030, text).unwrap();
        bytes.remove(lost);
        let mut out = String::new();
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            match codecs.decode(Codec::Gb18030, rest) {
                Some((c, len)) => {
                    out.push(c);
                    rest = &rest[len..];
                }
                None => {
                    out.push(char::REPLACEMENT_CHARACTER);
                    rest = &rest[1..];
                }
            }
        }
        out
    }

    #[test]
    fn all_characters_but_the_broken_one_come_back() {
        assert_eq!(again(&slipped("黄岩电视台A", 0)).as_deref(), Some("\u{FFFD}岩电视台A"));
        let text = slipped("黄岩电视台。", 0);
        assert_eq!(again(&text).as_deref(), Some("\u{FFFD}岩电视台\u{FFFD}"), "{text}");
    }

    #[test]
    fn a_question_mark_can_be_the_lost_half() {
        assert_eq!(again("?!稖贤ā肥屈S").as_deref(), Some("\u{FFFD}《溝通》是黃"));
    }

    #[test]
    fn what_does_not_fit_is_none() {
        assert_eq!(again("abc"), None);
        assert_eq!(again(""), None);
        assert_eq!(again("\u{FFFD}"), None);
    }
}
