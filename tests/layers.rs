//! A module imports only from its left. This is what keeps stages from calling each other,
//! files and terminal out of the library, and the code readable from left to right.

use std::path::{Path, PathBuf};

/// The modules in order; those of one row do not see each other. A folder is one module.
const LAYERS: &[&[&str]] = &[
    &["dating", "error", "file_name", "nearest", "numeral", "span"],
    &["patch", "codec", "dictionary"],
    &["finding"],
    &["diagnosis"],
    &["model"],
    &["scratch"],
    &["rule", "transcode", "prose"],
    &["protect", "page"],
    &["stage"],
    &["pipeline"],
    &["check", "eval", "learn", "review", "train"],
    &["report"],
    &["batch"],
    &["state"],
    &["cli"],
];

/// Files that stand outside: they name the modules or use the library as others do.
const OUTSIDE: &[&str] = &["lib", "main", "bin"];

/// Modules that may touch files; `error` only names paths, `rule` and `model` open what they
/// are told to open.
const FILES: &[&str] = &["rule", "model", "train", "batch", "state", "cli"];

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let first = path.strip_prefix(&root).unwrap().iter().next().unwrap();
                let module = first.to_str().unwrap().trim_end_matches(".rs").to_owned();
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((module, path, text));
            }
        }
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    found
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

/// The top-level modules that a line imports from. Unit tests may look to the right.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap())
        .filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
}

#[test]
fn a_module_imports_only_from_its_left() {
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        if OUTSIDE.contains(&module.as_str()) {
            continue;
        }
        let here = layer(&module).unwrap_or_else(|| panic!("{module} is in no layer"));
        for name in imports(&text) {
            let there = layer(name).unwrap_or_else(|| panic!("{name} is in no layer"));
            if name != module && there >= here {
                wrong.push(format!("{}: crate::{name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports from the right:\n{}", wrong.join("\n"));
}

#[test]
fn stages_do_not_import_each_other() {
    let stages = ["decode", "chars", "words", "figures", "normalize"];
    for (_, path, text) in sources() {
        let path = path.to_str().unwrap();
        let Some((_, inside)) = path.split_once("/stage/") else { continue };
        let own = inside.split(['/', '.']).next().unwrap();
        for other in stages.iter().filter(|s| **s != own && own != "mod") {
            assert!(!text.contains(&format!("stage::{other}")), "{path} imports stage::{other}");
        }
    }
}

#[test]
fn files_are_touched_only_where_that_is_the_task() {
    for (module, path, text) in sources() {
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
        let touches = code.contains("std::fs") || code.contains("File::");
        let may = FILES.contains(&module.as_str()) || OUTSIDE.contains(&module.as_str());
        assert!(may || !touches, "{} touches files", path.display());
    }
}
