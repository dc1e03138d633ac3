//! Vertical text of covers and banners, which comes out with one character a line. A column
//! of at least six that reads as one piece and ends as titles do (设计书, 报告, the needles of the
//! rule) is laid flat; any other is only proposed, since a poet may have set it. Columns of a table,
//! lists of characters and all that does not read as one piece stay.

use super::Sight;
use super::reading::{is_ideograph, mean_price};
use crate::finding::{Confidence, Finding};
use crate::span::Span;
use crate::stage::layout::line::{Line, lines};

/// Characters of a column that is laid flat.
const COLUMN: usize = 6;
/// Characters of a column that is proposed.
const SHORT: usize = 4;
/// No longer column is read: that is a list.
const LONGEST: usize = 40;
/// Mean price a character (nats) up to which a column reads as one piece; characters that do not
/// belong together cost 7 and more.
const READS: f32 = 4.5;

/// Half a column of these is a column of numbers.
const NUMERALS: &str = "〇一二三四五六七八九十百千";

/// Columns that read as one piece.
pub(super) fn find(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let mut column: Vec<Line<'_>> = Vec::new();
    let (mut blanks, mut gap) = (0, None);
    for line in lines(sight.text) {
        if line.is_blank() {
            blanks += 1;
            continue;
        }
        let alike = column.len() < 2 || gap == Some(blanks);
        let single = is_single(line.text);
        if !(single && alike && blanks < 2) {
            report(sight, &column, out);
            column.clear();
        } else if column.len() == 1 {
            gap = Some(blanks);
        }
        if single {
            column.push(line);
        }
        blanks = 0;
    }
    report(sight, &column, out);
}

fn is_single(line: &str) -> bool {
    line.len() <= 4 && {
        let mut chars = line.chars();
        chars.next().is_some_and(is_ideograph) && chars.next().is_none()
    }
}

fn report(sight: &Sight<'_>, column: &[Line<'_>], out: &mut Vec<Finding>) {
    let ([first, .., last], SHORT..=LONGEST) = (column, column.len()) else { return };
    let flat: String = column.iter().map(|l| l.text).collect();
    let numerals = flat.chars().filter(|&c| NUMERALS.contains(c)).count();
    if numerals * 2 > column.len() || mean_price(sight.prose, &flat) > READS {
        return;
    }
    let title = sight.needles.iter().any(|end| flat.ends_with(end.as_str()));
    let likely = column.len() >= COLUMN && title;
    let confidence = if likely { Confidence::Likely } else { Confidence::Possible };
    out.push(sight.finding(Span::new(first.said.start, last.said.end), &flat, confidence));
}

#[cfg(test)]
mod tests {
    use super::super::tests::restore;
    use super::*;

    fn column(text: &str) -> String {
        text.chars().map(|c| format!("{c}\n")).collect()
    }

    #[test]
    fn a_column_that_reads_is_laid_flat() {
        let cover = format!("某市第二中学\n{}二〇一五年三月\n", column("教学质量分析报告"));
        assert_eq!(
            restore("vertical-text", &cover, Confidence::Likely),
            "某市第二中学\n教学质量分析报告\n二〇一五年三月\n"
        );
        let spread = column("教学质量分析报告").replace('\n', "\n\n");
        assert_eq!(restore("vertical-text", &spread, Confidence::Likely), "教学质量分析报告\n\n");
    }

    #[test]
    fn columns_of_tables_lists_and_verse_stay() {
        for text in [
            "男女男男女女男女",
            "一二三四五六七八九十",
            "赵钱孙李周吴郑王",
            "优良优中良优差良",
            "天黑了",
            "窗外的雨下了一整夜",
        ] {
            let text = column(text);
            assert_eq!(restore("vertical-text", &text, Confidence::Likely), text);
        }
        let verse = column("我爱中国");
        assert_eq!(restore("vertical-text", &verse, Confidence::Likely), verse);
    }
}
