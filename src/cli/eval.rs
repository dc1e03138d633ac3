//! `kanwu eval`: restores documents of which a person has said what is damaged in them, and says how
//! good that was. Changes nothing.

use super::Exit;
use super::args::{Eval, EvalFormat};
use super::progress::Progress;
use super::setup::{Console, Stop, Wanted, pipeline};
use crate::batch::{Input, Threads, Trouble, run, walk};
use crate::eval::{Gold, Note, Score, judge, reliability_diagram};
use crate::pipeline::Pipeline;
use crate::report::{Lang, shown};
use crate::scratch::Scratch;
use serde::Serialize;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use unicode_width::UnicodeWidthStr;

/// How a damaged document and its gold are called.
const DAMAGED: &str = ".in.txt";
const GOLD: &str = ".gold.json";
const CLEAN: &str = ".txt";

/// One document, judged; or why it cannot be.
type Judged = Result<(PathBuf, Score, Vec<Note>), String>;

/// Runs the verb.
pub(super) fn eval(args: &Eval, console: &Console) -> Result<Exit, Stop> {
    let engine = pipeline(&args.engine, Wanted::default(), console)?;
    let (mut inputs, troubles) = walk(&args.documents.paths);
    troubles.iter().for_each(|t| console.say(&console.message.trouble(t)));
    let mut trouble = troubles.len();
    // Gold is read with its document; what is neither is passed over.
    inputs.retain(|input| matches!(kind(&input.path), Some(Kind::Damaged(_) | Kind::Clean)));
    let progress = Progress::new(inputs.len(), console);
    let done = AtomicUsize::new(0);
    let work = |input: &Input, scratch: &mut Scratch| -> Result<Judged, Trouble> {
        let judged = one(input, args, &engine, scratch);
        progress.advance(1 + done.fetch_add(1, Ordering::Relaxed));
        judged
    };
    let (mut score, mut notes) = (Score::default(), Vec::new());
    run(&inputs, Threads(args.documents.jobs), work, |judged| {
        let why = match judged {
            Ok(Ok((path, one, more))) => {
                score += &one;
                notes.extend(more.into_iter().map(|note| (path.clone(), note)));
                return Ok(());
            }
            Ok(Err(why)) => why,
            Err(t) => console.message.trouble(&t),
        };
        trouble += 1;
        progress.aside(|| console.say(&why));
        Ok(())
    })?;
    drop(progress);
    if score.documents == 0 {
        return Err(Stop::Said(console.message.nothing_to_judge()));
    }
    let lang = console.lang();
    let mut stdout = io::stdout().lock();
    match args.format {
        EvalFormat::Human => stdout.write_all(table(&score, args.verbose, lang).as_bytes())?,
        EvalFormat::Json => writeln!(stdout, "{}", json(&score, &notes)?)?,
    }
    if args.verbose && matches!(args.format, EvalFormat::Human) {
        writeln!(stdout)?;
        for (path, note) in &notes {
            writeln!(stdout, "{}", told(path, note, lang))?;
        }
    }
    stdout.flush()?;
    if let Some(path) = &args.plot {
        let labels = lang.pick(
            ["所称概率", "实际正确的比例", "完全校准"],
            ["stated probability", "share that is right", "perfect calibration"],
        );
        draw(path, &reliability_diagram(&score, labels), console)?;
    }
    Ok(if trouble > 0 { Exit::Trouble } else { Exit::Clean })
}

/// What a file is to an evaluation.
enum Kind {
    /// Damaged; its gold is in that file.
    Damaged(PathBuf),
    Clean,
}

fn kind(path: &Path) -> Option<Kind> {
    let name = path.file_name()?.to_str()?;
    if let Some(stem) = name.strip_suffix(DAMAGED) {
        return Some(Kind::Damaged(path.with_file_name(format!("{stem}{GOLD}"))));
    }
    name.ends_with(CLEAN).then_some(Kind::Clean)
}

fn one(
    input: &Input,
    args: &Eval,
    pipeline: &Pipeline,
    scratch: &mut Scratch,
) -> Result<Judged, Trouble> {
    let bytes = match input.read(args.engine.from.is_some())? {
        crate::batch::Content::Text(bytes) => bytes,
        crate::batch::Content::Binary => {
            return Ok(Err(format!("{}: binary", input.path.display())));
        }
    };
    let outcome = pipeline.run(&bytes, scratch);
    let gold = match kind(&input.path) {
        Some(Kind::Damaged(path)) => match read_gold(&path, outcome.source()) {
            Ok(gold) => gold,
            Err(why) => return Ok(Err(why)),
        },
        _ => Gold::default(),
    };
    let asked = (&*args.family, &*args.kind);
    let (score, notes) = judge(&outcome, &gold, pipeline.rules(), asked);
    Ok(Ok((input.path.clone(), score, notes)))
}

/// Reads the gold of a document; the error names file and line.
fn read_gold(path: &Path, text: &str) -> Result<Gold, String> {
    let name = shown(&path.display().to_string()).to_string();
    let json = fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
    let gold: Gold =
        serde_json::from_str(&json).map_err(|e| format!("{name}:{}: {e}", e.line()))?;
    gold.check(text).map_err(|why| format!("{name}: {why}"))?;
    Ok(gold)
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Report<'a> {
    precision: f64,
    recall: f64,
    f0_5: f64,
    false_edits_per_100000_characters: f64,
    expected_calibration_error: f64,
    #[serde(flatten)]
    score: &'a Score,
    notes: Vec<Noted<'a>>,
}

#[derive(Serialize)]
struct Noted<'a> {
    path: std::borrow::Cow<'a, str>,
    #[serde(flatten)]
    note: &'a Note,
}

fn json(score: &Score, notes: &[(PathBuf, Note)]) -> io::Result<String> {
    let report = Report {
        precision: score.precision(),
        recall: score.recall(),
        f0_5: score.f_half(),
        false_edits_per_100000_characters: score.false_rate(),
        expected_calibration_error: score.calibration_error(),
        score,
        notes: notes.iter().map(|(p, note)| Noted { path: p.to_string_lossy(), note }).collect(),
    };
    Ok(serde_json::to_string_pretty(&report)?)
}

/// The figures, for people.
fn table(score: &Score, rules: bool, lang: Lang) -> String {
    let mut out = lang.pick(
        format!("{}个文件，{}字\n\n", score.documents, score.characters),
        format!("{} documents, {} characters\n\n", score.documents, score.characters),
    );
    if !score.families.is_empty() {
        let head = lang.pick(
            ["类别", "应改", "改对", "漏改", "改错", "可改", "精确率", "召回率"],
            ["family", "required", "restored", "missed", "wrong", "bonus", "precision", "recall"],
        );
        let rows = score.families.iter().map(|(name, f)| {
            let counts = [f.required, f.restored, f.missed, f.wrong, f.bonus];
            let shares = [f.precision(), f.recall()].map(|x| format!("{x:.3}"));
            let counts = counts.iter().map(ToString::to_string);
            [name.clone()].into_iter().chain(counts).chain(shares).collect()
        });
        columns(&mut out, &head, rows);
    }
    let (wrong, rate) = (score.false_edits, score.false_rate());
    if !score.families.is_empty() {
        let (p, r, f) = (score.precision(), score.recall(), score.f_half());
        let _ = writeln!(
            out,
            "{}",
            lang.pick(
                format!("精确率 {p:.4}  召回率 {r:.4}  F0.5 {f:.4}"),
                format!("precision {p:.4}  recall {r:.4}  F0.5 {f:.4}"),
            )
        );
    }
    let _ = writeln!(
        out,
        "{}\n",
        lang.pick(
            format!("误改{wrong}处，每十万字{rate:.1}处"),
            format!("{wrong} false edits, {rate:.1} in 100,000 characters"),
        )
    );
    let share = |right: usize, count: usize| {
        if count == 0 { "–".to_owned() } else { format!("{:.3}", right as f64 / count as f64) }
    };
    let head =
        lang.pick(["可信度", "发现", "正确", "比例"], ["confidence", "findings", "right", "share"]);
    let row = |name: &str, s: &crate::eval::Share| {
        vec![name.to_owned(), s.count.to_string(), s.right.to_string(), share(s.right, s.count)]
    };
    columns(&mut out, &head, score.levels.iter().map(|(name, s)| row(name, s)));
    let head =
        lang.pick(["所称概率", "发现", "正确", "比例"], ["stated", "findings", "right", "share"]);
    let bins = score.bins.iter().filter(|b| b.count > 0).map(|b| {
        let stated = format!("{:.4}", b.stated / b.count as f64);
        vec![stated, b.count.to_string(), b.right.to_string(), share(b.right, b.count)]
    });
    out.push('\n');
    columns(&mut out, &head, bins);
    let error = score.calibration_error();
    let _ = writeln!(
        out,
        "{}",
        lang.pick(
            format!("期望校准误差 {error:.4}"),
            format!("expected calibration error {error:.4}")
        )
    );
    if rules {
        let head = lang.pick(["规则", "修改", "正确", "比例"], ["rule", "edits", "right", "share"]);
        out.push('\n');
        columns(&mut out, &head, score.rules.iter().map(|(name, s)| row(name, s)));
    }
    out
}

/// Writes rows under a head, the first column to the left and the others to the right.
fn columns(out: &mut String, head: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let head: Vec<String> = head.iter().map(|&h| h.to_owned()).collect();
    let all: Vec<Vec<String>> = [head].into_iter().chain(rows).collect();
    let width = |k: usize| all.iter().map(|row| row[k].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..all[0].len()).map(width).collect();
    for row in &all {
        let mut line = String::new();
        for (k, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[k] - cell.width());
            line += &if k == 0 { format!("{cell}{pad}") } else { format!("  {pad}{cell}") };
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// One note on a line.
fn told(path: &Path, note: &Note, lang: Lang) -> String {
    let what = match note.what {
        "missed" => lang.pick("漏改", "missed"),
        "wrong" => lang.pick("改错", "wrong"),
        _ => lang.pick("误改", "false"),
    };
    let became = if note.what == "missed" { "" } else { &*note.after };
    let should = note.gold.as_deref().unwrap_or(&note.before);
    let (before, after) = &note.context;
    let family = note.family.as_deref().unwrap_or("–");
    let becomes = lang.pick("应为", "should be");
    let arrow = if became.is_empty() { String::new() } else { format!(" → {became}") };
    let line = format!(
        "{what}  {family}  {}{arrow}, {becomes} {should}  …{before}[{}]{after}…",
        note.before, note.before
    );
    let line = line.replace(['\n', '\t'], " ");
    format!("{}: {}", shown(&path.display().to_string()), shown(&line))
}

/// Writes the diagram, which may replace one that is there: it is made anew each time.
fn draw(path: &Path, svg: &str, console: &Console) -> Result<(), Stop> {
    let written = File::create(path).and_then(|mut file| file.write_all(svg.as_bytes()));
    written.map_err(|e| Stop::Said(console.message.not_written(path, &e)))
}
