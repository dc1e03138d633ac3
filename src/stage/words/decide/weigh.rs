//! What the language model says of the places: margins, from lattices over chains of
//! neighbouring proposals.

use super::*;

/// The chains of proposals that the model is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chains {
    All,
    /// Where something was decided.
    WithDecided,
    /// Where a word beyond the lists is in question.
    WithNew,
}

impl<'a> Decision<'a> {
    /// Asks the model about the undecided places of a class, chain by chain.
    pub(super) fn weigh(&mut self, class: Class, which: Chains) {
        let mut lattice = Lattice::new(self.model);
        let (mut part, mut masses) = (Vec::new(), Vec::new());
        let passed_over = if class == Class::Place { self.glance() } else { BTreeSet::new() };
        let new = self.beyond_any_list(which);
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
            let wanted = match which {
                Chains::All => true,
                Chains::WithDecided => fixed().next().is_some(),
                Chains::WithNew => chain.clone().any(|p| new[p]),
            };
            if !wanted || !chain.clone().any(|p| open(&p)) {
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
        let witnesses = self.witnesses(class);
        let (proposals, masses) = (&self.proposals, &self.masses);
        for (i, site) in
            self.sites.iter_mut().enumerate().filter(|(_, s)| !s.fixed && s.class == class)
        {
            // The proposal's own weight is accounted for in the evidence.
            let used = |p: usize| masses[p].used - f64::from(proposals[p].weight);
            let total = site.proposals.iter().map(|&p| used(p)).fold(f64::NEG_INFINITY, log_add);
            let best = site.proposals.iter().copied().max_by(|&a, &b| used(a).total_cmp(&used(b)));
            site.best = best.unwrap_or(0);
            let around = witnesses.get(i).copied().unwrap_or_default();
            site.margin = (total - masses[site.best].kept + around).clamp(-60.0, 60.0);
        }
    }

    /// By site, what the words around it say, read as the text is restored so far.
    fn witnesses(&mut self, class: Class) -> Vec<f64> {
        let mut out = vec![0.0; self.sites.len()];
        if class != Class::Document {
            return out;
        }
        let fixed = self.proposals.iter().filter(|p| p.fixed);
        let edits: Vec<Edit> = fixed.map(|p| Edit { span: p.span, text: p.text.into() }).collect();
        let (current, patch) = Patch::apply(self.text, &edits);
        for (site, out) in self.sites.iter().zip(&mut out).filter(|(s, _)| !s.fixed) {
            if let Kind::Pair(id) = site.kind {
                let place = patch.to_new(site.span);
                *out = self.contexts.say(&mut self.witnesses, self.lexicon, id, &current, place);
            }
        }
        out
    }

    /// By proposal, whether a place beyond the lists makes it; nothing unless it is asked for.
    fn beyond_any_list(&self, which: Chains) -> Vec<bool> {
        if which != Chains::WithNew {
            return Vec::new();
        }
        let mut new = vec![false; self.proposals.len()];
        let near = self.sites.iter().filter(|s| matches!(s.kind, Kind::Near(_)));
        near.flat_map(|s| &s.proposals).for_each(|&p| new[p] = true);
        new
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
    pub(super) fn weigh_by_channel(&mut self) -> bool {
        let mut weights = vec![f32::NEG_INFINITY; self.proposals.len()];
        for site in &self.sites {
            let weight = match site.kind {
                Kind::Pair(id) if site.class == Class::Document && !self.policy.assume_channels => {
                    let log_odds = self.channels[usize::from(id.channel)];
                    narrow(logistic(log_odds).ln()).max(DEAREST)
                }
                Kind::Near(_) => narrow(site.probability.ln()).max(DEAREST),
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
}
