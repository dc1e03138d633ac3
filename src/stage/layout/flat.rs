//! Gives a flattened body its paragraphs back. Whatever flattened it put the same thing in the
//! place of every line break: a space as a rule, an indentation, sometimes nothing; so the gaps
//! of a long line are judged together. They were line breaks if the headings of a rising series
//! stand behind them, if they are as wide as the indentation of a paragraph, or if what follows
//! them begins lines elsewhere; and if hardly any gap stands where no paragraph can have ended.
//! Without gaps only headings on two levels, or far apart, show where lines began.

use super::heading::{Mark, Numbering, mark};
use super::line::{Line, lines, stands_alone};
use super::maintained::is_maintained;
use super::reads::reads_on;
use crate::diagnosis::Diagnosis;
use crate::finding::{Confidence, Finding, RuleId, StageId};
use crate::model::Model;
use crate::rule::{Look, RuleSet};
use crate::scratch::Scratch;
use crate::span::Span;
use crate::stage::Stage;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A shorter line, in bytes, is a paragraph and no flattened body: some 130 characters.
const LONG: usize = 400;
/// So many headings must stand behind a space.
const HEADINGS: usize = 2;
/// So many gaps as wide as an indentation must stand behind sentences.
const INDENTED: usize = 3;
/// A heading without a full stop is no longer, in characters.
const HEADING: usize = 45;
/// One space in so many may stand where no paragraph can have ended.
const STRAY: usize = 10;
/// Nats in all, and on average of the gaps, by which what follows must begin lines rather than
/// read on. Behind the sentences of a paragraph the average is 0.1 to 1 the other way round, at
/// its ends 0.7 to 2.8 this way, in novels about none.
const BEGINS: f32 = 20.0;
const BEGINS_EACH: f32 = 1.0;
/// Sections whose headings nothing sets apart are as long, in bytes: some sixty characters.
const SECTION: usize = 180;

/// The pass.
pub(super) struct Unflatten {
    rule: Option<RuleId>,
    model: Arc<Model>,
}

impl Unflatten {
    pub(super) fn new(rules: &RuleSet, model: Arc<Model>) -> Unflatten {
        let is = |look: &Look| matches!(look, Look::Detect(n) if n == "lost-break");
        let rule = rules.of_stage(StageId::Layout).find(|r| is(&r.look)).map(|r| r.id);
        Unflatten { rule, model }
    }

    /// The places of `line` that were line breaks; none if it was not flattened.
    fn breaks_of(&self, line: &Line<'_>) -> Vec<Span> {
        let sheet = Gaps::of(line);
        let breaks = sheet.indentations();
        if !breaks.is_empty() {
            return breaks;
        }
        if let Some(places) = sheet.breaks() {
            let headed = sheet.headings >= HEADINGS && !sheet.is_style();
            // Headings are evidence of their own, and a text spaced as a style has them, too.
            let plain: Vec<Span> = places.iter().filter(|p| !p.1).map(|p| p.0).collect();
            if headed || self.begin_lines(line, &plain) {
                return places.into_iter().map(|p| p.0).collect();
            }
        }
        solid_headings(line)
    }

    /// Whether what follows `places` begins lines, as a whole.
    fn begin_lines(&self, line: &Line<'_>, places: &[Span]) -> bool {
        let from = line.said.start;
        let gain = |at: &Span| {
            let before = Span::new(0, at.start - from).slice(line.text);
            let after = Span::new(at.end - from, line.text.len()).slice(line.text);
            -reads_on(&self.model, before, after)
        };
        let sum: f32 = places.iter().map(gain).sum();
        #[expect(clippy::cast_precision_loss, reason = "gaps of one line")]
        let mean = sum / places.len() as f32;
        sum > BEGINS && mean > BEGINS_EACH
    }
}

impl Stage for Unflatten {
    fn id(&self) -> StageId {
        StageId::Layout
    }

    fn inspect(
        &self,
        text: &str,
        _: &mut Scratch,
        diagnosis: &mut Diagnosis,
        out: &mut Vec<Finding>,
    ) {
        let Some(rule) = self.rule else { return };
        let mut maintained = None;
        let long = |l: &Line<'_>| l.said.len() >= LONG && !stands_alone(l.text);
        for line in lines(text).filter(|l| long(l) && may_be_flat(l.text)) {
            let breaks = self.breaks_of(&line);
            if breaks.is_empty()
                || *maintained.get_or_insert_with(|| is_maintained(text, diagnosis))
            {
                continue;
            }
            let finding = |s| Finding::by_rule(rule, s, text, Some("\n"), Confidence::Likely);
            out.extend(breaks.into_iter().map(finding));
        }
    }
}

/// Whether a line has gaps, or a second section. Allocates nothing: most lines end here.
fn may_be_flat(line: &str) -> bool {
    line.contains([' ', '\u{3000}']) || line.contains("二、")
}

/// White space inside a line.
struct Gap {
    /// In the text.
    span: Span,
    /// The character before it.
    before: char,
    /// The heading number behind it.
    mark: Option<Mark>,
    /// Characters since the last gap or sentence end before this one.
    run: usize,
    /// Beside a Latin letter or a digit, where spaces are a matter of spelling.
    spelled: bool,
    /// As wide as an indentation.
    wide: bool,
}

/// The gaps of a line.
struct Gaps {
    gaps: Vec<Gap>,
    /// For each gap, whether a member of a series of headings follows.
    in_series: Vec<bool>,
    /// How many of these are no mere lists.
    headings: usize,
    /// Sentences that end in the line.
    ends: usize,
}

impl Gaps {
    fn of(line: &Line<'_>) -> Gaps {
        let (gaps, ends) = gaps_of(line);
        let in_series = series(gaps.iter().map(|g| g.mark));
        let formal = |(gap, heads): &(&Gap, &bool)| **heads && gap.mark.is_some_and(is_formal);
        let headings = gaps.iter().zip(&in_series).filter(formal).count();
        Gaps { gaps, in_series, headings, ends }
    }

    /// Gaps as wide as an indentation, where paragraphs end in front of nearly all of them.
    fn indentations(&self) -> Vec<Span> {
        let wide = || self.gaps.iter().filter(|g| g.wide);
        let stops = wide().filter(|g| is_stop(g.before)).count();
        let blanks = wide().filter(|g| matches!(g.before, '：' | ':' | '年' | '月' | '日')).count();
        // Titles stand before an indentation, too.
        if stops >= INDENTED && stops * 5 >= wide().count() * 4 && blanks == 0 {
            wide().map(|g| g.span).collect()
        } else {
            Vec::new()
        }
    }

    /// The gaps that can have been line breaks, unless too many cannot; each with whether a
    /// heading of a series follows.
    fn breaks(&self) -> Option<Vec<(Span, bool)>> {
        let (mut breaks, mut stray) = (Vec::new(), 0);
        // The title at the start of the line counts as a heading.
        let mut in_heading = true;
        for (gap, &heads) in self.gaps.iter().zip(&self.in_series) {
            let titled = in_heading && gap.run <= HEADING && !gap.before.is_ascii();
            if heads || is_end(gap.before) || titled {
                breaks.push((gap.span, heads));
            } else if !gap.spelled {
                stray += 1;
            }
            in_heading = heads;
        }
        (stray * STRAY <= self.gaps.len() && !breaks.is_empty()).then_some(breaks)
    }

    /// Whether most sentences have a gap behind them, as a style.
    fn is_style(&self) -> bool {
        let after_ends = || self.gaps.iter().zip(&self.in_series).filter(|(g, _)| is_end(g.before));
        let plain = after_ends().filter(|(_, heads)| !**heads).count();
        let before_headings = after_ends().count() - plain;
        plain * 2 > self.ends - before_headings
    }
}

/// The gaps between characters of `line`, and how many sentences end in it.
fn gaps_of(line: &Line<'_>) -> (Vec<Gap>, usize) {
    let (mut gaps, mut ends, mut run) = (Vec::new(), 0, 0);
    let mut before = '\n';
    let mut chars = line.text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !c.is_whitespace() {
            ends += usize::from(is_end(c));
            run = if is_end(c) { 0 } else { run + 1 };
            before = c;
            continue;
        }
        while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        let Some(&(next, after)) = chars.peek() else { break };
        let rest = Span::new(next, line.text.len()).slice(line.text);
        let mark = mark(rest);
        let spelled = before.is_ascii_alphanumeric() || after.is_ascii_alphanumeric();
        let span = Span::new(line.said.start + at, line.said.start + next);
        let white = Span::new(at, next).slice(line.text);
        let wide = white.matches('\u{3000}').count() >= 2 || white.matches(' ').count() >= 4;
        gaps.push(Gap { span, before, mark, run, spelled, wide });
        run = 0;
    }
    (gaps, ends)
}

/// Where sections begin in a line that has no gaps at its breaks: in front of numbers of a
/// rising series that stand behind a full stop or behind a heading, if there are two levels of
/// them or if the sections are long.
fn solid_headings(line: &Line<'_>) -> Vec<Span> {
    let found = solid_marks(line.text);
    let rising = series(found.iter().map(|f| Some(f.1)));
    let mut found: Vec<(usize, Mark)> =
        found.into_iter().zip(rising).filter_map(|(f, rises)| rises.then_some(f)).collect();
    let levels: BTreeSet<Numbering> = found.iter().map(|f| f.1.numbering).collect();
    let sections = found.windows(2).all(|pair| pair[1].0 - pair[0].0 >= SECTION);
    if levels.len() < 2 && !(found.len() > HEADINGS && sections) {
        return Vec::new();
    }
    found.retain(|&(at, _)| at > 0);
    let place = |(at, _): (usize, Mark)| Span::new(line.said.start + at, line.said.start + at);
    found.into_iter().map(place).collect()
}

/// Formal numbers behind full stops, at the start, or behind a heading that a number opened.
fn solid_marks(text: &str) -> Vec<(usize, Mark)> {
    let mut found: Vec<(usize, Mark)> = Vec::new();
    let (mut before, mut since_stop, mut in_heading) = ('\n', 0, true);
    let mut skip = 0;
    for (at, c) in text.char_indices() {
        if at >= skip {
            let free = is_stop(before) || at == 0 || in_heading && since_stop <= HEADING;
            let rest = || Span::new(at, text.len()).slice(text);
            let opens = matches!(c, '第' | '(' | '（' | '一'..='龥');
            if let Some(mark) =
                (free && opens).then(|| mark(rest())).flatten().filter(|&m| is_formal(m))
            {
                let deeper = found.last().is_none_or(|f| f.1.numbering < mark.numbering);
                if is_stop(before) || at == 0 || deeper {
                    found.push((at, mark));
                    (in_heading, since_stop, skip) = (true, 0, at + mark.len);
                }
            }
        }
        since_stop += 1;
        if is_end(c) || matches!(c, '，' | ',') {
            (in_heading, since_stop) = (false, 0);
        }
        before = c;
    }
    found
}

/// Whether the number heads a section. Lists in arabic numbers are written inside paragraphs,
/// too; they are split where there are sections as well.
pub(super) fn is_formal(mark: Mark) -> bool {
    matches!(mark.numbering, Numbering::Chinese | Numbering::ChineseBracketed | Numbering::Unit(_))
}

fn is_end(c: char) -> bool {
    is_stop(c) || matches!(c, '…' | '：' | ':' | '；' | ';')
}

fn is_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '”')
}

/// For each number, whether it belongs to a series that rises one by one. A series of one
/// numbering begins afresh with 1.
pub(super) fn series(marks: impl Iterator<Item = Option<Mark>>) -> Vec<bool> {
    let mut belongs: Vec<bool> = Vec::new();
    // The last member of the open series of each numbering: its place and its number.
    let mut open: BTreeMap<Numbering, (usize, u32)> = BTreeMap::new();
    for (at, mark) in marks.enumerate() {
        belongs.push(false);
        let Some(mark) = mark else { continue };
        match open.get(&mark.numbering) {
            Some(&(last, number)) if number + 1 == mark.number => {
                belongs[last] = true;
                belongs[at] = true;
                open.insert(mark.numbering, (at, mark.number));
            }
            _ if mark.number == 1 => {
                open.insert(mark.numbering, (at, 1));
            }
            _ => {}
        }
    }
    belongs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> String {
        let pass = Unflatten::new(&RuleSet::built_in(), Arc::new(Model::embedded()));
        let mut out = String::new();
        let mut at = 0;
        for span in lines(text).flat_map(|l| pass.breaks_of(&l)) {
            out += Span::new(at, span.start).slice(text);
            out.push('\n');
            at = span.end;
        }
        out + Span::new(at, text.len()).slice(text)
    }

    const FLAT: &str = "社区读书会小结 今年的读书会办了六次。参加的人一次比一次多。 一、怎样组织 (一)定好日子。每月第一个周六。 \
        (二)选好书目。书由大家推荐。 二、有什么收获 大家都说读得比从前细了。 明年打算多请几位作者来。";

    #[test]
    fn each_space_of_a_flattened_body_was_a_line_break() {
        assert_eq!(split(FLAT), FLAT.replace(' ', "\n"));
    }

    #[test]
    fn a_text_spaced_as_a_style_is_left_alone() {
        let spaced = FLAT.replace('。', "。 ").replace("  ", " ");
        assert_eq!(split(&spaced), spaced);
        let words = FLAT.replace("的", " 的 ");
        assert_eq!(split(&words), words);
    }

    #[test]
    fn a_row_of_a_table_stays_one() {
        let cells =
            ["一、", "二、", "三、"].map(|n| format!("{n}{}", "各组分头落实到户，".repeat(8)));
        let is_left = |row: &str| {
            let rule = RuleSet::built_in();
            let mut out = Vec::new();
            let pass = Unflatten::new(&rule, Arc::new(Model::embedded()));
            pass.inspect(row, &mut Scratch::default(), &mut Diagnosis::default(), &mut out);
            out.is_empty()
        };
        assert!(!is_left(&format!("安排 {}\n", cells.join(" "))));
        assert!(is_left(&format!("| {} |\n", cells.join(" | "))));
        assert!(is_left(&format!("{}\n", cells.join("\t"))));
    }

    #[test]
    fn a_series_needs_two_members_behind_spaces() {
        let one = FLAT.replace("二、", "其二，").replace("(二)", "再");
        assert_eq!(split(&one), one);
    }
}
