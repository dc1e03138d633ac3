//! In which year was the document written? Weighs what it says of anchors and the dates in its
//! body against each other. Page furniture and headings prove nothing: sharing sites stamp their
//! own dates on a page and write a new year into an old title.

use super::anchors::{Claim, Kind};
use super::calendar::weekday;
use super::dates::Date;
use crate::dating::{AnchorId, DocumentYear, YearClue, Years};
use crate::span::Span;
use std::collections::BTreeMap;

/// The years in which a document of a sharing site may have been written: before, nobody typed
/// reports into computers; the end leaves room.
const PLAUSIBLE: std::ops::RangeInclusive<u16> = 1985..=2030;

/// Below this a year is not named at all.
const WORTH_NAMING: f32 = 0.5;

/// A clue of a year counts with this share for what it says; the rest is spread over the other
/// years. Set on 40 national work reports and on the damaged reports of `docs/figures.md`, where
/// a count speaks of the present year three times in four.
const fn share(kind: Kind) -> f32 {
    match kind {
        Kind::Named => 0.9,
        Kind::Cited => 0.35,
        Kind::Counted => 0.75,
        Kind::Present => 0.95,
    }
}

/// What each mention of a year adds (nats) for that year and the next, in which it is looked
/// back upon. Dates are about many things, so they count less than any anchor.
const MENTION: f32 = 1.5;

/// Further mentions of a year add nothing.
const MENTIONS: u8 = 4;

/// Share for a day whose weekday is stated.
const WEEKDAY: f32 = 0.9;

/// A line of fewer characters without a full stop is a heading or furniture.
const BODY_LINE: usize = 40;

/// What bears on the year of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    clues: Vec<Clue>,
}

/// A clue and where it stands.
#[derive(Clone, Debug)]
struct Clue {
    clue: YearClue,
    /// The count itself names one year.
    exact: bool,
}

impl Evidence {
    /// What `text` says. `pasted` is a year that something wrote over other things: it proves
    /// nothing.
    pub(super) fn of<'c>(
        text: &str,
        claims: impl IntoIterator<Item = &'c Claim>,
        dates: &[Date],
        pasted: Option<u16>,
    ) -> Evidence {
        let mut evidence = Evidence::default();
        let mut strongest: BTreeMap<(AnchorId, u16), &Claim> = BTreeMap::new();
        for claim in claims {
            let first = claim.years.iter().next().unwrap_or_default();
            let known = strongest.entry((claim.anchor, first)).or_insert(claim);
            if claim.kind > known.kind {
                *known = claim;
            }
        }
        for claim in strongest.into_values() {
            evidence.add_claim(claim);
        }
        evidence.add_dates(text, dates, pasted);
        evidence
    }

    fn add_claim(&mut self, claim: &Claim) {
        let Claim { quote, anchor, years, kind, .. } = claim;
        self.add_set(quote, Some(*anchor), *years, share(*kind), *kind >= Kind::Counted);
    }

    /// Adds what a broken count says that may be read in several ways.
    pub(super) fn add_options(&mut self, quote: &str, anchor: AnchorId, years: Years) {
        self.add_set(quote, Some(anchor), years, share(Kind::Counted), false);
    }

    /// Adds a clue that leaves a set of years open.
    fn add_set(
        &mut self,
        quote: &str,
        anchor: Option<AnchorId>,
        years: Years,
        share: f32,
        exact: bool,
    ) {
        let Some(log_odds) = log_odds(share, plausible().both(years).len()) else { return };
        let clue = YearClue { quote: quote.into(), anchor, years, log_odds };
        self.clues.push(Clue { clue, exact: exact && years.len() == 1 });
    }

    fn add_dates(&mut self, text: &str, dates: &[Date], pasted: Option<u16>) {
        let mut mentions: BTreeMap<u16, (u8, &str)> = BTreeMap::new();
        let mut days: BTreeMap<(u64, u64, u64), &str> = BTreeMap::new();
        let mut lines = Lines { text, line: Span::new(0, 0), is_body: false };
        for date in dates {
            if lines.is_body_at(date.span.start) {
                let quote = date.span.slice(text);
                let year = date.year.and_then(|y| u16::try_from(y).ok());
                if let Some(year) = year.filter(|y| PLAUSIBLE.contains(y) && Some(*y) != pasted) {
                    let mention = mentions.entry(year).or_insert((0, quote));
                    mention.0 = (mention.0 + 1).min(MENTIONS);
                }
                if let (None, Some(m), Some(d), Some(w)) =
                    (date.year, date.month, date.day, date.weekday)
                {
                    days.entry((m, d, w)).or_insert(quote);
                }
            }
        }
        for (year, (times, quote)) in mentions {
            let years = Years::only(year).and(year + 1);
            let log_odds = MENTION * f32::from(times);
            let clue = YearClue { quote: quote.into(), anchor: None, years, log_odds };
            self.clues.push(Clue { clue, exact: false });
        }
        for ((month, day, stated), quote) in days {
            let fits = |y: &u16| weekday(u64::from(*y), month, day) == Some(stated);
            let years = PLAUSIBLE.filter(fits).fold(Years::default(), Years::and);
            self.add_set(quote, None, years, WEEKDAY, false);
        }
    }

    /// What the clues say of each year (nats).
    fn logs(&self) -> impl Iterator<Item = (u16, f32)> {
        PLAUSIBLE.map(|year| {
            let speaks = self.clues.iter().filter(|c| c.clue.years.contains(year));
            (year, speaks.map(|c| c.clue.log_odds).sum())
        })
    }

    /// The likeliest year, if it is worth naming.
    pub(super) fn weigh(&self) -> Option<DocumentYear> {
        if self.clues.is_empty() {
            return None;
        }
        let logs: Vec<(u16, f32)> = self.logs().collect();
        let (year, top, total) = sum(&logs)?;
        let probability = (top - total).exp();
        if probability < WORTH_NAMING {
            return None;
        }
        let mut evidence: Vec<YearClue> = self.clues.iter().map(|c| c.clue.clone()).collect();
        evidence.sort_by(|a, b| b.log_odds.total_cmp(&a.log_odds));
        Some(DocumentYear { year, probability, evidence })
    }

    /// How well counts that say `years` agree with the clues (nats), and the likeliest year with
    /// them. `None` if they say no year in which documents are written.
    pub(super) fn with_counts(&self, years: &[u16]) -> Option<(u16, f32)> {
        let mut logs: Vec<(u16, f32)> = self.logs().collect();
        let count = log_odds(share(Kind::Counted), 1)?;
        for (year, log) in &mut logs {
            let said = years.iter().filter(|y| *y == year);
            *log += said.map(|_| count).sum::<f32>();
        }
        let (year, _, total) =
            sum(&logs).filter(|_| years.iter().any(|y| PLAUSIBLE.contains(y)))?;
        Some((year, total))
    }

    /// How many counts say that it is this year.
    pub(super) fn counts_for(&self, year: u16) -> usize {
        self.clues.iter().filter(|c| c.exact && c.clue.years.contains(year)).count()
    }

    /// How many counts say that it is another one.
    pub(super) fn counts_against(&self, year: u16) -> usize {
        self.clues.iter().filter(|c| c.exact && !c.clue.years.contains(year)).count()
    }
}

/// What a clue adds (nats) for each of the `open` years that it leaves open; `None` if it says
/// nothing.
fn log_odds(share: f32, open: usize) -> Option<f32> {
    let others = plausible().len() - open;
    let says = open > 0 && others > 0;
    says.then(|| (share / narrow(open)).ln() - ((1.0 - share) / narrow(others)).ln())
}

/// The likeliest year, its log, and the log of the sum over all years.
fn sum(logs: &[(u16, f32)]) -> Option<(u16, f32, f32)> {
    let &(year, top) = logs.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let total: f32 = logs.iter().map(|(_, log)| (log - top).exp()).sum();
    Some((year, top, top + total.ln()))
}

fn plausible() -> Years {
    Years::between(*PLAUSIBLE.start(), *PLAUSIBLE.end())
}

/// The line around a place that only moves on.
struct Lines<'t> {
    text: &'t str,
    line: Span,
    is_body: bool,
}

impl Lines<'_> {
    fn is_body_at(&mut self, at: usize) -> bool {
        while at >= self.line.end && self.line.end < self.text.len() {
            let rest = Span::new(self.line.end, self.text.len()).slice(self.text);
            let len = rest.find('\n').map_or(rest.len(), |i| i + 1);
            self.line = Span::new(self.line.end, self.line.end + len);
            // Only lines with a date are asked about.
            self.is_body = at < self.line.end && is_body(self.line.slice(self.text).trim_end());
        }
        self.is_body
    }
}

/// Whether a document may have been written in `year`.
pub(super) fn is_plausible(year: u16) -> bool {
    PLAUSIBLE.contains(&year)
}

/// Whether a line belongs to the body: it holds a sentence, or is as long as one.
fn is_body(line: &str) -> bool {
    line.contains('。') || line.chars().nth(BODY_LINE).is_some()
}

#[expect(clippy::cast_precision_loss, reason = "at most 128 years")]
fn narrow(n: usize) -> f32 {
    n as f32
}

#[cfg(test)]
mod tests {
    use super::super::dates::dates;
    use super::*;

    fn claim(years: Years, kind: Kind, anchor: u16) -> Claim {
        let quote = "年".into();
        Claim { span: Span::new(0, 3), quote, anchor: AnchorId(anchor), years, kind }
    }

    fn of(text: &str, pasted: Option<u16>) -> Evidence {
        Evidence::of(text, &[], &dates(text).collect::<Vec<_>>(), pasted)
    }

    fn year_of(claims: &[Claim]) -> Option<(u16, f32)> {
        Evidence::of("年", claims, &[], None).weigh().map(|d| (d.year, d.probability))
    }

    #[test]
    fn counts_that_agree_settle_the_year() {
        let count = |year, anchor| claim(Years::only(year), Kind::Counted, anchor);
        let (year, one) = year_of(&[count(2011, 0)]).unwrap();
        assert!(year == 2011 && one < 0.97, "{one}");
        let (year, two) = year_of(&[count(2011, 0), count(2011, 1)]).unwrap();
        assert!(year == 2011 && two > 0.97, "{two}");
        assert_eq!(year_of(&[]), None);
    }

    #[test]
    fn saying_the_same_twice_proves_no_more() {
        let count = claim(Years::only(2011), Kind::Counted, 0);
        assert_eq!(year_of(&[count.clone(), count.clone()]), year_of(&[count]));
    }

    #[test]
    fn sets_of_years_narrow_each_other_down() {
        let opens = claim(
            [2001, 2006, 2011, 2016].into_iter().fold(Years::default(), Years::and),
            Kind::Present,
            0,
        );
        let since = claim(Years::between(2008, 2100), Kind::Named, 1);
        let until = claim(Years::between(1990, 2014), Kind::Named, 2);
        assert_eq!(year_of(std::slice::from_ref(&opens)), None);
        assert_eq!(year_of(&[opens, since, until]).unwrap().0, 2011);
    }

    #[test]
    fn dates_count_in_the_body_and_not_beside_it() {
        let body = "2014年3月，全市召开动员会。2014年5月，各县自查。2014年8月，市里抽查，2013年的问题都已整改。";
        let furniture = "时间:2023-04-24\n2023年工作总结\n";
        let text = format!("{furniture}{body}");
        assert_eq!(of(&text, None).weigh().unwrap().year, 2014);
        assert_eq!(of(furniture, None).weigh(), None);
        assert!(of(body, Some(2014)).weigh().is_none());
    }

    #[test]
    fn a_weekday_leaves_few_years_open() {
        let text = "3月8日（星期二）上午，表彰大会召开，各县代表参加了会议，会议由州妇联主持，州里的领导出席。";
        let evidence = of(text, None);
        let years = evidence.clues[0].clue.years;
        assert!(years.contains(2011) && years.contains(2016) && !years.contains(2012));
    }
}
