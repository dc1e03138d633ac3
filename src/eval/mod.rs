//! How good is a restoration? Compares what was found in documents with what a person says was
//! damaged in them: gold. Counts; decides nothing.

mod gold;
mod judge;
mod plot;
mod score;

pub use gold::{Certainty, Gold, GoldEdit, Region};
pub use judge::judge;
pub use score::{Bin, Family, Note, Score, Share};

pub use plot::reliability_diagram;
