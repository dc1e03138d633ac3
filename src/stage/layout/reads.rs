//! Whether one piece of text reads on from another or begins a line of its own, by the language
//! model, which has seen where the lines of documents begin.

use crate::model::{Model, ORDER, State, Token};
use crate::span::Span;

/// What one place may weigh, in nats: a name that the model does not know proves nothing.
const MOST: f32 = 6.0;
/// Tokens behind the place that are compared.
const AHEAD: usize = 6;
/// Characters that are looked at for one token; runs of digits are one.
const LONG: usize = 4;

/// Nats by which `after` as what follows `before` beats `after` as the start of a line.
pub(super) fn reads_on(model: &Model, before: &str, after: &str) -> f32 {
    let mut tokens: Vec<Token> = Vec::new();
    let from = before.char_indices().rev().nth(ORDER * LONG).map_or(0, |(at, _)| at);
    model.tokens(Span::new(from, before.len()).slice(before), &mut tokens);
    let mut on = tokens.iter().fold(State::UNKNOWN, |s, &t| model.score(&s, t).1);
    let mut fresh = model.start();
    tokens.clear();
    let to = after.char_indices().nth(AHEAD * LONG).map_or(after.len(), |(at, _)| at);
    model.tokens(Span::new(0, to).slice(after), &mut tokens);
    let mut gain = 0.0;
    for &token in tokens.iter().take(AHEAD) {
        let (p, next) = model.score(&on, token);
        let (q, next_fresh) = model.score(&fresh, token);
        (on, fresh) = (next, next_fresh);
        gain += p - q;
    }
    gain.clamp(-MOST, MOST)
}
