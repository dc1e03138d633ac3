//! Quotation marks that do not pair. The common case is a text mill that closes every
//! quotation with `〞`; others close with a second opening mark or open with a closing one.
//! Reads the marks of a text once, with the quotations that are open and the mark that comes
//! next. Straight quotes, corner brackets and well-paired `〝…〞` are style and not looked at;
//! nor is a quotation that nothing closes, which is how dialogue over several paragraphs
//! is written.

mod evidence;
mod flip;
mod marks;

use self::evidence::Evidence;
use self::marks::{Kind, Mark, Marks};
use super::Sight;
use crate::finding::{Confidence, Finding};
use crate::span::Span;

pub(super) use self::marks::alternate;

/// A quotation longer than this is not closed by the next `〞` beyond doubt where the
/// document also has well-paired `〝…〞`.
const LONGEST_CERTAIN: usize = 300;

/// As many quotations as can be open at once; more are no quotations.
const DEEPEST: usize = 8;

/// Marks that do not pair.
pub(super) fn mismatched(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    if !sight.view.has_entities() && alternate(sight.text()) {
        return;
    }
    let evidence = Evidence::of(sight.view);
    if !evidence.chinese {
        return;
    }
    let mut reading = Reading::new(sight, evidence, out);
    let mut marks = Marks::new(sight.view).peekable();
    while let Some(mark) = marks.next() {
        let next = marks.peek().map_or(Kind::LineBreak, |m| m.kind);
        if mark.kind == Kind::Open && reading.last.kind != Kind::Open {
            reading.pairs_up = pairs_up(marks.clone());
        }
        reading.read(mark, next);
        reading.last = mark;
    }
}

/// Whether the opening marks in a row, of which `rest` follow the first, can be pairs of their
/// own, less the last one if a closing mark follows. If not, which two belong together is a
/// guess.
fn pairs_up(rest: impl Iterator<Item = Mark>) -> bool {
    let mut count = 1;
    for mark in rest {
        match mark.kind {
            Kind::Open => count += 1,
            kind => return (count - usize::from(kind.closes())) % 2 == 0,
        }
    }
    count % 2 == 0
}

/// Quotations that are open, outermost first.
#[derive(Default)]
struct Open {
    marks: [Mark; DEEPEST],
    depth: usize,
}

impl Open {
    fn top(&self) -> Option<Mark> {
        self.depth.checked_sub(1).map(|i| self.marks[i])
    }

    fn push(&mut self, mark: Mark) {
        if self.depth == DEEPEST {
            self.marks.rotate_left(1);
            self.depth -= 1;
        }
        self.marks[self.depth] = mark;
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Closes the innermost quotation of `kind` and all inside it; `false` if there is none.
    fn pop_to(&mut self, kind: Kind) -> bool {
        let place = self.marks[..self.depth].iter().rposition(|m| m.kind == kind);
        self.depth = place.unwrap_or(self.depth);
        place.is_some()
    }
}

struct Reading<'a, 't> {
    sight: &'a Sight<'t>,
    evidence: Evidence,
    open: Open,
    /// The innermost quotation that an earlier line left open.
    carried: Option<Mark>,
    /// The mark before the one being read.
    last: Mark,
    /// Of the opening marks in a row that are being read.
    pairs_up: bool,
    out: &'a mut Vec<Finding>,
}

impl<'a, 't> Reading<'a, 't> {
    fn new(sight: &'a Sight<'t>, evidence: Evidence, out: &'a mut Vec<Finding>) -> Self {
        let (open, last) = (Open::default(), Mark::default());
        Reading { sight, evidence, open, carried: None, last, pairs_up: false, out }
    }

    fn read(&mut self, mark: Mark, next: Kind) {
        match mark.kind {
            Kind::LineBreak => {
                self.carried = self.open.top().or(self.carried);
                self.open.depth = 0;
            }
            Kind::Open | Kind::PrimeOpen => self.read_opening(mark, next),
            Kind::Close => self.read_closing(mark, next),
            Kind::PrimeClose => self.read_prime(mark, next),
        }
    }

    fn read_opening(&mut self, mark: Mark, next: Kind) {
        if mark.kind == Kind::Open
            && !next.closes()
            && let Some(open) = self.open.top().filter(|o| o.kind == Kind::Open)
            && !self.is_doubled(open)
            && let Some(confidence) = flip::to_closing(self.sight.view, open, mark)
        {
            let most = if self.pairs_up { Confidence::Likely } else { Confidence::Possible };
            self.found(mark, "”", confidence.min(most));
            self.open.pop();
        } else {
            self.open.push(mark);
        }
    }

    /// `““三农““`: somebody doubled every mark.
    fn is_doubled(&self, open: Mark) -> bool {
        let outer = self.open.depth.checked_sub(2).map(|i| self.open.marks[i]);
        outer.is_some_and(|outer| self.sight.view.next_place(outer.span.end) == open.span.start)
    }

    fn read_closing(&mut self, mark: Mark, next: Kind) {
        match self.open.top() {
            Some(open) if open.kind == Kind::PrimeOpen => self.close_prime(open),
            Some(_) => self.open.pop(),
            None => self.read_unopened(mark, next),
        }
    }

    /// `〝…”`: the opening mark is the odd one where the text otherwise uses “”.
    fn close_prime(&mut self, open: Mark) {
        let alone = self.open.depth == 1 && self.last == open;
        self.open.pop();
        if alone && !self.evidence.prime_pairs {
            let sure = self.evidence.opening;
            let confidence = if sure { Confidence::Certain } else { Confidence::Likely };
            self.found(open, "“", confidence);
        }
    }

    /// A closing mark that closes nothing in its line.
    fn read_unopened(&mut self, mark: Mark, next: Kind) {
        if self.carried.take().is_some() || !next.closes() {
            return;
        }
        if let Some(confidence) = flip::to_opening(self.sight.view, mark) {
            self.found(mark, "“", confidence);
            self.open.push(mark.as_opening());
        }
    }

    /// `〞`.
    fn read_prime(&mut self, mark: Mark, next: Kind) {
        let Some(open) = self.open.top() else {
            return self.read_unopened_prime(mark, next);
        };
        self.open.pop();
        if open.kind == Kind::PrimeOpen {
            return;
        }
        // `〝…“…〞`: either the inner quotation is not closed or this is its end.
        if self.open.pop_to(Kind::PrimeOpen) {
            return;
        }
        // `“屏幕为7〞”`
        let doubtful = self.is_measure(mark) && self.sight.view.after(mark.span.end) == Some('”');
        let far = mark.span.start - open.span.end > LONGEST_CERTAIN;
        let confidence = match (doubtful, far && self.evidence.prime_pairs) {
            (true, _) => Confidence::Possible,
            (false, true) => Confidence::Likely,
            (false, false) => Confidence::Certain,
        };
        self.found(mark, "”", confidence);
    }

    /// A `〞` that closes nothing in its line: an earlier line or the habit of the document
    /// tells.
    fn read_unopened_prime(&mut self, mark: Mark, next: Kind) {
        match self.carried.take() {
            Some(open) if open.kind == Kind::PrimeOpen => return,
            Some(_) if !self.evidence.prime_pairs => {
                return self.found(mark, "”", Confidence::Certain);
            }
            _ => {}
        }
        if self.evidence.prime_pairs || self.is_measure(mark) {
            return;
        }
        let opens = next.closes() && flip::to_opening(self.sight.view, mark).is_some();
        let habit = self.evidence.closed_by_prime;
        let confidence = if habit { Confidence::Likely } else { Confidence::Possible };
        self.found(mark, if opens { "“" } else { "”" }, confidence);
        if opens {
            self.open.push(mark.as_opening());
        }
    }

    /// Whether the mark stands for inches or seconds.
    fn is_measure(&self, mark: Mark) -> bool {
        self.sight.view.before(mark.span.start).is_some_and(|c| c.is_ascii_digit())
    }

    fn found(&mut self, mark: Mark, fix: &str, confidence: Confidence) {
        self.out.push(self.sight.finding(mark.span, Some(fix), confidence));
    }
}

/// The text between two marks.
fn between(open: Mark, close: Mark) -> Span {
    Span::new(open.span.end, close.span.start)
}
