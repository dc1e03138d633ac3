//! Joins the lines of hard-wrapped paragraphs, as they come out of a PDF or an old mail
//! program. A program that wraps lines breaks each where the next piece no longer fits; so in a
//! wrapped text nearly every line that ends in mid-sentence is as wide as the page, and what
//! follows reads on. Both together are the evidence. Never joins lines that are blank lines
//! apart where others are not, nor a line behind which the next piece would have fitted.

use super::heading::{Mark, mark};
use super::maintained::is_maintained;
use super::page::{Page, Row};
use super::reads::reads_on;
use crate::diagnosis::Diagnosis;
use crate::finding::{Confidence, Finding, RuleId, StageId};
use crate::model::Model;
use crate::rule::{Look, RuleSet};
use crate::scratch::Scratch;
use crate::span::Span;
use crate::stage::Stage;
use std::sync::Arc;

/// So many lines at least must be full and end in mid-sentence.
const FULL: usize = 4;
/// Nats by which a line read on must beat one that starts, on average of the full lines.
const READS_ON: f32 = 1.0;
/// Prior log-odds that a full line which ends in mid-sentence goes on.
const MID_SENTENCE: f32 = 5.0;
/// Log-odds from which a line is joined.
const JOINED: f32 = 0.0;

/// The pass.
pub(super) struct Rewrap {
    rule: Option<RuleId>,
    model: Arc<Model>,
}

impl Rewrap {
    pub(super) fn new(rules: &RuleSet, model: Arc<Model>) -> Rewrap {
        let is = |look: &Look| matches!(look, Look::Detect(n) if n == "wrapped-line");
        let rule = rules.of_stage(StageId::Layout).find(|r| is(&r.look)).map(|r| r.id);
        Rewrap { rule, model }
    }

    fn reads_on(&self, row: &Row<'_>, next: &Row<'_>) -> f32 {
        reads_on(&self.model, row.text, next.text)
    }

    /// The breaks of `page` that wrapping put there.
    fn breaks(&self, page: &Page<'_>) -> Vec<(Span, String)> {
        let mut evidence = Evidence::default();
        // What stands before a number ends there, in a wrapped text as in any other.
        for (row, next) in page.pairs().filter(|(_, next)| mark(next.text).is_none()) {
            evidence.look(page, row, next, || self.reads_on(row, next));
        }
        if !evidence.is_wrapped() {
            return Vec::new();
        }
        let at_stop = evidence.at_stop(page);
        let mut found = Vec::new();
        let mut fresh = true;
        // The last heading number that began a line.
        let mut last: Option<Mark> = None;
        for (row, next) in page.pairs() {
            let number = mark(row.text).filter(|_| fresh);
            last = number.or(last);
            let full = page.is_full(row, next, fresh);
            let in_series = mark(next.text).is_some_and(|m| last.is_none_or(|l| follows(l, m)));
            let prior = if row.ends_sentence() { at_stop } else { MID_SENTENCE };
            let on = full
                && !(next.indented || in_series || is_dialogue(row, next))
                && prior + self.reads_on(row, next) > JOINED;
            if on {
                let between = Span::new(row.said.end, next.said.start);
                found.push((between, page.glue(row, next).to_owned()));
            }
            fresh = !on;
        }
        found
    }
}

/// Whether number `next` comes after `last`, or begins a list of its own.
fn follows(last: Mark, next: Mark) -> bool {
    next.number == 1 || last.numbering != next.numbering || next.number == last.number + 1
}

/// Whether one speaker's line ends and another's begins.
fn is_dialogue(row: &Row<'_>, next: &Row<'_>) -> bool {
    row.text.ends_with(['”', '」', '』']) && next.text.starts_with(['“', '「', '『'])
}

impl Stage for Rewrap {
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
        let Some(page) = Page::of(text) else { return };
        if is_maintained(text, diagnosis) {
            return;
        }
        for (span, glue) in self.breaks(&page) {
            out.push(Finding::by_rule(rule, span, text, Some(&glue), Confidence::Likely));
        }
    }
}

/// What the line ends of a text say about wrapping.
#[derive(Debug, Default)]
struct Evidence {
    /// Lines that end in mid-sentence: those that are full, and all.
    full: usize,
    mid_sentence: usize,
    /// Lines that end a sentence though more would have fitted.
    short_stops: usize,
    gain: f32,
}

impl Evidence {
    fn look(&mut self, page: &Page<'_>, row: &Row<'_>, next: &Row<'_>, gain: impl FnOnce() -> f32) {
        let full = page.is_full(row, next, true);
        if row.ends_sentence() {
            self.short_stops += usize::from(!full);
            return;
        }
        self.mid_sentence += 1;
        if full {
            self.full += 1;
            self.gain += gain();
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "line counts")]
    fn is_wrapped(&self) -> bool {
        self.full >= FULL
            && self.full * 2 > self.mid_sentence
            && self.gain > READS_ON * self.full as f32
    }

    /// Prior log-odds that a full line which ends a sentence goes on: sentences that end at the
    /// margin by chance, against paragraphs that do.
    #[expect(clippy::cast_precision_loss, reason = "line counts")]
    fn at_stop(&self, page: &Page<'_>) -> f32 {
        let wraps = self.full as f32 * page.stop_rate();
        let ends = self.short_stops as f32 * 4.0 / page.width as f32;
        ((wraps + 0.5) / (ends + 0.5)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::RuleSet;

    fn join(text: &str) -> String {
        let pass = Rewrap::new(&RuleSet::built_in(), Arc::new(Model::embedded()));
        let mut found = Vec::new();
        pass.inspect(text, &mut Scratch::default(), &mut Diagnosis::default(), &mut found);
        let mut out = String::new();
        let mut at = 0;
        for f in found {
            out += Span::new(at, f.span.start).slice(text);
            out += f.fix.as_deref().unwrap_or(&f.before);
            at = f.span.end;
        }
        out + Span::new(at, text.len()).slice(text)
    }

    const WRAPPED: &str = concat!(
        "　　镇上的图书馆去年搬进了新楼，一共三层，\n",
        "底楼是儿童阅览室，二楼借书，三楼有一间可以\n",
        "坐六十人的报告厅。搬家那几天，附近中学的学\n",
        "生来帮着运书，一箱一箱传上楼去。\n",
        "　　一、开放时间\n",
        "　　平日早上九点开门，晚上八点半关门；周末\n",
        "提早半小时，中午不休息。遇到刮风下雨，馆员\n",
        "会多等一会儿，等最后一个孩子被家长接走了才\n",
        "锁门。\n",
    );

    #[test]
    fn lines_of_one_paragraph_are_joined_and_headings_stay() {
        let joined = join(WRAPPED);
        assert_eq!(joined.lines().count(), 3, "{joined}");
        assert!(joined.contains("一、开放时间\n"), "{joined}");
        assert_eq!(joined.replace('\n', ""), WRAPPED.replace('\n', ""));
    }

    #[test]
    fn lost_indentation_and_blank_lines_between_all_lines_change_nothing() {
        let lost = WRAPPED.replace('　', "");
        assert_eq!(join(&lost), join(WRAPPED).replace('　', ""));
        assert_eq!(join(&WRAPPED.replace('\n', "\n\n")), join(WRAPPED).replace('\n', "\n\n"));
    }

    #[test]
    fn lines_that_do_not_read_on_stay() {
        let shuffled = WRAPPED.lines().rev().collect::<Vec<_>>().join("\n");
        assert_eq!(join(&shuffled), shuffled);
    }

    #[test]
    fn items_of_one_width_are_a_list() {
        let days = [
            "一：李明、王芳，负责一楼大厅和东门的巡查工作",
            "二：张强、刘洋，负责二楼走廊和西门的巡查工作",
            "三：陈静、杨帆，负责三楼会议室与北门巡查工作",
            "四：赵磊、黄敏，负责四楼档案室与南门巡查工作",
            "五：周杰、吴霞，负责地下车库和侧门的巡查工作",
            "六：徐丽、孙涛，负责食堂后厨和仓库的巡查工作",
        ];
        for mark in
            [|_| "- ".to_owned(), |n| format!("{n}. "), |_| "◆".to_owned(), |_| "| ".to_owned()]
        {
            let items: Vec<String> = days
                .iter()
                .enumerate()
                .map(|(i, day)| format!("{}周{day}\n", mark(i + 1)))
                .collect();
            let text = items.concat() + "交接在门卫室\n";
            assert_eq!(join(&text), text);
        }
    }

    #[test]
    fn words_stand_apart_where_the_text_sets_them_apart() {
        let text = concat!(
            "他在 Linux 上写了一个小程序，用 Rust 编译\n",
            "成 Windows 也能用的文件，又在 Mac 上试过\n",
            "两遍，最后放到 Debian 的源里，请大家下载\n",
        );
        let text = text.repeat(2);
        let Some(page) = Page::of(&text) else { panic!("no page") };
        let glue: Vec<&str> = page.pairs().map(|(a, b)| page.glue(a, b)).collect();
        assert_eq!(glue, ["", "", "", "", ""]);
        let Some((row, next)) = page.pairs().next() else { panic!("no lines") };
        let mut row = *row;
        row.text = "用 Rust";
        assert_eq!(page.glue(&row, next), " ");
    }
}
