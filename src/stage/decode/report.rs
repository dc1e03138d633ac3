//! Findings about bytes: what cannot be decoded, characters cut in two, lines in another
//! charset than their document. Decides nothing about the text.

use super::Decoded;
use super::split::{Split, splits};
use crate::finding::{Confidence, Finding, Reason, StageId};
use crate::rule::{Look, RuleSet};
use crate::span::Span;

/// The functions that rules can name.
pub(super) const UNDECODABLE: &str = "undecodable-bytes";
pub(super) const SPLIT: &str = "split-character";
pub(super) const MIXED: &str = "mixed-charsets";

/// Reports what is wrong with the bytes of a document.
pub(crate) fn inspect(decoded: &Decoded<'_>, rules: &RuleSet, out: &mut Vec<Finding>) {
    if decoded.pieces.is_empty() && decoded.parts.is_empty() {
        return;
    }
    let rule = |name| {
        let is = |look: &Look| matches!(look, Look::Detect(n) if n == name);
        rules.of_stage(StageId::Decode).find(|r| is(&r.look)).map(|r| r.id)
    };
    let text = &*decoded.text;
    let halves: Vec<Split> = match rule(SPLIT) {
        Some(_) => {
            let coding_at = |at| decoded.coding_at(at);
            splits(text, decoded.bytes, &decoded.pieces, coding_at)
        }
        None => Vec::new(),
    };
    if let Some(id) = rule(SPLIT) {
        out.extend(halves.iter().map(|split| {
            let fix = Some(&*split.joined);
            Finding::by_rule(id, split.span, text, fix, Confidence::Likely)
        }));
    }
    if let Some(id) = rule(UNDECODABLE) {
        let known = |place: Span| {
            let next = halves.partition_point(|h| h.span.end <= place.start);
            halves.get(next).is_some_and(|h| h.span.contains(place))
        };
        let lost = decoded.pieces.iter().filter(|p| p.malformed && !known(p.text));
        out.extend(lost.map(|p| Finding::by_rule(id, p.text, text, None, Confidence::Certain)));
    }
    if let Some(id) = rule(MIXED) {
        let others = decoded.parts.iter().filter(|p| p.coding != decoded.coding);
        out.extend(others.map(|part| {
            let reason =
                Reason::Charset { part: part.coding.name(), document: decoded.coding.name() };
            let place = first_line(part.text, text);
            let found = Finding::by_rule(id, place, text, None, Confidence::Likely);
            Finding { reason, ..found }
        }));
    }
}

/// The first line of a part that is not ASCII, without its line break: enough to find the
/// place, and a part may be as long as a document.
fn first_line(part: Span, text: &str) -> Span {
    let mut start = part.start;
    for line in part.slice(text).split_inclusive('\n') {
        if !line.is_ascii() {
            return Span::new(start, start + line.trim_end_matches(['\r', '\n']).len());
        }
        start += line.len();
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::DETECTORS;

    #[test]
    fn the_detectors_of_this_stage_are_those_that_rules_can_name() {
        let named: Vec<&str> =
            DETECTORS.iter().filter(|d| d.0 == StageId::Decode).map(|d| d.1).collect();
        assert_eq!(named, [UNDECODABLE, SPLIT, MIXED]);
    }
}
