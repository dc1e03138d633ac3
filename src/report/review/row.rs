//! What the review page is told of one document: stretches of its text around the places, and
//! the places in them. Stretches that touch are one, so a page full of damage does not repeat
//! itself and a long clean text is not copied.

use crate::error::Error;
use crate::file_name::FileName;
use crate::finding::{Confidence, Finding};
use crate::report::escape::path_text;
use crate::report::position::{Position, Positions};
use crate::report::reason::reason;
use crate::report::{Diagnoses, Document, Lang, Report, Style};
use crate::review::{Place, Proposal, checksum, places};
use crate::rule::Rule;
use crate::span::Span;
use serde::Serialize;
use std::collections::BTreeMap;

/// Characters of a document shown on either side of a place, at least.
const AROUND: usize = 80;

/// A rule, as the page lists it.
#[derive(Serialize)]
pub(super) struct Listed<'a> {
    name: String,
    /// In Chinese, in English.
    says: [&'a str; 2],
}

impl<'a> Listed<'a> {
    pub(super) fn of(rule: &'a Rule) -> Listed<'a> {
        Listed { name: rule.full_name(), says: [&rule.says.zh, &rule.says.en] }
    }
}

/// A document with something to decide.
#[derive(Serialize)]
pub(super) struct Row {
    #[serde(flatten)]
    path: FileName,
    /// The path as it is shown.
    name: String,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<bool>,
    /// In Chinese, in English.
    diagnosis: [String; 2],
    texts: Vec<String>,
    reasons: Vec<[String; 2]>,
    places: Vec<PlaceRow>,
}

/// Its stretch of text and where it stands there, in UTF-16; its bytes in the source; line and
/// column; proposals and remarks.
#[derive(Serialize)]
struct PlaceRow(usize, usize, usize, usize, usize, usize, usize, Vec<ProposalRow>, Vec<FindingRow>);

/// What would stand there; how sure, 0 certain to 2 possible; its probability; whether it is
/// what kanwu does; why.
#[derive(Serialize)]
struct ProposalRow(String, u8, f32, bool, Vec<FindingRow>);

/// A rule and a reason, by number.
#[derive(Serialize)]
struct FindingRow(usize, usize);

/// What the page is told, or nothing if nothing is to be decided.
pub(super) fn document_row(
    document: &Document<'_>,
    from: Option<String>,
) -> Result<Option<Row>, Error> {
    let places = places(document.outcome);
    if places.is_empty() {
        return Ok(None);
    }
    let source = document.outcome.source();
    let offsets = places.iter().map(|p| p.span.start).collect();
    let positions = Positions::new(source, offsets);
    let (texts, stretched) = stretches(source, &places);
    let mut reasons = Reasons { document, known: BTreeMap::new(), list: Vec::new() };
    let rows = places
        .iter()
        .zip(stretched)
        .map(|(place, at)| reasons.place(place, at, positions.at(place.span.start)))
        .collect();
    Ok(Some(Row {
        path: FileName::new(document.path),
        name: path_text(document.path),
        sha256: checksum(document.bytes),
        from,
        page: document.outcome.is_page().then_some(true),
        diagnosis: [diagnosis(document, Lang::Zh)?, diagnosis(document, Lang::En)?],
        texts,
        reasons: reasons.list,
        places: rows,
    }))
}

/// The diagnosis as `kanwu diagnose` tells it, without the name of the document.
fn diagnosis(document: &Document<'_>, lang: Lang) -> Result<String, Error> {
    let mut out = Vec::new();
    Diagnoses { lang, style: Style { colour: false } }.document(document, &mut out)?;
    let told = String::from_utf8(out).unwrap_or_default();
    let lines = told.lines().skip(1).map(|l| l.strip_prefix("  ").unwrap_or(l));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

/// A place in its stretch, in UTF-16.
#[derive(Clone, Copy)]
struct Stretched {
    text: usize,
    start: usize,
    end: usize,
}

/// The text around the places, and each place in it.
fn stretches(source: &str, places: &[Place<'_>]) -> (Vec<String>, Vec<Stretched>) {
    let (mut texts, mut stretched) = (Vec::new(), Vec::with_capacity(places.len()));
    let mut places = places.iter().map(|p| p.span).peekable();
    while let Some(first) = places.next() {
        let mut stretch = around(source, first);
        let mut inside = vec![first];
        while let Some(next) = places.next_if(|&s| around(source, s).start <= stretch.end) {
            stretch.end = around(source, next).end;
            inside.push(next);
        }
        let (mut at, mut units) = (stretch.start, 0);
        let mut count = |to: usize| {
            units += Span::new(at, to).slice(source).encode_utf16().count();
            at = to;
            units
        };
        for span in inside {
            let (start, end) = (count(span.start), count(span.end));
            stretched.push(Stretched { text: texts.len(), start, end });
        }
        texts.push(stretch.slice(source).to_owned());
    }
    (texts, stretched)
}

fn around(source: &str, span: Span) -> Span {
    let before = Span::new(0, span.start).slice(source);
    let start = before.char_indices().rev().take(AROUND).last().map_or(span.start, |(i, _)| i);
    let after = Span::new(span.end, source.len()).slice(source);
    let end = after.char_indices().take(AROUND).last().map_or(0, |(i, c)| i + c.len_utf8());
    Span::new(start, span.end + end)
}

/// The reasons of a document, each written once.
struct Reasons<'a> {
    document: &'a Document<'a>,
    known: BTreeMap<[String; 2], usize>,
    list: Vec<[String; 2]>,
}

impl Reasons<'_> {
    fn place(&mut self, place: &Place<'_>, at: Stretched, position: Position) -> PlaceRow {
        let Position { line, column, .. } = position;
        let Span { start, end } = place.span;
        let proposals = place.proposals.iter().map(|p| self.proposal(p)).collect();
        let remarks = place.remarks.iter().map(|f| self.finding(f)).collect();
        PlaceRow(at.text, at.start, at.end, start, end, line, column, proposals, remarks)
    }

    fn proposal(&mut self, proposal: &Proposal<'_>) -> ProposalRow {
        let level = match proposal.confidence {
            Confidence::Certain => 0,
            Confidence::Likely => 1,
            Confidence::Possible => 2,
        };
        let findings = proposal.findings.iter().map(|f| self.finding(f)).collect();
        let Proposal { text, probability, applied, .. } = proposal;
        ProposalRow(text.clone(), level, *probability, *applied, findings)
    }

    fn finding(&mut self, finding: &Finding) -> FindingRow {
        let rule = self.document.rules.get(finding.rule);
        let why = [Lang::Zh, Lang::En].map(|lang| reason(finding, rule, lang));
        let n = *self.known.entry(why.clone()).or_insert_with(|| {
            self.list.push(why);
            self.list.len() - 1
        });
        FindingRow(finding.rule.0 as usize, n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(start: usize, end: usize) -> Place<'static> {
        Place { span: Span::new(start, end), proposals: Vec::new(), remarks: Vec::new() }
    }

    #[test]
    fn stretches_that_touch_are_one_and_count_in_utf16() {
        let long = "𠮷".repeat(400);
        let (texts, at) = stretches(&long, &[place(4, 8), place(200, 204), place(1200, 1204)]);
        assert_eq!(texts.len(), 2);
        assert_eq!((at[1].text, at[1].start, at[1].end), (0, 100, 102));
        assert_eq!((at[2].text, at[2].start), (1, 2 * AROUND));
        assert_eq!(texts[0].chars().count(), 50 + 1 + AROUND);
    }
}
