//! Runs stages over folders of clean texts where a checkout of them stands beside this one, and
//! allows no edit that is not listed here with its reason. Skipped where there are none.

use kanwu::{Fate, Model, Pipeline, Policy, RuleSet, Scratch};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Damage in texts that pass for clean, by the words around it.
const DAMAGED: &[&str] = &[
    // Opened with a closing mark; restored rightly.
    "采用”互联网",
];

fn texts(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            texts(&path, out);
        } else if path.extension().is_some_and(|e| e == "txt") {
            out.push(path);
        }
    }
}

/// The clean texts, if they are there.
fn clean() -> Vec<PathBuf> {
    let mut paths = Vec::new();
    texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval/clean"), &mut paths);
    paths
}

/// A pipeline of one stage.
fn pipeline(stage: &str) -> Pipeline {
    let mut rules = RuleSet::built_in();
    rules.select(&[stage.to_owned()], &[]).unwrap();
    Pipeline::new(Arc::new(rules), Arc::new(Model::embedded()), Policy::default())
}

#[test]
fn clean_texts_strung_together_went_through_no_channel() {
    let one: Vec<u8> = clean()
        .iter()
        .flat_map(|path| [std::fs::read(path).unwrap(), b"\n".to_vec()].concat())
        .collect();
    let text = one.repeat(4);
    let outcome = pipeline("words").run(&text, &mut Scratch::default());
    let convicted = outcome.diagnosis.channels.iter().filter(|c| c.probability() > 0.97);
    assert_eq!(convicted.count(), 0);
}

#[test]
fn clean_texts_keep_their_characters() {
    let pipeline = pipeline("chars");
    let scratch = &mut Scratch::default();
    let mut edits = Vec::new();
    for path in clean() {
        let bytes = std::fs::read(&path).unwrap();
        let outcome = pipeline.run(&bytes, scratch);
        for (pass, finding) in outcome.findings().filter(|(_, f)| f.fate == Fate::Applied) {
            let place = outcome.source_span(pass, finding.span);
            let source = outcome.source();
            let before: String = source[..place.start].chars().rev().take(12).collect();
            let before: String = before.chars().rev().collect();
            let after: String = source[place.start..].chars().take(12).collect();
            let around = format!("{before}{after}");
            if !DAMAGED.iter().any(|d| around.contains(d)) {
                let rule = &pipeline.rules().get(finding.rule).name;
                edits.push(format!("{}: {rule}: {before}⟦{after}", path.display()));
            }
        }
    }
    assert!(edits.is_empty(), "{} edits:\n{}", edits.len(), edits.join("\n"));
}
