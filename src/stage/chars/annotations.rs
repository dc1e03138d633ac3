//! Readings in brackets behind characters that a converter made Traditional: 總結(jié).
//! Whoever explains a reading explains it once, and whoever annotates a text annotates all
//! of it; the converter annotates the characters that it changed, over and over, and no others. That
//! tells them apart, whatever the text is about.

use super::Sight;
use super::view::is_ideograph;
use crate::finding::Finding;
use crate::span::Span;
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use memchr::memchr3_iter;
use pinyin::ToPinyinMulti;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Log-odds that the annotations of a document are a converter's before any is looked at.
const PRIOR: f64 = -4.0;

/// What each annotated character adds that a conversion to Traditional changes, and each that it
/// leaves alone. Half of the characters of running Traditional text are changed by it.
const CHANGED: f64 = 2.0;
const UNCHANGED: f64 = -4.0;

/// What a second reading of a character adds: whoever tells readings apart explains them. The
/// converter may do so by chance, with its own list of readings, so it does not settle the matter.
const TOLD_APART: f64 = -6.0;

/// Fewer annotations prove nothing, nor do those of a single character.
const LEAST: usize = 3;
const LEAST_DIFFERENT: usize = 2;

/// Longest reading, in characters: zhuāng.
const LONGEST: usize = 6;

/// First bytes of letters with a tone mark.
const TONES: [u8; 3] = [0xC3, 0xC4, 0xC7];

/// A reading in brackets behind its character.
struct Annotation {
    base: char,
    reading: String,
    span: Span,
}

/// The annotations of a text that a converter put there.
pub(super) fn annotations(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let text = sight.text();
    if memchr3_iter(TONES[0], TONES[1], TONES[2], text.as_bytes()).take(LEAST).count() < LEAST {
        return;
    }
    let found: Vec<Annotation> = brackets(text).collect();
    let mut changed: BTreeMap<char, bool> = BTreeMap::new();
    for annotation in &found {
        changed.entry(annotation.base).or_insert_with_key(|&c| is_changed(c));
    }
    let different = changed.values().filter(|&&c| c).count();
    if found.len() < LEAST || different < LEAST_DIFFERENT {
        return;
    }
    let says = |a: &Annotation| if changed[&a.base] { CHANGED } else { UNCHANGED };
    let readings: BTreeSet<(char, &str)> = found.iter().map(|a| (a.base, &*a.reading)).collect();
    let told_apart = (readings.len() - changed.len()) as f64 * TOLD_APART;
    let log_odds: f64 = PRIOR + told_apart + found.iter().map(says).sum::<f64>();
    for annotation in found.iter().filter(|a| changed[&a.base]) {
        out.extend(sight.probably(annotation.span, "", log_odds));
    }
}

/// Readings in brackets right behind a character that may be read so.
fn brackets(text: &str) -> impl Iterator<Item = Annotation> {
    let mut before = '\0';
    text.char_indices().filter_map(move |(at, c)| {
        let base = std::mem::replace(&mut before, c);
        if !matches!(c, '(' | '（') || !is_ideograph(base) {
            return None;
        }
        let start = at + c.len_utf8();
        let rest = Span::new(start, text.len()).slice(text);
        let length = rest.chars().take(LONGEST + 1).position(|c| matches!(c, ')' | '）'))?;
        let reading: String = rest.chars().take(length).collect();
        let end = start + reading.len();
        let close = Span::new(end, text.len()).slice(text).chars().next()?;
        let span = Span::new(at, end + close.len_utf8());
        is_reading(base, &reading).then_some(Annotation { base, reading, span })
    })
}

/// Whether a character may be read so, tone and all.
fn is_reading(base: char, reading: &str) -> bool {
    let plain = |s: &str| -> String {
        let letters = s.trim().chars().flat_map(char::to_lowercase);
        // Converters write the letters of phonetics, and ü in two ways.
        letters
            .map(|c| match c {
                'ɡ' => 'g',
                'ɑ' => 'a',
                'v' => 'ü',
                c => c,
            })
            .collect()
    };
    let reading = plain(reading);
    let marked = !reading.is_ascii();
    marked && base.to_pinyin_multi().into_iter().flatten().any(|p| plain(p.with_tone()) == reading)
}

/// Whether the conversion from Simplified to Traditional makes this character.
fn is_changed(c: char) -> bool {
    static TO_SIMPLIFIED: OnceLock<Option<OpenCC>> = OnceLock::new();
    let converter = TO_SIMPLIFIED.get_or_init(|| OpenCC::from_config(BuiltinConfig::T2s).ok());
    let mut buffer = [0; 4];
    let alone: &str = c.encode_utf8(&mut buffer);
    converter.as_ref().is_some_and(|t| t.convert(alone) != alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_belongs_to_its_character() {
        let spans = |text: &str| brackets(text).map(|a| a.span.slice(text).to_owned()).collect();
        let found: Vec<String> = spans("總結(jié)了經(jīng)驗（yàn），綠(lǜ)色，網(wang)站(zhànɡ)");
        assert_eq!(found, ["(jié)", "(jīng)", "（yàn）", "(lǜ)"]);
        let none: Vec<String> = spans("函數f(x)、圖(a)、總(tuán)、結(ié)、(jié)、學(");
        assert!(none.is_empty(), "{none:?}");
    }

    #[test]
    fn only_characters_that_differ_are_changed() {
        assert!("學會進現體區".chars().all(is_changed));
        assert!(!"站在教育人才".chars().any(is_changed));
    }
}
