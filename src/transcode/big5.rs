//! Writing Big5 with the characters of Hong Kong (HKSCS). The Encoding Standard reads them
//! but writes only what plain Big5 has, so the way back is a table of our own, made by
//! reading every pair of bytes once.

use encoding_rs::{BIG5, DecoderResult};
use std::sync::OnceLock;

/// The way back: characters, and pairs of a letter and a combining mark, with their bytes.
struct Reverse {
    single: Vec<(char, [u8; 2])>,
    double: Vec<([char; 2], [u8; 2])>,
}

fn reverse() -> &'static Reverse {
    static REVERSE: OnceLock<Reverse> = OnceLock::new();
    REVERSE.get_or_init(|| {
        let (mut single, mut double) = (Vec::new(), Vec::new());
        for lead in 0x81..=0xFE {
            for trail in (0x40..=0x7E).chain(0xA1..=0xFE) {
                let pair = [lead, trail];
                match *characters(pair) {
                    [c] => single.push((c, pair)),
                    [c, mark] => double.push(([c, mark], pair)),
                    _ => {}
                }
            }
        }
        // Stable, so of two pairs of bytes the lower one stays.
        single.sort_by_key(|s| s.0);
        single.dedup_by_key(|s| s.0);
        Reverse { single, double }
    })
}

/// What one pair of bytes stands for; nothing if it is no character.
fn characters(pair: [u8; 2]) -> Vec<char> {
    let mut buffer = [0; 16];
    let mut decoder = BIG5.new_decoder_without_bom_handling();
    let (result, _, written) = decoder.decode_to_utf8_without_replacement(&pair, &mut buffer, true);
    match (result, std::str::from_utf8(&buffer[..written])) {
        (DecoderResult::InputEmpty, Ok(text)) => text.chars().collect(),
        _ => Vec::new(),
    }
}

/// The bytes of `c`.
pub(super) fn pair(c: char) -> Option<[u8; 2]> {
    let table = &reverse().single;
    table.binary_search_by_key(&c, |s| s.0).ok().map(|i| table[i].1)
}

/// The bytes of a letter and its mark, where the two have bytes in common.
pub(super) fn pair_of_two(c: char, mark: char) -> Option<[u8; 2]> {
    if !matches!(mark, '\u{304}' | '\u{30C}') {
        return None;
    }
    reverse().double.iter().find(|d| d.0 == [c, mark]).map(|d| d.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_hong_kong_have_bytes() {
        for c in "嘅啲喺冇佢哋咁".chars() {
            let bytes = pair(c).unwrap();
            assert_eq!(characters(bytes), [c]);
        }
        assert_eq!(pair_of_two('Ê', '\u{304}'), Some([0x88, 0x62]));
        assert_eq!(pair('😀'), None);
    }
}
