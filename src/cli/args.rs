//! What can be typed. Only definitions; what follows from them is done elsewhere.

use crate::finding::Confidence;
use crate::transcode::{Coding, Target};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Restores damaged Chinese text: shows every change, applies it, takes it back.
#[derive(Debug, Parser)]
#[command(name = "kanwu", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(
    after_help = "Exit codes: 0 nothing to report, 1 findings or differences, 2 trouble, 130 interrupted."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) verb: Verb,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Options of every verb.
#[derive(Clone, Debug, Args)]
pub(super) struct Common {
    /// Language of the messages; auto follows LC_ALL, LC_MESSAGES, LANG
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "LANG")]
    pub(super) lang: LangChoice,
    /// Print findings, patches and trouble, but no summaries and no progress
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Say what is damaged
    Check(Check),
    /// Show the change as a patch that `git apply` takes
    Diff(Diff),
    /// Restore files in place; `undo` takes it back
    Fix(Fix),
    /// Take the last `fix` back
    Undo,
    /// Restore standard input to standard output
    Filter(Filter),
    /// Say how each document was damaged as a whole, with the evidence
    Diagnose(Diagnose),
    /// Say what one garbled string may have been; exit code 1 if nothing is convincing
    Decode(Decode),
    /// Measure restoration on documents of which it is known what is damaged in them
    Eval(Eval),
    /// Learn rules from many documents
    Learn(Learn),
    /// List, explain and test the rules
    Rules(Rules),
}

/// Which rules and which model, and how bold to be.
#[derive(Clone, Debug, Args)]
pub(super) struct Engine {
    /// Apply and show what is at least this sure: possible, likely, certain [default: likely; with
    /// --maintained certain]
    #[arg(long, value_name = "LEVEL")]
    confidence: Option<Confidence>,
    /// For files that people keep, under version control say: leave lines as they are (no layout) and
    /// change only what is certain
    #[arg(long)]
    pub(super) maintained: bool,
    /// Read every document in this charset instead of finding out
    #[arg(long, value_name = "CHARSET")]
    pub(super) from: Option<Coding>,
    /// Use only these stages or rules
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(super) only: Vec<String>,
    /// Do without these stages or rules
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(super) skip: Vec<String>,
    #[command(flatten)]
    pub(super) sources: Sources,
}

impl Engine {
    /// How sure a change has to be.
    pub(super) fn confidence(&self) -> Confidence {
        let usual = if self.maintained { Confidence::Certain } else { Confidence::Likely };
        self.confidence.unwrap_or(usual)
    }
}

/// Style that is made uniform on top of restoring.
#[derive(Clone, Debug, Args)]
pub(super) struct Style {
    /// Make style uniform too: punctuation, width, space, quotes[=curly|corner],
    /// variants[=simplified|traditional|taiwan|hongkong]; none to ignore kanwu.toml
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(super) normalize: Vec<String>,
}

/// Rule files and model.
#[derive(Clone, Debug, Args)]
pub(super) struct Sources {
    /// Add the rules of this file
    #[arg(long, value_name = "FILE")]
    pub(super) rules: Vec<PathBuf>,
    /// Use this language model instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub(super) model: Option<PathBuf>,
}

/// Which documents, and how many at a time.
#[derive(Clone, Debug, Args)]
pub(super) struct Documents {
    /// Files, folders, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Threads; 0 for as many as there are cores
    #[arg(long = "jobs", short = 'j', value_name = "N", default_value_t = 0)]
    pub(super) jobs: usize,
    /// Read documents as text, as web pages, or as what they look like: a page that was served
    /// or saved is reduced to the text of its article
    #[arg(long, value_enum, default_value = "auto", value_name = "KIND")]
    pub(super) input: InputChoice,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) documents: Documents,
    /// How findings are printed
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: CheckFormat,
    /// Colours, when findings are printed for people
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(super) color: Color,
    #[command(flatten)]
    pub(super) engine: Engine,
    #[command(flatten)]
    pub(super) style: Style,
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    #[command(flatten)]
    pub(super) documents: Documents,
    /// Show what `fix --to` would write
    #[arg(long, value_name = "CHARSET")]
    pub(super) to: Option<Target>,
    /// Write Markdown: headings, lists and tables of web pages; title, headings and paragraphs
    /// of texts
    #[arg(long)]
    pub(super) markdown: bool,
    /// Colours; always also shows changes inside lines when there is no terminal
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(super) color: Color,
    #[command(flatten)]
    pub(super) engine: Engine,
    #[command(flatten)]
    pub(super) style: Style,
}

#[derive(Debug, Args)]
pub(super) struct Fix {
    #[command(flatten)]
    pub(super) documents: Documents,
    /// Write in this charset instead of the document's own; utf-8-bom for UTF-8 with a mark
    #[arg(long, value_name = "CHARSET")]
    pub(super) to: Option<Target>,
    /// Write restored documents into this folder, under the same names, and leave the originals
    /// alone; the text of a web page NAME.html is NAME.txt
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// With --out: write over files that are there
    #[arg(long, requires = "out")]
    pub(super) force: bool,
    /// Write Markdown: headings, lists and tables of web pages; title, headings and paragraphs
    /// of texts. With --out, into NAME.md
    #[arg(long)]
    pub(super) markdown: bool,
    /// Exit with 1 when a file was changed, as hooks want it
    #[arg(long)]
    pub(super) exit_non_zero_on_fix: bool,
    #[command(flatten)]
    pub(super) engine: Engine,
    #[command(flatten)]
    pub(super) style: Style,
}

#[derive(Debug, Args)]
pub(super) struct Filter {
    /// Serve git as a long-running filter (filter.NAME.process), with --maintained
    #[arg(long, conflicts_with_all = ["markdown", "input"])]
    pub(super) process: bool,
    /// Read the input as text, as a web page, or as what it looks like
    #[arg(long, value_enum, default_value = "text", value_name = "KIND")]
    pub(super) input: InputChoice,
    /// Write Markdown: headings, lists and tables of a web page; title, headings and paragraphs
    /// of a text
    #[arg(long)]
    pub(super) markdown: bool,
    /// Write in this charset instead of the document's own; utf-8-bom for UTF-8 with a mark
    #[arg(long, value_name = "CHARSET")]
    pub(super) to: Option<Target>,
    #[command(flatten)]
    pub(super) engine: Engine,
    #[command(flatten)]
    pub(super) style: Style,
}

#[derive(Debug, Args)]
pub(super) struct Diagnose {
    #[command(flatten)]
    pub(super) documents: Documents,
    /// How the diagnosis is printed
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: DiagnoseFormat,
    /// Colours, when the diagnosis is printed for people
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(super) color: Color,
    #[command(flatten)]
    pub(super) engine: Engine,
}

#[derive(Debug, Args)]
pub(super) struct Decode {
    /// The string, or - for standard input
    #[arg(value_name = "TEXT")]
    pub(super) text: String,
    /// List every reading with its recipe and what speaks for it, in nats
    #[arg(long)]
    pub(super) explain: bool,
    /// So many readings at the most
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(super) most: usize,
    /// How the readings are printed; json lists them all
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: DiagnoseFormat,
    /// Colours, when the readings are listed for people
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(super) color: Color,
    #[command(flatten)]
    pub(super) sources: Sources,
}

#[derive(Debug, Args)]
pub(super) struct Eval {
    /// NAME.in.txt with NAME.gold.json beside it; every other .txt is a clean document
    #[command(flatten)]
    pub(super) documents: Documents,
    /// Ask only about damage of these families; the rest may be restored or left
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(super) family: Vec<String>,
    /// Ask only about damage whose kind begins so
    #[arg(long, value_name = "PREFIX", value_delimiter = ',')]
    pub(super) kind: Vec<String>,
    /// How the figures are printed
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: EvalFormat,
    /// Draw a reliability diagram, stated probability against truth, into this SVG file
    #[arg(long, value_name = "FILE")]
    pub(super) plot: Option<PathBuf>,
    /// Figures by rule, too, and every place that was missed, or changed wrongly
    #[arg(long, short)]
    pub(super) verbose: bool,
    #[command(flatten)]
    pub(super) engine: Engine,
}

#[derive(Debug, Args)]
pub(super) struct Learn {
    #[command(subcommand)]
    pub(super) verb: LearnVerb,
}

#[derive(Debug, Subcommand)]
pub(super) enum LearnVerb {
    /// Find lines that recur at the head or the tail of many documents, and write them as rules
    Furniture(LearnFurniture),
    /// Find the word pairs by which damaged documents differ from their restored forms
    Pairs(LearnPairs),
    /// Find word pairs in damaged documents alone: words that read badly where a usual one is
    /// missing
    Channel(LearnChannel),
    /// Find phrases to protect and word pairs in what reviewers decided about findings
    Decisions(LearnDecisions),
}

#[derive(Debug, Args)]
pub(super) struct LearnDecisions {
    /// Findings as `check --format json` prints them, a line each, with "decision": "accept",
    /// "reject" or, with "replacement": "…", "edit"
    pub(super) file: PathBuf,
    /// Write the rules to this new file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// So many decisions must agree
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) least: usize,
    #[command(flatten)]
    pub(super) sources: Sources,
}

#[derive(Debug, Args)]
pub(super) struct LearnPairs {
    /// A damaged document, or a folder of them
    pub(super) damaged: PathBuf,
    /// Its restored form, or a folder with a file of the same name for each
    pub(super) restored: PathBuf,
    /// Write the rules to this new file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// A pair must have been restored at so many places
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) least: usize,
    /// Threads; 0 for as many as there are cores
    #[arg(long = "jobs", short = 'j', value_name = "N", default_value_t = 0)]
    pub(super) jobs: usize,
    #[command(flatten)]
    pub(super) sources: Sources,
}

#[derive(Debug, Args)]
pub(super) struct LearnChannel {
    #[command(flatten)]
    pub(super) documents: Documents,
    /// Write the rules to this new file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// A pair must stand in so many documents
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(super) least: usize,
    #[command(flatten)]
    pub(super) sources: Sources,
}

#[derive(Debug, Args)]
pub(super) struct LearnFurniture {
    #[command(flatten)]
    pub(super) documents: Documents,
    /// Write the rules to this new file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// A line must stand in so many documents, and in one of a hundred
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(super) least: u64,
    #[command(flatten)]
    pub(super) sources: Sources,
}

#[derive(Debug, Args)]
pub(super) struct Rules {
    #[command(subcommand)]
    pub(super) verb: RulesVerb,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesVerb {
    /// One line a rule: name, confidence, version it came with, what it says
    List {
        #[command(flatten)]
        sources: Sources,
    },
    /// What a rule finds, why that is damage, and its examples
    Explain {
        /// stage/rule, or just the rule
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        sources: Sources,
    },
    /// Run the examples of all rules, and of the rules in these files
    Test {
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        sources: Sources,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum LangChoice {
    Auto,
    Zh,
    En,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InputChoice {
    Auto,
    Text,
    Html,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum CheckFormat {
    Human,
    Concise,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum EvalFormat {
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum DiagnoseFormat {
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_do_not_contradict_each_other() {
        Arguments::command().debug_assert();
    }
}
