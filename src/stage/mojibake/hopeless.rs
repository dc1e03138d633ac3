//! Text whose bytes are gone: nothing that stands there says what stood there. Reported so
//! that nobody takes it for text or waits for a repair, and never changed. Quoted examples in
//! articles about mojibake are not reported.

use super::spoken;
use crate::finding::{Confidence, Finding, RuleId};
use crate::span::Span;
use memchr::memmem;

/// The rules of what cannot be undone.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    pub(super) replaced: Option<RuleId>,
    pub(super) uninitialized: Option<RuleId>,
    pub(super) questions: Option<RuleId>,
}

/// UTF-8's replacement character, twice, read as GBK.
pub(super) const KUN_JIN_KAO: &str = "锟斤拷";
/// So many bytes apart, two of them belong to one stretch.
const APART: usize = 60;
/// A line with one replacement character for so many others, or more, lost its text.
const FEW_OTHERS: usize = 3;
/// Fewer question marks than this may be an exclamation.
const FEWEST_QUESTIONS: usize = 5;
/// Memory that was never written: CC and CD, what debuggers fill it with, read as GBK.
const FILLED: [char; 2] = ['烫', '屯'];

/// Reports what cannot be undone outside of `taken`.
pub(super) fn hopeless(text: &str, rules: &Rules, taken: &[Span], out: &mut Vec<Finding>) {
    let mut report = |rule: RuleId, span: Span, confidence: Confidence| {
        let next = taken.partition_point(|t| t.end <= span.start);
        if !taken.get(next).is_some_and(|t| t.overlaps(span)) {
            out.push(Finding::by_rule(rule, span, text, None, confidence));
        }
    };
    if let Some(rule) = rules.replaced {
        kun_jin_kao(text, &mut |span| report(rule, span, Confidence::Certain));
        replaced(text, &mut |span| report(rule, span, Confidence::Certain));
    }
    if let Some(rule) = rules.uninitialized {
        uninitialized(text, &mut |span| report(rule, span, Confidence::Certain));
    }
    if let Some(rule) = rules.questions {
        questions(text, &mut |span| report(rule, span, Confidence::Possible));
    }
}

/// Whether a stretch stands in quotation marks, brackets or back-ticks: it is spoken of.
fn is_quoted(text: &str, span: Span) -> bool {
    let mark = |c: char| "“”‘’\"'`「」『』《》（）()[]【】、，：:/".contains(c);
    let before = text.get(..span.start).and_then(|t| t.chars().next_back());
    let behind = text.get(span.end..).and_then(|t| t.chars().next());
    before.is_some_and(mark) && behind.is_some_and(mark)
}

fn kun_jin_kao(text: &str, report: &mut dyn FnMut(Span)) {
    let mut places = memmem::find_iter(text.as_bytes(), KUN_JIN_KAO.as_bytes()).peekable();
    while let Some(start) = places.next() {
        let mut end = start + KUN_JIN_KAO.len();
        while let Some(next) = places.next_if(|&next| {
            let between = text.get(end..next).unwrap_or("\n");
            between.len() <= APART && !between.contains('\n')
        }) {
            end = next + KUN_JIN_KAO.len();
        }
        let span = Span::new(start, end);
        // One alone is more often an example than damage, which comes in swarms.
        let example = span.len() == KUN_JIN_KAO.len() && spoken::names_it(text);
        if !example && !is_quoted(text, span) {
            report(span);
        }
    }
}

/// Lines that are hardly more than replacement characters.
fn replaced(text: &str, report: &mut dyn FnMut(Span)) {
    let bytes = text.as_bytes();
    let mark = "\u{FFFD}".as_bytes();
    let mut at = 0;
    while let Some(found) = memmem::find(bytes.get(at..).unwrap_or_default(), mark) {
        let first = at + found;
        let end = memchr::memchr(b'\n', &bytes[first..]).map_or(text.len(), |i| first + i);
        at = end;
        let line = text.get(first..end).unwrap_or_default();
        let last = line.rfind('\u{FFFD}').unwrap_or(0) + mark.len();
        let span = Span::new(first, first + last);
        let (mut lost, mut others) = (0, 0);
        for c in span.slice(text).chars().filter(|c| !c.is_ascii()) {
            if c == '\u{FFFD}' { lost += 1 } else { others += 1 }
        }
        if lost >= 2 && lost * FEW_OTHERS >= others && !is_quoted(text, span) {
            report(span);
        }
    }
}

fn uninitialized(text: &str, report: &mut dyn FnMut(Span)) {
    let holds = |thrice: &str| memmem::find(text.as_bytes(), thrice.as_bytes()).is_some();
    if !(holds("烫烫烫") || holds("屯屯屯") || holds("烫屯") || holds("屯烫")) {
        return;
    }
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|t| t.find(FILLED)) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        let run = rest.find(|c| !FILLED.contains(&c)).unwrap_or(rest.len());
        at = start + run;
        let span = Span::new(start, at);
        let behind = text.get(at..).and_then(|t| t.chars().next());
        let before = text.get(..start).and_then(|t| t.chars().next_back());
        let ideograph = |c: Option<char>| c.is_some_and(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
        // Somebody may well cry 烫烫烫！ in a sentence.
        let cried = run < 5 * '烫'.len_utf8() && (ideograph(before) || behind == Some('！'));
        if run >= 3 * '烫'.len_utf8() && !cried && !is_quoted(text, span) {
            report(span);
        }
    }
}

/// Lines of question marks.
fn questions(text: &str, report: &mut dyn FnMut(Span)) {
    if memmem::find(text.as_bytes(), b"???").is_none() {
        return;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let place = start;
        start += line.len();
        let (mut marks, mut others) = (0, 0);
        for c in line.chars().filter(|c| !c.is_whitespace()) {
            match c {
                '?' => marks += 1,
                c if c.is_ascii_punctuation() => {}
                '，' | '。' | '、' | '：' | '；' | '（' | '）' | '！' => {}
                // Where a word is left, the marks may be meant.
                _ if !c.is_ascii() => others = marks + FEWEST_QUESTIONS,
                _ => others += 1,
            }
        }
        if marks >= FEWEST_QUESTIONS && marks > 2 * others {
            let text = line.trim();
            let first = place + (line.len() - line.trim_start().len());
            report(Span::new(first, first + text.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(look: fn(&str, &mut dyn FnMut(Span)), text: &str) -> Vec<String> {
        let mut found = Vec::new();
        look(text, &mut |span| found.push(span.slice(text).to_owned()));
        found
    }

    #[test]
    fn what_was_replaced_twice_is_one_stretch_a_line() {
        assert_eq!(
            places(kun_jin_kao, "锟斤拷系群锟斤拷雪\n锟斤拷"),
            ["锟斤拷系群锟斤拷", "锟斤拷"]
        );
        assert_eq!(places(kun_jin_kao, "俗称“锟斤拷”，又叫“锟斤拷锟斤拷”。"), [""; 0]);
    }

    #[test]
    fn lines_of_replacement_characters_are_reported() {
        assert_eq!(places(replaced, "\u{FFFD}\u{FFFD}ϵȺ\u{FFFD}").len(), 1);
        assert_eq!(places(replaced, "全市上下认真落实各项要求\u{FFFD}").len(), 0);
        assert_eq!(places(replaced, "替换符“\u{FFFD}\u{FFFD}”表示").len(), 0);
    }

    #[test]
    fn memory_that_was_never_written_is_told_from_a_cry() {
        assert_eq!(places(uninitialized, "姓名：烫烫烫烫烫烫屯屯").len(), 1);
        for text in ["这碗汤好烫烫烫！", "所谓“烫烫烫”", "屯屯", "小心烫"] {
            assert_eq!(places(uninitialized, text).len(), 0, "{text}");
        }
    }

    #[test]
    fn question_marks_are_reported_where_nothing_else_is() {
        assert_eq!(places(questions, "标题\n????????：????\n").len(), 1);
        for text in ["真的吗????????", "???", "a ?? b : c ?? d ?? e ?? f"] {
            assert_eq!(places(questions, text).len(), 0, "{text}");
        }
    }
}
