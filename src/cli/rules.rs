//! `kanwu rules`: what the program looks for, told from the rule files themselves.

use super::Exit;
use super::args::{RulesVerb, Sources};
use super::setup::{Console, Stop, model, rule_set};
use crate::check::{Failure, Promise, check_rules};
use crate::finding::StageId;
use crate::report::{Lang, shown};
use crate::rule::{Look, Rule, RuleSet};
use crate::stage::Normalize;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Pairs of a channel that `explain` prints.
const PAIRS: usize = 40;

/// Runs the verb.
pub(super) fn rules(verb: &RulesVerb, console: &Console) -> Result<Exit, Stop> {
    match verb {
        RulesVerb::List { sources } => list(&rule_set(sources, console)?, console.lang()),
        RulesVerb::Explain { name, sources } => {
            let rules = rule_set(sources, console)?;
            match rules.find(name) {
                Some(rule) => explain(rule, console.lang()),
                None => {
                    let why = rules.unknown(name);
                    return Err(Stop::Said(console.message.unknown_rule(&why)));
                }
            }
        }
        RulesVerb::Test { files, sources } => return test(files, sources, console),
    }?;
    Ok(Exit::Clean)
}

fn list(rules: &RuleSet, lang: Lang) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let width = rules.rules().iter().map(|r| r.full_name().len()).max().unwrap_or(0);
    for rule in rules.rules() {
        let (name, sure, since) = (rule.full_name(), rule.confidence.name(), &rule.since);
        let says = lang.of(&rule.says);
        writeln!(out, "{name:width$}  {sure:8}  {:6}  {}", shown(since), shown(says))?;
    }
    Ok(())
}

fn explain(rule: &Rule, lang: Lang) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}: {}", rule.full_name(), shown(lang.of(&rule.says)))?;
    let (sure, since) = (rule.confidence, shown(&rule.since));
    // What the settings of a project say stands on no one line.
    let place = match rule.line {
        0 => rule.file.clone(),
        line => format!("{}:{line}", rule.file),
    };
    let about = lang.pick(
        format!("可信度 {sure}，自版本 {since} 起，见 {}", shown(&place)),
        format!("confidence {sure}, since version {since}, from {}", shown(&place)),
    );
    writeln!(out, "{about}\n\n{}", shown(lang.of(&rule.why)))?;
    if let Some(name) =
        Normalize::spelling_of(&rule.name).filter(|_| rule.stage == StageId::Normalize)
    {
        let by = lang.pick("打开方式", "switched on by");
        writeln!(out, "\n{by} --normalize {name}")?;
    }
    if rule.is_markdown() {
        writeln!(out, "\n{} --markdown", lang.pick("打开方式", "switched on by"))?;
    }
    if let Look::Channel(channel) = &rule.look {
        let pairs = channel.pairs.iter().take(PAIRS);
        let mut pairs: Vec<String> =
            pairs.map(|p| format!("{}→{}", p.originals.join("|"), p.stand_in)).collect();
        more(channel.pairs.len(), &mut pairs, lang);
        writeln!(out, "\n{}", lang.pick("词对（原词→替换词）", "Pairs (original→stand-in)"))?;
        writeln!(out, "    {}", shown(&pairs.join("  ")))?;
    }
    if let Look::Replace(list) = &rule.look {
        let pairs = list.pairs.iter().take(PAIRS);
        let mut pairs: Vec<String> = pairs.map(|(from, to)| format!("{from} → {to}")).collect();
        more(list.pairs.len(), &mut pairs, lang);
        writeln!(out, "\n{}", lang.pick("一律替换", "Always replaced"))?;
        writeln!(out, "    {}", shown(&pairs.join("，")))?;
    }
    writeln!(out, "\n{}", lang.pick("会查出", "Found"))?;
    for hit in &rule.hits {
        writeln!(out, "    {}", shown(&hit.before))?;
        if hit.after != hit.before {
            writeln!(out, "  → {}", shown(&hit.after))?;
        }
    }
    if !rule.leaves.is_empty() {
        writeln!(out, "\n{}", lang.pick("不改", "Left alone"))?;
    }
    for text in &rule.leaves {
        writeln!(out, "    {}", shown(text))?;
    }
    Ok(())
}

/// Says how many pairs of a list are not printed.
fn more(all: usize, pairs: &mut Vec<String>, lang: Lang) {
    if let Some(more) = all.checked_sub(PAIRS).filter(|&n| n > 0) {
        pairs.push(lang.pick(format!("另有{more}对"), format!("and {more} more")));
    }
}

fn test(files: &[PathBuf], sources: &Sources, console: &Console) -> Result<Exit, Stop> {
    let sources = Sources {
        rules: sources.rules.iter().chain(files).cloned().collect(),
        model: sources.model.clone(),
    };
    let rules = Arc::new(rule_set(&sources, console)?);
    let model = Arc::new(model(&sources, console)?);
    let failures = check_rules(&rules, &model);
    let mut out = io::stdout().lock();
    for failure in &failures {
        writeln!(out, "{}", told(failure, console.lang()))?;
    }
    if !console.quiet {
        let of_rules = rules.rules().iter().map(|r| r.hits.len() + r.leaves.len());
        let of_anchors = rules.anchors().iter().map(|a| a.hits.len() + a.leaves.len());
        let of_names = rules.names().iter().map(|n| n.stays.len() + n.still.len());
        let examples = of_rules.chain(of_anchors).chain(of_names).sum();
        let tested = console.message.rules_tested(rules.rules().len(), examples, failures.len());
        writeln!(out, "{tested}")?;
    }
    Ok(if failures.is_empty() { Exit::Clean } else { Exit::Findings })
}

fn told(failure: &Failure, lang: Lang) -> String {
    let Failure { rule, file, line, promise, before, expected, got } = failure;
    let broken = match promise {
        Promise::Restores => lang.pick("会改的没有改对", "a hit does not become what it should"),
        Promise::Reports => lang.pick("该报告的没有报告", "a hit is not reported as it stands"),
        Promise::Settles => lang.pick("改好的又被改动", "a restored text changes again"),
        Promise::Leaves => lang.pick("不该改的被改动", "a near miss is not left alone"),
        Promise::HoldsNeedle => {
            lang.pick("会改的不含任何 needles", "a hit contains none of the needles")
        }
        Promise::Dates => lang.pick("推出的年份不对", "a hit does not say these years"),
        Promise::Matters => lang.pick("没有这条也不会改", "a name would stay without the rule"),
    };
    let (before_is, expected_is, got_is) =
        lang.pick(("原文", "应为", "却是"), ("before", "expected", "got"));
    format!(
        "{}:{line}: {rule}: {broken}\n    {before_is}: {}\n    {expected_is}: {}\n    {got_is}: {}",
        shown(file),
        shown(before),
        shown(expected),
        shown(got)
    )
}
