//! Which page numbers of a text are a series, and which lines run along with them from page
//! to page.

use super::super::line::Line;
use super::join::is_interrupted;
use super::page::{Form, page};
use std::collections::BTreeMap;

/// A running head is no longer, in characters.
const HEAD: usize = 40;
/// A head that runs along twice only has at least so many letters.
const FEWEST: usize = 6;

/// The lines of page numbers, by index into `lines`, that are proven by their series. `site`:
/// whether the document is known to come off a page, where one number of several is enough.
pub(super) fn proven_pages(lines: &[Line<'_>], site: bool) -> Vec<usize> {
    let mut proven = Vec::new();
    // The open series of each form.
    let mut open: BTreeMap<Form, Vec<(usize, u32)>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(page) = page(line.text) else { continue };
        let series = open.entry(page.form).or_default();
        let follows = series.last().is_some_and(|&(last, number)| {
            // A page without its number may lie between, but never no page at all.
            let rises = (number + 1..=number + 2).contains(&page.number);
            rises && lines[last + 1..at].iter().any(|l| !l.is_blank())
        });
        if !follows {
            close(page.form, std::mem::take(series), lines, site, &mut proven);
        }
        series.push((at, page.number));
    }
    for (form, series) in open {
        close(form, series, lines, site, &mut proven);
    }
    proven.sort_unstable();
    proven
}

fn close(
    form: Form,
    series: Vec<(usize, u32)>,
    lines: &[Line<'_>],
    site: bool,
    proven: &mut Vec<usize>,
) {
    let alone = site && matches!(form, Form::Of(_)) && series.len() == 1;
    let enough = || {
        let interrupts = |&&(at, _): &&(usize, u32)| is_interrupted(lines, at, at);
        series.len() >= form.fewest()
            && series.iter().filter(interrupts).count() >= form.interrupting(series.len())
    };
    if alone || enough() {
        proven.extend(series.into_iter().map(|(at, _)| at));
    }
}

/// The lines beside page numbers that are the same from page to page.
pub(super) fn running_heads(lines: &[Line<'_>], pages: &[usize]) -> Vec<usize> {
    let beside = |at: usize| {
        let before = lines[..at].iter().rposition(|l| !l.is_blank());
        let after = lines[at + 1..].iter().position(|l| !l.is_blank()).map(|n| at + 1 + n);
        before.into_iter().chain(after)
    };
    let mut seen: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in pages.iter().flat_map(|&at| beside(at)) {
        if let Some(told) = head_text(lines[at].text) {
            let places = seen.entry(told).or_default();
            // A line between two page numbers is beside both.
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
    }
    let most = |told: &String, places: &Vec<usize>| {
        let few = places.len() == 2 && told.chars().count() >= FEWEST;
        (few || places.len() >= 3) && places.len() * 2 >= pages.len()
    };
    let mut heads: Vec<usize> = seen
        .iter()
        .filter(|(told, places)| most(told, places))
        .flat_map(|(_, p)| p.clone())
        .collect();
    heads.sort_unstable();
    heads
}

/// A line without its numbers and spaces, if it is short enough and no sentence.
pub(super) fn head_text(line: &str) -> Option<String> {
    if line.chars().nth(HEAD).is_some()
        || line.ends_with(['。', '！', '？', '；', '：', '”', ':', ';'])
    {
        return None;
    }
    let letters = line.chars().filter(|c| !c.is_whitespace());
    let told: String = letters.map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    (told.chars().filter(|c| c.is_alphabetic()).count() >= 2).then_some(told)
}
