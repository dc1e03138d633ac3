//! The places of a document that a reviewer decides about. Passes see one text after another;
//! a reviewer sees the source. Where the edits of several passes met they are one place;
//! where they merely stand side by side they stay apart.

use crate::finding::{Confidence, Fate, Finding};
use crate::patch::{Edit, Patch};
use crate::pipeline::Outcome;
use crate::span::Span;

/// A place of the source, with what may become of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place<'o> {
    /// Where, in the source. Places come in order and do not overlap.
    pub(crate) span: Span,
    /// What may stand there, the likeliest first; none if a defect can only be reported.
    pub(crate) proposals: Vec<Proposal<'o>>,
    /// Findings of the place that propose nothing of their own: reported only, or about a text
    /// that another change has made.
    pub(crate) remarks: Vec<&'o Finding>,
}

/// One restoration of a place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Proposal<'o> {
    /// What would stand there.
    pub(crate) text: String,
    /// Why; one after the other if several passes made it.
    pub(crate) findings: Vec<&'o Finding>,
    /// Whether it is part of the restored text.
    pub(crate) applied: bool,
    /// How sure it is; of several findings the weakest counts.
    pub(crate) confidence: Confidence,
    /// Probability that it is right, in `0.0..=1.0`.
    pub(crate) probability: f32,
}

impl<'o> Place<'o> {
    /// All that was found there.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &'o Finding> {
        let proposed = self.proposals.iter().flat_map(|p| &p.findings);
        proposed.chain(&self.remarks).copied()
    }

    /// Whether the first proposal is part of the restored text.
    pub(crate) fn is_applied(&self) -> bool {
        self.proposals.first().is_some_and(|p| p.applied)
    }
}

/// Part of a place: one edit, or one finding that made none.
struct Unit<'o> {
    span: Span,
    /// What would stand there, if the source itself is what it replaces.
    text: Option<String>,
    findings: Vec<&'o Finding>,
    applied: bool,
}

/// Brings the findings of `outcome` to its source.
pub(crate) fn places<'o>(outcome: &'o Outcome<'_>) -> Vec<Place<'o>> {
    let source = outcome.source();
    let (applied, others): (Vec<_>, Vec<_>) = outcome
        .findings()
        .map(|(pass, f)| (outcome.source_span(pass, f.span), f))
        .partition(|(_, f)| f.fate == Fate::Applied);
    let mut units = edits(outcome, applied);
    units.extend(others.into_iter().map(|(span, f)| {
        let fits = span.slice(source) == &*f.before;
        let text = f.fix.as_deref().filter(|fix| fits && **fix != *f.before);
        Unit { span, text: text.map(str::to_owned), findings: vec![f], applied: false }
    }));
    // Stable: what was found first at a place stays first.
    units.sort_by_key(|u| u.span);
    let mut places = Vec::with_capacity(units.len());
    let mut units = units.into_iter().peekable();
    while let Some(first) = units.next() {
        let mut span = first.span;
        let mut together = vec![first];
        while let Some(next) = units.next_if(|u| meet(span, u.span)) {
            span.end = span.end.max(next.span.end);
            together.push(next);
        }
        places.push(place(source, span, together));
    }
    places
}

/// Whether two edits, the second not before the first, cannot both be made as they are.
fn meet(first: Span, second: Span) -> bool {
    first.overlaps(second) || (first.start == second.start && first.is_empty() == second.is_empty())
}

/// The edits from source to restored text. One that consists of findings standing side by side
/// is taken apart.
fn edits<'o>(outcome: &Outcome<'_>, mut applied: Vec<(Span, &'o Finding)>) -> Vec<Unit<'o>> {
    applied.sort_by_key(|(span, _)| *span);
    let patch = outcome.patch();
    let mut applied = applied.into_iter().peekable();
    let mut units = Vec::new();
    for hunk in patch.hunks() {
        let mut inside = Vec::new();
        while let Some(found) = applied.next_if(|(span, _)| span.end <= hunk.old.end) {
            inside.push(found);
        }
        let restored = hunk.new.slice(outcome.text());
        match apart(outcome.source(), hunk.old, restored, &inside) {
            Some(each) => units.extend(each),
            None => units.push(Unit {
                span: hunk.old,
                text: Some(restored.to_owned()),
                findings: inside.into_iter().map(|(_, f)| f).collect(),
                applied: true,
            }),
        }
    }
    units
}

/// The findings as edits of their own, if together they make `restored` of the source at `span`.
fn apart<'o>(
    source: &str,
    span: Span,
    restored: &str,
    findings: &[(Span, &'o Finding)],
) -> Option<Vec<Unit<'o>>> {
    let (mut at, mut made) = (span.start, String::with_capacity(restored.len()));
    let mut units: Vec<Unit<'o>> = Vec::with_capacity(findings.len());
    for &(place, finding) in findings {
        let fix = finding.fix.as_deref()?;
        let same_start = units.last().is_some_and(|u| meet(u.span, place));
        if place.start < at || same_start || place.slice(source) != &*finding.before {
            return None;
        }
        made.push_str(Span::new(at, place.start).slice(source));
        made.push_str(fix);
        at = place.end;
        let (text, findings) = (Some(fix.to_owned()), vec![finding]);
        units.push(Unit { span: place, text, findings, applied: true });
    }
    made.push_str(Span::new(at, span.end).slice(source));
    (made == restored).then_some(units)
}

/// Makes one place of what cannot be decided apart.
fn place<'o>(source: &str, span: Span, units: Vec<Unit<'o>>) -> Place<'o> {
    let mut place = Place { span, proposals: Vec::new(), remarks: Vec::new() };
    let whole = |units: &[&Unit<'_>]| {
        let edits: Vec<Edit> = units
            .iter()
            .filter_map(|u| {
                let at = Span::new(u.span.start - span.start, u.span.end - span.start);
                Some(Edit { span: at, text: u.text.as_deref()?.into() })
            })
            .collect();
        Patch::apply(span.slice(source), &edits).0
    };
    let applied: Vec<&Unit<'_>> = units.iter().filter(|u| u.applied).collect();
    if !applied.is_empty() {
        let findings = applied.iter().flat_map(|u| &u.findings).copied().collect();
        place.proposals.push(proposal(whole(&applied), findings, true));
    }
    for unit in units.iter().filter(|u| !u.applied) {
        let text = unit.text.as_ref().map(|_| whole(&[unit]));
        match text.filter(|t| !place.proposals.iter().any(|p| p.text == *t)) {
            Some(text) => place.proposals.push(proposal(text, unit.findings.clone(), false)),
            None => place.remarks.extend(&unit.findings),
        }
    }
    let others: Vec<Proposal<'_>> = units
        .iter()
        .filter(|u| u.text.is_some() && u.findings.len() == 1)
        .flat_map(|u| u.findings[0].alternatives.iter().map(move |a| (u, a)))
        .map(|(unit, other)| {
            let text = Some(other.text.to_string());
            let edit = Unit { span: unit.span, text, findings: Vec::new(), applied: false };
            Proposal {
                confidence: Confidence::Possible,
                probability: other.probability,
                ..proposal(whole(&[&edit]), unit.findings.clone(), false)
            }
        })
        .collect();
    for other in others {
        let is_known = place.proposals.iter().any(|p| p.text == other.text);
        if !is_known && other.text != span.slice(source) {
            place.proposals.push(other);
        }
    }
    let first = usize::from(place.is_applied());
    place.proposals[first..].sort_by(|a, b| b.probability.total_cmp(&a.probability));
    place
}

fn proposal(text: String, findings: Vec<&Finding>, applied: bool) -> Proposal<'_> {
    let confidence = findings.iter().map(|f| f.confidence).min().unwrap_or_default();
    let probability = findings.iter().map(|f| f.probability).fold(1.0, f32::min);
    Proposal { text, findings, applied, confidence, probability }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Pipeline;
    use crate::scratch::Scratch;
    use std::sync::LazyLock;

    static PIPELINE: LazyLock<Pipeline> = LazyLock::new(Pipeline::standard);

    fn run(text: &str) -> Outcome<'_> {
        PIPELINE.run(text.as_bytes(), &mut Scratch::default())
    }

    /// Every place with what stands there and what may.
    fn told(outcome: &Outcome<'_>) -> Vec<(String, Vec<String>)> {
        let of = |p: Place<'_>| {
            let before = p.span.slice(outcome.source()).to_owned();
            (before, p.proposals.into_iter().map(|p| p.text).collect())
        };
        places(outcome).into_iter().map(of).collect()
    }

    /// Takes what the pipeline would apply.
    fn taken(outcome: &Outcome<'_>) -> String {
        let edits: Vec<Edit> = places(outcome)
            .iter()
            .filter(|p| p.is_applied())
            .map(|p| Edit { span: p.span, text: p.proposals[0].text.as_str().into() })
            .collect();
        Patch::apply(outcome.source(), &edits).0
    }

    const REPORT: &str =
        "维权效劳进万家,效劳群众、效劳基层;先进ji体受到表彰,ji中开展“效劳〞活动，做好开展规划。";

    #[test]
    fn neighbours_from_different_passes_are_decided_apart() {
        let outcome = run(REPORT);
        let told = told(&outcome);
        let pair = |a: &str, b: &str| (a.to_owned(), vec![b.to_owned()]);
        assert!(told.contains(&pair("〞", "”")), "{told:?}");
        assert_eq!(told.iter().filter(|t| **t == pair("效劳", "服务")).count(), 4, "{told:?}");
    }

    #[test]
    fn taking_what_is_applied_is_restoring() {
        for text in [REPORT, "&amp;&#x4E2D;文â€œè´¨é‡â€\u{9d}管理", "无", ""] {
            let outcome = run(text);
            assert_eq!(taken(&outcome), outcome.text());
        }
    }

    #[test]
    fn places_come_in_order_and_do_not_meet() {
        let outcome = run(REPORT);
        let places = places(&outcome);
        assert!(places.windows(2).all(|w| w[0].span.end <= w[1].span.start));
        assert_eq!(
            places.iter().map(|p| p.findings().count()).sum::<usize>(),
            outcome.findings().count()
        );
    }
}
