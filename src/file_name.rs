//! Names of files in files. Names on Unix are bytes and need not be text: a GBK name is one.

use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A path, as `"path": "…"`, or as `"path_bytes": […]` if it is no text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FileName {
    #[serde(rename = "path")]
    Text(String),
    #[serde(rename = "path_bytes")]
    Bytes(Vec<u8>),
}

impl FileName {
    pub(crate) fn new(path: &Path) -> FileName {
        match path.to_str() {
            Some(text) => FileName::Text(text.to_owned()),
            None => FileName::Bytes(path.as_os_str().as_encoded_bytes().to_vec()),
        }
    }

    /// Which file; nothing if the name comes from another kind of system.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        match self {
            FileName::Text(text) => Some(text.into()),
            FileName::Bytes(bytes) => from_bytes(bytes).map(PathBuf::from),
        }
    }
}

#[cfg(unix)]
fn from_bytes(bytes: &[u8]) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt;
    Some(OsString::from_vec(bytes.to_vec()))
}

#[cfg(not(unix))]
fn from_bytes(_: &[u8]) -> Option<OsString> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn every_name_reads_back_as_it_was() {
        for name in ["文档/一 \"二\"\n三.txt".as_bytes(), b"/\xCE\xC4"] {
            let path = Path::new(std::ffi::OsStr::from_bytes(name));
            let written = serde_json::to_string(&FileName::new(path)).unwrap();
            let read: FileName = serde_json::from_str(&written).unwrap();
            assert_eq!(read.path().unwrap(), path);
        }
    }
}
