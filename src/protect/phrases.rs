//! Phrases that a user wants left alone, wherever they stand in running Chinese. All of them are
//! in one dictionary, so that a hundred thousand cost no more than a few; and a text is read for
//! them only once something was found in it.

use super::merge;
use crate::dictionary::Dictionary;
use crate::finding::Finding;
use crate::rule::RuleSet;
use crate::span::{Span, floor};
use std::sync::{Arc, OnceLock};

/// The protected phrases of a rule set.
pub(crate) struct Phrases {
    rules: Arc<RuleSet>,
    /// Built when it is first needed, with the bytes of the longest phrase.
    dictionary: OnceLock<(Dictionary, usize)>,
}

impl Phrases {
    pub(crate) fn new(rules: Arc<RuleSet>) -> Phrases {
        Phrases { rules, dictionary: OnceLock::new() }
    }

    fn dictionary(&self) -> &(Dictionary, usize) {
        self.dictionary.get_or_init(|| {
            let phrases = self.rules.protected().iter().map(|p| (&**p, 0));
            let dictionary = Dictionary::new(phrases);
            let longest = dictionary.longest_word();
            (dictionary, longest)
        })
    }

    /// Adds the places of all phrases in `text` to `out`, which stays sorted and disjoint.
    pub(crate) fn add(&self, text: &str, out: &mut Vec<Span>) {
        self.add_within(text, Span::new(0, text.len()), out);
        merge(out);
    }

    /// Adds the places of all phrases that begin in a part of `text`.
    fn add_within(&self, text: &str, part: Span, out: &mut Vec<Span>) {
        let mut from = part.start;
        while let Some((place, _)) = self.dictionary().0.next(text, from, part.end) {
            out.push(place);
            // Another may begin inside this one and reach beyond it.
            from = place.start + place.slice(text).chars().next().map_or(1, char::len_utf8);
        }
    }

    /// Drops the findings that would change a phrase. An insertion beside it does not.
    pub(crate) fn spare(&self, text: &str, places: &mut Vec<Span>, found: &mut Vec<Finding>) {
        if found.is_empty() || self.rules.protected().is_empty() {
            return;
        }
        places.clear();
        let longest = self.dictionary().1;
        let around = |f: &Finding| f.span.len() + longest;
        if found.iter().map(around).sum::<usize>() < text.len() {
            for f in &*found {
                let from = floor(text, f.span.start.saturating_sub(longest));
                self.add_within(text, Span::new(from, f.span.end), places);
            }
            merge(places);
        } else {
            self.add(text, places);
        }
        found.retain(|f| {
            let next = places.partition_point(|p| p.end <= f.span.start);
            places.get(next).is_none_or(|p| !p.overlaps(f.span))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(phrases: &[&str], text: &str) -> Vec<String> {
        let mut rules = RuleSet::default();
        let list = phrases.iter().map(|p| format!("'{p}'")).collect::<Vec<_>>().join(",");
        rules.add("mine.toml", &format!("[[protect]]\nwords=[{list}]")).unwrap();
        let mut out = Vec::new();
        Phrases::new(Arc::new(rules)).add(text, &mut out);
        out.iter().map(|s| s.slice(text).to_owned()).collect()
    }

    #[test]
    fn phrases_are_found_inside_running_chinese() {
        assert_eq!(places(&["平安县"], "他在平安县城住过，平安。"), ["平安县"]);
        assert_eq!(places(&["甲乙", "乙丙", "乙丙"], "甲乙丙，乙丙丁"), ["甲乙丙", "乙丙"]);
    }
}
