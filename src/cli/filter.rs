//! `kanwu filter`: standard input to standard output, in the charset it came in. Whatever
//! cannot be restored goes through as it is: a filter in a pipeline never loses a byte. A web
//! page is reduced to its text only on request.
//! Starts no threads and asks no terminal, so that a call for one line costs little.

use super::Exit;
use super::args::{Filter, InputChoice};
use super::process::process;
use super::rewrite::rewrite;
use super::setup::{Console, Stop, Wanted, input_of, normalize, pipeline};
use crate::batch::{Trouble, guarded};
use crate::page::{Input, is_page};
use crate::report::Tally;
use crate::scratch::Scratch;
use crate::stage::is_text;
use std::io::{self, Read, Write};
use std::path::Path;

/// Runs the verb.
pub(super) fn filter(args: &Filter, console: &Console) -> Result<Exit, Stop> {
    if args.process {
        return process(args, console);
    }
    let wanted = Wanted { normalize: normalize(&args.style, console)?, markdown: args.markdown };
    let pipeline = pipeline(&args.engine, wanted, console)?;
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    if args.engine.from.is_none() && !is_text(&bytes) {
        console.note(&console.message.binary_filtered());
        put(&bytes)?;
        return Ok(Exit::Clean);
    }
    let stdin = Path::new("-");
    let input = input_of(args.input, stdin, &bytes);
    let is_source = args.input == InputChoice::Text && !console.quiet && is_page(&bytes, None);
    if is_source {
        // As a filter of git it has to leave the source of a page a page.
        console.note(&console.message.page_filtered());
    }
    let restore = || {
        let outcome = pipeline.run_as(input, &bytes, &mut Scratch::default());
        let tally = Tally::of(bytes.len(), &outcome, pipeline.rules());
        rewrite(&outcome, args.to).map(|restored| (restored, tally))
    };
    match guarded(restore).and_then(|restored| restored) {
        Ok((restored, tally)) => {
            if args.markdown && !is_source && tally.is_without_markdown() {
                console.note(&console.message.markdown_idle());
            }
            put(&restored)?;
            Ok(Exit::Clean)
        }
        Err(kind) => {
            // Whoever wants the text of a page has no use for its source.
            if input == Input::Text {
                put(&bytes)?;
            }
            let trouble = Trouble::new(stdin, kind);
            Err(Stop::Said(console.message.trouble(&trouble)))
        }
    }
}

fn put(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}
