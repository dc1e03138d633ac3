//! Lists of a user: words that are always replaced, phrases that are never touched. Both may
//! hold a hundred thousand entries, and so may stand in files of their own. Reads and checks
//! them; finding them in a text is the task of `stage` and `protect`.

use super::read::{Place, check_common};
use super::{Confusions, Example, Look, Rule, Text};
use crate::error::Error;
use crate::finding::{RuleId, StageId};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::collections::hash_map::{Entry, HashMap};
use std::path::Path;

/// Words and what each becomes wherever it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replacements {
    /// What stands in the text and what it becomes, in the order of the list.
    pub pairs: Vec<(Box<str>, Box<str>)>,
}

/// Where an entry stands, for complaints.
#[derive(Clone, Debug)]
struct Source<'a> {
    file: &'a str,
    line: usize,
}

/// A `[[replace]]` table as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplaceTable {
    name: String,
    says: String,
    says_en: String,
    why: String,
    why_en: String,
    #[serde(default)]
    words: BTreeMap<String, String>,
    #[serde(default)]
    from: Vec<String>,
    #[serde(default)]
    keep: Vec<String>,
    confidence: String,
    since: String,
    hits: Vec<(String, String)>,
    leaves: Vec<String>,
}

/// A `[[protect]]` table as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProtectTable {
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    from: Vec<String>,
}

impl ReplaceTable {
    /// The rule; files are looked for in `folder`.
    pub(super) fn read(self, place: &Place<'_>, folder: Option<&Path>) -> Result<Rule, Error> {
        let place = Place { rule: Some(&self.name), ..*place };
        check_common(&place, &self.name, &self.hits, &self.leaves)?;
        let confidence = self.confidence.parse().map_err(|e: String| place.error(e))?;
        let lists = texts(&self.from, &place, folder)?;
        let list = Replacements::of(&self.words, &lists, &place)?;
        Ok(Rule {
            id: RuleId(0),
            stage: StageId::Words,
            says: Text { zh: self.says, en: self.says_en },
            why: Text { zh: self.why, en: self.why_en },
            look: Look::Replace(list),
            confidence,
            needles: Vec::new(),
            keep: self.keep,
            confusions: Confusions::default(),
            hits: self.hits.into_iter().map(Example::from).collect(),
            leaves: self.leaves,
            since: self.since,
            file: place.file.to_owned(),
            line: place.line,
            name: self.name,
        })
    }
}

impl ProtectTable {
    /// The phrases; files are looked for in `folder`.
    pub(super) fn read(
        self,
        place: &Place<'_>,
        folder: Option<&Path>,
    ) -> Result<Vec<Box<str>>, Error> {
        if self.words.iter().any(|w| w.trim().is_empty()) {
            return Err(place.error("`words` of `[[protect]]` holds an empty phrase"));
        }
        let mut phrases: Vec<Box<str>> = self.words.iter().map(|w| w.as_str().into()).collect();
        for (_, text) in texts(&self.from, place, folder)? {
            phrases.extend(entries(&text).map(|(_, entry)| Box::from(entry.trim())));
        }
        match phrases.is_empty() {
            true => Err(place.error("`[[protect]]` needs `words` or `from`")),
            false => Ok(phrases),
        }
    }
}

impl Replacements {
    /// The entries of a table and of list files, checked.
    fn of(
        words: &BTreeMap<String, String>,
        lists: &[(String, String)],
        place: &Place<'_>,
    ) -> Result<Replacements, Error> {
        let mut pairs: Vec<(Box<str>, Box<str>)> = Vec::new();
        let mut sources: Vec<Source<'_>> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        let inline = words.iter().map(|(wrong, right)| {
            Ok((wrong.as_str(), right.as_str(), Source { file: place.file, line: place.line }))
        });
        let listed = lists.iter().flat_map(|(file, text)| {
            entries(text).map(move |(line, entry)| match entry.split_once('\t') {
                Some((wrong, right)) => Ok((wrong.trim(), right.trim(), Source { file, line })),
                None => Err(Place { file, line, rule: place.rule }.error(NO_TAB)),
            })
        });
        for entry in inline.chain(listed) {
            let (wrong, right, source) = entry?;
            let error = |why: String| {
                Place { file: source.file, line: source.line, rule: place.rule }.error(why)
            };
            if wrong.is_empty() {
                return Err(error("an empty word cannot be replaced".to_owned()));
            }
            if wrong == right {
                return Err(error(format!("`{wrong}` replaces a word by itself")));
            }
            match known.entry(wrong) {
                Entry::Vacant(free) => {
                    free.insert(pairs.len());
                    pairs.push((wrong.into(), right.into()));
                    sources.push(source);
                }
                Entry::Occupied(first) if &*pairs[*first.get()].1 == right => {}
                Entry::Occupied(first) => {
                    let Source { file, line } = sources[*first.get()];
                    let other = &pairs[*first.get()].1;
                    return Err(error(format!(
                        "`{wrong}` becomes `{right}` here and `{other}` in {file}:{line}"
                    )));
                }
            }
        }
        // What a list made must not be changed by it again.
        for ((wrong, right), source) in pairs.iter().zip(&sources) {
            if let Some(&next) = known.get(&**right) {
                let last = &pairs[next].1;
                let place = Place { file: source.file, line: source.line, rule: place.rule };
                return Err(place.error(format!(
                    "`{wrong}` becomes `{right}`, which becomes `{last}`; write what it becomes in the end"
                )));
            }
        }
        match pairs.is_empty() {
            true => Err(place.error("a list of replacements needs `words` or `from`")),
            false => Ok(Replacements { pairs }),
        }
    }
}

/// What is wrong with a line of a list of replacements.
const NO_TAB: &str = "write what stands there, a tab, and what it becomes";

/// The entries of a list file with their lines: one a line, `#` begins a comment.
fn entries(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    (1..).zip(text.lines()).filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'))
}

/// Names and texts of list files.
fn texts(
    files: &[String],
    place: &Place<'_>,
    folder: Option<&Path>,
) -> Result<Vec<(String, String)>, Error> {
    let mut texts = Vec::new();
    for file in files {
        let Some(folder) = folder else {
            return Err(place.error("`from` names files beside a rule file, and this is none"));
        };
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, "read", e))?;
        texts.push((path.display().to_string(), text));
    }
    Ok(texts)
}

/// What a project's settings say of words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectWords {
    /// Words and what each becomes.
    pub replace: BTreeMap<String, String>,
    /// Files of such words, a pair a line, parted by a tab.
    pub replace_from: Vec<String>,
    /// Phrases that nothing may touch.
    pub protect: Vec<String>,
    /// Files of such phrases, one a line.
    pub protect_from: Vec<String>,
}

impl ProjectWords {
    /// The rule that replaces, if there is anything to replace, and the protected phrases. `name`
    /// is the file of the settings.
    pub(super) fn read(
        self,
        name: &str,
        folder: &Path,
    ) -> Result<(Option<Rule>, Vec<Box<str>>), Error> {
        let place = Place { file: name, line: 0, rule: None };
        let protects = !self.protect.is_empty() || !self.protect_from.is_empty();
        let table = ProtectTable { words: self.protect, from: self.protect_from };
        let phrases = if protects { table.read(&place, Some(folder))? } else { Vec::new() };
        if self.replace.is_empty() && self.replace_from.is_empty() {
            return Ok((None, phrases));
        }
        let lists = texts(&self.replace_from, &place, Some(folder))?;
        let list = Replacements::of(&self.replace, &lists, &place)?;
        let Some((wrong, right)) = list.pairs.first() else { return Ok((None, phrases)) };
        let hits = vec![(wrong.to_string(), right.to_string())];
        let rule = Rule {
            id: RuleId(0),
            stage: StageId::Words,
            says: Text {
                zh: "项目词表里的词".into(), en: "a word of the project's list".into()
            },
            why: Text {
                zh: "本项目的设置规定，这个词一律换成另一个。".into(),
                en: "The settings of this project say that this word always becomes another."
                    .into(),
            },
            look: Look::Replace(list),
            confidence: crate::finding::Confidence::Certain,
            needles: Vec::new(),
            keep: Vec::new(),
            confusions: Confusions::default(),
            hits: hits.into_iter().map(Example::from).collect(),
            leaves: Vec::new(),
            since: env!("CARGO_PKG_VERSION").to_owned(),
            file: name.to_owned(),
            line: 0,
            name: "project-words".to_owned(),
        };
        Ok((Some(rule), phrases))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Pairs = Vec<(Box<str>, Box<str>)>;

    fn list(text: &str) -> Result<Pairs, String> {
        let place = Place { file: "a.toml", line: 7, rule: Some("house") };
        let lists = [("words.tsv".to_owned(), text.to_owned())];
        let list = Replacements::of(&BTreeMap::new(), &lists, &place);
        list.map(|l| l.pairs).map_err(|e| e.to_string())
    }

    #[test]
    fn a_list_file_holds_a_pair_a_line() {
        let text = "\u{FEFF}# 本社用字\n帐号\t账号\r\n\n登陆 \t 登录\n帐号\t账号\n删去\t\n";
        let pairs = list(text).unwrap();
        let pair = |a: &str, b: &str| (Box::from(a), Box::from(b));
        assert_eq!(pairs, [pair("帐号", "账号"), pair("登陆", "登录"), pair("删去", "")]);
    }

    #[test]
    fn a_broken_entry_is_named_with_file_and_line() {
        let cases = [
            ("帐号\t账号\n帐号 账号", "words.tsv:2: rule `house`: write what stands there, a tab"),
            ("帐号\t帐号", "words.tsv:1: rule `house`: `帐号` replaces a word by itself"),
            ("\t账号", "words.tsv:1: rule `house`: an empty word"),
            (
                "甲\t乙\n\n甲\t丙",
                "words.tsv:3: rule `house`: `甲` becomes `丙` here and `乙` in words.tsv:1",
            ),
            ("甲\t乙\n乙\t丙", "words.tsv:1: rule `house`: `甲` becomes `乙`, which becomes `丙`"),
            ("# nothing\n", "a.toml:7: rule `house`: a list of replacements needs"),
        ];
        for (text, expected) in cases {
            let got = list(text).unwrap_err();
            assert!(got.starts_with(expected), "{got}");
        }
    }
}
