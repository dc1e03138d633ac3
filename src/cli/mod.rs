//! The command line. Each verb is a thin layer over the one engine: it says what is read,
//! how it is shown and where it goes. Only here is anything printed.
//!
//! Exit codes: 0 nothing to report, 1 findings or differences, 2 some document or rule file
//! could not be used, 130 interrupted. A reader that closes the pipe early ends a run
//! quietly.

mod args;
mod ask;
mod config;
mod decide;
mod decode;
mod eval;
mod filter;
mod fix;
mod interrupt;
mod learn;
mod look;
mod message;
mod out;
mod process;
mod progress;
mod review;
mod rewrite;
mod rules;
mod setup;
mod undo;

use args::{Arguments, Verb};
use clap::Parser;
use message::Message;
use setup::{Console, Stop};
use std::io;
use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Clean,
    Findings,
    Trouble,
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Trouble => 2,
            // What a shell reports for a program that an interrupt has ended.
            Exit::Interrupted => 130,
        })
    }
}

/// Runs the program on the arguments of the process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let console = Console::new(&arguments.common);
    let exit = dispatch(arguments.verb, &console).unwrap_or_else(|stop| match stop {
        Stop::Stream(e) if e.kind() == io::ErrorKind::BrokenPipe => Exit::Clean,
        Stop::Stream(e) => console.fail(&Message::stream(console.message, &e)),
        Stop::Said(why) => console.fail(&why),
    });
    exit.into()
}

fn dispatch(verb: Verb, console: &Console) -> Result<Exit, Stop> {
    match verb {
        Verb::Check(args) => look::check(&args, console),
        Verb::Diff(args) => look::diff(&args, console),
        Verb::Review(args) => review::review(&args, console),
        Verb::Fix(args) => fix::fix(&args, console),
        Verb::Undo(args) => undo::undo(&args, console),
        Verb::Filter(args) => filter::filter(&args, console),
        Verb::Diagnose(args) => look::diagnose(&args, console),
        Verb::Decode(args) => decode::decode(&args, console),
        Verb::Eval(args) => eval::eval(&args, console),
        Verb::Learn(args) => learn::learn(&args.verb, console),
        Verb::Rules(args) => rules::rules(&args.verb, console),
    }
}
