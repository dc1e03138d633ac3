//! The model file, byte by byte. All numbers are little-endian.
//!
//! | offset | size | what |
//! |---|---|---|
//! | 0 | 8 | `KANWU-LM` |
//! | 8 | 4 | format version |
//! | 12 | 4 | vocabulary size V |
//! | 16 | 8 | number of n-grams of order 2 and more |
//! | 24 | 8 | table seed |
//! | 32 | 4 + 4 | table segment, table starts |
//! | 40 | 1 + 1 + 1 + 5 | bits of fingerprint, probability, backoff; zeros |
//! | 48 | 8 | length of the file |
//! | 56 | 8 | zeros |
//! | 64 | 8·V | unigrams: log-probability, log backoff (`f32` each) |
//! | … | 2·65,536 | token of each character of the Basic Multilingual Plane |
//! | … | | codebooks of orders 2 to 5: `f32` log-probabilities, then log backoffs |
//! | … | | cells of the table |
//! | end − 32 | 32 | SHA-256 of everything before |

use super::ORDER;
use super::table::Shape;
use super::vocab::{MAX_VOCABULARY, PLANE, Token};
use sha2::{Digest, Sha256};

const MAGIC: &[u8; 8] = b"KANWU-LM";
const VERSION: u32 = 1;
const UNIGRAMS: usize = 64;
const DIGEST: usize = 32;

/// Where everything is in a model's bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    vocabulary: usize,
    ngrams: u64,
    shape: Shape,
    prob_bits: u32,
    backoff_bits: u32,
    plane: usize,
    codebooks: usize,
    cells: usize,
}

impl Header {
    /// Reads and checks the fixed part. Does not look at the checksum.
    pub(crate) fn read(bytes: &[u8]) -> Result<Header, String> {
        if bytes.get(..8) != Some(MAGIC) {
            return Err("not a kanwu language model".into());
        }
        let truncated = || "the model is truncated".to_string();
        let u32_at = |at: usize| {
            bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes)
        };
        let u64_at = |at: usize| {
            bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes)
        };
        let version = u32_at(8).ok_or_else(truncated)?;
        if version != VERSION {
            return Err(format!("model version {version}; this program reads version {VERSION}"));
        }
        if bytes.len() < UNIGRAMS {
            return Err(truncated());
        }
        let vocabulary = u32_at(12).ok_or_else(truncated)? as usize;
        let ngrams = u64_at(16).ok_or_else(truncated)?;
        let [fingerprint_bits, prob_bits, backoff_bits] =
            [bytes[40], bytes[41], bytes[42]].map(u32::from);
        let shape = Shape {
            seed: u64_at(24).ok_or_else(truncated)?,
            segment: u32_at(32).ok_or_else(truncated)?,
            starts: u32_at(36).ok_or_else(truncated)?,
            width: fingerprint_bits + prob_bits + backoff_bits,
            value_bits: prob_bits + backoff_bits,
        };
        if vocabulary > MAX_VOCABULARY
            || !shape.segment.is_power_of_two()
            || shape.segment > 1 << 20
            || shape.starts == 0
            || shape.starts > 1 << 30
            || shape.width > 32
            || prob_bits > 12
            || backoff_bits > 12
            || !(1..=24).contains(&fingerprint_bits)
        {
            return Err("the model's header makes no sense".into());
        }
        let plane = UNIGRAMS + 8 * vocabulary;
        let codebooks = plane + 2 * PLANE;
        let cells = codebooks + (ORDER - 1) * 4 * ((1 << prob_bits) + (1 << backoff_bits));
        let length = cells + shape.bytes() + DIGEST;
        let stated = u64_at(48).ok_or_else(truncated)?;
        if bytes.len() < length || (bytes.len() as u64) < stated {
            return Err(truncated());
        }
        if bytes.len() != length || bytes.len() as u64 != stated {
            return Err("the model is longer than its header says".into());
        }
        Ok(Header { vocabulary, ngrams, shape, prob_bits, backoff_bits, plane, codebooks, cells })
    }

    /// Compares the checksum, and that no token lies outside the vocabulary.
    pub(crate) fn verify(bytes: &[u8]) -> Result<(), String> {
        let header = Header::read(bytes)?;
        let (body, digest) = bytes.split_at(bytes.len() - DIGEST);
        if Sha256::digest(body).as_slice() != digest {
            return Err("the model's checksum does not match: the file is damaged".into());
        }
        if (0..=u16::MAX).any(|c| usize::from(header.token(bytes, c)) >= header.vocabulary) {
            return Err("the model's token table makes no sense".into());
        }
        Ok(())
    }

    /// The base of n-gram keys.
    #[inline]
    pub(crate) fn base(&self) -> u64 {
        self.vocabulary as u64
    }

    /// Number of n-grams of order 2 and more.
    pub(crate) fn ngrams(&self) -> u64 {
        self.ngrams
    }

    /// The token of a character of the Basic Multilingual Plane.
    #[inline]
    pub(crate) fn token(&self, bytes: &[u8], code: u16) -> Token {
        let at = self.plane + 2 * usize::from(code);
        Token::from_le_bytes([bytes[at], bytes[at + 1]])
    }

    /// Log-probability and log backoff of a single token.
    #[inline]
    pub(crate) fn unigram(&self, bytes: &[u8], token: Token) -> (f32, f32) {
        let at = UNIGRAMS + 8 * usize::from(token);
        (f32_at(bytes, at), f32_at(bytes, at + 4))
    }

    /// Log-probability and log backoff of a stored n-gram of `order` tokens.
    #[inline]
    pub(crate) fn ngram(&self, bytes: &[u8], key: u64, order: usize) -> Option<(f32, f32)> {
        let value = self.shape.get(&bytes[self.cells..], key)? as usize;
        let book =
            self.codebooks + (order - 2) * 4 * ((1 << self.prob_bits) + (1 << self.backoff_bits));
        let prob = value >> self.backoff_bits;
        let backoff = value & ((1 << self.backoff_bits) - 1);
        let backoffs = book + (4 << self.prob_bits);
        Some((f32_at(bytes, book + 4 * prob), f32_at(bytes, backoffs + 4 * backoff)))
    }
}

#[inline]
fn f32_at(bytes: &[u8], at: usize) -> f32 {
    f32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// The parts of a model file, as the trainer has them.
#[cfg(feature = "train")]
pub(crate) struct Parts<'a> {
    pub(crate) unigrams: &'a [(f32, f32)],
    pub(crate) plane: &'a [Token],
    /// Per order from 2: log-probabilities, log backoffs.
    pub(crate) codebooks: &'a [(Vec<f32>, Vec<f32>)],
    pub(crate) ngrams: u64,
    pub(crate) shape: Shape,
    pub(crate) prob_bits: u8,
    pub(crate) backoff_bits: u8,
    pub(crate) cells: &'a [u8],
}

/// Puts a model file together.
#[cfg(feature = "train")]
pub(crate) fn write(parts: &Parts<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend(MAGIC);
    out.extend(VERSION.to_le_bytes());
    let vocabulary = u32::try_from(parts.unigrams.len()).unwrap_or(u32::MAX);
    out.extend(vocabulary.to_le_bytes());
    out.extend(parts.ngrams.to_le_bytes());
    out.extend(parts.shape.seed.to_le_bytes());
    out.extend(parts.shape.segment.to_le_bytes());
    out.extend(parts.shape.starts.to_le_bytes());
    let fingerprint = u8::try_from(parts.shape.width - parts.shape.value_bits).unwrap_or(u8::MAX);
    out.extend([fingerprint, parts.prob_bits, parts.backoff_bits]);
    out.resize(UNIGRAMS, 0);
    for (prob, backoff) in parts.unigrams {
        out.extend(prob.to_le_bytes());
        out.extend(backoff.to_le_bytes());
    }
    parts.plane.iter().for_each(|t| out.extend(t.to_le_bytes()));
    for (probs, backoffs) in parts.codebooks {
        probs.iter().chain(backoffs).for_each(|v| out.extend(v.to_le_bytes()));
    }
    out.extend(parts.cells);
    let length = (out.len() + DIGEST) as u64;
    out[48..56].copy_from_slice(&length.to_le_bytes());
    let digest = Sha256::digest(&out);
    out.extend(digest.as_slice());
    out
}
