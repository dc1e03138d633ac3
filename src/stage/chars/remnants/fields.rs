//! Field codes of Word that were taken for text: page numbers, tables of contents, links to
//! headings. What such a field shows stands behind the code and stays.

use super::{beside_tex_quote, is_calm, is_prose};
use crate::finding::{Confidence, Finding};
use crate::protect::is_protected;
use crate::rule::compile;
use crate::span::Span;
use crate::stage::chars::Sight;
use crate::stage::chars::view::may_be_ideograph;
use memchr::memmem;
use regex::Regex;
use std::sync::LazyLock;

/// A field that carries a switch, so that no word of prose is taken for one.
const FIELD: &str = r#"(?x)
    (?: TOC \x20* \\o \x20* "\d-\d" (?: \x20* \\[a-z] )*
      | HYPERLINK \x20* \\l \x20* "_[A-Za-z]+\d+" (?: \x20* \\[a-z] )*
      | PAGEREF \x20+ _[A-Za-z]+\d+ \x20* \\h
      | (?: (?: PAGE | NUMPAGES | SECTIONPAGES ) \x20* )? \\\* \x20* MERGEFORMAT
    )"#;

/// Texts with these words explain field codes.
const ABOUT_FIELDS: [&str; 3] = ["域代码", "域代碼", "Word 域"];

static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| compile(FIELD).ok());

/// `PAGE \* MERGEFORMAT`.
pub(in crate::stage::chars) fn field_codes(
    sight: &Sight<'_>,
    places: &mut Vec<Span>,
    out: &mut Vec<Finding>,
) {
    let text = sight.text();
    let holds = |s: &str| memmem::find(text.as_bytes(), s.as_bytes()).is_some();
    if !["\\*", "\\o", "\\l", "\\h"].iter().any(|s| holds(s)) {
        return;
    }
    let Some(pattern) = PATTERN.as_ref().filter(|p| p.is_match(text)) else { return };
    let chinese = sight.view.forward(0).any(|(_, c)| may_be_ideograph(c));
    if !chinese || ABOUT_FIELDS.iter().any(|s| holds(s)) || !is_prose(sight, places) {
        return;
    }
    for found in pattern.find_iter(text) {
        let span = Span::new(found.start(), found.end());
        let [before, after] = [sight.view.before(span.start), sight.view.after(span.end)];
        // `{ PAGE \* MERGEFORMAT }`: somebody writes about it.
        let quoted = sight.view.backward(span.start).take(3).find(|c| *c != ' ') == Some('{');
        let tex = beside_tex_quote(sight.view, span);
        // Two quotation marks that met could be a fence.
        let calm = !quoted
            && tex != [true, true]
            && (is_calm(before) || tex[0])
            && (is_calm(after) || after.is_some_and(|c| c.is_ascii_digit()) || tex[1]);
        if calm && !is_protected(places, span) {
            out.push(sight.finding(span, Some(""), Confidence::Likely));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_compiles_and_wants_a_switch() {
        let pattern = PATTERN.as_ref().unwrap();
        for text in [
            "TOC \\o \"1-3\" \\h \\z \\u",
            "TOC\\o\"1-3\"\\h\\z",
            "HYPERLINK \\l \"_Toc123\"",
            "PAGEREF _Toc123 \\h",
            "PAGE \\* MERGEFORMAT",
            "PAGE\\*MERGEFORMAT",
            "\\* MERGEFORMAT",
        ] {
            assert_eq!(pattern.find(text).map(|m| m.len()), Some(text.len()), "{text}");
        }
        for text in ["PAGE 1", "TOC", "HYPERLINK", "MERGEFORMAT"] {
            assert!(!pattern.is_match(text), "{text}");
        }
    }
}
