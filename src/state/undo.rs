//! Takes a run back: every file that still holds what the run wrote gets its original; a
//! file that anyone changed since is left as it is. Goes on after trouble with one file.

use super::run::journal_of;
use super::{State, checksum, journal};
use crate::batch::{Kind, Trouble, replace};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

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

/// Takes back the last run that was not yet taken back; nothing if there is none.
///
/// # Errors
/// If the state folder cannot be read or its journal is damaged.
pub(crate) fn undo(state: &State) -> Result<Option<Restored>, Trouble> {
    let runs = state.runs().map_err(|e| Trouble::new(&state.0, Kind::Read(e)))?;
    let Some((run, folder)) = runs.into_iter().next_back() else { return Ok(None) };
    let path = journal_of(&folder);
    let entries = match fs::read(&path) {
        Ok(bytes) => journal::read(&bytes).map_err(io::Error::other),
        // The run was stopped between making its folder and its journal.
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(e),
    };
    let entries = entries.map_err(|e| Trouble::new(&path, Kind::Read(e)))?;
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

/// A run that was taken back entirely needs no copies; of any other they are kept, and it is
/// marked so that the next `undo` goes to the one before.
fn close(folder: &Path, entirely: bool) -> io::Result<()> {
    if entirely {
        fs::remove_dir_all(folder)
    } else {
        let mut name = folder.as_os_str().to_owned();
        name.push(".undone");
        fs::rename(folder, name)
    }
}
