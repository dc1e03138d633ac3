//! The test that spares clean documents the reading: one pass over the bytes, written so
//! that the compiler turns it into vector code. May be wrong in one direction only: it may
//! take a character for one that a detector waits for.

/// Bytes that are tested together; long enough for vectors, short enough to stop early.
const BLOCK: usize = 512;

/// Whether `text` may hold a character that one of the detectors with a set of characters
/// waits for. Quotation marks are not among them: they have a test of their own.
pub(super) fn may_hold_any(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [.., y, z] = bytes else {
        let two = matches!(bytes, [a, b] if is_rare(*a, *b, 0));
        return two || bytes.iter().any(|&a| is_candidate(a, 0, 0));
    };
    let blocks = bytes.chunks(BLOCK).zip(bytes[1..].chunks(BLOCK)).zip(bytes[2..].chunks(BLOCK));
    let found = blocks.into_iter().any(|((a, b), c)| {
        // No short cuts inside a block: they would keep it from being a vector.
        let triples = || a.iter().zip(b).zip(c).map(|((&a, &b), &c)| (a, b, c));
        let (found, marked) = triples().fold((false, false), |(found, marked), (a, b, c)| {
            (found | is_candidate(a, b, c), marked | is_mark(a, c))
        });
        found || marked && triples().fold(false, |found, (a, b, c)| found | is_rare(a, b, c))
    });
    found || is_candidate(*y, *z, 0) || is_rare(*y, *z, 0) || is_candidate(*z, 0, 0)
}

/// Whether one of the rare sequences may begin here: most blocks of Chinese prose have none of
/// these bytes, and are spared the closer look.
#[inline(always)]
fn is_mark(a: u8, c: u8) -> bool {
    let escape = (a == b'\\') | (a == b'%') | (a == b'=') | (a == b'+');
    let foreign = (a == 0xCE) | (a & 0xFE == 0xD0);
    escape | foreign | (a == b'x') | (c == b';') | (a == 0xC2) | (a == 0xC3)
}

/// What begins with a mark: escapes, remnants, letters of Greek and Cyrillic.
#[inline(always)]
fn is_rare(a: u8, b: u8, c: u8) -> bool {
    begins_escape(a, b, c) | begins_remnant(a, b, c) | (a == 0xCE) | (a & 0xFE == 0xD0)
}

/// Whether a character that is waited for may begin with these bytes of UTF-8. Each comparison
/// is paid for every byte, so neighbours that Chinese prose hardly ever has are let through.
/// Inlined by order: a call for each byte would be no vector code.
#[inline(always)]
fn is_candidate(a: u8, b: u8, c: u8) -> bool {
    let is = |from: u8, byte: u8, to: u8| (from <= byte) & (byte <= to);
    let control = (a < 0x20) & !is(b'\t', a, b'\n') & !is(0x0C, a, b'\r');
    let ascii = control | (a == b'&') | (a == 0x7F);
    // U+0080..=U+009F and the soft hyphen.
    let latin = (a == 0xC2) & ((b < 0xA0) | (b == 0xAD));
    // Korean and Mongolian; private characters; tags.
    let rows = (a == 0xE1) | (a == 0xEE) | (a == 0xF3);
    // Zero-width characters, directions, U+2060 and beyond; dots, lines; radicals.
    let format = (b == 0x80) & (is(0x8B, c, 0x8F) | is(0xAA, c, 0xAE)) | (b == 0x81) & (c >= 0xA0);
    let dot = (b == 0x88) | (b == 0x8B) | (b == 0x94);
    let general = (a == 0xE2) & (format | dot | (b >= 0xBA));
    // The second half of katakana, and the letters of Korean that stand alone.
    let kana = (a == 0xE3) & ((b == 0x83) | (b == 0x85));
    // U+F000..=U+FEFF and half-width forms, less the full-width ones.
    let form = (a == 0xEF) & ((b < 0xBC) | (b == 0xBD) & (c > 0xA0) | (b == 0xBE));
    let supplement = (a == 0xF0) & (b == 0xAF);
    ascii | latin | rows | general | kana | form | supplement
}

/// Whether an escape of Chinese text may begin with these bytes: `\u`, `\x`, `%u`, `%E`, `=E`,
/// `=?` or, in UTF-7, a plus sign and the digits of an ideograph.
#[inline(always)]
fn begins_escape(a: u8, b: u8, c: u8) -> bool {
    let is = |from: u8, byte: u8, to: u8| (from <= byte) & (byte <= to);
    // The first byte of a character in UTF-8 or GBK is above 7F.
    let high = |b: u8| is(b'8', b, b'9') | is(b'A', b & 0xDF, b'F');
    let back_slash = (a == b'\\') & ((b == b'u') | (b == b'U') | (b == b'x'));
    let percent = (a == b'%') & ((b == b'u') | high(b));
    let equals = (a == b'=') & ((b == b'?') | high(b));
    // U+4E00..=U+9FFF begin with T to n; full-width forms and punctuation with I, M and /.
    let digit = is(b'T', b, b'Z') | is(b'a', b, b'n') | (b == b'I') | (b == b'M') | (b == b'/');
    let plus = (a == b'+') & digit & (c != b' ');
    back_slash | percent | equals | plus
}

/// Whether what a converter leaves behind may begin with these bytes.
#[inline(always)]
fn begins_remnant(a: u8, b: u8, c: u8) -> bool {
    let is = |from: u8, byte: u8, to: u8| (from <= byte) & (byte <= to);
    // `dquo;`, `bsp;` and the like; `x0d`, `x0D`; an upper-case word and a switch of Word.
    let bare = (c == b';')
        & ((a == b'u') & (b == b'o') | (a == b's') & ((b == b'p') | (b == b'h')))
        | (c == b';') & ((a == b'i') & (b == b'p') | (a == b'o') & (b == b't'));
    let line_break = (a == b'x') & (b == b'0') & ((c | 0x20 == b'd') | (c == b'0'))
        | (a == b'\\') & (b == b'r') & (c == b'\\');
    let field = (a == b'\\') & ((b == b'*') | (b == b'l') & (c == b' ') | (b == b'o'));
    // A sign that was an entity once, inside a query: `×tamp=`.
    let swallowed = ((a == 0xC2) & ((b == 0xA7) | (b == 0xAE) | (b == 0xAC) | (b == 0xA4))
        | (a == 0xC3) & (b == 0x97))
        & is(b'a', c, b'z');
    bare | line_break | field | swallowed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::chars::{DETECTORS, Gate};

    #[test]
    fn no_character_that_is_waited_for_is_missed() {
        for (name, detect) in DETECTORS {
            let Gate::Holds(set) = detect.gate else { continue };
            for c in ('\0'..=char::MAX).filter(|&c| set.contains(c)) {
                for text in [format!("{c}"), format!("文{c}"), format!("{c}，文字")] {
                    assert!(may_hold_any(&text), "{name}: {c:?}");
                }
            }
        }
    }

    #[test]
    fn escapes_open_the_gate_and_what_resembles_them_does_not() {
        for text in [
            "\\u4e2d",
            "\\U00020000",
            "\\xe4",
            "%u4E2D",
            "%E4",
            "%b8",
            "=E4",
            "=?g",
            "+Ti1",
            "ldquo;",
            "nbsp;",
            "mdash;",
            "x0dx0a",
            "_x000D_",
            "\\r\\n",
            "PAGE \\* M",
            "HYPERLINK \\l \"",
            "TOC \\o",
            "?a=1×tamp=2",
            "§ion=",
            "®ion=",
            "¤cy=",
            "¬ify=",
        ] {
            assert!(may_hold_any(&format!("字{text}字")), "{text}");
        }
        for text in
            ["增长5%左右", "a=1", "x==y", "C++程序", "1+1", "C:\\目录", "a = b", "\\n", "A+级"]
        {
            assert!(!may_hold_any(text), "{text}");
        }
    }

    #[test]
    fn plain_prose_passes() {
        for text in [
            "",
            "文",
            "a",
            "“你好”，他说……——（一）\r\n\t第2条。",
            "②★→《》〝〞",
            "１．（甲）％：￥～｜",
        ] {
            assert!(!may_hold_any(text), "{text}");
        }
        assert!(may_hold_any(&format!("{}\u{200B}{}", "字".repeat(1000), "字".repeat(1000))));
        assert!(!may_hold_any(&"字，".repeat(1000)));
    }
}
