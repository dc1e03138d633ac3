//! `kanwu.toml`: what a project always wants, found in the working directory or above it.
//! Options of the command line come first; what a file does not say stays as it is. Knows
//! where settings stand, not what they mean.

use crate::error::Error;
use crate::nearest::nearest;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use toml::{Spanned, Value};

/// Name of the file.
const NAME: &str = "kanwu.toml";

/// Everything a file can set.
const KEYS: [&str; 1] = ["normalize"];

/// The settings of a project.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Config {
    /// Where they stand; none if there is no file.
    pub(super) path: Option<PathBuf>,
    /// `normalize = ["punctuation", "quotes=corner"]`.
    pub(super) normalize: Vec<String>,
}

impl Config {
    /// The nearest file from the working directory upwards.
    ///
    /// # Errors
    /// If it cannot be read or says something that means nothing.
    pub(super) fn find() -> Result<Config, Error> {
        // Without a working directory there is no project.
        let Ok(here) = env::current_dir() else { return Ok(Config::default()) };
        for folder in here.ancestors() {
            let path = folder.join(NAME);
            match fs::read_to_string(&path) {
                Ok(text) => return Config::read(&as_typed(&here, &path), &text),
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                Err(e) => return Err(Error::io(&path, "read", e)),
            }
        }
        Ok(Config::default())
    }

    /// Reads the text of a file.
    fn read(path: &Path, text: &str) -> Result<Config, Error> {
        let error = |at: usize, why: String| Error::Config {
            path: path.to_owned(),
            line: 1 + text.bytes().take(at).filter(|&b| b == b'\n').count(),
            why,
        };
        let table: BTreeMap<Spanned<String>, Spanned<Value>> = toml::from_str(text)
            .map_err(|e| error(e.span().map_or(0, |s| s.start), e.message().to_owned()))?;
        let mut config = Config { path: Some(path.to_owned()), ..Config::default() };
        for (key, value) in table {
            let at = value.span().start;
            match key.get_ref().as_str() {
                "normalize" => {
                    config.normalize = strings(value.into_inner()).ok_or_else(|| {
                        let right = "`normalize` is a list: [\"punctuation\", \"space\"]";
                        error(at, right.to_owned())
                    })?;
                }
                other => {
                    let keys = KEYS.iter().map(|k| (*k).to_owned());
                    let why = match nearest(other, keys) {
                        Some(near) => {
                            format!("there is no key `{other}`; did you mean `{near}`?")
                        }
                        None => {
                            format!("there is no key `{other}`; there is {}", KEYS.join(", "))
                        }
                    };
                    return Err(error(key.span().start, why));
                }
            }
        }
        Ok(config)
    }
}

/// The name of a file as the user would type it in `here`.
fn as_typed(here: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(here).unwrap_or(path).to_owned()
}

/// The strings of a list of strings.
fn strings(value: Value) -> Option<Vec<String>> {
    let Value::Array(items) = value else { return None };
    let string = |item| match item {
        Value::String(text) => Some(text),
        _ => None,
    };
    items.into_iter().map(string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, String> {
        Config::read(Path::new(NAME), text).map(|c| c.normalize).map_err(|e| e.to_string())
    }

    #[test]
    fn a_file_sets_what_it_says_and_nothing_else() {
        assert_eq!(
            read("normalize = ['space', \"width\"]"),
            Ok(vec!["space".into(), "width".into()])
        );
        assert_eq!(read("# nothing yet\n"), Ok(Vec::new()));
    }

    #[test]
    fn what_means_nothing_is_refused_with_its_line() {
        let cases = [
            (
                "\nnormalise = []",
                "kanwu.toml:2: there is no key `normalise`; did you mean `normalize`?",
            ),
            ("colour = 1", "kanwu.toml:1: there is no key `colour`; there is normalize"),
            (
                "\n\nnormalize = true",
                "kanwu.toml:3: `normalize` is a list: [\"punctuation\", \"space\"]",
            ),
            (
                "normalize = [1]",
                "kanwu.toml:1: `normalize` is a list: [\"punctuation\", \"space\"]",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), Err(expected.to_owned()), "{text}");
        }
        assert!(read("a = 1\nb = = 2").unwrap_err().starts_with("kanwu.toml:2: "));
    }
}
