//! One document to be read, and whether it is one: binary files are told apart by their
//! first bytes and are not read any further.

use super::trouble::{Kind, Trouble};
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

    /// Reads the whole document.
    pub(crate) fn read(&self) -> Result<Content, Trouble> {
        let read = if self.is_stdin() {
            content(io::stdin().lock(), 0)
        } else {
            File::open(&self.path).and_then(|file| content(file, self.size))
        };
        read.map_err(|e| Trouble::new(&self.path, Kind::Read(e)))
    }
}

fn content(mut from: impl Read, size: u64) -> io::Result<Content> {
    // The size is a hint: files grow, and those of /proc have none. One byte more than that
    // tells the end of the file without growing.
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
    from.by_ref().take(PROBE as u64).read_to_end(&mut bytes)?;
    if is_binary(&bytes) {
        return Ok(Content::Binary);
    }
    from.read_to_end(&mut bytes)?;
    Ok(Content::Text(bytes))
}

/// Whether these bytes are no text: a NUL among the first of them, unless they begin with
/// the mark of UTF-16. UTF-32, whose mark begins with that of UTF-16, is not read.
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    let utf32 = bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"\0\0\xFE\xFF");
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let probe = &bytes[..bytes.len().min(PROBE)];
    utf32 || (!utf16 && memchr::memchr(0, probe).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_with_its_mark_is_text_and_utf32_is_not_taken_for_it() {
        assert!(!is_binary(b"\xFF\xFE\x2D\x4E\x0A\x00"));
        assert!(is_binary(b"\xFF\xFE\0\0\x2D\x4E\0\0"));
        assert!(is_binary(b"PK\x03\x04\0\0"));
        assert!(!is_binary("勘误".as_bytes()));
        assert!(!is_binary(b""));
    }

    #[test]
    fn only_the_first_bytes_decide() {
        let mut bytes = vec![b'a'; PROBE];
        bytes.push(0);
        assert!(!is_binary(&bytes));
        assert_eq!(content(&*bytes, 0).unwrap(), Content::Text(bytes.clone()));
        bytes[PROBE - 1] = 0;
        assert_eq!(content(&*bytes, 0).unwrap(), Content::Binary);
    }
}
