//! The lines of furniture that the rules list, made ready for use: one scan tells whether a
//! line can be one at all, and only then the patterns of its rules are tried.

use crate::finding::{RuleId, StageId};
use crate::rule::{Furniture, Look, Pattern, Reach, Rule, RuleSet, compile};
use crate::span::{Span, floor};
use regex::Regex;

/// Needles are looked for in so many bytes at each end: furniture surrounds a document.
const ENDS: usize = 3000;
/// No line of furniture is longer, in bytes.
const LONGEST: usize = 600;

/// The patterns of all tables.
pub(in crate::stage::layout) struct Patterns {
    /// All needles.
    gate: Option<Regex>,
    /// Those of watermarks, which are looked for everywhere.
    watermarks: Option<Regex>,
    tables: Vec<Table>,
}

struct Table {
    rule: RuleId,
    needles: Regex,
    furniture: Furniture,
}

/// What a line was recognised as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::stage::layout) struct Known {
    pub(in crate::stage::layout) rule: RuleId,
    /// Which of the rule's patterns; those of mere signs count on behind those of lines.
    pub(in crate::stage::layout) pattern: usize,
    pub(in crate::stage::layout) evidence: f32,
    pub(in crate::stage::layout) reach: Reach,
    pub(in crate::stage::layout) titles: bool,
    /// Proves the page and stays.
    pub(in crate::stage::layout) stays: bool,
}

impl Patterns {
    pub(in crate::stage::layout) fn of(rules: &RuleSet) -> Patterns {
        let of_rule = |r: &Rule| match &r.look {
            Look::Furniture(f) => {
                let needles = any_of(r.needles.iter().map(String::as_str))?;
                Some(Table { rule: r.id, needles, furniture: f.clone() })
            }
            _ => None,
        };
        let tables: Vec<Table> = rules.of_stage(StageId::Layout).filter_map(of_rule).collect();
        let needles = |least: Reach| {
            let of = tables.iter().filter(|t| t.furniture.reach >= least);
            any_of(of.flat_map(|t| rules.get(t.rule).needles.iter().map(String::as_str)))
        };
        Patterns { gate: needles(Reach::Edge), watermarks: needles(Reach::Text), tables }
    }

    /// Whether one of the ends of `text` holds a needle.
    pub(in crate::stage::layout) fn may_surround(&self, text: &str) -> bool {
        let Some(gate) = &self.gate else { return false };
        let head = Span::new(0, floor(text, ENDS));
        let tail = Span::new(floor(text, text.len().saturating_sub(ENDS)), text.len());
        gate.is_match(head.slice(text)) || gate.is_match(tail.slice(text))
    }

    /// Whether a needle of a watermark stands anywhere in `text`.
    pub(in crate::stage::layout) fn may_be_marked(&self, text: &str) -> bool {
        self.watermarks.as_ref().is_some_and(|w| w.is_match(text))
    }

    /// The rule that knows `line`, given without white space around it: of several the one that
    /// reaches furthest, and the first of those.
    pub(in crate::stage::layout) fn know(&self, line: &str) -> Option<Known> {
        if line.len() > LONGEST || !self.gate.as_ref()?.is_match(line) {
            return None;
        }
        let known = self.tables.iter().filter(|t| t.needles.is_match(line)).filter_map(|t| {
            let Furniture { evidence, lines, signs, any, reach, titles } = &t.furniture;
            if any.as_ref().is_some_and(|any| !any.is_match(line)) {
                return None;
            }
            let of = |patterns: &[Pattern]| patterns.iter().position(|l| l.is_match(line));
            let (pattern, stays) = match of(lines) {
                Some(pattern) => (pattern, false),
                None => (lines.len() + of(signs)?, true),
            };
            let (evidence, reach, titles) = (*evidence, *reach, *titles);
            Some(Known { rule: t.rule, pattern, evidence, reach, titles, stays })
        });
        known.reduce(|a, b| if (a.stays, b.reach) > (b.stays, a.reach) { b } else { a })
    }
}

fn any_of<'n>(needles: impl Iterator<Item = &'n str>) -> Option<Regex> {
    let needles: Vec<String> = needles.map(regex::escape).collect();
    compile(&needles.join("|")).ok().filter(|_| !needles.is_empty())
}
