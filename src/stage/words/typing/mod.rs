//! Typing errors: one character that sounds or looks like another, 严纵后果 for 严重后果. A place is
//! looked at where a character makes a pair with its neighbour that ordinary Chinese does not have,
//! and another, like it, would not. Which one was meant, if any, is decided by the noisy channel: how
//! much better the text reads with it, and how likely it is that whoever meant it typed this.
//!
//! `alike` has the characters that may be taken for each other.

mod alike;

use super::lattice::{left_context, read, right_context};
use super::lexicon::Lexicon;
use crate::finding::{RuleId, StageId};
use crate::model::bigrams::{Bigrams, is_common_ideograph, with_neighbours};
use crate::model::{Model, State};
use crate::rule::{Look, RuleSet};
use crate::scratch::Hit;
use crate::span::Span;
use alike::Alike;
use memchr::memmem;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The name by which a rule switches the search on.
pub(super) const DETECTOR: &str = "typing-error";

/// Log-odds of an error at a margin of zero, before it is asked how likely it is to be typed.
/// These and the next were fitted by logistic regression to 1,100 errors of CSCD and to clean text.
const START: f64 = -3.5;

/// Log-odds for each nat that the text reads better.
const PER_NAT: f64 = 0.78;

/// Log-odds for each nat of the chance that the character is the one typed.
const PER_NAT_OF_CHANCE: f64 = 1.32;

/// Log-odds for each time, in logarithms, that the document has the character.
const PER_OCCURRENCE: f64 = -0.78;

/// Below these log-odds a place is not looked at again.
const WORTH_A_LOOK: f64 = -0.5;

/// What is meant makes something like a word with a neighbour: the pair is likelier (nats) than chance by
/// this much.
const COHESION: f32 = 2.0;

/// Hardly any text reads better by more nats, so that what would need them is not asked about.
const HOPELESS: f64 = 20.0;

/// Candidates of a place that are kept, the best ones.
const CANDIDATES: usize = 3;

/// Of the pairs of a text in plain modern Chinese, fewer than this share are unusual; where more are,
/// the text is in another language or of another time.
const STRANGE: f64 = 0.3;

/// Characters that count, and are written in any company.
const NUMERALS: &str = "〇零一二三四五六七八九十百千万亿两几半";

/// Finds typing errors.
pub(super) struct Typing {
    rule: Option<RuleId>,
    /// Characters that look alike, in groups.
    shapes: Vec<Vec<char>>,
    /// Characters that are written for each other without error.
    either: BTreeSet<(char, char)>,
    /// Characters that foreign names are written with.
    foreign: BTreeSet<char>,
    alike: OnceLock<Alike>,
}

/// A character that may have been typed for another.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TypingSite {
    pub(super) rule: RuleId,
    pub(super) span: Span,
    /// What may have been meant, the best first.
    pub(super) candidates: Vec<Meant>,
}

/// A character that may have been meant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meant {
    pub(super) text: String,
    /// Log-odds that it was, at a margin of zero.
    start: f64,
}

impl Meant {
    /// Log-odds that this was meant, when the text reads better by `margin` nats with it.
    pub(super) fn log_odds(&self, margin: f64) -> f64 {
        self.start + PER_NAT * margin
    }
}

/// One place with its neighbours.
#[derive(Clone, Copy)]
struct Place {
    span: Span,
    before: Option<char>,
    written: char,
    after: Option<char>,
}

impl Typing {
    pub(super) fn new(rules: &RuleSet) -> Typing {
        let mut of_stage = rules.of_stage(StageId::Words);
        let rule = of_stage.find(|r| matches!(&r.look, Look::Detect(d) if d == DETECTOR));
        let groups = |list: &[String]| list.iter().map(|g| g.chars().collect()).collect();
        let either: Vec<Vec<char>> = rule.map(|r| groups(&r.confusions.either)).unwrap_or_default();
        let pairs = |g: &Vec<char>| {
            let g = g.clone();
            g.clone().into_iter().flat_map(move |a| g.clone().into_iter().map(move |b| (a, b)))
        };
        Typing {
            rule: rule.map(|r| r.id),
            shapes: rule.map(|r| groups(&r.confusions.alike)).unwrap_or_default(),
            either: either.iter().flat_map(pairs).collect(),
            foreign: rule.map(|r| r.confusions.foreign.chars().collect()).unwrap_or_default(),
            alike: OnceLock::new(),
        }
    }

    /// The places of a text that may be typing errors, in text order. `hits` holds the protected
    /// phrases that were met.
    pub(super) fn find(
        &self,
        text: &str,
        hits: &[Hit],
        lexicon: &Lexicon,
        model: &Model,
    ) -> Vec<TypingSite> {
        let mut out = Vec::new();
        let Some(rule) = self.rule else { return out };
        let bigrams = Bigrams::embedded();
        let (mut pairs, mut unusual) = (0u32, 0u32);
        let mut right = false;
        for (span, before, written, after) in with_neighbours(text) {
            // On the left of this character is what was on the right of the last.
            let left = right && before.is_some_and(is_common_ideograph);
            let next = after.filter(|&a| is_common_ideograph(a));
            right = next.is_some_and(|a| !bigrams.has(written, a));
            pairs += u32::from(next.is_some());
            unusual += u32::from(right);
            if !left && !right {
                continue;
            }
            let place = Place { span, before, written, after };
            if let Some(candidates) = self.candidates(text, place, (left, right), model)
                && !is_kept(hits, lexicon, rule, span)
            {
                out.push(TypingSite { rule, span, candidates });
            }
        }
        if f64::from(unusual) > STRANGE * f64::from(pairs) {
            out.clear();
        }
        out
    }

    /// What may have been meant at a place, if anything; `unusual` says on which side it makes a
    /// pair that ordinary text has not.
    fn candidates(
        &self,
        text: &str,
        place: Place,
        unusual: (bool, bool),
        model: &Model,
    ) -> Option<Vec<Meant>> {
        let Place { span, before, written, after } = place;
        if NUMERALS.contains(written) || before == Some(written) || after == Some(written) {
            return None;
        }
        let of_word = |a: char, b: char| cohesion(model, a, b) >= COHESION;
        let (ideograph_before, ideograph_after) =
            (before.filter(|&b| is_common_ideograph(b)), after.filter(|&a| is_common_ideograph(a)));
        if ideograph_before.is_some_and(|b| !unusual.0 && of_word(b, written))
            || ideograph_after.is_some_and(|a| !unusual.1 && of_word(written, a))
        {
            return None;
        }
        let alike = self.alike.get_or_init(|| Alike::new(model, &self.shapes));
        let bigrams = Bigrams::embedded();
        let on_left = |c: char| ideograph_before.is_none_or(|b| bigrams.has(b, c));
        let on_right = |c: char| ideograph_after.is_none_or(|a| bigrams.has(c, a));
        let mut weigher = None;
        let mut found: Vec<(f64, Meant)> = Vec::new();
        for (c, likeness) in alike.of(written) {
            let start = START
                + PER_NAT_OF_CHANCE * alike.log_chance(written, c, likeness)
                + likeness.log_odds();
            let needed = (WORTH_A_LOOK - start) / PER_NAT;
            if needed > HOPELESS {
                continue;
            }
            // The unusual side first: hardly any character passes there.
            let fits = match unusual.0 {
                true => on_left(c) && on_right(c),
                false => on_right(c) && on_left(c),
            };
            if !fits || NUMERALS.contains(c) || self.either.contains(&(written, c)) {
                continue;
            }
            if !before.is_some_and(|b| of_word(b, c)) && !after.is_some_and(|a| of_word(c, a)) {
                continue;
            }
            let weigher = weigher.get_or_insert_with(|| Weigher::new(model, text, span));
            if let Some(margin) = weigher.margin(c, needed) {
                found.push((margin, Meant { text: c.to_string(), start }));
            }
        }
        if found.is_empty() || recurs(text, place, unusual) || self.is_foreign(text, span) {
            return None;
        }
        let occurrences = memmem::find_iter(text.as_bytes(), span.slice(text)).count().max(1);
        #[expect(clippy::cast_precision_loss, reason = "a count of characters")]
        let often = PER_OCCURRENCE * (occurrences as f64).ln();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.truncate(CANDIDATES);
        let mut out: Vec<Meant> = found.into_iter().map(|(_, meant)| meant).collect();
        out.iter_mut().for_each(|meant| meant.start += often);
        Some(out)
    }

    /// Whether a place is inside a foreign name: two characters beside it, in a row or on either
    /// side, are such as are used to write them.
    fn is_foreign(&self, text: &str, span: Span) -> bool {
        let is = |c: Option<char>| c.is_some_and(|c| self.foreign.contains(&c));
        let mut before = Span::new(0, span.start).slice(text).chars().rev();
        let mut after = Span::new(span.end, text.len()).slice(text).chars();
        match (is(before.next()), is(after.next())) {
            (true, true) => true,
            (true, false) => is(before.next()),
            (false, true) => is(after.next()),
            (false, false) => false,
        }
    }
}

/// Whether a text has the unusual pair of a place elsewhere, too: then it is a name or a term.
fn recurs(text: &str, place: Place, unusual: (bool, bool)) -> bool {
    let again = |first: Option<char>, second: Option<char>| {
        let pair: String = first.into_iter().chain(second).collect();
        memmem::find_iter(text.as_bytes(), &pair).nth(1).is_some()
    };
    (unusual.0 && again(place.before, Some(place.written)))
        || (unusual.1 && again(Some(place.written), place.after))
}

/// How much likelier (nats) than chance `second` follows `first`.
fn cohesion(model: &Model, first: char, second: char) -> f32 {
    let (first, second) = (model.token(first), model.token(second));
    let (_, state) = model.score(&State::UNKNOWN, first);
    model.score(&state, second).0 - model.score(&State::UNKNOWN, second).0
}

/// Whether a protected phrase of the rule covers the place.
fn is_kept(hits: &[Hit], lexicon: &Lexicon, rule: RuleId, span: Span) -> bool {
    hits.iter()
        .any(|h| h.span.contains(span) && lexicon.words[h.word as usize].kept_by.contains(&rule))
}

/// Weighs characters for one place.
struct Weigher<'a> {
    model: &'a Model,
    /// The model's memory of what stands before.
    before: State,
    /// What follows, as far as the model sees.
    after: &'a str,
    /// Log-probability of the text as it stands.
    stands: f32,
}

impl<'a> Weigher<'a> {
    fn new(model: &'a Model, text: &'a str, span: Span) -> Weigher<'a> {
        let before = left_context(model, text, span.start);
        let after = Span::new(span.end, right_context(model, text, span.end)).slice(text);
        let mut weigher = Weigher { model, before, after, stands: 0.0 };
        weigher.stands = weigher.reads(span.slice(text));
        weigher
    }

    /// How much better (nats) the text reads with `c` in the place, if it is at least as much as is
    /// `needed`. What follows cannot read better than certain, so mostly the character itself tells.
    fn margin(&self, c: char, needed: f64) -> Option<f64> {
        let reaches = |reads: f32| f64::from(reads - self.stands) >= needed;
        if !reaches(0.0) {
            return None;
        }
        let (here, state) = read(self.model, &self.before, c.encode_utf8(&mut [0; 4]));
        if !reaches(here) {
            return None;
        }
        let all = here + read(self.model, &state, self.after).0;
        reaches(all).then(|| f64::from(all - self.stands))
    }

    fn reads(&self, word: &str) -> f32 {
        let (here, state) = read(self.model, &self.before, word);
        here + read(self.model, &state, self.after).0
    }
}
