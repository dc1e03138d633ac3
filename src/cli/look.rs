//! The verbs that only look: `check`, `diff` and `diagnose`. They differ in the report.

use super::Exit;
use super::args::{
    Check, CheckFormat, Color, Diagnose, DiagnoseFormat, Diff, Documents, InputChoice,
};
use super::progress::Progress;
use super::setup::{Console, Stop, Wanted, input_of, normalize, pipeline, style};
use crate::batch::{Content, Input, Threads, Trouble, run, walk};
use crate::pipeline::Pipeline;
use crate::report::{
    Concise, Diagnoses, DiagnosesJson, Document, Github, Human, InlineDiff, Json, Report, Tally,
    UnifiedDiff,
};
use crate::scratch::Scratch;
use crate::transcode::Target;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

/// `kanwu check`.
pub(super) fn check(args: &Check, console: &Console) -> Result<Exit, Stop> {
    let least = args.engine.confidence();
    let report: Box<dyn Report> = match args.format {
        CheckFormat::Human => {
            Box::new(Human { least, lang: console.lang(), style: style(args.color) })
        }
        CheckFormat::Concise => Box::new(Concise { least }),
        CheckFormat::Json => Box::new(Json { least }),
        CheckFormat::Github => Box::new(Github { least, lang: console.lang() }),
    };
    let wanted = Wanted { normalize: normalize(&args.style, console)?, markdown: false };
    let engine = pipeline(&args.engine, wanted, console)?;
    let known = args.engine.from.is_some();
    let tally = show(&args.documents, &engine, (known, None), &*report, console)?;
    if matches!(args.format, CheckFormat::Human) && !console.quiet {
        writeln!(io::stdout(), "{}", console.message.check_summary(&tally, least))?;
    }
    Ok(exit(&tally, tally.shown(least) > 0 && !args.exit_zero))
}

/// `kanwu diff`.
pub(super) fn diff(args: &Diff, console: &Console) -> Result<Exit, Stop> {
    // A terminal gets what can be read, anything else what can be applied.
    let for_reading = args.color == Color::Always || io::stdout().is_terminal();
    let report: Box<dyn Report> = match for_reading {
        true => Box::new(InlineDiff { style: style(args.color), lang: console.lang() }),
        false => Box::new(UnifiedDiff { lang: console.lang() }),
    };
    let wanted = Wanted { normalize: normalize(&args.style, console)?, markdown: args.markdown };
    let engine = pipeline(&args.engine, wanted, console)?;
    let known = args.engine.from.is_some();
    let tally = show(&args.documents, &engine, (known, args.to), &*report, console)?;
    if args.markdown && tally.is_without_markdown() {
        console.note(&console.message.markdown_idle());
    }
    Ok(exit(&tally, tally.changed > 0))
}

/// `kanwu diagnose`.
pub(super) fn diagnose(args: &Diagnose, console: &Console) -> Result<Exit, Stop> {
    let report: Box<dyn Report> = match args.format {
        DiagnoseFormat::Human => {
            Box::new(Diagnoses { lang: console.lang(), style: style(args.color) })
        }
        DiagnoseFormat::Json => Box::new(DiagnosesJson),
    };
    let engine = pipeline(&args.engine, Wanted::default(), console)?;
    let known = args.engine.from.is_some();
    let tally = show(&args.documents, &engine, (known, None), &*report, console)?;
    Ok(exit(&tally, false))
}

/// How a run ended that is over.
pub(super) fn exit(tally: &Tally, findings: bool) -> Exit {
    match (tally.troubles > 0, findings) {
        (true, _) => Exit::Trouble,
        (_, true) => Exit::Findings,
        (_, false) => Exit::Clean,
    }
}

/// What became of one document.
enum Seen {
    Document { out: Vec<u8>, tally: Tally },
    Binary,
}

/// Looks at all documents and prints what is reported of each; see [`look`].
fn show(
    documents: &Documents,
    pipeline: &Pipeline,
    charsets: (bool, Option<Target>),
    report: &dyn Report,
    console: &Console,
) -> Result<Tally, Stop> {
    let mut stdout = io::stdout().lock();
    let tally = look(documents, pipeline, charsets, report, console, |out| stdout.write_all(&out))?;
    stdout.flush()?;
    Ok(tally)
}

/// Looks at all documents and hands what is reported of each to `sink`, in order. `known`:
/// whether the user said what they were written in; `to`: what they are to be written in.
pub(super) fn look(
    documents: &Documents,
    pipeline: &Pipeline,
    (known, to): (bool, Option<Target>),
    report: &dyn Report,
    console: &Console,
    mut sink: impl FnMut(Vec<u8>) -> io::Result<()>,
) -> Result<Tally, Stop> {
    let (inputs, troubles) = walk(&documents.paths);
    let mut tally = Tally { troubles: troubles.len(), ..Tally::default() };
    troubles.iter().for_each(|t| console.say(&console.message.trouble(t)));
    let progress = Progress::new(inputs.len(), console);
    let done = AtomicUsize::new(0);
    let work = |input: &Input, scratch: &mut Scratch| {
        let seen = see(input, (documents.input, known, to), pipeline, report, scratch);
        progress.advance(1 + done.fetch_add(1, Ordering::Relaxed));
        seen
    };
    let mut inputs_in_order = inputs.iter();
    run(&inputs, Threads(documents.jobs), work, |seen| {
        let input = inputs_in_order.next();
        match (seen, input) {
            (Ok(Seen::Document { out, tally: one }), _) => {
                tally += one;
                if !out.is_empty() {
                    return progress.aside(|| sink(out));
                }
            }
            (Ok(Seen::Binary), Some(input)) if input.named => {
                progress.aside(|| console.note(&console.message.binary(&input.path)));
            }
            (Ok(Seen::Binary), _) => tally.binaries += 1,
            (Err(trouble), _) => {
                tally.troubles += 1;
                progress.aside(|| console.say(&console.message.trouble(&trouble)));
            }
        }
        Ok(())
    })?;
    Ok(tally)
}

fn see(
    input: &Input,
    (choice, known, to): (InputChoice, bool, Option<Target>),
    pipeline: &Pipeline,
    report: &dyn Report,
    scratch: &mut Scratch,
) -> Result<Seen, Trouble> {
    let Content::Text(bytes) = input.read(known)? else { return Ok(Seen::Binary) };
    let path = &input.path;
    let outcome = pipeline.run_as(input_of(choice, path, &bytes), &bytes, scratch);
    let rules = pipeline.rules();
    let document = Document { path, bytes: &bytes, outcome: &outcome, to, rules, pipeline };
    let mut out = Vec::new();
    report.document(&document, &mut out).map_err(|e| Trouble::from_error(path, e))?;
    let mut tally = Tally::of(bytes.len(), &outcome, rules);
    if to.is_some() {
        // A document may change in nothing but its charset.
        tally.changed = usize::from(!out.is_empty());
    }
    Ok(Seen::Document { out, tally })
}
