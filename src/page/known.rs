//! What is known about pages, read from `rules/page.toml`: signs of a page that was served,
//! marks of templates, the names of parts that are no article, pieces of lines, dates. The
//! patterns of one kind are compiled when that kind is first asked for.

use regex::{Captures, Regex, RegexBuilder, bytes};
use serde::Deserialize;
use std::sync::LazyLock;

/// The file.
const FILE: &str = include_str!("../../rules/page.toml");

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sign: Vec<Table>,
    template: Vec<Table>,
    part: Vec<Table>,
    line: Vec<Change>,
    notice: Vec<Table>,
    date: Vec<Change>,
}

/// What recognises something.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    name: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "for the reader of the file and its test"))]
    says: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "as above"))]
    says_en: String,
    find: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "for the test"))]
    hits: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "for the test"))]
    leaves: Vec<String>,
}

/// What takes something out of a line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    #[cfg_attr(not(test), expect(dead_code, reason = "for the reader of the file and its test"))]
    name: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "as above"))]
    says: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "as above"))]
    says_en: String,
    find: String,
    #[serde(default)]
    linked: bool,
    #[cfg_attr(not(test), expect(dead_code, reason = "for the test"))]
    hits: Vec<(String, String)>,
    #[cfg_attr(not(test), expect(dead_code, reason = "for the test"))]
    leaves: Vec<String>,
}

static TABLES: LazyLock<File> = LazyLock::new(|| match toml::from_str(FILE) {
    Ok(file) => file,
    Err(e) => unreachable!("the file in the executable is checked by the tests: {e}"),
});

static SIGNS: LazyLock<Vec<(&str, bytes::Regex)>> = LazyLock::new(|| in_bytes(&TABLES.sign));
static TEMPLATES: LazyLock<Vec<(&str, bytes::Regex)>> =
    LazyLock::new(|| in_bytes(&TABLES.template));

static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    let words: Vec<&str> = TABLES.part.iter().map(|t| t.find.as_str()).collect();
    compiled(&format!("^(?:{})$", words.join("|")))
});

static LINES: LazyLock<Vec<(Regex, bool)>> =
    LazyLock::new(|| TABLES.line.iter().map(|t| (compiled(&t.find), t.linked)).collect());

static DATES: LazyLock<Vec<Regex>> =
    LazyLock::new(|| TABLES.date.iter().map(|t| compiled(&t.find)).collect());

static NOTICES: LazyLock<Vec<Regex>> =
    LazyLock::new(|| TABLES.notice.iter().map(|t| compiled(&t.find)).collect());

/// Compiles a pattern that stands in the code beside this module.
pub(super) fn pattern(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).build().ok()
}

/// Compiles a pattern of the file, whose examples are tests.
fn compiled(pattern: &str) -> Regex {
    match RegexBuilder::new(pattern).build() {
        Ok(regex) => regex,
        Err(e) => unreachable!("the patterns in the executable are checked by the tests: {e}"),
    }
}

/// Patterns that look at a source whose charset is not yet known.
fn in_bytes(tables: &'static [Table]) -> Vec<(&'static str, bytes::Regex)> {
    let compile = |t: &'static Table| match bytes::RegexBuilder::new(&t.find).unicode(false).build()
    {
        Ok(regex) => (t.name.as_str(), regex),
        Err(e) => unreachable!("the patterns in the executable are checked by the tests: {e}"),
    };
    tables.iter().map(compile).collect()
}

/// The signs of a served or saved page in its source.
pub(super) fn signs(source: &[u8]) -> Vec<&'static str> {
    SIGNS.iter().filter(|(_, regex)| regex.is_match(source)).map(|(name, _)| *name).collect()
}

/// Whether the source, less its scripts, is that of a template.
pub(super) fn is_template(source: &[u8]) -> bool {
    TEMPLATES.iter().any(|(_, regex)| regex.is_match(source))
}

/// Whether a word of a class or an id, in lower case, names a part that is no article.
pub(super) fn is_part(word: &str) -> bool {
    PARTS.is_match(word)
}

/// Whether a sentence is one that a site puts around its articles.
pub(super) fn is_notice(text: &str) -> bool {
    NOTICES.iter().any(|regex| regex.is_match(text))
}

/// What furniture never holds: sentences end with these.
const FULL_STOPS: [char; 3] = ['。', '！', '？'];

/// The line without the pieces that belong to the page; `None` if it has none. `linked`:
/// whether it holds a link or a button.
pub(super) fn without_furniture(line: &str, linked: bool) -> Option<String> {
    if line.contains(FULL_STOPS) {
        return None;
    }
    let mut left: Option<String> = None;
    for (regex, wants_link) in LINES.iter() {
        let text = left.as_deref().unwrap_or(line);
        if (linked || !wants_link) && regex.is_match(text) {
            left = Some(regex.replace_all(text, "").into_owned());
        }
    }
    left.map(|text| text.trim_matches(|c: char| c.is_whitespace() || "|｜·".contains(c)).to_owned())
}

/// The first date in a line: of all that are labelled, or else of all.
pub(super) fn date(line: &str, labelled: bool) -> Option<String> {
    let (first, rest) = DATES.split_first()?;
    let regexes = if labelled { std::slice::from_ref(first) } else { rest };
    regexes.iter().flat_map(|r| r.captures_iter(line)).find_map(|c| iso(&c))
}

/// A date as `YYYY-MM-DD`, if there is such a day.
fn iso(found: &Captures<'_>) -> Option<String> {
    let number = |name: &str| found.name(name)?.as_str().parse::<u32>().ok();
    let (year, month, day) = (number("year")?, number("month")?, number("day")?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    // The web is older than 1990 by no day.
    let fits = (1990..2100).contains(&year) && (1..=days).contains(&day);
    fits.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_table_keeps_what_its_examples_promise() {
        let mut broken: Vec<String> = Vec::new();
        let mut claim = |name: &str, holds: bool, example: &str| {
            if !holds {
                broken.push(format!("{name}: {example}"));
            }
        };
        for (table, (name, regex)) in TABLES.sign.iter().zip(SIGNS.iter()) {
            table.hits.iter().for_each(|t| claim(name, regex.is_match(t.as_bytes()), t));
            table.leaves.iter().for_each(|t| claim(name, !regex.is_match(t.as_bytes()), t));
        }
        for table in &TABLES.template {
            table.hits.iter().for_each(|t| claim(&table.name, is_template(t.as_bytes()), t));
            table.leaves.iter().for_each(|t| claim(&table.name, !is_template(t.as_bytes()), t));
        }
        for table in &TABLES.part {
            let own = compiled(&format!("^(?:{})$", table.find));
            table.hits.iter().for_each(|w| claim(&table.name, own.is_match(w), w));
            table.leaves.iter().for_each(|w| claim(&table.name, !is_part(w), w));
        }
        for table in &TABLES.notice {
            table.hits.iter().for_each(|t| claim(&table.name, is_notice(t), t));
            table.leaves.iter().for_each(|t| claim(&table.name, !is_notice(t), t));
        }
        for table in &TABLES.line {
            for (before, after) in &table.hits {
                let got = without_furniture(before, true);
                claim(&table.name, got.as_deref().unwrap_or(before) == after, before);
            }
            for line in &table.leaves {
                claim(&table.name, without_furniture(line, true).is_none(), line);
            }
        }
        for (i, table) in TABLES.date.iter().enumerate() {
            for (line, day) in &table.hits {
                claim(&table.name, date(line, i == 0).as_ref() == Some(day), line);
            }
            table.leaves.iter().for_each(|l| claim(&table.name, date(l, i == 0).is_none(), l));
        }
        assert!(broken.is_empty(), "{}", broken.join("\n"));
    }

    #[test]
    fn every_table_is_named_once_says_something_and_has_examples() {
        let all = [&TABLES.sign, &TABLES.template, &TABLES.part, &TABLES.notice];
        for tables in all {
            let names: BTreeSet<&str> = tables.iter().map(|t| t.name.as_str()).collect();
            assert_eq!(names.len(), tables.len());
            for t in tables {
                assert!(!t.says.is_empty() && !t.says_en.is_empty(), "{}", t.name);
                assert!(!t.hits.is_empty() && !t.leaves.is_empty(), "{}", t.name);
            }
        }
        for tables in [&TABLES.line, &TABLES.date] {
            let names: BTreeSet<&str> = tables.iter().map(|t| t.name.as_str()).collect();
            assert_eq!(names.len(), tables.len());
            for t in tables {
                assert!(!t.says.is_empty() && !t.says_en.is_empty(), "{}", t.name);
                assert!(!t.hits.is_empty() && !t.leaves.is_empty(), "{}", t.name);
            }
        }
    }

    #[test]
    fn a_day_that_there_is_not_is_no_date() {
        assert_eq!(date("发布时间：2013-02-29", true), None);
        assert_eq!(date("发布时间：2012-02-29", true).as_deref(), Some("2012-02-29"));
        assert_eq!(date("日期：2012-13-01", true), None);
    }
}
