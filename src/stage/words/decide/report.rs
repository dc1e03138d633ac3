//! From judged places to findings with their reasons.

use super::*;

impl Decision<'_> {
    pub(super) fn report(&self, diagnosis: &mut Diagnosis, out: &mut Vec<Finding>) {
        let mut leaked: BTreeMap<&str, u32> = BTreeMap::new();
        for site in &self.sites {
            if let Kind::Leak(leak) = site.kind {
                *leaked.entry(leak.syllable).or_default() += 1;
            }
        }
        for (i, site) in self.sites.iter().enumerate() {
            if site.probability < WORTH_SHOWING {
                continue;
            }
            // Of several channels that explain one place, the likeliest speaks.
            let outdone = self.sites.iter().enumerate().skip(i.saturating_sub(8)).take(16).any(
                |(j, other)| {
                    let better = (other.fixed, other.probability) > (site.fixed, site.probability)
                        || ((other.fixed, other.probability) == (site.fixed, site.probability)
                            && j < i);
                    j != i && other.span.overlaps(site.span) && better
                },
            );
            if outdone {
                continue;
            }
            if site.fixed
                && let Kind::Leak(leak) = site.kind
            {
                note_leak(diagnosis, leak.syllable, self.proposals[site.best].text);
            }
            out.push(self.finding(site, &leaked));
        }
    }

    fn finding(&self, site: &Site<'_>, leaked: &BTreeMap<&str, u32>) -> Finding {
        let (rule, reason) = self.explain(site, leaked);
        let used = |p: usize| self.masses[p].used;
        let total = site.proposals.iter().map(|&p| used(p)).fold(f64::NEG_INFINITY, log_add);
        let mut alternatives: Vec<Alternative> = site
            .proposals
            .iter()
            .filter(|&&p| p != site.best && !site.fixed)
            .map(|&p| (p, (used(p) - total).exp()))
            .filter(|&(_, share)| share >= WORTH_NAMING)
            .map(|(p, share)| Alternative {
                text: self.proposals[p].text.into(),
                probability: narrow(share * site.probability),
            })
            .collect();
        alternatives.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        let probability = narrow(site.probability);
        Finding {
            rule,
            span: site.span,
            before: site.span.slice(self.text).into(),
            fix: Some(self.proposals[site.best].text.into()),
            alternatives,
            confidence: Confidence::of(probability),
            probability,
            reason,
            fate: Fate::Withheld,
        }
    }

    fn explain(&self, site: &Site<'_>, leaked: &BTreeMap<&str, u32>) -> (RuleId, Reason) {
        let margin = narrow(site.margin);
        match site.kind {
            Kind::Leak(leak) => {
                let count = leaked.get(leak.syllable).copied().unwrap_or(1);
                (leak.rule, Reason::Leak { count, margin })
            }
            Kind::Typing(site) => (site.rule, Reason::Typing { margin }),
            Kind::Near(g) => {
                let group = &self.groups[g];
                let best = self.proposals[site.best].text;
                let suspect = group.candidates.iter().find(|s| s.original == best);
                let original = suspect.map_or(0, |s| s.originals);
                let stand_in = u32::try_from(group.spans.len()).unwrap_or(u32::MAX);
                let document = self.channels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let document = narrow(document);
                (group.rule, Reason::Channel { original, stand_in, document, margin })
            }
            Kind::Pair(id) => {
                let entry = &self.lexicon.channels[usize::from(id.channel)];
                if entry.channel.evidence == Evidence::Site {
                    return (entry.rule, Reason::Misspelling { margin });
                }
                let (original, stand_in) = self.lexicon.counts(id, self.counts);
                let document = narrow(self.channels[usize::from(id.channel)]);
                (entry.rule, Reason::Channel { original, stand_in, document, margin })
            }
        }
    }
}

fn note_leak(diagnosis: &mut Diagnosis, syllable: &str, character: &str) {
    // A word of two syllables is no character, and stands in its findings.
    let mut characters = character.chars();
    let (Some(character), None) = (characters.next(), characters.next()) else { return };
    let known =
        diagnosis.leaks.iter_mut().find(|l| &*l.syllable == syllable && l.character == character);
    match known {
        Some(leak) => leak.count += 1,
        None => diagnosis.leaks.push(Leak { syllable: syllable.into(), character, count: 1 }),
    }
}
