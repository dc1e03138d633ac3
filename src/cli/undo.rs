//! `kanwu undo`: takes the last `fix` back, or another one, or lists them.

use super::Exit;
use super::args::Undo;
use super::setup::{Console, Stop};
use crate::batch::Trouble;
use crate::report::{path_text, shown};
use crate::state::{self, Past, State};
use std::io::{self, Write};
use std::time::SystemTime;

/// Files that are named for a run in the list.
const NAMED: usize = 3;

/// Runs the verb.
pub(super) fn undo(args: &Undo, console: &Console) -> Result<Exit, Stop> {
    let message = console.message;
    let state = State::locate().ok_or_else(|| Stop::Said(message.no_state()))?;
    let said = |t: Trouble| Stop::Said(message.trouble(&t));
    if args.list {
        for past in state::past(&state).map_err(said)? {
            writeln!(io::stdout(), "{}", listed(&past, console))?;
        }
        return Ok(Exit::Clean);
    }
    let restored = state::undo(&state, args.run).map_err(said)?;
    let Some(restored) = restored else {
        if let Some(run) = args.run {
            return Err(Stop::Said(message.no_such_run(run)));
        }
        console.note(&message.nothing_to_undo());
        return Ok(Exit::Clean);
    };
    for refused in &restored.refused {
        console.say(&message.trouble(&refused.trouble));
        console.say(&message.kept_at(&refused.kept));
    }
    if !console.quiet {
        writeln!(io::stdout(), "{}", message.undone(restored.run, restored.restored))?;
    }
    Ok(if restored.refused.is_empty() { Exit::Clean } else { Exit::Trouble })
}

/// One line about a run.
fn listed(past: &Past, console: &Console) -> String {
    let age = past.when.and_then(|when| SystemTime::now().duration_since(when).ok());
    let mut names: Vec<String> = past.files.iter().take(NAMED).map(|f| path_text(f)).collect();
    if past.files.len() > NAMED {
        names.push("…".to_owned());
    }
    let names = names.join("  ");
    format!("{}  {}", console.message.past(past.run, age, past.files.len()), shown(&names))
}
