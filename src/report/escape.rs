//! Text from documents and file names, made safe for a terminal: what could move the
//! cursor, reverse the reading direction or hide is written out as `\u{…}`. Nothing from
//! a document reaches a terminal by another way.

use std::fmt::{self, Display, Write};
use std::path::Path;

/// Whether a terminal would act on the character, or show nothing where something stands.
pub(super) fn is_hazardous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{FEFF}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FFF9}'..='\u{FFFB}'
            // Private use: symbol fonts draw something, a terminal cannot.
            | '\u{E000}'..='\u{F8FF}'
            // Tags spell invisible ASCII.
            | '\u{E0000}'..='\u{E007F}')
}

/// The text on one line, safe to print.
pub(crate) fn shown(text: &str) -> Shown<'_> {
    Shown(text)
}

/// See [`shown`].
pub(crate) struct Shown<'a>(&'a str);

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                c if is_hazardous(c) => write!(f, "{}", c.escape_unicode())?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// A path as text: bytes that are not UTF-8 become `\xNN`, everything else is what it is.
pub(crate) fn path_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_is_spelled_out() {
        assert_eq!(shown("红\u{1B}[31m字").to_string(), "红\\u{1b}[31m字");
    }

    #[test]
    fn bidi_and_invisible_characters_are_spelled_out() {
        let text = "甲\u{202E}乙\u{200B}丙\u{9B}丁\u{F0B7}";
        assert_eq!(shown(text).to_string(), "甲\\u{202e}乙\\u{200b}丙\\u{9b}丁\\u{f0b7}");
    }

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(shown("上\r\n下\t右").to_string(), "上\\r\\n下\\t右");
    }

    #[test]
    fn chinese_text_and_variation_selectors_are_shown_as_they_are() {
        let text = "葛\u{E0100}粉，“好”！𠮷";
        assert_eq!(shown(text).to_string(), text);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf8_shows_its_bytes() {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"\xCE\xC4.txt");
        assert_eq!(path_text(Path::new(name)), "\\xCE\\xC4.txt");
    }
}
