//! `kanwu fix`: restores files, in place or into a folder. In place a file is replaced as a
//! whole or not at all, and only after its original has been kept; the text of a web page is
//! never written over the page.

use super::Exit;
use super::args::{Fix, InputChoice};
use super::decide::{ByFile, Task, by_file, remember, task, true_name};
use super::interrupt::Interrupt;
use super::out::{Name, Out, Target as OutTarget};
use super::progress::Progress;
use super::rewrite::rewrite;
use super::setup::{Console, Stop, Wanted, input_of, normalize, pipeline};
use crate::batch::{Content, Input, Kind, Threads, Trouble, replace, replaceable, run};
use crate::pipeline::Pipeline;
use crate::report::Tally;
use crate::scratch::Scratch;
use crate::state::{Run, State};
use crate::transcode::Target;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Everything a worker needs.
struct Fixer<'a> {
    pipeline: &'a Pipeline,
    /// What a reviewer decided, if that is what is to be done.
    decisions: Option<ByFile<'a>>,
    /// Whether the user says what the documents are.
    known: bool,
    choice: InputChoice,
    markdown: bool,
    to: Option<Target>,
    /// Where originals are kept; nowhere if files are not changed in place.
    run: Option<Run>,
    interrupt: Interrupt,
}

/// What became of one document.
enum Fixed {
    Document(Tally),
    /// To be written elsewhere.
    Restored(Tally, OutTarget, Vec<u8>),
    Binary,
    /// Not begun, or not finished and left as it was: the user asked to stop.
    Interrupted,
}

/// Runs the verb.
pub(super) fn fix(args: &Fix, console: &Console) -> Result<Exit, Stop> {
    let message = console.message;
    if args.documents.paths.iter().any(|p| p == Path::new("-")) {
        return Err(Stop::Said(message.fix_wants_files()));
    }
    let run_of = || State::locate().map(Run::new).ok_or_else(|| Stop::Said(message.no_state()));
    let journal = if args.out.is_none() { Some(run_of()?) } else { None };
    let wanted = Wanted { normalize: normalize(&args.style, console)?, markdown: args.markdown };
    let pipeline = pipeline(&args.engine, wanted, console)?;
    let Task { decisions, inputs, troubles } = task(args, &pipeline, console)?;
    let interrupt = Interrupt::listen();
    let fixer = Fixer {
        pipeline: &pipeline,
        decisions: decisions.as_ref().map(by_file),
        // A reviewer knows text when he sees it.
        known: args.engine.from.is_some() || decisions.is_some(),
        choice: args.documents.input,
        markdown: args.markdown,
        to: args.to,
        run: journal,
        interrupt: interrupt.clone(),
    };
    troubles.iter().for_each(|t| console.say(&message.trouble(t)));
    let mut tally = Tally { troubles: troubles.len(), ..Tally::default() };
    let mut out = args.out.as_deref().map(|folder| Out::new(folder, args.force, &inputs));
    let progress = Progress::new(inputs.len(), console);
    let done = AtomicUsize::new(0);
    let work = |input: &Input, scratch: &mut Scratch| {
        let fixed = fixer.fix(input, scratch);
        progress.advance(1 + done.fetch_add(1, Ordering::Relaxed));
        fixed
    };
    let mut inputs_in_order = inputs.iter();
    run(&inputs, Threads(args.documents.jobs), work, |fixed| {
        let input = inputs_in_order.next();
        // Written in order, so that of two documents with one name it is always the first.
        let fixed = fixed.and_then(|fixed| match (fixed, &mut out) {
            (Fixed::Restored(..), _) if fixer.interrupt.asked() => Ok(Fixed::Interrupted),
            (Fixed::Restored(one, target, bytes), Some(out)) => {
                out.write(&target, &bytes).map(|()| Fixed::Document(one))
            }
            (fixed, _) => Ok(fixed),
        });
        match (fixed, input) {
            (Ok(Fixed::Document(one) | Fixed::Restored(one, ..)), _) => tally += one,
            (Ok(Fixed::Binary), Some(input)) if input.named => {
                progress.aside(|| console.note(&message.binary(&input.path)));
            }
            (Ok(Fixed::Binary), _) => tally.binaries += 1,
            (Ok(Fixed::Interrupted), _) => {}
            (Err(trouble), _) => {
                tally.troubles += 1;
                progress.aside(|| console.say(&message.trouble(&trouble)));
            }
        }
        Ok(())
    })?;
    drop(progress);
    if let (true, Some(decisions)) = (args.interactive, &decisions) {
        remember(args, decisions, console)?;
    }
    if !console.quiet {
        let summary = match &args.out {
            Some(folder) => message.out_summary(&tally, folder, args.engine.confidence()),
            None => message.fix_summary(&tally, args.engine.confidence()),
        };
        writeln!(io::stdout(), "{summary}")?;
    }
    if args.markdown && tally.is_without_markdown() {
        console.note(&message.markdown_idle());
    }
    if interrupt.asked() {
        console.say(&message.interrupted());
        return Ok(Exit::Interrupted);
    }
    Ok(match tally.changed {
        _ if tally.troubles > 0 => Exit::Trouble,
        1.. if args.exit_non_zero_on_fix => Exit::Findings,
        _ => Exit::Clean,
    })
}

impl Fixer<'_> {
    fn fix(&self, input: &Input, scratch: &mut Scratch) -> Result<Fixed, Trouble> {
        if self.interrupt.asked() {
            return Ok(Fixed::Interrupted);
        }
        let trouble = |kind| Trouble::new(&input.path, kind);
        let Content::Text(bytes) = input.read(self.known)? else { return Ok(Fixed::Binary) };
        let Restored { bytes: restored, mut tally, is_page } =
            self.restore(&input.path, &bytes, scratch).map_err(trouble)?;
        if is_page && self.run.is_some() {
            return Err(trouble(Kind::Page));
        }
        let Some(run) = &self.run else {
            let name = match is_page {
                true => Name::OfPage { markdown: self.markdown },
                false if tally.marked > 0 => Name::OfMarkdown,
                false => Name::Same,
            };
            let target = OutTarget { path: input.path.clone(), name };
            return Ok(Fixed::Restored(tally, target, restored));
        };
        tally.changed = usize::from(restored != bytes);
        if tally.changed == 0 {
            return Ok(Fixed::Document(tally));
        }
        // What a symbolic link points to is replaced, not the link.
        let path = fs::canonicalize(&input.path).map_err(|e| trouble(Kind::Read(e)))?;
        let named = |t: Trouble| trouble(t.kind);
        replaceable(&path).map_err(named)?;
        run.keep(&path, &bytes, &restored).map_err(|e| trouble(Kind::Keep(e)))?;
        if self.interrupt.asked() {
            return Ok(Fixed::Interrupted);
        }
        replace(&path, &bytes, &restored).map_err(named)?;
        Ok(Fixed::Document(tally))
    }

    /// What becomes of a document that holds `bytes`.
    fn restore(&self, path: &Path, bytes: &[u8], scratch: &mut Scratch) -> Result<Restored, Kind> {
        if let Some(decisions) = &self.decisions {
            let decided = decisions.get(&true_name(path));
            let is_page = decided.is_some_and(|d| d.is_page());
            let (restored, edits) = match decided {
                Some(decided) => decided.apply(bytes, self.pipeline, self.to)?,
                None => (bytes.to_vec(), 0),
            };
            let tally = Tally { files: 1, bytes: bytes.len(), edits, ..Tally::default() };
            return Ok(Restored { bytes: restored, tally, is_page });
        }
        let reading = input_of(self.choice, path, bytes);
        let outcome = self.pipeline.run_as(reading, bytes, scratch);
        Ok(Restored {
            bytes: rewrite(&outcome, self.to)?,
            tally: Tally::of(bytes.len(), &outcome, self.pipeline.rules()),
            is_page: outcome.is_page(),
        })
    }
}

/// A restored document, not yet written.
struct Restored {
    bytes: Vec<u8>,
    tally: Tally,
    /// Whether it is the text of a web page, and so no restored page.
    is_page: bool,
}
