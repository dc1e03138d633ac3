//! The rules of a run: the built-in ones and the user's, in order of rank.

use super::read::{Entry, Extension, Source, read};
use super::{Anchor, Look, Name, ProjectWords, Rule};
use crate::dating::AnchorId;
use crate::error::Error;
use crate::finding::{RuleId, StageId};
use std::collections::BTreeMap;
use std::path::Path;

/// The rule files that are compiled in. A test holds the list equal to the folder.
const BUILT_IN: &[(&str, &str)] = &[
    ("rules/decode.toml", include_str!("../../rules/decode.toml")),
    ("rules/mojibake.toml", include_str!("../../rules/mojibake.toml")),
    ("rules/chars.toml", include_str!("../../rules/chars.toml")),
    ("rules/layout.toml", include_str!("../../rules/layout.toml")),
    ("rules/noise.toml", include_str!("../../rules/noise.toml")),
    ("rules/traditional.toml", include_str!("../../rules/traditional.toml")),
    ("rules/words.toml", include_str!("../../rules/words.toml")),
    ("rules/names.toml", include_str!("../../rules/names.toml")),
    ("rules/channels.toml", include_str!("../../rules/channels.toml")),
    ("rules/spinner.toml", include_str!("../../rules/spinner.toml")),
    ("rules/figures.toml", include_str!("../../rules/figures.toml")),
    ("rules/anchors.toml", include_str!("../../rules/anchors.toml")),
    ("rules/normalize.toml", include_str!("../../rules/normalize.toml")),
];

/// The functions that rules can name with `detect`, by stage. The stages bind them; a test
/// holds the two lists equal.
pub(crate) const DETECTORS: &[(StageId, &str)] = &[
    (StageId::Decode, "undecodable-bytes"),
    (StageId::Decode, "split-character"),
    (StageId::Decode, "mixed-charsets"),
    (StageId::Mojibake, "misread"),
    (StageId::Mojibake, "lost-character"),
    (StageId::Mojibake, "misread-partly"),
    (StageId::Mojibake, "slipped-bytes"),
    (StageId::Mojibake, "replaced-bytes"),
    (StageId::Mojibake, "uninitialized-memory"),
    (StageId::Mojibake, "question-marks"),
    (StageId::Chars, "encoded-word"),
    (StageId::Chars, "utf-7"),
    (StageId::Chars, "unicode-escape"),
    (StageId::Chars, "percent-encoding"),
    (StageId::Chars, "quoted-printable"),
    (StageId::Chars, "byte-escape"),
    (StageId::Chars, "html-entity"),
    (StageId::Chars, "bare-entity"),
    (StageId::Chars, "escaped-line-break"),
    (StageId::Chars, "vertical-form"),
    (StageId::Chars, "box-dash"),
    (StageId::Chars, "foreign-letter"),
    (StageId::Chars, "private-ideograph"),
    (StageId::Chars, "look-alike-punctuation"),
    (StageId::Chars, "field-code"),
    (StageId::Chars, "swallowed-entity"),
    (StageId::Chars, "invisible-character"),
    (StageId::Chars, "control-character"),
    (StageId::Chars, "mismatched-quote"),
    (StageId::Chars, "tex-quote"),
    (StageId::Chars, "radical"),
    (StageId::Chars, "compatibility-ideograph"),
    (StageId::Chars, "symbol-font"),
    (StageId::Chars, "pinyin-annotation"),
    (StageId::Layout, "file-title"),
    (StageId::Layout, "keyword-line"),
    (StageId::Layout, "repeated-title"),
    (StageId::Layout, "page-series"),
    (StageId::Layout, "running-head"),
    (StageId::Layout, "lost-break"),
    (StageId::Layout, "wrapped-line"),
    (StageId::Layout, "markdown"),
    (StageId::Layout, "jammer-string"),
    (StageId::Layout, "lone-back-tick"),
    (StageId::Layout, "strewn-emoji"),
    (StageId::Layout, "random-characters"),
    (StageId::Layout, "slice-number"),
    (StageId::Layout, "doubled-text"),
    (StageId::Layout, "vertical-text"),
    (StageId::Layout, "keyword-break"),
    (StageId::Layout, "split-time"),
    (StageId::Layout, "dot-leader"),
    (StageId::Words, "pinyin-leak"),
    (StageId::Words, "unlisted-pair"),
    (StageId::Words, "typing-error"),
    (StageId::Figures, "pasted-year"),
    (StageId::Figures, "lost-year-sign"),
    (StageId::Figures, "impossible-month"),
    (StageId::Figures, "impossible-day"),
    (StageId::Figures, "wrong-weekday"),
    (StageId::Figures, "letter-in-number"),
    (StageId::Figures, "broken-thousands"),
    (StageId::Normalize, "variants-simplified"),
    (StageId::Normalize, "variants-traditional"),
    (StageId::Normalize, "variants-taiwan"),
    (StageId::Normalize, "variants-hongkong"),
    (StageId::Normalize, "width"),
    (StageId::Normalize, "quotes-curly"),
    (StageId::Normalize, "quotes-corner"),
    (StageId::Normalize, "punctuation"),
    (StageId::Normalize, "space"),
];

/// Pairs of a channel: their numbers are small, because every word of a text is looked up.
const MOST_PAIRS: usize = u16::MAX as usize;

/// A text that a rule must change, and what it must become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The damaged text.
    pub before: String,
    /// The restored text.
    pub after: String,
}

impl From<(String, String)> for Example {
    fn from((before, after): (String, String)) -> Example {
        Example { before, after }
    }
}

/// Rules in order of rank, and which of them are switched on.
///
/// ```
/// let mut rules = kanwu::RuleSet::built_in();
/// rules.select(&["chars".into()], &[])?;
/// assert!(rules.rules().iter().any(|r| r.full_name() == "chars/mismatched-quote"));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    on: Vec<bool>,
    anchors: Vec<Anchor>,
    /// Which anchor each word belongs to.
    owners: BTreeMap<String, AnchorId>,
    /// Phrases that nothing may touch.
    protected: Vec<Box<str>>,
    names: Vec<Name>,
}

impl RuleSet {
    /// The rules inside the executable, all switched on.
    pub fn built_in() -> RuleSet {
        let mut set = RuleSet::default();
        for (name, text) in BUILT_IN {
            if let Err(e) = set.add_from(name, text, Source::BuiltIn) {
                unreachable!("the rules in the executable are checked by the tests: {e}");
            }
        }
        set
    }

    /// Adds the rules of one file's text; `name` is used in messages.
    ///
    /// # Errors
    /// If the text is not a rule file, naming the line and the rule.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), Error> {
        self.add_from(name, text, Source::User(None))
    }

    fn add_from(&mut self, name: &str, text: &str, source: Source<'_>) -> Result<(), Error> {
        for entry in read(name, text, source)? {
            match entry {
                Entry::Rule(rule) => self.push(*rule)?,
                Entry::Extension(extension) => self.extend(*extension)?,
                Entry::Anchor(anchor) => self.push_anchor(*anchor)?,
                Entry::Protect(phrases) => self.protected.extend(phrases),
                Entry::Name(name) => self.push_name(*name)?,
            }
        }
        Ok(())
    }

    /// Adds the rules of a file.
    ///
    /// # Errors
    /// If the file cannot be read or is not a rule file.
    pub fn add_file(&mut self, path: &Path) -> Result<(), Error> {
        let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, "read", e))?;
        self.add_from(&path.display().to_string(), &text, Source::User(path.parent()))
    }

    /// Adds what the settings of a project, in the file `name`, say of words; files that they name
    /// are looked for in `folder`.
    ///
    /// # Errors
    /// If such a file cannot be read or holds a broken entry.
    pub fn add_project(
        &mut self,
        name: &str,
        folder: &Path,
        words: ProjectWords,
    ) -> Result<(), Error> {
        let (rule, phrases) = words.read(name, folder)?;
        self.protected.extend(phrases);
        rule.map_or(Ok(()), |rule| self.push(rule))
    }

    fn push_name(&mut self, name: Name) -> Result<(), Error> {
        if let Some(first) = self.names.iter().find(|n| n.name == name.name) {
            let why =
                format!("there is one of that name already, in {}:{}", first.file, first.line);
            return Err(Error::Rule {
                file: name.file,
                line: name.line,
                rule: Some(name.name),
                why,
            });
        }
        self.names.push(name);
        Ok(())
    }

    /// What tells names, in which no channel put a word.
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// Forgets what tells names.
    pub(crate) fn forget_names(&mut self) {
        self.names.clear();
    }

    /// Phrases that no rule may touch.
    pub fn protected(&self) -> &[Box<str>] {
        &self.protected
    }

    fn push(&mut self, mut rule: Rule) -> Result<(), Error> {
        if let Some(first) = self.find(&rule.full_name()) {
            let why =
                format!("there is one of that name already, in {}:{}", first.file, first.line);
            return Err(Error::Rule {
                file: rule.file,
                line: rule.line,
                rule: Some(rule.name),
                why,
            });
        }
        if let Look::Detect(detector) = &rule.look
            && !DETECTORS.contains(&(rule.stage, detector))
        {
            let why = format!("stage {} has no detector `{detector}`", rule.stage);
            return Err(Error::Rule {
                file: rule.file,
                line: rule.line,
                rule: Some(rule.name),
                why,
            });
        }
        if rule.stage == StageId::Normalize && !matches!(rule.look, Look::Detect(_)) {
            let why = "the rules of stage normalize are switched on by --normalize; it takes none but its own";
            return Err(Error::Rule {
                file: rule.file,
                line: rule.line,
                rule: Some(rule.name),
                why: why.to_owned(),
            });
        }
        if let Look::Channel(channel) = &rule.look
            && channel.pairs.len() > MOST_PAIRS
        {
            let why = format!("a channel holds {MOST_PAIRS} pairs at the most");
            return Err(Error::Rule {
                file: rule.file,
                line: rule.line,
                rule: Some(rule.name),
                why,
            });
        }
        rule.id = RuleId(u16::try_from(self.rules.len()).unwrap_or(u16::MAX));
        self.rules.push(rule);
        self.on.push(true);
        Ok(())
    }

    fn extend(&mut self, more: Extension) -> Result<(), Error> {
        let error = |why| {
            let (file, line) = (more.file.clone(), more.line);
            Err(Error::Rule { file, line, rule: Some(more.of.clone()), why })
        };
        let found = self.rules.iter_mut().find(|r| r.name == more.of);
        let Some(Rule { look: Look::Channel(channel), keep, hits, leaves, .. }) = found else {
            return error("`extends` names no channel".into());
        };
        for pair in more.channel.pairs {
            match channel.pairs.iter_mut().find(|p| p.stand_in == pair.stand_in) {
                Some(known) => {
                    let new = pair.originals.into_iter().filter(|o| !known.originals.contains(o));
                    let new: Vec<Box<str>> = new.collect();
                    known.originals.extend(new);
                }
                None => channel.pairs.push(pair),
            }
        }
        if channel.pairs.len() > MOST_PAIRS {
            return error(format!("a channel holds {MOST_PAIRS} pairs at the most"));
        }
        keep.extend(more.keep);
        hits.extend(more.hits);
        leaves.extend(more.leaves);
        Ok(())
    }

    fn push_anchor(&mut self, mut anchor: Anchor) -> Result<(), Error> {
        let place = |a: &Anchor| format!("`{}`, in {}:{}", a.name, a.file, a.line);
        let same_name = self.anchors.iter().find(|a| a.name == anchor.name);
        let mut why = same_name.map(|first| format!("there is {} already", place(first)));
        anchor.id = AnchorId(u16::try_from(self.anchors.len()).unwrap_or(u16::MAX));
        for word in &anchor.words {
            // What two anchors say of a year must not be said by one word.
            if let Some(owner) = self.owners.insert(word.text.clone(), anchor.id) {
                let owner = self
                    .anchors
                    .get(usize::from(owner.0))
                    .map_or_else(|| "this anchor itself".to_owned(), place);
                why.get_or_insert_with(|| format!("`{}` belongs to {owner} already", word.text));
            }
        }
        if let Some(why) = why {
            let (file, line, rule) = (anchor.file, anchor.line, Some(anchor.name));
            return Err(Error::Rule { file, line, rule, why });
        }
        self.anchors.push(anchor);
        Ok(())
    }

    /// Things whose year is known.
    pub fn anchors(&self) -> &[Anchor] {
        &self.anchors
    }

    /// The anchor with this position.
    ///
    /// # Panics
    /// If the id comes from another rule set.
    pub fn anchor(&self, id: AnchorId) -> &Anchor {
        &self.anchors[usize::from(id.0)]
    }

    /// All rules, in order of rank.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule with this position.
    ///
    /// # Panics
    /// If the id comes from another rule set.
    pub fn get(&self, id: RuleId) -> &Rule {
        &self.rules[usize::from(id.0)]
    }

    /// The rule of this name, `stage/name` or just `name`.
    pub fn find(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.name == name || r.full_name() == name)
    }

    /// The rules of one stage that are switched on, in order of rank.
    pub fn of_stage(&self, stage: StageId) -> impl Iterator<Item = &Rule> {
        self.rules
            .iter()
            .zip(&self.on)
            .filter(move |(r, on)| **on && r.stage == stage)
            .map(|(r, _)| r)
    }

    pub(super) fn switch(&mut self, on: Vec<bool>) {
        self.on = on;
    }

    /// The functions that rules can name with `detect`.
    pub fn detectors() -> impl Iterator<Item = (StageId, &'static str)> {
        DETECTORS.iter().copied()
    }

    /// Names of the built-in files, for the test that compares them with the folder.
    pub fn built_in_files() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In the executable, patterns are compiled when they are first asked; here, all of them are.
    #[test]
    fn the_built_in_rules_are_sound() {
        let mut set = RuleSet::default();
        for (name, text) in BUILT_IN {
            if let Err(e) = set.add(name, text) {
                panic!("{e}");
            }
        }
        assert_eq!(set.rules.len(), RuleSet::built_in().rules.len());
    }

    #[test]
    fn a_channel_has_no_more_pairs_than_there_are_numbers() {
        let pairs: Vec<String> = (0..=MOST_PAIRS).map(|n| format!("'甲{n}→乙{n}'")).collect();
        let table = |key: &str, pairs: &[String]| {
            format!(
                "[[channel]]\n{key}\nsays='x'\nsays_en='x'\nwhy='x'\nwhy_en='x'\nsince='0'\n\
                 pairs=[{}]\nhits=[['乙','甲']]\nleaves=['丙']\n",
                pairs.join(",")
            )
        };
        let mut set = RuleSet::default();
        let refused = |result: Result<(), Error>| {
            result.unwrap_err().to_string().contains("pairs at the most")
        };
        assert!(refused(set.add("mine.toml", &table("name='long'", &pairs))));
        set.add("mine.toml", &table("name='long'", &pairs[1..])).unwrap();
        let more =
            "[[channel]]\nextends='long'\npairs=['丁→戊']\nhits=[['戊','丁']]\nleaves=['丙']";
        assert!(refused(set.add("more.toml", more)));
    }
}
