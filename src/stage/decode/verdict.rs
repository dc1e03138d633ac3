//! What a document is in: each way of finding out in turn, the surest first. Reads no text
//! itself, and asks the language model only where the bytes leave it open.

use super::guess::Guess;
use super::parts::Tally;
use super::{Decoder, common, guess, mark, parts, seven_bits, wide};
use crate::transcode::Coding;
use std::borrow::Cow;

/// How sure we are of UTF-8 with a few broken bytes in it. Like the two below a statement and
/// no measurement: no document tried so far was anything else.
pub(super) const BROKEN_UTF8: f32 = 0.99;
/// … of GB18030 that passes the test for plain Chinese of the mainland.
const PLAIN_GB: f32 = 0.999;
/// … of a charset of seven bits with common characters between its shifts.
const SEVEN_BITS: f32 = 0.99;

/// What a document is in, before its text is made.
pub(super) struct Verdict<'d> {
    pub(super) coding: Coding,
    /// Bytes of the byte order mark.
    pub(super) mark: usize,
    /// Probability of the charset; `None` if it is proven or was given.
    pub(super) confidence: Option<f32>,
    /// The text, where finding out has shown it to be UTF-8.
    pub(super) text: Option<&'d str>,
    /// Whether its lines may be in different charsets, and what those that are not UTF-8
    /// may be in.
    pub(super) mixed: Option<Option<Coding>>,
}

impl<'d> Verdict<'d> {
    fn proven(coding: Coding, mark: usize) -> Verdict<'d> {
        Verdict { coding, mark, confidence: None, text: None, mixed: None }
    }

    fn guessed(coding: Coding, confidence: f32) -> Verdict<'d> {
        Verdict { coding, mark: 0, confidence: Some(confidence), text: None, mixed: None }
    }
}

impl Decoder {
    /// Decides what a document is in. `from`: what the user says that it is; `declared`: what
    /// it says itself, if it does.
    pub(super) fn verdict<'d>(
        &self,
        bytes: &'d [u8],
        from: Option<Coding>,
        declared: Option<Coding>,
    ) -> Verdict<'d> {
        let marked = mark::marked(bytes);
        if let Some(from) = from {
            // A mark says in which order the bytes of a unit are, whatever the user says.
            return match marked {
                Some((coding, len)) if coding == from => Verdict::proven(coding, len),
                Some((coding, len)) if from.unit() > 1 && coding.unit() == from.unit() => {
                    Verdict::proven(coding, len)
                }
                _ => Verdict::proven(from, 0),
            };
        }
        if let Some((coding, len)) = marked {
            let mixed = coding == Coding::UTF_8 && std::str::from_utf8(&bytes[len..]).is_err();
            let mixed = mixed.then(|| self.legacy(&bytes[len..]));
            return Verdict { mixed, ..Verdict::proven(coding, len) };
        }
        let text = std::str::from_utf8(bytes).ok();
        let holds_nul = memchr::memchr(0, bytes).is_some();
        if text.is_some() && !holds_nul {
            let shifted = match bytes.is_ascii() {
                true => seven_bits::seven_bits(&self.prose, bytes),
                false => None,
            };
            return match shifted {
                Some(coding) => Verdict::guessed(coding, SEVEN_BITS),
                None => Verdict { text, ..Verdict::proven(Coding::UTF_8, 0) },
            };
        }
        if holds_nul && !wide::readings(bytes).is_empty() {
            let best = self.best(bytes, declared);
            // Of charsets with one byte a unit only UTF-8 is in question where it is valid.
            if text.is_none() || best.coding.unit() > 1 {
                return best;
            }
        }
        if text.is_some() {
            return Verdict { text, ..Verdict::proven(Coding::UTF_8, 0) };
        }
        let tally = Tally::of(bytes);
        if tally.is_utf8() {
            let legacy = if tally.is_mixed() { self.legacy(bytes) } else { None };
            return Verdict { mixed: Some(legacy), ..Verdict::guessed(Coding::UTF_8, BROKEN_UTF8) };
        }
        let other =
            if tally.is_mixed() { Cow::Owned(parts::other_lines(bytes)) } else { bytes.into() };
        let plain = common::pairs(Coding::GB18030, guess::sample(&other));
        let verdict = match plain {
            Some(pairs) if pairs.are_plain_gb() => Verdict::guessed(Coding::GB18030, PLAIN_GB),
            // The byte of a line break may be half of a character: 上 is 4E 0A.
            _ if tally.is_mixed() && !wide::readings(bytes).is_empty() => {
                self.best(bytes, declared)
            }
            _ => self.best(&other, declared),
        };
        let mixed = (verdict.coding.unit() == 1).then_some(None);
        Verdict { mixed, ..verdict }
    }

    /// The likeliest charset.
    fn best<'d>(&self, bytes: &[u8], declared: Option<Coding>) -> Verdict<'d> {
        match guess::rank(&self.prose, bytes, declared).first() {
            Some(&Guess { coding, probability, .. }) => Verdict::guessed(coding, probability),
            None => Verdict::proven(Coding::UTF_8, 0),
        }
    }

    /// What the lines of a UTF-8 document that are not UTF-8 may be in, if that is a charset
    /// that does not read everything.
    fn legacy(&self, bytes: &[u8]) -> Option<Coding> {
        let east = [Coding::SHIFT_JIS, Coding::EUC_JP, Coding::EUC_KR, Coding::EUC_TW];
        let coding = self.best(&parts::other_lines(bytes), None).coding;
        east.contains(&coding).then_some(coding)
    }
}
