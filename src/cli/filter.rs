//! `kanwu filter`: standard input to standard output, in the charset it came in. Whatever
//! cannot be restored goes through as it is: a filter in a pipeline never loses a byte.
//! Starts no threads and asks no terminal, so that a call for one line costs little.

use super::Exit;
use super::args::Filter;
use super::rewrite::rewrite;
use super::setup::{Console, Stop, normalize, pipeline};
use crate::batch::{Trouble, guarded};
use crate::scratch::Scratch;
use crate::stage::is_text;
use std::io::{self, Read, Write};
use std::path::Path;

/// Runs the verb.
pub(super) fn filter(args: &Filter, console: &Console) -> Result<Exit, Stop> {
    let pipeline = pipeline(&args.engine, normalize(&args.style, console)?, console)?;
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    if args.engine.from.is_none() && !is_text(&bytes) {
        console.note(&console.message.binary_filtered());
        put(&bytes)?;
        return Ok(Exit::Clean);
    }
    let restore = || rewrite(&pipeline.run(&bytes, &mut Scratch::default()), args.to);
    match guarded(restore).and_then(|restored| restored) {
        Ok(restored) => {
            put(&restored)?;
            Ok(Exit::Clean)
        }
        Err(kind) => {
            put(&bytes)?;
            let trouble = Trouble::new(Path::new("-"), kind);
            Err(Stop::Said(console.message.trouble(&trouble)))
        }
    }
}

fn put(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}
