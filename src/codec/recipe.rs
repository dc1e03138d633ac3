//! How a misreading is undone, as data that can be replayed: take the text back to bytes in
//! the charset it was wrongly read in, then read them as what they were, perhaps more than
//! once. Whoever doubts a repair can do the same with other tools.

use super::slip::resynchronized;
use super::{Codec, Codecs, Partial};
use std::fmt;

/// One step of a [`Recipe`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Step {
    /// Back to bytes, in the charset that the text was wrongly read in.
    Encode(Codec),
    /// Bytes to text, in the charset that they were written in.
    Decode(Codec),
    /// Back to bytes and to UTF-8 in one go, where some bytes had been replaced by `?` or
    /// U+FFFD: every character that lost a byte becomes U+FFFD.
    Salvage(Codec),
    /// Back to bytes and to text one byte later in one go, where a stream of double bytes had
    /// lost one: the character that lost its half becomes U+FFFD.
    Resynchronize(Codec),
}

/// The steps that undo a misreading, in order.
///
/// ```
/// use kanwu::{Codec, Recipe, Step};
/// let recipe = Recipe::new(vec![Step::Encode(Codec::Gb18030), Step::Decode(Codec::Utf8)]);
/// assert_eq!(recipe.replay("鏈嶅姟").as_deref(), Some("服务"));
/// assert_eq!(recipe.to_string(), "encode as GB18030, decode as UTF-8");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recipe(Vec<Step>);

impl Recipe {
    /// A recipe of these steps.
    pub fn new(steps: Vec<Step>) -> Recipe {
        Recipe(steps)
    }

    /// The steps.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// What comes of `text`; `None` if a step cannot be done, which means that the text did
    /// not come about in this way.
    pub fn replay(&self, text: &str) -> Option<String> {
        self.replay_with(&Codecs::default(), text)
    }

    pub(crate) fn replay_with(&self, codecs: &Codecs, text: &str) -> Option<String> {
        let mut text = text.to_owned();
        let mut bytes = Vec::new();
        for step in &self.0 {
            match *step {
                Step::Encode(codec) => bytes = codecs.encode_all(codec, &text)?,
                Step::Decode(codec) => text = codecs.decode_all(codec, &bytes)?,
                Step::Salvage(codec) => text = Partial::all(codecs, codec, &text)?.marked(),
                Step::Resynchronize(codec) => text = resynchronized(codecs, codec, &text)?,
            }
        }
        Some(text)
    }

    /// Whether every byte is known: the recipe is an exact inverse.
    pub fn is_exact(&self) -> bool {
        self.0.iter().all(|s| matches!(s, Step::Encode(_) | Step::Decode(_)))
    }
}

impl fmt::Display for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            match step {
                Step::Encode(codec) => write!(f, "encode as {}", codec.name())?,
                Step::Decode(codec) => write!(f, "decode as {}", codec.name())?,
                Step::Salvage(codec) => {
                    write!(f, "encode as {}, decode what is left as UTF-8", codec.name())?;
                }
                Step::Resynchronize(codec) => {
                    write!(f, "encode as {0}, skip one byte, decode as {0}", codec.name())?;
                }
            }
        }
        Ok(())
    }
}
