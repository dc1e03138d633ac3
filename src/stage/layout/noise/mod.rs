//! What was put into a text so that it cannot be copied, and what slicing and conversion left
//! inside of it. Each kind of noise is a pass of its own with its own evidence, which is always
//! that of the document: one odd place proves nothing. Nothing is touched in a maintained file,
//! and the scans that open a pass cost clean text next to nothing.

mod blocks;
mod cuts;
mod doubled;
mod jammer;
mod leaders;
mod reading;
mod slices;
mod sprinkles;
mod vertical;

use super::maintained::is_maintained;
use crate::diagnosis::Diagnosis;
use crate::finding::{Confidence, Finding, RuleId, StageId};
use crate::model::Model;
use crate::prose::Prose;
use crate::rule::{Look, RuleSet};
use crate::scratch::Scratch;
use crate::span::Span;
use crate::stage::Stage;
use std::sync::Arc;

/// Reports the noise of one kind in a text.
type Detect = fn(&Sight<'_>, &mut Vec<Finding>);

/// The detectors that rules can name, in the order of their passes: what stands inside of words
/// goes first, so that the later ones can read them.
const DETECTORS: &[(&str, Detect)] = &[
    ("jammer-string", jammer::find),
    ("lone-back-tick", sprinkles::ticks),
    ("strewn-emoji", sprinkles::emoji),
    ("random-characters", blocks::find),
    ("slice-number", slices::find),
    ("doubled-text", doubled::find),
    ("vertical-text", vertical::find),
    ("keyword-break", cuts::keywords),
    ("split-time", cuts::times),
    ("dot-leader", leaders::find),
];

/// The passes whose rules are switched on, in order.
pub(super) fn passes(rules: &Arc<RuleSet>, model: &Arc<Model>) -> Vec<Box<dyn Stage>> {
    let prose = Arc::new(Prose::new(Arc::clone(model)));
    let mut passes: Vec<Box<dyn Stage>> = Vec::new();
    for &(name, detect) in DETECTORS {
        let is = |look: &Look| matches!(look, Look::Detect(n) if n == name);
        if let Some(rule) = rules.of_stage(StageId::Layout).find(|r| is(&r.look)) {
            let (rules, model) = (Arc::clone(rules), Arc::clone(model));
            passes.push(Box::new(Noise {
                rules,
                rule: rule.id,
                model,
                prose: Arc::clone(&prose),
                detect,
            }));
        }
    }
    passes
}

/// The pass of one kind of noise.
struct Noise {
    rules: Arc<RuleSet>,
    rule: RuleId,
    model: Arc<Model>,
    prose: Arc<Prose>,
    detect: Detect,
}

/// What a detector sees.
struct Sight<'t> {
    text: &'t str,
    model: &'t Model,
    prose: &'t Prose,
    rule: RuleId,
    /// Literals of the rule.
    needles: &'t [String],
}

impl Sight<'_> {
    /// A finding of the rule that replaces `span`.
    fn finding(&self, span: Span, fix: &str, confidence: Confidence) -> Finding {
        Finding::by_rule(self.rule, span, self.text, Some(fix), confidence)
    }
}

impl Stage for Noise {
    fn id(&self) -> StageId {
        StageId::Layout
    }

    fn inspect(
        &self,
        text: &str,
        _: &mut Scratch,
        diagnosis: &mut Diagnosis,
        out: &mut Vec<Finding>,
    ) {
        let before = out.len();
        let needles = &self.rules.get(self.rule).needles;
        let (model, prose) = (&self.model, &self.prose);
        let sight = Sight { text, model, prose, rule: self.rule, needles };
        (self.detect)(&sight, out);
        if out.len() > before && is_maintained(text, diagnosis) {
            out.truncate(before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::LazyLock;

    static RULES: LazyLock<Arc<RuleSet>> = LazyLock::new(|| Arc::new(RuleSet::built_in()));
    static MODEL: LazyLock<Arc<Model>> = LazyLock::new(|| Arc::new(Model::embedded()));

    /// What the pass of that name makes of `text`, with findings of at least that confidence.
    pub(super) fn restore(name: &str, text: &str, least: Confidence) -> String {
        let mut rules = RuleSet::clone(&RULES);
        rules.select(&[format!("layout/{name}")], &[]).expect("the rule is there");
        let passes = passes(&Arc::new(rules), &MODEL);
        let mut found = Vec::new();
        for pass in passes {
            pass.inspect(text, &mut Scratch::default(), &mut Diagnosis::default(), &mut found);
        }
        found.sort_by_key(|f| f.span.start);
        let mut out = String::new();
        let mut at = 0;
        for f in found.iter().filter(|f| f.confidence >= least) {
            out += Span::new(at, f.span.start).slice(text);
            out += f.fix.as_deref().unwrap_or(&f.before);
            at = f.span.end;
        }
        out + Span::new(at, text.len()).slice(text)
    }

    #[test]
    fn nothing_is_touched_in_a_maintained_file() {
        let noisy =
            "甲乙丙丁。8 Q1 z* J2 `2 f! D2 o8 [& C6 P, w\n戊己庚辛。9 z* E/ d* Q8 \\8 [+ w! E\n";
        let kept = format!("---\ntitle: 甲\n---\n{noisy}");
        assert_ne!(restore("jammer-string", noisy, Confidence::Likely), noisy);
        assert_eq!(restore("jammer-string", &kept, Confidence::Possible), kept);
    }
}
