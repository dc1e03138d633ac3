//! What can go wrong with one document of many. The run goes on; the document stays as it is.

use crate::error::Error;
use crate::review::Broken;
use std::io;
use std::path::{Path, PathBuf};

/// A document that could not be read, restored or written.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub(crate) path: PathBuf,
    pub(crate) kind: Kind,
}

/// What went wrong.
#[derive(Debug)]
pub(crate) enum Kind {
    Read(io::Error),
    Write(io::Error),
    /// The original could not be kept, so the file was not touched.
    Keep(io::Error),
    /// The file may not be written to, by its own permissions.
    ReadOnly,
    /// The path is a pipe, a device or standard input: nothing that can be replaced.
    NotAFile,
    /// The document is a web page: what is restored from it is text, not a page.
    Page,
    /// There is a file of the name under which the restored document was to be written.
    Exists,
    /// That name is one of a document that is being restored.
    Original,
    /// Someone else wrote to the file while it was being worked on.
    ChangedMeanwhile,
    /// The charset cannot express a restored character.
    Unmappable {
        charset: &'static str,
        character: char,
        line: usize,
        column: usize,
    },
    /// Bytes that are no character have no place in another charset.
    Undecodable(usize),
    /// Decisions were made about another content of the file.
    Reviewed,
    /// A decision is about something that does not stand there.
    NotThere(String),
    /// Two decisions are about one place.
    Overlap(String),
    /// Decisions name a charset that there is not.
    Charset(String),
    /// A defect of ours.
    Panic(String),
}

impl Trouble {
    pub(crate) fn new(path: &Path, kind: Kind) -> Trouble {
        Trouble { path: path.to_owned(), kind }
    }

    /// What the engine says about a document.
    pub(crate) fn from_error(path: &Path, error: Error) -> Trouble {
        Trouble::new(path, Kind::from(error))
    }
}

impl From<Error> for Kind {
    fn from(error: Error) -> Kind {
        match error {
            Error::Unmappable { charset, character, line, column } => {
                Kind::Unmappable { charset, character, line, column }
            }
            Error::Undecodable { count } => Kind::Undecodable(count),
            Error::Io { source, .. } => Kind::Read(source),
            other => Kind::Read(io::Error::other(other)),
        }
    }
}

impl From<Broken> for Kind {
    fn from(broken: Broken) -> Kind {
        match broken {
            Broken::Changed => Kind::Reviewed,
            Broken::Charset(why) => Kind::Charset(why),
            Broken::NotThere(before) => Kind::NotThere(before),
            Broken::Overlap(before) => Kind::Overlap(before),
            Broken::Text(error) => error.into(),
        }
    }
}
