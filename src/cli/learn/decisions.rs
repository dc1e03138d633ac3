//! `kanwu learn decisions`: what reviewers said of findings, in a file of decisions as `kanwu
//! review` and `kanwu fix -i` write it, or in lines: findings as `kanwu check --format json`
//! prints them, with `decision` added.

use super::before;
use super::words::{Reader, finish};
use crate::batch::{Content, Input, Threads, Trouble};
use crate::cli::Exit;
use crate::cli::args::LearnDecisions;
use crate::cli::setup::{Console, Stop, rule_set};
use crate::finding::StageId;
use crate::learn::{Decision, Lessons, Verdict, sentence_around};
use crate::report::shown;
use crate::review::{Decisions, Word};
use crate::scratch::Scratch;
use crate::span::Span;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// One line of a file of lines.
#[derive(Deserialize)]
struct Line {
    path: PathBuf,
    before: String,
    start: Position,
    end: Position,
    decision: Word,
    replacement: Option<String>,
}

#[derive(Deserialize)]
struct Position {
    byte: usize,
}

/// Learns from a file of decisions.
pub(super) fn decisions(args: &LearnDecisions, console: &Console) -> Result<Exit, Stop> {
    let name = args.file.display().to_string();
    let said = |line: usize, why: String| Stop::Said(format!("{}:{line}: {why}", shown(&name)));
    let text = std::fs::read_to_string(&args.file).map_err(|e| said(0, e.to_string()))?;
    let rules = rule_set(&args.sources, console)?;
    let pipeline = before(StageId::Mojibake, &rules).map_err(Stop::Said)?;
    let reader = Reader::new(console, Threads(1), pipeline);
    let decisions = match Decisions::read(&text) {
        Ok(read) => of_documents(&read, &reader, console)?,
        Err(why) if text.starts_with("{\"format\"") => {
            return Err(Stop::Said(console.message.broken_decisions(&args.file, &why)));
        }
        Err(_) => of_lines(&text, &reader, console, said)?,
    };
    let lessons = Lessons::of(&decisions, args.least);
    let mut head = String::new();
    if !lessons.protect.is_empty() {
        head += "\n[[protect]]\nwords = [\n";
        for (phrase, count) in &lessons.protect {
            let _ = writeln!(head, "    {},  # {count}", toml::Value::from(phrase.as_str()));
        }
        head += "]\n";
    }
    finish(lessons.draft, &head, &args.sources, args.out.as_deref(), console, reader.trouble)
}

/// The text of a document, if it is one.
fn content(path: &Path, console: &Console) -> Result<Option<Vec<u8>>, Stop> {
    let input = Input { path: path.to_owned(), named: true, size: 0 };
    let content = input.read(true).map_err(|t| Stop::Said(console.message.trouble(&t)))?;
    Ok(match content {
        Content::Text(bytes) => Some(bytes),
        Content::Binary => None,
    })
}

/// What is said in a file of decisions. What nobody looked at is no decision.
fn of_documents(
    read: &Decisions,
    reader: &Reader<'_>,
    console: &Console,
) -> Result<Vec<Decision>, Stop> {
    let mut decisions = Vec::new();
    for document in &read.documents {
        let Some(path) = document.path() else { continue };
        let Some(bytes) = content(&path, console)? else { continue };
        let trouble = |kind| Stop::Said(console.message.trouble(&Trouble::new(&path, kind)));
        let source = document.source(&bytes, &reader.pipeline).map_err(|b| trouble(b.into()))?;
        for decided in document.decisions.iter().filter(|d| !d.by_default) {
            let (before, span) = (&decided.before, decided.start..decided.end);
            if source.text().get(span) != Some(before) {
                return Err(Stop::Said(console.message.not_there(before, &path)));
            }
            decisions.push(Decision {
                around: sentence_around(source.text(), Span::new(decided.start, decided.end)),
                before: before.clone(),
                verdict: verdict(decided.decision, decided.after.clone()),
                document: path.display().to_string(),
            });
        }
    }
    Ok(decisions)
}

/// What is said in lines.
fn of_lines(
    text: &str,
    reader: &Reader<'_>,
    console: &Console,
    said: impl Fn(usize, String) -> Stop,
) -> Result<Vec<Decision>, Stop> {
    let mut lines: BTreeMap<PathBuf, Vec<(usize, Line)>> = BTreeMap::new();
    for (n, line) in (1..).zip(text.lines()).filter(|(_, l)| !l.trim().is_empty()) {
        let line: Line = serde_json::from_str(line).map_err(|e| said(n, e.to_string()))?;
        if line.decision == Word::Edit && line.replacement.is_none() {
            return Err(said(n, "`edit` needs a `replacement`".to_owned()));
        }
        lines.entry(line.path.clone()).or_default().push((n, line));
    }
    let mut decisions = Vec::new();
    let mut scratch = Scratch::default();
    for (path, lines) in lines {
        let Some(bytes) = content(&path, console)? else { continue };
        let outcome = reader.pipeline.run(&bytes, &mut scratch);
        let source = outcome.source();
        for (n, line) in lines {
            let (start, end) = (line.start.byte, line.end.byte);
            if source.get(start..end) != Some(&*line.before) {
                return Err(said(n, console.message.not_there(&line.before, &path)));
            }
            decisions.push(Decision {
                around: sentence_around(source, Span::new(start, end)),
                before: line.before,
                verdict: verdict(line.decision, line.replacement.unwrap_or_default()),
                document: path.display().to_string(),
            });
        }
    }
    Ok(decisions)
}

fn verdict(word: Word, after: String) -> Verdict {
    match word {
        Word::Accept => Verdict::Accepted,
        Word::Reject => Verdict::Rejected,
        Word::Edit => Verdict::Edited(after),
    }
}
