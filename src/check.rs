//! Holds every rule to its own examples: each hit must become exactly what the rule says,
//! stay so when it is restored again, and each leave must stay as it is, with that rule
//! alone. The same code serves the tests and users who write rules. Never looks at rules
//! in combination; that is what the corpus is for.

use crate::finding::{Confidence, StageId};
use crate::model::Model;
use crate::pipeline::{Outcome, Pipeline};
use crate::rule::{Example, Look, Rule, RuleSet};
use crate::scratch::Scratch;
use crate::stage::{Normalize, Policy, figures};
use crate::transcode::Coding;
use std::fmt;
use std::sync::Arc;

/// An example that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Full name of the rule, or name of the anchor.
    pub rule: String,
    /// The rule's file.
    pub file: String,
    /// The rule's line in the file.
    pub line: usize,
    /// Which promise is broken.
    pub promise: Promise,
    /// The text that the rule was run on.
    pub before: String,
    /// What should have come of it.
    pub expected: String,
    /// What came of it.
    pub got: String,
}

/// What a rule's examples promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Promise {
    /// A hit becomes what the rule says.
    Restores,
    /// A hit of a rule without a fix is reported and stays as it is.
    Reports,
    /// What was restored is left alone.
    Settles,
    /// A near miss is left alone.
    Leaves,
    /// A hit contains one of the rule's needles.
    HoldsNeedle,
    /// A hit of an anchor leaves these years open.
    Dates,
    /// What stays because it is a name would change if it were none.
    Matters,
}

impl Promise {
    const fn says(self) -> &'static str {
        match self {
            Promise::Restores => "a hit does not become what it should",
            Promise::Reports => "a hit is not reported as it stands",
            Promise::Settles => "a restored text changes again",
            Promise::Leaves => "a near miss is not left alone",
            Promise::HoldsNeedle => "a hit contains none of the needles",
            Promise::Dates => "a hit does not say these years",
            Promise::Matters => "a name would stay without the rule",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { rule, file, line, promise, before, expected, got } = self;
        writeln!(f, "{file}:{line}: rule `{rule}`: {}", promise.says())?;
        writeln!(f, "    before    {}", Visible(before))?;
        writeln!(f, "    expected  {}", Visible(expected))?;
        write!(f, "    got       {}", Visible(got))
    }
}

/// A text with its invisible characters written out: they are what many rules are about.
struct Visible<'t>(&'t str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '"' | '\'' | '\\' => write!(f, "{c}")?,
                c => write!(f, "{}", c.escape_debug())?,
            }
        }
        Ok(())
    }
}

/// Runs the examples of every rule and returns those that do not hold.
///
/// ```
/// use kanwu::{Model, RuleSet, check_rules};
/// use std::sync::Arc;
/// let mut rules = RuleSet::built_in();
/// rules.add("mine.toml", r#"
///     stage = "chars"
///     [[rule]]
///     name = "stray-pilcrow"
///     says = "段落标记残留"
///     says_en = "a paragraph mark was left behind"
///     why = "从排版软件复制时带出。"
///     why_en = "Copied along from layout software."
///     find = '¶(\n|$)'
///     with = "$1"
///     needles = ["¶"]
///     confidence = "certain"
///     since = "1.0.0"
///     hits = [["第一段。¶\n第二段。", "第一段。\n第二段。"]]
///     leaves = ["¶ 是段落标记。"]
/// "#)?;
/// let failures = check_rules(&Arc::new(rules), &Arc::new(Model::embedded()));
/// assert!(!failures.iter().any(|f| f.rule == "chars/stray-pilcrow"));
/// # Ok::<(), kanwu::Error>(())
/// ```
pub fn check_rules(rules: &Arc<RuleSet>, model: &Arc<Model>) -> Vec<Failure> {
    let mut scratch = Scratch::default();
    let mut failures = Vec::new();
    for rule in rules.rules() {
        let mut alone = RuleSet::clone(rules);
        if alone.select(&[rule.full_name()], &[]).is_err() {
            unreachable!("a rule is selected by its own name");
        }
        let policy = Policy {
            confidence: rule.confidence.min(Confidence::Likely),
            assume_channels: true,
            normalize: Normalize::of_rule(rule),
            markdown: rule.is_markdown(),
            // The examples of every other stage are texts; a NUL in them makes them no UTF-16.
            from: (rule.stage != StageId::Decode).then_some(Coding::UTF_8),
            ..Policy::default()
        };
        let pipeline = Pipeline::new(Arc::new(alone), Arc::clone(model), policy);
        Trial { rule, pipeline, scratch: &mut scratch, failures: &mut failures }.run();
    }
    failures.extend(check_anchors(rules));
    failures.extend(check_names(rules, model, &mut scratch));
    failures
}

/// Holds what tells names to its examples: these stay only because they are names.
fn check_names(rules: &RuleSet, model: &Arc<Model>, scratch: &mut Scratch) -> Vec<Failure> {
    if rules.names().is_empty() {
        return Vec::new();
    }
    let mut words = rules.clone();
    if words.select(&[StageId::Words.name().to_owned()], &[]).is_err() {
        unreachable!("a stage is selected by its own name");
    }
    let mut blind = words.clone();
    blind.forget_names();
    let policy = Policy { assume_channels: true, ..Policy::default() };
    let of = |rules| Pipeline::new(Arc::new(rules), Arc::clone(model), policy);
    let (seeing, blind) = (of(words), of(blind));
    let mut failures = Vec::new();
    for name in rules.names() {
        let mut hold = |promise, before: &str, expected: &str, got: String| {
            if got != expected {
                failures.push(Failure {
                    rule: name.name.clone(),
                    file: name.file.clone(),
                    line: name.line,
                    promise,
                    before: before.to_owned(),
                    expected: expected.to_owned(),
                    got,
                });
            }
        };
        let mut run = |pipeline: &Pipeline, text: &str| {
            pipeline.run(text.as_bytes(), scratch).text().to_owned()
        };
        for text in &name.stays {
            hold(Promise::Leaves, text, text, run(&seeing, text));
            let otherwise = if run(&blind, text) == *text { "stays without it" } else { "" };
            hold(Promise::Matters, text, "", otherwise.to_owned());
        }
        for Example { before, after } in &name.still {
            hold(Promise::Restores, before, after, run(&seeing, before));
        }
    }
    failures
}

/// Holds every anchor to its examples.
fn check_anchors(rules: &RuleSet) -> Vec<Failure> {
    let mut failures = Vec::new();
    let years = figures::YearsSaid::of(rules);
    for anchor in rules.anchors() {
        let hits = anchor.hits.iter().map(|(text, said)| (Promise::Dates, text, &**said));
        let leaves = anchor.leaves.iter().map(|text| (Promise::Leaves, text, ""));
        for (promise, before, expected) in hits.chain(leaves) {
            let got = years.by(anchor.id, before).unwrap_or_default();
            if got != expected {
                failures.push(Failure {
                    rule: anchor.name.clone(),
                    file: anchor.file.clone(),
                    line: anchor.line,
                    promise,
                    before: before.clone(),
                    expected: expected.to_owned(),
                    got,
                });
            }
        }
    }
    failures
}

/// One rule on its examples.
struct Trial<'a> {
    rule: &'a Rule,
    pipeline: Pipeline,
    scratch: &'a mut Scratch,
    failures: &'a mut Vec<Failure>,
}

/// What came of one text.
struct Result {
    text: String,
    reported: bool,
}

impl Trial<'_> {
    fn run(&mut self) {
        let rule = self.rule;
        for example in &rule.hits {
            let (before, after) = (&example.before, &example.after);
            let needles = &rule.needles;
            if !needles.is_empty() && !needles.iter().any(|n| before.contains(n)) {
                self.fail(Promise::HoldsNeedle, before, &needles.join(" | "), "");
            }
            let once = self.restore(before);
            if *before == *after {
                if !once.reported || once.text != *after {
                    let got = if once.reported { &once.text } else { "(no finding)" };
                    self.fail(Promise::Reports, before, after, got);
                }
                continue;
            }
            if once.text != *after {
                self.fail(Promise::Restores, before, after, &once.text);
            }
            let twice = self.restore(after);
            if twice.text != *after {
                self.fail(Promise::Settles, after, after, &twice.text);
            }
        }
        for leave in &rule.leaves {
            let result = self.restore(leave);
            if result.text != *leave {
                self.fail(Promise::Leaves, leave, leave, &result.text);
            } else if result.reported && only_reports(rule) {
                self.fail(Promise::Leaves, leave, "(no finding)", "(a finding)");
            }
        }
    }

    fn restore(&mut self, text: &str) -> Result {
        // Rules of the stage that reads bytes write them as `\xNN`.
        if self.rule.stage == StageId::Decode {
            let bytes = bytes_of(text);
            let outcome = self.pipeline.run(&bytes, self.scratch);
            let kept = outcome.to_bytes().is_ok_and(|b| b == bytes);
            let text = if kept { text.to_owned() } else { outcome.text().to_owned() };
            return Result { text, reported: self.reported(&outcome) };
        }
        let outcome = self.pipeline.run(text.as_bytes(), self.scratch);
        Result { text: outcome.text().to_owned(), reported: self.reported(&outcome) }
    }

    fn reported(&self, outcome: &Outcome<'_>) -> bool {
        outcome.findings().any(|(_, f)| f.rule == self.rule.id)
    }

    fn fail(&mut self, promise: Promise, before: &str, expected: &str, got: &str) {
        self.failures.push(Failure {
            rule: self.rule.full_name(),
            file: self.rule.file.clone(),
            line: self.rule.line,
            promise,
            before: before.to_owned(),
            expected: expected.to_owned(),
            got: got.to_owned(),
        });
    }
}

/// Whether the rule reports what it does not change: then its near misses must not even be
/// reported.
fn only_reports(rule: &Rule) -> bool {
    let reports = [StageId::Decode, StageId::Figures];
    reports.contains(&rule.stage) || matches!(rule.look, Look::Find { with: None, .. })
}

/// The bytes of `text`, with `\xNN` standing for the byte NN.
fn bytes_of(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
        let escape = match rest {
            [b'\\', b'x', high, low, tail @ ..] => {
                digit(*high).zip(digit(*low)).map(|(h, l)| (16 * h + l, tail))
            }
            _ => None,
        };
        let (byte, tail) = escape.unwrap_or((*first, tail));
        bytes.push(byte);
        rest = tail;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failures(table: &str) -> Vec<(Promise, String)> {
        let mut rules = RuleSet::built_in();
        let says = "says=\"x\"\nsays_en=\"x\"\nwhy=\"x\"\nwhy_en=\"x\"\nsince=\"0\"\n";
        let file = format!("stage=\"chars\"\n[[rule]]\nname=\"a-b\"\n{says}{table}");
        rules.add("mine.toml", &file).unwrap();
        check_rules(&Arc::new(rules), &Arc::new(Model::embedded()))
            .into_iter()
            .filter(|f| f.file == "mine.toml")
            .map(|f| (f.promise, f.got))
            .collect()
    }

    #[test]
    fn every_broken_promise_is_listed() {
        let find = "find='甲+'\nneedles=['甲']\nconfidence='certain'\n";
        let broken =
            format!("{find}with='乙'\nhits=[['甲甲丙','乙乙丙'],['丁','戊']]\nleaves=['甲']");
        assert_eq!(
            failures(&broken),
            [
                (Promise::Restores, "乙丙".to_owned()),
                (Promise::HoldsNeedle, String::new()),
                (Promise::Restores, "丁".to_owned()),
                (Promise::Leaves, "乙".to_owned()),
            ]
        );
        let restless = format!("{find}with='甲乙'\nhits=[['甲丙','甲乙丙']]\nleaves=['乙']");
        assert_eq!(failures(&restless), [(Promise::Settles, "甲乙乙丙".to_owned())]);
        let silent = format!("{find}hits=[['乙甲','乙甲'],['甲?乙','甲?乙']]\nleaves=['甲']");
        assert_eq!(failures(&silent), [(Promise::Leaves, "(a finding)".to_owned())]);
        let sound = format!("{find}with='乙'\nhits=[['甲甲丙','乙丙']]\nleaves=['丙']");
        assert_eq!(failures(&sound), []);
    }

    #[test]
    fn a_failure_shows_what_cannot_be_seen() {
        let failure = Failure {
            rule: "chars/invisible-character".into(),
            file: "rules/chars.toml".into(),
            line: 7,
            promise: Promise::Restores,
            before: "效\u{200B}劳".into(),
            expected: "效劳".into(),
            got: "效\u{200B}劳".into(),
        };
        let shown = failure.to_string();
        assert!(shown.starts_with("rules/chars.toml:7: rule `chars/invisible-character`"));
        assert!(shown.contains("效\\u{200b}劳"), "{shown}");
    }

    #[test]
    fn bytes_are_written_as_escapes() {
        assert_eq!(bytes_of(r"a\xFFb\xzz"), b"a\xFFb\\xzz");
    }
}
