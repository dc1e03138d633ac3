//! Writes the structure of a text as Markdown, for those who ask for it: its title and the
//! series of headings that stand in lines of their own, a blank line between paragraphs, and a
//! backslash before what Markdown would take for markup at the start of a line. Runs after
//! everything else, so that what is restored does not depend on it. Adds nothing to a text
//! without a title or headings, to a maintained file, to verse, tables and labelled lines.

use super::flat::{is_formal, series};
use super::furniture::{detected_by, is_title_like};
use super::heading::{Mark, Numbering, mark};
use super::line::{Line, lines};
use super::maintained::{Kind, Shape, kind_of, shape};
use super::reads::reads_on;
use crate::diagnosis::Diagnosis;
use crate::finding::{Confidence, Finding, RuleId, StageId};
use crate::model::Model;
use crate::rule::RuleSet;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::stage::Stage;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A heading in a line of its own is no longer, in characters.
const HEADING: usize = 45;
/// So many headings of one numbering make a series.
const HEADINGS: usize = 2;
/// Nats by which a line may read on from a title. Of the first lines of clean documents that look
/// like titles seven in eight stay below, of lines cut in mid-sentence one in five does; these
/// fail by their width.
const READS_ON: f32 = 2.0;
/// A line that begins with so many columns of spaces is code in Markdown.
const CODE: usize = 4;
/// Columns up to which a tab reaches.
const TAB: usize = 4;

/// The pass.
pub(super) struct Markdown {
    rule: Option<RuleId>,
    model: Arc<Model>,
}

impl Markdown {
    pub(super) fn new(rules: &RuleSet, model: Arc<Model>) -> Markdown {
        Markdown { rule: detected_by(rules, "markdown"), model }
    }

    /// Whether the first line is a title: it looks like one, is shorter than the lines of a text
    /// that was set to a width, and does not read on; a text with headings has a title anyway.
    fn is_title(&self, first: &Line<'_>, rest: &[Line<'_>], headed: bool) -> bool {
        let (text, Some(next)) = (first.text, rest.first()) else { return false };
        let enough = text.chars().count().div_ceil(2) * 3;
        let opens = |c: char| c.is_alphabetic() || "“《【（".contains(c);
        is_title_like(text)
            && shape(text) == Shape::Prose
            && text.starts_with(opens)
            && text.chars().any(|c| !c.is_ascii() && c.is_alphabetic())
            && !text.contains(['，', ',', '；', '？', '?', '…'])
            && !text.ends_with('”')
            && rest.iter().any(|l| l.text.chars().nth(enough - 1).is_some())
            && (headed || reads_on(&self.model, text, next.text) <= READS_ON)
    }

    /// What is to be put in the place of which spans of `text`; nothing if no heading is known.
    /// With a title or two headings the text is Markdown for every pass that reads it again.
    fn marks(&self, text: &str) -> Vec<(Span, String)> {
        let said: Vec<Line<'_>> = lines(text).filter(|l| !l.is_blank()).collect();
        let Some((first, rest)) = said.split_first() else { return Vec::new() };
        let mut levels = levels(&said);
        if !levels.contains_key(&0) && self.is_title(first, rest, !levels.is_empty()) {
            levels.insert(0, 1);
        }
        if levels.is_empty() {
            return Vec::new();
        }
        let listed = listed(&said);
        let mut found = Vec::new();
        for (at, line) in said.iter().enumerate() {
            if let Some(&level) = levels.get(&at) {
                let before = Span::new(line.whole.start, line.said.start);
                found.push((before, format!("{} ", "#".repeat(level))));
            } else if listed[at].is_none() {
                let code = indentation(Span::new(line.whole.start, line.said.start).slice(text));
                if code > 0 {
                    let span = Span::new(line.whole.start, line.whole.start + code);
                    found.push((span, String::new()));
                }
                if let Some(within) = markup(line.text) {
                    let place = line.said.start + within;
                    found.push((Span::new(place, place), "\\".into()));
                }
            }
            let Some(next) = said.get(at + 1) else { break };
            let one = listed[at].is_some() && listed[at] == listed[at + 1];
            let rows = line.text.starts_with('|') && next.text.starts_with('|');
            if !(one || rows || is_apart(text, line, next)) {
                let whole = line.whole.slice(text);
                let end = if whole.ends_with("\r\n") { "\r\n" } else { "\n" };
                let place = line.whole.end - end.len();
                found.push((Span::new(place, place), end.into()));
            }
        }
        found
    }
}

impl Stage for Markdown {
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
        // The text of a page has its structure from the page.
        if diagnosis.page.is_some() || kind_of(text).is_some_and(|k| k != Kind::List) {
            return;
        }
        let finding = |(span, with): (Span, String)| {
            Finding::by_rule(rule, span, text, Some(&with), Confidence::Likely)
        };
        out.extend(self.marks(text).into_iter().map(finding));
    }
}

/// The levels of the headings in lines of their own, by the places of the lines. Numbers head
/// sections if they rise one by one and if something stands under most of them.
fn levels(said: &[Line<'_>]) -> BTreeMap<usize, usize> {
    let marks: Vec<Option<Mark>> = said.iter().map(|l| mark(l.text)).collect();
    let rising = series(marks.iter().copied());
    let mut headings: BTreeMap<Numbering, Vec<usize>> = BTreeMap::new();
    for (at, mark) in marks.iter().enumerate() {
        let Some(mark) = mark.filter(|&m| rising[at] && is_formal(m)) else { continue };
        if mark.numbering != Numbering::Unit('条') && is_heading(said[at].text) {
            headings.entry(mark.numbering).or_default().push(at);
        }
    }
    headings.retain(|&numbering, places| {
        let is_other = |m: &Option<Mark>| m.is_none_or(|m| m.numbering != numbering);
        let headed = places.iter().filter(|&&at| marks.get(at + 1).is_some_and(is_other)).count();
        places.len() >= HEADINGS && headed * 2 >= places.len()
    });
    let mut ranks: Vec<usize> = headings.keys().map(|&n| rank(n)).collect();
    ranks.sort_unstable();
    ranks.dedup();
    let mut levels = BTreeMap::new();
    for (numbering, places) in headings {
        // The first level is the title's, whether the text has one or not.
        let level = ranks.partition_point(|&r| r < rank(numbering)) + 2;
        levels.extend(places.into_iter().map(|at| (at, level)));
    }
    levels
}

/// Whether a numbered line says what comes under it and nothing more.
fn is_heading(text: &str) -> bool {
    text.chars().nth(HEADING).is_none()
        && !text.contains('。')
        && !text.ends_with(['；', ';', '，', ',', '、', '！', '？', '…'])
        && matches!(shape(text), Shape::Numbered | Shape::Labelled | Shape::Prose)
}

/// Which numbering stands above which.
fn rank(numbering: Numbering) -> usize {
    match numbering {
        Numbering::Unit('编' | '篇') => 0,
        Numbering::Unit('章') => 1,
        Numbering::Unit(_) => 2,
        Numbering::Chinese => 3,
        _ => 4,
    }
}

/// The mark of an item in the syntax of Markdown: its sign or what closes its number, the
/// number, and where a backslash undoes it.
fn item(text: &str) -> Option<(char, Option<u32>, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = Span::new(0, digits).slice(text);
    let mut after = Span::new(digits, text.len()).slice(text).chars();
    let sign = after.next()?;
    let open = after.next().is_none_or(|c| c == ' ' || c == '\t');
    let known = match digits {
        0 => matches!(sign, '-' | '+' | '*'),
        1..=9 => matches!(sign, '.' | ')'),
        _ => false,
    };
    (known && open).then(|| (sign, number.parse().ok(), digits))
}

/// For each line the list that it is an item of: items with one sign behind each other, or with
/// numbers that rise one by one.
fn listed(said: &[Line<'_>]) -> Vec<Option<usize>> {
    let items: Vec<_> = said.iter().map(|l| item(l.text)).collect();
    let mut lists = vec![None; said.len()];
    let mut from = 0;
    while from < items.len() {
        let sign = |i: &Option<(char, Option<u32>, usize)>| i.map(|(s, n, _)| (s, n.is_some()));
        let alike = items[from..].iter().take_while(|i| sign(i) == sign(&items[from])).count();
        let run = &items[from..from + alike];
        let number = |i: &Option<(char, Option<u32>, usize)>| i.and_then(|(_, n, _)| n);
        let rises = run.windows(2).all(|w| match (number(&w[0]), number(&w[1])) {
            (Some(a), Some(b)) => a + 1 == b,
            _ => true,
        });
        if run[0].is_some() && alike > 1 && rises {
            lists[from..from + alike].fill(Some(from));
        }
        from += alike;
    }
    lists
}

/// Where a backslash has to stand in a line that Markdown would take for something else.
fn markup(text: &str) -> Option<usize> {
    let hashes = text.bytes().take_while(|&b| b == b'#').count();
    let after = text.as_bytes().get(hashes);
    let is_hash = (1..=6).contains(&hashes) && after.is_none_or(|&b| b == b' ' || b == b'\t');
    // A heading of Markdown can be underlined with a single sign.
    let is_line = !text.is_empty() && text.bytes().all(|b| b == b'=');
    if is_hash || is_line || text.starts_with('>') {
        return Some(0);
    }
    item(text).map(|(_, _, at)| at)
}

/// How many bytes of the white space before a line make code of it; none if there is too little.
fn indentation(white: &str) -> usize {
    let (mut columns, mut bytes) = (0, 0);
    for b in white.bytes().take_while(|b| matches!(b, b' ' | b'\t')) {
        columns = if b == b'\t' { (columns / TAB + 1) * TAB } else { columns + 1 };
        bytes += 1;
    }
    if columns >= CODE { bytes } else { 0 }
}

/// Whether a line that is blank for Markdown, too, stands between the two.
fn is_apart(text: &str, line: &Line<'_>, next: &Line<'_>) -> bool {
    let between = Span::new(line.whole.end, next.whole.start).slice(text);
    between.lines().any(|l| l.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\r')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> String {
        let pass = Markdown::new(&RuleSet::built_in(), Arc::new(Model::embedded()));
        let mut found = Vec::new();
        pass.inspect(text, &mut Scratch::default(), &mut Diagnosis::default(), &mut found);
        let (mut out, mut at) = (String::new(), 0);
        for f in found {
            out += Span::new(at, f.span.start).slice(text);
            out += f.fix.as_deref().unwrap_or(&f.before);
            at = f.span.end;
        }
        out + Span::new(at, text.len()).slice(text)
    }

    const REPORT: &str = "河道清理工作小结\n去年秋天，村民清理了三公里河道。\n第一章 做法\n一、分工\n\
                          （一）分段包干\n每段三户人家。\n（二）早晚巡查\n巡查的人轮流。\n二、工具\n\
                          网兜和竹竿。\n第二章 打算\n今年再添四只垃圾桶。\n";

    #[test]
    fn title_and_headings_get_their_levels() {
        let expected = "# 河道清理工作小结\n\n去年秋天，村民清理了三公里河道。\n\n## 第一章 做法\n\n\
                        ### 一、分工\n\n#### （一）分段包干\n\n每段三户人家。\n\n#### （二）早晚巡查\n\n\
                        巡查的人轮流。\n\n### 二、工具\n\n网兜和竹竿。\n\n## 第二章 打算\n\n\
                        今年再添四只垃圾桶。\n";
        assert_eq!(marked(REPORT), expected);
        assert_eq!(marked(expected), expected);
        assert_eq!(marked(&REPORT.replace('\n', "\r\n")), expected.replace('\n', "\r\n"));
        assert_eq!(marked(&REPORT.replace('\n', "\n\n")), format!("{expected}\n"));
        let (untitled, body) = (REPORT.split_once('\n'), expected.split_once("\n\n"));
        assert_eq!(untitled.map(|t| marked(t.1)).as_deref(), body.map(|b| b.1));
    }

    #[test]
    fn numbered_paragraphs_and_lists_are_no_headings() {
        for text in [
            "会议提出三点。\n一、早做准备，不等不靠。\n二、责任到人，按时检查。\n",
            "要带的东西有：\n一、网兜\n二、竹竿\n三、手套\n四、雨靴\n",
            "各村要做好这件事。\n第一条 分段包干\n包干到户。\n第二条 早晚巡查\n轮流巡查。\n",
            "三公里河道清理好了。\n一、分工\n每段三户人家。\n",
        ] {
            assert_eq!(marked(text), text);
        }
    }

    #[test]
    fn a_first_line_that_reads_on_or_addresses_somebody_is_no_title() {
        for text in [
            "各位村民：\n河道清理好了。\n",
            "去年秋天，村里清理了三公里\n河道，割了草。\n",
            "守闸的老陈走进村口小店\n门外下着雨，没有人说话\n雨停了才走。\n",
        ] {
            assert_eq!(marked(text), text);
        }
    }

    #[test]
    fn what_markdown_takes_for_markup_is_escaped() {
        for (line, escaped) in [
            ("# 不是标题", "\\# 不是标题"),
            ("> 不是引文", "\\> 不是引文"),
            ("- 不是一项", "\\- 不是一项"),
            ("+ 不是一项", "\\+ 不是一项"),
            ("3. 不是一项", "3\\. 不是一项"),
            ("    不是代码", "不是代码"),
            ("===", "\\==="),
            ("3.5万人", "3.5万人"),
            ("3.没有空格", "3.没有空格"),
            ("#话题#", "#话题#"),
            ("-5 度", "-5 度"),
            ("　　缩进", "　　缩进"),
        ] {
            let text =
                format!("河道清理工作小结\n水渠修好了，大家都来看。\n{line}\n晚上又下了雨。\n");
            let expected = format!(
                "# 河道清理工作小结\n\n水渠修好了，大家都来看。\n\n{escaped}\n\n晚上又下了雨。\n"
            );
            assert_eq!(marked(&text), expected);
        }
    }

    #[test]
    fn items_of_a_list_stay_together() {
        let text = "河道清理工作小结\n要带的东西有三样，缺一不可。\n- 网兜\n- 竹竿\n都在仓库里，早上去领。\n1. 先登记\n2. 再领取\n\
                    用完了还回来，擦干净。\n3. 不要弄湿\n5. 不要弄丢\n";
        let expected = "# 河道清理工作小结\n\n要带的东西有三样，缺一不可。\n\n- 网兜\n- 竹竿\n\n都在仓库里，早上去领。\n\n1. 先登记\n\
                        2. 再领取\n\n用完了还回来，擦干净。\n\n3\\. 不要弄湿\n\n5\\. 不要弄丢\n";
        assert_eq!(marked(text), expected);
    }

    #[test]
    fn lines_that_are_what_they_are_on_purpose_stay() {
        for text in [
            "那年的夏天\n风吹过操场\n我们还在唱\n没有写完的歌\n",
            "按钮\t作用\n下载\t存盘\n收藏\t留待以后\n",
            "收件人：陈某\n地址：江边路8号\n电话：13800000000\n",
            "甲\n```\nx\n```\n",
            "",
            "\n",
        ] {
            assert_eq!(marked(text), text);
        }
    }
}
