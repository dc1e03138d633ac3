//! Runs the cases of `corpus/`, less the web pages of `corpus/pages/`. A case is a folder with `input.txt` or `input.bin`,
//! `expected.txt` or `expected.bin`, and `case.toml`, which says where it comes from and
//! which rules it covers, and may ask for normalizations. `clean/` has no expectation:
//! nothing may change there, and a case may cover a whole stage.

use kanwu::{Model, Normalize, Pipeline, Policy, RuleSet, Scratch, StageId};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

struct Case {
    name: String,
    /// `wild`, `synthetic`, `clean` or `known-failures`.
    kind: String,
    input: Vec<u8>,
    expected: Option<Vec<u8>>,
    about: toml::Table,
}

const KINDS: [&str; 4] = ["wild", "synthetic", "clean", "known-failures"];

/// A pipeline for cases, which differ in what they ask for; most ask for nothing.
struct Pipelines {
    rules: Arc<RuleSet>,
    model: Arc<Model>,
    standard: Pipeline,
}

impl Pipelines {
    fn new() -> Pipelines {
        let (rules, model) = (Arc::new(RuleSet::built_in()), Arc::new(Model::embedded()));
        Pipelines { rules, model, standard: Pipeline::standard() }
    }

    /// Calls `run` with the pipeline that `case` asks for.
    fn with<R>(&self, case: &Case, run: impl FnOnce(&Pipeline) -> R) -> R {
        let Some(names) = case.about.get("normalize").and_then(|n| n.as_array()) else {
            return run(&self.standard);
        };
        let names: Vec<&str> = names.iter().filter_map(|n| n.as_str()).collect();
        let normalize = Normalize::of(&names).unwrap_or_else(|e| panic!("{}: {e}", case.name));
        let policy = Policy { normalize, ..Policy::default() };
        run(&Pipeline::new(Arc::clone(&self.rules), Arc::clone(&self.model), policy))
    }
}

fn read_either(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let found: Vec<Vec<u8>> = ["txt", "bin"]
        .iter()
        .filter_map(|e| std::fs::read(folder.join(name).with_extension(e)).ok())
        .collect();
    assert!(found.len() < 2, "{}: two files named {name}", folder.display());
    found.into_iter().next()
}

fn cases() -> Vec<Case> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut cases = Vec::new();
    for kind in KINDS {
        let Ok(folders) = std::fs::read_dir(corpus.join(kind)) else { continue };
        let mut folders: Vec<PathBuf> = folders.map(|f| f.unwrap().path()).collect();
        folders.sort();
        for folder in folders {
            let name = format!("{kind}/{}", folder.file_name().unwrap().to_str().unwrap());
            let about = std::fs::read_to_string(folder.join("case.toml"))
                .unwrap_or_else(|e| panic!("{name}: case.toml: {e}"));
            cases.push(Case {
                kind: kind.to_owned(),
                input: read_either(&folder, "input").unwrap_or_else(|| panic!("{name}: no input")),
                expected: read_either(&folder, "expected"),
                about: about.parse().unwrap_or_else(|e| panic!("{name}: case.toml: {e}")),
                name,
            });
        }
    }
    cases
}

/// What is wrong with `got`, shown as text.
fn difference(case: &Case, expected: &[u8], got: &[u8]) -> Option<String> {
    let show = |bytes: &[u8]| match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.escape_ascii().to_string(),
    };
    (expected != got).then(|| {
        format!("{}\n  expected  {}\n  got       {}", case.name, show(expected), show(got))
    })
}

#[test]
fn every_case_becomes_what_it_should() {
    let pipelines = Pipelines::new();
    let scratch = &mut Scratch::default();
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 15, "only {} cases were found", cases.len());
    for case in &cases {
        let run = |p: &Pipeline| p.run(&case.input, scratch).to_bytes();
        let got = pipelines.with(case, run).expect("every case can be written in its own charset");
        let expected = match case.kind.as_str() {
            "clean" => {
                assert!(case.expected.is_none(), "{}: a clean case expects its input", case.name);
                &case.input
            }
            _ => case.expected.as_ref().unwrap_or_else(|| panic!("{}: no expectation", case.name)),
        };
        let difference = difference(case, expected, &got);
        if case.kind == "known-failures" {
            if difference.is_none() {
                wrong.push(format!(
                    "{}\n  is restored by now: move it to wild or synthetic",
                    case.name
                ));
            }
        } else {
            wrong.extend(difference);
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} cases:\n\n{}\n",
        wrong.len(),
        cases.len(),
        wrong.join("\n\n")
    );
}

#[test]
fn every_case_says_where_it_comes_from_and_what_it_covers() {
    let rules = RuleSet::built_in();
    for case in cases() {
        let origin = case.about.get("origin").and_then(|o| o.as_str()).unwrap_or_default();
        assert!(origin.split_whitespace().count() > 2, "{}: origin is missing", case.name);
        let covers = case.about.get("covers").and_then(|c| c.as_array());
        let covers = covers.unwrap_or_else(|| panic!("{}: covers is missing", case.name));
        assert!(!covers.is_empty(), "{}: covers nothing", case.name);
        for name in covers {
            let name = name.as_str().unwrap_or_default();
            // A clean case may stand against a stage as a whole: no edit of it is right there.
            let stage = case.kind == "clean" && StageId::ALL.iter().any(|s| s.name() == name);
            let known = stage || rules.find(name).is_some();
            assert!(known, "{}: there is no rule or stage `{name}`", case.name);
        }
        let keys: BTreeSet<&str> = case.about.keys().map(String::as_str).collect();
        assert!(
            keys.is_subset(&["origin", "covers", "normalize", "note"].into()),
            "{}: {keys:?}",
            case.name
        );
    }
}

#[test]
fn a_restored_case_stays_restored() {
    let pipelines = Pipelines::new();
    let scratch = &mut Scratch::default();
    for case in cases() {
        pipelines.with(&case, |pipeline| {
            let once = pipeline.run(&case.input, scratch).to_bytes().expect("as above");
            let twice = pipeline.run(&once, scratch).to_bytes().expect("as above");
            assert!(once == twice, "{}", case.name);
        });
    }
}
