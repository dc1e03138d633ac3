//! GB18030 that lost a byte, or has one too many: from there to the next byte of ASCII every
//! pair is read across two characters. Where a stretch of high bytes has an odd number of
//! them, the language model says behind which character the lone byte stands; it stays what
//! it is, and the pairs on both sides are read in step. Never guesses what was lost.

use super::common;
use crate::prose::Prose;
use crate::span::Span;
use crate::transcode::{Coding, Opaque, decode};

/// How much likelier (nats) a stretch must read with a lone byte in it than without: about
/// two characters that do not belong there.
const MARGIN: f32 = 12.0;

/// Longer stretches without a byte of ASCII are no text that anyone broke by a byte.
const LONGEST: usize = 1 << 14;

/// Decodes GB18030 (or GBK), in step wherever that can be found out.
pub(super) fn decode_in_step(prose: &Prose, coding: Coding, bytes: &[u8]) -> (String, Vec<Opaque>) {
    let lone = lone_bytes(prose, coding, bytes);
    if lone.is_empty() {
        return decode(coding, bytes);
    }
    let (mut text, mut opaque) = (String::new(), Vec::new());
    let mut at = 0;
    for byte in lone.into_iter().map(Some).chain([None]) {
        let end = byte.unwrap_or(bytes.len());
        let (piece, pieces) = decode(coding, &bytes[at..end]);
        opaque.extend(pieces.into_iter().map(|p| Opaque {
            text: Span::new(p.text.start + text.len(), p.text.end + text.len()),
            bytes: Span::new(p.bytes.start + at, p.bytes.end + at),
            malformed: p.malformed,
        }));
        text.push_str(&piece);
        if byte.is_some() {
            let start = text.len();
            text.push(char::REPLACEMENT_CHARACTER);
            let (text, bytes) = (Span::new(start, text.len()), Span::new(end, end + 1));
            opaque.push(Opaque { text, bytes, malformed: true });
        }
        at = end + 1;
    }
    (text, opaque)
}

/// Bytes that belong to no pair, in order.
fn lone_bytes(prose: &Prose, coding: Coding, bytes: &[u8]) -> Vec<usize> {
    let mut lone = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(is_high).map(|i| at + i) {
        let len = bytes[start..].iter().take_while(|b| is_high(b)).count();
        at = start + len;
        let stretch = &bytes[start..at];
        // Read as it stands, the last byte takes the next one with it, if that can be.
        let plain = &bytes[start..bytes.len().min(at + 1)];
        let odd = len % 2 == 1
            && len <= LONGEST
            && common::pairs(coding, plain).is_some_and(|p| p.broken > 0 || p.common < p.all);
        if odd && let Some(place) = lone_byte(prose, coding, stretch, plain) {
            lone.push(start + place);
        }
    }
    lone
}

/// Bytes that both halves of a pair can be. 80 and FF are no first half of any.
fn is_high(byte: &u8) -> bool {
    matches!(byte, 0x81..=0xFE)
}

/// Which byte of an odd stretch belongs to no pair; `None` if `plain`, the stretch with the
/// byte behind it, reads about as well.
fn lone_byte(prose: &Prose, coding: Coding, stretch: &[u8], plain: &[u8]) -> Option<usize> {
    let n = stretch.len() / 2;
    // Prices of the pairs in step with the start, and of those in step with the end.
    let front = prices(prose, coding, &stretch[..2 * n]);
    let back = prices(prose, coding, &stretch[1..]);
    let mut after: f32 = back.iter().sum();
    let (mut before, mut best) = (0.0, (after, 0));
    for (k, (front, back)) in front.iter().zip(&back).enumerate() {
        before += front;
        after -= back;
        // Of equal places the last: a byte at the end is the commonest case.
        if before + after >= best.0 {
            best = (before + after, k + 1);
        }
    }
    let lost = prose.log_prob("\u{FFFD}");
    let next = plain.get(stretch.len()).map(|&b| char::from(b).to_string()).unwrap_or_default();
    let in_step = best.0 + lost + prose.log_prob(&next);
    let (text, opaque) = decode(coding, plain);
    let broken_at_end = opaque.last().is_some_and(|o| o.malformed && o.bytes.end == stretch.len());
    // Broken only at its end, the stretch is read in step already.
    if best.1 == n && broken_at_end && opaque.iter().filter(|o| o.malformed).count() == 1 {
        return None;
    }
    (in_step > prose.log_prob(&text) + MARGIN).then_some(2 * best.1)
}

/// The price of each pair, read one after the other.
fn prices(prose: &Prose, coding: Coding, pairs: &[u8]) -> Vec<f32> {
    let mut text = String::with_capacity(pairs.len() * 2);
    for pair in pairs.chunks_exact(2) {
        let (read, _) = decode(coding, pair);
        let mut chars = read.chars();
        // Every pair has exactly one price.
        match (chars.next(), chars.next()) {
            (Some(c), None) => text.push(c),
            _ => text.push(char::REPLACEMENT_CHARACTER),
        }
    }
    let mut prices = Vec::with_capacity(pairs.len() / 2);
    prose.each(&text, |_, price| prices.push(price));
    prices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use crate::transcode::encode;
    use std::sync::Arc;

    fn read(bytes: &[u8]) -> (String, Vec<Opaque>) {
        decode_in_step(&Prose::new(Arc::new(Model::embedded())), Coding::GB18030, bytes)
    }

    fn gb(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode(Coding::GB18030, text, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn text_behind_a_lost_byte_is_read_in_step() {
        let text = "天气转凉以后，社区医院为老年人免费接种流感疫苗。";
        let whole = gb(text);
        for lost in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes.remove(lost);
            let (read, opaque) = read(&bytes);
            let right = read.chars().filter(|&c| text.contains(c)).count();
            assert!(right + 3 >= text.chars().count(), "{lost}: {read}");
            assert!(opaque.iter().filter(|o| o.malformed).count() <= 1, "{lost}: {read}");
        }
    }

    #[test]
    fn a_line_break_inside_a_character_costs_that_character_only() {
        let mut bytes = gb("社区医院为老年人免费接种疫苗，反响很好。");
        bytes.insert(15, b'\n');
        let (read, opaque) = read(&bytes);
        assert_eq!(read, "社区医院为老年\u{FFFD}\n\u{FFFD}免费接种疫苗，反响很好。");
        assert_eq!(opaque.len(), 2);
    }

    #[test]
    fn characters_with_a_trail_byte_of_ascii_are_no_lone_bytes() {
        let text = "朱镕基、郎咸平、喆、堃、囧A";
        assert_eq!(read(&gb(text)), (text.to_owned(), Vec::new()));
    }
}
