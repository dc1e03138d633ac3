//! Style that the user asks for: punctuation, width, spaces, quotation marks, variant
//! characters. Runs last and only on request; a rule that is not asked for is not even made
//! ready. Each normalization is a pass of its own that sees what the one before it left, so
//! none has to know of another. Never touches code, addresses, markup or formulas.

mod brackets;
mod options;
mod punctuation;
mod quotes;
mod sight;
mod space;
mod transliteration;
mod variants;
mod width;

pub use options::{Normalize, NormalizeError};

use self::quotes::Style;
use self::sight::{Line, lines};
use self::variants::Region;
use super::{Stage, keep};
use crate::diagnosis::Diagnosis;
use crate::finding::{Confidence, Finding, RuleId, StageId};
use crate::patch::Edit;
use crate::protect::{is_protected, not_prose};
use crate::rule::{Look, Rule, RuleSet};
use crate::scratch::Scratch;
use std::sync::Arc;

/// One normalization. Reports what should change, in any order; a place is named once.
trait Normalizer: Send + Sync {
    /// Looks at one line.
    fn look(&self, _: Line<'_>, _: &mut Vec<Edit>) {}

    /// What is for a reader to decide.
    fn doubts(&self, _: Line<'_>, _: &mut Vec<Edit>) {}

    /// Looks at all lines of a text.
    fn look_at_all(&self, lines: &[Line<'_>], out: &mut Vec<Edit>) {
        lines.iter().for_each(|line| self.look(*line, out));
    }
}

/// The functions that rules can name with `detect`. The order in which they run is that of
/// [`Normalize`].
fn normalizer(name: &str) -> Option<Box<dyn Normalizer>> {
    Some(match name {
        "variants-simplified" => Box::new(variants::Variants::new(Region::Simplified)),
        "variants-traditional" => Box::new(variants::Variants::new(Region::Traditional)),
        "variants-taiwan" => Box::new(variants::Variants::new(Region::Taiwan)),
        "variants-hongkong" => Box::new(variants::Variants::new(Region::HongKong)),
        "width" => Box::new(width::Width),
        "quotes-curly" => Box::new(quotes::Quotes(Style::Curly)),
        "quotes-corner" => Box::new(quotes::Quotes(Style::Corner)),
        "punctuation" => Box::new(punctuation::Punctuation),
        "space" => Box::new(space::Space),
        _ => return None,
    })
}

/// One pass of the stage.
struct Pass {
    rules: Arc<RuleSet>,
    rule: RuleId,
    normalizer: Box<dyn Normalizer>,
}

/// The passes that are asked for, in order.
pub(crate) fn passes(rules: &Arc<RuleSet>, asked: Normalize) -> Vec<Box<dyn Stage>> {
    let pass = |name: &str| -> Option<Box<dyn Stage>> {
        let named = |r: &&Rule| matches!(&r.look, Look::Detect(detector) if detector == name);
        let rule = rules.of_stage(StageId::Normalize).find(named)?.id;
        Some(Box::new(Pass { rules: Arc::clone(rules), rule, normalizer: normalizer(name)? }))
    };
    asked.rules().filter_map(pass).collect()
}

impl Stage for Pass {
    fn id(&self) -> StageId {
        StageId::Normalize
    }

    fn inspect(
        &self,
        text: &str,
        scratch: &mut Scratch,
        _: &mut Diagnosis,
        out: &mut Vec<Finding>,
    ) {
        not_prose(text, &mut scratch.protected);
        let protected = &scratch.protected;
        let lines: Vec<Line<'_>> = lines(text, protected).collect();
        let (mut edits, mut doubts) = (Vec::new(), Vec::new());
        self.normalizer.look_at_all(&lines, &mut edits);
        lines.iter().for_each(|line| self.normalizer.doubts(*line, &mut doubts));
        let rule = self.rules.get(self.rule);
        let finding = |e: Edit, confidence| {
            let free = !is_protected(protected, e.span) && !keep::is_kept(rule, e.span, text);
            free.then(|| Finding::by_rule(rule.id, e.span, text, Some(&e.text), confidence))
        };
        out.extend(edits.into_iter().filter_map(|e| finding(e, rule.confidence)));
        out.extend(doubts.into_iter().filter_map(|e| finding(e, Confidence::Possible)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detectors_are_those_that_rules_can_name() {
        let named: Vec<&str> = crate::rule::DETECTORS
            .iter()
            .filter(|(stage, _)| *stage == StageId::Normalize)
            .map(|(_, name)| *name)
            .collect();
        let mut known = 0;
        for name in Normalize::spellings() {
            let set = Normalize::of(&[name]).unwrap();
            for rule in set.rules() {
                assert!(named.contains(&rule) && normalizer(rule).is_some(), "{rule}");
                known += 1;
            }
        }
        assert_eq!(known, named.len());
    }
}
