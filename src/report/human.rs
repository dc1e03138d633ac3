//! Findings for a person: what is wrong, where, why, and what should stand there. Equal
//! findings are told once, with a few of their places quoted and the others listed, so
//! that five hundred of them still can be read.

use super::escape::{path_text, shown};
use super::excerpt::{ends, left, right};
use super::reason::{alternatives, reason};
use super::sighting::{Sighting, sightings};
use super::{Document, Lang, Report, Style};
use crate::error::Error;
use crate::finding::{Confidence, Fate};
use std::collections::BTreeMap;
use std::io::Write;

/// Places of equal findings that are quoted.
const QUOTED: usize = 3;

/// Further places that are listed by number; of more, only the count is given.
const LISTED: usize = 12;

/// Characters quoted on either side of a finding.
const RADIUS: usize = 12;

/// Findings, told to a reader.
pub(crate) struct Human {
    /// Findings below it are left out.
    pub(crate) least: Confidence,
    pub(crate) lang: Lang,
    pub(crate) style: Style,
}

impl Report for Human {
    fn document(&self, document: &Document<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        let all = sightings(document, self.least);
        let path = path_text(document.path);
        for group in groups(&all) {
            self.group(&path, document, &group, out);
        }
        Ok(())
    }
}

/// Findings that say the same, in the order in which the first of each was met.
fn groups<'s, 'a>(all: &'s [Sighting<'a>]) -> Vec<Vec<&'s Sighting<'a>>> {
    let mut groups: Vec<Vec<&Sighting<'_>>> = Vec::new();
    let mut known = BTreeMap::new();
    for s in all {
        let f = s.finding;
        let same = (f.rule, &f.before, &f.fix, f.confidence, s.fate());
        let n = *known.entry(same).or_insert(groups.len());
        if n == groups.len() {
            groups.push(Vec::new());
        }
        groups[n].push(s);
    }
    groups
}

impl Human {
    fn group(
        &self,
        path: &str,
        document: &Document<'_>,
        group: &[&Sighting<'_>],
        out: &mut Vec<u8>,
    ) {
        let Some(&first) = group.first() else { return };
        // Writing to memory cannot fail.
        let _ = writeln!(out, "{}", self.heading(path, group, first));
        for s in group.iter().take(QUOTED) {
            let _ = writeln!(out, "    {}", self.quotation(document.outcome.source(), s));
        }
        let others: Vec<String> = group
            .iter()
            .skip(QUOTED)
            .map(|s| format!("{}:{}", s.start.line, s.start.column))
            .collect();
        if !others.is_empty() {
            let more = others.len().saturating_sub(LISTED);
            let mut list = others[..others.len() - more].join(" ");
            if more > 0 {
                list += &self.lang.pick(format!(" 等，另有{more}处"), format!(" and {more} more"));
            }
            let line = self.lang.pick(format!("亦见 {list}"), format!("also at {list}"));
            let _ = writeln!(out, "    {}", self.style.dim(line));
        }
        let mut why = reason(first.finding, first.rule, self.lang);
        if let Some(or) = alternatives(first.finding, self.lang) {
            why += &format!("{}{or}", self.lang.pick("；", "; "));
        }
        if let Fate::Outranked(by) = first.finding.fate {
            let by = document.rules.get(by).full_name();
            why += &self.lang.pick(format!("；已让位于 {by}"), format!("; {by} takes precedence"));
        }
        let _ = writeln!(out, "    {}", self.style.dim(shown(&why)));
    }

    /// `path:line:column  rule  before → after  confidence probability  ×times`
    fn heading(&self, path: &str, group: &[&Sighting<'_>], first: &Sighting<'_>) -> String {
        let (line, column) = (first.start.line, first.start.column);
        let place = self.style.bold(format_args!("{}:{line}:{column}", shown(path)));
        let rule = self.style.name(first.rule.full_name());
        let finding = first.finding;
        let before = shown(&ends(&finding.before)).to_string();
        let change = match finding.fix.as_deref() {
            None => before,
            Some("") => format!("{before} → {}", self.lang.pick("（删去）", "(deleted)")),
            Some(fix) => format!("{before} → {}", shown(&ends(fix))),
        };
        // Of several places the weakest is what the reader should know.
        let probability = group.iter().map(|s| s.finding.probability).fold(1.0, f32::min);
        let times = match group.len() {
            1 => String::new(),
            n => format!("  ×{n}"),
        };
        let sure = match finding.confidence {
            Confidence::Certain => finding.confidence.name().to_owned(),
            other => format!("{other} {}", decimals(probability)),
        };
        format!("{place}  {rule}  {change}  {sure}{times}")
    }

    /// The finding in its sentence.
    fn quotation(&self, source: &str, s: &Sighting<'_>) -> String {
        let before = left(source, 0, s.span.start, RADIUS);
        let after = right(source, s.span.end, source.len(), RADIUS);
        let damaged = ends(s.span.slice(source));
        let marked = match s.finding.fix.as_deref() {
            None => self.style.noted(&damaged),
            Some(fix) => self.style.removed(&damaged) + &self.style.added(&ends(fix)),
        };
        let place = format!("{}:{}", s.start.line, s.start.column);
        format!("{}  {}{marked}{}", self.style.dim(place), shown(&before), shown(&after))
    }
}

/// Two decimals, rounded down: 0.969 must not look like the 0.97 that counts as likely.
pub(super) fn decimals(probability: f32) -> String {
    // What is 0.95 to a reader is 0.9499999 to a machine.
    format!("{:.2}", (probability * 100.0 + 0.001).floor() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_is_never_rounded_up() {
        assert_eq!(decimals(0.969), "0.96");
        assert_eq!(decimals(0.95), "0.95");
        assert_eq!(decimals(0.999), "0.99");
        assert_eq!(decimals(1.0), "1.00");
    }
}
