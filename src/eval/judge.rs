//! One document against its gold. What was changed and what should have been are laid side by
//! side; places that touch are one, and for each the text that came of it is read as some choice
//! of gold edits made and left. White space counts for nothing.

use super::gold::{Certainty, Gold, GoldEdit, bytes, is_layout, offsets, squeezed};
use super::score::{BINS, Note, Score};
use crate::finding::{Fate, Finding};
use crate::pipeline::Outcome;
use crate::rule::RuleSet;
use crate::span::Span;
use std::collections::BTreeSet;

/// A longer false edit counts one more for each further so many characters.
const LONG: usize = 10;

/// Characters of context in a note.
const AROUND: usize = 10;

/// What stands in place of a part of the source.
#[derive(Clone, Copy)]
struct Change<'a> {
    span: Span,
    text: &'a str,
}

/// A gold edit and where it stands.
struct Slot<'g> {
    span: Span,
    edit: &'g GoldEdit,
    asked: bool,
    /// What may stand there, squeezed: restored, accepted, and last as observed.
    forms: Vec<String>,
}

impl Slot<'_> {
    fn left(&self) -> usize {
        self.forms.len() - 1
    }
}

/// What became of a slot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Became {
    Restored,
    Left,
    Wrong,
}

/// Compares what was found in a document with its gold; only edits of these families, and of kinds
/// that begin so, are asked about, and the others may be made or left. An empty list names all.
/// The gold must be that of the document ([`Gold::check`]).
pub fn judge(
    outcome: &Outcome<'_>,
    gold: &Gold,
    rules: &RuleSet,
    (families, kinds): (&[String], &[String]),
) -> (Score, Vec<Note>) {
    let source = outcome.source();
    let at = offsets(source);
    let span = |start, end| bytes(&at, start, end).map(|r| Span::new(r.start, r.end));
    let mut slots: Vec<Slot<'_>> = gold
        .edits
        .iter()
        .filter_map(|edit| {
            let accept = edit.accept.iter().map(|form| squeezed(form));
            let forms = [squeezed(&edit.restored)].into_iter().chain(accept);
            Some(Slot {
                span: span(edit.start, edit.end)?,
                edit,
                asked: Gold::is_asked(edit, families, kinds),
                forms: forms.chain([squeezed(&edit.observed)]).collect(),
            })
        })
        .collect();
    slots.sort_by_key(|s| (s.span.start, s.span.end));
    let free = gold.regions.iter().filter_map(|r| span(r.start, r.end)).collect();
    let mut judgement = Judgement {
        source,
        slots,
        free,
        score: Score {
            documents: 1,
            characters: source.chars().filter(|c| !is_layout(*c)).count(),
            ..Score::default()
        },
        notes: Vec::new(),
    };
    let patch = outcome.patch();
    let changes: Vec<Change<'_>> = patch
        .hunks()
        .iter()
        .map(|h| Change { span: h.old, text: h.new.slice(outcome.text()) })
        .filter(|c| judgement.matters(*c))
        .collect();
    judgement.places(&changes);
    for (pass, finding) in outcome.findings() {
        let place = outcome.source_span(pass, finding.span);
        judgement.finding(finding, place, &rules.get(finding.rule).full_name());
    }
    (judgement.score, judgement.notes)
}

struct Judgement<'a> {
    source: &'a str,
    slots: Vec<Slot<'a>>,
    free: Vec<Span>,
    score: Score,
    notes: Vec<Note>,
}

impl<'a> Judgement<'a> {
    /// Whether a change is more than layout and outside what may be kept or taken away.
    fn matters(&self, change: Change<'_>) -> bool {
        let before = change.span.slice(self.source);
        if squeezed(before) == squeezed(change.text) {
            return false;
        }
        let is_free = |at: usize| self.free.iter().any(|r| r.start <= at && at < r.end);
        let mut marks = before.char_indices().filter(|(_, c)| !is_layout(*c));
        let inside = if before.is_empty() {
            is_free(change.span.start)
        } else {
            marks.all(|(i, _)| is_free(change.span.start + i))
        };
        !inside
    }

    /// Judges all places where something was changed or should have been.
    fn places(&mut self, changes: &[Change<'_>]) {
        let (mut s, mut c) = (0, 0);
        while s < self.slots.len() || c < changes.len() {
            let (first_slot, first_change) = (s, c);
            let start = |s: usize, c: usize| {
                let slot = self.slots.get(s).map(|s| s.span.start);
                slot.into_iter().chain(changes.get(c).map(|c| c.span.start)).min()
            };
            let mut end = start(s, c).unwrap_or(0);
            // An insertion may belong to what it touches.
            while start(s, c).is_some_and(|next| next <= end) {
                let takes_slot = self.slots.get(s).is_some_and(|slot| slot.span.start <= end);
                let span = if takes_slot { self.slots[s].span } else { changes[c].span };
                (s, c) = if takes_slot { (s + 1, c) } else { (s, c + 1) };
                end = end.max(span.end);
            }
            self.place(first_slot..s, &changes[first_change..c]);
        }
    }

    /// Judges slots and changes that touch each other.
    fn place(&mut self, slots: std::ops::Range<usize>, changes: &[Change<'_>]) {
        if slots.is_empty() {
            changes.iter().for_each(|c| self.false_edit(*c));
            return;
        }
        let fates: Vec<Became> = match self.read(slots.clone(), changes, true) {
            Some(forms) => slots
                .clone()
                .zip(forms)
                .map(|(i, form)| {
                    let left = form == self.slots[i].left();
                    if left { Became::Left } else { Became::Restored }
                })
                .collect(),
            None => slots
                .clone()
                .map(|i| {
                    let span = self.slots[i].span;
                    let touched = changes.iter().any(|c| c.span.overlaps(span));
                    if touched { Became::Wrong } else { Became::Left }
                })
                .collect(),
        };
        for (i, fate) in slots.zip(fates) {
            self.slot(i, fate, changes);
        }
    }

    /// Reads the text that the changes make of a place as a choice of forms for its slots; with
    /// `may_leave` unset, none may be left as it stands.
    fn read(
        &self,
        slots: std::ops::Range<usize>,
        changes: &[Change<'_>],
        may_leave: bool,
    ) -> Option<Vec<usize>> {
        let slots = &self.slots[slots];
        let spans = || slots.iter().map(|s| s.span).chain(changes.iter().map(|c| c.span));
        let from = spans().map(|s| s.start).min()?;
        let to = spans().map(|s| s.end).max()?;
        let (mut became, mut at) = (String::new(), from);
        for change in changes {
            became += Span::new(at, change.span.start).slice(self.source);
            became += change.text;
            at = change.span.end;
        }
        became += Span::new(at, to).slice(self.source);
        // Between the slots stands what stood there.
        let mut at = from;
        let mut before = Vec::new();
        for slot in slots {
            before.push(squeezed(Span::new(at, slot.span.start).slice(self.source)));
            at = slot.span.end;
        }
        let rest = squeezed(Span::new(at, to).slice(self.source));
        let became = squeezed(&became);
        let reading = Reading { slots, before: &before, rest: &rest, may_leave };
        let mut chosen = Vec::new();
        let found = reading.choose(&became, &mut chosen, &mut BTreeSet::new());
        found.then_some(chosen)
    }

    fn slot(&mut self, i: usize, fate: Became, changes: &[Change<'_>]) {
        let Slot { span, edit, asked, .. } = &self.slots[i];
        if !asked {
            return;
        }
        let (span, edit) = (*span, *edit);
        let family = self.score.families.entry(edit.family.clone()).or_default();
        let required = edit.certainty != Certainty::Guess;
        family.required += usize::from(required);
        match (fate, required) {
            (Became::Restored, true) => family.restored += 1,
            (Became::Restored, false) => family.bonus += 1,
            (Became::Left, true) => family.missed += 1,
            (Became::Left, false) => {}
            (Became::Wrong, _) => family.wrong += 1,
        }
        let what = match fate {
            Became::Left if required => "missed",
            Became::Wrong => "wrong",
            _ => return,
        };
        let made = changes.iter().filter(|c| c.span.overlaps(span)).map(|c| c.text);
        let after =
            if fate == Became::Left { edit.observed.clone() } else { made.collect::<String>() };
        let gold = Some(edit.restored.clone());
        self.note(what, Some(edit.family.clone()), span, gold, after);
    }

    fn false_edit(&mut self, change: Change<'_>) {
        let size = |text: &str| text.chars().filter(|c| !is_layout(*c)).count();
        let touched = size(change.span.slice(self.source)).max(size(change.text));
        self.score.false_edits += 1 + touched.saturating_sub(1) / LONG;
        self.note("false", None, change.span, None, change.text.to_owned());
    }

    fn note(
        &mut self,
        what: &'static str,
        family: Option<String>,
        span: Span,
        gold: Option<String>,
        after: String,
    ) {
        let before = Span::new(0, span.start).slice(self.source);
        let from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(i, _)| i);
        let rest = Span::new(span.end, self.source.len()).slice(self.source);
        let context = (
            Span::new(from, span.start).slice(self.source).to_owned(),
            rest.chars().take(AROUND).collect(),
        );
        let before = span.slice(self.source).to_owned();
        self.notes.push(Note { what, family, before, gold, after, context });
    }

    /// Counts whether one finding, taken by itself, is right, if gold can tell.
    fn finding(&mut self, finding: &Finding, place: Span, rule: &str) {
        let (Some(fix), false) = (&finding.fix, matches!(finding.fate, Fate::Outranked(_))) else {
            return;
        };
        let change = Change { span: place, text: fix };
        if !self.matters(change) {
            return;
        }
        let touches = |s: &Slot<'_>| {
            let apart = s.span.is_empty() || place.is_empty();
            s.span.overlaps(place)
                || (apart && s.span.start <= place.end && place.start <= s.span.end)
        };
        let inside = self.slots.iter().position(touches);
        let right = match inside {
            None => false,
            Some(first) => {
                let count = self.slots[first..].iter().take_while(|s| touches(s)).count();
                let slots = first..first + count;
                if self.slots[slots.clone()].iter().all(|s| !s.asked) {
                    return;
                }
                self.read(slots, &[change], false).is_some()
            }
        };
        let add = |share: &mut super::Share| {
            share.count += 1;
            share.right += usize::from(right);
        };
        add(self.score.levels.entry(finding.confidence.name()).or_default());
        if finding.fate == Fate::Applied {
            add(self.score.rules.entry(rule.to_owned()).or_default());
        }
        let bin = BINS.iter().rposition(|from| finding.probability >= *from).unwrap_or(0);
        let bin = &mut self.score.bins[bin];
        bin.count += 1;
        bin.right += usize::from(right);
        bin.stated += f64::from(finding.probability);
    }
}

/// A text to be read as forms of slots, with what stands between them.
struct Reading<'r, 'g> {
    slots: &'r [Slot<'g>],
    before: &'r [String],
    rest: &'r str,
    may_leave: bool,
}

impl Reading<'_, '_> {
    /// Chooses a form for each slot from number `chosen.len()` on so that `text` is what comes of
    /// it. `hopeless` are slot and length of text of which nothing comes.
    fn choose(
        &self,
        text: &str,
        chosen: &mut Vec<usize>,
        hopeless: &mut BTreeSet<(usize, usize)>,
    ) -> bool {
        let Some((slot, before)) = self.slots.get(chosen.len()).zip(self.before.get(chosen.len()))
        else {
            return text == self.rest;
        };
        if hopeless.contains(&(chosen.len(), text.len())) {
            return false;
        }
        if let Some(here) = text.strip_prefix(before.as_str()) {
            let forms = slot.forms.iter().take(slot.forms.len() - usize::from(!self.may_leave));
            for (k, form) in forms.enumerate() {
                if let Some(rest) = here.strip_prefix(form.as_str()) {
                    chosen.push(k);
                    if self.choose(rest, chosen, hopeless) {
                        return true;
                    }
                    chosen.pop();
                }
            }
        }
        hopeless.insert((chosen.len(), text.len()));
        false
    }
}
