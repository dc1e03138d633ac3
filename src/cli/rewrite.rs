//! The bytes that `fix` and `filter` write: the document's own charset unless the user wants
//! another, and never a loss.

use super::args::To;
use crate::batch::Kind;
use crate::error::Error;
use crate::pipeline::Outcome;
use std::io;

/// The restored document.
///
/// # Errors
/// If its charset cannot express a restored character, or if bytes that are no character
/// would have to be converted.
pub(super) fn rewrite(outcome: &Outcome<'_>, to: Option<To>) -> Result<Vec<u8>, Kind> {
    let charset = &outcome.diagnosis.charset;
    if to == Some(To::Utf8) && charset.name != "UTF-8" {
        return match charset.undecodable {
            0 => Ok(outcome.text().as_bytes().to_vec()),
            n => Err(Kind::Undecodable(n)),
        };
    }
    outcome.to_bytes().map_err(|error| match error {
        Error::Unmappable { charset, character } => Kind::Unmappable { charset, character },
        other => Kind::Write(io::Error::other(other)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Pipeline;
    use crate::scratch::Scratch;

    fn to_utf8(bytes: &[u8]) -> Result<Vec<u8>, Kind> {
        rewrite(&Pipeline::standard().run(bytes, &mut Scratch::default()), Some(To::Utf8))
    }

    #[test]
    fn utf16_becomes_utf8_without_a_mark() {
        assert_eq!(to_utf8(b"\xFF\xFE\x2D\x4E\x87\x65").unwrap(), "中文".as_bytes());
    }

    #[test]
    fn what_is_utf8_already_is_not_converted() {
        let broken = "\u{FEFF}中文与文字".as_bytes().split_last().unwrap().1;
        assert_eq!(to_utf8(broken).unwrap(), broken);
    }

    #[test]
    fn undecodable_bytes_are_not_lost_in_converting() {
        let lone_surrogate = b"\xFF\xFE\x2D\x4E\x00\xD8\x87\x65";
        assert!(matches!(to_utf8(lone_surrogate), Err(Kind::Undecodable(1))));
    }
}
