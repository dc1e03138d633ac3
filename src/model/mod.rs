//! The language model of plain Chinese: a character 5-gram model with interpolated
//! modified Kneser–Ney smoothing (Chen and Goodman, 1998), pruned and quantized. It is
//! read in place from one block of bytes, so the model inside the executable costs
//! nothing at start, and a model from a file is checked and then used the same way.
//!
//! The model answers one question: how well does this stretch of text read, in nats?
//! What follows from the answer is decided elsewhere.

pub(crate) mod bigrams;
mod format;
mod table;
mod vocab;

pub(crate) use format::Header;
#[cfg(feature = "train")]
pub(crate) use format::{Parts, write};
#[cfg(feature = "train")]
pub(crate) use table::build as build_table;
pub(crate) use vocab::Folding;
pub use vocab::Token;
#[cfg(feature = "train")]
pub(crate) use vocab::{
    FIRST, LATIN, MAX_VOCABULARY, NONE, NUMBER, OTHER, PLANE, QUOTE, RARE, START, class_of,
    fold_mark, is_ideograph,
};
#[cfg(not(feature = "train"))]
pub(crate) use vocab::{NONE, OTHER, RARE, START};

use crate::error::Error;
use std::borrow::Cow;
use std::path::Path;

/// Whether the token stands for one character and not for a class of them.
pub(crate) fn is_character(token: Token) -> bool {
    token >= vocab::FIRST
}

/// Length of the longest n-gram.
pub const ORDER: usize = 5;

/// The model that is compiled in.
static EMBEDDED: &[u8] = include_bytes!("../../model/zh.lm");

/// A language model, borrowed from the executable or read from a file.
///
/// ```
/// let model = kanwu::Model::embedded();
/// assert!(model.log_prob("提供优质的服务") > model.log_prob("提供优质的效劳"));
/// ```
#[derive(Clone, Debug)]
pub struct Model {
    bytes: Cow<'static, [u8]>,
    header: Header,
}

/// The left context of the next token: what the model remembers of the text so far.
///
/// Two histories with equal states give every continuation the same probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    /// Most recent first; only `len` of them count.
    tokens: [Token; ORDER - 1],
    /// Log backoff weights of the contexts of length 1, 2, …, `len`.
    backoff: [f32; ORDER - 1],
    len: u8,
}

impl State {
    /// Nothing is known of what went before.
    pub const UNKNOWN: State = State { tokens: [0; ORDER - 1], backoff: [0.0; ORDER - 1], len: 0 };

    /// The token before, if any is known.
    #[inline]
    pub(crate) fn last(&self) -> Token {
        self.tokens[0]
    }
}

impl Model {
    /// The model inside the executable.
    pub fn embedded() -> Model {
        let header = Header::read(EMBEDDED).unwrap_or_else(|why| {
            unreachable!("the model in the executable is checked by the tests: {why}")
        });
        Model { bytes: Cow::Borrowed(EMBEDDED), header }
    }

    /// Reads a model file and verifies its checksum.
    ///
    /// # Errors
    /// If the file cannot be read, is not a model, is of another version, truncated or altered.
    pub fn open(path: &Path) -> Result<Model, Error> {
        let bytes = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?;
        Model::from_bytes(bytes).map_err(|why| Error::Model { path: path.to_owned(), why })
    }

    /// Takes a model from memory and verifies its checksum; the error says what is wrong.
    ///
    /// # Errors
    /// As for [`Model::open`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Model, String> {
        let header = Header::read(&bytes)?;
        Header::verify(&bytes)?;
        Ok(Model { bytes: Cow::Owned(bytes), header })
    }

    /// The token of one character, before runs are folded.
    #[inline]
    pub(crate) fn token(&self, c: char) -> Token {
        match u16::try_from(u32::from(c)) {
            Ok(code) => self.header.token(&self.bytes, code),
            // Extensions B and later are ideographs; the rest are symbols.
            Err(_) if matches!(u32::from(c), 0x2_0000..=0x3_FFFF) => RARE,
            Err(_) => OTHER,
        }
    }

    /// Appends the tokens of `text` to `out`.
    pub fn tokens(&self, text: &str, out: &mut Vec<Token>) {
        let mut folding = Folding::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            out.extend(folding.push(c, self.token(c), || chars.clone().next()));
        }
    }

    /// The state at the start of a line.
    pub fn start(&self) -> State {
        let mut state = State::UNKNOWN;
        state.tokens[0] = START;
        state.backoff[0] = self.header.unigram(&self.bytes, START).1;
        state.len = 1;
        state
    }

    /// Log-probability (nats) of `token` after `state`, and the state after it.
    #[inline]
    pub fn score(&self, state: &State, token: Token) -> (f32, State) {
        if token == START {
            // The end of a line is no event of the model; what follows starts afresh.
            return (0.0, self.start());
        }
        let bytes: &[u8] = &self.bytes;
        let header = &self.header;
        let (mut log_prob, backoff) = header.unigram(bytes, token);
        let mut next = State::UNKNOWN;
        next.backoff[0] = backoff;
        let known = usize::from(state.len);
        let mut matched = 1;
        let mut key = u64::from(token);
        let mut power = 1u64;
        // An n-gram is stored only if its last n-1 tokens are: the first miss ends the search.
        while matched <= known {
            power = power.wrapping_mul(header.base());
            key = key.wrapping_add(power.wrapping_mul(u64::from(state.tokens[matched - 1])));
            let Some((found, backoff)) = header.ngram(bytes, key, matched + 1) else { break };
            log_prob = found;
            if matched + 1 < ORDER {
                next.backoff[matched] = backoff;
            }
            matched += 1;
        }
        for unused in &state.backoff[(matched - 1).min(known)..known] {
            log_prob += unused;
        }
        next.tokens[0] = token;
        next.tokens[1..].copy_from_slice(&state.tokens[..ORDER - 2]);
        #[expect(clippy::cast_possible_truncation, reason = "at most ORDER - 1")]
        let len = matched.min(ORDER - 1) as u8;
        next.len = len;
        for forgotten in &mut next.tokens[matched.min(ORDER - 1)..] {
            *forgotten = 0;
        }
        (log_prob, next)
    }

    /// Logarithm of the share of text positions where `word` begins.
    pub fn log_frequency(&self, word: &str) -> f32 {
        let mut tokens = Vec::new();
        self.tokens(word, &mut tokens);
        let mut sum = 0.0;
        let mut state = State::UNKNOWN;
        for token in tokens {
            let (p, next) = self.score(&state, token);
            sum += p;
            state = next;
        }
        sum
    }

    /// Log-probability (nats) of a text that starts a line.
    pub fn log_prob(&self, text: &str) -> f32 {
        let mut tokens = Vec::new();
        self.tokens(text, &mut tokens);
        let mut state = self.start();
        let mut sum = 0.0;
        for token in tokens {
            let (p, next) = self.score(&state, token);
            sum += p;
            state = next;
        }
        sum
    }

    /// Number of stored n-grams and size of the model in bytes.
    pub fn size(&self) -> (u64, usize) {
        (self.header.ngrams(), self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_model_is_whole() {
        Header::verify(EMBEDDED).expect("checksum");
        assert!(EMBEDDED.len() <= 24 << 20, "the budget is 24 MiB");
    }

    #[test]
    fn a_truncated_altered_or_foreign_file_is_refused_with_a_reason() {
        let truncated = EMBEDDED[..EMBEDDED.len() - 5].to_vec();
        assert!(Model::from_bytes(truncated).unwrap_err().contains("truncated"));
        let mut altered = EMBEDDED.to_vec();
        let last = altered.len() - 20;
        altered[last] ^= 1;
        assert!(Model::from_bytes(altered).unwrap_err().contains("checksum"));
        assert!(Model::from_bytes(b"PK\x03\x04".to_vec()).unwrap_err().contains("not a kanwu"));
        assert!(Model::from_bytes(Vec::new()).unwrap_err().contains("not a kanwu"));
        let mut newer = EMBEDDED.to_vec();
        newer[8] = 200;
        assert!(Model::from_bytes(newer).unwrap_err().contains("version"));
    }

    #[test]
    fn scoring_piecewise_equals_scoring_at_once() {
        let model = Model::embedded();
        let mut tokens = Vec::new();
        model.tokens("2023年，全市GDP增长5.2%，人民生活水平不断提高。", &mut tokens);
        let mut state = model.start();
        let mut sum = 0.0;
        for &t in &tokens {
            let (p, next) = model.score(&state, t);
            assert!(p <= 0.0 && p.is_finite());
            state = next;
            sum += p;
        }
        let whole = model.log_prob("2023年，全市GDP增长5.2%，人民生活水平不断提高。");
        assert!((sum - whole).abs() < 1e-3);
    }

    #[test]
    fn probabilities_of_all_tokens_sum_to_one() {
        let model = Model::embedded();
        for context in ["", "服", "人民", "经济社会", "𠀀的", "ABC"] {
            let mut tokens = Vec::new();
            model.tokens(context, &mut tokens);
            let state = tokens.iter().fold(model.start(), |s, &t| model.score(&s, t).1);
            let vocabulary = Token::try_from(model.header.base()).unwrap();
            let sum: f64 = (2..vocabulary).map(|t| f64::from(model.score(&state, t).0).exp()).sum();
            assert!((sum - 1.0).abs() < 0.05, "after {context:?}: {sum}");
        }
    }

    #[test]
    fn numbers_and_latin_words_are_one_token_whatever_their_length() {
        let model = Model::embedded();
        let count = |text: &str| {
            let mut out = Vec::new();
            model.tokens(text, &mut out);
            out.len()
        };
        assert_eq!(count("2023年"), count("１年"));
        assert_eq!(count("4,000元"), count("4元"));
        assert_eq!(count("使用 Python 编写"), count("使用R编写"));
    }
}
