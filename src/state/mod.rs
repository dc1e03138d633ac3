//! What `fix` remembers so that `undo` can take it back: for each run a folder with the
//! originals and a journal. Everything is on the disk before the file it is about changes.
//!
//! ```text
//! STATE/runs/000007/journal.jsonl      one line a file: path, checksums, name of the copy
//! STATE/runs/000007/9f86d081…          the original, named by its checksum
//! STATE/runs/000006.undone/…           taken back but for files that had changed since
//! STATE/runs/000005.done/…             taken back, to be removed
//! ```

mod journal;
mod run;
mod undo;

pub(crate) use run::Run;
pub(crate) use undo::{Past, past, undo};

use crate::review::checksum;
use std::env;
use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};

/// The folder that holds the runs.
#[derive(Clone, Debug)]
pub(crate) struct State(PathBuf);

impl State {
    /// `$KANWU_STATE`, else `$XDG_STATE_HOME/kanwu`, else `~/.local/state/kanwu`; nothing if
    /// there is not even a home.
    pub(crate) fn locate() -> Option<State> {
        let set = |name| env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        let folder = set("KANWU_STATE")
            .or_else(|| set("XDG_STATE_HOME").map(|f| f.join("kanwu")))
            .or_else(|| env::home_dir().map(|f| f.join(".local/state/kanwu")))?;
        Some(State(folder.join("runs")))
    }

    /// Runs that can be taken back, the last one last.
    fn runs(&self) -> io::Result<Vec<(u32, PathBuf)>> {
        let mut runs = Vec::new();
        for (n, undone, path) in self.folders()? {
            if !undone {
                runs.push((n, path));
            }
        }
        runs.sort_unstable();
        Ok(runs)
    }

    /// Every folder of a run: its number, whether it was taken back, its path.
    fn folders(&self) -> io::Result<Vec<(u32, bool, PathBuf)>> {
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(e),
        };
        let mut folders = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let number = path.file_stem().and_then(|s| s.to_str()).and_then(|s| s.parse().ok());
            if path.extension().is_some_and(|e| e == "done") {
                // Someone was stopped while removing it.
                let _: io::Result<()> = fs::remove_dir_all(&path);
            } else if let Some(number) = number {
                folders.push((number, path.extension().is_some(), path));
            }
        }
        Ok(folders)
    }

    /// Makes the folder of a new run, numbered after all others.
    fn new_folder(&self) -> io::Result<PathBuf> {
        private_folder(&self.0, true)?;
        let mut number = self.folders()?.iter().map(|f| f.0).max().unwrap_or(0);
        loop {
            number += 1;
            let folder = self.0.join(format!("{number:06}"));
            match private_folder(&folder, false) {
                // Another run was faster.
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                made => return made.map(|()| folder),
            }
        }
    }
}

/// A folder that only its owner can look into: it holds copies of documents.
fn private_folder(path: &Path, with_parents: bool) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(with_parents).create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_numbered_after_all_others_even_those_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let state = State(folder.path().join("runs"));
        assert_eq!(state.runs().unwrap(), []);
        assert!(state.new_folder().unwrap().ends_with("000001"));
        let second = state.new_folder().unwrap();
        fs::rename(&second, second.with_extension("undone")).unwrap();
        assert!(state.new_folder().unwrap().ends_with("000003"));
        let numbers: Vec<u32> = state.runs().unwrap().iter().map(|r| r.0).collect();
        assert_eq!(numbers, [1, 3]);
    }
}
