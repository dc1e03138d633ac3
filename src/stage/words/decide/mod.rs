//! Brings it all together for one document: which channels to ask about, what the model
//! says of each place, how sure that makes us of the channels and of the places, and what
//! is therefore proposed.
//!
//! A place is judged again with the restorations that will be made around it, until no
//! further place becomes sure. What remains is exactly what a second run would see, so
//! `fix(fix(x)) = fix(x)` holds without running twice.

mod beyond;
mod judge;
mod report;
mod weigh;

use super::contexts::{Contexts, Witnesses};
use super::counts;
use super::evidence::{Odds, PairBalance, Posterior, corrected, logit};
use super::lattice::{Lattice, Mass, Proposal, log_add, right_context};
use super::leak::{LeakSite, glance};
use super::lexicon::{Lexicon, PairId, USUAL_SLOPE};
use super::near::Near;
use super::typing::TypingSite;
use crate::diagnosis::{ChannelEvidence, Diagnosis, Leak, PairEvidence};
use crate::finding::{Alternative, Confidence, Fate, Finding, Reason, RuleId};
use crate::model::Model;
use crate::patch::{Edit, Patch};
use crate::protect::is_protected;
use crate::rule::Evidence;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::stage::Policy;
use beyond::{Group, SEARCHES};
use std::collections::{BTreeMap, BTreeSet};
use weigh::Chains;

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

/// What a place stands for.
#[derive(Clone, Copy, Debug)]
enum Kind<'a> {
    Pair(PairId),
    Leak(LeakSite<'a>),
    Typing(&'a TypingSite),
    /// A pair that no channel lists; a position in [`Decision::groups`].
    Near(usize),
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

impl<'a> Site<'a> {
    fn new(kind: Kind<'a>, span: Span, lexicon: &Lexicon) -> Site<'a> {
        Site {
            kind,
            class: class_of(kind, lexicon),
            span,
            proposals: Vec::new(),
            margin: 0.0,
            probability: 0.0,
            best: 0,
            fixed: false,
        }
    }
}

/// What is known before a document is looked at.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) near: &'a Near,
    pub(super) contexts: &'a Contexts,
    pub(super) model: &'a Model,
    pub(super) policy: Policy,
}

/// Places that were found without the lists.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) leaks: &'a [LeakSite<'a>],
    pub(super) typing: &'a [TypingSite],
}

/// Everything needed to judge one document.
pub(super) struct Decision<'a> {
    text: &'a str,
    lexicon: &'a Lexicon,
    contexts: &'a Contexts,
    witnesses: Witnesses,
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
    /// Words beyond the lists.
    groups: Vec<Group<'a>>,
}

impl<'a> Decision<'a> {
    /// Lists the places that the model is asked about.
    fn new(
        text: &'a str,
        known: Known<'a>,
        places: Places<'a>,
        scratch: &'a Scratch,
    ) -> Decision<'a> {
        let Known { lexicon, contexts, model, policy, .. } = known;
        let asked = &scratch.asked;
        let mut sites: Vec<Site<'a>> = Vec::new();
        let mut add = |kind, span| sites.push(Site::new(kind, span, lexicon));
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
        for &leak in places.leaks {
            if !is_protected(&scratch.protected, leak.span) {
                add(Kind::Leak(leak), leak.span);
            }
        }
        for site in places.typing {
            if !is_protected(&scratch.protected, site.span) {
                add(Kind::Typing(site), site.span);
            }
        }
        sites.sort_by_key(|s| (s.span.start, s.span.end));
        let (mut proposals, mut classes) = (Vec::new(), Vec::new());
        for site in &mut sites {
            propose(site, lexicon, &[], &mut proposals, &mut classes);
        }
        Decision {
            text,
            lexicon,
            contexts,
            witnesses: Witnesses::default(),
            model,
            policy,
            counts: &scratch.counts,
            asked,
            sites,
            masses: vec![Mass::default(); proposals.len()],
            proposals,
            classes,
            channels: vec![f64::NEG_INFINITY; lexicon.channels.len()],
            groups: Vec::new(),
        }
    }

    /// Judges all places as far as they can be judged.
    fn judge(&mut self, diagnosis: &mut Diagnosis) {
        self.weigh(Class::Document, Chains::All);
        self.judge_documents(None);
        // Once the channels are known, words of channels that are not at work are unlikely
        // neighbours.
        if self.weigh_by_channel() {
            self.weigh(Class::Document, Chains::All);
        }
        self.judge_documents(Some(diagnosis));
        self.settle();
    }

    /// Fixes what is sure enough to be applied and judges the rest again, until nothing more
    /// becomes sure. Undecided places of one class are taken as they stand when those of the
    /// other are judged: that is how a second run would see them.
    fn settle(&mut self) {
        for _ in 0..ROUNDS {
            let words = self.fix(Class::Document);
            if words {
                self.weigh(Class::Document, Chains::WithDecided);
                self.judge_documents(None);
            }
            self.weigh(Class::Place, Chains::All);
            self.judge_places();
            let places = self.fix(Class::Place);
            if places {
                self.weigh(Class::Document, Chains::WithDecided);
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
        Kind::Near(_) => Class::Document,
        Kind::Leak(_) | Kind::Typing(_) => Class::Place,
    }
}

/// Adds a site's proposals to the list, sharing those that another channel made.
fn propose<'a>(
    site: &mut Site<'a>,
    lexicon: &'a Lexicon,
    groups: &[Group<'a>],
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
        Kind::Typing(site) => site.candidates.iter().for_each(|c| add(&c.text)),
        Kind::Near(g) => groups[g].candidates.iter().for_each(|s| add(s.original)),
        Kind::Pair(id) => {
            let channel = &lexicon.channels[usize::from(id.channel)].channel;
            channel.pairs[usize::from(id.pair)].originals.iter().for_each(|o| add(o));
        }
    }
}

/// Judges a document: adds to its diagnosis and reports the findings. Once its channels are
/// known, pairs beyond their lists are looked for, until no more are found.
pub(super) fn decide<'a>(
    text: &'a str,
    known: Known<'a>,
    places: Places<'a>,
    scratch: &'a Scratch,
    diagnosis: &mut Diagnosis,
    out: &mut Vec<Finding>,
) {
    let mut decision = Decision::new(text, known, places, scratch);
    decision.judge(diagnosis);
    for _ in 0..SEARCHES {
        let groups = decision.beyond(known.near, scratch);
        if groups.is_empty() || !decision.judge_beyond_lists(groups) {
            break;
        }
    }
    decision.report(diagnosis, out);
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
    let mut log_odds = counts::prior(logit(f64::from(entry.channel.prior)));
    let mut any = false;
    for (p, pair) in (0u16..).zip(&entry.pairs) {
        let id = PairId { channel: u16::try_from(c).unwrap_or(u16::MAX), pair: p };
        let (originals, stand_ins) = lexicon.counts(id, &scratch.counts);
        if originals + stand_ins > 0 {
            any |= stand_ins > 0;
            let says = pair.count_evidence(originals, stand_ins);
            log_odds = std::array::from_fn(|i| log_odds[i] + says[i]);
        }
    }
    any && counts::total(&log_odds) > ASK
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
