//! A document's findings as a report needs them: those that are to be shown, each with its
//! rule and its place in the source, in the order in which a reader meets them.

use super::Document;
use super::position::{Position, Positions};
use crate::finding::{Confidence, Fate, Finding};
use crate::rule::Rule;
use crate::span::Span;

/// A finding, its rule and its place.
pub(super) struct Sighting<'a> {
    pub(super) finding: &'a Finding,
    pub(super) rule: &'a Rule,
    /// In the source.
    pub(super) span: Span,
    pub(super) start: Position,
    pub(super) end: Position,
}

impl Sighting<'_> {
    /// What became of it, as in JSON.
    pub(super) fn fate(&self) -> &'static str {
        match self.finding.fate {
            Fate::Applied => "applied",
            Fate::Withheld => "withheld",
            Fate::Outranked(_) => "outranked",
        }
    }
}

/// The findings of at least this confidence, in source order.
pub(super) fn sightings<'a>(document: &Document<'a>, least: Confidence) -> Vec<Sighting<'a>> {
    let outcome = document.outcome;
    let mut found: Vec<(Span, &Finding)> = outcome
        .findings()
        .filter(|(_, f)| f.confidence >= least)
        .map(|(pass, f)| (outcome.source_span(pass, f.span), f))
        .collect();
    // Stable: findings of one place keep the order of their passes.
    found.sort_by_key(|(span, _)| *span);
    let offsets = found.iter().flat_map(|(s, _)| [s.start, s.end]).collect();
    let positions = Positions::new(outcome.source(), offsets);
    let sighting = |(span, finding): (Span, &'a Finding)| Sighting {
        finding,
        rule: document.rules.get(finding.rule),
        span,
        start: positions.at(span.start),
        end: positions.at(span.end),
    };
    found.into_iter().map(sighting).collect()
}
