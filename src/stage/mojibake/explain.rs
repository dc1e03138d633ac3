//! Everything that one string may have been, with what speaks for it: for a person who
//! pastes a garbled title and wants to know. Says more than the stage acts on, and marks what
//! the stage would act on.

use super::gate::Gate;
use super::search::{Search, pairs};
use super::{ALONE, candidate::Candidate};
use crate::codec::{Codecs, Recipe};
use crate::model::Model;
use crate::prose::Prose;
use crate::span::Span;
use std::sync::Arc;

/// One thing that a string may have been.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The whole string, restored.
    pub text: String,
    /// How.
    pub recipe: Recipe,
    /// Which part of the string the recipe was applied to.
    pub span: Span,
    /// How much better (nats) the string reads so than as it stands, less what the recipe
    /// costs; below nothing it reads worse.
    pub gain: f32,
    /// Whether it would be restored in a document that holds nothing else.
    pub convincing: bool,
}

/// What `text` may have been, the best reading first; at most `most` of them. Readings that
/// come to the same text are one, told by the shortest recipe.
///
/// ```
/// use kanwu::{Model, readings};
/// use std::sync::Arc;
///
/// let readings = readings(&Arc::new(Model::embedded()), "鏈嶅姟", 5);
/// assert_eq!(readings[0].text, "服务");
/// assert_eq!(readings[0].recipe.to_string(), "encode as GB18030, decode as UTF-8");
/// assert!(readings[0].convincing);
/// ```
pub fn readings(model: &Arc<Model>, text: &str, most: usize) -> Vec<Reading> {
    let (codecs, prose, gate) = (Codecs::default(), Prose::new(Arc::clone(model)), Gate::new());
    let search = Search { codecs: &codecs, prose: &prose, gate: &gate, lenient: true };
    let mut found: Vec<Candidate> = Vec::new();
    for pair in pairs() {
        found.extend(search.proposals(text, &|p| p == pair));
    }
    // Longest first among equals: a recipe that explains more explains better.
    found.sort_by(|a, b| b.gain.total_cmp(&a.gain).then(b.span.len().cmp(&a.span.len())));
    let mut readings: Vec<Reading> = Vec::new();
    for candidate in found {
        let Candidate { span, restored, recipe, gain, quality } = candidate;
        let before = Span::new(0, span.start).slice(text);
        let behind = Span::new(span.end, text.len()).slice(text);
        let whole = format!("{before}{restored}{behind}");
        let convincing = gain >= ALONE && quality.is_chinese() && quality.is_a_word();
        match readings.iter_mut().find(|r| r.text == whole) {
            Some(known) if recipe.steps().len() < known.recipe.steps().len() => {
                known.recipe = recipe;
            }
            Some(_) => {}
            None => readings.push(Reading { text: whole, recipe, span, gain, convincing }),
        }
    }
    readings.truncate(most);
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Reading> {
        readings(&Arc::new(Model::embedded()), text, 8)
    }

    #[test]
    fn the_best_reading_comes_first_and_every_recipe_replays() {
        for (garbled, meant) in
            [("ÄãºÃ", "你好"), ("æµ‹è¯•", "测试"), ("Ã¤Â½Â\u{A0}Ã¥Â¥Â½", "你好")]
        {
            let readings = of(garbled);
            assert_eq!(readings[0].text, meant, "{readings:?}");
            assert!(readings.windows(2).all(|w| w[0].gain >= w[1].gain));
            for reading in &readings {
                let restored = reading.recipe.replay(reading.span.slice(garbled));
                let restored = restored.expect("a recipe that was found can be done");
                assert!(reading.text.contains(&restored), "{reading:?}");
            }
        }
    }

    #[test]
    fn plain_text_has_no_convincing_reading() {
        for text in ["服务群众", "Größe", "plain", ""] {
            assert!(of(text).iter().all(|r| !r.convincing), "{text}: {:?}", of(text));
        }
    }
}
