//! What can go wrong around documents: files, rule files, the model file. Damage *in* a
//! document is never an error; it is a finding.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// An error of the surroundings.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    Io {
        /// Which one.
        path: PathBuf,
        /// What was tried: `read`, `write`, ….
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A rule file is broken.
    Rule {
        /// The file, or the name of a built-in one.
        file: String,
        /// Line, counted from 1; 0 when the whole file is meant.
        line: usize,
        /// The rule, if one can be named.
        rule: Option<String>,
        /// What is wrong and what would be right.
        why: String,
    },
    /// A model file is not usable.
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The settings of a project are broken.
    Config {
        /// The file.
        path: PathBuf,
        /// Line, counted from 1.
        line: usize,
        /// What is wrong and what would be right.
        why: String,
    },
    /// A restored document holds a character that its charset cannot express.
    Unmappable {
        /// The charset's name.
        charset: &'static str,
        /// The character.
        character: char,
        /// Its line in the restored text, from 1.
        line: usize,
        /// Its column, in characters from 1.
        column: usize,
    },
    /// A document that was to be converted holds bytes that are no character.
    Undecodable {
        /// How many pieces.
        count: usize,
    },
}

impl Error {
    /// An I/O error with its path and what was tried.
    pub fn io(path: &Path, what: &'static str, source: io::Error) -> Error {
        Error::Io { path: path.to_owned(), what, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io { path, what, source } => {
                write!(f, "{}: cannot {what}: {source}", path.display())
            }
            Error::Rule { file, line, rule, why } => {
                write!(f, "{file}")?;
                if *line > 0 {
                    write!(f, ":{line}")?;
                }
                if let Some(rule) = rule {
                    write!(f, ": rule `{rule}`")?;
                }
                write!(f, ": {why}")
            }
            Error::Config { path, line, why } => write!(f, "{}:{line}: {why}", path.display()),
            Error::Model { path, why } => write!(f, "{}: {why}", path.display()),
            Error::Unmappable { charset, character, line, column } => write!(
                f,
                "{line}:{column}: `{}` (U+{:04X}) cannot be written in {charset}; use --to utf-8",
                character.escape_debug(),
                u32::from(*character)
            ),
            Error::Undecodable { count } => {
                write!(f, "{count} pieces that are no character would be lost in converting")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
