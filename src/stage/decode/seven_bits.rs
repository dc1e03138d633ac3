//! HZ, ISO-2022-CN and ISO-2022-JP, whose files are plain ASCII to anything else: recognised by their
//! shifts, and only where everything between them is well-formed and reads as Chinese, so
//! that program text with `~{` or an escape in it stays what it is.

use crate::prose::Prose;
use crate::transcode::{Coding, decode};
use memchr::memmem;

/// Characters beyond ASCII that must have been written.
const LEAST: usize = 2;
/// What they may cost (nats a character). Of titles of 6 characters 1 in 120 costs more, mostly
/// names; words in capital letters, read as HZ, do.
const DEAREST: f32 = -7.5;
/// So many of them are read.
const ENOUGH: usize = 200;

/// The charset of seven bits that a document in ASCII is written in, if any.
pub(super) fn seven_bits(prose: &Prose, bytes: &[u8]) -> Option<Coding> {
    let coding = if memmem::find(bytes, b"~{").is_some() {
        Coding::HZ
    } else if memmem::find(bytes, b"\x1B$)").is_some() {
        Coding::ISO_2022_CN
    } else if memmem::find(bytes, b"\x1B$B").is_some() || memmem::find(bytes, b"\x1B$@").is_some() {
        Coding::ISO_2022_JP
    } else {
        return None;
    };
    let (text, opaque) = decode(coding, bytes);
    if opaque.iter().any(|o| o.malformed) {
        return None;
    }
    let written: String = text.chars().filter(|c| !c.is_ascii()).take(ENOUGH).collect();
    let count = written.chars().count();
    #[expect(clippy::cast_precision_loss, reason = "at most 200")]
    let reads = prose.log_prob(&written) >= DEAREST * count as f32;
    (count >= LEAST && reads).then_some(coding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use std::sync::Arc;

    fn found(text: &[u8]) -> Option<Coding> {
        seven_bits(&Prose::new(Arc::new(Model::embedded())), text)
    }

    #[test]
    fn shifts_around_chinese_are_recognised() {
        assert_eq!(found(b"Subject: ~{VPND~}\n"), Some(Coding::HZ));
        assert_eq!(found(b"\x1B$)A\x0EVPND\x0F\n"), Some(Coding::ISO_2022_CN));
        let japanese = b"\x1B$B$3$s$K$A$O\x1B(B\n";
        assert_eq!(found(japanese), Some(Coding::ISO_2022_JP));
    }

    #[test]
    fn program_text_stays_what_it_is() {
        for text in [
            "(format t \"~{~a~^, ~}\" list)",
            "(format nil \"~{~}\" x)",
            "awk '$1 ~ /x/ {print}' ~{name~} ~{list~}",
            "~{abcdefgh~}",
            "~{NAME~} ~{TITLE1~} ~{DATE~}",
            "~{FooBar~}",
            "echo -e '\x1B$)B'",
            "plain",
            "",
        ] {
            assert_eq!(found(text.as_bytes()), None, "{text}");
        }
    }
}
