//! The journal of a run: one JSON object a line, written before the file changes. A line
//! that a crash cut short is about a file that was not touched yet.

use crate::file_name::FileName;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// One file that a run replaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Absolute.
    #[serde(flatten)]
    path: FileName,
    /// Checksum of what the file held; also the name of the copy.
    pub(super) original: String,
    /// Checksum of what it holds now.
    pub(super) result: String,
}

impl Entry {
    pub(super) fn new(path: &Path, original: String, result: String) -> Entry {
        Entry { path: FileName::new(path), original, result }
    }

    /// Which file; nothing if the name comes from another kind of system.
    pub(super) fn path(&self) -> Option<PathBuf> {
        self.path.path()
    }

    /// As a line of the journal.
    pub(super) fn to_line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self)
            .unwrap_or_else(|e| unreachable!("a plain struct written to memory: {e}"));
        line.push(b'\n');
        line
    }
}

/// Reads a journal. Only the last line may be cut short; then it is left out.
///
/// # Errors
/// If any other line is no entry.
pub(super) fn read(journal: &[u8]) -> Result<Vec<Entry>, serde_json::Error> {
    let whole = memchr::memrchr(b'\n', journal).map_or(0, |end| end);
    let lines = journal[..whole].split(|&b| b == b'\n').filter(|line| !line.is_empty());
    lines.map(serde_json::from_slice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> Entry {
        Entry::new(Path::new(path), "0a".into(), "0b".into())
    }

    #[test]
    fn a_journal_reads_back_what_was_written() {
        let entries = [entry("/文档/一 \"二\"\n三.txt"), entry("/a")];
        let journal: Vec<u8> = entries.iter().flat_map(Entry::to_line).collect();
        assert_eq!(read(&journal).unwrap(), entries);
    }

    #[test]
    fn a_line_that_was_cut_short_is_left_out_and_a_broken_one_is_not() {
        let mut journal = entry("/a").to_line();
        journal.extend(&entry("/b").to_line()[..9]);
        assert_eq!(read(&journal).unwrap(), [entry("/a")]);
        journal.extend(b"\n");
        assert!(read(&journal).is_err());
    }
}
