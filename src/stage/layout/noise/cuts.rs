//! Line breaks that a site put around its keywords and inside of times: 方针：“\n预防为主\n”,
//! 8:\n49:\n19. No line of Chinese begins with a closing mark or ends with an opening one, so
//! where a text has several such breaks, they are taken out; breaks between lines that could stand
//! as they are stay.

use super::Sight;
use super::reading::is_ideograph;
use crate::finding::{Confidence, Finding};
use crate::span::Span;
use crate::stage::layout::line::{Line, lines};
use crate::stage::layout::reads::reads_on;
use memchr::memmem;

/// A keyword is no longer, in characters.
const KEYWORD: usize = 24;
/// So many impossible line breaks must stand in a text.
const BREAKS: usize = 2;
/// Nats from which a keyword that no mark encloses reads on behind the line before it. Keywords
/// are nouns, with which lines begin as well; behind a sentence that has begun, a low bar will do.
const READS_ON: f32 = 2.0;
/// The bar where the line before has a comma.
const IN_SENTENCE: f32 = -4.0;

/// Line breaks around keywords.
pub(super) fn keywords(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let text = sight.text;
    let neighbours = || lines(text).zip(lines(text).skip(1));
    if neighbours().filter(|(a, b)| is_impossible(a, b)).take(BREAKS).count() < BREAKS {
        return;
    }
    let mut before: Option<Line<'_>> = None;
    // Whether the break before the line at hand was taken out.
    let mut joined = false;
    for (line, next) in neighbours() {
        let impossible = is_impossible(&line, &next);
        if let Some(before) =
            before.filter(|b| impossible && !joined && is_keyword(sight, b, &line))
        {
            out.push(close(sight, &before, &line));
        }
        if impossible {
            out.push(close(sight, &line, &next));
        }
        joined = impossible;
        before = Some(line);
    }
}

fn close(sight: &Sight<'_>, line: &Line<'_>, next: &Line<'_>) -> Finding {
    sight.finding(Span::new(line.said.end, next.said.start), "", Confidence::Likely)
}

/// Whether Chinese is never broken between the two lines.
fn is_impossible(line: &Line<'_>, next: &Line<'_>) -> bool {
    let (Some(end), Some(start)) = (line.text.chars().next_back(), next.text.chars().next()) else {
        return false;
    };
    let said = |l: &Line<'_>| l.text.chars().any(is_ideograph);
    let opens = matches!(end, '“' | '‘' | '「' | '『' | '《' | '（' | '〝');
    let closes = matches!(
        start,
        '”' | '’' | '」' | '』' | '》' | '）' | '〞' | '、' | '，' | '。' | '；' | '：'
    );
    let goes_on = |c: char| {
        is_ideograph(c) || c.is_ascii_alphanumeric() || matches!(c, '”' | '》' | '）' | '，' | '。')
    };
    (opens && goes_on(start) || closes && goes_on(end)) && said(line) && said(next)
}

/// Whether `line`, behind which a break is impossible, is a keyword torn out of the sentence
/// that `before` begins.
fn is_keyword(sight: &Sight<'_>, before: &Line<'_>, line: &Line<'_>) -> bool {
    let bar = if before.text.contains(['，', ',']) { IN_SENTENCE } else { READS_ON };
    before.text.chars().next_back().is_some_and(is_ideograph)
        && line.text.chars().next().is_some_and(is_ideograph)
        && line.text.chars().take(KEYWORD + 1).count() <= KEYWORD
        && reads_on(sight.model, before.text, line.text) > bar
}

/// Times with a line break behind each colon.
pub(super) fn times(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let bytes = sight.text.as_bytes();
    let mut floor = 0;
    for at in memmem::find_iter(bytes, b":\n") {
        let second = at + 4;
        let hour = at > 0 && bytes[at - 1].is_ascii_digit();
        if at < floor || !hour || bytes.get(second..second + 2) != Some(b":\n") {
            continue;
        }
        let sixty =
            |from: usize| matches!(bytes.get(from..from + 2), Some([b'0'..=b'5', b'0'..=b'9']));
        let ends = !bytes.get(second + 4).is_some_and(u8::is_ascii_alphanumeric);
        if sixty(at + 2) && sixty(second + 2) && ends {
            for colon in [at, second] {
                let line_break = Span::new(colon + 1, colon + 2);
                out.push(sight.finding(line_break, "", Confidence::Likely));
            }
            floor = second + 4;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::restore;
    use super::*;

    #[test]
    fn a_torn_out_keyword_is_put_back() {
        let text =
            "学校坚持“\n健康第一\n”的理念，每天安排\n阳光体育\n，下雨时改在室内。\n另起一段。\n";
        let got = restore("keyword-break", text, Confidence::Likely);
        assert_eq!(
            got,
            "学校坚持“健康第一”的理念，每天安排阳光体育，下雨时改在室内。\n另起一段。\n"
        );
    }

    #[test]
    fn breaks_that_may_be_stay() {
        for text in [
            "他说：\n“今天不去了。”\n“那就明天。”\n《目录》\n（一）总则\n",
            "标点有：\n，\n。\n、\n",
            "只有一处，\n，多了一个逗号。\n",
            "call(\n甲, 乙\n)\n",
        ] {
            assert_eq!(restore("keyword-break", text, Confidence::Possible), text);
        }
    }

    #[test]
    fn a_split_time_is_closed() {
        let text = "发布时间 2012-7-30 8:\n05:\n41\n步骤3:\n10:\n分钟后关火\n比分1:\n20\n";
        let got = restore("split-time", text, Confidence::Likely);
        assert_eq!(got, "发布时间 2012-7-30 8:05:41\n步骤3:\n10:\n分钟后关火\n比分1:\n20\n");
    }
}
