//! Whether a mark is meant to be its counterpart: “A“ closes with an opening mark, ”A”
//! opens with a closing one. Asked only where reading the mark as it stands leaves a
//! quotation without its other half; the text around has the last word.

use super::between;
use super::marks::Mark;
use crate::finding::Confidence;
use crate::span::Span;
use crate::stage::chars::view::{View, is_ideograph};

/// What people quote by mistake of the keyboard is short: terms, names, titles, and nothing
/// with a comma in it. Beyond this a stretch is not even read. The bound is far from where
/// it could matter, so that a word restored inside the stretch does not move it across.
const LONGEST: usize = 120;

/// How sure it is that `mark` closes what `open` opened, if it can at all.
pub(super) fn to_closing(view: &View<'_>, open: Mark, mark: Mark) -> Option<Confidence> {
    let content = Content::of(view, between(open, mark))?;
    let opening_follows = matches!(content.last, '：' | '，' | '、' | '；' | ':' | ',' | ';')
        || matches!(content.last, '（' | '(' | '《' | '〈' | '「' | '【' | '—' | '-')
        // `“所谓“必然”的…`
        || matches!(content.last, '谓' | '称' | '叫' | '说' | '道' | '曰' | '问' | '喊' | '见')
        || content.last.is_whitespace();
    let measure = content.last.is_ascii_digit() || digit_before(view, open);
    if opening_follows || measure || content.sentence_inside {
        return None;
    }
    Some(content.confidence())
}

/// How sure it is that `mark` opens what the next mark closes, if it can at all.
pub(super) fn to_opening(view: &View<'_>, mark: Mark) -> Option<Confidence> {
    let next = view
        .forward(mark.span.end)
        .take(LONGEST + 1)
        .find(|(_, c)| matches!(c, '”' | '〞' | '\n'))
        .filter(|(_, c)| *c != '\n')?;
    let content = Content::of(view, Span::new(mark.span.end, next.0.start))?;
    let before = view.before(mark.span.start);
    let closing_precedes = matches!(
        before,
        Some('。' | '！' | '？' | '…' | '；' | '）' | ')' | '》' | '.' | '!' | '?' | '”' | '〞')
    );
    // `…三农”和小康”`: rather two quotations that lost their opening marks.
    let joined = matches!(
        content.first,
        '的' | '和' | '与' | '與' | '及' | '或' | '等' | '是' | '在' | '这' | '中' | '为'
    );
    let starts =
        is_ideograph(content.first) || content.first.is_alphanumeric() || content.first == '《';
    let ends = !matches!(content.last, '：' | '，' | '、' | '；' | ':' | ',' | ';' | '。');
    if closing_precedes || joined || !starts || !ends || content.sentence_inside {
        return None;
    }
    if digit_before(view, mark) || content.last.is_ascii_digit() {
        return None;
    }
    Some(content.confidence())
}

fn digit_before(view: &View<'_>, mark: Mark) -> bool {
    view.before(mark.span.start).is_some_and(|c| c.is_ascii_digit())
}

/// What a reader sees between two marks.
struct Content {
    first: char,
    last: char,
    /// A sentence ends before the last character.
    sentence_inside: bool,
    clauses: bool,
}

impl Content {
    /// `None` if it is empty or long.
    fn of(view: &View<'_>, span: Span) -> Option<Content> {
        let mut chars =
            view.forward(span.start).take_while(|(s, _)| s.start < span.end).map(|p| p.1);
        let first = chars.next()?;
        let mut content = Content { first, last: first, sentence_inside: false, clauses: false };
        let mut length = 1;
        for c in chars {
            length += 1;
            if length > LONGEST {
                return None;
            }
            content.sentence_inside |= matches!(content.last, '。' | '！' | '？' | '；' | '\n');
            content.clauses |= matches!(c, '，' | ',' | '：');
            content.last = c;
        }
        Some(content)
    }

    /// Where a sentence ends before the mark, a new quotation may as well begin at it.
    const fn confidence(&self) -> Confidence {
        match self.last {
            '。' | '！' | '？' | '…' => Confidence::Possible,
            _ if self.clauses => Confidence::Possible,
            _ => Confidence::Likely,
        }
    }
}
