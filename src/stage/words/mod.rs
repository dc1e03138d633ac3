//! Words: swapped by a text mill, leaked as pinyin, never right. One scan counts the words
//! of all channels; only where the counts cannot rule a channel out is the language model
//! asked; a place is restored when the document and its context agree.
//!
//! `lexicon` finds the words, `leak` the syllables, `typing` the typing errors, `lattice` weighs the readings of a
//! place, `evidence` turns weights and counts into probabilities, `decide` brings it all
//! together. A long text is judged part by part (`parts`).

mod contexts;
mod counts;
mod decide;
mod evidence;
mod lattice;
mod leak;
mod lexicon;
mod near;
mod parts;
mod replace;
mod typing;

use super::{Policy, Stage};
use crate::diagnosis::{ChannelEvidence, Diagnosis};
use crate::finding::{Finding, StageId};
use crate::model::Model;
use crate::protect::{Phrases, protected};
use crate::rule::RuleSet;
use crate::scratch::Scratch;
use crate::span::Span;
use contexts::Contexts;
use leak::Leaks;
use lexicon::Lexicon;
use near::Near;
pub(super) use replace::replace;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use typing::{Typing, TypingSite};

/// The stage.
pub(crate) struct Words {
    rules: Arc<RuleSet>,
    model: Arc<Model>,
    policy: Policy,
    /// Built when the first document arrives.
    lexicon: OnceLock<Lexicon>,
    leaks: OnceLock<Leaks>,
    typing: Typing,
    near: Near,
    contexts: Contexts,
    phrases: Arc<Phrases>,
}

impl Words {
    pub(crate) fn new(
        rules: Arc<RuleSet>,
        model: Arc<Model>,
        policy: Policy,
        phrases: Arc<Phrases>,
    ) -> Words {
        let near = Near::new(&rules);
        let typing = Typing::new(&rules);
        Words {
            rules,
            model,
            policy,
            lexicon: OnceLock::new(),
            leaks: OnceLock::new(),
            typing,
            near,
            contexts: Contexts::new(),
            phrases,
        }
    }

    fn lexicon(&self) -> &Lexicon {
        self.lexicon.get_or_init(|| Lexicon::new(&self.rules, &self.model))
    }

    fn leaks(&self) -> &Leaks {
        self.leaks.get_or_init(|| Leaks::new(&self.rules))
    }
}

impl Stage for Words {
    fn id(&self) -> StageId {
        StageId::Words
    }

    fn inspect(
        &self,
        text: &str,
        scratch: &mut Scratch,
        diagnosis: &mut Diagnosis,
        out: &mut Vec<Finding>,
    ) {
        let mut protected = None;
        for part in parts::parts(text) {
            self.inspect_part(text, part, &mut protected, scratch, diagnosis, out);
        }
    }
}

impl Words {
    /// Judges one part of a text. `protected` are the places of the whole that stay as they are,
    /// once somebody wanted to know.
    fn inspect_part(
        &self,
        text: &str,
        part: Span,
        protected: &mut Option<Vec<Span>>,
        scratch: &mut Scratch,
        diagnosis: &mut Diagnosis,
        out: &mut Vec<Finding>,
    ) {
        let (own, at) = (part.slice(text), part.start);
        let lexicon = self.lexicon();
        lexicon.scan(own, scratch);
        let words = self.leaks().words(own, &self.model);
        let leaks = self.leaks().find(own, &scratch.hits, lexicon, (&self.model, &words));
        let mut typing = self.typing.find(own, &scratch.hits, lexicon, &self.model);
        let beyond = self.policy.assume_channels && self.near.rule().is_some();
        let asked = decide::ask(lexicon, self.policy, scratch);
        if !asked && leaks.is_empty() && typing.is_empty() && !beyond {
            return;
        }
        let whole = protected.get_or_insert_with(|| not_prose(text));
        let of_part = whole.iter().filter(|p| p.overlaps(part));
        scratch.protected.clear();
        scratch.protected.extend(
            of_part.map(|p| Span::new(p.start.max(part.start) - at, p.end.min(part.end) - at)),
        );
        self.add_names(own, scratch);
        typing.retain(|site| !self.is_name(own, site));
        self.phrases.add(own, &mut scratch.protected);
        let known = decide::Known {
            lexicon,
            near: &self.near,
            contexts: &self.contexts,
            model: &self.model,
            policy: self.policy,
        };
        let (first, told) = (out.len(), std::mem::take(&mut diagnosis.channels));
        decide::decide(
            own,
            known,
            decide::Places { leaks: &leaks, typing: &typing },
            scratch,
            diagnosis,
            out,
        );
        for finding in &mut out[first..] {
            finding.span = Span::new(finding.span.start + at, finding.span.end + at);
        }
        merge(&mut diagnosis.channels, told);
    }

    /// Whether the place of a typing error is part of a name.
    fn is_name(&self, text: &str, site: &TypingSite) -> bool {
        self.rules.names().iter().any(|n| n.is_at(text, site.span))
    }

    /// Adds the words that are part of a name to the places that stay as they are.
    fn add_names(&self, text: &str, scratch: &mut Scratch) {
        let words = &self.lexicon().words;
        for hit in &scratch.hits {
            let in_question = !words[hit.word as usize].stand_in_of.is_empty();
            if in_question && self.rules.names().iter().any(|n| n.is_at(text, hit.span)) {
                scratch.protected.push(hit.span);
            }
        }
    }
}

/// The places of a text that are not prose and stay as they are.
fn not_prose(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    protected(text, &mut out);
    out
}

/// Adds what other parts told of channels: of each, the part where it shows most speaks.
fn merge(channels: &mut Vec<ChannelEvidence>, others: Vec<ChannelEvidence>) {
    channels.extend(others);
    channels.sort_by(|a, b| b.log_odds.total_cmp(&a.log_odds));
    let mut seen = BTreeSet::new();
    channels.retain(|c| seen.insert(c.rule));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::RuleId;
    use crate::rule::DETECTORS;

    #[test]
    fn the_detectors_of_this_stage_are_those_that_rules_can_name() {
        let named: Vec<&str> =
            DETECTORS.iter().filter(|d| d.0 == StageId::Words).map(|d| d.1).collect();
        assert_eq!(named, [leak::DETECTOR, near::DETECTOR, typing::DETECTOR]);
    }

    #[test]
    fn of_each_channel_the_clearest_part_speaks() {
        let of = |rule, log_odds| ChannelEvidence { rule: RuleId(rule), log_odds, pairs: vec![] };
        let mut channels = vec![of(1, 2.0), of(2, -1.0)];
        merge(&mut channels, vec![of(2, 9.0), of(1, 1.0), of(3, 0.0)]);
        assert_eq!(channels, [of(2, 9.0), of(1, 2.0), of(3, 0.0)]);
    }
}
