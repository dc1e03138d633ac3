//! Replaces a file as a whole: the new content is written beside it, forced to the disk and
//! then takes its name. At every moment the name stands for the old file or the new one.
//!
//! The new file has the permissions and, where the user may say so, the owner of the old
//! one. Other names of the file (hard links) keep the old content: a name can be moved to a
//! new file, a file cannot be rewritten in place without a moment in which it is broken.

use super::trouble::{Kind, Trouble};
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::Path;
use tempfile::Builder;

/// Whether the file at `path` is one that may be replaced, and what is known of it.
pub(crate) fn replaceable(path: &Path) -> Result<Metadata, Trouble> {
    let meta = fs::metadata(path).map_err(|e| Trouble::new(path, Kind::Write(e)))?;
    if !meta.is_file() {
        return Err(Trouble::new(path, Kind::NotAFile));
    }
    if meta.permissions().readonly() {
        return Err(Trouble::new(path, Kind::ReadOnly));
    }
    Ok(meta)
}

/// Replaces what the file at `path`, which is no symbolic link, holds by `new`. `old` is what
/// it is known to hold; if it holds anything else by now it is left alone.
pub(crate) fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), Trouble> {
    let trouble = |kind| Trouble::new(path, kind);
    let write = |e| trouble(Kind::Write(e));
    let meta = replaceable(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut beside = Builder::new().prefix(".kanwu-").tempfile_in(folder).map_err(write)?;
    beside.write_all(new).map_err(write)?;
    keep_owner(beside.as_file(), &meta);
    beside.as_file().set_permissions(meta.permissions()).map_err(write)?;
    beside.as_file().sync_all().map_err(write)?;
    if meta.len() != old.len() as u64 || fs::read(path).map_err(write)? != old {
        return Err(trouble(Kind::ChangedMeanwhile));
    }
    beside.persist(path).map_err(|e| write(e.error))?;
    sync_folder(folder);
    Ok(())
}

/// Forces a folder's names to the disk. Some file systems cannot; the content is safe there
/// all the same, so that is not an error.
pub(crate) fn sync_folder(folder: &Path) {
    let _: io::Result<()> = File::open(folder).and_then(|f| f.sync_all());
}

/// Gives the new file the owner and the group of the old one. Only root may in general; for
/// everyone else the file becomes theirs, as with any editor.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if fchown(file, Some(old.uid()), Some(old.gid())).is_err() {
        let _: io::Result<()> = fchown(file, None, Some(old.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    }

    fn file(folder: &Path, content: &[u8]) -> std::path::PathBuf {
        let path = folder.join("a.txt");
        File::create(&path).unwrap().write_all(content).unwrap();
        path
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), b"old");
        replace(&path, b"old", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), b"newer");
        let trouble = replace(&path, b"older", b"new").unwrap_err();
        assert!(matches!(trouble.kind, Kind::ChangedMeanwhile));
        assert_eq!(fs::read(&path).unwrap(), b"newer");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_kept_and_read_only_files_are_not_written() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), b"old");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        replace(&path, b"old", b"new").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        let trouble = replace(&path, b"new", b"newer").unwrap_err();
        assert!(matches!(trouble.kind, Kind::ReadOnly));
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }
}
