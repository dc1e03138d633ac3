//! Review: what of a document is to be decided by a person, and what was decided. The findings
//! of all passes are brought to places of the *source* that do not overlap, so that any of the
//! proposals can be taken and any refused, and what is applied is exactly what was decided,
//! whatever rules the program has by then.

mod decisions;
mod place;

pub(crate) use decisions::{Broken, Decided, Decisions, DocumentDecisions, Word, checksum};
pub(crate) use place::{Place, Proposal, places};
