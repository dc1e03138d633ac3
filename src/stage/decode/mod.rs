//! Bytes become text: byte order mark, strict UTF-8, else the charset whose reading is the
//! likeliest text; for the lines of some files a charset each. One bad byte never fails a
//! file: what cannot be decoded stands in the text as U+FFFD, is reported, and is written
//! back as the bytes it was. The language model is never asked about a file that is UTF-8.
//!
//! `verdict` asks in turn: `mark`, `wide` and `seven_bits` recognise what shows in the bytes,
//! `guess` weighs the rest, `common` says what needs no weighing. `parts` finds lines in other
//! charsets, `resync` keeps in step after a lost byte, `split` finds characters that were cut
//! in two, `report` makes findings of it, `write` goes back.

mod common;
mod guess;
mod mark;
mod parts;
mod report;
mod resync;
mod seven_bits;
mod split;
mod verdict;
mod wide;
mod write;

pub(crate) use report::inspect;
#[cfg(feature = "cli")]
pub(crate) use wide::is_text;

use self::guess::Guess;
use self::parts::Run;
use self::verdict::{BROKEN_UTF8, Verdict};
use crate::diagnosis::{Charset, CharsetGuess, CharsetPart};
use crate::model::Model;
use crate::patch::Edit;
use crate::prose::Prose;
use crate::span::Span;
use crate::transcode::{self, Coding, Opaque};
use std::borrow::Cow;
use std::sync::Arc;

/// Other charsets that are named for a document.
const ALTERNATIVES: usize = 4;

/// Reads documents.
pub(crate) struct Decoder {
    prose: Prose,
    from: Option<Coding>,
}

/// A document's text and everything needed to write it back.
#[derive(Clone, Debug)]
pub(crate) struct Decoded<'d> {
    /// The text without its byte order mark.
    pub(crate) text: Cow<'d, str>,
    coding: Coding,
    /// The byte order mark, as it stands in the file.
    mark: &'d [u8],
    /// Probability of the charset; `None` if it is proven or was given.
    confidence: Option<f32>,
    /// The bytes after the mark.
    bytes: &'d [u8],
    /// Where the charset changes; empty if it does not.
    parts: Vec<Part>,
    pieces: Vec<Opaque>,
    opaque: Vec<Span>,
}

/// A run of lines in one charset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    coding: Coding,
    text: Span,
}

impl Decoder {
    /// A reader that takes every document to be in `from`, if that is given. Cheap.
    pub(crate) fn new(model: Arc<Model>, from: Option<Coding>) -> Decoder {
        Decoder { prose: Prose::new(model), from }
    }

    /// Decodes a document. Total.
    pub(crate) fn decode<'d>(&self, bytes: &'d [u8]) -> Decoded<'d> {
        self.decode_as(bytes, self.verdict(bytes, self.from, None))
    }

    /// Decodes a document that is in `from`, if that is given, whatever the others are in.
    #[cfg(feature = "cli")]
    pub(crate) fn decode_from<'d>(&self, bytes: &'d [u8], from: Option<Coding>) -> Decoded<'d> {
        self.decode_as(bytes, self.verdict(bytes, from, None))
    }

    /// Decodes a document that says what it is in. What it says counts where its bytes allow
    /// of several readings that are about as likely.
    #[cfg(feature = "html")]
    pub(crate) fn decode_declared<'d>(
        &self,
        bytes: &'d [u8],
        declared: Option<Coding>,
    ) -> Decoded<'d> {
        self.decode_as(bytes, self.verdict(bytes, self.from, declared))
    }

    fn decode_as<'d>(&self, bytes: &'d [u8], verdict: Verdict<'d>) -> Decoded<'d> {
        let Verdict { coding, mark, confidence, text, mixed } = verdict;
        let (mark, body) = bytes.split_at(mark);
        let mut decoded = Decoded {
            text: Cow::Borrowed(""),
            coding,
            mark,
            confidence,
            bytes: body,
            parts: Vec::new(),
            pieces: Vec::new(),
            opaque: Vec::new(),
        };
        // A mark or the user may say UTF-8 before anyone has looked.
        let text = text.or_else(|| match coding {
            Coding::UTF_8 => std::str::from_utf8(body).ok(),
            _ => None,
        });
        if let Some(text) = text {
            decoded.text = Cow::Borrowed(text);
            return decoded;
        }
        let runs = match mixed {
            Some(legacy) => parts::runs(&self.prose, body, coding, legacy),
            None => Vec::new(),
        };
        let whole = [Run { coding, bytes: Span::new(0, body.len()) }];
        let mut text = String::new();
        for run in if runs.len() > 1 { &runs[..] } else { &whole } {
            let start = text.len();
            let bytes = &body[run.bytes.start..run.bytes.end];
            let (piece, pieces) = match run.coding.is_gb() {
                true => resync::decode_in_step(&self.prose, run.coding, bytes),
                false => transcode::decode(run.coding, bytes),
            };
            decoded.pieces.extend(pieces.into_iter().map(|p| Opaque {
                text: Span::new(p.text.start + start, p.text.end + start),
                bytes: Span::new(p.bytes.start + run.bytes.start, p.bytes.end + run.bytes.start),
                malformed: p.malformed,
            }));
            text.push_str(&piece);
            if runs.len() > 1 {
                let text = Span::new(start, text.len());
                decoded.parts.push(Part { coding: run.coding, text });
            }
        }
        decoded.text = Cow::Owned(text);
        decoded.opaque = decoded.pieces.iter().map(|p| p.text).collect();
        decoded
    }

    /// The charsets that a document may be in, the one it was read in first; only that one if
    /// its bytes prove it.
    pub(crate) fn rank(&self, bytes: &[u8]) -> Vec<CharsetGuess> {
        let decoded = self.decode(bytes);
        let name = decoded.coding.name();
        let words = guess::words(&decoded.text);
        let probability = decoded.confidence.unwrap_or(1.0);
        let mut ranked = vec![CharsetGuess { name, probability, score: 0.0, words }];
        if decoded.confidence.is_none() {
            return ranked;
        }
        let guesses = guess::rank(&self.prose, bytes, None);
        let others = guesses.iter().filter(|g| g.coding != decoded.coding);
        let sum: f32 = others.map(|g| g.probability).sum();
        for guess in guesses {
            let Guess { coding, score, probability, words } = guess;
            if coding == decoded.coding {
                ranked[0].score = score;
            } else if ranked.len() <= ALTERNATIVES {
                // The others share what the chosen one left over.
                let share = if sum > 0.0 { probability / sum } else { 0.0 };
                let probability = share * (1.0 - ranked[0].probability);
                ranked.push(CharsetGuess { name: coding.name(), probability, score, words });
            }
        }
        ranked
    }
}

#[cfg(feature = "html")]
impl Decoded<'static> {
    /// A text that was never bytes, to be written as UTF-8.
    pub(crate) fn of_text(text: String) -> Decoded<'static> {
        Decoded {
            text: Cow::Owned(text),
            coding: Coding::UTF_8,
            mark: b"",
            confidence: None,
            bytes: b"",
            parts: Vec::new(),
            pieces: Vec::new(),
            opaque: Vec::new(),
        }
    }
}

impl Decoded<'_> {
    /// For the diagnosis.
    pub(crate) fn charset(&self) -> Charset {
        Charset {
            name: self.coding.name(),
            bom: !self.mark.is_empty(),
            guessed: self.confidence.is_some_and(|_| !self.is_broken_utf8()),
            confidence: self.confidence.unwrap_or(1.0),
            undecodable: self.pieces.iter().filter(|p| p.malformed).count(),
            parts: self.part_list(),
        }
    }

    /// Bytes a code unit, and of the byte order mark.
    #[cfg(feature = "cli")]
    pub(crate) fn widths(&self) -> (usize, usize) {
        (self.coding.unit(), self.mark.len())
    }

    /// UTF-8 with some bytes broken counts as proven: the rest of it is no accident.
    fn is_broken_utf8(&self) -> bool {
        self.coding == Coding::UTF_8 && self.confidence == Some(BROKEN_UTF8)
    }

    fn part_list(&self) -> Vec<CharsetPart> {
        let mut line = 1;
        let lines = |part: &Part| {
            let text = part.text.slice(&self.text);
            let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).count();
            breaks + usize::from(!text.ends_with('\n'))
        };
        let part = |part: &Part| {
            let lines = lines(part);
            line += lines;
            CharsetPart { name: part.coding.name(), line: line - lines, lines }
        };
        self.parts.iter().map(part).collect()
    }

    /// The charset of the text at `at`.
    fn coding_at(&self, at: usize) -> Coding {
        let next = self.parts.partition_point(|p| p.text.end <= at);
        self.parts.get(next).map_or(self.coding, |p| p.coding)
    }

    /// Places of the text that must reach the output byte by byte; no edit may touch them.
    pub(crate) fn opaque(&self) -> &[Span] {
        &self.opaque
    }

    /// Gives up the pieces inside `edits`, which restore the characters that they were.
    pub(crate) fn release(&mut self, edits: &[Edit]) {
        self.pieces.retain(|p| {
            let next = edits.partition_point(|e| e.span.end <= p.text.start);
            !edits.get(next).is_some_and(|e| e.span.contains(p.text))
        });
        self.opaque = self.pieces.iter().map(|p| p.text).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::Patch;
    use std::sync::LazyLock;

    static DECODER: LazyLock<Decoder> =
        LazyLock::new(|| Decoder::new(Arc::new(Model::embedded()), None));

    fn decode(bytes: &[u8]) -> Decoded<'_> {
        let decoded = DECODER.decode(bytes);
        assert_eq!(decoded.encode(&decoded.text, &Patch::default()).unwrap(), bytes);
        decoded
    }

    fn encoded(coding: Coding, text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        transcode::encode(coding, text, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn untouched_documents_are_written_back_byte_by_byte() {
        decode(b"");
        decode("勘误\r\n表\n".as_bytes());
        decode("\u{FEFF}勘误".as_bytes());
        decode(b"\xFF\xFE\x2D\x4E\x00\xD8\x87\x65\x0A");
        decode(b"\xFF\xFE\0\0\x2D\x4E\0\0\0\0\0");
        decode(b"\x84\x31\x95\x33\xD6\xD0\x80\xFF");
        decode("勘误\u{0}表".as_bytes());
        decode("全市上下服务群众".as_bytes().split_last().unwrap().1);
        decode(b"\xB7\xFE\xCE\xF1\xC8\xBA\xD6\xDA\xFF\xA3\xA0\xB7\xFE");
    }

    #[test]
    fn gbk_is_recognised_and_read_as_gb18030() {
        let bytes = encoded(Coding::GB18030, "为人民服务，建设幸福家园。");
        let decoded = decode(&bytes);
        assert_eq!(decoded.text, "为人民服务，建设幸福家园。");
        assert_eq!(decoded.coding.name(), "gb18030");
    }

    #[test]
    fn a_broken_byte_does_not_turn_utf8_into_something_else() {
        let mut bytes = "全州妇联系统切实加强了沟通".as_bytes().to_vec();
        bytes.insert(9, 0xE4);
        let decoded = decode(&bytes);
        assert_eq!(decoded.coding, Coding::UTF_8);
        assert_eq!(decoded.charset().undecodable, 1);
        assert!(!decoded.charset().guessed);
    }

    #[test]
    fn valid_utf8_needs_no_second_look() {
        for text in ["勘误", "a", "", "café", "~{ 服务 ~}", "\u{1B}$)A"] {
            let decoded = decode(text.as_bytes());
            assert!(matches!(decoded.text, Cow::Borrowed(_)));
            assert_eq!((decoded.coding, decoded.confidence), (Coding::UTF_8, None));
        }
    }

    #[test]
    fn a_nul_makes_utf8_no_wide_text() {
        assert_eq!(decode("勘误\0表".as_bytes()).text, "勘误\0表");
        assert_eq!(decode(b"hello\0").text, "hello\0");
    }

    #[test]
    fn lines_in_other_charsets_are_parts() {
        let bytes = [
            "昨天下午社区组织居民清理了楼道里的杂物。\n".as_bytes(),
            &encoded(Coding::GB18030, "会后大家合影留念。\n"),
            b"2021\n",
            "活动持续了两个小时。\n".as_bytes(),
        ]
        .concat();
        let decoded = decode(&bytes);
        let charset = decoded.charset();
        assert_eq!(decoded.text.lines().nth(1), Some("会后大家合影留念。"));
        let parts: Vec<_> = charset.parts.iter().map(|p| (p.name, p.line, p.lines)).collect();
        assert_eq!(parts, [("UTF-8", 1, 1), ("gb18030", 2, 2), ("UTF-8", 4, 1)]);
        assert_eq!(charset.undecodable, 0);
    }

    #[test]
    fn a_forced_charset_is_not_asked_about() {
        let decoder = Decoder::new(Arc::new(Model::embedded()), Some(Coding::UTF_16BE));
        assert_eq!(decoder.decode(b"\x4E\x2D\x65\x87").text, "中文");
        let marked = decoder.decode(b"\xFF\xFE\x2D\x4E");
        assert_eq!((&*marked.text, marked.coding), ("中", Coding::UTF_16LE));
    }

    #[test]
    fn ranking_names_the_reading_first_and_few_others() {
        let ranked = DECODER.rank(&encoded(Coding::BIG5, "會議記錄"));
        assert_eq!((ranked[0].name, &*ranked[0].words), ("Big5", "會議記錄"));
        assert!((2..=5).contains(&ranked.len()));
        assert!(ranked.iter().skip(1).all(|g| g.probability <= 1.0 - ranked[0].probability));
        assert_eq!(DECODER.rank("会议".as_bytes()).len(), 1);
    }
}
