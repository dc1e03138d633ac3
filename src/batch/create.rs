//! Writes a new file: beside its place first, forced to the disk, then under its name, so that
//! no reader ever sees half of one. A file that is there already is left alone unless the
//! caller says otherwise.

use super::replace::sync_folder;
use super::trouble::{Kind, Trouble};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use tempfile::Builder;

/// Creates the file at `path`, and the folders it is in. With `over`, a file that is there is
/// replaced.
pub(crate) fn create(path: &Path, bytes: &[u8], over: bool) -> Result<(), Trouble> {
    let write = |e: io::Error| {
        let exists = e.kind() == io::ErrorKind::AlreadyExists;
        Trouble::new(path, if exists { Kind::Exists } else { Kind::Write(e) })
    };
    if !over && fs::symlink_metadata(path).is_ok() {
        return Err(Trouble::new(path, Kind::Exists));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|e| Trouble::new(path, Kind::Write(e)))?;
    let mut builder = Builder::new();
    builder.prefix(".kanwu-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What any new file gets, less what the user's mask takes away.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut beside = builder.tempfile_in(folder).map_err(write)?;
    beside.write_all(bytes).map_err(write)?;
    beside.as_file().sync_all().map_err(write)?;
    let persisted = if over { beside.persist(path) } else { beside.persist_noclobber(path) };
    persisted.map_err(|e| write(e.error))?;
    sync_folder(folder);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_created_with_its_folders_and_never_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/c.txt");
        create(&path, b"new", false).unwrap();
        let again = create(&path, b"newer", false).unwrap_err();
        assert!(matches!(again.kind, Kind::Exists));
        assert_eq!(fs::read(&path).unwrap(), b"new");
        create(&path, b"newer", true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"newer");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn what_cannot_be_a_folder_is_trouble() {
        let folder = tempfile::tempdir().unwrap();
        create(&folder.path().join("a"), b"", false).unwrap();
        let trouble = create(&folder.path().join("a/b"), b"", false).unwrap_err();
        assert!(matches!(trouble.kind, Kind::Write(_)));
    }
}
