//! One place of a document, put before a person who is to decide it in the terminal.

use super::escape::{path_text, shown};
use super::excerpt::{ends, left, right};
use super::human::decimals;
use super::position::Positions;
use super::reason::reason;
use super::{Document, Lang, Style};
use crate::finding::Confidence;
use crate::review::{Place, Proposal};
use std::fmt::Write;

/// Characters quoted on either side of the place.
const RADIUS: usize = 24;

/// The place with what may stand there and why, in a few lines. `progress`: which of how many.
pub(crate) fn question(
    document: &Document<'_>,
    place: &Place<'_>,
    (nth, of): (usize, usize),
    lang: Lang,
    style: Style,
) -> String {
    let source = document.outcome.source();
    let path = path_text(document.path);
    let at = Positions::new(source, vec![place.span.start]).at(place.span.start);
    let head = style.bold(format_args!("{}:{}:{}", shown(&path), at.line, at.column));
    let mut text = format!("{head}  {}", style.dim(format_args!("{nth}/{of}")));
    let (before, after) = (
        left(source, 0, place.span.start, RADIUS),
        right(source, place.span.end, source.len(), RADIUS),
    );
    let damaged = ends(place.span.slice(source));
    let marked = match place.proposals.first() {
        Some(first) => style.removed(&damaged) + &style.added(&ends(&first.text)),
        None => style.noted(&damaged),
    };
    // Writing to a string cannot fail.
    let _ = write!(text, "\n    {}{marked}{}\n", shown(&before), shown(&after));
    for (i, proposal) in place.proposals.iter().enumerate() {
        let (number, other) = match i {
            0 => (String::new(), String::new()),
            _ => (format!("{} ", i + 1), format!("{}  ", said(proposal, lang))),
        };
        let _ = writeln!(text, "    {number}{other}{}", sure(proposal, document, lang, style));
    }
    text
}

/// What would stand there.
fn said(proposal: &Proposal<'_>, lang: Lang) -> String {
    match &*proposal.text {
        "" => lang.pick("（删去）", "(deleted)").to_owned(),
        text => shown(&ends(text)).to_string(),
    }
}

/// How sure it is, by which rule and why.
fn sure(proposal: &Proposal<'_>, document: &Document<'_>, lang: Lang, style: Style) -> String {
    let level = match proposal.confidence {
        Confidence::Certain => proposal.confidence.name().to_owned(),
        other => format!("{other} {}", decimals(proposal.probability)),
    };
    let each = proposal.findings.iter().map(|f| {
        let rule = document.rules.get(f.rule);
        let why = reason(f, rule, lang);
        format!("{}  {}", style.name(rule.full_name()), style.dim(shown(&why)))
    });
    let each: Vec<String> = each.collect();
    format!("{level}  {}", each.join("; "))
}
