//! The bytes that `fix` and `filter` write: the document's own charset unless the user wants
//! another, and never a loss.

use crate::batch::Kind;
use crate::pipeline::Outcome;
use crate::transcode::Target;

/// The restored document.
///
/// # Errors
/// If its charset cannot express a restored character, or if bytes that are no character
/// would have to be converted.
pub(super) fn rewrite(outcome: &Outcome<'_>, to: Option<Target>) -> Result<Vec<u8>, Kind> {
    outcome.to_bytes_as(to).map_err(Kind::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Pipeline;
    use crate::scratch::Scratch;

    fn written(bytes: &[u8], to: &str) -> Result<Vec<u8>, Kind> {
        let outcome = Pipeline::standard();
        rewrite(&outcome.run(bytes, &mut Scratch::default()), Some(to.parse().unwrap()))
    }

    #[test]
    fn utf16_becomes_utf8_without_a_mark() {
        assert_eq!(written(b"\xFF\xFE\x2D\x4E\x87\x65", "utf-8").unwrap(), "中文".as_bytes());
    }

    #[test]
    fn wide_charsets_get_a_mark_and_utf8_only_on_request() {
        let text = "中文".as_bytes();
        assert_eq!(written(text, "utf-16be").unwrap(), b"\xFE\xFF\x4E\x2D\x65\x87");
        assert_eq!(written(text, "utf-32").unwrap(), b"\xFF\xFE\0\0\x2D\x4E\0\0\x87\x65\0\0");
        assert_eq!(written(text, "utf-8-bom").unwrap(), "\u{FEFF}中文".as_bytes());
        assert_eq!(written("\u{FEFF}中文".as_bytes(), "UTF-8").unwrap(), text);
    }

    #[test]
    fn what_is_utf8_already_loses_its_mark_and_nothing_else() {
        let broken = "\u{FEFF}中文与文字".as_bytes().split_last().unwrap().1;
        assert_eq!(written(broken, "utf-8").unwrap(), &broken[3..]);
    }

    #[test]
    fn undecodable_bytes_are_not_lost_in_converting() {
        let lone_surrogate = b"\xFF\xFE\x2D\x4E\x00\xD8\x87\x65";
        assert!(matches!(written(lone_surrogate, "utf-8"), Err(Kind::Undecodable(1))));
    }

    #[test]
    fn a_character_that_the_target_lacks_is_named_with_its_place() {
        let lacking = written("中文\n繁😀".as_bytes(), "big5");
        assert!(matches!(
            lacking,
            Err(Kind::Unmappable { charset: "Big5", character: '😀', line: 2, column: 2 })
        ));
    }
}
