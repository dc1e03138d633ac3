//! Takes the furniture of a site off the head and the tail of a document. A line that looks
//! like furniture proves nothing; several different ones prove the page, and then each is
//! taken off where it touches another or the edge of the document. A line in the midst of the
//! text is never touched: there it may be what the text is about.

use super::line::{Line, is_item, lines};
use super::maintained::is_maintained;
use crate::diagnosis::{Diagnosis, SiteEvidence};
use crate::finding::{Confidence, Finding, RuleId, StageId};
use crate::rule::{Furniture, Look, Rule, RuleSet, compile};
use crate::scratch::Scratch;
use crate::span::{Span, floor};
use crate::stage::{Policy, Stage};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// Log-odds (nats) that a text came off a page with furniture, before a line of it is read:
/// one in a thousand.
const PRIOR: f32 = -6.9;
/// Log-odds from which the page is proven: those of [`Confidence::LIKELY`].
const PROVEN: f32 = 3.5;
/// Needles are looked for in so many bytes at each end: furniture surrounds a document.
const ENDS: usize = 3000;
/// Lines at each end that are compared with the patterns.
const MOST_LINES: usize = 120;
/// No line of furniture is longer, in bytes.
const LONGEST: usize = 600;
/// Pieces between spaces that one item of furniture may have at the edge of a flattened line.
const PIECES: usize = 4;

/// Characters of the document in which its title is looked for.
const OPENING: usize = 200;

/// The pass.
pub(super) struct TakeOff {
    rules: Arc<RuleSet>,
    policy: Policy,
    ready: OnceLock<Ready>,
}

/// The patterns, made ready when the first text arrives.
struct Ready {
    /// All needles.
    gate: Option<Regex>,
    furniture: Vec<RuleId>,
    file_title: Option<RuleId>,
    keyword_line: Option<RuleId>,
}

/// What a line turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Body,
    Blank,
    /// A line of that rule.
    Furniture(RuleId),
}

impl TakeOff {
    pub(super) fn new(rules: Arc<RuleSet>, policy: Policy) -> TakeOff {
        TakeOff { rules, policy, ready: OnceLock::new() }
    }
}

impl Ready {
    fn of(rules: &RuleSet) -> Ready {
        let named = |name: &str| {
            let is = |r: &&Rule| matches!(&r.look, Look::Detect(n) if n == name);
            rules.of_stage(StageId::Layout).find(is).map(|r| r.id)
        };
        let is = |r: &&Rule| matches!(r.look, Look::Furniture(_));
        let furniture: Vec<&Rule> = rules.of_stage(StageId::Layout).filter(is).collect();
        let needles = furniture.iter().flat_map(|r| &r.needles);
        let needles: Vec<String> = needles.map(|n| regex::escape(n)).collect();
        Ready {
            gate: compile(&needles.join("|")).ok().filter(|_| !needles.is_empty()),
            furniture: furniture.iter().map(|r| r.id).collect(),
            file_title: named("file-title"),
            keyword_line: named("keyword-line"),
        }
    }

    /// Whether one of the ends of `text` holds a needle.
    fn may_hold_any(&self, text: &str) -> bool {
        let Some(gate) = &self.gate else { return false };
        let head = Span::new(0, floor(text, ENDS));
        let tail = Span::new(floor(text, text.len().saturating_sub(ENDS)), text.len());
        gate.is_match(head.slice(text)) || gate.is_match(tail.slice(text))
    }
}

impl Stage for TakeOff {
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
        let ready = self.ready.get_or_init(|| Ready::of(&self.rules));
        let assumed = self.policy.assume_channels;
        if !(ready.may_hold_any(text) || assumed) || is_maintained(text) {
            return;
        }
        let mut sheet = Sheet::read(text, ready, &self.rules);
        let log_odds = PRIOR + sheet.evidence;
        if log_odds < PROVEN && !assumed {
            return;
        }
        sheet.name_titles(ready);
        diagnosis.site = Some(SiteEvidence { log_odds, signs: sheet.signs.len() });
        sheet.report(&self.rules, out);
    }
}

/// A text cut into pieces: its lines, and what stands at the edges of long ones.
struct Sheet<'t> {
    text: &'t str,
    pieces: Vec<(Line<'t>, Kind)>,
    /// Different lines of furniture, by rule and pattern.
    signs: BTreeSet<(RuleId, usize)>,
    evidence: f32,
}

impl<'t> Sheet<'t> {
    fn read(text: &'t str, ready: &Ready, rules: &RuleSet) -> Sheet<'t> {
        let mut sheet = Sheet { text, pieces: Vec::new(), signs: BTreeSet::new(), evidence: 0.0 };
        let all: Vec<Line<'t>> = lines(text).collect();
        for (number, line) in all.iter().enumerate() {
            let at_end = number < MOST_LINES || number + MOST_LINES >= all.len();
            if line.is_blank() {
                sheet.pieces.push((*line, Kind::Blank));
            } else if !at_end {
                sheet.pieces.push((*line, Kind::Body));
            } else {
                sheet.read_line(*line, ready, rules);
            }
        }
        sheet
    }

    /// Adds a line as one piece, or the items at its edges as pieces of their own.
    fn read_line(&mut self, line: Line<'t>, ready: &Ready, rules: &RuleSet) {
        if let Some(rule) = self.furniture(line.text, ready, rules) {
            self.pieces.push((line, Kind::Furniture(rule)));
            return;
        }
        if is_item(line.text) || line.text.starts_with('#') {
            // A bullet, or the hashes of a heading, and what stands behind are one.
            self.pieces.push((line, Kind::Body));
            return;
        }
        let mut rest = line;
        while let Some((item, after, rule)) = self.first_item(rest, ready, rules) {
            self.pieces.push((item, Kind::Furniture(rule)));
            rest = after;
        }
        let mut tail = Vec::new();
        while let Some((before, item, rule)) = self.last_item(rest, ready, rules) {
            tail.push((item, Kind::Furniture(rule)));
            rest = before;
        }
        self.pieces.push((rest, Kind::Body));
        self.pieces.extend(tail.into_iter().rev());
    }

    /// The rule that knows `item`, which is noted as a sign.
    fn furniture(&mut self, item: &str, ready: &Ready, rules: &RuleSet) -> Option<RuleId> {
        if item.len() > LONGEST {
            return None;
        }
        for rule in ready.furniture.iter().map(|&id| rules.get(id)) {
            let Look::Furniture(Furniture { evidence, lines }) = &rule.look else { continue };
            if let Some(pattern) = lines.iter().position(|l| l.is_match(item)) {
                if self.signs.insert((rule.id, pattern)) {
                    self.evidence += evidence;
                }
                return Some(rule.id);
            }
        }
        None
    }

    /// The longest item at the start of a line of several, what follows it, and its rule.
    fn first_item(
        &mut self,
        line: Line<'t>,
        ready: &Ready,
        rules: &RuleSet,
    ) -> Option<(Line<'t>, Line<'t>, RuleId)> {
        let gaps = line.text.match_indices(char::is_whitespace).take(PIECES);
        let gaps: Vec<usize> = gaps.map(|(at, _)| line.said.start + at).collect();
        gaps.into_iter().rev().find_map(|gap| {
            let (item, after) = self.cut(line, gap);
            let rule = self.furniture(item.text, ready, rules)?;
            Some((item, after, rule))
        })
    }

    /// What precedes the longest item at the end of a line of several, the item, and its rule.
    fn last_item(
        &mut self,
        line: Line<'t>,
        ready: &Ready,
        rules: &RuleSet,
    ) -> Option<(Line<'t>, Line<'t>, RuleId)> {
        let gaps = line.text.rmatch_indices(char::is_whitespace).take(PIECES);
        let gaps: Vec<usize> = gaps.map(|(at, _)| line.said.start + at).collect();
        gaps.into_iter().rev().find_map(|gap| {
            let (before, item) = self.cut(line, gap);
            let rule = self.furniture(item.text, ready, rules)?;
            Some((before, item, rule))
        })
    }

    /// Cuts a line at the white space that begins at `gap`.
    fn cut(&self, line: Line<'t>, gap: usize) -> (Line<'t>, Line<'t>) {
        let piece = |whole: Span, said: Span| {
            let (all, text) = (said.slice(self.text), said.slice(self.text).trim());
            let from = said.start + (all.len() - all.trim_start().len());
            Line { whole, said: Span::new(from, from + text.len()), text }
        };
        let (whole, said) = (line.whole, line.said);
        // The white space goes with what follows it, so that what stands before an item at the
        // end of a line loses nothing but the item.
        (
            piece(Span::new(whole.start, gap), Span::new(said.start, gap)),
            piece(Span::new(gap, whole.end), Span::new(gap, said.end)),
        )
    }

    /// Recognises what only its neighbours give away: the name of the file, where the document
    /// begins with its title anyway, and the title's words set apart.
    fn name_titles(&mut self, ready: &Ready) {
        let mut opening = String::new();
        let head = self.pieces.len().min(MOST_LINES);
        for (line, kind) in self.pieces[..head].iter_mut().rev() {
            if *kind != Kind::Body {
                continue;
            }
            let rule = match file_name(line.text) {
                Some(name) if is_told_by(name, &opening) => ready.file_title,
                _ if are_words_of(line.text, &opening) => ready.keyword_line,
                _ => None,
            };
            match rule {
                Some(rule) => *kind = Kind::Furniture(rule),
                None => opening = line.text.chars().chain(opening.chars()).take(OPENING).collect(),
            }
        }
    }

    /// Reports each run of lines of one rule that touches the edge of the document, with the
    /// blank lines that it leaves behind.
    fn report(&self, rules: &RuleSet, out: &mut Vec<Finding>) {
        let body = |kind: Kind| kind == Kind::Body;
        let first = self.pieces.iter().position(|p| body(p.1));
        let last = self.pieces.iter().rposition(|p| body(p.1));
        // With no body at all nothing would be left of the document.
        let (Some(first), Some(last)) = (first, last) else { return };
        for block in [&self.pieces[..first], &self.pieces[last + 1..]] {
            let mut open: Option<(Span, RuleId)> = None;
            for (line, kind) in block {
                match (*kind, &mut open) {
                    (Kind::Furniture(rule), Some((span, of))) if *of == rule => {
                        span.end = line.whole.end;
                    }
                    (Kind::Furniture(rule), _) => {
                        self.take_off(open.take(), rules, out);
                        open = Some((line.whole, rule));
                    }
                    (_, Some((span, _))) => span.end = line.whole.end,
                    // Blank lines before the first item go with it.
                    (_, None) => {}
                }
            }
            self.take_off(open, rules, out);
        }
    }

    fn take_off(&self, run: Option<(Span, RuleId)>, rules: &RuleSet, out: &mut Vec<Finding>) {
        let Some((mut span, rule)) = run else { return };
        // A line that keeps something keeps its line break.
        let mid_line = !matches!(self.text.as_bytes()[..span.start].last(), None | Some(b'\n'));
        let item = span.slice(self.text);
        if mid_line && item.ends_with('\n') {
            let last_break = if item.ends_with("\r\n") { 2 } else { 1 };
            span.end -= last_break;
        }
        let confidence = rules.get(rule).confidence.min(Confidence::Likely);
        out.push(Finding::by_rule(rule, span, self.text, Some(""), confidence));
    }
}

/// The name of a document file without its extension, if the line is one.
fn file_name(line: &str) -> Option<&str> {
    let (name, extension) = line.rsplit_once('.')?;
    let known = ["doc", "docx", "pdf", "ppt", "pptx", "txt", "wps", "xls", "xlsx", "rtf"];
    known.iter().any(|e| e.eq_ignore_ascii_case(extension.trim())).then_some(name)
}

/// Whether most characters of `name` stand in the opening of the document. Sites put a year
/// before the name; its digits do not count.
fn is_told_by(name: &str, opening: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic());
    let told = letters.clone().filter(|&c| opening.contains(c)).count();
    let all = letters.count();
    all >= 4 && told * 4 >= all * 3
}

/// Whether the line is nothing but short words set apart, nearly all of them words of the
/// opening.
fn are_words_of(line: &str, opening: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let short = |w: &&str| w.chars().count() <= 6;
    let told = words.iter().filter(|w| opening.contains(**w)).count();
    words.len() >= 4 && words.iter().all(short) && told * 4 >= words.len() * 3
}
