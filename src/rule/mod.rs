//! Rules are data: one TOML table is one rule, and its examples are its tests. This
//! module reads rule files, checks them, compiles what needs compiling and knows which
//! rules are switched on. It does not know what the stages do with a rule.

mod anchor;
mod channel;
mod condition;
mod furniture;
mod list;
mod name;
mod pattern;
mod read;
mod select;
mod set;

pub use anchor::{Anchor, Held, Term, Word};
pub use channel::{Channel, Evidence, Pair};
pub use condition::Condition;
pub use furniture::{Furniture, Reach};
pub use list::{ProjectWords, Replacements};
pub use name::Name;
pub use pattern::Pattern;
pub(crate) use pattern::compile;
#[cfg(test)]
pub(crate) use set::DETECTORS;
pub use set::{Example, RuleSet};

use crate::finding::{Confidence, RuleId, StageId};
use std::collections::BTreeMap;

/// A sentence in the two languages that users read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// One rule: what it looks for, why that is wrong, and texts that prove it.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Position in the rule set; rank in a clash.
    pub id: RuleId,
    /// The stage that applies it.
    pub stage: StageId,
    /// Names the defect in kebab-case: `mismatched-quote`.
    pub name: String,
    /// One line for the reader of a finding.
    pub says: Text,
    /// Where the damage comes from and why the fix is right.
    pub why: Text,
    /// What it looks for.
    pub look: Look,
    /// Confidence of its findings; a channel's findings state their own.
    pub confidence: Confidence,
    /// Literals, one of which every hit contains; the stage looks closer only where one occurs.
    pub needles: Vec<String>,
    /// Phrases inside which the rule changes nothing.
    pub keep: Vec<String>,
    /// Which characters are confused, for a detector that asks.
    pub confusions: Confusions,
    /// Texts that must change, with what they must become.
    pub hits: Vec<Example>,
    /// Near misses that must stay as they are.
    pub leaves: Vec<String>,
    /// The version it came with.
    pub since: String,
    /// Where the rule stands: file, and line counted from 1.
    pub file: String,
    /// See `file`.
    pub line: usize,
}

impl Rule {
    /// `stage/name`, as written on the command line and in reports.
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.stage, self.name)
    }

    /// Whether it writes Markdown, which it does only where that is asked for.
    pub(crate) fn is_markdown(&self) -> bool {
        matches!(&self.look, Look::Detect(name) if name == "markdown")
    }
}

/// Characters that are confused, in groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusions {
    /// Those that are easily taken for each other.
    pub alike: Vec<String>,
    /// Those that are written for each other without error.
    pub either: Vec<String>,
    /// Those that foreign names are written with.
    pub foreign: String,
}

/// What a rule looks for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Look {
    /// A regular expression and what replaces it; without a replacement the rule only reports.
    Find {
        /// The compiled pattern. What its group `it` matches is the place, or else the whole.
        regex: Pattern,
        /// What must hold of the numbers that its groups matched.
        when: Option<Condition>,
        /// The replacement, with `$1` for groups.
        with: Option<String>,
    },
    /// Single characters and what each becomes; empty to delete it.
    Map(BTreeMap<char, String>),
    /// A function of the stage, by name.
    Detect(String),
    /// Words that were swapped for others.
    Channel(Channel),
    /// Lines that a site puts around a document.
    Furniture(Furniture),
    /// Words that always become others.
    Replace(Replacements),
}
