//! Every rule keeps its promises, the rule files are well-formed and documented, and a
//! broken rule file is refused with its place.

use kanwu::{Error, Look, Model, RuleSet, StageId, check_rules};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

fn root(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn every_rule_keeps_its_promises() {
    let failures = check_rules(&Arc::new(RuleSet::built_in()), &Arc::new(Model::embedded()));
    let list: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "{} examples do not hold:\n\n{}\n", list.len(), list.join("\n\n"));
}

#[test]
fn names_are_unique_across_stages() {
    // `--only NAME` takes a name without its stage.
    let rules = RuleSet::built_in();
    let names: BTreeSet<&str> = rules.rules().iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names.len(), rules.rules().len());
    assert!(StageId::ALL.iter().all(|s| !names.contains(s.name())));
}

#[test]
fn every_rule_explains_itself_in_both_languages() {
    let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    for rule in RuleSet::built_in().rules() {
        for text in [&rule.says, &rule.why] {
            assert!(text.zh.chars().any(is_han), "{}: {}", rule.name, text.zh);
            let prose = text.en.split_whitespace().count();
            assert!(prose > 1, "{}: {}", rule.name, text.en);
        }
        assert!(!rule.says.zh.ends_with('。'), "{}: `says` is a label", rule.name);
    }
}

#[test]
fn every_detector_is_used_by_one_rule() {
    let rules = RuleSet::built_in();
    let used: Vec<(StageId, &str)> = rules
        .rules()
        .iter()
        .filter_map(|r| match &r.look {
            Look::Detect(name) => Some((r.stage, name.as_str())),
            _ => None,
        })
        .collect();
    let known: BTreeSet<(StageId, &str)> = RuleSet::detectors().collect();
    assert_eq!(used.iter().copied().collect::<BTreeSet<_>>(), known);
    assert_eq!(used.len(), known.len(), "a detector is used twice");
}

#[test]
fn the_built_in_rules_are_those_of_the_folder() {
    let built_in: BTreeSet<String> = RuleSet::built_in_files().map(str::to_owned).collect();
    let folder: BTreeSet<String> = std::fs::read_dir(root("rules"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        // What is known of web pages is no rule of a stage; `page::known` tests it.
        .filter(|name| name.ends_with(".toml") && name != "page.toml")
        .map(|name| format!("rules/{name}"))
        .collect();
    assert_eq!(built_in, folder);
}

/// The table in `rules/README.md` stands between these lines.
const TABLE: [&str; 2] = ["<!-- rules -->\n", "<!-- /rules -->\n"];

#[test]
fn the_table_of_rules_is_current() {
    let mut table = String::from("\n| rule | 说明 | finds | confidence |\n|---|---|---|---|\n");
    for rule in RuleSet::built_in().rules() {
        let size = match &rule.look {
            Look::Channel(channel) => format!(" ({} pairs)", channel.pairs.len()),
            Look::Map(map) => format!(" ({} characters)", map.len()),
            _ => String::new(),
        };
        writeln!(
            table,
            "| `{}` | {}{size} | {} | {} |",
            rule.full_name(),
            rule.says.zh,
            rule.says.en,
            rule.confidence
        )
        .unwrap();
    }
    table.push('\n');
    let path = root("rules/README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(TABLE[0]).expect("the table's first line");
    let (_, after) = rest.split_once(TABLE[1]).expect("the table's last line");
    let current = [before, TABLE[0], &table, TABLE[1], after].concat();
    if std::env::var_os("BLESS").is_some() {
        write_anew(&path, &current);
    } else {
        assert!(
            readme == current,
            "rules/README.md is out of date: BLESS=1 cargo test rewrites it"
        );
    }
}

#[expect(clippy::disallowed_methods, reason = "rewrites a file of the repository on request")]
fn write_anew(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
}

/// A sound rule, to be broken in one place.
const SOUND: &str = r#"stage = "chars"

[[rule]]
name = "stray-pilcrow"
says = "段落标记残留"
says_en = "a paragraph mark was left"
why = "排版软件带出。"
why_en = "Left by layout software."
find = '¶+'
with = ""
needles = ["¶"]
confidence = "certain"
since = "0.1.0"
hits = [["段尾¶", "段尾"]]
leaves = ["段尾"]
"#;

/// A sound extension of a channel, to be broken in one place.
const CHANNEL: &str = r#"stage = "words"

[[channel]]
extends = "report-mill"
pairs = ["甲乙→丙丁"]
hits = [["丙丁", "甲乙"]]
leaves = ["丙"]
"#;

/// What is said of `sound` with `from` replaced by `to`.
fn complaint(sound: &str, from: &str, to: &str) -> (String, usize, Option<String>, String) {
    assert!(sound.contains(from), "{from}");
    match RuleSet::built_in().add("mine.toml", &sound.replacen(from, to, 1)) {
        Err(Error::Rule { file, line, rule, why }) => (file, line, rule, why),
        other => panic!("{from} → {to}: {other:?}"),
    }
}

#[test]
fn sound_rule_files_are_taken() {
    RuleSet::built_in().add("mine.toml", SOUND).unwrap();
    RuleSet::built_in().add("mine.toml", CHANNEL).unwrap();
}

#[test]
fn a_broken_rule_is_refused_with_file_line_and_name() {
    let cases = [
        ("confidence = \"certain\"", "confidence = \"sure\"", "`sure` is not a confidence"),
        ("find = '¶+'", "find = '¶('", "`find`: "),
        ("find = '¶+'", "find = '¶*'", "matches the empty text"),
        ("needles = [\"¶\"]\n", "", "needs `needles`"),
        ("hits = [[\"段尾¶\", \"段尾\"]]", "hits = []", "`hits` needs at least one"),
        ("leaves = [\"段尾\"]", "leaves = []", "`leaves` needs at least one"),
        ("find = '¶+'\nwith = \"\"", "detect = \"nothing-of-the-kind\"", "has no detector"),
        ("find = '¶+'\nwith = \"\"", "map = { \"¶¶\" = \"\" }", "is not one character"),
        ("find = '¶+'", "find = '¶+'\ndetect = \"radical\"", "exactly one of"),
        ("stage = \"chars\"", "stage = \"letters\"", "there is no stage `letters`"),
        ("\"stray-pilcrow\"", "\"mismatched-quote\"", "one of that name already"),
        ("\"stray-pilcrow\"", "\"StrayPilcrow\"", "kebab-case"),
    ];
    for (from, to, expected) in cases {
        let (file, line, rule, why) = complaint(SOUND, from, to);
        assert_eq!((file.as_str(), line), ("mine.toml", 3), "{to}: {why}");
        assert!(rule.is_some(), "{to}: no rule is named: {why}");
        assert!(why.contains(expected), "{to}: {why}");
    }
}

#[test]
fn a_broken_channel_is_refused_with_file_line_and_name() {
    let cases = [
        ("\"report-mill\"", "\"no-such-channel\"", "names no channel"),
        ("甲乙→丙丁", "甲乙=丙丁", "original→stand-in"),
        ("甲乙→丙丁", "甲乙→", "empty"),
        ("pairs =", "prior = 2.0\npairs =", "between 0 and 1"),
        ("pairs =", "evidence = \"line\"\npairs =", "`evidence` is document or site"),
        ("pairs =", "name = \"mine\"\npairs =", "either `name` or `extends`"),
        ("extends = \"report-mill\"", "name = \"mine\"", "a new channel needs"),
        ("leaves = [\"丙\"]", "leaves = []", "`leaves` needs at least one"),
    ];
    for (from, to, expected) in cases {
        let (file, line, rule, why) = complaint(CHANNEL, from, to);
        assert_eq!((file.as_str(), line), ("mine.toml", 3), "{to}: {why}");
        assert!(rule.is_some(), "{to}: no rule is named: {why}");
        assert!(why.contains(expected), "{to}: {why}");
    }
}

#[test]
fn what_is_no_rule_file_is_refused_with_its_line() {
    let cases = [
        ("says_en =", "says-en =", "unknown field `says-en`", 6),
        ("needles = [\"¶\"]", "needles = \"¶\"", "invalid type", 11),
        ("with = \"\"", "with = ", "", 10),
        ("hits = [[\"段尾¶\", \"段尾\"]]\n", "", "missing field `hits`", 3),
        ("[[rule]]", "[[rules]]", "unknown field `rules`", 3),
    ];
    for (from, to, expected, at) in cases {
        let (file, line, _, why) = complaint(SOUND, from, to);
        assert_eq!((file.as_str(), line), ("mine.toml", at), "{to}: {why}");
        assert!(why.contains(expected), "{to}: {why}");
    }
}

#[test]
fn a_complaint_reads_as_one_line() {
    let error =
        RuleSet::built_in().add("mine.toml", &SOUND.replace("certain", "sure")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "mine.toml:3: rule `stray-pilcrow`: `sure` is not a confidence; use certain, likely or possible"
    );
}
