//! The `find` rules of a stage. One test for the literals that every hit contains comes first;
//! patterns run only on texts that hold one.

use crate::finding::{Finding, RuleId};
use crate::rule::{Look, Rule, RuleSet, compile};
use crate::span::Span;
use memchr::memmem;
use regex::Regex;

/// The group that says which part of a match is the place, where not all of it is.
const PLACE: &str = "it";

/// The patterns and their common gate.
pub(super) struct Patterns {
    rules: Vec<RuleId>,
    /// All needles; `None` if there are too many for one automaton, and then each is sought.
    gate: Option<Regex>,
}

impl Patterns {
    pub(super) fn of<'r>(rules: impl Iterator<Item = &'r Rule>) -> Patterns {
        let rules: Vec<&Rule> = rules.filter(|r| matches!(r.look, Look::Find { .. })).collect();
        let needles: Vec<String> =
            rules.iter().flat_map(|r| &r.needles).map(|n| regex::escape(n)).collect();
        let gate = compile(&needles.join("|")).ok();
        Patterns { rules: rules.iter().map(|r| r.id).collect(), gate }
    }

    /// Reports every match that counts, rule by rule in order of rank.
    pub(super) fn look<'r>(
        &self,
        rules: &'r RuleSet,
        text: &str,
        mut report: impl FnMut(&'r Rule, Finding),
    ) {
        if self.rules.is_empty() || self.gate.as_ref().is_some_and(|g| !g.is_match(text)) {
            return;
        }
        for rule in self.rules.iter().map(|id| rules.get(*id)) {
            let Look::Find { regex, when, with } = &rule.look else { continue };
            let holds = |n: &String| memmem::find(text.as_bytes(), n.as_bytes()).is_some();
            if !rule.needles.iter().any(holds) {
                continue;
            }
            for captures in regex.captures_iter(text) {
                let place = captures.name(PLACE).or(captures.get(0));
                let Some(place) = place.filter(|m| !m.is_empty()) else { continue };
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
