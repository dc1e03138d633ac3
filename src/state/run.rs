//! A run of `fix` while it goes on: keeps each original and enters it in the journal, both
//! forced to the disk, before the file may be replaced. A run that changes nothing leaves
//! nothing behind.

use super::journal::Entry;
use super::{State, checksum};
use crate::batch::sync_folder;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// See the module.
#[derive(Debug)]
pub(crate) struct Run {
    state: State,
    /// Made for the first file.
    journal: Mutex<Option<Journal>>,
}

#[derive(Debug)]
struct Journal {
    folder: PathBuf,
    file: File,
}

impl Run {
    pub(crate) fn new(state: State) -> Run {
        Run { state, journal: Mutex::new(None) }
    }

    /// Makes sure that `path`, an absolute path, can get `original` back after it was replaced
    /// by `result`.
    ///
    /// # Errors
    /// If the disk is full or the state folder cannot be written to: then do not replace it.
    pub(crate) fn keep(&self, path: &Path, original: &[u8], result: &[u8]) -> io::Result<()> {
        let entry = Entry::new(path, checksum(original), checksum(result));
        let folder = self.folder()?;
        keep_copy(&folder, &entry.original, original)?;
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(journal) = journal.as_mut() else { return Err(io::ErrorKind::NotFound.into()) };
        journal.file.write_all(&entry.to_line())?;
        journal.file.sync_data()
    }

    /// The folder of this run.
    fn folder(&self) -> io::Result<PathBuf> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(journal) = &*journal {
            return Ok(journal.folder.clone());
        }
        let folder = self.state.new_folder()?;
        let file = OpenOptions::new().append(true).create_new(true).open(journal_of(&folder))?;
        *journal = Some(Journal { folder: folder.clone(), file });
        Ok(folder)
    }
}

/// Where the journal of a run stands.
pub(super) fn journal_of(folder: &Path) -> PathBuf {
    folder.join("journal.jsonl")
}

fn keep_copy(folder: &Path, name: &str, original: &[u8]) -> io::Result<()> {
    // Not under its name at once: equal documents in other threads share the copy.
    let mut copy = tempfile::NamedTempFile::new_in(folder)?;
    copy.write_all(original)?;
    copy.as_file().sync_all()?;
    copy.persist(folder.join(name)).map_err(|e| e.error)?;
    sync_folder(folder);
    Ok(())
}
