//! What one string may have been, for whoever pasted it: the readings best first, each with
//! its recipe and what speaks for it.

use super::escape::shown;
use super::json::write_line;
use super::reason::steps;
use super::{Lang, Style};
use crate::stage::Reading;
use serde::Serialize;
use std::io::Write;

/// The readings, told to a person; the convincing ones are marked.
pub(crate) fn readings_for_reading(
    readings: &[Reading],
    lang: Lang,
    style: Style,
    out: &mut Vec<u8>,
) {
    for reading in readings {
        let mark = if reading.convincing { '*' } else { ' ' };
        let text = shown(&reading.text).to_string();
        let text = if reading.convincing { style.bold(text) } else { text };
        // Writing to memory cannot fail.
        let _ = writeln!(out, "{mark} {:+7.1}  {text}", reading.gain);
        let _ = writeln!(out, "           {}", style.dim(steps(&reading.recipe, lang)));
    }
}

#[derive(Serialize)]
struct Row<'a> {
    text: &'a str,
    recipe: String,
    start: usize,
    end: usize,
    gain: f32,
    convincing: bool,
}

/// One JSON object a reading.
pub(crate) fn readings_as_json(readings: &[Reading], out: &mut Vec<u8>) {
    for reading in readings {
        let row = Row {
            text: &reading.text,
            recipe: reading.recipe.to_string(),
            start: reading.span.start,
            end: reading.span.end,
            gain: reading.gain,
            convincing: reading.convincing,
        };
        write_line(&row, out);
    }
}
