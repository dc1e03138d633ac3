//! Strings that forum software puts at the ends of lines so that what is copied is spoilt:
//! `8 Q1 z* J2 f`. They are hidden on the page. Each is a row of at least five units, a sign or
//! digit, a space, a letter or sign, drawn at random from two fixed ranges; so where one ends
//! is known to the character, even where it touches the letter of an option. Ordinary text has no
//! such rows; formulas and spaced letters lack their variety.

use super::Sight;
use super::reading::is_ideograph;
use crate::finding::{Confidence, Finding};
use crate::span::Span;
use memchr::memchr_iter;

/// The software writes so many units at least; at the edge of a line the first may lose its sign.
const UNITS: usize = 5;
/// So many different signs must lead the units: `A, B, C, D, E` has one.
const SIGNS: usize = 4;
/// A row of so many units needs no second one in the document: no formula is so long and
/// has a blank between all its signs and letters.
const LONG: usize = 8;
/// Rows in a document that has them.
const ROWS: usize = 2;
/// One unit in so many may have lost its sign: a space drawn as the sign melts into the next.
const BARE: usize = 3;

/// One row of units.
#[derive(Clone, Copy, Debug)]
struct Row {
    span: Span,
    units: usize,
}

/// Jammer strings of a text with Chinese.
pub(super) fn find(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let text = sight.text;
    let (mut rows, mut long) = (0, false);
    for row in rows_of(text.as_bytes()) {
        rows += 1;
        long |= row.units >= LONG;
    }
    if !(rows >= ROWS || long) || !text.chars().any(is_ideograph) {
        return;
    }
    out.extend(rows_of(text.as_bytes()).map(|r| sight.finding(r.span, "", Confidence::Likely)));
}

/// The rows of a text, in order.
fn rows_of(bytes: &[u8]) -> impl Iterator<Item = Row> {
    let mut floor = 0;
    memchr_iter(b' ', bytes).filter_map(move |space| {
        if space < floor {
            return None;
        }
        let row = row_at(bytes, space)?;
        // What was looked at once is not looked at again.
        floor = row.span.end;
        is_drawn(bytes, row).then_some(row)
    })
}

/// The row whose first space stands at `space`; a single unit is one as well.
fn row_at(bytes: &[u8], space: usize) -> Option<Row> {
    let start = if space > 0 && is_sign(bytes[space - 1]) { space - 1 } else { space };
    let (mut end, mut units, mut at) = (space, 0, space);
    while bytes.get(at) == Some(&b' ') && bytes.get(at + 1).is_some_and(|&b| is_letter(b)) {
        end = at + 2;
        units += 1;
        at = if bytes.get(end).is_some_and(|&b| is_sign(b)) { end + 1 } else { end };
    }
    (units > 0).then_some(Row { span: Span::new(start, end), units })
}

/// Whether the row is as varied as one drawn at random.
fn is_drawn(bytes: &[u8], row: Row) -> bool {
    if row.units < UNITS {
        return false;
    }
    let (mut signs, mut seen, mut bare) = (0u128, 0, 0);
    let (mut small, mut other) = (0, 0);
    let unit_bytes = bytes[row.span.start..row.span.end].iter().enumerate();
    let mut before = b'\n';
    for (_, &b) in unit_bytes {
        if b == b' ' {
            if is_sign(before) {
                seen += usize::from(signs >> before & 1 == 0);
                signs |= 1 << before;
            } else {
                bare += 1;
            }
        }
        small += usize::from(b.is_ascii_lowercase());
        other += usize::from(is_letter(b) && !b.is_ascii_lowercase());
        before = b;
    }
    seen >= SIGNS && bare * BARE <= row.units && small > 0 && other > 0
}

/// What the software draws first.
fn is_sign(b: u8) -> bool {
    matches!(b, b'!'..=b';')
}

/// What it draws second.
fn is_letter(b: u8) -> bool {
    matches!(b, b'?'..=b'~')
}

#[cfg(test)]
mod tests {
    use super::super::tests::restore;
    use super::*;

    #[test]
    fn rows_go_and_what_they_touch_stays() {
        let noisy = "下列句子哪一句是倒装句:4 K7 q. W3 ^! b9 G& ~\n\
                     2 m; T* _5 h+ x0 R- pA. 甚矣,汝之不惠。8 )\n\
                     1 v/ S( Y6 {7 d, }# wB. 何陋之有?3 n% J\" k1 Z: u\n\
                     . L4 g6 X' f$ o2 ]  满分:2 分5 C* c0 |! V8 i7 @ Q\n";
        let clean = "下列句子哪一句是倒装句:\nA. 甚矣,汝之不惠。8 )\nB. 何陋之有?3 n% J\" k1 Z: u\n  满分:2 分\n";
        let got = restore("jammer-string", noisy, Confidence::Likely);
        // The third line ends with a row of five units.
        assert_eq!(got, clean.replace("3 n% J\" k1 Z: u", ""));
    }

    #[test]
    fn formulas_options_and_spaced_letters_stay() {
        for text in [
            "选项有 A, B, C, D, E, F, G 七个。\n另有 a. b. c. d. e. f. g 七项。\n",
            "设 f( x) = a * b + c - d / e，则 x ; y ; z 。\n",
            "字母表 A B C D E F G H I J K L M N\n小写 a b c d e f g h i j k\n",
            "他写道：I, a b. Q; M! R, S 等人。\n",
            "for( i = 0; i < n; i++ ) { a[ i ] += b; } // 求和\n",
        ] {
            assert_eq!(restore("jammer-string", text, Confidence::Possible), text);
        }
    }

    #[test]
    fn one_short_row_proves_nothing() {
        let one = "记号如下：4 K7 q. W3 b! G\n其余从略。\n";
        assert_eq!(restore("jammer-string", one, Confidence::Possible), one);
    }
}
