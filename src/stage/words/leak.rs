//! Pinyin leaks: a filter wrote a character as its syllable, `ji中` or `jí中` for 集中, or a word as
//! two, `各级zhengfu`. This module finds syllables that are glued to Chinese characters and lists the
//! characters and words they may stand for; whether one does is decided with everything else.

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
use unicode_normalization::char::decompose_canonical;

/// The name by which a rule switches leaks on.
pub(super) const DETECTOR: &str = "pinyin-leak";

/// Longest syllable: zhuang.
const LONGEST: usize = 6;

/// Log-odds that a syllable glued to Chinese stands for a character, before its context. Clean
/// text has one such syllable in 70,000 characters, and its context rarely asks for anything.
const SYLLABLE: f64 = -1.0;

/// The same of two syllables for a word: one in 225,000, but nearly all of them are English (cache,
/// data, page).
const WORD: f64 = -5.0;

/// What capitals take off: JI中 is a filter's, but most capitals are abbreviations (PE管, LED灯).
const CAPITALS: f64 = -5.0;

/// Two characters are a word if the second one is so much likelier (nats) after the first.
const COHESION: f32 = 3.0;

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

/// A syllable that may stand for a character, or two that may stand for a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LeakSite<'a> {
    pub(super) rule: RuleId,
    pub(super) span: Span,
    /// The syllable, in lower case.
    pub(super) syllable: &'a str,
    /// Characters or words it may stand for, the most frequent first.
    pub(super) characters: &'a [String],
    /// Log-odds that it does, before its context.
    pub(super) prior: f64,
}

/// Words by their two syllables.
pub(super) type Readings = BTreeMap<String, Vec<String>>;

impl Leaks {
    pub(super) fn new(rules: &RuleSet) -> Leaks {
        let mut of_stage = rules.of_stage(StageId::Words);
        let rule = of_stage.find(|r| matches!(&r.look, Look::Detect(d) if d == DETECTOR));
        Leaks { rule: rule.map(|r| r.id), table: OnceLock::new() }
    }

    /// The words that letters glued to the text may stand for, where they are two syllables.
    pub(super) fn words(&self, text: &str, model: &Model) -> Readings {
        let mut out = Readings::new();
        if self.rule.is_none() {
            return out;
        }
        for span in glued_letters(text).filter(|s| s.len() >= 4) {
            let letters = span.slice(text).to_ascii_lowercase();
            let table = self.table.get_or_init(|| syllables(model));
            if !table.contains_key(&letters) && !out.contains_key(&letters) {
                let found = words_of(&letters, table, model);
                out.insert(letters, found);
            }
        }
        out
    }

    /// Syllables glued to Chinese characters, in text order. `hits` holds the protected
    /// phrases that were met, `words` what [`Leaks::words`] found.
    pub(super) fn find<'a>(
        &'a self,
        text: &str,
        hits: &[Hit],
        lexicon: &Lexicon,
        (model, words): (&Model, &'a Readings),
    ) -> Vec<LeakSite<'a>> {
        let mut out = Vec::new();
        let Some(rule) = self.rule else { return out };
        let plain = glued_letters(text).map(|span| (span, span.slice(text).to_ascii_lowercase()));
        for (span, letters) in plain.chain(toned_letters(text)) {
            let table = self.table.get_or_init(|| syllables(model));
            let word = || words.get_key_value(&letters).filter(|(_, w)| !w.is_empty());
            let (found, prior) = match table.get_key_value(&letters) {
                Some(found) => (Some(found), SYLLABLE),
                None => (word(), WORD),
            };
            let Some((syllable, characters)) = found else { continue };
            let shouted = span.slice(text).bytes().all(|b| b.is_ascii_uppercase());
            let prior = if shouted { prior + CAPITALS } else { prior };
            let kept = hits.iter().any(|h| {
                h.span.contains(span) && lexicon.words[h.word as usize].kept_by.contains(&rule)
            });
            if !kept {
                out.push(LeakSite { rule, span, syllable, characters, prior });
            }
        }
        out.sort_by_key(|site| site.span.start);
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

/// Runs of two to twelve Latin letters, all small, all capitals or with a capital first, that touch an
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
            let rest = &bytes[start + 1..at];
            let small = rest.iter().all(u8::is_ascii_lowercase);
            // Words in capitals are never pinyin; syllables may be.
            let capitals = len <= LONGEST && bytes[start..at].iter().all(u8::is_ascii_uppercase);
            if !(2..=2 * LONGEST).contains(&len) || !(small || capitals) {
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

/// Runs of letters with a tone mark between two ideographs, with their plain letters. Where such a
/// run stands apart, the document is about readings, and none counts.
fn toned_letters(text: &str) -> Vec<(Span, String)> {
    let bytes = text.as_bytes();
    let is_lead = |b: &u8| matches!(b, 0xC3 | 0xC4 | 0xC5 | 0xC7);
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(next) = bytes.get(at..).and_then(|rest| rest.iter().position(is_lead)) {
        let lead = at + next;
        at = lead + 1;
        let rest = Span::new(lead, text.len()).slice(text);
        if rest.chars().next().is_none_or(|c| plain(c).is_none_or(|p| p == c)) {
            continue;
        }
        let letters = |c: &char| plain(*c).is_some();
        let before = Span::new(0, lead).slice(text).chars().rev().take_while(letters);
        let start = lead - before.map(char::len_utf8).sum::<usize>();
        let end = lead + rest.chars().take_while(letters).map(char::len_utf8).sum::<usize>();
        at = end;
        let before = Span::new(0, start).slice(text).chars().next_back();
        let after = Span::new(end, text.len()).slice(text).chars().next();
        if !before.is_some_and(is_ideograph) || !after.is_some_and(is_ideograph) {
            return Vec::new();
        }
        let span = Span::new(start, end);
        out.push((span, span.slice(text).chars().filter_map(plain).collect()));
    }
    out
}

/// The letter without its tone mark, small, and v for ü; `None` if it is no letter of a syllable.
fn plain(c: char) -> Option<char> {
    let (mut parts, mut count) = (['\0'; 3], 0);
    decompose_canonical(c, |part| {
        if let Some(place) = parts.get_mut(count) {
            *place = part;
        }
        count += 1;
    });
    let is_tone = |mark: char| matches!(mark, '\u{300}' | '\u{301}' | '\u{304}' | '\u{30C}');
    match *parts.get(..count)? {
        [base] if base.is_ascii_alphabetic() => Some(base.to_ascii_lowercase()),
        [base, mark] if base.is_ascii_alphabetic() && is_tone(mark) => {
            Some(base.to_ascii_lowercase())
        }
        ['u' | 'U', '\u{308}'] => Some('v'),
        ['u' | 'U', '\u{308}', mark] if is_tone(mark) => Some('v'),
        _ => None,
    }
}

/// Two-character words that are read so, the most frequent first.
fn words_of(letters: &str, table: &BTreeMap<String, Vec<String>>, model: &Model) -> Vec<String> {
    let mut found: Vec<(f32, String)> = Vec::new();
    for cut in 2..letters.len().saturating_sub(1) {
        let (first, second) = letters.split_at(cut);
        let (Some(first), Some(second)) = (table.get(first), table.get(second)) else { continue };
        for one in first {
            let (start, state) = read(model, &State::UNKNOWN, one);
            for two in second {
                let after = read(model, &state, two).0;
                if after > model.log_frequency(two) + COHESION {
                    found.push((start + after, format!("{one}{two}")));
                }
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    found.truncate(CHARACTERS);
    found.into_iter().map(|(_, word)| word).collect()
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
        assert_eq!(found("各级zhengfu要重视"), ["zhengfu"]);
        assert_eq!(found("ZU织部、JI中"), ["ZU", "JI"]);
    }

    #[test]
    fn identifiers_units_and_english_are_not() {
        assert!(found("A股、T恤、K歌、pH值、iPhone手机").is_empty());
        assert!(found("a_ji中、ji2中、user.ji中、/ji中").is_empty());
        assert!(found("他说 ji 字、he said so").is_empty());
        assert!(found("12km处、abcdefghijklm中").is_empty());
    }

    #[test]
    fn tone_marks_are_taken_off_unless_readings_are_the_topic() {
        let toned = |text| {
            let found: Vec<String> = toned_letters(text).into_iter().map(|(_, l)| l).collect();
            found
        };
        assert_eq!(toned("产品zhì量好，提高fú务水平，绿sè的"), ["zhi", "fu", "se"]);
        assert_eq!(toned("妇nǚ权益"), ["nv"]);
        assert!(toned("产品zhì量好，“质”读zhì。").is_empty());
        assert!(toned("用Bézier曲线").is_empty() || toned("用Bézier曲线") == ["bezier"]);
    }
}
