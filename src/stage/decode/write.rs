//! The way back: a text in the charsets of its document. What no edit touched comes out as
//! the bytes it was.

use super::{Decoded, Part};
use crate::error::Error;
use crate::patch::Patch;
use crate::span::Span;
use crate::transcode::{self, Coding, Target};

impl Decoded<'_> {
    /// `text`, which `patch` made from the decoded text, in the document's own coding.
    ///
    /// # Errors
    /// If the coding lacks a character of the text.
    pub(crate) fn encode(&self, text: &str, patch: &Patch) -> Result<Vec<u8>, Error> {
        let mut out = Vec::with_capacity(self.mark.len() + text.len() + text.len() / 8);
        out.extend(self.mark);
        self.encode_body(text, patch, &mut out)?;
        Ok(out)
    }

    /// The same in another coding, with or without its mark. A document that is in it as a
    /// whole keeps its bytes, even those that are no character.
    ///
    /// # Errors
    /// If the coding lacks a character of the text, or if the document holds bytes that are
    /// no character and would have to be converted.
    pub(crate) fn encode_as(
        &self,
        Target { coding, mark }: Target,
        text: &str,
        patch: &Patch,
    ) -> Result<Vec<u8>, Error> {
        let mut out = Vec::with_capacity(text.len() + text.len() / 8);
        if mark {
            out.extend(coding.mark());
        }
        if coding == self.coding && self.parts.is_empty() {
            self.encode_body(text, patch, &mut out)?;
            return Ok(out);
        }
        match self.pieces.iter().filter(|p| p.malformed).count() {
            0 => encode(coding, text, Span::new(0, text.len()), &mut out)?,
            count => return Err(Error::Undecodable { count }),
        }
        Ok(out)
    }

    fn encode_body(&self, text: &str, patch: &Patch, out: &mut Vec<u8>) -> Result<(), Error> {
        let whole = [Part { coding: self.coding, text: Span::new(0, self.text.len()) }];
        let parts = if self.parts.is_empty() { &whole[..] } else { &self.parts };
        let mut pieces = self.pieces.iter().peekable();
        let mut at = 0;
        for (i, part) in parts.iter().enumerate() {
            while let Some(piece) = pieces.next_if(|p| p.text.start < part.text.end) {
                let mut place = patch.to_new(piece.text);
                if piece.text.is_empty() {
                    // What was inserted here stands before the bytes without a character.
                    place.start = place.end;
                }
                encode(part.coding, text, Span::new(at, place.start), out)?;
                out.extend(&self.bytes[piece.bytes.start..piece.bytes.end]);
                at = place.end;
            }
            // An edit across a border belongs to the part that it began in.
            let border = patch.to_new(Span::new(part.text.end, part.text.end)).end;
            let end = if i + 1 == parts.len() { text.len() } else { border };
            encode(part.coding, text, Span::new(at, end), out)?;
            at = end;
        }
        // Bytes without a character at the very end.
        for piece in pieces {
            out.extend(&self.bytes[piece.bytes.start..piece.bytes.end]);
        }
        Ok(())
    }
}

/// Appends a span of `text` in `coding`; an error names the place in all of `text`.
fn encode(coding: Coding, text: &str, span: Span, out: &mut Vec<u8>) -> Result<(), Error> {
    transcode::encode(coding, span.slice(text), out).map_err(|at| {
        let before = Span::new(0, span.start + at).slice(text);
        let after = Span::new(span.start + at, text.len()).slice(text);
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Error::Unmappable {
            charset: coding.name(),
            character: after.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER),
            line: 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count(),
            column: 1 + Span::new(line_start, before.len()).slice(before).chars().count(),
        }
    })
}
