//! From the paths of a command line to the documents they stand for, in an order that does
//! not depend on the file system. Folders are walked as developers expect: ignore files
//! honoured, hidden files skipped, symbolic links inside them not followed, so no loop can
//! be entered. A path that was named is always taken.

use super::input::Input;
use super::trouble::{Kind, Trouble};
use ignore::WalkBuilder;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The documents, and the paths that stand for none.
pub(crate) fn walk(paths: &[PathBuf]) -> (Vec<Input>, Vec<Trouble>) {
    let (mut inputs, mut troubles) = (Vec::new(), Vec::new());
    for path in paths {
        if path == Path::new("-") {
            inputs.push(Input { path: path.clone(), named: true, size: 0 });
            continue;
        }
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => folder(path, &mut inputs, &mut troubles),
            Ok(meta) => {
                inputs.push(Input { path: path.clone(), named: true, size: meta.len() });
            }
            Err(e) => troubles.push(Trouble::new(path, Kind::Read(e))),
        }
    }
    if paths.len() > 1 {
        keep_first(&mut inputs);
    }
    (inputs, troubles)
}

fn folder(path: &Path, inputs: &mut Vec<Input>, troubles: &mut Vec<Trouble>) {
    // Ignore files count outside of git repositories, too.
    let walk = WalkBuilder::new(path).require_git(false).sort_by_file_name(|a, b| a.cmp(b)).build();
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(e) => {
                troubles.push(of_walk(path, e));
                continue;
            }
        };
        if !entry.file_type().is_some_and(|t| t.is_file()) {
            continue;
        }
        let size = entry.metadata().map_or(0, |m| m.len());
        inputs.push(Input { path: entry.into_path(), named: false, size });
    }
}

/// The walker's complaint, with the path that it is about.
fn of_walk(folder: &Path, error: ignore::Error) -> Trouble {
    match error {
        ignore::Error::WithPath { path, err } => of_walk(&path, *err),
        ignore::Error::WithDepth { err, .. } => of_walk(folder, *err),
        ignore::Error::Io(e) => Trouble::new(folder, Kind::Read(e)),
        other => Trouble::new(folder, Kind::Read(io::Error::other(other))),
    }
}

/// Drops the documents that stand there twice, under whatever name.
fn keep_first(inputs: &mut Vec<Input>) {
    let mut known = HashSet::new();
    inputs.retain(|input| {
        // A path that vanished meanwhile is reported when it is read.
        known.insert(fs::canonicalize(&input.path).unwrap_or_else(|_| input.path.clone()))
    });
}
