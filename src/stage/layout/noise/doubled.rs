//! Text that a PDF or a slide holds twice, once for the letters and once for their shadow, and that
//! came out doubled: run by run (第二节第二节) or character by character (监监理理细细则则). Words that
//! double by nature (高高兴兴, 研究研究) read well as they are; what is undone here reads as nothing
//! doubled and as text when it is not. Refrains and cheers stay.

use super::Sight;
use super::reading::{is_ideograph, mean_price};
use crate::finding::{Confidence, Finding};
use crate::span::Span;
use std::collections::BTreeSet;

/// Units of a row that is doubled character by character; 干干净净 has two, and two such words
/// together have four but read well.
const UNITS: usize = 4;
/// So many of them are ideographs.
const IDEOGRAPHS: usize = 3;
/// Units of a row with figures where other rows have proven the document: 3 3月月 has two.
const FIGURES: usize = 2;
/// Mean price a character (nats) from which a doubled row reads as nothing.
const HOPELESS: f32 = 6.0;
/// Nats a character by which a row must read better when it is undoubled.
const BETTER: f32 = 1.5;
/// Characters kept of all rows together from which the document is proven to be doubled.
const PROVEN: usize = 8;
/// A run that is doubled as a whole has so many different characters at least: 加油加油 has two.
const RUN: usize = 3;
/// No longer run is looked at, in bytes.
const LONGEST: usize = 240;
/// So many different runs must be doubled where no row proves the document.
const RUNS: usize = 4;
/// One run in so many must be doubled, at least.
const SHARE: usize = 4;

/// A doubled stretch and the length of what is kept of it.
#[derive(Clone, Debug)]
struct Doubled {
    span: Span,
    kept: String,
    /// Whether it is long and odd enough to prove anything.
    proves: bool,
}

/// Doubled rows and runs.
pub(super) fn find(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let mut rows = rows(sight);
    let kept = |r: &Doubled| if r.proves { r.kept.chars().count() } else { 0 };
    let proven = rows.iter().map(kept).sum::<usize>() >= PROVEN;
    rows.retain(|r| r.proves || proven);
    let (runs, all) = runs(sight.text);
    let different: BTreeSet<&str> = runs.iter().map(|r| r.kept.as_str()).collect();
    // A refrain comes again as a whole; a heading comes once.
    let by_runs =
        different.len() >= RUNS && different.len() == runs.len() && runs.len() * SHARE >= all;
    if rows.is_empty() && !by_runs {
        return;
    }
    let confidence = if proven || by_runs { Confidence::Likely } else { Confidence::Possible };
    let runs = runs.into_iter().filter(|_| proven || by_runs);
    out.extend(rows.into_iter().chain(runs).map(|d| sight.finding(d.span, &d.kept, confidence)));
}

/// The rows that are doubled character by character and read as nothing.
fn rows(sight: &Sight<'_>) -> Vec<Doubled> {
    let text = sight.text;
    let mut found = Vec::new();
    let mut at = 0;
    let mut before = '\n';
    for (place, c) in text.char_indices() {
        if place >= at && c == before && is_ideograph(c) {
            let first = place - c.len_utf8();
            // Figures that belong to the row may stand before its first ideograph.
            let start = leading_figure(text, first).max(at);
            let row = row_at(text, start);
            at = row.span.end.max(place);
            let proves = is_row(&row) && is_better(sight, &row);
            if proves || row.figures > 0 && row.units >= FIGURES {
                found.push(Doubled { span: row.span, kept: row.kept, proves });
            }
        }
        before = c;
    }
    found
}

/// Where the doubled figure before `first` begins; `first` if there is none.
fn leading_figure(text: &str, first: usize) -> usize {
    let digits =
        Span::new(0, first).slice(text).bytes().rev().take_while(u8::is_ascii_digit).count();
    let start = first - digits;
    let figure = Span::new(start, first).slice(text).as_bytes();
    let (a, b) = figure.split_at(digits / 2);
    if digits > 0 && a == b { start } else { first }
}

/// A row as it is being read.
#[derive(Debug)]
struct Row {
    span: Span,
    kept: String,
    units: usize,
    ideographs: usize,
    figures: usize,
}

/// The longest row of doubled units from `start`.
fn row_at(text: &str, start: usize) -> Row {
    let span = Span::new(start, start);
    let mut row = Row { span, kept: String::new(), units: 0, ideographs: 0, figures: 0 };
    let mut at = start;
    while let Some((kept, end)) = unit_at(text, at) {
        let unit = kept.slice(text);
        row.ideographs += usize::from(unit.chars().all(is_ideograph));
        row.figures += usize::from(unit.starts_with(|c: char| c.is_ascii_digit()));
        row.kept.push_str(unit);
        row.units += 1;
        row.span.end = end;
        at = end + usize::from(text.as_bytes().get(end) == Some(&b' '));
    }
    row
}

/// The doubled unit at `at`: what is kept of it and where it ends. A unit is a character or a figure.
fn unit_at(text: &str, at: usize) -> Option<(Span, usize)> {
    let rest = Span::new(at, text.len()).slice(text);
    let bytes = rest.as_bytes();
    let digits = bytes.iter().take(LONGEST).take_while(|b| b.is_ascii_digit()).count();
    if digits > 0 {
        let half = digits / 2;
        if digits % 2 == 0 && bytes[..half] == bytes[half..digits] {
            return Some((Span::new(at, at + half), at + digits));
        }
        let again = bytes.get(digits + 1..2 * digits + 1)?;
        let apart = bytes[digits] == b' ' && *again == bytes[..digits];
        let ends = !bytes.get(2 * digits + 1).is_some_and(u8::is_ascii_digit);
        return (apart && ends).then_some((Span::new(at, at + digits), at + 2 * digits + 1));
    }
    let mut chars = rest.chars();
    let (c, next) = (chars.next()?, chars.next()?);
    let width = c.len_utf8();
    let doubles = c == next && !c.is_whitespace() && !c.is_ascii();
    doubles.then_some((Span::new(at, at + width), at + 2 * width))
}

fn is_row(row: &Row) -> bool {
    row.units >= UNITS && row.ideographs >= IDEOGRAPHS
}

/// Whether the row reads as nothing as it stands, and as text undoubled.
fn is_better(sight: &Sight<'_>, row: &Row) -> bool {
    let doubled = mean_price(sight.prose, row.span.slice(sight.text));
    doubled > HOPELESS && mean_price(sight.prose, &row.kept) + BETTER < doubled
}

/// The stretches between white space that say the same thing twice, and how many stretches there
/// are in all.
fn runs(text: &str) -> (Vec<Doubled>, usize) {
    let (mut found, mut all, mut at) = (Vec::new(), 0, 0);
    for piece in text.split_inclusive(char::is_whitespace) {
        let said = piece.trim_end();
        let start = at;
        at += piece.len();
        all += usize::from(!said.is_empty());
        if said.len() % 2 == 0 && (2..=LONGEST).contains(&said.len()) {
            let (a, b) = said.as_bytes().split_at(said.len() / 2);
            if a == b && is_run(Span::new(0, a.len()).slice(said)) {
                let span = Span::new(start, start + said.len());
                let kept = Span::new(0, a.len()).slice(said).to_owned();
                found.push(Doubled { span, kept, proves: false });
            }
        }
    }
    (found, all)
}

/// Whether the half of a doubled run can be a piece of a document.
fn is_run(half: &str) -> bool {
    let different: BTreeSet<char> = half.chars().filter(|c| c.is_alphanumeric()).collect();
    different.len() >= RUN && half.chars().any(is_ideograph)
}

#[cfg(test)]
mod tests {
    use super::super::tests::restore;
    use super::*;

    #[test]
    fn rows_of_doubled_characters_are_undone() {
        let text = "工工程程质质量量监监督督手手册册\n20182018年年3 3月月\n一、总则\n";
        let got = restore("doubled-text", text, Confidence::Likely);
        assert_eq!(got, "工程质量监督手册\n2018年3月\n一、总则\n");
    }

    #[test]
    fn doubled_runs_are_undone_where_there_are_many() {
        let text =
            "第三节第三节 光的折射光的折射\n实验目的实验目的\n观察水中的筷子观察水中的筷子\n小结\n";
        let got = restore("doubled-text", text, Confidence::Likely);
        assert_eq!(got, "第三节 光的折射\n实验目的\n观察水中的筷子\n小结\n");
    }

    #[test]
    fn words_that_double_by_nature_stay() {
        for text in [
            "大家高高兴兴快快乐乐平平安安健健康康地过年，家家户户干干净净整整齐齐。",
            "常常想，天天看，渐渐明白；研究研究再说，谢谢谢谢。",
            "孩子们蹦蹦跳跳吵吵闹闹说说笑笑走走停停。",
            "对不起对不起\n快来看快来看\n加油加油\n对不起对不起\n",
            "一起走一起走\n不回头不回头\n一起走一起走\n别怕黑别怕黑\n天亮了天亮了\n",
        ] {
            assert_eq!(restore("doubled-text", text, Confidence::Possible), text);
        }
    }
}
