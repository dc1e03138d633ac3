//! Brings it all together for one document: which channels to ask about, what the model
//! says of each place, how sure that makes us of the channels and of the places, and what
//! is therefore proposed.
//!
//! A place is judged again with the restorations that will be made around it, until no
//! further place becomes sure. What remains is exactly what a second run would see, so
//! `fix(fix(x)) = fix(x)` holds without running twice.

mod judge;
mod report;

use super::evidence::{ByListing, PairBalance, Posterior, logit, prior, total};
use super::lattice::{Lattice, Mass, Proposal, log_add, right_context};
use super::leak::{LeakSite, glance};
use super::lexicon::{Lexicon, PairId, USUAL_SLOPE};
use crate::diagnosis::{ChannelEvidence, Diagnosis, Leak, PairEvidence};
use crate::finding::{Alternative, Confidence, Fate, Finding, Reason, RuleId};
use crate::model::Model;
use crate::patch::{Edit, Patch};
use crate::protect::is_protected;
use crate::rule::Evidence;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::stage::Policy;
use std::collections::{BTreeMap, BTreeSet};

/// The model is asked about a channel unless the counts put its log-odds below this. Set
/// so that no damaged development document is missed; of clean ones few are asked about.
const ASK: f64 = -5.7;

/// Channels whose log-odds stay below this are not worth a line in the diagnosis.
const WORTH_TELLING: f64 = -3.0;

/// Log-odds that stand for knowing that a document went through a channel.
const KNOWN: f64 = 20.0;

/// Most proposals that are weighed in one lattice; longer chains are cut.
const CHAIN: usize = 48;

/// Rounds of judging places again with their neighbours restored. Each round restores at
/// least one more place, and chains this long do not occur in language.
const ROUNDS: usize = 6;

/// A place of the same pair has a say in which original it was if it calls for one by this
/// margin; its say is bounded by the same (nats).
const SAYS: f64 = 3.0;

/// Places of one word that are heard about each other.
const VOTERS: usize = 48;

/// Findings below this probability would be noise even to a reviewer.
const WORTH_SHOWING: f64 = 0.5;

/// An alternative is named when it has at least this share of the restored readings.
const WORTH_NAMING: f64 = 0.15;

/// What a place says, in nats, of a character that it passed over when others propose it.
const PASSED_OVER: f64 = -12.0;

/// Log-odds that a syllable glued to Chinese stands for a character, before its context. Clean
/// text has one such syllable in 70,000 characters, and its context rarely asks for anything.
const LEAK_PRIOR: f64 = -1.0;

/// What a place stands for.
#[derive(Clone, Copy, Debug)]
enum Kind<'a> {
    Pair(PairId),
    Leak(LeakSite<'a>),
}

/// What decides a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// The document and the place: swapped words.
    Document,
    /// The place alone: misspellings and leaks.
    Place,
}

/// A place where something may have been replaced.
struct Site<'a> {
    kind: Kind<'a>,
    class: Class,
    span: Span,
    /// Its proposals, as positions in the list of all of them.
    proposals: Vec<usize>,
    /// How much better (nats) it reads restored than as it stands.
    margin: f64,
    /// Probability of the best restoration.
    probability: f64,
    /// The best restoration.
    best: usize,
    /// Decided: the restoration is made.
    fixed: bool,
}

/// Everything needed to judge one document.
pub(super) struct Decision<'a> {
    text: &'a str,
    lexicon: &'a Lexicon,
    model: &'a Model,
    policy: Policy,
    counts: &'a [u32],
    asked: &'a [bool],
    sites: Vec<Site<'a>>,
    proposals: Vec<Proposal<'a>>,
    /// The class of each proposal.
    classes: Vec<Class>,
    masses: Vec<Mass>,
    /// Log-odds by channel.
    channels: Vec<f64>,
}

impl<'a> Decision<'a> {
    /// Lists the places that the model is asked about.
    pub(super) fn new(
        text: &'a str,
        lexicon: &'a Lexicon,
        leaks: Vec<LeakSite<'a>>,
        model: &'a Model,
        policy: Policy,
        scratch: &'a Scratch,
    ) -> Decision<'a> {
        let asked = &scratch.asked;
        let mut sites: Vec<Site<'a>> = Vec::new();
        let mut add = |kind, span| {
            let proposals = Vec::new();
            let (margin, probability, best, fixed) = (0.0, 0.0, 0, false);
            let class = class_of(kind, lexicon);
            sites.push(Site { kind, class, span, proposals, margin, probability, best, fixed });
        };
        if asked.contains(&true) {
            for hit in &scratch.hits {
                for &id in &lexicon.words[hit.word as usize].stand_in_of {
                    let c = usize::from(id.channel);
                    if asked[c] && !is_kept(lexicon, scratch, lexicon.channels[c].rule, hit.span) {
                        add(Kind::Pair(id), hit.span);
                    }
                }
            }
        }
        for leak in leaks {
            if !is_protected(&scratch.protected, leak.span) {
                add(Kind::Leak(leak), leak.span);
            }
        }
        sites.sort_by_key(|s| (s.span.start, s.span.end));
        let (mut proposals, mut classes) = (Vec::new(), Vec::new());
        for site in &mut sites {
            propose(site, lexicon, &mut proposals, &mut classes);
        }
        Decision {
            text,
            lexicon,
            model,
            policy,
            counts: &scratch.counts,
            asked,
            sites,
            masses: vec![Mass::default(); proposals.len()],
            proposals,
            classes,
            channels: vec![f64::NEG_INFINITY; lexicon.channels.len()],
        }
    }

    /// Judges the document: adds to its diagnosis and reports the findings.
    pub(super) fn run(mut self, diagnosis: &mut Diagnosis, out: &mut Vec<Finding>) {
        self.weigh(Class::Document, true);
        self.judge_documents(None);
        // Once the channels are known, words of channels that are not at work are unlikely
        // neighbours.
        if self.weigh_by_channel() {
            self.weigh(Class::Document, true);
        }
        self.judge_documents(Some(diagnosis));
        self.settle();
        self.report(diagnosis, out);
    }

    /// Asks the model about the undecided places of a class, chain by chain: all of them, or
    /// only where something near them was decided.
    fn weigh(&mut self, class: Class, all: bool) {
        let mut lattice = Lattice::new(self.model);
        let (mut part, mut masses) = (Vec::new(), Vec::new());
        let passed_over = if class == Class::Place { self.glance() } else { BTreeSet::new() };
        let mut from = 0;
        while from < self.proposals.len() {
            let to = self.chain_end(from);
            let chain = from..to;
            from = to;
            let fixed = || chain.clone().filter(|&p| self.proposals[p].fixed);
            let open = |p: &usize| {
                self.classes[*p] == class
                    && !passed_over.contains(p)
                    && !fixed().any(|f| self.proposals[f].span.overlaps(self.proposals[*p].span))
            };
            if !chain.clone().any(|p| open(&p)) || !(all || fixed().next().is_some()) {
                continue;
            }
            let members: Vec<usize> =
                chain.clone().filter(|p| self.proposals[*p].fixed || open(p)).collect();
            part.clear();
            part.extend(members.iter().map(|&p| self.proposals[p]));
            lattice.weigh(self.text, &part, &mut masses);
            for (&p, &mass) in members.iter().zip(&masses) {
                self.masses[p] = mass;
            }
        }
        let (proposals, masses) = (&self.proposals, &self.masses);
        for site in self.sites.iter_mut().filter(|s| !s.fixed && s.class == class) {
            // The proposal's own weight is accounted for in the evidence.
            let used = |p: usize| masses[p].used - f64::from(proposals[p].weight);
            let total = site.proposals.iter().map(|&p| used(p)).fold(f64::NEG_INFINITY, log_add);
            let best = site.proposals.iter().copied().max_by(|&a, &b| used(a).total_cmp(&used(b)));
            site.best = best.unwrap_or(0);
            site.margin = (total - masses[site.best].kept).clamp(-60.0, 60.0);
        }
    }

    /// Leaked syllables may stand for dozens of characters. Passes over those that a glance at
    /// the text as it is restored so far rules out, and returns their positions.
    fn glance(&mut self) -> BTreeSet<usize> {
        let mut passed_over = BTreeSet::new();
        let leak_of = |s: &Site<'a>| match s.kind {
            Kind::Leak(leak) if !s.fixed => Some(leak),
            _ => None,
        };
        if !self.sites.iter().any(|s| leak_of(s).is_some()) {
            return passed_over;
        }
        let fixed = self.proposals.iter().filter(|p| p.fixed);
        let edits: Vec<Edit> = fixed.map(|p| Edit { span: p.span, text: p.text.into() }).collect();
        let (current, patch) = Patch::apply(self.text, &edits);
        for site in &self.sites {
            let Some(leak) = leak_of(site) else { continue };
            let kept = glance(self.model, &current, patch.to_new(leak.span), leak.characters);
            let out = |k: &usize| !kept.contains(k);
            passed_over.extend((0..leak.characters.len()).filter(out).map(|k| site.proposals[k]));
        }
        for &p in &passed_over {
            self.masses[p] = Mass { used: f64::NEG_INFINITY, kept: f64::NEG_INFINITY };
        }
        passed_over
    }

    /// One past the last proposal that is close enough to its neighbours to be judged with
    /// the one at `from`.
    fn chain_end(&self, from: usize) -> usize {
        let limit = self.proposals.len();
        let mut to = from + 1;
        let mut end = self.proposals[from].span.end;
        while to < limit {
            let next = self.proposals[to].span;
            let overlaps = next.start < end;
            if !overlaps
                && (to - from >= CHAIN || right_context(self.model, self.text, end) <= next.start)
            {
                break;
            }
            end = end.max(next.end);
            to += 1;
        }
        to
    }

    /// Makes proposals of channels that are probably not at work dear. Says whether that
    /// changed any noticeably.
    fn weigh_by_channel(&mut self) -> bool {
        let mut weights = vec![f32::NEG_INFINITY; self.proposals.len()];
        for site in &self.sites {
            let weight = match site.kind {
                Kind::Pair(id) if site.class == Class::Document && !self.policy.assume_channels => {
                    let log_odds = self.channels[usize::from(id.channel)];
                    narrow(logistic(log_odds).ln()).max(DEAREST)
                }
                _ => 0.0,
            };
            for &p in &site.proposals {
                weights[p] = weights[p].max(weight);
            }
        }
        let mut changed = false;
        for (proposal, weight) in self.proposals.iter_mut().zip(weights) {
            changed |= (proposal.weight - weight).abs() > 0.05;
            proposal.weight = weight;
        }
        changed
    }

    /// Fixes what is sure enough to be applied and judges the rest again, until nothing more
    /// becomes sure. Undecided places of one class are taken as they stand when those of the
    /// other are judged: that is how a second run would see them.
    fn settle(&mut self) {
        for _ in 0..ROUNDS {
            let words = self.fix(Class::Document);
            if words {
                self.weigh(Class::Document, false);
                self.judge_documents(None);
            }
            self.weigh(Class::Place, true);
            self.judge_places();
            let places = self.fix(Class::Place);
            if places {
                self.weigh(Class::Document, false);
                self.judge_documents(None);
            }
            if !words && !places {
                break;
            }
        }
    }

    /// Fixes the places of a class that are sure enough; says whether there was any.
    fn fix(&mut self, class: Class) -> bool {
        let threshold = match self.policy.confidence {
            Confidence::Possible => WORTH_SHOWING,
            _ => f64::from(Confidence::LIKELY),
        };
        let mut order: Vec<usize> = (0..self.sites.len())
            .filter(|&i| {
                let site = &self.sites[i];
                site.class == class && !site.fixed && site.probability >= threshold
            })
            .collect();
        // Where proposals clash, the surest goes first.
        order.sort_by(|&a, &b| {
            self.sites[b].probability.total_cmp(&self.sites[a].probability).then(a.cmp(&b))
        });
        // What is fixed does not overlap, so the last one that starts before the end of a
        // place is the only one that can reach into it.
        let mut fixed: BTreeMap<usize, usize> =
            self.proposals.iter().filter(|p| p.fixed).map(|p| (p.span.start, p.span.end)).collect();
        let mut any = false;
        for i in order {
            let span = self.sites[i].span;
            if fixed.range(..span.end).next_back().is_none_or(|(_, &end)| end <= span.start) {
                fixed.insert(span.start, span.end);
                self.proposals[self.sites[i].best].fixed = true;
                self.sites[i].fixed = true;
                any = true;
            }
        }
        any
    }
}

/// Weight of a proposal whose channel is surely not at work.
const DEAREST: f32 = -12.0;

fn class_of(kind: Kind<'_>, lexicon: &Lexicon) -> Class {
    match kind {
        Kind::Pair(id) => match lexicon.channels[usize::from(id.channel)].channel.evidence {
            Evidence::Document => Class::Document,
            Evidence::Site => Class::Place,
        },
        Kind::Leak(_) => Class::Place,
    }
}

/// Adds a site's proposals to the list, sharing those that another channel made.
fn propose<'a>(
    site: &mut Site<'a>,
    lexicon: &'a Lexicon,
    proposals: &mut Vec<Proposal<'a>>,
    classes: &mut Vec<Class>,
) {
    let mut add = |text: &'a str| {
        let known = proposals
            .iter()
            .enumerate()
            .rev()
            .take_while(|(_, p)| p.span == site.span)
            .find(|(i, p)| p.text == text && classes[*i] == site.class)
            .map(|(i, _)| i);
        site.proposals.push(known.unwrap_or_else(|| {
            classes.push(site.class);
            proposals.push(Proposal { span: site.span, text, weight: 0.0, fixed: false });
            proposals.len() - 1
        }));
    };
    match site.kind {
        Kind::Leak(leak) => leak.characters.iter().for_each(|c| add(c)),
        Kind::Pair(id) => {
            let channel = &lexicon.channels[usize::from(id.channel)].channel;
            channel.pairs[usize::from(id.pair)].originals.iter().for_each(|o| add(o));
        }
    }
}

/// Decides by the counts which channels the model is asked about, and whether it is any.
pub(super) fn ask(lexicon: &Lexicon, policy: Policy, scratch: &mut Scratch) -> bool {
    let mut asked = std::mem::take(&mut scratch.asked);
    asked.clear();
    asked.extend((0..lexicon.channels.len()).map(|c| is_possible(lexicon, c, policy, scratch)));
    scratch.asked = asked;
    scratch.asked.contains(&true)
}

/// Whether the counts leave a channel possible.
fn is_possible(lexicon: &Lexicon, c: usize, policy: Policy, scratch: &Scratch) -> bool {
    let entry = &lexicon.channels[c];
    if policy.assume_channels || entry.channel.evidence == Evidence::Site {
        return entry.pairs.iter().any(|p| scratch.counts[p.stand_in as usize] > 0);
    }
    let mut log_odds = prior(logit(f64::from(entry.channel.prior)));
    let mut any = false;
    for (p, pair) in (0u16..).zip(&entry.pairs) {
        let id = PairId { channel: u16::try_from(c).unwrap_or(u16::MAX), pair: p };
        let (originals, stand_ins) = lexicon.counts(id, &scratch.counts);
        if originals + stand_ins > 0 {
            any |= stand_ins > 0;
            let says = pair.count_evidence(entry.channel.rate, originals, stand_ins);
            log_odds = add(&log_odds, &says);
        }
    }
    any && total(&log_odds) > ASK
}

/// Whether a protected phrase of the rule covers the place.
fn is_kept(lexicon: &Lexicon, scratch: &Scratch, rule: RuleId, span: Span) -> bool {
    // Hits are sorted by end; a phrase that covers the place ends soon after it.
    let from = scratch.hits.partition_point(|h| h.span.end < span.end);
    scratch.hits[from..]
        .iter()
        .take_while(|h| h.span.end <= span.end + 64)
        .any(|h| h.span.contains(span) && lexicon.words[h.word as usize].kept_by.contains(&rule))
        || is_protected(&scratch.protected, span)
}

fn add(a: &ByListing, b: &ByListing) -> ByListing {
    std::array::from_fn(|i| a[i] + b[i])
}

/// Share of a site's best restoration among all its restorations.
fn share(site: &Site<'_>, masses: &[Mass], proposals: &[Proposal<'_>]) -> f64 {
    let used = |p: usize| masses[p].used - f64::from(proposals[p].weight);
    let total = site.proposals.iter().map(|&p| used(p)).fold(f64::NEG_INFINITY, log_add);
    (used(site.best) - total).exp().min(1.0)
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[expect(clippy::cast_possible_truncation, reason = "probabilities and margins need no more")]
fn narrow(x: f64) -> f32 {
    x as f32
}
