//! Gives a flattened body its paragraphs back. Whatever flattened it put the same thing in the
//! place of every line break, a space as a rule; so the spaces of a long line are judged
//! together. If the headings of a rising series all stand behind one, and hardly any space
//! stands where no paragraph can have ended, then each of them was a line break. Never splits
//! at a sentence end that is not marked by a space.

use super::heading::{Mark, Numbering, mark};
use super::line::{Line, lines, stands_alone};
use super::maintained::is_maintained;
use crate::diagnosis::Diagnosis;
use crate::finding::{Finding, RuleId, StageId};
use crate::rule::{Look, RuleSet};
use crate::scratch::Scratch;
use crate::span::Span;
use crate::stage::Stage;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A shorter line, in bytes, is a paragraph and no flattened body: some 130 characters.
const LONG: usize = 400;
/// So many headings must stand behind a space.
const HEADINGS: usize = 2;
/// A heading without a full stop is no longer, in characters.
const HEADING: usize = 45;
/// One space in so many may stand where no paragraph can have ended.
const STRAY: usize = 10;

/// The pass.
pub(super) struct Unflatten {
    rule: Option<RuleId>,
}

impl Unflatten {
    pub(super) fn new(rules: &Arc<RuleSet>) -> Unflatten {
        let is = |look: &Look| matches!(look, Look::Detect(n) if n == "lost-break");
        Unflatten { rule: rules.of_stage(StageId::Layout).find(|r| is(&r.look)).map(|r| r.id) }
    }
}

impl Stage for Unflatten {
    fn id(&self) -> StageId {
        StageId::Layout
    }

    fn inspect(&self, text: &str, _: &mut Scratch, _: &mut Diagnosis, out: &mut Vec<Finding>) {
        let Some(rule) = self.rule else { return };
        let mut maintained = None;
        for line in lines(text).filter(|l| l.said.len() >= LONG && !stands_alone(l.text)) {
            let breaks = breaks_of(&line);
            if breaks.is_empty() || *maintained.get_or_insert_with(|| is_maintained(text)) {
                continue;
            }
            let confidence = crate::finding::Confidence::Likely;
            let finding = |s| Finding::by_rule(rule, s, text, Some("\n"), confidence);
            out.extend(breaks.into_iter().map(finding));
        }
    }
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
}

/// The gaps of `line` that were line breaks; none if it was not flattened.
fn breaks_of(line: &Line<'_>) -> Vec<Span> {
    let (gaps, ends) = gaps_of(line);
    let in_series = series(&gaps);
    let formal = |(gap, heads): &(&Gap, &bool)| **heads && gap.mark.is_some_and(is_formal);
    let headings = gaps.iter().zip(&in_series).filter(formal).count();
    if headings < HEADINGS {
        return Vec::new();
    }
    let mut breaks = Vec::new();
    let (mut stray, mut after_ends, mut before_headings) = (0, 0, 0);
    // The title at the start of the line counts as a heading.
    let mut in_heading = true;
    for (gap, heads) in gaps.iter().zip(in_series) {
        let ends_sentence = is_end(gap.before);
        after_ends += usize::from(ends_sentence && !heads);
        before_headings += usize::from(ends_sentence && heads);
        if heads || ends_sentence || (in_heading && gap.run <= HEADING && !gap.before.is_ascii()) {
            breaks.push(gap.span);
        } else if !gap.spelled {
            stray += 1;
        }
        in_heading = heads;
    }
    // A text that has a space behind most of its sentences has them as a style.
    let style = after_ends * 2 > ends - before_headings;
    if style || stray * STRAY > gaps.len() { Vec::new() } else { breaks }
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
        gaps.push(Gap { span, before, mark, run, spelled });
        run = 0;
    }
    (gaps, ends)
}

/// Whether the number heads a section. Lists in arabic numbers are written inside paragraphs,
/// too; they are split where there are sections as well.
fn is_formal(mark: Mark) -> bool {
    matches!(mark.numbering, Numbering::Chinese | Numbering::ChineseBracketed | Numbering::Unit(_))
}

fn is_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '…' | '：' | ':' | '”' | '；' | ';')
}

/// For each gap, whether the number behind it belongs to a series that rises one by one. A
/// series of one numbering begins afresh with 1.
fn series(gaps: &[Gap]) -> Vec<bool> {
    let mut belongs = vec![false; gaps.len()];
    // The last member of the open series of each numbering: its gap and its number.
    let mut open: BTreeMap<Numbering, (usize, u32)> = BTreeMap::new();
    for (at, gap) in gaps.iter().enumerate() {
        let Some(mark) = gap.mark else { continue };
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
        let mut out = String::new();
        let mut at = 0;
        for span in lines(text).flat_map(|l| breaks_of(&l)) {
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
            let pass = Unflatten::new(&Arc::new(rule));
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
