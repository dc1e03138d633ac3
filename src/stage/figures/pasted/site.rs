//! Places where a year stands in the middle of a figure that no one writes. Says what stands
//! there and what other digits would make of it; which digits they were is decided elsewhere.

use super::super::around::{after, before};
use super::super::number::{Number, numbers};
use super::measure::Measure;
use crate::span::Span;

/// Years that are pasted over something: that of the page, give or take.
const PASTED: std::ops::RangeInclusive<u16> = 1995..=2035;

/// Characters that are looked at on either side of a number.
const NEAR: usize = 8;

/// A figure with a year in it.
#[derive(Clone, Debug)]
pub(super) struct Site<'t> {
    pub(super) span: Span,
    pub(super) number: &'t str,
    pub(super) measure: Measure,
    /// The years that it may hold.
    years: Vec<u16>,
    /// How far it is broken whatever stands elsewhere in the document.
    pub(super) strength: Strength,
}

/// What a figure shows of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// It may be what somebody wrote; read as broken only where the same year is pasted
    /// elsewhere.
    Weak,
    /// It is odd enough to be pointed out.
    Odd,
    /// No one writes it.
    Proof,
}

impl Site<'_> {
    /// What the figure becomes with `original` in the place of `year`; `None` if it is broken
    /// still.
    pub(super) fn with(&self, year: u16, original: &str) -> Option<String> {
        let number = self.number.replace(&year.to_string(), original);
        self.measure.admits(&number).then_some(number)
    }

    fn holds(&self, year: u16) -> bool {
        self.years.contains(&year)
    }
}

/// Digits that a year may have been written over.
pub(super) fn originals() -> impl Iterator<Item = String> {
    (0..=9).map(|n| n.to_string()).chain((0..=99).map(|n| format!("{n:02}")))
}

/// The year that stands in most figures that no one writes, and where.
#[derive(Clone, Debug)]
pub(in super::super) struct Sites<'t> {
    pub(in super::super) year: u16,
    /// All figures with this year in them.
    pub(super) of_year: Vec<Site<'t>>,
    /// Broken figures with another one: what was done to this document was not one thing.
    pub(super) rivals: Vec<Site<'t>>,
}

/// All places of `text` where a year stands in a figure that no one writes.
pub(in super::super) fn sites(text: &str) -> Option<Sites<'_>> {
    let all: Vec<Site<'_>> = numbers(text).filter_map(|n| site(text, n)).collect();
    let strength = |year: u16| {
        let of_year = || all.iter().filter(|s| s.holds(year));
        let at_least = |least| of_year().filter(|s| s.strength >= least).count();
        (at_least(Strength::Proof), at_least(Strength::Odd))
    };
    let mut years: Vec<u16> = all.iter().flat_map(|s| s.years.iter().copied()).collect();
    years.sort_unstable();
    years.dedup();
    let year =
        years.into_iter().max_by_key(|y| (strength(*y), *y)).filter(|y| strength(*y).1 > 0)?;
    let (of_year, mut rivals): (Vec<_>, Vec<_>) = all.into_iter().partition(|s| s.holds(year));
    rivals.retain(|s| s.strength == Strength::Proof);
    Some(Sites { year, of_year, rivals })
}

fn site<'t>(text: &'t str, number: Number<'t>) -> Option<Site<'t>> {
    if number.text.len() < 4 || !number.text.contains(['1', '2']) {
        return None;
    }
    let (head, tail) = (before(text, number.span.start, NEAR), after(text, number.span.end, NEAR));
    if head.ends_with(|c: char| c.is_ascii_alphanumeric() || "-_/.:".contains(c)) {
        return None;
    }
    let measure = Measure::of(number.text, head, tail)?;
    if measure.admits(number.text) {
        return None;
    }
    let mut site = Site {
        span: number.span,
        number: number.text,
        measure,
        years: Vec::new(),
        strength: strength(measure, number.text, head, tail),
    };
    site.years = years_in(number.text, measure)
        .filter(|y| originals().any(|original| site.with(*y, &original).is_some()))
        .collect();
    (!site.years.is_empty()).then_some(site)
}

/// The years that `number` holds and that may have been pasted there.
fn years_in(number: &str, measure: Measure) -> impl Iterator<Item = u16> {
    let windows = number.as_bytes().windows(4).enumerate();
    windows.filter_map(move |(at, digits)| {
        let year = std::str::from_utf8(digits).ok()?.parse().ok().filter(|y| PASTED.contains(y))?;
        let rest = number.len() - at - 4;
        let fits = match measure {
            // 20xx年 became 202023年.
            Measure::Year => at == 2 && rest == 0 && number.starts_with(['1', '2']),
            // 20236月 is a date whose 年 was lost.
            Measure::Month => rest == 0,
            _ => true,
        };
        fits.then_some(year)
    })
}

/// How far the figure is broken by itself.
fn strength(measure: Measure, number: &str, before: &str, after: &str) -> Strength {
    let proven = |proof: bool| if proof { Strength::Proof } else { Strength::Weak };
    match measure {
        // “2008月4日” is a slip of the author for 2008年4月.
        Measure::Month => proven(before.ends_with('年')),
        // In 截至2023,400人 the comma is one between clauses.
        Measure::Amount => {
            proven(number.find(',').is_some_and(|at| at > 4) || number.ends_with("000"))
        }
        // There are cities and sages of such an age.
        Measure::Anniversary => proven(number.len() > 4),
        Measure::Age => proven(number.len() > 4 || after.starts_with("周岁")),
        // Some round to four digits.
        Measure::Roughly if number.len() > 4 => Strength::Odd,
        Measure::Roughly | Measure::Decimal => Strength::Weak,
        _ => Strength::Proof,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(u16, Vec<&str>)> {
        let sites = sites(text)?;
        Some((sites.year, sites.of_year.iter().map(|s| s.span.slice(text)).collect()))
    }

    #[test]
    fn a_year_inside_a_figure_is_found() {
        assert_eq!(
            found("国际劳动妇女节20231周年，发放20234,000元，受惠202300多人。"),
            Some((2023, vec!["20231", "20234,000", "202300"]))
        );
        assert_eq!(found("受惠202300多人"), Some((2023, vec!["202300"])));
        assert_eq!(found("202023年5月2023日"), Some((2023, vec!["202023", "2023"])));
        assert_eq!(found("第2022届运动会"), Some((2022, vec!["2022"])));
    }

    #[test]
    fn figures_that_people_write_are_none() {
        for text in [
            "2023年，2023人，2023多人，2000多人，12023元，2023.5亿元，20,230元，2023届，2019多地",
            "GB/T 20231-2023，电话20234000，2008月4日，占2019,2020两年的60%",
            "增长2023%，第2023次列车，建城2023周年，截至2023,400人参加",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn another_year_is_a_rival() {
        let sites = sites("第2023届，占2023%，202022年，5月2023日，第2022届").unwrap();
        let rivals: Vec<&str> = sites.rivals.iter().map(|s| s.number).collect();
        assert_eq!((sites.year, sites.of_year.len(), rivals), (2023, 3, vec!["202022", "2022"]));
    }

    #[test]
    fn doubtful_figures_count_beside_a_proof() {
        assert_eq!(found("第2023届，2023周年，2023.5亿元").map(|f| f.1.len()), Some(3));
    }
}
