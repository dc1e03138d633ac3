//! Everything a stretch of text may have been, at once. The characters as they stand and
//! each proposed restoration are arcs of a lattice; the language model scores every path;
//! the forward and backward sums give, for each proposal, the weight of all readings that
//! use it against that of all readings that leave the place as it is. So neighbouring
//! places are judged jointly and not one after the other. Exact as long as no place has
//! more than [`MAX_NODES`] different histories; beyond that the least likely are dropped.

use crate::model::{Folding, Model, NONE, ORDER, START, State};
use crate::span::Span;

/// A restoration that may be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proposal<'a> {
    /// What it replaces.
    pub(super) span: Span,
    /// What would stand there.
    pub(super) text: &'a str,
    /// Log weight before the text is looked at; never positive.
    pub(super) weight: f32,
    /// Already decided: no other reading of the place is considered.
    pub(super) fixed: bool,
}

/// Log weight of the readings that use a proposal and of those that leave its place alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Mass {
    pub(super) used: f64,
    pub(super) kept: f64,
}

/// Histories considered at one place. Four tokens back there are seldom more than a dozen.
const MAX_NODES: usize = 48;

/// Characters looked at on either side to gather the tokens that the model can see.
const REACH: usize = 48;

/// One history at one place.
struct Node {
    state: State,
    /// Log weight of all ways to get here.
    forward: f64,
    /// Log weight of all ways to get from here to the end.
    backward: f64,
}

struct Arc {
    from: usize,
    to: usize,
    score: f64,
    proposal: Option<usize>,
}

/// The lattice of a window of text.
pub(super) struct Lattice<'m> {
    model: &'m Model,
    nodes: Vec<Node>,
    arcs: Vec<Arc>,
    /// Nodes by place: positions in the window.
    places: Vec<Vec<usize>>,
}

impl<'m> Lattice<'m> {
    pub(super) fn new(model: &'m Model) -> Lattice<'m> {
        Lattice { model, nodes: Vec::new(), arcs: Vec::new(), places: Vec::new() }
    }

    /// Weighs the proposals, which are sorted by start and close to each other. `out` gets
    /// one mass for each.
    pub(super) fn weigh(&mut self, text: &str, proposals: &[Proposal<'_>], out: &mut Vec<Mass>) {
        out.clear();
        let Some(first) = proposals.first() else { return };
        let end = proposals.iter().map(|p| p.span.end).max().unwrap_or(first.span.end);
        let window = Span::new(first.span.start, right_context(self.model, text, end));
        self.forward(text, window, proposals);
        self.backward(window.len());
        let total = self.nodes[0].backward;
        out.resize(proposals.len(), Mass { used: f64::NEG_INFINITY, kept: f64::NEG_INFINITY });
        for arc in &self.arcs {
            if let Some(p) = arc.proposal {
                let through =
                    self.nodes[arc.from].forward + arc.score + self.nodes[arc.to].backward;
                out[p].used = log_add(out[p].used, through);
            }
        }
        for p in 0..proposals.len() {
            // Readings that leave the place alone use no proposal that overlaps it.
            let mut taken = f64::NEG_INFINITY;
            for (q, other) in proposals.iter().enumerate() {
                if other.span.overlaps(proposals[p].span) {
                    taken = log_add(taken, out[q].used);
                }
            }
            out[p].kept = log_sub(total, taken);
        }
    }

    fn forward(&mut self, text: &str, window: Span, proposals: &[Proposal<'_>]) {
        self.nodes.clear();
        self.arcs.clear();
        self.places.iter_mut().for_each(Vec::clear);
        if self.places.len() < window.len() + 1 {
            self.places.resize_with(window.len() + 1, Vec::new);
        }
        let state = left_context(self.model, text, window.start);
        self.nodes.push(Node { state, forward: 0.0, backward: f64::NEG_INFINITY });
        self.places[0].push(0);
        let mut next_proposal = 0;
        for (offset, c) in window.slice(text).char_indices() {
            let at = window.start + offset;
            if self.places[offset].is_empty() {
                continue;
            }
            self.prune(offset);
            let after = at + c.len_utf8();
            while proposals.get(next_proposal).is_some_and(|p| p.span.start < at) {
                next_proposal += 1;
            }
            let here = std::mem::take(&mut self.places[offset]);
            let inside_fixed =
                proposals.iter().any(|p| p.fixed && p.span.start <= at && at < p.span.end);
            for &node in &here {
                if !inside_fixed {
                    let follow = Span::new(after, text.len()).slice(text).chars().next();
                    let (score, state) = step(self.model, &self.nodes[node].state, c, || follow);
                    self.link(node, after - window.start, state, f64::from(score), None);
                }
                for (p, proposal) in proposals.iter().enumerate().skip(next_proposal) {
                    if proposal.span.start != at {
                        break;
                    }
                    let blocked = !proposal.fixed
                        && proposals.iter().any(|f| f.fixed && f.span.overlaps(proposal.span));
                    if blocked {
                        continue;
                    }
                    let (score, state) = read(self.model, &self.nodes[node].state, proposal.text);
                    let score = f64::from(score + proposal.weight);
                    self.link(node, proposal.span.end - window.start, state, score, Some(p));
                }
            }
            self.places[offset] = here;
        }
    }

    /// Adds an arc, merging with a node of the same history.
    fn link(&mut self, from: usize, place: usize, state: State, score: f64, p: Option<usize>) {
        let forward = self.nodes[from].forward + score;
        let known = self.places[place].iter().copied().find(|&n| self.nodes[n].state == state);
        let to = if let Some(n) = known {
            self.nodes[n].forward = log_add(self.nodes[n].forward, forward);
            n
        } else {
            self.nodes.push(Node { state, forward, backward: f64::NEG_INFINITY });
            self.places[place].push(self.nodes.len() - 1);
            self.nodes.len() - 1
        };
        self.arcs.push(Arc { from, to, score, proposal: p });
    }

    fn prune(&mut self, place: usize) {
        if self.places[place].len() > MAX_NODES {
            let nodes = &self.nodes;
            self.places[place]
                .sort_by(|&a, &b| nodes[b].forward.total_cmp(&nodes[a].forward).then(a.cmp(&b)));
            self.places[place].truncate(MAX_NODES);
        }
    }

    fn backward(&mut self, end: usize) {
        for &node in &self.places[end] {
            self.nodes[node].backward = 0.0;
        }
        // Arcs were made from left to right, so all arcs out of a node come after those into it.
        for arc in self.arcs.iter().rev() {
            let through = arc.score + self.nodes[arc.to].backward;
            let from = &mut self.nodes[arc.from];
            from.backward = log_add(from.backward, through);
        }
    }
}

/// The model's step over one character.
#[inline]
fn step(
    model: &Model,
    state: &State,
    c: char,
    next: impl FnOnce() -> Option<char>,
) -> (f32, State) {
    match Folding::after(state.last()).push(c, model.token(c), next) {
        Some(token) => model.score(state, token),
        None => (0.0, *state),
    }
}

/// The model's steps over a word.
pub(super) fn read(model: &Model, state: &State, word: &str) -> (f32, State) {
    let mut chars = word.chars();
    let mut sum = 0.0;
    let mut state = *state;
    while let Some(c) = chars.next() {
        let (p, next) = step(model, &state, c, || chars.clone().next());
        sum += p;
        state = next;
    }
    (sum, state)
}

/// What the model remembers at `at`: the last tokens before it, or the start of the line.
pub(super) fn left_context(model: &Model, text: &str, at: usize) -> State {
    let before = Span::new(0, at).slice(text);
    let mut from = at;
    let mut tokens = 0;
    let mut last = NONE;
    let mut start = model.start();
    for (reached, (i, c)) in before.char_indices().rev().enumerate() {
        let token = model.token(c);
        if token == START {
            break;
        }
        let folded = token == last && Folding::folds(token);
        let counts = token != NONE && !folded;
        if (counts && tokens == ORDER - 1) || reached == REACH {
            start = State::UNKNOWN;
            break;
        }
        if counts {
            tokens += 1;
            last = token;
        }
        from = i;
    }
    read(model, &start, Span::new(from, at).slice(text)).1
}

/// End of the text after `at` that the model needs to see: as many tokens as it remembers.
pub(super) fn right_context(model: &Model, text: &str, at: usize) -> usize {
    let mut tokens = 0;
    let mut end = at;
    let mut last = NONE;
    for c in Span::new(at, text.len()).slice(text).chars().take(REACH) {
        let token = model.token(c);
        if token == START || tokens == ORDER - 1 {
            break;
        }
        end += c.len_utf8();
        if token != NONE && !(token == last && Folding::folds(token)) {
            tokens += 1;
            last = token;
        }
    }
    end
}

/// log(eᵃ + eᵇ)
pub(super) fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// log(eᵃ − eᵇ), at least a tiny share of eᵃ: sums are only exact to rounding.
fn log_sub(a: f64, b: f64) -> f64 {
    if b == f64::NEG_INFINITY {
        return a;
    }
    const LEAST: f64 = 1e-13;
    a + (-(b - a).exp()).ln_1p().max(LEAST.ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Log-probability of a line, the slow and simple way.
    fn whole(model: &Model, text: &str) -> f64 {
        f64::from(model.log_prob(text))
    }

    fn proposal<'a>(text: &str, word: &str, restored: &'a str) -> Proposal<'a> {
        let start = text.find(word).unwrap();
        let span = Span::new(start, start + word.len());
        Proposal { span, text: restored, weight: 0.0, fixed: false }
    }

    #[test]
    fn a_lone_place_weighs_what_the_two_lines_weigh() {
        let model = Model::embedded();
        for text in ["提供优质效劳，方便群众。", "效劳", "2023年，为5,000人次效劳 ABC 公司"]
        {
            let mut masses = Vec::new();
            let place = proposal(text, "效劳", "服务");
            Lattice::new(&model).weigh(text, &[place], &mut masses);
            let simple = whole(&model, &text.replace("效劳", "服务")) - whole(&model, text);
            let margin = masses[0].used - masses[0].kept;
            assert!((margin - simple).abs() < 1e-3, "{text}: {margin} is not {simple}");
        }
    }

    #[test]
    fn neighbours_are_judged_jointly() {
        let model = Model::embedded();
        let text = "抓好平安消费工作";
        let both = [proposal(text, "平安", "安全"), proposal(text, "消费", "生产")];
        let mut alone = Vec::new();
        let mut together = Vec::new();
        Lattice::new(&model).weigh(text, &both[1..], &mut alone);
        Lattice::new(&model).weigh(text, &both, &mut together);
        assert!(together[1].used - together[1].kept > alone[0].used - alone[0].kept + 3.0);

        // All four readings, by hand.
        let reading = |a: &str, b: &str| whole(&model, &format!("抓好{a}{b}工作"));
        let used = log_add(reading("安全", "生产"), reading("平安", "生产"));
        let kept = log_add(reading("安全", "消费"), reading("平安", "消费"));
        let margin = together[1].used - together[1].kept;
        assert!((margin - (used - kept)).abs() < 1e-3);
    }

    #[test]
    fn what_is_fixed_is_taken_as_read() {
        let model = Model::embedded();
        let text = "抓好平安消费工作";
        let mut both = [proposal(text, "平安", "安全"), proposal(text, "消费", "生产")];
        both[0].fixed = true;
        let mut masses = Vec::new();
        Lattice::new(&model).weigh(text, &both, &mut masses);
        let simple = whole(&model, "抓好安全生产工作") - whole(&model, "抓好安全消费工作");
        assert!((masses[1].used - masses[1].kept - simple).abs() < 1e-3);
    }

    #[test]
    fn overlapping_proposals_exclude_each_other() {
        let model = Model::embedded();
        // 分部分项 read as 分局部项, and a second proposal across the border.
        let text = "危险性较大的分局部项工程";
        let proposals = [proposal(text, "分局", "分部"), proposal(text, "局部", "部分")];
        let mut masses = Vec::new();
        Lattice::new(&model).weigh(text, &proposals, &mut masses);
        assert!(masses[1].used > masses[0].used && masses[1].used > masses[1].kept + 5.0);
    }
}
