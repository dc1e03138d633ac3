//! `kanwu undo`: takes the last `fix` back.

use super::Exit;
use super::setup::{Console, Stop};
use crate::state::{self, State};
use std::io::{self, Write};

/// Runs the verb.
pub(super) fn undo(console: &Console) -> Result<Exit, Stop> {
    let message = console.message;
    let state = State::locate().ok_or_else(|| Stop::Said(message.no_state()))?;
    let restored = state::undo(&state).map_err(|t| Stop::Said(message.trouble(&t)))?;
    let Some(restored) = restored else {
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
