//! The `find` rules of a stage. One reading of the text tells which literals it holds that every
//! hit of a rule contains; patterns run only on texts that hold one of theirs.

use crate::finding::{Finding, RuleId};
use crate::rule::{Look, Rule, RuleSet};
use crate::span::Span;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use memchr::memmem;
use std::collections::BTreeMap;

/// The group that says which part of a match is the place, where not all of it is.
const PLACE: &str = "it";

/// Rules that one reading of the text can tell apart; each of the others reads by itself.
const TOLD_APART: usize = u128::BITS as usize;

/// The patterns and their common gate.
pub(super) struct Patterns {
    rules: Vec<RuleId>,
    /// All needles, each with the rules that it belongs to, a bit each; `None` if there are none.
    needles: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    owners: Vec<u128>,
}

impl Patterns {
    pub(super) fn of<'r>(rules: impl Iterator<Item = &'r Rule>) -> Patterns {
        let rules: Vec<&Rule> = rules.filter(|r| matches!(r.look, Look::Find { .. })).collect();
        let mut owners: BTreeMap<&str, u128> = BTreeMap::new();
        for (i, rule) in rules.iter().enumerate().take(TOLD_APART) {
            for needle in rule.needles.iter().filter(|n| !n.is_empty()) {
                *owners.entry(needle).or_default() |= 1 << i;
            }
        }
        let needles = owners.keys().zip(0..);
        Patterns {
            rules: rules.iter().map(|r| r.id).collect(),
            needles: CharwiseDoubleArrayAhoCorasickBuilder::new().build_with_values(needles).ok(),
            owners: owners.into_values().collect(),
        }
    }

    /// The rules of which the text holds a needle.
    fn open(&self, text: &str) -> u128 {
        let Some(needles) = &self.needles else { return 0 };
        let found = needles.find_overlapping_iter(text);
        found.fold(0, |open, m| open | self.owners[m.value() as usize])
    }

    /// Reports every match that counts, rule by rule in order of rank.
    pub(super) fn look<'r>(
        &self,
        rules: &'r RuleSet,
        text: &str,
        mut report: impl FnMut(&'r Rule, Finding),
    ) {
        let open = self.open(text);
        if open == 0 && self.rules.len() <= TOLD_APART {
            return;
        }
        for (i, rule) in self.rules.iter().map(|id| rules.get(*id)).enumerate() {
            let Look::Find { regex, when, with } = &rule.look else { continue };
            let holds = |n: &String| memmem::find(text.as_bytes(), n.as_bytes()).is_some();
            let is_open = match i {
                ..TOLD_APART => open >> i & 1 == 1,
                _ => rule.needles.iter().any(holds),
            };
            if !is_open {
                continue;
            }
            let mut from = 0;
            while let Some(captures) = regex.captures_at(text, from) {
                let (whole, place) = (captures.get_match(), captures.name(PLACE));
                let place = place.unwrap_or(whole);
                if place.is_empty() {
                    let rest = Span::new(whole.end(), text.len()).slice(text);
                    let Some(next) = rest.chars().next() else { break };
                    from = whole.end() + next.len_utf8();
                    continue;
                }
                // What follows the place may belong to the next one, too.
                from = place.end();
                if when.as_ref().is_some_and(|when| !when.holds(&captures)) {
                    continue;
                }
                let fix = with.as_ref().map(|with| {
                    let mut fix = String::new();
                    captures.expand(with, &mut fix);
                    fix
                });
                let span = Span::new(place.start(), place.end());
                report(
                    rule,
                    Finding::by_rule(rule.id, span, text, fix.as_deref(), rule.confidence),
                );
            }
        }
    }
}
