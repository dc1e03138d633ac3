//! Entities whose ampersand was filtered out: `ldquo;好rdquo;`.

use super::is_prose;
use crate::finding::{Confidence, Finding};
use crate::protect::is_protected;
use crate::span::Span;
use crate::stage::chars::Sight;
use crate::stage::chars::entity_names::named;
use crate::stage::chars::view::may_be_ideograph;
use memchr::memchr_iter;

/// Entities that Chinese pages are full of. Other names are words of their own: `copy;`.
const NAMES: [&str; 8] = ["ldquo", "rdquo", "lsquo", "rsquo", "mdash", "hellip", "middot", "nbsp"];

/// `ldquo;`.
pub(in crate::stage::chars) fn bare_entities(
    sight: &Sight<'_>,
    places: &mut Vec<Span>,
    out: &mut Vec<Finding>,
) {
    let bytes = sight.text().as_bytes();
    let found: Vec<(Span, char)> =
        memchr_iter(b';', bytes).filter_map(|end| entity(bytes, end)).collect();
    if found.is_empty() || !is_prose(sight, places) {
        return;
    }
    let mut rest = found.as_slice();
    for line in sight.view.lines() {
        let (here, after) = rest.split_at(rest.partition_point(|(s, _)| s.start < line.end));
        rest = after;
        let chars = || sight.view.forward(line.start).take_while(|(s, _)| s.start < line.end);
        if here.is_empty() || !chars().any(|(_, c)| may_be_ideograph(c)) {
            continue;
        }
        for &(span, c) in here {
            let before = sight.view.before(span.start);
            let glued = before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '&');
            if !glued && !is_protected(places, span) && !sight.view.is_entity(span) {
                let fix = c.encode_utf8(&mut [0; 4]).to_owned();
                out.push(sight.finding(span, Some(&fix), Confidence::Likely));
            }
        }
    }
}

/// The entity that the semicolon at `end` closes.
fn entity(bytes: &[u8], end: usize) -> Option<(Span, char)> {
    let name = NAMES.iter().find(|n| bytes[..end].ends_with(n.as_bytes()))?;
    let start = end - name.len();
    // An entity that is whole, or half of one that was escaped twice.
    let escaped = [&b"&"[..], b"amp;", b"#38;"].iter().any(|a| bytes[..start].ends_with(a));
    let c = named(name)??;
    (!escaped).then_some((Span::new(start, end + 1), c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_unless_they_were_escaped_twice() {
        let found = |text: &str| entity(text.as_bytes(), text.len() - 1).map(|e| e.1);
        assert_eq!(found("说ldquo;"), Some('“'));
        assert_eq!(found("nbsp;"), Some(' '));
        for text in ["&ldquo;", "&amp;ldquo;", "&#38;nbsp;", "copy;", ";"] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
