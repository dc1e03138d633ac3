//! Spaces that stand where a line was broken in print, in the midst of words: 其 间, 升 任. A
//! document is known by them: most of the spaces between its ideographs stand inside of words, in
//! long lines. Spaces that set apart names, titles, verses or subtitles lie between words, and
//! then none is touched.

use super::Sight;
use super::reading::{bond, first, is_ideograph, last};
use crate::finding::{Confidence, Finding};
use crate::span::Span;
use crate::stage::layout::line::{Line, lines};
use memchr::memchr_iter;

/// In a shorter line, in bytes, spaces set a title or columns.
const LONG: usize = 240;
/// So many spaces must stand inside of words.
const SPACES: usize = 3;
/// Of so many spaces at most one may be between words and the document still be known.
const OF: usize = 4;
/// Nats by which the two halves of a word belong together at least.
const WORD: f32 = 6.0;
/// Ideographs on each side that must touch the space or each other.
const RUN: usize = 2;
/// Log-odds from which a space is taken out where the document is known.
const SURE: f32 = 4.0;

/// A space between ideographs.
#[derive(Clone, Copy, Debug)]
struct Gap {
    span: Span,
    bond: f32,
}

/// Spaces inside of words.
pub(super) fn find(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let text = sight.text;
    if !lines(text).filter(|l| l.text.len() >= LONG).any(|l| gaps(&l).next().is_some()) {
        return;
    }
    let mut found: Vec<Gap> = Vec::new();
    for line in lines(text).filter(|l| l.text.len() >= LONG) {
        found.extend(gaps(&line).map(|span| {
            let before = Span::new(line.said.start, span.start).slice(text);
            let after = Span::new(span.end, line.said.end).slice(text);
            Gap { span, bond: bond(sight.prose, before, after) }
        }));
    }
    let inside = found.iter().filter(|g| g.bond >= WORD).count();
    let between = found.iter().filter(|g| g.bond < SURE).count();
    if inside < SPACES || between * OF > found.len() {
        return;
    }
    for gap in found {
        let confidence = if gap.bond >= SURE { Confidence::Likely } else { Confidence::Possible };
        out.push(sight.finding(gap.span, "", confidence));
    }
}

/// The single spaces of a line between ideographs that touch others.
fn gaps(line: &Line<'_>) -> impl Iterator<Item = Span> {
    let (text, start) = (line.text, line.said.start);
    memchr_iter(b' ', text.as_bytes()).filter_map(move |at| {
        let before = last(Span::new(0, at).slice(text), RUN);
        let after = first(Span::new(at + 1, text.len()).slice(text), RUN);
        let touches = before.chars().next_back().is_some_and(is_ideograph)
            && after.chars().next().is_some_and(is_ideograph);
        // 主 文, 姓 名: characters set wide.
        let wide = before.contains(char::is_whitespace) || after.contains(char::is_whitespace);
        (touches && !wide).then_some(Span::new(start + at, start + at + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::restore;
    use super::*;

    const BROKEN: &str = "旧城改造以来，运河两岸变了模样。沿岸的工厂陆续搬迁，腾出的地 方种了树，修了步道。傍晚时分，散步的居 民三三两两，孩子们在广场上放风筝。河水也比从前清 了，有人在桥下钓鱼。管理处每周派人打捞水草，检 查护栏，遇到大风大雨还要连夜值班，生怕有人靠近水边。";

    #[test]
    fn spaces_inside_of_words_go() {
        assert_eq!(restore("space-in-word", BROKEN, Confidence::Likely), BROKEN.replace(' ', ""));
    }

    #[test]
    fn spaces_between_words_stay() {
        let whole = BROKEN.replace(' ', "");
        let names = whole.replace("傍晚时分，", "张明 李芳 王强 赵静 陈勇 刘洋 孙丽 周涛 ");
        let verse = whole.replace(['，', '。'], " ");
        let wide = whole.replace("管理处", "管 理 处").replace("值班", "值 班");
        for text in [names, verse, wide] {
            assert_eq!(restore("space-in-word", &text, Confidence::Possible), text);
        }
    }
}
