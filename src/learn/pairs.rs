//! Learns pairs of words from damaged documents and what people made of them: what was changed
//! again and again in different surroundings is a pair of some list. Knows no words beforehand: how
//! far a word reaches is seen from what its occurrences have in common.

use super::draft::{Draft, Swap};
use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Longer changes, in characters, are no words.
const LONGEST: usize = 6;

/// A neighbour belongs to the word if so many of a hundred occurrences have it.
const COMMON: usize = 80;

/// Characters on either side that may belong to the word.
const NEIGHBOURS: usize = 3;

/// Longer sentences make no examples.
const SENTENCE: usize = 60;

/// One place that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    /// What stood in the damaged document, and in the restored one.
    before: String,
    after: String,
    /// The characters around it, the nearest first; the same in both documents.
    left: Vec<char>,
    right: Vec<char>,
    /// The restored sentence around it, without `after`; empty if it makes no example.
    sentence: (String, String),
}

/// What changed between a damaged document and its restored form.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    changes: Vec<Change>,
}

impl Comparison {
    /// Lays the two texts side by side.
    pub fn of(damaged: &str, restored: &str) -> Comparison {
        let (old, new): (Vec<char>, Vec<char>) =
            (damaged.chars().collect(), restored.chars().collect());
        let same = |k: usize, i: usize, j: usize, left: bool| {
            let (a, b) = if left {
                (i.checked_sub(k + 1).map(|i| old[i]), j.checked_sub(k + 1).map(|j| new[j]))
            } else {
                (old.get(i + k).copied(), new.get(j + k).copied())
            };
            a.filter(|c| a == b && is_han(*c))
        };
        let ops = capture_diff_slices(Algorithm::Patience, &old, &new);
        let mut places: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        for op in ops.iter().filter(|op| op.tag() != DiffTag::Equal) {
            let (o, n) = (op.old_range(), op.new_range());
            match places.last_mut() {
                // 供给 for 提供: what stays between two changes may be part of the word.
                Some((last, other)) if o.start == last.end + 1 && is_han(old[last.end]) => {
                    (last.end, other.end) = (o.end, n.end);
                }
                _ => places.push((o, n)),
            }
        }
        let changed = places.into_iter().map(|(mut o, mut n)| {
            // 正在 for 在: a word is not nothing.
            if o.is_empty() || n.is_empty() {
                if same(0, o.end, n.end, false).is_some() {
                    (o.end, n.end) = (o.end + 1, n.end + 1);
                } else if same(0, o.start, n.start, true).is_some() {
                    (o.start, n.start) = (o.start - 1, n.start - 1);
                }
            }
            Change {
                before: old[o.clone()].iter().collect(),
                after: new[n.clone()].iter().collect(),
                left: (0..NEIGHBOURS).map_while(|k| same(k, o.start, n.start, true)).collect(),
                right: (0..NEIGHBOURS).map_while(|k| same(k, o.end, n.end, false)).collect(),
                sentence: sentence(&new, n),
            }
        });
        Comparison { changes: changed.collect() }
    }
}

/// What stands before and after a place in its sentence.
fn sentence(text: &[char], place: Range<usize>) -> (String, String) {
    let ends = |c: &char| matches!(c, '。' | '！' | '？' | '；' | '\n');
    let start = text[..place.start].iter().rposition(ends).map_or(0, |i| i + 1);
    let rest = &text[place.end..];
    let end = place.end + rest.iter().position(ends).map_or(rest.len(), |i| i + 1);
    if end - start > SENTENCE {
        return (String::new(), String::new());
    }
    let of = |range: Range<usize>| text[range].iter().collect::<String>();
    (of(start..place.start).trim_start().to_owned(), of(place.end..end).trim_end().to_owned())
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}')
}

/// The sum over documents.
#[derive(Debug, Default)]
pub struct Pairs {
    /// By what was changed into what, the places, each with the number of its document.
    changes: BTreeMap<(String, String), Vec<(usize, Change)>>,
    documents: usize,
}

impl Pairs {
    /// Adds what one document shows.
    pub fn add(&mut self, comparison: Comparison) {
        for change in comparison.changes {
            let key = (change.before.clone(), change.after.clone());
            self.changes.entry(key).or_default().push((self.documents, change));
        }
        self.documents += 1;
    }

    /// Pairs of words that were changed at `least` places. `is_common` says of a character
    /// whether it stands everywhere, so that it says nothing to stand beside a word.
    pub fn learned(self, least: usize, is_common: impl Fn(char) -> bool) -> Draft {
        let mut draft = Draft { documents: self.documents, ..Draft::default() };
        for ((before, after), places) in self.changes {
            let count = |s: &str| s.chars().count();
            let words = !before.is_empty()
                && !after.is_empty()
                && before.chars().chain(after.chars()).all(is_han)
                && count(&before).max(count(&after)) <= LONGEST;
            if !words || places.len() < least {
                draft.rest.push((before, after, places.len()));
                continue;
            }
            let mut groups = Vec::new();
            grow((before, after), (0, 0), places, &is_common, &mut groups);
            for ((stand_in, original), places) in groups {
                if places.len() < least {
                    draft.rest.push((stand_in, original, places.len()));
                    continue;
                }
                let documents: BTreeSet<usize> = places.iter().map(|(d, _)| *d).collect();
                let sentences = places.iter().filter(|(_, c)| !c.sentence.1.is_empty());
                let examples = sentences.map(|(_, c)| {
                    let (left, right) = &c.sentence;
                    let text = |word: &str| format!("{left}{word}{right}");
                    (text(&c.before), text(&c.after))
                });
                draft.swaps.push(Swap {
                    original,
                    stand_in,
                    places: places.len(),
                    documents: documents.len(),
                    examples: examples.take(super::draft::EXAMPLES).collect(),
                    ..Swap::default()
                });
            }
        }
        draft.rest.sort_by(|a, b| b.2.cmp(&a.2).then(a.cmp(b)));
        draft
    }
}

type Pair = (String, String);
type Places = Vec<(usize, Change)>;

/// Extends a pair by neighbours that nearly all of its places have; the others are a group of their
/// own. `taken`: neighbours on either side that belong to the pair already.
fn grow(
    pair: Pair,
    taken: (usize, usize),
    places: Places,
    is_common: &impl Fn(char) -> bool,
    out: &mut Vec<(Pair, Places)>,
) {
    let long = |s: &str| s.chars().count() >= LONGEST;
    let neighbour = |change: &Change, left: bool| {
        let (side, at) = if left { (&change.left, taken.0) } else { (&change.right, taken.1) };
        side.get(at).copied()
    };
    let mut counts: BTreeMap<(bool, char), usize> = BTreeMap::new();
    for (_, change) in &places {
        for left in [false, true] {
            if let Some(c) = neighbour(change, left).filter(|c| !is_common(*c)) {
                *counts.entry((left, c)).or_default() += 1;
            }
        }
    }
    let best = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
    let best = best.filter(|(_, n)| {
        *n >= 2 && n * 100 >= COMMON * places.len() && !long(&pair.0) && !long(&pair.1)
    });
    let Some(((left, c), _)) = best else {
        out.push((pair, places));
        return;
    };
    let (with, without): (Places, Places) =
        places.into_iter().partition(|(_, change)| neighbour(change, left) == Some(c));
    let longer = |s: &str| if left { format!("{c}{s}") } else { format!("{s}{c}") };
    let more = (longer(&pair.0), longer(&pair.1));
    let taken_more = (taken.0 + usize::from(left), taken.1 + usize::from(!left));
    grow(more, taken_more, with, is_common, out);
    if !without.is_empty() {
        out.push((pair, without));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned(documents: &[(&str, &str)]) -> Vec<(String, String, usize)> {
        let mut pairs = Pairs::default();
        documents.iter().for_each(|(a, b)| pairs.add(Comparison::of(a, b)));
        let draft = pairs.learned(2, |c| "的了和".contains(c));
        draft.swaps.into_iter().map(|s| (s.original, s.stand_in, s.places)).collect()
    }

    fn pair(original: &str, stand_in: &str, places: usize) -> (String, String, usize) {
        (original.into(), stand_in.into(), places)
    }

    #[test]
    fn words_are_as_long_as_what_their_places_share() {
        let documents = [
            ("全面开展经济，效劳群众。", "全面发展经济，服务群众。"),
            ("科学开展的道路，提高效劳。", "科学发展的道路，提高服务。"),
        ];
        assert_eq!(learned(&documents), [pair("发展", "开展", 2), pair("服务", "效劳", 2)]);
    }

    #[test]
    fn what_stays_inside_a_word_belongs_to_it() {
        let documents = [
            ("供给粮食，他正在家。", "提供粮食，他在家。"),
            ("并供给水，正在山里。", "并提供水，在山里。"),
        ];
        assert_eq!(learned(&documents), [pair("提供", "供给", 2), pair("在", "正在", 2)]);
    }

    #[test]
    fn what_was_changed_once_or_is_no_word_is_no_pair() {
        let documents = [("甲乙，丙丁“戊〞", "甲己，丙丁“戊”"), ("庚辛“壬〞", "庚辛“壬”")];
        assert_eq!(learned(&documents), []);
    }

    #[test]
    fn an_example_differs_by_its_pair_alone() {
        let comparison = Comparison::of("前文。为民效劳，仔细开展。", "前文。为民服务，仔细发展。");
        let (left, right) = &comparison.changes[0].sentence;
        assert_eq!((left.as_str(), right.as_str()), ("为民", "，仔细发展。"));
    }
}
