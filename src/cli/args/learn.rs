//! `kanwu learn` and its verbs.

use super::{Documents, Sources};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct Learn {
    #[command(subcommand)]
    pub(in crate::cli) verb: LearnVerb,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum LearnVerb {
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
pub(in crate::cli) struct LearnDecisions {
    /// Decisions as `review` and `fix -i` write them, or findings as `check --format json` prints
    /// them, a line each, with "decision": "accept", "reject" or, with "replacement": "…", "edit"
    pub(in crate::cli) file: PathBuf,
    /// Write the rules to this new file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// So many decisions must agree
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(in crate::cli) least: usize,
    #[command(flatten)]
    pub(in crate::cli) sources: Sources,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LearnPairs {
    /// A damaged document, or a folder of them
    pub(in crate::cli) damaged: PathBuf,
    /// Its restored form, or a folder with a file of the same name for each
    pub(in crate::cli) restored: PathBuf,
    /// Write the rules to this new file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// A pair must have been restored at so many places
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(in crate::cli) least: usize,
    /// Threads; 0 for as many as there are cores
    #[arg(long = "jobs", short = 'j', value_name = "N", default_value_t = 0)]
    pub(in crate::cli) jobs: usize,
    #[command(flatten)]
    pub(in crate::cli) sources: Sources,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LearnChannel {
    #[command(flatten)]
    pub(in crate::cli) documents: Documents,
    /// Write the rules to this new file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// A pair must stand in so many documents
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(in crate::cli) least: usize,
    #[command(flatten)]
    pub(in crate::cli) sources: Sources,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LearnFurniture {
    #[command(flatten)]
    pub(in crate::cli) documents: Documents,
    /// Write the rules to this new file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// A line must stand in so many documents, and in one of a hundred
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(in crate::cli) least: u64,
    #[command(flatten)]
    pub(in crate::cli) sources: Sources,
}
