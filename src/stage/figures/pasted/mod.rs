//! A year pasted over placeholders: a first hand replaced the 10 of a number by xx, a second one
//! wrote the year of the page over every xx, and 101周年 became 20231周年. One hypothesis for the
//! whole document, that this year stands for those digits throughout, has to make every such
//! figure sound and to agree with what the document says of its own year. Never touches a figure
//! that people write.

mod measure;
pub(super) mod site;

use super::anchors::{Anchors, Kind};
use super::around::{after, before, ends_sentence};
use super::year::{Evidence, is_plausible};
use crate::dating::{AnchorId, DocumentYear, Years};
use crate::finding::{Alternative, Confidence, Finding, Reason};
use crate::rule::{Rule, RuleSet};
use crate::span::Span;
use site::{Site, Sites, Strength, originals};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The name by which a rule switches it on.
pub(super) const DETECTOR: &str = "pasted-year";

/// Characters around a figure within which an anchor may count it.
const CLAUSE: usize = 40;

/// Figures whose anchors are read; a document with more of them is no document.
const ANCHORED: usize = 32;

/// Probability that digits proven in one place stand in the others as well: one hand wrote the
/// year over all placeholders, but not every placeholder need have hidden the same digits.
const SAME_HAND: f32 = 0.8;

/// Probability of the last two digits of the document's year where no figure is anchored: dates
/// are what most such placeholders hid, but numbers that begin with the same digits were hidden
/// along with them.
const BY_DATE: f32 = 0.5;

/// So many times more counts must speak for a year than against it. Of 220 damaged reports the
/// one that was restored wrongly had four against two.
const MAJORITY: usize = 3;

/// Further originals are named from this probability on.
const WORTH_NAMING: f32 = 0.02;

/// How many of them.
const ALTERNATIVES: usize = 3;

/// The year that was pasted, and what is needed to find out what it hides.
pub(super) struct Case<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) anchors: &'a Anchors,
    pub(super) text: &'a str,
    pub(super) year: u16,
    pub(super) rule: &'a Rule,
}

/// What an anchored figure would say with `original` in it.
struct Reading {
    site: usize,
    original: String,
    anchor: AnchorId,
    year: u16,
}

impl Reading {
    /// Whether it is of these digits and implies the same year.
    fn reads(&self, original: &Original) -> bool {
        self.original == original.digits && self.year == original.year
    }
}

/// Digits that the year hides, as proven by anchors.
#[derive(Clone)]
struct Original {
    digits: String,
    probability: f32,
    /// The year of the document that they imply.
    year: u16,
}

impl Case<'_> {
    /// Reports every site, with what stood there if that can be told, and returns the year of
    /// the document, for which anchored sites speak as well.
    pub(super) fn settle(
        &self,
        Sites { of_year: sites, rivals, .. }: &Sites<'_>,
        evidence: &mut Evidence,
        out: &mut Vec<Finding>,
    ) -> Option<Arc<DocumentYear>> {
        let readings = self.readings(sites);
        let originals = ranked(&readings, evidence);
        let sure = originals.first().is_some_and(|best| {
            let anchored: BTreeSet<AnchorId> = agreeing(&readings, best).collect();
            // A figure that its anchor reads otherwise speaks against the hypothesis as a whole.
            let agrees = |site: usize| readings.iter().any(|r| r.site == site && r.reads(best));
            let speak = anchored.len() + evidence.counts_for(best.year);
            best.probability >= Confidence::LIKELY
                && speak > 1
                && speak >= MAJORITY * evidence.counts_against(best.year)
                && readings.iter().all(|r| agrees(r.site))
                && rivals.is_empty()
        });
        for (i, site) in sites.iter().enumerate() {
            let mut of_site = readings.iter().filter(|r| r.site == i).peekable();
            if let Some(first) = of_site.peek() {
                let (anchor, quote) = (first.anchor, self.clause(site));
                let years = of_site.fold(Years::default(), |all, r| all.and(r.year));
                evidence.add_options(quote, anchor, years);
            }
        }
        let document = evidence.weigh().map(Arc::new);
        for (i, site) in sites.iter().enumerate() {
            let anchored = readings.iter().any(|r| r.site == i);
            let mut options = options(site, self.year, &originals, SAME_HAND);
            if anchored {
                let read = |o: &Original| readings.iter().any(|r| r.site == i && r.reads(o));
                options = originals.iter().filter(|o| read(o)).cloned().collect();
            } else if options.is_empty() {
                options = self.by_date(site, document.as_deref());
            }
            let places = sites.len();
            out.push(self.finding(site, &options, sure && anchored, places, document.as_ref()));
        }
        for site in rivals {
            let confidence = Confidence::Possible.min(self.rule.confidence);
            out.push(Finding::by_rule(self.rule.id, site.span, self.text, None, confidence));
        }
        document
    }

    /// What anchors would read in the sites with each original in them.
    fn readings(&self, sites: &[Site<'_>]) -> Vec<Reading> {
        let mut readings = Vec::new();
        for (i, site) in sites.iter().enumerate().take(ANCHORED) {
            let head = before(self.text, site.span.start, CLAUSE);
            let tail = after(self.text, site.span.end, CLAUSE);
            for original in originals() {
                let Some(number) = site.with(self.year, &original) else { continue };
                let clause = format!("{head}{number}{tail}");
                let claims = self.anchors.read(self.rules, &clause);
                let about =
                    |at: usize| claims.iter().find(|c| c.span.start <= at && at < c.span.end);
                let Some(claim) = about(head.len()).filter(|c| c.kind != Kind::Named) else {
                    continue;
                };
                let year = claim.years.iter().next().filter(|y| is_plausible(*y));
                if let (Some(year), 1) = (year, claim.years.len()) {
                    readings.push(Reading { site: i, original, anchor: claim.anchor, year });
                }
            }
        }
        readings
    }

    /// The part of the sentence in which `site` stands that tells what it counts.
    fn clause(&self, site: &Site<'_>) -> &str {
        let head = before(self.text, site.span.start, CLAUSE / 2);
        let stop = |c: char| ends_sentence(c) || "，,、：:".contains(c);
        let head = head.rsplit(stop).next().unwrap_or(head);
        let unit = after(self.text, site.span.end, 2);
        let (start, end) = (site.span.start - head.len(), site.span.end + unit.len());
        Span::new(start, end).slice(self.text)
    }

    /// The digits of the document's year, for a site that no anchor reads.
    fn by_date(&self, site: &Site<'_>, document: Option<&DocumentYear>) -> Vec<Original> {
        let Some(document) = document else { return Vec::new() };
        // What was written in 2011 is as often about 2010.
        let years = [document.year, document.year.saturating_sub(1)];
        let digits = years.map(|y| (y, format!("{:02}", y % 100)));
        let sound = digits.into_iter().filter(|(_, d)| site.with(self.year, d).is_some());
        let probability = BY_DATE * document.probability;
        sound.map(|(year, digits)| Original { digits, probability, year }).collect()
    }

    fn finding(
        &self,
        site: &Site<'_>,
        options: &[Original],
        sure: bool,
        places: usize,
        document: Option<&Arc<DocumentYear>>,
    ) -> Finding {
        let best = options.first();
        let number = |o: &Original| site.with(self.year, &o.digits);
        let fix = best.and_then(number);
        // Without a fix, the confidence is that the figure is broken.
        let proven = if fix.is_some() { sure } else { site.strength == Strength::Proof };
        let confidence = if proven { Confidence::Likely } else { Confidence::Possible };
        let confidence = confidence.min(self.rule.confidence);
        let others = options.iter().skip(1).filter(|o| o.probability >= WORTH_NAMING);
        let alternative = |o: &Original| {
            let text = number(o)?.into();
            Some(Alternative { text, probability: o.probability })
        };
        let probability = best.map_or(0.0, |o| o.probability);
        Finding {
            alternatives: others.filter_map(alternative).take(ALTERNATIVES).collect(),
            probability,
            reason: Reason::Pasted {
                year: self.year,
                original: best.map(|o| o.digits.as_str().into()),
                places: u32::try_from(places).unwrap_or(u32::MAX),
                document: document.cloned(),
            },
            ..Finding::by_rule(self.rule.id, site.span, self.text, fix.as_deref(), confidence)
        }
    }
}

/// The anchors that read the year of `best` where its digits stand.
fn agreeing(readings: &[Reading], best: &Original) -> impl Iterator<Item = AnchorId> {
    readings.iter().filter(|r| r.reads(best)).map(|r| r.anchor)
}

/// The originals that the anchored sites allow, likeliest first: how well the year that each of
/// them implies agrees with the rest of the document.
fn ranked(readings: &[Reading], evidence: &Evidence) -> Vec<Original> {
    let digits: BTreeSet<&str> = readings.iter().map(|r| r.original.as_str()).collect();
    let mut scored: Vec<(f32, Original)> = Vec::new();
    for digits in digits {
        let years: Vec<u16> =
            readings.iter().filter(|r| r.original == digits).map(|r| r.year).collect();
        if let Some((year, score)) = evidence.with_counts(&years) {
            let digits = digits.to_owned();
            scored.push((score, Original { digits, probability: 0.0, year }));
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let top = scored.first().map_or(0.0, |s| s.0);
    let total: f32 = scored.iter().map(|(score, _)| (score - top).exp()).sum();
    let each = scored.into_iter();
    each.map(|(score, o)| Original { probability: (score - top).exp() / total, ..o }).collect()
}

/// The originals that make `site` sound, each as likely as it is times `share`.
fn options(site: &Site<'_>, year: u16, originals: &[Original], share: f32) -> Vec<Original> {
    let sound = originals.iter().filter(|o| site.with(year, &o.digits).is_some());
    let each = sound.map(|o| Original { probability: share * o.probability, ..o.clone() });
    each.filter(|o| o.probability >= WORTH_NAMING).collect()
}
