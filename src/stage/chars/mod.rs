//! Inspects single characters: quotation marks that do not pair, look-alikes, invisible
//! characters, entities. Applies every `map` and `find` rule of the stage as well. One scan
//! decides whether any rule has to look at all, so a clean document costs little more than
//! reading it. Width, spacing and style of punctuation are none of its business.

mod annotations;
mod char_set;
mod entities;
mod entity_names;
mod escapes;
mod forms;
mod gate;
mod ideographs;
mod invisible;
mod letters;
mod look_alikes;
mod private;
mod quotes;
mod remnants;
mod symbols;
mod tex;
mod view;

use self::char_set::CharSet;
use self::view::View;
use super::patterns::Patterns;
use super::{Policy, Stage, keep};
use crate::diagnosis::Diagnosis;
use crate::finding::{Confidence, Finding, RuleId, StageId};
use crate::rule::{self, Rule, RuleSet};
use crate::scratch::Scratch;
use crate::span::Span;
use std::sync::{Arc, OnceLock};

/// A function that rules can name.
#[derive(Clone, Copy)]
struct Detect {
    /// Whether the later detectors read past what this one restores.
    learnt: bool,
    /// Whether there can be anything to find, by a scan or a test that is as cheap as one.
    gate: Gate,
    look: Look,
}

#[derive(Clone, Copy)]
enum Gate {
    /// One of these characters occurs.
    Holds(&'static CharSet),
    /// The common gate is open; the function looks for what it needs by itself.
    Open,
    /// The function begins with a test of its own.
    Own,
}

type Look = fn(&Sight<'_>, &mut Vec<Span>, &mut Vec<Finding>);

impl Detect {
    /// A detector whose restorations the later ones read past.
    const fn first(gate: Gate, look: Look) -> Detect {
        Detect { learnt: true, gate, look }
    }

    const fn then(gate: Gate, look: Look) -> Detect {
        Detect { learnt: false, gate, look }
    }
}

/// The detectors, in the order in which they run: escapes and entities first, since the others
/// read past those that will be decoded.
const DETECTORS: &[(&str, Detect)] = &[
    ("encoded-word", Detect::first(Gate::Open, escapes::encoded_words)),
    ("utf-7", Detect::first(Gate::Open, escapes::utf7)),
    ("unicode-escape", Detect::first(Gate::Open, escapes::unicode_escapes)),
    ("percent-encoding", Detect::first(Gate::Open, escapes::percent_encoding)),
    ("quoted-printable", Detect::first(Gate::Open, escapes::quoted_printable)),
    ("byte-escape", Detect::first(Gate::Open, escapes::byte_escapes)),
    ("html-entity", Detect::first(Gate::Holds(&entities::AMPERSAND), entities::entities)),
    ("bare-entity", Detect::first(Gate::Open, remnants::bare_entities)),
    ("field-code", Detect::first(Gate::Open, remnants::field_codes)),
    (
        "vertical-form",
        Detect::first(Gate::Holds(&forms::VERTICAL), |s, _, out| forms::vertical_forms(s, out)),
    ),
    ("box-dash", Detect::first(Gate::Holds(&forms::BOX), |s, _, out| forms::box_dashes(s, out))),
    (
        "private-ideograph",
        Detect::first(Gate::Holds(&private::PRIVATE), |s, _, out| {
            private::private_ideographs(s, out);
        }),
    ),
    (
        "look-alike-punctuation",
        Detect::first(Gate::Holds(&look_alikes::SET), |s, _, out| {
            look_alikes::punctuation(s, out);
        }),
    ),
    ("escaped-line-break", Detect::first(Gate::Open, remnants::line_breaks)),
    (
        "symbol-font",
        Detect::first(Gate::Holds(&symbols::PRIVATE), |s, _, out| symbols::symbols(s, out)),
    ),
    ("foreign-letter", Detect::first(Gate::Holds(&letters::FOREIGN), letters::foreign_letters)),
    ("swallowed-entity", Detect::then(Gate::Open, remnants::swallowed_entities)),
    (
        "invisible-character",
        Detect::then(Gate::Holds(&invisible::FORMAT), |s, _, out| {
            invisible::format_characters(s, out);
        }),
    ),
    (
        "control-character",
        Detect::then(Gate::Holds(&invisible::CONTROL_OR_LAYOUT), |s, _, out| {
            invisible::control_characters(s, out);
        }),
    ),
    ("pinyin-annotation", Detect::then(Gate::Own, |s, _, out| annotations::annotations(s, out))),
    ("mismatched-quote", Detect::then(Gate::Own, |s, _, out| quotes::mismatched(s, out))),
    ("tex-quote", Detect::then(Gate::Own, tex::quotes)),
    (
        "radical",
        Detect::then(Gate::Holds(&ideographs::RADICALS), |s, _, out| ideographs::radicals(s, out)),
    ),
    (
        "compatibility-ideograph",
        Detect::then(Gate::Holds(&ideographs::COMPATIBILITY), |s, _, out| {
            ideographs::compatibility(s, out);
        }),
    ),
];

/// What a detector sees.
struct Sight<'a> {
    view: &'a View<'a>,
    rule: &'a Rule,
}

impl<'a> Sight<'a> {
    fn text(&self) -> &'a str {
        self.view.text
    }

    /// A finding of the rule with the probability that the evidence gives it; none below one half.
    fn probably(&self, span: Span, fix: &str, log_odds: f64) -> Option<Finding> {
        #[expect(clippy::cast_possible_truncation, reason = "a probability needs no more")]
        let probability = (1.0 / (1.0 + (-log_odds).exp())) as f32;
        let confidence = Confidence::of(probability).min(self.rule.confidence);
        let mut finding = Finding::by_rule(self.rule.id, span, self.text(), Some(fix), confidence);
        finding.probability = probability;
        (probability >= 0.5).then_some(finding)
    }

    /// A finding of the rule, never surer than the rule itself.
    fn finding(&self, span: Span, fix: Option<&str>, confidence: Confidence) -> Finding {
        let confidence = confidence.min(self.rule.confidence);
        Finding::by_rule(self.rule.id, span, self.text(), fix, confidence)
    }
}

/// The stage.
pub(crate) struct Chars {
    rules: Arc<RuleSet>,
    /// Findings below this are not applied, and so not read past.
    least: Confidence,
    ready: OnceLock<Ready>,
}

/// The rules of the stage, made ready when the first text arrives.
struct Ready {
    /// Detectors in use, in the order of [`DETECTORS`], and every character that one waits for.
    detectors: Vec<(RuleId, Detect)>,
    awaited: Box<CharSet>,
    /// The `map` rules, and every character that one of them waits for.
    maps: Vec<RuleId>,
    mapped: Box<CharSet>,
    /// The `find` rules.
    patterns: Patterns,
}

impl Chars {
    pub(crate) fn new(rules: Arc<RuleSet>, policy: Policy) -> Chars {
        Chars { rules, least: policy.confidence, ready: OnceLock::new() }
    }
}

impl Ready {
    fn of(rules: &RuleSet) -> Ready {
        let mut detectors = Vec::new();
        for (name, detect) in DETECTORS {
            let named = |r: &&Rule| matches!(&r.look, rule::Look::Detect(n) if n == name);
            let rules = rules.of_stage(StageId::Chars).filter(named);
            detectors.extend(rules.map(|r| (r.id, *detect)));
        }
        let mut maps = Vec::new();
        let mut mapped = Box::new(CharSet::EMPTY);
        for rule in rules.of_stage(StageId::Chars) {
            if let rule::Look::Map(map) = &rule.look {
                map.keys().for_each(|&c| mapped.add(c));
                maps.push(rule.id);
            }
        }
        let mut awaited = Box::new(CharSet::EMPTY);
        for (_, detect) in &detectors {
            if let Gate::Holds(set) = detect.gate {
                awaited.add_all(set);
            }
        }
        let patterns = Patterns::of(rules.of_stage(StageId::Chars));
        Ready { detectors, awaited, maps, mapped, patterns }
    }

    /// The detectors whose characters occur in `text`, a bit each: one reading for all of them.
    fn held(&self, text: &str) -> u64 {
        let all = self.detectors.iter().enumerate().filter_map(|(i, (_, d))| match d.gate {
            Gate::Holds(set) => Some((1 << i, set)),
            _ => None,
        });
        let mut held = 0;
        for (_, c) in self.awaited.all(text) {
            held |= all.clone().filter(|(_, set)| set.contains(c)).fold(0, |h, (bit, _)| h | bit);
        }
        held
    }
}

impl Stage for Chars {
    fn id(&self) -> StageId {
        StageId::Chars
    }

    fn inspect(
        &self,
        text: &str,
        scratch: &mut Scratch,
        _: &mut Diagnosis,
        out: &mut Vec<Finding>,
    ) {
        let ready = self.ready.get_or_init(|| Ready::of(&self.rules));
        let holds_any = gate::may_hold_any(text);
        let held = if holds_any { ready.held(text) } else { 0 };
        let mut view = View::new(text, Vec::new());
        for (i, (id, detect)) in ready.detectors.iter().enumerate() {
            let open = match detect.gate {
                Gate::Holds(_) => held >> i & 1 == 1,
                Gate::Open => holds_any,
                Gate::Own => true,
            };
            if !open {
                continue;
            }
            let rule = self.rules.get(*id);
            let first = out.len();
            (detect.look)(&Sight { view: &view, rule }, &mut scratch.protected, out);
            drop_kept(rule, text, first, out);
            // Without this, what is decoded could be taken for damage of another kind when the
            // text is restored again.
            if detect.learnt {
                view.learn(&out[first..], self.least);
            }
        }
        if !ready.maps.is_empty() && ready.mapped.next(text, 0).is_some() {
            for rule in ready.maps.iter().map(|id| self.rules.get(*id)) {
                let first = out.len();
                map(rule, text, &ready.mapped, out);
                drop_kept(rule, text, first, out);
            }
        }
        ready.patterns.look(&self.rules, text, |rule, finding| {
            let first = out.len();
            out.push(finding);
            drop_kept(rule, text, first, out);
        });
    }
}

/// Applies a `map` rule.
fn map(rule: &Rule, text: &str, mapped: &CharSet, out: &mut Vec<Finding>) {
    let rule::Look::Map(map) = &rule.look else { return };
    for (at, c) in mapped.all(text) {
        if let Some(fix) = map.get(&c) {
            let span = Span::new(at, at + c.len_utf8());
            out.push(Finding::by_rule(rule.id, span, text, Some(fix), rule.confidence));
        }
    }
}

/// Drops the findings from number `first` on that lie inside one of the rule's phrases.
fn drop_kept(rule: &Rule, text: &str, first: usize, out: &mut Vec<Finding>) {
    if rule.keep.is_empty() {
        return;
    }
    let mut at = first;
    while let Some(finding) = out.get(at) {
        if keep::is_kept(rule, finding.span, text) {
            out.swap_remove(at);
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detectors_are_those_that_rules_can_name() {
        let mut bound: Vec<&str> = DETECTORS.iter().map(|d| d.0).collect();
        let mut named: Vec<&str> = crate::rule::DETECTORS
            .iter()
            .filter(|(stage, _)| *stage == StageId::Chars)
            .map(|(_, name)| *name)
            .collect();
        bound.sort_unstable();
        named.sort_unstable();
        assert_eq!(bound, named);
    }

    /// What the one rule of `table` finds in `text`, with the fixes.
    fn found(table: &str, text: &str) -> Vec<(String, Option<String>)> {
        let common = "name='a-b'\nsays='x'\nsays_en='x'\nwhy='x'\nwhy_en='x'\nsince='0'\n\
                      confidence='certain'\nhits=[['x','y']]\nleaves=['z']\n";
        let mut rules = RuleSet::built_in();
        rules.add("chars.toml", &format!("[[rule]]\n{common}{table}")).unwrap();
        rules.select(&["a-b".to_owned()], &[]).unwrap();
        let mut out = Vec::new();
        let (scratch, diagnosis) = (&mut Scratch::default(), &mut Diagnosis::default());
        Chars::new(Arc::new(rules), Policy::default()).inspect(text, scratch, diagnosis, &mut out);
        out.into_iter().map(|f| (f.before.into(), f.fix.map(Into::into))).collect()
    }

    fn pair(before: &str, fix: &str) -> (String, Option<String>) {
        (before.to_owned(), Some(fix.to_owned()))
    }

    #[test]
    fn rules_of_users_are_applied() {
        let find = "find='([甲乙])丙'\nwith='$1'\nneedles=['甲', '乙']";
        assert_eq!(found(find, "甲丙丁，乙丙"), [pair("甲丙", "甲"), pair("乙丙", "乙")]);
        let map = "map={ '甲' = '乙', '𠀀' = '' }";
        assert_eq!(found(map, "丙甲𠀀丁"), [pair("甲", "乙"), pair("𠀀", "")]);
        let report = "find='甲+'\nneedles=['甲']";
        assert_eq!(found(report, "丙甲甲"), [("甲甲".to_owned(), None)]);
    }

    #[test]
    fn patterns_run_only_where_a_needle_occurs() {
        assert_eq!(found("find='.丙'\nwith=''\nneedles=['甲丙']", "乙丙"), []);
    }

    #[test]
    fn kept_phrases_are_kept() {
        let map = "map={ '甲' = '乙' }\nkeep=['甲丙丁', '丁甲']";
        assert_eq!(found(map, "甲丙丁甲甲"), [pair("甲", "乙")]);
    }
}
