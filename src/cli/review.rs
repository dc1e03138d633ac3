//! `kanwu review`: the findings of many documents as one page on which they are decided.

use super::Exit;
use super::args::Review;
use super::look::{exit, look};
use super::setup::{Console, Stop, Wanted, normalize, pipeline};
use crate::batch::create;
use crate::report::{ReviewRow, review_page};
use std::io::{self, Write};

/// Runs the verb.
pub(super) fn review(args: &Review, console: &Console) -> Result<Exit, Stop> {
    let wanted = Wanted { normalize: normalize(&args.style, console)?, markdown: false };
    let engine = pipeline(&args.engine, wanted, console)?;
    let from = args.engine.from;
    let report = ReviewRow { from: from.map(|coding| coding.to_string()) };
    let mut rows = Vec::new();
    let tally = look(&args.documents, &engine, (from.is_some(), None), &report, console, |row| {
        rows.push(row);
        Ok(())
    })?;
    let page = review_page(&rows, engine.rules(), tally.files, console.lang());
    create(&args.out, &page, args.force)
        .map_err(|trouble| Stop::Said(console.message.trouble(&trouble)))?;
    if !console.quiet {
        let summary = console.message.review_summary(&tally, rows.len(), &args.out);
        writeln!(io::stdout(), "{summary}")?;
    }
    Ok(exit(&tally, false))
}
