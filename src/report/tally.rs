//! Sums over a run. A tally is a value: documents, threads and shards add up alike.

use crate::finding::{Confidence, Fate};
use crate::pipeline::Outcome;
use crate::rule::RuleSet;
use std::ops::AddAssign;

/// What a run came across.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Documents that were looked at.
    pub(crate) files: usize,
    /// Their bytes.
    pub(crate) bytes: usize,
    /// Documents whose restored text differs.
    pub(crate) changed: usize,
    /// Changes applied to the restored texts.
    pub(crate) edits: usize,
    /// Findings, by [`Confidence`].
    pub(crate) findings: [usize; 3],
    /// Web pages, of which the text counts.
    pub(crate) pages: usize,
    /// Texts that became Markdown.
    pub(crate) marked: usize,
    /// Binary files that a folder held.
    pub(crate) binaries: usize,
    /// Documents that could not be read, restored or written.
    pub(crate) troubles: usize,
}

impl Tally {
    /// One document, restored by these rules.
    pub(crate) fn of(bytes: usize, outcome: &Outcome<'_>, rules: &RuleSet) -> Tally {
        let mut tally = Tally {
            files: 1,
            bytes,
            changed: usize::from(outcome.is_changed() && outcome.text() != outcome.source()),
            pages: usize::from(outcome.is_page()),
            marked: usize::from(outcome.became_markdown(rules)),
            ..Tally::default()
        };
        for (_, finding) in outcome.findings() {
            tally.edits += usize::from(finding.fate == Fate::Applied);
            tally.findings[finding.confidence as usize] += 1;
        }
        tally
    }

    /// Whether documents were looked at and nothing of them is Markdown that was asked for.
    pub(crate) fn is_without_markdown(&self) -> bool {
        self.files > 0 && self.pages == 0 && self.marked == 0
    }

    /// Findings of at least this confidence.
    pub(crate) fn shown(&self, least: Confidence) -> usize {
        self.findings[least as usize..].iter().sum()
    }

    /// Findings below it, highest confidence first, without the empty ones.
    pub(crate) fn hidden(&self, least: Confidence) -> Vec<(usize, Confidence)> {
        [Confidence::Likely, Confidence::Possible]
            .into_iter()
            .filter(|&c| c < least)
            .map(|c| (self.findings[c as usize], c))
            .filter(|&(n, _)| n > 0)
            .collect()
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.changed += other.changed;
        self.edits += other.edits;
        for (mine, theirs) in self.findings.iter_mut().zip(other.findings) {
            *mine += theirs;
        }
        self.pages += other.pages;
        self.marked += other.marked;
        self.binaries += other.binaries;
        self.troubles += other.troubles;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_and_shown_findings_make_up_all_of_them() {
        let tally = Tally { findings: [4, 2, 1], ..Tally::default() };
        assert_eq!(tally.shown(Confidence::Likely), 3);
        assert_eq!(tally.hidden(Confidence::Likely), [(4, Confidence::Possible)]);
        let hidden = tally.hidden(Confidence::Certain);
        assert_eq!(hidden, [(2, Confidence::Likely), (4, Confidence::Possible)]);
        assert_eq!(tally.hidden(Confidence::Possible), []);
    }
}
