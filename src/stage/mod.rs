//! The stages, in order: the table of contents of what kanwu can do to a text. A stage
//! looks at one immutable text and reports findings; it cannot change anything and cannot
//! fail. Stages never call each other; what a later one needs of an earlier one is in the
//! diagnosis.

pub(crate) mod chars;
pub(crate) mod decode;
pub(crate) mod figures;
mod keep;
mod layout;
pub(crate) mod mojibake;
mod normalize;
mod patterns;
pub(crate) mod words;

#[cfg(feature = "cli")]
pub(crate) use decode::is_text;
pub use mojibake::{Reading, readings};
pub use normalize::{Normalize, NormalizeError};

use crate::diagnosis::Diagnosis;
use crate::finding::{Finding, StageId};
use crate::model::Model;
use crate::protect::Phrases;
use crate::rule::RuleSet;
use crate::scratch::Scratch;
use std::sync::Arc;

/// What a stage may do: look.
pub(crate) trait Stage: Send + Sync {
    /// Which one it is.
    fn id(&self) -> StageId;

    /// How often the stage may look again at what its own edits made of the text. Only what was
    /// garbled more than once, in several ways side by side, needs it.
    fn max_passes(&self) -> usize {
        1
    }

    /// Adds what `text` shows about the document as a whole to its diagnosis, and reports
    /// what is wrong in it, in any order.
    fn inspect(
        &self,
        text: &str,
        scratch: &mut Scratch,
        diagnosis: &mut Diagnosis,
        out: &mut Vec<Finding>,
    );
}

/// What a run is allowed to assume and asked to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Fixes of at least this confidence are applied.
    pub confidence: crate::finding::Confidence,
    /// Take it as known that the document went through every channel. For the examples of
    /// rules, whose single sentences cannot hold the evidence of a document.
    pub assume_channels: bool,
    /// Style to be made uniform, on top of restoring; nothing by default.
    pub normalize: Normalize,
    /// Read every document in this charset instead of finding out.
    pub from: Option<crate::transcode::Coding>,
    /// What documents are read as.
    #[cfg(feature = "html")]
    pub input: crate::page::Input,
    /// Write structure as Markdown where it is known: headings, lists and tables of web pages;
    /// title, headings and paragraphs of texts that are no maintained files.
    pub markdown: bool,
}

/// The text stages, in order. Stages without a rule that is switched on are left out.
pub(crate) fn stages(
    rules: &Arc<RuleSet>,
    model: &Arc<Model>,
    policy: Policy,
    phrases: &Arc<Phrases>,
) -> Vec<Box<dyn Stage>> {
    let mut all: Vec<Box<dyn Stage>> = vec![
        Box::new(mojibake::Mojibake::new(rules, Arc::clone(model))),
        Box::new(chars::Chars::new(Arc::clone(rules), policy)),
    ];
    all.extend(layout::passes(rules, model, policy));
    all.extend(words::replace(rules));
    let (own_rules, own_model) = (Arc::clone(rules), Arc::clone(model));
    all.push(Box::new(words::Words::new(own_rules, own_model, policy, Arc::clone(phrases))));
    all.push(Box::new(figures::Figures::new(Arc::clone(rules))));
    let all = all.into_iter().filter(|s| rules.of_stage(s.id()).next().is_some());
    all.chain(normalize::passes(rules, policy.normalize))
        .chain(layout::markdown(rules, model, policy))
        .collect()
}
