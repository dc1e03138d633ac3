//! What is wrong, where, how sure we are, and what became of it. A finding never
//! changes anything; it says what a reader would want to know.

use crate::codec::Recipe;
use crate::dating::DocumentYear;
use crate::span::Span;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Position of a rule in its rule set; also its rank when two rules clash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u16);

/// The stages, in the order in which a document passes through them.
///
/// `Mojibake`, `Layout` and `Figures` have their place in the order; a rule set without
/// rules for them simply runs nothing there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StageId {
    /// Bytes become text.
    Decode,
    /// Text that was read in the wrong charset.
    Mojibake,
    /// Single characters: quotation marks, radicals, invisible characters, entities.
    Chars,
    /// Page furniture and paragraphs.
    Layout,
    /// Swapped words, pinyin leaks, typing errors.
    Words,
    /// Placeholders and broken numbers.
    Figures,
    /// Style that the user asked for; never runs unasked.
    Normalize,
}

impl StageId {
    /// Every stage, in order.
    pub const ALL: [StageId; 7] = [
        StageId::Decode,
        StageId::Mojibake,
        StageId::Chars,
        StageId::Layout,
        StageId::Words,
        StageId::Figures,
        StageId::Normalize,
    ];

    /// The name used in rule ids, on the command line and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            StageId::Decode => "decode",
            StageId::Mojibake => "mojibake",
            StageId::Chars => "chars",
            StageId::Layout => "layout",
            StageId::Words => "words",
            StageId::Figures => "figures",
            StageId::Normalize => "normalize",
        }
    }
}

impl fmt::Display for StageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How sure a finding is that its fix restores what the author wrote. Ordered: a fix is
/// applied when its confidence reaches that of the policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Shown for review, never applied unless asked for.
    Possible,
    /// Probability of at least [`Confidence::LIKELY`].
    #[default]
    Likely,
    /// The inverse is exact: nothing else can have stood there.
    Certain,
}

impl Confidence {
    /// The probability from which a finding counts as likely. Of a hundred edits that are
    /// applied by default at most three may be wrong even where the evidence is weakest.
    pub const LIKELY: f32 = 0.97;

    /// `Likely` or `Possible`, by probability. `Certain` is never a matter of statistics.
    pub fn of(probability: f32) -> Confidence {
        if probability >= Confidence::LIKELY { Confidence::Likely } else { Confidence::Possible }
    }

    /// The name used on the command line and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Confidence {
    type Err = String;

    fn from_str(s: &str) -> Result<Confidence, String> {
        match s {
            "possible" => Ok(Confidence::Possible),
            "likely" => Ok(Confidence::Likely),
            "certain" => Ok(Confidence::Certain),
            _ => Err(format!("`{s}` is not a confidence; use certain, likely or possible")),
        }
    }
}

/// What the pipeline did with a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// The fix is part of the restored text.
    Applied,
    /// Report only, or below the confidence asked for.
    #[default]
    Withheld,
    /// Another finding of the same stage covers the place.
    Outranked(RuleId),
}

/// A further restoration that fits about as well as the fix.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// What would stand there.
    pub text: Box<str>,
    /// Its probability, in `0.0..=1.0`.
    pub probability: f32,
}

/// Why a finding was made, as data. Put into words on demand by the report, in Chinese or
/// in English, so that a finding costs nothing to make.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The rule's own one-line explanation says it all.
    Rule,
    /// The document went through a channel that swaps words.
    Channel {
        /// How often the original word stands in the document.
        original: u32,
        /// How often its stand-in does.
        stand_in: u32,
        /// Log-odds (nats) that this document went through the channel, this site left out.
        document: f32,
        /// How much better (nats) the restored words read here, by the language model.
        margin: f32,
    },
    /// The text was read in the wrong charset.
    Misread {
        /// How that is undone.
        recipe: Recipe,
        /// How much better (nats) the restored text reads, less the price of the recipe.
        margin: f32,
    },
    /// A word that is never right; the context agrees.
    Misspelling {
        /// How much better (nats) the restored word reads here.
        margin: f32,
    },
    /// A character stands for another that sounds or looks like it.
    Typing {
        /// How much better (nats) the text reads with the other.
        margin: f32,
    },
    /// Part of the document is in another charset than the rest.
    Charset {
        /// The charset of this part.
        part: &'static str,
        /// That of the document.
        document: &'static str,
    },
    /// A syllable in Latin letters stands for one character.
    Leak {
        /// How often the syllable leaked in the document.
        count: u32,
        /// How much better (nats) the character reads than the runner-up, over all its sites.
        margin: f32,
    },
    /// A year was written over other digits throughout the document.
    Pasted {
        /// The year.
        year: u16,
        /// The digits that it stands for here, if that can be told.
        original: Option<Box<str>>,
        /// In how many places of the document it makes a figure that no one writes.
        places: u32,
        /// When the document was written, if that can be told.
        document: Option<Arc<DocumentYear>>,
    },
    /// What was left blank follows from the year of the document.
    Dated {
        /// When it was written.
        document: Arc<DocumentYear>,
    },
}

/// One defect. The span counts bytes of the text that its pass looked at;
/// [`Outcome::source_span`](crate::Outcome::source_span) walks it back to the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: RuleId,
    /// Where, in the text of its pass.
    pub span: Span,
    /// What stands there.
    pub before: Box<str>,
    /// What should stand there; `None` if the defect can only be reported.
    pub fix: Option<Box<str>>,
    /// Other restorations that fit about as well.
    pub alternatives: Vec<Alternative>,
    /// Whether the fix is applied is decided by this alone.
    pub confidence: Confidence,
    /// Probability that the fix is right, in `0.0..=1.0`.
    pub probability: f32,
    /// Why.
    pub reason: Reason,
    /// What became of it; set when the findings of a stage are settled.
    pub fate: Fate,
}

impl Finding {
    /// A finding whose rule explains it and whose fix is exact or given by the rule.
    pub fn by_rule(
        rule: RuleId,
        span: Span,
        text: &str,
        fix: Option<&str>,
        confidence: Confidence,
    ) -> Finding {
        Finding {
            rule,
            span,
            before: span.slice(text).into(),
            fix: fix.map(Into::into),
            alternatives: Vec::new(),
            confidence,
            probability: match confidence {
                Confidence::Certain => 1.0,
                Confidence::Likely => Confidence::LIKELY,
                Confidence::Possible => 0.5,
            },
            reason: Reason::Rule,
            fate: Fate::Withheld,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_is_ordered_and_reads_its_own_names() {
        assert!(Confidence::Certain > Confidence::Likely);
        assert!(Confidence::Likely > Confidence::Possible);
        for c in [Confidence::Possible, Confidence::Likely, Confidence::Certain] {
            assert_eq!(c.name().parse(), Ok(c));
        }
        assert!("sure".parse::<Confidence>().is_err());
    }

    #[test]
    fn probability_never_makes_a_finding_certain() {
        assert_eq!(Confidence::of(1.0), Confidence::Likely);
        assert_eq!(Confidence::of(0.5), Confidence::Possible);
    }
}
