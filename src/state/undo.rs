//! Takes a run back: every file that still holds what the run wrote gets its original; a
//! file that anyone changed since is left as it is. Goes on after trouble with one file.

use super::journal::Entry;
use super::run::journal_of;
use super::{State, checksum, journal};
use crate::batch::{Kind, Trouble, replace, sync_folder};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What became of a run.
#[derive(Debug, Default)]
pub(crate) struct Restored {
    /// Number of the run.
    pub(crate) run: u32,
    /// Files that hold their original again.
    pub(crate) restored: usize,
    /// Files that do not, each with the copy of its original.
    pub(crate) refused: Vec<Refused>,
}

/// A file that was left as it is.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) trouble: Trouble,
    /// Where its original can be found.
    pub(crate) kept: PathBuf,
}

/// A run that can be taken back.
#[derive(Debug)]
pub(crate) struct Past {
    /// Its number.
    pub(crate) run: u32,
    /// When it last changed a file, if the file system says so.
    pub(crate) when: Option<SystemTime>,
    /// The files that it changed, in order; those whose names come from another kind of system
    /// are left out.
    pub(crate) files: Vec<PathBuf>,
}

/// The runs that can be taken back, the last one first.
///
/// # Errors
/// If the state folder cannot be read or a journal is damaged.
pub(crate) fn past(state: &State) -> Result<Vec<Past>, Trouble> {
    let mut all = Vec::new();
    for (run, folder) in runs(state)?.into_iter().rev() {
        let when = fs::metadata(journal_of(&folder)).and_then(|m| m.modified()).ok();
        let files = entries(&folder)?.iter().filter_map(Entry::path).collect();
        all.push(Past { run, when, files });
    }
    Ok(all)
}

fn runs(state: &State) -> Result<Vec<(u32, PathBuf)>, Trouble> {
    state.runs().map_err(|e| Trouble::new(&state.0, Kind::Read(e)))
}

/// What a run did.
fn entries(folder: &Path) -> Result<Vec<Entry>, Trouble> {
    let path = journal_of(folder);
    let entries = match fs::read(&path) {
        Ok(bytes) => journal::read(&bytes).map_err(io::Error::other),
        // The run was stopped between making its folder and its journal.
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(e),
    };
    entries.map_err(|e| Trouble::new(&path, Kind::Read(e)))
}

/// Takes back the run of this number, or else the last one; nothing if there is none. Files
/// that a later run changed again are refused like any that changed since.
///
/// # Errors
/// If the state folder cannot be read or its journal is damaged.
pub(crate) fn undo(state: &State, wanted: Option<u32>) -> Result<Option<Restored>, Trouble> {
    let mut runs = runs(state)?.into_iter();
    let found = match wanted {
        Some(wanted) => runs.find(|(run, _)| *run == wanted),
        None => runs.next_back(),
    };
    let Some((run, folder)) = found else { return Ok(None) };
    let entries = entries(&folder)?;
    let mut restored = Restored { run, ..Restored::default() };
    for entry in entries.iter().rev() {
        let kept = folder.join(&entry.original);
        let Some(path) = entry.path() else {
            let trouble = Trouble::new(&kept, Kind::NotAFile);
            restored.refused.push(Refused { trouble, kept });
            continue;
        };
        match restore(&path, &kept, &entry.original, &entry.result) {
            Ok(replaced) => restored.restored += usize::from(replaced),
            Err(kind) => {
                let trouble = Trouble::new(&path, kind);
                restored.refused.push(Refused { trouble, kept });
            }
        }
    }
    close(&folder, restored.refused.is_empty())
        .map_err(|e| Trouble::new(&folder, Kind::Write(e)))?;
    Ok(Some(restored))
}

/// Whether the file had to be replaced to hold its original.
fn restore(path: &Path, kept: &Path, original: &str, result: &str) -> Result<bool, Kind> {
    let now = fs::read(path).map_err(Kind::Read)?;
    let sum = checksum(&now);
    if sum == original {
        // The run was stopped before it got to replace the file.
        return Ok(false);
    }
    if sum != result {
        return Err(Kind::ChangedMeanwhile);
    }
    let bytes = fs::read(kept).map_err(Kind::Keep)?;
    if checksum(&bytes) != original {
        let damaged = io::Error::new(io::ErrorKind::InvalidData, kept.display().to_string());
        return Err(Kind::Keep(damaged));
    }
    replace(path, &now, &bytes).map(|()| true).map_err(|trouble| trouble.kind)
}

/// A run that was taken back entirely needs no copies; of any other they are kept. Either is
/// marked first, so that the next `undo` goes to the one before, whatever happens here.
fn close(folder: &Path, entirely: bool) -> io::Result<()> {
    let marked = folder.with_extension(if entirely { "done" } else { "undone" });
    fs::rename(folder, &marked)?;
    if let Some(runs) = folder.parent() {
        sync_folder(runs);
    }
    if entirely { fs::remove_dir_all(marked) } else { Ok(()) }
}
