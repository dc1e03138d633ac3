//! `kanwu learn furniture`: reads many documents, twice.

use super::{before, write};
use crate::batch::{Content, Input, Kind, Threads, Trouble, run, walk};
use crate::cli::Exit;
use crate::cli::args::LearnFurniture;
use crate::cli::progress::Progress;
use crate::cli::setup::{Console, Stop, rule_set};
use crate::finding::StageId;
use crate::learn::{Sightings, Survey, Traces};
use crate::scratch::Scratch;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Learns lines that recur at the ends of documents, in two readings.
pub(super) fn furniture(args: &LearnFurniture, console: &Console) -> Result<Exit, Stop> {
    let rules = rule_set(&args.sources, console)?;
    let pipeline = before(StageId::Layout, &rules).map_err(Stop::Said)?;
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
    let mut text = String::from(HEAD);
    for line in &learned {
        text += &format!("\n{line}");
    }
    write(args.out.as_deref(), &text, console)?;
    console.note(&console.message.learned(read, learned.len()));
    Ok(if trouble > 0 { Exit::Trouble } else { Exit::Clean })
}

/// Documents of the second reading whose lines wait in memory together.
const CHUNK: usize = 1024;

const HEAD: &str = "\
# Lines that recur at the head or the tail of documents, learned by `kanwu learn furniture`.
# Read them, delete what belongs to the documents, and use the file with --rules.
stage = \"layout\"
";
