//! Bytes become text: byte order mark, strict UTF-8, else a guess by `chardetng`. One bad
//! byte never fails a file: what cannot be decoded stands in the text as U+FFFD, is
//! reported, is never edited, and is written back as the bytes it was.

use crate::diagnosis::Charset;
use crate::error::Error;
use crate::finding::{Confidence, Finding, StageId};
use crate::patch::Patch;
use crate::rule::RuleSet;
use crate::span::Span;
use crate::transcode::{self, Opaque};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};
use std::borrow::Cow;

/// How a document's bytes stand for text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Utf8,
    Utf16 { big_endian: bool },
    Legacy(&'static Encoding),
}

const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";

/// Text broken in a few places is still UTF-8 when it has this many whole characters beyond
/// ASCII for each broken one. GBK text read as UTF-8 has far fewer than one.
const WHOLE_PER_BROKEN: usize = 4;

/// A document's text and everything needed to write it back.
#[derive(Clone, Debug)]
pub(crate) struct Decoded<'d> {
    /// The text without its byte order mark.
    pub(crate) text: Cow<'d, str>,
    coding: Coding,
    bom: &'d [u8],
    guessed: bool,
    /// The bytes after the mark.
    bytes: &'d [u8],
    pieces: Vec<Opaque>,
    opaque: Vec<Span>,
}

/// Decodes a document. Total.
pub(crate) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let (coding, bom_len, guessed) = coding_of(bytes);
    let (bom, body) = bytes.split_at(bom_len);
    let (text, pieces) = match (coding, std::str::from_utf8(body)) {
        (Coding::Utf8, Ok(text)) => (Cow::Borrowed(text), Vec::new()),
        (Coding::Utf8, Err(_)) => owned(transcode::decode_utf8(body)),
        (Coding::Utf16 { big_endian }, _) => owned(transcode::decode_utf16(body, big_endian)),
        (Coding::Legacy(encoding), _) => owned(transcode::decode(encoding, body)),
    };
    let opaque = pieces.iter().map(|p| p.text).collect();
    Decoded { text, coding, bom, guessed, bytes: body, pieces, opaque }
}

fn owned<'d>((text, pieces): (String, Vec<Opaque>)) -> (Cow<'d, str>, Vec<Opaque>) {
    (Cow::Owned(text), pieces)
}

/// The coding, the length of the byte order mark, and whether it was guessed.
fn coding_of(bytes: &[u8]) -> (Coding, usize, bool) {
    if bytes.starts_with(UTF8_BOM) {
        return (Coding::Utf8, 3, false);
    }
    if bytes.starts_with(b"\xFF\xFE") {
        return (Coding::Utf16 { big_endian: false }, 2, false);
    }
    if bytes.starts_with(b"\xFE\xFF") {
        return (Coding::Utf16 { big_endian: true }, 2, false);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return (Coding::Utf8, 0, false);
    }
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if whole >= WHOLE_PER_BROKEN * broken {
        return (Coding::Utf8, 0, false);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // GB18030 reads all of GBK and more.
    let encoding = if guess == GBK { GB18030 } else { guess };
    let coding = if encoding == UTF_8 { Coding::Utf8 } else { Coding::Legacy(encoding) };
    (coding, 0, true)
}

impl Decoded<'_> {
    /// For the diagnosis.
    pub(crate) fn charset(&self) -> Charset {
        Charset {
            name: self.name(),
            bom: !self.bom.is_empty(),
            guessed: self.guessed,
            undecodable: self.pieces.iter().filter(|p| p.malformed).count(),
        }
    }

    /// Places of the text that must reach the output byte by byte; no edit may touch them.
    pub(crate) fn opaque(&self) -> &[Span] {
        &self.opaque
    }

    /// `text`, which `patch` made from the decoded text, in the document's own coding.
    pub(crate) fn encode(&self, text: &str, patch: &Patch) -> Result<Vec<u8>, Error> {
        let mut out = Vec::with_capacity(self.bom.len() + text.len() + text.len() / 8);
        out.extend(self.bom);
        let mut at = 0;
        for piece in &self.pieces {
            let place = patch.to_new(piece.text);
            self.encode_piece(Span::new(at, place.start).slice(text), &mut out)?;
            out.extend(&self.bytes[piece.bytes.start..piece.bytes.end]);
            at = place.end;
        }
        self.encode_piece(Span::new(at, text.len()).slice(text), &mut out)?;
        Ok(out)
    }

    fn encode_piece(&self, text: &str, out: &mut Vec<u8>) -> Result<(), Error> {
        match self.coding {
            Coding::Utf8 => out.extend(text.as_bytes()),
            Coding::Utf16 { big_endian } => transcode::encode_utf16(text, big_endian, out),
            Coding::Legacy(encoding) => transcode::encode(encoding, text, out)
                .map_err(|character| Error::Unmappable { charset: self.name(), character })?,
        }
        Ok(())
    }

    fn name(&self) -> &'static str {
        match self.coding {
            Coding::Utf8 => "UTF-8",
            Coding::Utf16 { big_endian: false } => "UTF-16LE",
            Coding::Utf16 { big_endian: true } => "UTF-16BE",
            Coding::Legacy(encoding) => encoding.name(),
        }
    }
}

/// Reports what could not be decoded.
pub(crate) fn inspect(decoded: &Decoded<'_>, rules: &RuleSet, out: &mut Vec<Finding>) {
    if decoded.pieces.is_empty() {
        return;
    }
    for rule in rules.of_stage(StageId::Decode) {
        for piece in decoded.pieces.iter().filter(|p| p.malformed) {
            let finding =
                Finding::by_rule(rule.id, piece.text, &decoded.text, None, Confidence::Certain);
            out.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(bytes: &[u8]) {
        let decoded = decode(bytes);
        assert_eq!(decoded.encode(&decoded.text, &Patch::default()).unwrap(), bytes);
    }

    #[test]
    fn untouched_documents_are_written_back_byte_by_byte() {
        round_trip(b"");
        round_trip("勘误\r\n表\n".as_bytes());
        round_trip("\u{FEFF}勘误".as_bytes());
        round_trip(b"\xFF\xFE\x2D\x4E\x00\xD8\x87\x65\x0A");
        round_trip("勘误\u{0}表".as_bytes());
        round_trip("全市上下服务群众".as_bytes().split_last().unwrap().1);
        round_trip(b"\xB7\xFE\xCE\xF1\xC8\xBA\xD6\xDA\xFF\xA3\xA0\xB7\xFE");
    }

    #[test]
    fn gbk_is_recognised_and_read_as_gb18030() {
        let mut bytes = Vec::new();
        transcode::encode(GB18030, "为人民服务，建设幸福家园。", &mut bytes).unwrap();
        let decoded = decode(&bytes);
        assert_eq!(decoded.text, "为人民服务，建设幸福家园。");
        assert_eq!(decoded.name(), "gb18030");
    }

    #[test]
    fn a_broken_byte_does_not_turn_utf8_into_something_else() {
        let mut bytes = "全州妇联系统切实加强了沟通".as_bytes().to_vec();
        bytes.insert(9, 0xE4);
        let decoded = decode(&bytes);
        assert_eq!(decoded.name(), "UTF-8");
        assert_eq!(decoded.charset().undecodable, 1);
    }
}
