//! What reviewers decided, in a file: for each document its checksum, for each place what stood
//! there and what is to. Applying it asks no rule and no model, so it does the same whatever
//! version of the program does it. `docs/review.md` describes the format.

use crate::error::Error;
use crate::file_name::FileName;
use crate::page::Input;
use crate::patch::Edit;
use crate::pipeline::{Pipeline, Source};
use crate::span::Span;
use crate::transcode::Target;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What a file of decisions calls itself.
const FORMAT: &str = "kanwu-decisions";

/// The version that is written, and the only one that is read.
const VERSION: u32 = 1;

/// A file of decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decisions {
    format: String,
    version: u32,
    /// By document.
    pub(crate) documents: Vec<DocumentDecisions>,
}

/// What was decided about one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DocumentDecisions {
    #[serde(flatten)]
    name: FileName,
    /// SHA-256 of the file, in hexadecimal.
    sha256: String,
    /// The charset that it was read in, if the user said which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Whether the places count in the text of a web page and not in the file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    page: bool,
    /// The places, in order.
    pub(crate) decisions: Vec<Decided>,
}

/// What was decided about one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decided {
    /// Byte of the source, decoded as UTF-8 and without its mark, at which the place begins.
    pub(crate) start: usize,
    /// One past its last byte.
    pub(crate) end: usize,
    /// What stands there.
    pub(crate) before: String,
    /// What is to stand there, or, if it was rejected, what was proposed.
    pub(crate) after: String,
    /// What was decided.
    pub(crate) decision: Word,
    /// Whether nobody looked: what kanwu would apply was left as it was proposed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) by_default: bool,
    /// The rules that found it.
    #[serde(default)]
    pub(crate) rules: Vec<String>,
}

/// A reviewer's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Word {
    Accept,
    Reject,
    Edit,
}

/// Why decisions do not fit their document.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The file is another than was reviewed.
    Changed,
    /// The charset that it was read in is not known.
    Charset(String),
    /// Something else stands there.
    NotThere(String),
    /// Two decisions are about the same place.
    Overlap(String),
    /// The restored text cannot be written in the document's charset.
    Text(Error),
}

impl Decisions {
    /// No decisions yet.
    pub(crate) fn new() -> Decisions {
        Decisions { format: FORMAT.to_owned(), version: VERSION, documents: Vec::new() }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it is no file of decisions; says where it breaks.
    pub(crate) fn read(text: &str) -> Result<Decisions, String> {
        let read: Decisions = serde_json::from_str(text).map_err(|e| e.to_string())?;
        if read.format != FORMAT || read.version != VERSION {
            return Err(format!(
                "format is `{}`, version {}; this is for `{FORMAT}`, version {VERSION}",
                read.format, read.version
            ));
        }
        Ok(read)
    }

    /// As it is written: one decision a line, so that it can be read and compared.
    pub(crate) fn to_json(&self) -> String {
        let (format, version) = (json(&self.format), self.version);
        let mut out = format!("{{\"format\":{format},\"version\":{version},\"documents\":[");
        for (i, document) in self.documents.iter().enumerate() {
            let bare = json(&DocumentDecisions { decisions: Vec::new(), ..document.clone() });
            out += if i == 0 { "\n" } else { ",\n" };
            out += bare.strip_suffix("]}").unwrap_or(&bare);
            for (k, decided) in document.decisions.iter().enumerate() {
                out += if k == 0 { "\n" } else { ",\n" };
                out += &json(decided);
            }
            out += "]}";
        }
        out + "\n]}\n"
    }

    /// The documents.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.documents.iter().filter_map(DocumentDecisions::path).collect()
    }
}

impl DocumentDecisions {
    /// No decisions yet about the document at `path`, which holds `bytes`.
    pub(crate) fn new(path: &Path, bytes: &[u8], from: Option<String>, page: bool) -> Self {
        let (name, sha256) = (FileName::new(path), checksum(bytes));
        DocumentDecisions { name, sha256, from, page, decisions: Vec::new() }
    }

    /// Whether they are about a file that holds `bytes`.
    pub(crate) fn is_of(&self, bytes: &[u8]) -> bool {
        checksum(bytes) == self.sha256
    }

    /// Whether both are about the same content, read the same way.
    pub(crate) fn is_about(&self, other: &DocumentDecisions) -> bool {
        (&self.sha256, &self.from, self.page) == (&other.sha256, &other.from, other.page)
    }

    /// Whether something was decided about any of the place.
    pub(crate) fn is_decided(&self, place: Span) -> bool {
        self.decisions.iter().any(|d| {
            let decided = Span::new(d.start, d.end.max(d.start));
            decided == place || decided.overlaps(place)
        })
    }

    /// What of it still says something once it has been carried out, so that the document
    /// holds `written`: what was rejected, where it stands now.
    pub(crate) fn carried_out(&self, written: &[u8]) -> DocumentDecisions {
        let mut moved = 0isize;
        let mut decisions = self.decisions.clone();
        decisions.sort_by_key(|d| (d.start, d.end));
        decisions.retain_mut(|d| {
            if d.decision != Word::Reject {
                moved += d.after.len().cast_signed() - d.before.len().cast_signed();
                return false;
            }
            d.start = d.start.saturating_add_signed(moved);
            d.end = d.end.saturating_add_signed(moved);
            true
        });
        DocumentDecisions { decisions, sha256: checksum(written), ..self.clone() }
    }

    /// Whether the places count in the text of a web page.
    pub(crate) fn is_page(&self) -> bool {
        self.page
    }

    /// Which file; nothing if the name comes from another kind of system.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        self.name.path()
    }

    /// The document with these decisions carried out and nothing else, and how many there were.
    ///
    /// # Errors
    /// If the document is not what was reviewed, or if it cannot be written in its charset.
    pub(crate) fn apply(
        &self,
        bytes: &[u8],
        pipeline: &Pipeline,
        to: Option<Target>,
    ) -> Result<(Vec<u8>, usize), Broken> {
        let source = self.source(bytes, pipeline)?;
        let edits = self.edits(source.text())?;
        let written = source.edited(&edits, to).map_err(Broken::Text)?;
        Ok((written, edits.len()))
    }

    /// What the places count in.
    ///
    /// # Errors
    /// If the document is not what was reviewed.
    pub(crate) fn source<'d>(
        &self,
        bytes: &'d [u8],
        pipeline: &Pipeline,
    ) -> Result<Source<'d>, Broken> {
        if !self.is_of(bytes) {
            return Err(Broken::Changed);
        }
        let input = if self.page { Input::Html } else { Input::Text };
        let from = self.from.as_deref().map(str::parse).transpose().map_err(Broken::Charset)?;
        Ok(pipeline.source(input, from, bytes))
    }

    /// What changes in `source`, in order.
    fn edits(&self, source: &str) -> Result<Vec<Edit>, Broken> {
        let mut edits = Vec::new();
        for decided in &self.decisions {
            if source.get(decided.start..decided.end) != Some(&*decided.before) {
                return Err(Broken::NotThere(decided.before.clone()));
            }
            if decided.decision != Word::Reject && decided.after != decided.before {
                let span = Span::new(decided.start, decided.end);
                edits.push(Edit { span, text: decided.after.as_str().into() });
            }
        }
        edits.sort_by_key(|e| e.span);
        let is_twice = |pair: &&[Edit]| {
            let (a, b) = (pair[0].span, pair[1].span);
            a.end > b.start || a == b
        };
        match edits.windows(2).find(is_twice) {
            Some(pair) => Err(Broken::Overlap(pair[1].span.slice(source).to_owned())),
            None => Ok(edits),
        }
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value)
        .unwrap_or_else(|e| unreachable!("a plain struct written to memory: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(start: usize, before: &str, after: &str, decision: Word) -> Decided {
        Decided {
            start,
            end: start + before.len(),
            before: before.into(),
            after: after.into(),
            decision,
            by_default: false,
            rules: vec!["words/report-mill".into()],
        }
    }

    fn of(text: &str, decisions: Vec<Decided>) -> DocumentDecisions {
        let new = DocumentDecisions::new(Path::new("甲.txt"), text.as_bytes(), None, false);
        DocumentDecisions { decisions, ..new }
    }

    fn applied(text: &str, decisions: Vec<Decided>) -> Result<String, Broken> {
        let (bytes, _) = of(text, decisions).apply(text.as_bytes(), &Pipeline::standard(), None)?;
        Ok(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn a_checksum_is_that_of_sha256sum() {
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(checksum(b"abc"), known);
    }

    #[test]
    fn exactly_what_was_decided_changes() {
        let text = "效劳、效劳、效劳";
        let decisions = vec![
            decided(0, "效劳", "服务", Word::Accept),
            decided(9, "效劳", "服务", Word::Reject),
            decided(18, "效劳", "效力", Word::Edit),
        ];
        assert_eq!(applied(text, decisions).unwrap(), "服务、效劳、效力");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let there = |start| vec![decided(start, "效劳", "服务", Word::Accept)];
        assert!(matches!(applied("效劳群众", there(3)), Err(Broken::NotThere(_))));
        assert!(matches!(applied("效劳群众", there(1)), Err(Broken::NotThere(_))));
        assert!(matches!(applied("效劳群众", there(99)), Err(Broken::NotThere(_))));
        let twice = [there(0), vec![decided(3, "劳群", "务群", Word::Accept)]].concat();
        assert!(matches!(applied("效劳群众", twice), Err(Broken::Overlap(_))));
        let other = of("效劳", there(0)).apply("效劳。".as_bytes(), &Pipeline::standard(), None);
        assert!(matches!(other, Err(Broken::Changed)));
    }

    #[test]
    fn what_was_rejected_is_remembered_where_it_stands_then() {
        let text = "效劳、帐号、效劳";
        let decided = of(
            text,
            vec![
                decided(0, "效劳", "为人服务", Word::Accept),
                decided(9, "帐号", "账号", Word::Reject),
                decided(18, "效劳", "", Word::Edit),
            ],
        );
        let (written, _) = decided.apply(text.as_bytes(), &Pipeline::standard(), None).unwrap();
        let left = decided.carried_out(&written);
        assert_eq!(left.decisions.len(), 1);
        assert_eq!((left.decisions[0].start, left.decisions[0].end), (15, 21));
        assert!(left.is_decided(Span::new(15, 21)) && !left.is_decided(Span::new(9, 15)));
        assert_eq!(left.apply(&written, &Pipeline::standard(), None).unwrap(), (written, 0));
    }

    #[test]
    fn a_file_reads_back_as_it_was_written() {
        let document = of("效劳", vec![decided(0, "效劳", "服务", Word::Accept)]);
        let empty = of("", Vec::new());
        let decisions = Decisions { documents: vec![document, empty], ..Decisions::new() };
        let written = decisions.to_json();
        assert_eq!(Decisions::read(&written).unwrap(), decisions);
        assert_eq!(written.lines().count(), 5, "{written}");
        assert_eq!(Decisions::read(&Decisions::new().to_json()).unwrap(), Decisions::new());
    }

    #[test]
    fn another_format_is_refused_by_name() {
        let why = Decisions::read(r#"{"format":"other","version":1,"documents":[]}"#).unwrap_err();
        assert!(why.contains("`other`"), "{why}");
        assert!(Decisions::read("{\n \"format\": 1").unwrap_err().contains("line 2"));
    }
}
