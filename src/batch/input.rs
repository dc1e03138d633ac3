//! One document to be read, and whether it is one: binary files are told apart by their
//! first bytes and are not read any further.

use super::trouble::{Kind, Trouble};
use crate::stage::is_text;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// So many bytes are looked at to tell text from anything else.
const PROBE: usize = 8 << 10;

/// A document to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// As the user wrote it, or as the folder lists it; `-` for standard input.
    pub(crate) path: PathBuf,
    /// Whether the user named it, rather than a folder that holds it.
    pub(crate) named: bool,
    /// Bytes, as far as known beforehand.
    pub(crate) size: u64,
}

/// What a file holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Text(Vec<u8>),
    Binary,
}

impl Input {
    /// Whether it is standard input.
    pub(crate) fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }

    /// Reads the whole document; with `known` set, whatever it seems to be.
    pub(crate) fn read(&self, known: bool) -> Result<Content, Trouble> {
        let read = if self.is_stdin() {
            content(io::stdin().lock(), 0, known)
        } else {
            File::open(&self.path).and_then(|file| content(file, self.size, known))
        };
        read.map_err(|e| Trouble::new(&self.path, Kind::Read(e)))
    }
}

fn content(mut from: impl Read, size: u64, known: bool) -> io::Result<Content> {
    // The size is a hint: files grow, and those of /proc have none. One byte more than that
    // tells the end of the file without growing.
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
    from.by_ref().take(PROBE as u64).read_to_end(&mut bytes)?;
    if !known && !is_text(&bytes) {
        return Ok(Content::Binary);
    }
    from.read_to_end(&mut bytes)?;
    Ok(Content::Text(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_bytes_decide() {
        let mut bytes = vec![b'a'; PROBE];
        bytes.push(0);
        assert_eq!(content(&*bytes, 0, false).unwrap(), Content::Text(bytes.clone()));
        bytes[PROBE - 1] = 0;
        assert_eq!(content(&*bytes, 0, false).unwrap(), Content::Binary);
        assert_eq!(content(&*bytes, 0, true).unwrap(), Content::Text(bytes.clone()));
    }
}
