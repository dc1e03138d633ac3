//! Pairs that no channel lists, in a document whose channel is known: where to look, and how
//! sure to be. A pair must overcome its prior, which is small, by what all places of its word
//! in the document say; places and words are judged like any other.

use super::*;
use crate::model::State;
use crate::stage::words::evidence::PairModel;
use crate::stage::words::lattice::{left_context, read};
use crate::stage::words::lexicon::calibrated;
use crate::stage::words::near::{Candidate, LONGEST};

/// How sure a channel must be before words beyond its list are looked at. Of 870 clean documents the
/// most suspicious one reaches 0.51; of documents that went through a mill few stay below 0.999.
const SURE_CHANNEL: f64 = 0.9;

/// Looked at closely is what a glance gives at least these log-odds, prior included. Lattices
/// see more than a glance, since a neighbour may be a stand-in, too.
const WORTH_A_LOOK: f64 = -4.0;

/// What one place can say for a candidate, and against it, when it is glanced at (nats).
const GLANCE: (f64, f64) = (-3.0, 9.0);

/// A candidate that fits what stands before it so much worse (nats) is not asked to go on.
const HOPELESS: f64 = -5.0;

/// Candidates of one word that are looked at closely, and places of it that are glanced at.
const CLOSELY: usize = 4;
const GLANCED: usize = 24;

/// Words that are less likely stand-ins than this after the first look get no second one.
const UNLIKELY: f64 = 0.05;

/// Replacement rate that is expected of pairs beyond the list.
const RATE: f32 = 0.95;

/// Rounds of looking for further pairs once those found are restored.
pub(super) const SEARCHES: usize = 3;

/// The places of one word that may be a stand-in though no channel lists it.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) rule: RuleId,
    pub(super) spans: Vec<Span>,
    pub(super) candidates: Vec<Suspect<'a>>,
}

/// An original that may be behind the word of a [`Group`].
#[derive(Debug)]
pub(super) struct Suspect<'a> {
    pub(super) original: &'a str,
    prior: f64,
    calibration: (f64, f64),
    model: PairModel,
    /// How often the original stands in the document.
    pub(super) originals: u32,
}

impl<'a> Decision<'a> {
    /// Probability that some list was at work in the document.
    fn milled(&self) -> f64 {
        if self.policy.assume_channels {
            return 1.0;
        }
        logistic(self.channels.iter().copied().fold(f64::NEG_INFINITY, f64::max))
    }

    /// Words that may be stand-ins though no channel lists them, with what they may stand for.
    /// Nothing if no channel was at work.
    pub(super) fn beyond(&self, near: &'a Near, scratch: &Scratch) -> Vec<Group<'a>> {
        let Some(rule) = near.rule().filter(|_| self.milled() >= SURE_CHANNEL) else {
            return Vec::new();
        };
        let at_work: Vec<bool> = self.channels.iter().map(|&c| logistic(c) >= 0.5).collect();
        let fixed = self.proposals.iter().filter(|p| p.fixed);
        let edits: Vec<Edit> = fixed.map(|p| Edit { span: p.span, text: p.text.into() }).collect();
        let (current, patch) = Patch::apply(self.text, &edits);
        let mut groups = Vec::new();
        for (word, spans) in self.words(near, scratch, &at_work) {
            let candidates = near.candidates(word, self.lexicon, &at_work);
            let places: Vec<Span> = spans.iter().map(|&s| patch.to_new(s)).collect();
            let candidates = self.glance_at(&current, &places, candidates);
            let theirs = f64::from(self.model.log_frequency(word)).exp();
            let suspects: Vec<Suspect<'a>> = candidates
                .into_iter()
                .map(|Candidate { original, prior, calibration }| {
                    let ours = f64::from(self.model.log_frequency(original)).exp();
                    let model =
                        PairModel::new(RATE, theirs / (theirs + ours), calibration.1 / USUAL_SLOPE);
                    let originals = current.matches(original).count();
                    let originals = u32::try_from(originals).unwrap_or(u32::MAX);
                    Suspect { original, prior, calibration, model, originals }
                })
                .collect();
            if !suspects.is_empty() {
                groups.push(Group { rule, spans, candidates: suspects });
            }
        }
        groups
    }

    /// The words of the text that have candidates, and where they stand undecided.
    fn words(
        &self,
        near: &Near,
        scratch: &Scratch,
        at_work: &[bool],
    ) -> BTreeMap<&'a str, Vec<Span>> {
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        let listed = |s: &&Site<'_>| {
            matches!(s.kind, Kind::Pair(id) if at_work[usize::from(id.channel)]) || s.fixed
        };
        for site in self.sites.iter().filter(listed) {
            let end = taken.entry(site.span.start).or_default();
            *end = site.span.end.max(*end);
        }
        let is_taken = |span: Span| {
            let before = taken.range(..span.end).rev().take(LONGEST);
            before.into_iter().any(|(_, &end)| end > span.start)
        };
        let mut out: BTreeMap<&'a str, Vec<Span>> = BTreeMap::new();
        let starts: Vec<usize> = self.text.char_indices().map(|(i, _)| i).collect();
        let end_of = |k: usize| starts.get(k).copied().unwrap_or(self.text.len());
        for (k, &start) in starts.iter().enumerate() {
            for length in 2..=LONGEST.min(starts.len() - k) {
                let span = Span::new(start, end_of(k + length));
                let word = span.slice(self.text);
                if near.knows(word, self.lexicon)
                    && !is_taken(span)
                    && !is_kept_by_any(self.lexicon, scratch, span)
                {
                    out.entry(word).or_default().push(span);
                }
            }
        }
        out
    }

    /// The candidates of a word that are worth a close look, by how they read in its places.
    fn glance_at(
        &self,
        text: &str,
        places: &[Span],
        candidates: Vec<Candidate<'a>>,
    ) -> Vec<Candidate<'a>> {
        let mut scored: Vec<(f64, Candidate<'a>)> =
            candidates.into_iter().map(|c| (logit(c.prior), c)).collect();
        for place in places.iter().take(GLANCED) {
            let before = left_context(self.model, text, place.start);
            let after = Span::new(place.end, right_context(self.model, text, place.end));
            let rest = |state: &State| f64::from(read(self.model, state, after.slice(text)).0);
            let (here, state) = read(self.model, &before, place.slice(text));
            let stays = rest(&state);
            for (score, candidate) in &mut scored {
                let (theirs, state) = read(self.model, &before, candidate.original);
                let so_far = f64::from(theirs - here);
                // What follows rarely makes up for so much.
                let margin = if so_far < HOPELESS { so_far } else { so_far + rest(&state) - stays };
                let margin = calibrated(candidate.calibration, margin);
                *score += margin.clamp(GLANCE.0, GLANCE.1);
            }
        }
        scored.retain(|(score, _)| *score >= WORTH_A_LOOK);
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.original.cmp(b.1.original)));
        scored.truncate(CLOSELY);
        scored.into_iter().map(|(_, c)| c).collect()
    }

    /// Takes up the places of words beyond the lists and judges them with everything that is
    /// undecided. Says whether any was decided.
    pub(super) fn judge_beyond_lists(&mut self, groups: Vec<Group<'a>>) -> bool {
        let decided = |d: &Decision<'_>| d.sites.iter().filter(|s| s.fixed).count();
        let before = decided(self);
        let first = self.groups.len();
        self.take_up(groups);
        self.weigh(Class::Document, Chains::WithNew);
        self.judge_beyond();
        // What is unlikely by itself should not be a neighbour of what is not.
        let mut likeliest: Vec<f64> = vec![0.0; self.groups.len()];
        for site in &self.sites {
            if let Kind::Near(g) = site.kind {
                likeliest[g] = likeliest[g].max(site.probability);
            }
        }
        let groups = self.groups.split_off(first);
        let likely = groups.into_iter().zip(&likeliest[first..]);
        let likely = likely.filter(|&(_, &p)| p >= UNLIKELY).map(|(group, _)| group).collect();
        self.take_up(likely);
        self.weigh(Class::Document, Chains::WithNew);
        self.judge_documents(None);
        self.settle();
        decided(self) > before
    }

    /// Adds places to those that there are, of which the undecided ones beyond the lists are
    /// dropped, and keeps what is known of the others.
    fn take_up(&mut self, groups: Vec<Group<'a>>) {
        let mut sites = std::mem::take(&mut self.sites);
        sites.retain(|s| s.fixed || !matches!(s.kind, Kind::Near(_)));
        for group in groups {
            let g = self.groups.len();
            let new = |&span| Site::new(Kind::Near(g), span, self.lexicon);
            sites.extend(group.spans.iter().map(new));
            self.groups.push(group);
        }
        sites.sort_by_key(|s| (s.span.start, s.span.end));
        let proposals = std::mem::take(&mut self.proposals);
        let masses = std::mem::take(&mut self.masses);
        self.classes.clear();
        for site in &mut sites {
            let known = std::mem::take(&mut site.proposals);
            propose(site, self.lexicon, &self.groups, &mut self.proposals, &mut self.classes);
            self.masses.resize(self.proposals.len(), Mass::default());
            if let (Kind::Near(g), true) = (site.kind, known.is_empty()) {
                for (&p, suspect) in site.proposals.iter().zip(&self.groups[g].candidates) {
                    self.proposals[p].weight = narrow(suspect.prior.ln());
                }
            }
            let best = known.iter().position(|&p| p == site.best).unwrap_or(0);
            site.best = site.proposals[best];
            for (&old, &new) in known.iter().zip(&site.proposals) {
                let Proposal { weight, fixed, .. } = proposals[old];
                self.proposals[new].weight = weight;
                self.proposals[new].fixed |= fixed;
                self.masses[new] = masses[old];
            }
        }
        self.sites = sites;
    }

    /// Estimates the places of words beyond the lists.
    pub(super) fn judge_beyond(&mut self) {
        let milled = self.milled();
        let mut of_group: Vec<Vec<usize>> = vec![Vec::new(); self.groups.len()];
        for (i, site) in self.sites.iter().enumerate() {
            if let Kind::Near(g) = site.kind {
                of_group[g].push(i);
            }
        }
        for (g, sites) in of_group.iter().enumerate() {
            let mut seen = BTreeSet::new();
            let fresh: Vec<bool> = sites
                .iter()
                .map(|&i| seen.insert(judge::surroundings(self.text, self.sites[i].span)))
                .collect();
            let balances: Vec<PairBalance<'_>> = (0..self.groups[g].candidates.len())
                .map(|k| {
                    let suspect = &self.groups[g].candidates[k];
                    let mut balance = suspect.model.balance(suspect.originals);
                    for (&i, &fresh) in sites.iter().zip(&fresh) {
                        let raw = self.margin_of(i, k);
                        let margin = calibrated(suspect.calibration, raw);
                        balance.add(margin, margin / USUAL_SLOPE, fresh);
                    }
                    balance
                })
                .collect();
            // For each candidate the chance that the list has it, against all others and none.
            let says: Vec<f64> = balances
                .iter()
                .zip(&self.groups[g].candidates)
                .map(|(balance, suspect)| suspect.prior.ln() + balance.ratio())
                .collect();
            let listed: f64 = self.groups[g].candidates.iter().map(|s| s.prior).sum();
            let none = (1.0 - listed).max(0.1).ln();
            let some = says.iter().copied().fold(none, log_add);
            let all = log_add((1.0 - milled).ln(), milled.ln() + some);
            let posteriors: Vec<Posterior> = balances
                .iter()
                .zip(&says)
                .map(|(balance, says)| balance.believed((milled.ln() + says - all).exp()))
                .collect();
            let judged: Vec<(usize, f64)> = sites
                .iter()
                .map(|&i| {
                    let by_candidate = posteriors.iter().enumerate();
                    by_candidate
                        .map(|(k, p)| {
                            let calibration = self.groups[g].candidates[k].calibration;
                            (k, p.replaced(calibrated(calibration, self.margin_of(i, k))))
                        })
                        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
                        .unwrap_or((0, 0.0))
                })
                .collect();
            for (&i, (k, probability)) in sites.iter().zip(judged) {
                let site = &mut self.sites[i];
                if !site.fixed {
                    site.best = site.proposals[k];
                    site.probability = corrected(probability);
                    site.margin = self.masses[site.best].used
                        - f64::from(self.proposals[site.best].weight)
                        - self.masses[site.best].kept;
                }
            }
        }
    }

    /// How much better a place reads with its `k`th proposal than as it stands.
    fn margin_of(&self, site: usize, k: usize) -> f64 {
        let p = self.sites[site].proposals[k];
        let margin =
            self.masses[p].used - f64::from(self.proposals[p].weight) - self.masses[p].kept;
        margin.clamp(-60.0, 60.0)
    }
}

/// Whether a phrase that any rule protects covers the place.
fn is_kept_by_any(lexicon: &Lexicon, scratch: &Scratch, span: Span) -> bool {
    let from = scratch.hits.partition_point(|h| h.span.end < span.end);
    scratch.hits[from..]
        .iter()
        .take_while(|h| h.span.end <= span.end + 64)
        .any(|h| h.span.contains(span) && !lexicon.words[h.word as usize].kept_by.is_empty())
        || is_protected(&scratch.protected, span)
}
