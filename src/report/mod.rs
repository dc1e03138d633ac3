//! An outcome, put before a reader: as paragraphs, as one line a finding, as JSON, as a
//! patch. A report turns one document into bytes and never touches files, so documents can
//! be reported in parallel and printed in order.

mod concise;
mod diagnose;
mod diff;
mod escape;
mod excerpt;
mod github;
mod human;
mod inline;
mod json;
mod lang;
mod lines;
mod position;
mod question;
mod readings;
mod reason;
mod review;
mod sighting;
mod style;
mod tally;

pub(crate) use concise::Concise;
pub(crate) use diagnose::{Diagnoses, DiagnosesJson};
pub(crate) use diff::UnifiedDiff;
pub(crate) use escape::{path_text, shown};
pub(crate) use github::Github;
pub(crate) use human::Human;
pub(crate) use inline::InlineDiff;
pub(crate) use json::Json;
pub(crate) use lang::{Lang, count};
pub(crate) use question::question;
pub(crate) use readings::{readings_as_json, readings_for_reading};
pub(crate) use review::{ReviewRow, review_page};
pub(crate) use style::Style;
pub(crate) use tally::Tally;

use crate::error::Error;
use crate::page::text_name;
use crate::pipeline::{Outcome, Pipeline};
use crate::rule::RuleSet;
use crate::transcode::Target;
use std::borrow::Cow;
use std::path::Path;

/// One document and what became of it.
#[derive(Clone, Copy)]
pub(crate) struct Document<'a> {
    /// As the user wrote it, or as the folder lists it; `-` for standard input.
    pub(crate) path: &'a Path,
    /// As it stands in the file.
    pub(crate) bytes: &'a [u8],
    pub(crate) outcome: &'a Outcome<'a>,
    /// What the restored document is to be written in, if not in its own charset.
    pub(crate) to: Option<Target>,
    /// To name the rule of a finding.
    pub(crate) rules: &'a RuleSet,
    /// To ask what else the document may be.
    pub(crate) pipeline: &'a Pipeline,
}

impl<'a> Document<'a> {
    /// The bytes that are restored: those of the file, or the text of a web page.
    fn original(&self) -> Result<Cow<'a, [u8]>, Error> {
        match self.outcome.is_page() {
            true => self.outcome.source_as(self.to).map(Cow::Owned),
            false => Ok(Cow::Borrowed(self.bytes)),
        }
    }

    /// The bytes of the restored document, if they are others than `original`.
    fn restored(&self, original: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        if self.to.is_none() && !self.outcome.is_changed() {
            return Ok(None);
        }
        let restored = self.outcome.to_bytes_as(self.to)?;
        Ok(Some(restored).filter(|r| r != original))
    }

    /// What a patch calls the document. A change of a web page's text is none of the page, so
    /// it goes by the name under which the text is written.
    fn name(&self) -> Cow<'a, Path> {
        match self.outcome.is_page() {
            true => Cow::Owned(text_name(self.path, self.pipeline.policy().markdown)),
            false => Cow::Borrowed(self.path),
        }
    }

    /// A line that says so, if it is a web page.
    fn notice(&self, lang: Lang) -> Option<String> {
        let path = path_text(self.path);
        let path = shown(&path);
        self.outcome.is_page().then(|| {
            lang.pick(
                format!("网页 {path} 的正文，不是它的源码"),
                format!("text of the web page {path}, not its source"),
            )
        })
    }
}

/// One way of showing documents.
pub(crate) trait Report: Send + Sync {
    /// Appends what is to be shown of one document to `out`.
    ///
    /// # Errors
    /// If the restored text cannot be expressed in the document's charset.
    fn document(&self, document: &Document<'_>, out: &mut Vec<u8>) -> Result<(), Error>;
}
