//! From margins to probabilities: how sure the document makes us of its channels, and both
//! together of each place. Changes nothing but the estimates.

use super::*;

impl<'a> Decision<'a> {
    /// Estimates channels and their places from the margins; writes the diagnosis if asked to.
    pub(super) fn judge_documents(&mut self, diagnosis: Option<&mut Diagnosis>) {
        let mut told = Vec::new();
        for c in 0..self.lexicon.channels.len() {
            let evidence = self.lexicon.channels[c].channel.evidence;
            if self.asked[c] && evidence == Evidence::Document {
                self.judge_channel(c, diagnosis.is_some().then_some(&mut told));
            }
        }
        self.judge_beyond();
        if let Some(diagnosis) = diagnosis {
            told.sort_by(|a: &ChannelEvidence, b| b.log_odds.total_cmp(&a.log_odds));
            diagnosis.channels = told;
        }
    }

    /// Estimates the places that stand for themselves.
    pub(super) fn judge_places(&mut self) {
        for site in self.sites.iter_mut().filter(|s| s.class == Class::Place && !s.fixed) {
            if let Kind::Typing(typed) = site.kind {
                let best = self.proposals[site.best].text;
                let meant = typed.candidates.iter().find(|c| c.text == best);
                let sure = share(site, &self.masses, &self.proposals);
                site.probability = meant.map_or(0.0, |m| logistic(m.log_odds(site.margin)) * sure);
            }
            if let Kind::Pair(id) = site.kind {
                let channel = &self.lexicon.channels[usize::from(id.channel)].channel;
                let odds = logit(f64::from(channel.prior)) + USUAL_SLOPE * site.margin;
                site.probability = logistic(odds) * share(site, &self.masses, &self.proposals);
            }
        }
        self.judge_leaks();
    }

    fn judge_channel(&mut self, c: usize, told: Option<&mut Vec<ChannelEvidence>>) {
        let entry = &self.lexicon.channels[c];
        let mut seen = BTreeSet::new();
        let mut balances: Vec<Option<PairBalance>> = vec![None; entry.pairs.len()];
        for i in self.sites_of(c) {
            let Kind::Pair(id) = self.sites[i].kind else { continue };
            let balance = balances[usize::from(id.pair)].get_or_insert_with(|| {
                let originals = self.lexicon.counts(id, self.counts).0;
                self.lexicon.pair(id).model().balance(originals)
            });
            let around = surroundings(self.text, self.sites[i].span);
            let fresh = seen.insert((id, around));
            let margin = self.sites[i].margin;
            balance.add(self.lexicon.pair(id).calibrated(margin), margin, fresh);
        }
        let mut odds = Odds::prior(logit(f64::from(entry.channel.prior)));
        let mut by_pair = vec![Odds::default(); entry.pairs.len()];
        for (p, says) in (0u16..).zip(&mut by_pair) {
            let id = PairId { channel: u16::try_from(c).unwrap_or(u16::MAX), pair: p };
            let originals = self.lexicon.counts(id, self.counts).0;
            *says = match &balances[usize::from(p)] {
                Some(balance) => balance.odds(),
                None if originals == 0 => continue,
                None => self.lexicon.pair(id).originals_alone(originals),
            };
            odds = odds.and(says);
        }
        self.channels[c] = odds.total();
        let of_channel = self.sites_of(c);
        // The first places of each pair have a say in each other's choice; more say the same.
        let mut voters: BTreeMap<PairId, Vec<usize>> = BTreeMap::new();
        for &i in &of_channel {
            if let Kind::Pair(id) = self.sites[i].kind {
                let list = voters.entry(id).or_default();
                if list.len() < VOTERS && !self.sites[i].fixed {
                    list.push(i);
                }
            }
        }
        let shares: Vec<f64> = of_channel.iter().map(|&i| self.choose(i, &voters)).collect();
        let mut posteriors: Vec<Option<Posterior>> = vec![None; entry.pairs.len()];
        for (i, share) in of_channel.into_iter().zip(shares) {
            let site = &mut self.sites[i];
            let Kind::Pair(id) = site.kind else { continue };
            let p = usize::from(id.pair);
            let (Some(balance), false) = (&balances[p], site.fixed) else { continue };
            let posterior = posteriors[p].get_or_insert_with(|| {
                let known = self.policy.assume_channels;
                let others = if known { Odds::prior(KNOWN) } else { odds.without(&by_pair[p]) };
                balance.posterior(&others)
            });
            let margin = self.lexicon.pair(id).calibrated(site.margin);
            site.probability = corrected(posterior.replaced(margin) * share);
        }
        if let Some(told) = told
            && odds.total() > WORTH_TELLING
        {
            told.push(self.evidence(c, &odds, &by_pair));
        }
    }

    /// What is told of a channel that each pair says something about.
    fn evidence(&self, c: usize, odds: &Odds, by_pair: &[Odds]) -> ChannelEvidence {
        let entry = &self.lexicon.channels[c];
        let mut pairs = Vec::new();
        for (p, pair) in (0u16..).zip(&entry.channel.pairs) {
            let says = by_pair[usize::from(p)].part_of(odds);
            if says.abs() > 0.05 {
                let id = PairId { channel: u16::try_from(c).unwrap_or(u16::MAX), pair: p };
                let (originals, stand_ins) = self.lexicon.counts(id, self.counts);
                pairs.push(PairEvidence {
                    original: pair.originals[0].clone(),
                    stand_in: pair.stand_in.clone(),
                    originals,
                    stand_ins,
                    log_odds: narrow(says),
                });
            }
        }
        pairs.sort_by(|a, b| b.log_odds.total_cmp(&a.log_odds));
        ChannelEvidence { rule: entry.rule, log_odds: narrow(odds.total()), pairs }
    }

    /// Chooses among a site's originals and returns the share of the chosen one. A list mostly
    /// has one word behind each stand-in, so the other places of the pair have a say, as
    /// long as they call for an original at all.
    fn choose(&mut self, i: usize, voters: &BTreeMap<PairId, Vec<usize>>) -> f64 {
        let site = &self.sites[i];
        if site.fixed || site.proposals.len() == 1 {
            return 1.0;
        }
        let Kind::Pair(id) = site.kind else { return 1.0 };
        let log_shares = |site: &Site<'_>| -> Vec<f64> {
            let used = |p: usize| self.masses[p].used;
            let all = site.proposals.iter().map(|&p| used(p)).fold(f64::NEG_INFINITY, log_add);
            site.proposals.iter().map(|&p| used(p) - all).collect()
        };
        let mut votes = log_shares(site);
        for &j in voters.get(&id).into_iter().flatten() {
            let other = &self.sites[j];
            if j != i && other.margin > SAYS {
                for (vote, theirs) in votes.iter_mut().zip(log_shares(other)) {
                    *vote += theirs.max(-SAYS);
                }
            }
        }
        let all = votes.iter().copied().fold(f64::NEG_INFINITY, log_add);
        let best = (0..votes.len()).max_by(|&a, &b| votes[a].total_cmp(&votes[b])).unwrap_or(0);
        self.sites[i].best = self.sites[i].proposals[best];
        (votes[best] - all).exp()
    }

    /// The sites of one channel.
    fn sites_of(&self, c: usize) -> Vec<usize> {
        let of = |s: &Site<'_>| matches!(s.kind, Kind::Pair(id) if usize::from(id.channel) == c);
        (0..self.sites.len()).filter(|&i| of(&self.sites[i])).collect()
    }

    /// A syllable stands for one character throughout the document: the one that reads best
    /// over all its places; each place is sure by its own context and a little by the others.
    /// Places that are decided have no say any more, as they would have none in a second run.
    fn judge_leaks(&mut self) {
        let leaks: Vec<usize> = (0..self.sites.len())
            .filter(|&i| matches!(self.sites[i].kind, Kind::Leak(_)) && !self.sites[i].fixed)
            .collect();
        let mut by_syllable: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for &i in &leaks {
            let Kind::Leak(leak) = self.sites[i].kind else { continue };
            let list = by_syllable.entry(leak.syllable).or_default();
            if list.len() < VOTERS {
                list.push(i);
            }
        }
        for &i in &leaks {
            let Kind::Leak(leak) = self.sites[i].kind else { continue };
            let alike = &by_syllable[leak.syllable];
            // Log weight of each character over all places.
            let votes: Vec<f64> = (0..self.sites[i].proposals.len())
                .map(|k| {
                    alike
                        .iter()
                        .map(|&j| {
                            let site = &self.sites[j];
                            let p = site.proposals[k];
                            (self.masses[p].used - self.masses[site.best].used).max(PASSED_OVER)
                        })
                        .sum()
                })
                .collect();
            let all = votes.iter().copied().fold(f64::NEG_INFINITY, log_add);
            let winner = (0..votes.len()).max_by(|&a, &b| votes[a].total_cmp(&votes[b]));
            let Some(k) = winner else { continue };
            let shared = (votes[k] - all).exp();
            let support: f64 = alike
                .iter()
                .filter(|&&j| j != i)
                .map(|&j| (USUAL_SLOPE * self.sites[j].margin - 2.0).clamp(-6.0, 3.0))
                .sum();
            let site = &mut self.sites[i];
            // A place that clearly wants another character gets its own.
            let own = site.best;
            let common = site.proposals[k];
            let apart = self.masses[own].used - self.masses[common].used;
            let (best, sure) = if apart > 6.0 {
                (own, share(site, &self.masses, &self.proposals))
            } else {
                (common, shared)
            };
            site.best = best;
            let odds = leak.prior
                + USUAL_SLOPE * (self.masses[best].used - self.masses[best].kept)
                + support.clamp(-10.0, 10.0);
            site.probability = logistic(odds) * sure;
        }
    }
}

/// The characters next to a place.
pub(super) fn surroundings(text: &str, span: Span) -> (Option<char>, Option<char>) {
    let before = Span::new(0, span.start).slice(text).chars().next_back();
    let after = Span::new(span.end, text.len()).slice(text).chars().next();
    (before, after)
}
