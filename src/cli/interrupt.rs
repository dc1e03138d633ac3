//! Ctrl-C while files are being written: the file in work is finished, no other is begun. A
//! second Ctrl-C ends the program where it stands.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set once the user, or the system shutting down, has asked to stop.
#[derive(Clone)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on.
    pub(super) fn listen() -> Interrupt {
        let asked = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&asked);
        // Fails only if someone listens already; then an interrupt ends the program at once,
        // which the journal survives.
        let _: Result<(), ctrlc::Error> = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::SeqCst) {
                process::exit(130);
            }
        });
        Interrupt(asked)
    }

    /// Whether to stop.
    pub(super) fn asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
