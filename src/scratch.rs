//! One worker's reusable buffers. Passed in rather than kept in thread-locals, cleared
//! and never shrunk: once a worker is warm, a clean document allocates nothing.

use crate::finding::Finding;
use crate::span::Span;

/// Buffers that one worker thread reuses from document to document.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Findings of the stage that is looking.
    pub(crate) findings: Vec<Finding>,
    /// Places where a stage must not change anything.
    pub(crate) protected: Vec<Span>,
    /// Words that the stage `words` met, in text order.
    pub(crate) hits: Vec<Hit>,
    /// How often each word of the lexicon stands in the text.
    pub(crate) counts: Vec<u32>,
    /// Channels that the model is asked about.
    pub(crate) asked: Vec<bool>,
}

/// One word of a channel's table, met in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Where.
    pub(crate) span: Span,
    /// Which entry of the lexicon.
    pub(crate) word: u32,
}
