//! Words: swapped by a text mill, leaked as pinyin, never right. One scan counts the words
//! of all channels; only where the counts cannot rule a channel out is the language model
//! asked; a place is restored when the document and its context agree.
//!
//! `lexicon` finds the words, `leak` the syllables, `lattice` weighs the readings of a
//! place, `evidence` turns weights and counts into probabilities, `decide` brings it all
//! together.

mod contexts;
mod counts;
mod decide;
mod evidence;
mod lattice;
mod leak;
mod lexicon;
mod near;
mod replace;

use super::{Policy, Stage};
use crate::diagnosis::Diagnosis;
use crate::finding::{Finding, StageId};
use crate::model::Model;
use crate::protect::{Phrases, protected};
use crate::rule::RuleSet;
use crate::scratch::Scratch;
use contexts::Contexts;
use leak::Leaks;
use lexicon::Lexicon;
use near::Near;
pub(super) use replace::replace;
use std::sync::{Arc, OnceLock};

/// The stage.
pub(crate) struct Words {
    rules: Arc<RuleSet>,
    model: Arc<Model>,
    policy: Policy,
    /// Built when the first document arrives.
    lexicon: OnceLock<Lexicon>,
    leaks: OnceLock<Leaks>,
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
        Words {
            rules,
            model,
            policy,
            lexicon: OnceLock::new(),
            leaks: OnceLock::new(),
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
        let lexicon = self.lexicon();
        lexicon.scan(text, scratch);
        let leaks = self.leaks().find(text, &scratch.hits, lexicon, &self.model);
        let beyond = self.policy.assume_channels && self.near.rule().is_some();
        if !decide::ask(lexicon, self.policy, scratch) && leaks.is_empty() && !beyond {
            return;
        }
        protected(text, &mut scratch.protected);
        self.phrases.add(text, &mut scratch.protected);
        let known = decide::Known {
            lexicon,
            near: &self.near,
            contexts: &self.contexts,
            model: &self.model,
            policy: self.policy,
        };
        decide::decide(text, known, &leaks, scratch, diagnosis, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::DETECTORS;

    #[test]
    fn the_detectors_of_this_stage_are_those_that_rules_can_name() {
        let named: Vec<&str> =
            DETECTORS.iter().filter(|d| d.0 == StageId::Words).map(|d| d.1).collect();
        assert_eq!(named, [leak::DETECTOR, near::DETECTOR]);
    }
}
