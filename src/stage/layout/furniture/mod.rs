//! Takes the furniture of a site off the head and the tail of a document. A line that looks
//! like furniture proves nothing; several different ones, of different kinds, prove the page,
//! and then each is taken off where it touches another or the edge of the document, or stands
//! behind the title. A line in the midst of the text is never touched here, nor are the lines
//! that a colon announces: they are what the text is about.

mod patterns;
mod sheet;
mod titles;

pub(super) use patterns::{Known, Patterns};
use sheet::{Kind, Piece, holds_any, pieces};
pub(super) use titles::is_title_like;
use titles::{TitleRules, tell_listed, tell_titles};

use super::maintained::{is_maintained, kind_of_lines};
use crate::diagnosis::{Diagnosis, SiteEvidence};
use crate::finding::{Confidence, Finding, RuleId, StageId};
use crate::rule::{Look, Reach, Rule, RuleSet};
use crate::scratch::Scratch;
use crate::span::Span;
use crate::stage::{Policy, Stage};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Log-odds (nats) that a text came off a page with furniture, before a line of it is read:
/// one in a thousand.
const PRIOR: f32 = -6.9;
/// Log-odds from which the page is proven: those of [`Confidence::LIKELY`].
const PROVEN: f32 = 3.5;
/// The same where the body is a list, a table or verse: its own lines are short, and may be
/// about anything.
const PROVEN_IN_LINES: f32 = 8.0;
/// What the file's name, the title's words set apart and a repeated title add (nats) each.
const TOLD: f32 = 2.0;
/// Lines like titles that may stand between the furniture and the edge of a document: its
/// title and subtitle at the head, the signature and the date at the tail.
const TITLES: usize = 3;

/// The pass.
pub(super) struct TakeOff {
    rules: Arc<RuleSet>,
    patterns: Arc<Shared>,
    policy: Policy,
    titles: OnceLock<TitleRules>,
}

/// The patterns that several passes ask, made ready when the first text arrives.
#[derive(Default)]
pub(super) struct Shared(OnceLock<Patterns>);

impl Shared {
    pub(super) fn get(&self, rules: &RuleSet) -> &Patterns {
        self.0.get_or_init(|| Patterns::of(rules))
    }
}

impl TakeOff {
    pub(super) fn new(rules: Arc<RuleSet>, patterns: Arc<Shared>, policy: Policy) -> TakeOff {
        TakeOff { rules, patterns, policy, titles: OnceLock::new() }
    }
}

/// The rule of the stage that the detector `name` serves, if it is switched on.
pub(super) fn detected_by(rules: &RuleSet, name: &str) -> Option<RuleId> {
    let is = |r: &&Rule| matches!(&r.look, Look::Detect(n) if n == name);
    rules.of_stage(StageId::Layout).find(is).map(|r| r.id)
}

fn title_rules(rules: &RuleSet) -> TitleRules {
    TitleRules {
        file_title: detected_by(rules, "file-title"),
        keyword_line: detected_by(rules, "keyword-line"),
        repeated_title: detected_by(rules, "repeated-title"),
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
        let patterns = self.patterns.get(&self.rules);
        let titles = self.titles.get_or_init(|| title_rules(&self.rules));
        let assumed = self.policy.assume_channels;
        let may_hold = || patterns.may_surround(text) && holds_any(text, patterns);
        if !(may_hold() || assumed) || is_maintained(text, diagnosis) {
            return;
        }
        let mut pieces = pieces(text, patterns);
        tell_titles(&mut pieces, *titles);
        tell_listed(&mut pieces);
        let ends = Ends::of(&pieces);
        let proof = Proof::of(&pieces, &ends);
        if !(proof.holds_for(&pieces) || assumed) {
            return;
        }
        let (log_odds, signs) = (proof.log_odds, proof.signs.len());
        diagnosis.site = Some(SiteEvidence { log_odds, signs });
        ends.report(text, &pieces, &self.rules, out);
    }
}

/// The ends of a document: the pieces before and behind its body, titles included.
struct Ends {
    head: Range<usize>,
    tail: Range<usize>,
    /// The first and the last piece of the document itself.
    body: (usize, usize),
}

impl Ends {
    fn of(pieces: &[Piece<'_>]) -> Ends {
        // With no body at all nothing would be left of the document.
        let first = pieces.iter().position(Piece::is_body);
        let last = pieces.iter().rposition(Piece::is_body);
        let (Some(first), Some(last)) = (first, last) else {
            return Ends { head: 0..0, tail: 0..0, body: (0, 0) };
        };
        let len = pieces.len();
        let head = extent(pieces.iter());
        let tail = extent(pieces.iter().rev()).min(len - head);
        let mut tail = len - tail..len;
        // What a colon announces is the document's own, whatever it says.
        let before = pieces[..tail.start].iter().rev().find(|p| p.is_body());
        if before.is_some_and(|p| p.line.text.ends_with(['：', ':'])) {
            tail.start = len;
        }
        Ends { head: 0..head, tail, body: (first, last) }
    }

    /// Whether the piece goes, once the page is proven.
    fn take(&self, pieces: &[Piece<'_>], at: usize) -> Option<RuleId> {
        // Whether titles stand between the piece and the edge.
        let inside = if self.head.contains(&at) {
            self.body.0 < at
        } else if self.tail.contains(&at) {
            at < self.body.1
        } else {
            return None;
        };
        match pieces[at].kind {
            Kind::Known(k) => (!k.stays && (!inside || k.reach >= Reach::Title)).then_some(k.rule),
            Kind::Told(rule) => Some(rule),
            Kind::Body | Kind::Blank => None,
        }
    }

    /// Reports each run of lines of one rule, with the blank lines that it leaves behind.
    fn report(&self, text: &str, pieces: &[Piece<'_>], rules: &RuleSet, out: &mut Vec<Finding>) {
        for block in [self.head.clone(), self.tail.clone()] {
            let mut open: Option<Run> = None;
            let starts_line = |at: usize| {
                let start = pieces[at].line.whole.start;
                matches!(text.as_bytes()[..start].last(), None | Some(b'\n'))
            };
            // Whether something of the line stays before the piece.
            let mut keeps = block.clone().next().is_some_and(|at| !starts_line(at));
            for at in block {
                let Piece { line, kind } = &pieces[at];
                keeps &= !starts_line(at);
                match (self.take(pieces, at), &mut open) {
                    (Some(rule), Some(run)) if run.rule == rule => run.span.end = line.whole.end,
                    (Some(rule), _) => {
                        take_off(open.take(), text, rules, out);
                        open = Some(Run { span: line.whole, rule, keeps });
                    }
                    (None, Some(run)) if *kind == Kind::Blank => run.span.end = line.whole.end,
                    (None, _) => {
                        take_off(open.take(), text, rules, out);
                        keeps |= *kind != Kind::Blank;
                    }
                }
            }
            take_off(open, text, rules, out);
        }
    }
}

/// Neighbouring pieces of one rule that go.
struct Run {
    span: Span,
    rule: RuleId,
    /// Something of its first line stays before it.
    keeps: bool,
}

/// How many pieces from an edge on are furniture, blank, or one of the few titles among them.
fn extent<'p, 't: 'p>(from_edge: impl Iterator<Item = &'p Piece<'t>>) -> usize {
    let (mut titles, mut end) = (0, 0);
    for (at, piece) in from_edge.enumerate() {
        match piece.kind {
            Kind::Blank => {}
            Kind::Known(known) if !known.stays => {
                if titles == 0 || known.reach >= Reach::Title {
                    end = at + 1;
                }
            }
            Kind::Told(_) => end = at + 1,
            _ if is_title_like(piece.line.text) && titles < TITLES => titles += 1,
            _ => break,
        }
        // Blank lines at the edge go with the furniture next to them.
        if end == at && piece.kind == Kind::Blank && end > 0 {
            end = at + 1;
        }
    }
    end
}

fn take_off(run: Option<Run>, text: &str, rules: &RuleSet, out: &mut Vec<Finding>) {
    let Some(Run { mut span, rule, keeps }) = run else { return };
    // A line that keeps something keeps its line break.
    let item = span.slice(text);
    if keeps && item.ends_with('\n') {
        let last_break = if item.ends_with("\r\n") { 2 } else { 1 };
        span.end -= last_break;
    }
    let confidence = rules.get(rule).confidence.min(Confidence::Likely);
    out.push(Finding::by_rule(rule, span, text, Some(""), confidence));
}

/// What speaks for the page.
struct Proof {
    log_odds: f32,
    /// Different lines of furniture, by rule and pattern.
    signs: BTreeSet<(RuleId, usize)>,
    /// Different rules among them, those of titles included.
    rules: BTreeSet<RuleId>,
    /// One line is proof enough by itself.
    by_itself: bool,
}

impl Proof {
    /// Counts each different line at the ends of the document, and what else speaks for the
    /// page, once.
    fn of(pieces: &[Piece<'_>], ends: &Ends) -> Proof {
        let (signs, rules) = (BTreeSet::new(), BTreeSet::new());
        let mut proof = Proof { log_odds: PRIOR, signs, rules, by_itself: false };
        for (at, piece) in pieces.iter().enumerate() {
            match piece.kind {
                Kind::Known(k) if k.stays || ends.take(pieces, at).is_some() => proof.count(k),
                Kind::Told(rule) if proof.rules.insert(rule) => proof.log_odds += TOLD,
                _ => {}
            }
        }
        proof
    }

    fn count(&mut self, known: Known) {
        self.rules.insert(known.rule);
        self.by_itself |= PRIOR + known.evidence >= PROVEN;
        if self.signs.insert((known.rule, known.pattern)) {
            self.log_odds += known.evidence;
        }
    }

    /// Whether the page is proven for a document with that body.
    fn holds_for(&self, pieces: &[Piece<'_>]) -> bool {
        if self.log_odds < PROVEN || (self.rules.len() < 2 && !self.by_itself) {
            return false;
        }
        let body = pieces.iter().filter(|p| p.is_body()).map(|p| p.line.text);
        self.log_odds >= PROVEN_IN_LINES || kind_of_lines(body).is_none()
    }
}
