//! What can be typed. Only definitions; what follows from them is done elsewhere.

mod learn;

pub(in crate::cli) use learn::{
    Learn, LearnChannel, LearnDecisions, LearnFurniture, LearnPairs, LearnVerb,
};

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
pub(in crate::cli) struct Arguments {
    #[command(subcommand)]
    pub(in crate::cli) verb: Verb,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
}

/// Options of every verb.
#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct Common {
    /// Language of the messages; auto follows LC_ALL, LC_MESSAGES, LANG
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "LANG")]
    pub(in crate::cli) lang: LangChoice,
    /// Print findings, patches and trouble, but no summaries and no progress
    #[arg(long, short, global = true)]
    pub(in crate::cli) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Verb {
    /// Say what is damaged
    Check(Check),
    /// Show the change as a patch that `git apply` takes
    Diff(Diff),
    /// Write a page on which every change can be looked at, accepted, rejected or edited; what was
    /// decided there is carried out by `fix --decisions`
    Review(Review),
    /// Restore files in place; `undo` takes it back
    Fix(Fix),
    /// Take the last `fix` back, or the one of a number
    Undo(Undo),
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
pub(in crate::cli) struct Engine {
    /// Apply and show what is at least this sure: possible, likely, certain [default: likely; with
    /// --maintained certain]
    #[arg(long, value_name = "LEVEL")]
    confidence: Option<Confidence>,
    /// For files that people keep, under version control say: leave lines as they are (no layout) and
    /// change only what is certain
    #[arg(long)]
    pub(in crate::cli) maintained: bool,
    /// Read every document in this charset instead of finding out
    #[arg(long, value_name = "CHARSET")]
    pub(in crate::cli) from: Option<Coding>,
    /// Use only these stages or rules
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(in crate::cli) only: Vec<String>,
    /// Do without these stages or rules
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(in crate::cli) skip: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) sources: Sources,
}

impl Engine {
    /// Whether any option says what is to be found.
    pub(in crate::cli) fn is_given(&self) -> bool {
        let Engine { confidence, maintained, from, only, skip, sources } = self;
        let Sources { rules, model } = sources;
        let lists = !only.is_empty() || !skip.is_empty() || !rules.is_empty();
        lists || confidence.is_some() || *maintained || from.is_some() || model.is_some()
    }

    /// How sure a change has to be.
    pub(in crate::cli) fn confidence(&self) -> Confidence {
        let usual = if self.maintained { Confidence::Certain } else { Confidence::Likely };
        self.confidence.unwrap_or(usual)
    }
}

/// Style that is made uniform on top of restoring.
#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct Style {
    /// Make style uniform too: punctuation, width, space, quotes[=curly|corner],
    /// variants[=simplified|traditional|taiwan|hongkong]; none to ignore kanwu.toml
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(in crate::cli) normalize: Vec<String>,
}

/// Rule files and model.
#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct Sources {
    /// Add the rules of this file
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) rules: Vec<PathBuf>,
    /// Use this language model instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) model: Option<PathBuf>,
}

/// Which documents, and how many at a time.
#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct Documents {
    /// Files, folders, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Threads; 0 for as many as there are cores
    #[arg(long = "jobs", short = 'j', value_name = "N", default_value_t = 0)]
    pub(in crate::cli) jobs: usize,
    /// Read documents as text, as web pages, or as what they look like: a page that was served
    /// or saved is reduced to the text of its article
    #[arg(long, value_enum, default_value = "auto", value_name = "KIND")]
    pub(in crate::cli) input: InputChoice,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    #[command(flatten)]
    pub(in crate::cli) documents: Documents,
    /// How findings are printed
    #[arg(long, value_enum, default_value = "human")]
    pub(in crate::cli) format: CheckFormat,
    /// Exit with 0 although there are findings
    #[arg(long)]
    pub(in crate::cli) exit_zero: bool,
    /// Colours, when findings are printed for people
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(in crate::cli) color: Color,
    #[command(flatten)]
    pub(in crate::cli) engine: Engine,
    #[command(flatten)]
    pub(in crate::cli) style: Style,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Diff {
    #[command(flatten)]
    pub(in crate::cli) documents: Documents,
    /// Show what `fix --to` would write
    #[arg(long, value_name = "CHARSET")]
    pub(in crate::cli) to: Option<Target>,
    /// Write Markdown: headings, lists and tables of web pages; title, headings and paragraphs
    /// of texts
    #[arg(long)]
    pub(in crate::cli) markdown: bool,
    /// Colours; always also shows changes inside lines when there is no terminal
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(in crate::cli) color: Color,
    #[command(flatten)]
    pub(in crate::cli) engine: Engine,
    #[command(flatten)]
    pub(in crate::cli) style: Style,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Review {
    #[command(flatten)]
    pub(in crate::cli) documents: Documents,
    /// The page, a file of its own that needs no network
    #[arg(long, short, value_name = "FILE.html")]
    pub(in crate::cli) out: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    pub(in crate::cli) force: bool,
    #[command(flatten)]
    pub(in crate::cli) engine: Engine,
    #[command(flatten)]
    pub(in crate::cli) style: Style,
}

#[derive(Debug, Args)]
#[command(mut_arg("paths", |paths| paths.required(false).required_unless_present("decisions")))]
pub(in crate::cli) struct Fix {
    #[command(flatten)]
    pub(in crate::cli) documents: Documents,
    /// Ask about each place, as `git add -p` does
    #[arg(long, short)]
    pub(in crate::cli) interactive: bool,
    /// Carry out what was decided in a review and nothing else, without PATH in all its documents;
    /// with -i, ask only about the rest, and remember the answers here
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) decisions: Option<PathBuf>,
    /// Write in this charset instead of the document's own; utf-8-bom for UTF-8 with a mark
    #[arg(long, value_name = "CHARSET")]
    pub(in crate::cli) to: Option<Target>,
    /// Write restored documents into this folder, under the same names, and leave the originals
    /// alone; the text of a web page NAME.html is NAME.txt
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// With --out: write over files that are there
    #[arg(long, requires = "out")]
    pub(in crate::cli) force: bool,
    /// Write Markdown: headings, lists and tables of web pages; title, headings and paragraphs
    /// of texts. With --out, into NAME.md
    #[arg(long)]
    pub(in crate::cli) markdown: bool,
    /// Exit with 1 when a file was changed, as hooks want it
    #[arg(long)]
    pub(in crate::cli) exit_non_zero_on_fix: bool,
    #[command(flatten)]
    pub(in crate::cli) engine: Engine,
    #[command(flatten)]
    pub(in crate::cli) style: Style,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Undo {
    /// Number of the run, instead of the last one
    #[arg(value_name = "RUN", conflicts_with = "list")]
    pub(in crate::cli) run: Option<u32>,
    /// List the runs that can be taken back, the last one first
    #[arg(long)]
    pub(in crate::cli) list: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Filter {
    /// Serve git as a long-running filter (filter.NAME.process), with --maintained
    #[arg(long, conflicts_with_all = ["markdown", "input"])]
    pub(in crate::cli) process: bool,
    /// Read the input as text, as a web page, or as what it looks like
    #[arg(long, value_enum, default_value = "text", value_name = "KIND")]
    pub(in crate::cli) input: InputChoice,
    /// Write Markdown: headings, lists and tables of a web page; title, headings and paragraphs
    /// of a text
    #[arg(long)]
    pub(in crate::cli) markdown: bool,
    /// Write in this charset instead of the document's own; utf-8-bom for UTF-8 with a mark
    #[arg(long, value_name = "CHARSET")]
    pub(in crate::cli) to: Option<Target>,
    #[command(flatten)]
    pub(in crate::cli) engine: Engine,
    #[command(flatten)]
    pub(in crate::cli) style: Style,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Diagnose {
    #[command(flatten)]
    pub(in crate::cli) documents: Documents,
    /// How the diagnosis is printed
    #[arg(long, value_enum, default_value = "human")]
    pub(in crate::cli) format: DiagnoseFormat,
    /// Colours, when the diagnosis is printed for people
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(in crate::cli) color: Color,
    #[command(flatten)]
    pub(in crate::cli) engine: Engine,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Decode {
    /// The string, or - for standard input
    #[arg(value_name = "TEXT")]
    pub(in crate::cli) text: String,
    /// List every reading with its recipe and what speaks for it, in nats
    #[arg(long)]
    pub(in crate::cli) explain: bool,
    /// So many readings at the most
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(in crate::cli) most: usize,
    /// How the readings are printed; json lists them all
    #[arg(long, value_enum, default_value = "human")]
    pub(in crate::cli) format: DiagnoseFormat,
    /// Colours, when the readings are listed for people
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(in crate::cli) color: Color,
    #[command(flatten)]
    pub(in crate::cli) sources: Sources,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Eval {
    /// NAME.in.txt with NAME.gold.json beside it; every other .txt is a clean document
    #[command(flatten)]
    pub(in crate::cli) documents: Documents,
    /// Ask only about damage of these families; the rest may be restored or left
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(in crate::cli) family: Vec<String>,
    /// Ask only about damage whose kind begins so
    #[arg(long, value_name = "PREFIX", value_delimiter = ',')]
    pub(in crate::cli) kind: Vec<String>,
    /// How the figures are printed
    #[arg(long, value_enum, default_value = "human")]
    pub(in crate::cli) format: EvalFormat,
    /// Draw a reliability diagram, stated probability against truth, into this SVG file
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) plot: Option<PathBuf>,
    /// Figures by rule, too, and every place that was missed, or changed wrongly
    #[arg(long, short)]
    pub(in crate::cli) verbose: bool,
    #[command(flatten)]
    pub(in crate::cli) engine: Engine,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Rules {
    #[command(subcommand)]
    pub(in crate::cli) verb: RulesVerb,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RulesVerb {
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
pub(in crate::cli) enum LangChoice {
    Auto,
    Zh,
    En,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum InputChoice {
    Auto,
    Text,
    Html,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum CheckFormat {
    Human,
    Concise,
    Json,
    /// Annotations of a GitHub workflow
    Github,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum EvalFormat {
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum DiagnoseFormat {
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Color {
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
