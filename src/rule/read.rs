//! From a rule file to rules. Every complaint names file, line and rule.

use super::anchor::AnchorTable;
use super::channel::pairs_of;
use super::furniture::{any_of, lines_of};
use super::list::{ProtectTable, ReplaceTable};
use super::name::{Name, NameTable};
use super::pattern::{Pattern, When};
use super::{
    Anchor, Channel, Condition, Confusions, Evidence, Example, Furniture, Look, Rule, Text,
};
use crate::error::Error;
use crate::finding::{Confidence, RuleId, StageId};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;

/// One rule file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Stage of the `[[rule]]` tables; by default the file's name.
    stage: Option<String>,
    #[serde(default)]
    rule: Vec<Spanned<RuleTable>>,
    #[serde(default)]
    channel: Vec<Spanned<ChannelTable>>,
    #[serde(default)]
    furniture: Vec<Spanned<FurnitureTable>>,
    #[serde(default)]
    anchor: Vec<Spanned<AnchorTable>>,
    #[serde(default)]
    replace: Vec<Spanned<ReplaceTable>>,
    #[serde(default)]
    protect: Vec<Spanned<ProtectTable>>,
    #[serde(default)]
    name: Vec<Spanned<NameTable>>,
    /// What `{…}` in the patterns of names stands for.
    #[serde(default, rename = "let")]
    parts: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleTable {
    name: String,
    says: String,
    says_en: String,
    why: String,
    why_en: String,
    find: Option<String>,
    when: Option<String>,
    with: Option<String>,
    map: Option<BTreeMap<String, String>>,
    detect: Option<String>,
    #[serde(default)]
    needles: Vec<String>,
    #[serde(default)]
    keep: Vec<String>,
    confidence: String,
    #[serde(default)]
    alike: Vec<String>,
    #[serde(default)]
    either: Vec<String>,
    #[serde(default)]
    foreign: String,
    since: String,
    hits: Vec<(String, String)>,
    leaves: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelTable {
    name: Option<String>,
    /// Adds to a channel of another file instead of making a new one.
    extends: Option<String>,
    says: Option<String>,
    says_en: Option<String>,
    why: Option<String>,
    why_en: Option<String>,
    evidence: Option<String>,
    prior: Option<f32>,
    rate: Option<f32>,
    pairs: Vec<String>,
    #[serde(default)]
    keep: Vec<String>,
    since: Option<String>,
    hits: Vec<(String, String)>,
    leaves: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FurnitureTable {
    name: String,
    says: String,
    says_en: String,
    why: String,
    why_en: String,
    evidence: f32,
    needles: Vec<String>,
    lines: Vec<String>,
    #[serde(default)]
    signs: Vec<String>,
    reach: Option<String>,
    #[serde(default)]
    titles: bool,
    since: String,
    hits: Vec<(String, String)>,
    leaves: Vec<String>,
}

/// What a file contributes.
pub(super) enum Entry {
    Rule(Box<Rule>),
    /// More pairs for the channel of that name.
    Extension(Box<Extension>),
    Anchor(Box<Anchor>),
    /// Phrases that nothing may touch.
    Protect(Vec<Box<str>>),
    Name(Box<Name>),
}

/// More pairs, protected phrases and examples for a channel.
pub(super) struct Extension {
    pub(super) of: String,
    pub(super) channel: Channel,
    pub(super) keep: Vec<String>,
    pub(super) hits: Vec<Example>,
    pub(super) leaves: Vec<String>,
    pub(super) file: String,
    pub(super) line: usize,
}

/// Whose rules a file has.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// The program's own, checked by the tests.
    BuiltIn,
    /// A user's; list files are looked for in this folder.
    User(Option<&'a Path>),
}

/// Where a complaint belongs.
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) line: usize,
    pub(super) rule: Option<&'a str>,
}

impl Place<'_> {
    pub(super) fn error(&self, why: impl Into<String>) -> Error {
        Error::Rule {
            file: self.file.to_owned(),
            line: self.line,
            rule: self.rule.map(str::to_owned),
            why: why.into(),
        }
    }
}

/// Reads one rule file. `name` is its path or the name of a built-in one.
pub(super) fn read(name: &str, text: &str, source: Source<'_>) -> Result<Vec<Entry>, Error> {
    let (when, folder) = match source {
        Source::BuiltIn => (When::Asked, None),
        Source::User(folder) => (When::Read, folder),
    };
    let line_of = |at: usize| 1 + text.bytes().take(at).filter(|&b| b == b'\n').count();
    let file: File = toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(0, |s| line_of(s.start));
        Place { file: name, line, rule: None }.error(e.message())
    })?;
    let stage = stage_of(name, file.stage.as_deref());
    let mut entries: Vec<(usize, Entry)> = Vec::new();
    for table in file.rule {
        let at = table.span().start;
        let place = Place { file: name, line: line_of(at), rule: None };
        entries.push((
            at,
            Entry::Rule(Box::new(rule(table.into_inner(), &place, stage.as_ref(), when)?)),
        ));
    }
    for table in file.channel {
        let at = table.span().start;
        let place = Place { file: name, line: line_of(at), rule: None };
        entries.push((at, channel(table.into_inner(), &place)?));
    }
    for table in file.furniture {
        let at = table.span().start;
        let place = Place { file: name, line: line_of(at), rule: None };
        entries.push((at, Entry::Rule(Box::new(furniture(table.into_inner(), &place, when)?))));
    }
    for table in file.anchor {
        let at = table.span().start;
        let (line, table) = (line_of(at), table.into_inner());
        let thing = table.name.clone();
        let place = Place { file: name, line, rule: Some(&thing) };
        let anchor = table.read(name, line, when).map_err(|why| place.error(why))?;
        entries.push((at, Entry::Anchor(Box::new(anchor))));
    }
    for table in file.replace {
        let at = table.span().start;
        let place = Place { file: name, line: line_of(at), rule: None };
        let rule = table.into_inner().read(&place, folder)?;
        entries.push((at, Entry::Rule(Box::new(rule))));
    }
    for table in file.protect {
        let at = table.span().start;
        let place = Place { file: name, line: line_of(at), rule: None };
        entries.push((at, Entry::Protect(table.into_inner().read(&place, folder)?)));
    }
    for table in file.name {
        let at = table.span().start;
        let (line, table) = (line_of(at), table.into_inner());
        let kind = table.name.clone();
        let place = Place { file: name, line, rule: Some(&kind) };
        let read = table.read(name, line, &file.parts, when).map_err(|why| place.error(why))?;
        entries.push((at, Entry::Name(Box::new(read))));
    }
    // Order in the file is rank, whatever the kind of table.
    entries.sort_by_key(|e| e.0);
    Ok(entries.into_iter().map(|e| e.1).collect())
}

/// The stage of a file: what it says, or else its name.
fn stage_of(name: &str, stated: Option<&str>) -> Result<StageId, String> {
    let stem = Path::new(name).file_stem().and_then(|s| s.to_str()).unwrap_or(name);
    let wanted = stated.unwrap_or(stem);
    StageId::ALL.into_iter().find(|s| s.name() == wanted).ok_or_else(|| {
        let all = StageId::ALL.map(StageId::name).join(", ");
        match stated {
            Some(s) => format!("there is no stage `{s}`; the stages are {all}"),
            None => {
                format!("say which stage the rules belong to: `stage = \"…\"` with one of {all}")
            }
        }
    })
}

fn rule(
    t: RuleTable,
    place: &Place<'_>,
    stage: Result<&StageId, &String>,
    patterns: When,
) -> Result<Rule, Error> {
    let place = Place { rule: Some(&t.name), ..*place };
    let stage = *stage.map_err(|why| place.error(why))?;
    check_common(&place, &t.name, &t.hits, &t.leaves)?;
    let confidence: Confidence = t.confidence.parse().map_err(|e: String| place.error(e))?;
    if t.find.is_none() && t.when.is_some() {
        return Err(place.error("`when` is about the groups of `find`"));
    }
    let look = match (t.find, t.map, t.detect) {
        (Some(find), None, None) => {
            let regex = Pattern::to_find(&find, patterns, "matches the empty text")
                .map_err(|e| place.error(format!("`find`: {e}")))?;
            if t.needles.is_empty() {
                return Err(place.error(
                    "a rule with `find` needs `needles`: literals, one of which every hit contains",
                ));
            }
            let when = t.when.as_deref().map(str::parse::<Condition>).transpose();
            let when = when.map_err(|e| place.error(format!("`when`: {e}")))?;
            let unknown = |g: &&str| !regex.capture_names().flatten().any(|n| n == *g);
            // Asking for the groups compiles the pattern.
            if patterns == When::Read
                && let Some(group) = when.as_ref().and_then(|w| w.groups().find(unknown))
            {
                return Err(place.error(format!("`when`: `find` has no group `{group}`")));
            }
            Look::Find { regex, when, with: t.with }
        }
        (None, Some(map), None) => {
            let mut chars = BTreeMap::new();
            for (from, to) in map {
                let mut only = from.chars();
                let (Some(c), None) = (only.next(), only.next()) else {
                    return Err(place.error(format!("`map`: `{from}` is not one character")));
                };
                chars.insert(c, to);
            }
            Look::Map(chars)
        }
        (None, None, Some(name)) => Look::Detect(name),
        _ => return Err(place.error("a rule has exactly one of `find`, `map` and `detect`")),
    };
    Ok(Rule {
        id: RuleId(0),
        stage,
        says: Text { zh: t.says, en: t.says_en },
        why: Text { zh: t.why, en: t.why_en },
        look,
        confidence,
        needles: t.needles,
        keep: t.keep,
        confusions: Confusions { alike: t.alike, either: t.either, foreign: t.foreign },
        hits: t.hits.into_iter().map(Example::from).collect(),
        leaves: t.leaves,
        since: t.since,
        file: place.file.to_owned(),
        line: place.line,
        name: t.name,
    })
}

fn channel(t: ChannelTable, place: &Place<'_>) -> Result<Entry, Error> {
    let label = t.name.clone().or_else(|| t.extends.clone());
    let place = Place { rule: label.as_deref(), ..*place };
    let pairs = pairs_of(&t.pairs).map_err(|why| place.error(why))?;
    let evidence = match t.evidence.as_deref() {
        None | Some("document") => Evidence::Document,
        Some("site") => Evidence::Site,
        Some(other) => {
            return Err(place.error(format!("`evidence` is document or site, not `{other}`")));
        }
    };
    let prior = t.prior.unwrap_or(0.001);
    let rate = t.rate.unwrap_or(0.9);
    if !(prior > 0.0 && prior < 1.0 && rate > 0.0 && rate < 1.0) {
        return Err(place.error("`prior` and `rate` lie between 0 and 1"));
    }
    let channel = Channel { evidence, prior, rate, pairs };
    let hits: Vec<Example> = t.hits.iter().cloned().map(Example::from).collect();
    match (t.name, t.extends) {
        (None, Some(of)) => {
            check_common(&place, &of, &t.hits, &t.leaves)?;
            let (file, line) = (place.file.to_owned(), place.line);
            let (keep, leaves) = (t.keep, t.leaves);
            let extension = Extension { of, channel, keep, hits, leaves, file, line };
            Ok(Entry::Extension(Box::new(extension)))
        }
        (Some(name), None) => {
            check_common(&place, &name, &t.hits, &t.leaves)?;
            let need = |field: Option<String>, key: &str| {
                field.ok_or_else(|| place.error(format!("a new channel needs `{key}`")))
            };
            Ok(Entry::Rule(Box::new(Rule {
                id: RuleId(0),
                stage: StageId::Words,
                says: Text { zh: need(t.says, "says")?, en: need(t.says_en, "says_en")? },
                why: Text { zh: need(t.why, "why")?, en: need(t.why_en, "why_en")? },
                look: Look::Channel(channel),
                confidence: Confidence::Likely,
                needles: Vec::new(),
                keep: t.keep,
                confusions: Confusions::default(),
                hits,
                leaves: t.leaves,
                since: need(t.since, "since")?,
                file: place.file.to_owned(),
                line: place.line,
                name,
            })))
        }
        _ => Err(place.error("a channel has either `name` or `extends`")),
    }
}

fn furniture(t: FurnitureTable, place: &Place<'_>, patterns: When) -> Result<Rule, Error> {
    let place = Place { rule: Some(&t.name), ..*place };
    check_common(&place, &t.name, &t.hits, &t.leaves)?;
    if t.lines.is_empty() {
        return Err(place.error("`lines` needs at least one pattern"));
    }
    let lines = lines_of(&t.lines, patterns).map_err(|why| place.error(why))?;
    let signs = lines_of(&t.signs, patterns).map_err(|why| place.error(why))?;
    let any = any_of(&[&t.lines[..], &t.signs[..]].concat(), patterns);
    let reach = t.reach.as_deref().unwrap_or("edge").parse().map_err(|e: String| place.error(e))?;
    if !(t.evidence > 0.0 && t.evidence.is_finite()) {
        return Err(place.error("`evidence` is greater than 0, in nats"));
    }
    if t.needles.is_empty() {
        return Err(
            place.error("furniture needs `needles`: literals, one of which every line contains")
        );
    }
    Ok(Rule {
        id: RuleId(0),
        stage: StageId::Layout,
        says: Text { zh: t.says, en: t.says_en },
        why: Text { zh: t.why, en: t.why_en },
        look: Look::Furniture(Furniture {
            evidence: t.evidence,
            lines,
            signs,
            any,
            reach,
            titles: t.titles,
        }),
        confidence: Confidence::Likely,
        needles: t.needles,
        keep: Vec::new(),
        confusions: Confusions::default(),
        hits: t.hits.into_iter().map(Example::from).collect(),
        leaves: t.leaves,
        since: t.since,
        file: place.file.to_owned(),
        line: place.line,
        name: t.name,
    })
}

/// What every table must have.
pub(super) fn check_common(
    place: &Place<'_>,
    name: &str,
    hits: &[(String, String)],
    leaves: &[String],
) -> Result<(), Error> {
    if !is_kebab(name) {
        return Err(place.error("names are in kebab-case: `mismatched-quote`"));
    }
    if hits.is_empty() {
        return Err(place.error("`hits` needs at least one [\"before\", \"after\"]"));
    }
    if leaves.is_empty() {
        return Err(place.error("`leaves` needs at least one near miss that must not change"));
    }
    Ok(())
}

/// Whether `name` is in kebab-case.
pub(super) fn is_kebab(name: &str) -> bool {
    let is_word =
        |w: &str| !w.is_empty() && w.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    name.split('-').all(is_word)
}
