//! Pinyin leaks: a filter wrote a character as its syllable, `ji中` for 集中. This module
//! finds syllables that are glued to Chinese characters and lists the characters they may
//! stand for; whether one does is decided with everything else.

use super::lattice::{left_context, read, right_context};
use super::lexicon::Lexicon;
use crate::finding::{RuleId, StageId};
use crate::model::{Model, State};
use crate::rule::{Look, RuleSet};
use crate::scratch::Hit;
use crate::span::Span;
use pinyin::ToPinyinMulti;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The name by which a rule switches leaks on.
pub(super) const DETECTOR: &str = "pinyin-leak";

/// Longest syllable: zhuang.
const LONGEST: usize = 6;

/// Characters considered for a syllable, the most frequent ones: `yi` alone has over 300.
const CHARACTERS: usize = 40;

/// Characters after a place that a glance takes in.
const NEAR: usize = 2;

/// Characters that a glance keeps.
const GLANCE: usize = 6;

/// Finds leaked syllables.
pub(super) struct Leaks {
    rule: Option<RuleId>,
    table: OnceLock<BTreeMap<String, Vec<String>>>,
}

/// A syllable that may stand for a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LeakSite<'a> {
    pub(super) rule: RuleId,
    pub(super) span: Span,
    /// The syllable, in lower case.
    pub(super) syllable: &'a str,
    /// Characters it may stand for, the most frequent first.
    pub(super) characters: &'a [String],
}

impl Leaks {
    pub(super) fn new(rules: &RuleSet) -> Leaks {
        let mut of_stage = rules.of_stage(StageId::Words);
        let rule = of_stage.find(|r| matches!(&r.look, Look::Detect(d) if d == DETECTOR));
        Leaks { rule: rule.map(|r| r.id), table: OnceLock::new() }
    }

    /// Syllables glued to Chinese characters, in text order. `hits` holds the protected
    /// phrases that were met.
    pub(super) fn find<'a>(
        &'a self,
        text: &str,
        hits: &[Hit],
        lexicon: &Lexicon,
        model: &Model,
    ) -> Vec<LeakSite<'a>> {
        let mut out = Vec::new();
        let Some(rule) = self.rule else { return out };
        for span in glued_letters(text) {
            let letters = span.slice(text);
            let table = self.table.get_or_init(|| syllables(model));
            let Some((syllable, characters)) = table.get_key_value(&letters.to_ascii_lowercase())
            else {
                continue;
            };
            let kept = hits.iter().any(|h| {
                h.span.contains(span) && lexicon.words[h.word as usize].kept_by.contains(&rule)
            });
            if !kept {
                out.push(LeakSite { rule, span, syllable, characters });
            }
        }
        out
    }
}

/// Positions of the few characters that a glance at the nearest neighbours puts first, of
/// those that a syllable at `span` of `text` may stand for.
pub(super) fn glance(model: &Model, text: &str, span: Span, characters: &[String]) -> Vec<usize> {
    let before = left_context(model, text, span.start);
    let after = Span::new(span.end, right_context(model, text, span.end)).slice(text);
    let near: String = after.chars().take(NEAR).collect();
    let mut scored: Vec<(f32, usize)> = characters
        .iter()
        .enumerate()
        .map(|(k, c)| {
            let (here, state) = read(model, &before, c);
            (here + read(model, &state, &near).0, k)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.truncate(GLANCE);
    scored.into_iter().map(|(_, k)| k).collect()
}

/// Runs of two to six Latin letters, all small or with a capital first, that touch an
/// ideograph and nothing that would make them part of a longer word, a number or a path.
fn glued_letters(text: &str) -> impl Iterator<Item = Span> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + bytes.get(at..)?.iter().position(u8::is_ascii_alphabetic)?;
            let len = bytes[start..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
            at = start + len;
            let span = Span::new(start, at);
            let small = bytes[start + 1..at].iter().all(u8::is_ascii_lowercase);
            if !(2..=LONGEST).contains(&len) || !small {
                continue;
            }
            let before = Span::new(0, start).slice(text).chars().next_back();
            let after = Span::new(at, text.len()).slice(text).chars().next();
            let ideograph = |c: Option<char>| c.is_some_and(is_ideograph);
            // Anything but prose on the other side makes it an identifier, a unit or a path.
            let prose = |c: Option<char>| c.is_none_or(|c| is_ideograph(c) || is_mark(c));
            if (ideograph(before) || ideograph(after)) && prose(before) && prose(after) {
                return Some(span);
            }
        }
    })
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// Marks and blanks that may stand beside a word of a sentence.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        ' ' | ','
            | ';'
            | ':'
            | '?'
            | '!'
            | '('
            | ')'
            | '\n'
            | '\r'
            | '\u{3000}'
            | '，'
            | '。'
            | '；'
            | '：'
            | '？'
            | '！'
            | '（'
            | '）'
            | '、'
            | '“'
            | '”'
            | '《'
            | '》'
            | '〞'
    )
}

/// Characters by syllable, the most frequent first.
fn syllables(model: &Model) -> BTreeMap<String, Vec<String>> {
    let mut table: BTreeMap<String, Vec<(f32, char)>> = BTreeMap::new();
    for c in '\u{4E00}'..='\u{9FFF}' {
        let token = model.token(c);
        if !crate::model::is_character(token) {
            continue;
        }
        let frequency = model.score(&State::UNKNOWN, token).0;
        for reading in c.to_pinyin_multi().into_iter().flatten() {
            // The umlaut is typed as v or left out.
            for syllable in [reading.plain().replace('ü', "v"), reading.plain().replace('ü', "u")]
            {
                let characters = table.entry(syllable).or_default();
                if !characters.iter().any(|&(_, known)| known == c) {
                    characters.push((frequency, c));
                }
            }
        }
    }
    table
        .into_iter()
        .map(|(syllable, mut characters)| {
            characters.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            characters.truncate(CHARACTERS);
            (syllable, characters.into_iter().map(|(_, c)| c.to_string()).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        glued_letters(text).map(|s| s.slice(text)).collect()
    }

    #[test]
    fn letters_glued_to_chinese_are_looked_at() {
        assert_eq!(found("ji中开展，先进ji体，zu织部，政fu"), ["ji", "ji", "zu", "fu"]);
        assert_eq!(found("景点，Zui值得去。 总结 ji中学习"), ["Zui", "ji"]);
    }

    #[test]
    fn identifiers_units_and_english_are_not() {
        assert!(found("A股、T恤、K歌、pH值、PPT课件").is_empty());
        assert!(found("a_ji中、ji2中、user.ji中、/ji中").is_empty());
        assert!(found("他说 ji 字、he said so").is_empty());
        assert!(found("12km处、abcdefgh中").is_empty());
    }
}
