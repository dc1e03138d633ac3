//! Takes out of the midst of a text what a converter left there at the borders of pages: the
//! page numbers of a rising series, the heads that run along with them, and watermarks. Each
//! is proven by recurring; a single line of that kind stays, unless the document is known to
//! come off a page. Where the line interrupted a sentence the sentence is closed. Never acts
//! where the lines of a text are deliberate.

mod inline;
mod join;
mod page;
mod series;

use super::furniture::{Patterns, Shared, detected_by};
use super::line::{Line, lines};
use super::maintained::{is_maintained, kind_of_lines};
use crate::diagnosis::Diagnosis;
use crate::finding::{Confidence, Finding, RuleId, StageId};
use crate::rule::{Reach, RuleSet};
use crate::scratch::Scratch;
use crate::span::Span;
use crate::stage::{Policy, Stage};
use join::{goes_on, is_cut_off, is_interrupted};
use series::{head_text, proven_pages, running_heads};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A head that runs through a text without page numbers stands there so often …
const RECURS: usize = 3;
/// … and interrupts a sentence so often.
const INTERRUPTS: usize = 2;
/// A watermark that recurs proves itself.
const MARKS: usize = 2;

/// The pass.
pub(super) struct Midst {
    rules: Arc<RuleSet>,
    policy: Policy,
    pages: Option<RuleId>,
    heads: Option<RuleId>,
    patterns: Arc<Shared>,
}

impl Midst {
    pub(super) fn new(rules: Arc<RuleSet>, patterns: Arc<Shared>, policy: Policy) -> Midst {
        let pages = detected_by(&rules, "page-series");
        let heads = detected_by(&rules, "running-head");
        Midst { rules, policy, pages, heads, patterns }
    }
}

impl Stage for Midst {
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
        let patterns = self.patterns.get(&self.rules);
        let site = diagnosis.site.is_some() || self.policy.assume_channels;
        let clue = Clues::of(text, patterns);
        if !clue.any(site) {
            return;
        }
        let lines: Vec<Line<'_>> = lines(text).collect();
        let gone = self.gone(&lines, patterns, site);
        let rest = lines.iter().enumerate().filter(|(at, _)| !gone.contains_key(at));
        if is_maintained(text, diagnosis) || kind_of_lines(rest.map(|(_, l)| l.text)).is_some() {
            return;
        }
        if let Some(rule) = self.pages.filter(|_| clue.worded > 0) {
            let cut = |c: inline::Cut| {
                Finding::by_rule(rule, c.span, text, Some(c.with), Confidence::Likely)
            };
            out.extend(inline::page_numbers(text, site).into_iter().map(cut));
        }
        report(text, &lines, &gone, out);
    }
}

/// What a text shows at one glance, without anything being kept.
struct Clues {
    /// Lines that are page numbers.
    pages: usize,
    /// Places where a page is numbered in words.
    worded: usize,
    /// Short lines in the midst of a sentence.
    interruptions: usize,
    watermark: bool,
}

impl Clues {
    fn of(text: &str, patterns: &Patterns) -> Clues {
        let worded = inline::count(text);
        let watermark = patterns.may_be_marked(text);
        let mut clues = Clues { pages: 0, worded, interruptions: 0, watermark };
        let (mut before, mut here) = ("", "");
        for line in lines(text).filter(|l| !l.is_blank()) {
            clues.pages += usize::from(page::page(line.text).is_some());
            clues.interruptions += usize::from(may_interrupt(before, here, line.text));
            (before, here) = (here, line.text);
        }
        clues
    }

    fn any(&self, site: bool) -> bool {
        let fewest = if site { 1 } else { 2 };
        self.pages >= fewest
            || self.worded >= fewest
            || self.interruptions >= INTERRUPTS
            || self.watermark
    }
}

/// Whether a short line stands between two halves of a sentence.
fn may_interrupt(before: &str, here: &str, after: &str) -> bool {
    let short = here.chars().nth(3).is_some() && here.chars().nth(40).is_none();
    short
        && is_cut_off(before)
        && goes_on(after)
        && !here.ends_with(['。', '，', '、', '；', '！', '？'])
}

impl Midst {
    /// The lines that go, each with its rule.
    fn gone(&self, lines: &[Line<'_>], patterns: &Patterns, site: bool) -> BTreeMap<usize, RuleId> {
        let mut gone = BTreeMap::new();
        if let Some(rule) = self.heads {
            gone.extend(recurring(lines).into_iter().map(|at| (at, rule)));
        }
        if let Some(rule) = self.pages {
            let pages = proven_pages(lines, site);
            if let Some(rule) = self.heads {
                gone.extend(running_heads(lines, &pages).into_iter().map(|at| (at, rule)));
            }
            gone.extend(pages.into_iter().map(|at| (at, rule)));
        }
        let mut marks: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut rules = BTreeMap::new();
        for (at, line) in lines.iter().enumerate() {
            if let Some(known) = patterns.know(line.text).filter(|k| k.reach == Reach::Text) {
                marks.entry(line.text).or_default().push(at);
                rules.insert(at, known.rule);
            }
        }
        let proven = marks.into_values().filter(|places| site || places.len() >= MARKS);
        gone.extend(proven.flatten().filter_map(|at| Some((at, *rules.get(&at)?))));
        gone
    }
}

/// Lines that recur through the text and interrupt its sentences. The first one stays where it
/// interrupts nothing: it is the title that the others repeat.
fn recurring(lines: &[Line<'_>]) -> Vec<usize> {
    let said: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].is_blank()).collect();
    let text = |n: usize| said.get(n).map_or("", |&at| lines[at].text);
    let mut heads: BTreeMap<String, usize> = BTreeMap::new();
    for n in 1..said.len() {
        if may_interrupt(text(n - 1), text(n), text(n + 1))
            && let Some(told) = head_text(text(n))
        {
            *heads.entry(told).or_default() += 1;
        }
    }
    heads.retain(|_, n| *n >= INTERRUPTS);
    if heads.is_empty() {
        return Vec::new();
    }
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &at in &said {
        if let Some(told) = head_text(lines[at].text).filter(|t| heads.contains_key(t)) {
            places.entry(told).or_default().push(at);
        }
    }
    let mut all = Vec::new();
    for mut places in places.into_values().filter(|p| p.len() >= RECURS) {
        if !is_interrupted(lines, places[0], places[0]) {
            places.remove(0);
        }
        all.extend(places);
    }
    all
}

/// Reports the lines that go, block by block; what a block interrupted is closed.
fn report(text: &str, lines: &[Line<'_>], gone: &BTreeMap<usize, RuleId>, out: &mut Vec<Finding>) {
    let mut rest = gone.iter().peekable();
    while let Some((&first, &rule)) = rest.next() {
        let mut last = first;
        while let Some(&(&next, _)) = rest.peek() {
            if lines[last + 1..next].iter().any(|l| !l.is_blank()) {
                break;
            }
            last = next;
            rest.next();
        }
        let before = lines[..first].iter().rev().find(|l| !l.is_blank());
        let after = lines[last + 1..].iter().find(|l| !l.is_blank());
        let (span, with) = match (before, after) {
            (Some(before), Some(after)) if is_interrupted(lines, first, last) => {
                let spaced = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                let apart =
                    spaced(before.text.chars().next_back()) && spaced(after.text.chars().next());
                (Span::new(before.said.end, after.said.start), if apart { " " } else { "" })
            }
            (None, None) => continue,
            _ => (Span::new(lines[first].whole.start, lines[last].whole.end), ""),
        };
        out.push(Finding::by_rule(rule, span, text, Some(with), Confidence::Likely));
    }
}
