//! How changes stand out on a line: by colour on a terminal that shows colours, else by
//! the brackets that `git diff --word-diff` uses.

use super::escape::shown;
use std::fmt::Display;

/// Colours or brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    /// Whether escape sequences for colours may be written.
    pub(crate) colour: bool,
}

impl Style {
    /// Text that goes.
    pub(crate) fn removed(self, text: &str) -> String {
        self.mark(text, "\x1B[1;31m", "[-", "-]")
    }

    /// Text that comes.
    pub(crate) fn added(self, text: &str) -> String {
        self.mark(text, "\x1B[1;32m", "{+", "+}")
    }

    /// Text that is wrong but stays.
    pub(crate) fn noted(self, text: &str) -> String {
        self.mark(text, "\x1B[1;33m", "[", "]")
    }

    /// Begins the line of a text that goes.
    pub(super) fn removed_sign(self) -> String {
        self.paint("\x1B[31m", "-")
    }

    /// Begins the line of a text that comes.
    pub(super) fn added_sign(self) -> String {
        self.paint("\x1B[32m", "+")
    }

    /// What a line is about.
    pub(crate) fn bold(self, text: impl Display) -> String {
        self.paint("\x1B[1m", text)
    }

    /// A rule's name, a hunk's place.
    pub(crate) fn name(self, text: impl Display) -> String {
        self.paint("\x1B[36m", text)
    }

    /// What can be skipped in reading.
    pub(crate) fn dim(self, text: impl Display) -> String {
        self.paint("\x1B[2m", text)
    }

    fn paint(self, on: &str, text: impl Display) -> String {
        if self.colour { format!("{on}{text}\x1B[0m") } else { text.to_string() }
    }

    fn mark(self, text: &str, on: &str, open: &str, close: &str) -> String {
        match (text.is_empty(), self.colour) {
            (true, _) => String::new(),
            (_, true) => self.paint(on, shown(text)),
            (_, false) => format!("{open}{}{close}", shown(text)),
        }
    }
}
