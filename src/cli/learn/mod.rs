//! `kanwu learn`: reads many documents and writes rules for people to read and for `--rules` to
//! use. Changes no document.

mod decisions;
mod furniture;
mod words;

use super::Exit;
use super::args::LearnVerb;
use super::setup::{Console, Stop};
use crate::finding::StageId;
use crate::model::Model;
use crate::pipeline::Pipeline;
use crate::rule::RuleSet;
use crate::stage::Policy;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// Runs the verb.
pub(super) fn learn(verb: &LearnVerb, console: &Console) -> Result<Exit, Stop> {
    match verb {
        LearnVerb::Furniture(args) => furniture::furniture(args, console),
        LearnVerb::Pairs(args) => words::pairs(args, console),
        LearnVerb::Channel(args) => words::channel(args, console),
        LearnVerb::Decisions(args) => decisions::decisions(args, console),
    }
}

/// The stages that a document passes through before `stage`.
fn before(stage: StageId, rules: &RuleSet) -> Result<Pipeline, String> {
    let mut before = rules.clone();
    let later = StageId::ALL.into_iter().filter(|s| *s >= stage);
    let later = later.filter(|s| rules.of_stage(*s).next().is_some());
    before.select(&[], &later.map(|s| s.name().to_owned()).collect::<Vec<_>>())?;
    Ok(Pipeline::new(Arc::new(before), Arc::new(Model::embedded()), Policy::default()))
}

/// Writes the rules to a new file, or to standard output. An old file may hold what somebody
/// has read and corrected: it is never replaced.
fn write(out: Option<&Path>, text: &str, console: &Console) -> Result<(), Stop> {
    let Some(path) = out else {
        let mut stdout = io::stdout().lock();
        stdout.write_all(text.as_bytes())?;
        return Ok(stdout.flush()?);
    };
    let failed = |e: io::Error| Stop::Said(console.message.not_written(path, &e));
    let mut file = File::options().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|e| {
        // Half a rule file is worse than none; if even that fails there is nothing left to do.
        let _: io::Result<()> = fs::remove_file(path);
        failed(e)
    })
}
