//! What the stages learned about a document as a whole: how it was encoded, which
//! channels it went through, which syllables leaked, when it was written, each with the
//! evidence. Stages add to it in order; later ones read it; nothing else is shared between them.

use crate::codec::Recipe;
use crate::dating::DocumentYear;
use crate::finding::RuleId;

/// The document's damage, inferred.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Diagnosis {
    /// How the bytes became text.
    pub charset: Charset,
    /// How parts of the text were misread, the commonest first.
    pub misreadings: Vec<Misreading>,
    /// What shows that the document came off a page of a site, if that is proven.
    pub site: Option<SiteEvidence>,
    /// Channels for which there is any evidence, strongest first.
    pub channels: Vec<ChannelEvidence>,
    /// Syllables in Latin letters that stand for characters.
    pub leaks: Vec<Leak>,
    /// The year that the document speaks from, if that can be told.
    pub document_year: Option<DocumentYear>,
    /// What is known of the web page that the text was taken from; `None` for a text, and
    /// always without the feature `html`.
    pub page: Option<Page>,
}

/// A web page that was reduced to the text of its article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    /// The title of the article, which is also the first line of the text.
    pub title: Option<String>,
    /// The day on which it was published, as `YYYY-MM-DD`, if the page says so.
    pub date: Option<String>,
    /// Whether no article could be told from the rest, so that the text is all of the body.
    pub is_whole: bool,
    /// Characters of the page that are in the text, white space aside.
    pub kept: usize,
    /// Characters that a browser shows and the text leaves out: navigation, lists of other
    /// pages, comments, advertisements.
    pub left_out: usize,
    /// What shows that the page was served or saved, by name.
    pub signs: Vec<&'static str>,
}

/// Evidence that a document came off a page: lines that a site puts around its documents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SiteEvidence {
    /// Log-odds (nats) that it did, prior included.
    pub log_odds: f32,
    /// How many different lines of that kind stand around it.
    pub signs: usize,
}

/// A wrong charset that parts of the text were read in.
#[derive(Clone, Debug, PartialEq)]
pub struct Misreading {
    /// How it is undone.
    pub recipe: Recipe,
    /// How many stretches of the text it explains.
    pub count: usize,
    /// How many bytes of the text.
    pub bytes: usize,
}

impl Diagnosis {
    /// Counts one more stretch of `bytes` bytes that `recipe` restores.
    pub(crate) fn add_misreading(&mut self, recipe: &Recipe, bytes: usize) {
        match self.misreadings.iter_mut().find(|m| m.recipe == *recipe) {
            Some(known) => {
                known.count += 1;
                known.bytes += bytes;
            }
            None => {
                let recipe = recipe.clone();
                self.misreadings.push(Misreading { recipe, count: 1, bytes });
            }
        }
        self.misreadings.sort_by_key(|m| std::cmp::Reverse(m.bytes));
    }
}

/// How the bytes of a document were read.
#[derive(Clone, Debug, PartialEq)]
pub struct Charset {
    /// Name of the encoding, as in the WHATWG Encoding Standard.
    pub name: &'static str,
    /// Whether the file began with a byte order mark.
    pub bom: bool,
    /// Whether the encoding was guessed rather than proven by the bytes or by a mark.
    pub guessed: bool,
    /// Probability that it is this encoding, in `0.0..=1.0`.
    pub confidence: f32,
    /// Pieces that could not be decoded; they are written back as they were.
    pub undecodable: usize,
    /// Runs of lines in different encodings, in order; empty if there is only one.
    pub parts: Vec<CharsetPart>,
}

/// A run of lines in one encoding, in a document of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CharsetPart {
    /// Name of the encoding.
    pub name: &'static str,
    /// The first line, counted from 1.
    pub line: usize,
    /// How many there are.
    pub lines: usize,
}

/// An encoding that a document may be in.
#[derive(Clone, Debug, PartialEq)]
pub struct CharsetGuess {
    /// Name of the encoding.
    pub name: &'static str,
    /// Its probability, in `0.0..=1.0`.
    pub probability: f32,
    /// Log-probability (nats) of a sample of the document, read so.
    pub score: f32,
    /// The first words of the document, read so.
    pub words: String,
}

impl Default for Charset {
    fn default() -> Charset {
        Charset {
            name: "UTF-8",
            bom: false,
            guessed: false,
            confidence: 1.0,
            undecodable: 0,
            parts: Vec::new(),
        }
    }
}

/// Evidence that the document went through one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelEvidence {
    /// The channel's rule.
    pub rule: RuleId,
    /// Log-odds (nats) that the document went through the channel, prior included.
    pub log_odds: f32,
    /// Evidence by pair, strongest first; what each adds to the log-odds, the others given.
    pub pairs: Vec<PairEvidence>,
}

impl ChannelEvidence {
    /// Probability that the document went through the channel, in `0.0..=1.0`.
    pub fn probability(&self) -> f32 {
        1.0 / (1.0 + (-self.log_odds).exp())
    }
}

/// What one pair of words says about the document.
#[derive(Clone, Debug, PartialEq)]
pub struct PairEvidence {
    /// The original word, the likeliest where there are several.
    pub original: Box<str>,
    /// What the channel puts in its place.
    pub stand_in: Box<str>,
    /// How often the original stands in the document.
    pub originals: u32,
    /// How often the stand-in does.
    pub stand_ins: u32,
    /// What this adds to the channel's log-odds, in nats.
    pub log_odds: f32,
}

/// A syllable that stands for a character throughout the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Leak {
    /// The syllable as it stands in the text, in lower case.
    pub syllable: Box<str>,
    /// The character it stands for.
    pub character: char,
    /// How often it does.
    pub count: u32,
}
