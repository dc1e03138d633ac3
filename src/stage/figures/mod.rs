//! Inspects figures: blanks that a template or an anonymizer left, numbers that no one writes,
//! dates that never were, and the year from which the document speaks. A figure that people
//! write is never changed, and a blank is never filled in unasked: what would stand there is a
//! suggestion.

mod anchors;
mod around;
mod calendar;
mod dates;
mod days;
mod fill;
mod letters;
mod number;
mod pasted;
mod year;

use self::anchors::Anchors;
use self::dates::{Date, dates};
use self::fill::fill;
use self::pasted::site::{Sites, sites};
use self::year::Evidence;
use super::patterns::Patterns;
use super::{Stage, keep};
use crate::dating::{AnchorId, DocumentYear};
use crate::diagnosis::Diagnosis;
use crate::finding::{Finding, StageId};
use crate::rule::{Look, Rule, RuleSet};
use crate::scratch::Scratch;
use std::sync::{Arc, OnceLock};

/// A detector: what it is asked about, and where its findings go.
type Detect = fn(&Sight<'_>, &mut Vec<Finding>);

/// The detectors that need no more than the text. The one for a pasted year comes before them:
/// the document's year depends on what it finds.
const DETECTORS: &[(&str, Detect)] = &[
    ("lost-year-sign", days::lost_year_signs),
    ("impossible-month", days::impossible_months),
    ("impossible-day", days::impossible),
    ("wrong-weekday", days::wrong_weekdays),
    ("letter-in-number", letters::in_numbers),
    ("broken-thousands", number::broken_thousands),
];

/// What a detector sees.
struct Sight<'a> {
    text: &'a str,
    rule: &'a Rule,
    dates: &'a [Date],
}

/// The stage.
pub(crate) struct Figures {
    rules: Arc<RuleSet>,
    ready: OnceLock<Ready>,
}

/// The rules of the stage, made ready when the first text arrives.
struct Ready {
    anchors: Anchors,
    patterns: Patterns,
}

impl Figures {
    pub(crate) fn new(rules: Arc<RuleSet>) -> Figures {
        Figures { rules, ready: OnceLock::new() }
    }

    /// The rule that is switched on and names this detector.
    fn rule(&self, detector: &str) -> Option<&Rule> {
        let mut rules = self.rules.of_stage(StageId::Figures);
        rules.find(|r| matches!(&r.look, Look::Detect(name) if name == detector))
    }
}

impl Stage for Figures {
    fn id(&self) -> StageId {
        StageId::Figures
    }

    fn inspect(
        &self,
        text: &str,
        _: &mut Scratch,
        diagnosis: &mut Diagnosis,
        out: &mut Vec<Finding>,
    ) {
        let ready = self.ready.get_or_init(|| Ready {
            anchors: Anchors::of(&self.rules),
            patterns: Patterns::of(self.rules.of_stage(StageId::Figures)),
        });
        let has_digits = text.bytes().any(|b| b.is_ascii_digit());
        let dates: Vec<Date> = dates(text).collect();
        let claims = ready.anchors.read(&self.rules, text);
        let sites = has_digits.then(|| sites(text)).flatten();
        let evidence = Evidence::of(text, &claims, &dates, sites.as_ref().map(|s| s.year));
        let document = self.pasted(text, sites, evidence, &ready.anchors, out);
        for (name, detect) in DETECTORS {
            if let Some(rule) = self.rule(name).filter(|_| has_digits) {
                detect(&Sight { text, rule, dates: &dates }, out);
            }
        }
        ready.patterns.look(&self.rules, text, |_, mut finding| {
            fill(&mut finding, document.as_ref(), &self.rules);
            out.push(finding);
        });
        out.retain(|f| !keep::is_kept(self.rules.get(f.rule), f.span, text));
        one_a_place(out);
        diagnosis.document_year = document.map(Arc::unwrap_or_clone);
    }
}

impl Figures {
    /// Reports figures that a year was pasted into, and infers the year of the document from
    /// them and from what else it says.
    fn pasted(
        &self,
        text: &str,
        sites: Option<Sites<'_>>,
        mut evidence: Evidence,
        anchors: &Anchors,
        out: &mut Vec<Finding>,
    ) -> Option<Arc<DocumentYear>> {
        let Some((rule, sites)) = self.rule(pasted::DETECTOR).zip(sites) else {
            return evidence.weigh().map(Arc::new);
        };
        let case = pasted::Case { rules: &self.rules, anchors, text, year: sites.year, rule };
        case.settle(&sites, &mut evidence, out)
    }
}

/// What texts say of the year by one anchor, as its examples write it.
pub(crate) struct YearsSaid<'r> {
    rules: &'r RuleSet,
    anchors: Anchors,
}

impl<'r> YearsSaid<'r> {
    /// The anchors of `rules`.
    pub(crate) fn of(rules: &'r RuleSet) -> YearsSaid<'r> {
        YearsSaid { rules, anchors: Anchors::of(rules) }
    }

    /// The narrowest set of years that `anchor` leaves open; `None` if the text does not speak
    /// of it.
    pub(crate) fn by(&self, anchor: AnchorId, text: &str) -> Option<String> {
        let claims = self.anchors.read(self.rules, text);
        let own = claims.iter().filter(|c| c.anchor == anchor);
        own.min_by_key(|c| c.years.len()).map(|c| c.years.to_string())
    }
}

/// Keeps one finding a place: where two rules say something of the same characters, that of the
/// rule listed first.
fn one_a_place(out: &mut Vec<Finding>) {
    out.sort_by_key(|f| (f.span.start, f.rule));
    let mut kept: Vec<Finding> = Vec::new();
    for finding in out.drain(..) {
        match kept.last_mut().filter(|last| last.span.overlaps(finding.span)) {
            None => kept.push(finding),
            Some(last) if finding.rule < last.rule => *last = finding,
            Some(_) => {}
        }
    }
    *out = kept;
}
