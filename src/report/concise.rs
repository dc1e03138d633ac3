//! One line a finding, for editors and for `grep`.

use super::escape::{path_text, shown};
use super::sighting::sightings;
use super::{Document, Report};
use crate::error::Error;
use crate::finding::Confidence;
use std::io::Write;

/// `path:line:column: rule: before → after (confidence)`.
pub(crate) struct Concise {
    /// Findings below it are left out.
    pub(crate) least: Confidence,
}

impl Report for Concise {
    fn document(&self, document: &Document<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        let path = path_text(document.path);
        for s in sightings(document, self.least) {
            let (line, column) = (s.start.line, s.start.column);
            // Writing to memory cannot fail.
            let _ = write!(out, "{}:{line}:{column}: {}: ", shown(&path), s.rule.full_name());
            let _ = write!(out, "{}", shown(&s.finding.before));
            if let Some(fix) = &s.finding.fix {
                let _ = write!(out, " → {}", shown(fix));
            }
            let _ = writeln!(out, " ({})", s.finding.confidence);
        }
        Ok(())
    }
}
