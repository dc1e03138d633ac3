//! A bar for those who wait: only on a terminal, only when a run takes longer than a
//! moment, and gone when it ends.

use super::setup::Console;
use indicatif::ProgressBar;
use std::io::{self, IsTerminal};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Nobody wants to see a bar for less.
const MOMENT: Duration = Duration::from_millis(700);

/// How far a run of many documents has come.
pub(super) struct Progress {
    documents: u64,
    wanted: bool,
    started: Instant,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// For a run of so many documents.
    pub(super) fn new(documents: usize, console: &Console) -> Progress {
        Progress {
            documents: documents as u64,
            wanted: !console.quiet && documents > 1 && io::stderr().is_terminal(),
            started: Instant::now(),
            bar: OnceLock::new(),
        }
    }

    /// One more document is done; called from any thread. `done` counts all of them.
    pub(super) fn advance(&self, done: usize) {
        if self.wanted && self.started.elapsed() > MOMENT {
            let bar = self.bar.get_or_init(|| ProgressBar::new(self.documents));
            bar.set_position(done as u64);
        }
    }

    /// Prints with the bar out of the way.
    pub(super) fn aside<R>(&self, print: impl FnOnce() -> R) -> R {
        match self.bar.get() {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
