//! HZ and ISO-2022-CN, whose files are plain ASCII to anything else: recognised by their
//! shifts, and only where everything between them is well-formed and made of common
//! characters, so that program text with `~{` or an escape in it stays what it is.

use super::common;
use crate::transcode::{Coding, decode};
use memchr::memmem;

/// Characters beyond ASCII that must have been written.
const LEAST: usize = 2;
/// Share of them that must be common. Lower-case words read as HZ have none.
const COMMON: f32 = 0.8;

/// The charset of seven bits that a document in ASCII is written in, if any.
pub(super) fn seven_bits(bytes: &[u8]) -> Option<Coding> {
    let coding = if memmem::find(bytes, b"~{").is_some() {
        Coding::HZ
    } else if memmem::find(bytes, b"\x1B$)").is_some() {
        Coding::ISO_2022_CN
    } else {
        return None;
    };
    let (text, opaque) = decode(coding, bytes);
    if opaque.iter().any(|o| o.malformed) {
        return None;
    }
    let (mut all, mut usual) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        usual += usize::from(common::is_common(c));
    }
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let share = usual as f32 / all as f32;
    (all >= LEAST && share >= COMMON).then_some(coding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_around_common_characters_are_recognised() {
        assert_eq!(seven_bits(b"Subject: ~{VPND~}\n"), Some(Coding::HZ));
        assert_eq!(seven_bits(b"\x1B$)A\x0EVPND\x0F\n"), Some(Coding::ISO_2022_CN));
    }

    #[test]
    fn program_text_stays_what_it_is() {
        for text in [
            "(format t \"~{~a~^, ~}\" list)",
            "(format nil \"~{~}\" x)",
            "awk '$1 ~ /x/ {print}' ~{name~} ~{list~}",
            "~{abcdefgh~}",
            "echo -e '\x1B$)B'",
            "plain",
            "",
        ] {
            assert_eq!(seven_bits(text.as_bytes()), None, "{text}");
        }
    }
}
