//! Decisions of reviewers around a run of `fix`: where they come from, which files they are
//! about, and what is remembered of them when they have been carried out.

use super::args::{Color, Fix, InputChoice};
use super::ask::Interview;
use super::setup::{Console, Stop, style};
use crate::batch::{Input, Trouble, create, walk};
use crate::pipeline::Pipeline;
use crate::review::{Decisions, DocumentDecisions};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What was decided, by the true names of the files.
pub(super) type ByFile<'a> = BTreeMap<PathBuf, &'a DocumentDecisions>;

/// What a run is about.
pub(super) struct Task {
    /// What is to be done, if that was decided beforehand.
    pub(super) decisions: Option<Decisions>,
    pub(super) inputs: Vec<Input>,
    pub(super) troubles: Vec<Trouble>,
}

/// Reads the decisions that the arguments name, and asks for those that are missing.
pub(super) fn task(args: &Fix, pipeline: &Pipeline, console: &Console) -> Result<Task, Stop> {
    let finds = args.engine.is_given() || args.markdown || !args.style.normalize.is_empty();
    let finds = finds || args.documents.input != InputChoice::Auto;
    if args.decisions.is_some() && !args.interactive && finds {
        return Err(Stop::Said(console.message.already_decided()));
    }
    let known = match &args.decisions {
        Some(file) if args.interactive && !file.exists() => Some(Decisions::new()),
        Some(file) => Some(read(file, console)?),
        None => None,
    };
    let paths = &args.documents.paths;
    let (mut inputs, troubles) = match &known {
        Some(known) if paths.is_empty() => walk(&known.paths()),
        _ => walk(paths),
    };
    let decisions = if args.interactive {
        let mut interview = Interview {
            pipeline,
            choice: args.documents.input,
            from: args.engine.from.map(|coding| coding.to_string()),
            style: style(Color::Auto),
            console,
            rules: BTreeMap::new(),
            ended: false,
        };
        let known = known.unwrap_or_else(Decisions::new);
        let decisions = interview.ask(&inputs, &by_file(&known))?;
        if let Some(file) = &args.decisions {
            // Before anything is changed: answers are dear.
            write(file, &merged(known, &decisions), console)?;
        }
        Some(decisions)
    } else {
        if let Some(known) = &known {
            let decided = by_file(known);
            inputs.retain(|input| decided.contains_key(&true_name(&input.path)));
        }
        known
    };
    Ok(Task { decisions, inputs, troubles })
}

/// Writes into the file of decisions what still says something after they have been carried
/// out in place: the next run asks about nothing that was rejected.
pub(super) fn remember(args: &Fix, decisions: &Decisions, console: &Console) -> Result<(), Stop> {
    let Some(file) = args.decisions.as_deref().filter(|_| args.out.is_none()) else {
        return Ok(());
    };
    let mut now = Decisions::new();
    for document in &decisions.documents {
        let written = document.path().and_then(|path| fs::read(path).ok());
        now.documents.push(match written {
            Some(bytes) if !document.is_of(&bytes) => document.carried_out(&bytes),
            _ => document.clone(),
        });
    }
    write(file, &merged(read(file, console)?, &now), console)
}

/// What was known, less what is known better by now.
fn merged(known: Decisions, newer: &Decisions) -> Decisions {
    let mut all = Decisions::new();
    let newer_by_file = by_file(newer);
    let is_replaced = |d: &DocumentDecisions| {
        d.path().is_some_and(|path| newer_by_file.contains_key(&true_name(&path)))
    };
    all.documents.extend(known.documents.into_iter().filter(|d| !is_replaced(d)));
    all.documents.extend(newer.documents.iter().cloned());
    all.documents.retain(|d| !d.decisions.is_empty());
    all
}

pub(super) fn by_file(decisions: &Decisions) -> ByFile<'_> {
    let named = |d: &'_ DocumentDecisions| d.path().map(|path| true_name(&path));
    decisions.documents.iter().filter_map(|d| Some((named(d)?, d))).collect()
}

/// The name of a file however it was reached; as it is if there is no such file.
pub(super) fn true_name(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn read(file: &Path, console: &Console) -> Result<Decisions, Stop> {
    let broken = |why: &str| Stop::Said(console.message.broken_decisions(file, why));
    let text = fs::read_to_string(file).map_err(|e| broken(&e.to_string()))?;
    Decisions::read(&text).map_err(|why| broken(&why))
}

fn write(file: &Path, decisions: &Decisions, console: &Console) -> Result<(), Stop> {
    create(file, decisions.to_json().as_bytes(), true)
        .map_err(|trouble| Stop::Said(console.message.trouble(&trouble)))
}
