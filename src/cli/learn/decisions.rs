//! `kanwu learn decisions`: what reviewers said of findings. A line of a decisions file is a finding
//! as `kanwu check --format json` prints it, with `decision` added.

use super::before;
use super::words::{Reader, finish};
use crate::batch::{Content, Input, Threads};
use crate::cli::Exit;
use crate::cli::args::LearnDecisions;
use crate::cli::setup::{Console, Stop, rule_set};
use crate::finding::StageId;
use crate::learn::{Decision, Lessons, Verdict, sentence_around};
use crate::report::shown;
use crate::scratch::Scratch;
use crate::span::Span;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

/// One line of the file.
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

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Accept,
    Reject,
    Edit,
}

/// Learns from a file of decisions.
pub(super) fn decisions(args: &LearnDecisions, console: &Console) -> Result<Exit, Stop> {
    let name = args.file.display().to_string();
    let said = |line: usize, why: String| Stop::Said(format!("{}:{line}: {why}", shown(&name)));
    let text = std::fs::read_to_string(&args.file).map_err(|e| said(0, e.to_string()))?;
    let mut lines: BTreeMap<PathBuf, Vec<(usize, Line)>> = BTreeMap::new();
    for (n, line) in (1..).zip(text.lines()).filter(|(_, l)| !l.trim().is_empty()) {
        let line: Line = serde_json::from_str(line).map_err(|e| said(n, e.to_string()))?;
        if matches!(line.decision, Word::Edit) && line.replacement.is_none() {
            return Err(said(n, "`edit` needs a `replacement`".to_owned()));
        }
        lines.entry(line.path.clone()).or_default().push((n, line));
    }
    let rules = rule_set(&args.sources, console)?;
    let pipeline = before(StageId::Mojibake, &rules).map_err(Stop::Said)?;
    let mut decisions = Vec::new();
    let mut scratch = Scratch::default();
    let reader = Reader::new(console, Threads(1), pipeline);
    for (path, lines) in lines {
        let input = Input { path: path.clone(), named: true, size: 0 };
        let content = input.read(true).map_err(|t| Stop::Said(console.message.trouble(&t)))?;
        let Content::Text(bytes) = content else { continue };
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
                verdict: match line.decision {
                    Word::Accept => Verdict::Accepted,
                    Word::Reject => Verdict::Rejected,
                    Word::Edit => Verdict::Edited(line.replacement.unwrap_or_default()),
                },
                document: path.display().to_string(),
            });
        }
    }
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
