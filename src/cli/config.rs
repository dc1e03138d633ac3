//! `kanwu.toml`: what a project always wants, found in the working directory or above it.
//! Options of the command line come first; what a file does not say stays as it is. Knows
//! where settings stand, not what they mean.

use crate::error::Error;
use crate::nearest::nearest;
use crate::rule::ProjectWords;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use toml::{Spanned, Value};

/// Name of the file.
const NAME: &str = "kanwu.toml";

/// Everything a file can set.
const KEYS: [&str; 6] =
    ["normalize", "rules", "protect", "protect-from", "replace", "replace-from"];

/// The settings of a project.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Config {
    /// Where they stand; none if there is no file.
    pub(super) path: Option<PathBuf>,
    /// `normalize = ["punctuation", "quotes=corner"]`.
    pub(super) normalize: Vec<String>,
    /// `rules = ["house.toml"]`: rule files, beside this one.
    pub(super) rules: Vec<PathBuf>,
    /// What is said of words.
    pub(super) words: ProjectWords,
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
        let beside = |file: &String| path.with_file_name(file);
        for (key, value) in table {
            let at = value.span().start;
            let value = value.into_inner();
            let list = |right: &str| {
                let why = || error(at, format!("`{}` is a list: {right}", key.get_ref()));
                strings(&value).ok_or_else(why)
            };
            match key.get_ref().as_str() {
                "normalize" => config.normalize = list("[\"punctuation\", \"space\"]")?,
                "rules" => config.rules = list("[\"house.toml\"]")?.iter().map(beside).collect(),
                "protect" => config.words.protect = list("[\"平安县\"]")?,
                "protect-from" => config.words.protect_from = list("[\"names.txt\"]")?,
                "replace-from" => config.words.replace_from = list("[\"house.tsv\"]")?,
                "replace" => {
                    config.words.replace = pairs(value).ok_or_else(|| {
                        error(at, "`replace` is a table: { \"帐号\" = \"账号\" }".to_owned())
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
fn strings(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

/// The pairs of a table of strings.
fn pairs(value: Value) -> Option<BTreeMap<String, String>> {
    let Value::Table(table) = value else { return None };
    let pair = |(from, to): (String, Value)| Some((from, to.as_str()?.to_owned()));
    table.into_iter().map(pair).collect()
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
    fn files_lie_beside_the_settings() {
        let text = "rules = ['house.toml']\nprotect = ['平安县']\n[replace]\n帐号 = '账号'";
        let config = Config::read(Path::new("../kanwu.toml"), text);
        assert!(config.is_err(), "bare keys are ASCII");
        let text = text.replace("帐号 =", "'帐号' =");
        let config = Config::read(Path::new("../kanwu.toml"), &text).unwrap();
        assert_eq!(config.rules, [Path::new("../house.toml")]);
        assert_eq!(config.words.protect, ["平安县"]);
        assert_eq!(config.words.replace["帐号"], "账号");
    }

    #[test]
    fn what_means_nothing_is_refused_with_its_line() {
        let cases = [
            (
                "\nnormalise = []",
                "kanwu.toml:2: there is no key `normalise`; did you mean `normalize`?",
            ),
            (
                "colour = 1",
                "kanwu.toml:1: there is no key `colour`; there is normalize, rules, protect, \
                 protect-from, replace, replace-from",
            ),
            (
                "protected = []",
                "kanwu.toml:1: there is no key `protected`; did you mean `protect`?",
            ),
            ("replace = ['帐号']", "kanwu.toml:1: `replace` is a table: { \"帐号\" = \"账号\" }"),
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
