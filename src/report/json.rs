//! Findings as JSON Lines: one object a finding, the same fields in the same order always.
//! `docs/json.md` describes them, `docs/finding.schema.json` states them.

use super::escape::{is_hazardous, path_text};
use super::lang::Lang;
use super::position::Position;
use super::reason::reason;
use super::sighting::{Sighting, sightings};
use super::{Document, Report};
use crate::error::Error;
use crate::finding::Confidence;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use std::io;

/// One JSON object a finding.
pub(crate) struct Json {
    /// Findings below it are left out.
    pub(crate) least: Confidence,
}

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    rule: String,
    stage: &'static str,
    start: Place,
    end: Place,
    before: &'a str,
    after: Option<&'a str>,
    alternatives: Vec<Alternative<'a>>,
    confidence: &'static str,
    probability: f32,
    reason: Reason,
    fate: &'static str,
}

#[derive(Serialize)]
struct Place {
    byte: usize,
    char: usize,
    utf16: usize,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Alternative<'a> {
    text: &'a str,
    probability: f32,
}

#[derive(Serialize)]
struct Reason {
    zh: String,
    en: String,
}

impl Report for Json {
    fn document(&self, document: &Document<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        let path = path_text(document.path);
        for sighting in &sightings(document, self.least) {
            write_line(&row(&path, sighting), out);
        }
        Ok(())
    }
}

fn row<'a>(path: &'a str, s: &Sighting<'a>) -> Row<'a> {
    let finding = s.finding;
    let alternatives = finding.alternatives.iter();
    Row {
        path,
        rule: s.rule.full_name(),
        stage: s.rule.stage.name(),
        start: place(s.start),
        end: place(s.end),
        before: &finding.before,
        after: finding.fix.as_deref(),
        alternatives: alternatives
            .map(|a| Alternative { text: &a.text, probability: a.probability })
            .collect(),
        confidence: finding.confidence.name(),
        probability: finding.probability,
        reason: Reason {
            zh: reason(finding, s.rule, Lang::Zh),
            en: reason(finding, s.rule, Lang::En),
        },
        fate: s.fate(),
    }
}

fn place(p: Position) -> Place {
    Place { byte: p.byte, char: p.char, utf16: p.utf16, line: p.line, column: p.column }
}

/// Appends one JSON object and a line break.
pub(super) fn write_line(row: &impl Serialize, out: &mut Vec<u8>) {
    let mut serializer = Serializer::with_formatter(&mut *out, Visible);
    if let Err(e) = row.serialize(&mut serializer) {
        unreachable!("plain structs written to memory: {e}");
    }
    out.push(b'\n');
}

/// Compact JSON in which characters that a terminal would act on are escaped, too: JSON
/// itself only asks for those below U+0020.
struct Visible;

impl Formatter for Visible {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        if !fragment.chars().any(is_hazardous) {
            return CompactFormatter.write_string_fragment(writer, fragment);
        }
        for c in fragment.chars() {
            if is_hazardous(c) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            } else {
                write!(writer, "{c}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hazardous_characters_are_escaped_and_read_back_the_same() {
        let text = "甲\u{202E}\u{1B}\"乙\\\n\u{E0041}丙";
        let mut out = Vec::new();
        write_line(&text, &mut out);
        let line = String::from_utf8(out).unwrap();
        assert!(!line.trim_end().chars().any(is_hazardous), "{line}");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
