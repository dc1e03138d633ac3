//! Takes off a document what the page around it left, what was put in against copying and what
//! a conversion left in its midst, and gives it its paragraphs back. Acts only where the text as
//! a whole shows that it came off such a page; in a maintained file it changes nothing. What is
//! taken off stays in the findings.

mod flat;
mod furniture;
mod heading;
mod line;
mod maintained;
mod markdown;
mod midst;
mod noise;
mod page;
mod reads;
mod wrap;

use flat::Unflatten;
use furniture::TakeOff;
use markdown::Markdown;
use midst::Midst;
use wrap::Rewrap;

use super::{Policy, Stage};
use crate::finding::StageId;
use crate::model::Model;
use crate::rule::RuleSet;
use std::sync::Arc;

/// The passes of the stage, in order.
pub(crate) fn passes(
    rules: &Arc<RuleSet>,
    model: &Arc<Model>,
    policy: Policy,
) -> Vec<Box<dyn Stage>> {
    if rules.of_stage(StageId::Layout).next().is_none() {
        return Vec::new();
    }
    let patterns = Arc::<furniture::Shared>::default();
    let own: Vec<Box<dyn Stage>> = vec![
        Box::new(TakeOff::new(Arc::clone(rules), Arc::clone(&patterns), policy)),
        Box::new(Midst::new(Arc::clone(rules), patterns, policy)),
        Box::new(Rewrap::new(rules, Arc::clone(model))),
        Box::new(Unflatten::new(rules, Arc::clone(model))),
    ];
    noise::passes(rules, model).into_iter().chain(own).collect()
}

/// The pass that writes Markdown, if that is asked for; it runs after all stages.
pub(crate) fn markdown(
    rules: &Arc<RuleSet>,
    model: &Arc<Model>,
    policy: Policy,
) -> Option<Box<dyn Stage>> {
    policy.markdown.then(|| -> Box<dyn Stage> { Box::new(Markdown::new(rules, Arc::clone(model))) })
}
