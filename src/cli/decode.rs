//! `kanwu decode`: what one garbled string may have been. For a title in a mail or a name in
//! a listing: nothing is read but the string and nothing is written but the answer.

use super::Exit;
use super::args::{Decode, DiagnoseFormat};
use super::setup::{Console, Stop, model, style};
use crate::report::{readings_as_json, readings_for_reading};
use crate::stage::readings;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// Runs the verb.
pub(super) fn decode(args: &Decode, console: &Console) -> Result<Exit, Stop> {
    let model = Arc::new(model(&args.sources, console)?);
    let text = if args.text == "-" {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text)?;
        text
    } else {
        args.text.clone()
    };
    let text = text.trim_end_matches(['\r', '\n']);
    let readings = readings(&model, text, args.most);
    let best = readings.first().filter(|r| r.convincing);
    // As with grep: 0 if there is an answer.
    let exit = if best.is_some() { Exit::Clean } else { Exit::Findings };
    let mut out = Vec::new();
    match args.format {
        DiagnoseFormat::Json => readings_as_json(&readings, &mut out),
        DiagnoseFormat::Human if args.explain => {
            readings_for_reading(&readings, console.lang(), style(args.color), &mut out);
        }
        DiagnoseFormat::Human => {
            out.extend(best.map_or(text, |r| &r.text).as_bytes());
            out.push(b'\n');
        }
    }
    io::stdout().lock().write_all(&out)?;
    if best.is_none() {
        console.note(&console.message.nothing_convincing());
    }
    Ok(exit)
}
