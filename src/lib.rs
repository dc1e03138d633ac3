//! kanwu restores Chinese text that was damaged on its way through document-sharing
//! sites, text mills, converters and scrapers: swapped words (服务→效劳), pinyin leaks
//! (集→`ji`), wrong quotation marks (“…〞), wrong characters.
//!
//! Damage of this kind is a *channel* that the whole document went through. So a document
//! is first diagnosed, then the damage is undone where the text itself agrees, and every
//! change can be explained and traced to its place in the source.
//!
//! ```text
//! bytes ─ decode ─▶ source text ─▶ [ mojibake ▸ chars ▸ words ▸ (normalize) ] ─▶ restored text
//!                                   each: diagnose → inspect → settle → apply
//!                                   normalize: only if the policy asks for it
//! ```
//!
//! # Restore a text
//!
//! ```
//! use kanwu::{Pipeline, Scratch};
//!
//! let pipeline = Pipeline::standard();
//! let mut scratch = Scratch::default(); // one a thread, reused
//! let text = "维权效劳进万家,效劳群众、效劳基层;先进ji体受到表彰,ji中开展“送温暖〞活动。";
//! let outcome = pipeline.run(text.as_bytes(), &mut scratch);
//! assert_eq!(
//!     outcome.text(),
//!     "维权服务进万家,服务群众、服务基层;先进集体受到表彰,集中开展“送温暖”活动。"
//! );
//! ```
//!
//! # See why
//!
//! ```
//! # use kanwu::{Pipeline, Scratch};
//! let pipeline = Pipeline::standard();
//! let outcome = pipeline.run("“三八〞节".as_bytes(), &mut Scratch::default());
//! let (pass, finding) = outcome.findings().next().expect("one finding");
//! assert_eq!((&*finding.before, finding.fix.as_deref()), ("〞", Some("”")));
//! let place = outcome.source_span(pass, finding.span);
//! assert_eq!(place.slice(outcome.source()), "〞");
//! assert_eq!(pipeline.rules().get(finding.rule).full_name(), "chars/mismatched-quote");
//! ```
//!
//! # Change the policy
//!
//! ```
//! use kanwu::{Confidence, Model, Pipeline, Policy, RuleSet};
//! use std::sync::Arc;
//!
//! let mut rules = RuleSet::built_in();
//! rules.select(&[], &["words".into()])?; // everything but the words
//! let policy = Policy { confidence: Confidence::Certain, ..Policy::default() };
//! let pipeline = Pipeline::new(Arc::new(rules), Arc::new(Model::embedded()), policy);
//! # Ok::<(), String>(())
//! ```

#![forbid(unsafe_code)]
#![warn(
    missing_docs,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr
)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::string_slice))]

#[cfg(feature = "cli")]
mod batch;
mod check;
#[cfg(feature = "cli")]
pub mod cli;
mod codec;
mod dating;
mod diagnosis;
mod dictionary;
mod error;
#[expect(clippy::cast_precision_loss, reason = "counts and shares need no more")]
pub mod eval;
#[cfg(feature = "cli")]
mod file_name;
mod finding;
mod learn;
mod model;
mod nearest;
mod numeral;
#[cfg(feature = "html")]
mod page;
mod patch;
mod pipeline;
mod prose;
mod protect;
#[cfg(feature = "cli")]
mod report;
#[cfg(feature = "cli")]
mod review;
mod rule;
mod scratch;
mod span;
mod stage;
#[cfg(feature = "cli")]
mod state;
#[cfg(feature = "train")]
#[expect(clippy::cast_precision_loss, reason = "counts and means need no more")]
pub mod train;
mod transcode;

pub use check::{Failure, Promise, check_rules};
pub use codec::{Codec, Recipe, Step};
pub use dating::{AnchorId, DocumentYear, YearClue, Years};
#[cfg(feature = "html")]
pub use diagnosis::Page;
pub use diagnosis::{
    ChannelEvidence, Charset, CharsetGuess, CharsetPart, Diagnosis, Leak, Misreading, PairEvidence,
    SiteEvidence,
};
pub use error::Error;
pub use finding::{Alternative, Confidence, Fate, Finding, Reason, RuleId, StageId};
pub use learn::{Candidates, Learned, Sightings, Survey, Traces};
#[cfg(feature = "cli")]
pub use learn::{Comparison, Decision, Draft, Lessons, Pairs, Suspicions, Swap, Verdict};
pub use model::{Model, ORDER, State, Token};
#[cfg(feature = "html")]
pub use page::{Input, is_page};
pub use patch::{Edit, Hunk, Patch};
pub use pipeline::{Outcome, Pass, Pipeline};
pub use rule::{
    Anchor, Channel, Condition, Evidence, Example, Furniture, Held, Look, Name, Pair, Pattern,
    ProjectWords, Reach, Replacements, Rule, RuleSet, Term, Text, Word,
};
pub use scratch::Scratch;
pub use span::Span;
pub use stage::{Normalize, NormalizeError, Policy, Reading, readings};
pub use transcode::{Coding, Target};
