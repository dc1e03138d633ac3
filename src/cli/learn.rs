//! `kanwu learn`: reads many documents, twice, and writes rules for people to read and for
//! `--rules` to use. Changes no document.

use super::Exit;
use super::args::{LearnFurniture, LearnVerb};
use super::progress::Progress;
use super::setup::{Console, Stop, rule_set};
use crate::batch::{Content, Input, Kind, Threads, Trouble, run, walk};
use crate::finding::StageId;
use crate::learn::{Learned, Sightings, Survey, Traces};
use crate::model::Model;
use crate::pipeline::Pipeline;
use crate::rule::RuleSet;
use crate::scratch::Scratch;
use crate::stage::Policy;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs the verb.
pub(super) fn learn(verb: &LearnVerb, console: &Console) -> Result<Exit, Stop> {
    match verb {
        LearnVerb::Furniture(args) => furniture(args, console),
    }
}

fn furniture(args: &LearnFurniture, console: &Console) -> Result<Exit, Stop> {
    let rules = rule_set(&args.sources, console)?;
    let pipeline = before_layout(&rules).map_err(Stop::Said)?;
    let (mut inputs, mut troubles) = walk(&args.documents.paths);
    // What is read twice must be a file.
    inputs.retain(|input| {
        let twice = !input.is_stdin();
        if !twice {
            troubles.push(Trouble::new(&input.path, Kind::NotAFile));
        }
        twice
    });
    troubles.iter().for_each(|t| console.say(&console.message.trouble(t)));
    let mut trouble = troubles.len();
    let threads = Threads(args.documents.jobs);
    let progress = Progress::new(2 * inputs.len(), console);
    let done = AtomicUsize::new(0);
    let text_of = |input: &Input, scratch: &mut Scratch| -> Result<Option<String>, Trouble> {
        let content = input.read(false)?;
        progress.advance(1 + done.fetch_add(1, Ordering::Relaxed));
        let Content::Text(bytes) = content else { return Ok(None) };
        Ok(Some(pipeline.run(&bytes, scratch).text().to_owned()))
    };

    let mut survey = Survey::default();
    let traces = |input: &Input, scratch: &mut Scratch| -> Result<Option<Traces>, Trouble> {
        Ok(text_of(input, scratch)?.map(|text| Traces::of(&text)))
    };
    run(&inputs, threads, traces, |seen| {
        match seen {
            Ok(traces) => traces.iter().for_each(|t| survey.add(t)),
            Err(e) => {
                trouble += 1;
                progress.aside(|| console.say(&console.message.trouble(&e)));
            }
        }
        Ok(())
    })?;
    let mut candidates = survey.candidates(args.least);
    let mut read = 0;
    for chunk in inputs.chunks(CHUNK) {
        let sightings =
            |input: &Input, scratch: &mut Scratch| -> Result<Option<Sightings>, Trouble> {
                Ok(text_of(input, scratch)?.map(|text| candidates.sightings(&text)))
            };
        let mut seen = Vec::new();
        run(chunk, threads, sightings, |one| {
            // What cannot be read was reported the first time.
            seen.extend(one.ok().flatten());
            Ok(())
        })?;
        read += seen.len();
        seen.into_iter().for_each(|one| candidates.add(one));
    }
    let learned = candidates.learned(&rules);
    write(args.out.as_deref(), &learned, console)?;
    console.note(&console.message.learned(read, learned.len()));
    Ok(if trouble > 0 { Exit::Trouble } else { Exit::Clean })
}

/// Documents of the second reading whose lines wait in memory together.
const CHUNK: usize = 1024;

/// The stages that a document passes through before furniture is taken off it.
fn before_layout(rules: &RuleSet) -> Result<Pipeline, String> {
    let mut before = rules.clone();
    let later = StageId::ALL.into_iter().filter(|s| *s >= StageId::Layout);
    let later = later.filter(|s| rules.of_stage(*s).next().is_some());
    before.select(&[], &later.map(|s| s.name().to_owned()).collect::<Vec<_>>())?;
    Ok(Pipeline::new(Arc::new(before), Arc::new(Model::embedded()), Policy::default()))
}

/// Writes the rules to a new file, or to standard output. An old file may hold what somebody
/// has read and corrected: it is never replaced.
fn write(out: Option<&Path>, learned: &[Learned], console: &Console) -> Result<(), Stop> {
    let mut text = String::from(HEAD);
    for line in learned {
        text += &format!("\n{line}");
    }
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

const HEAD: &str = "\
# Lines that recur at the head or the tail of documents, learned by `kanwu learn furniture`.
# Read them, delete what belongs to the documents, and use the file with --rules.
stage = \"layout\"
";
