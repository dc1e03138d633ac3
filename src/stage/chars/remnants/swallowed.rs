//! Parameters of addresses that a browser took for entities: `?a=1&timestamp=2` became
//! `?a=1×tamp=2`, since `&times` needs no semicolon. Restored only behind a query and before an
//! equals sign; there, nothing else can have stood.

use crate::finding::{Confidence, Finding};
use crate::span::Span;
use crate::stage::chars::Sight;
use crate::stage::chars::char_set::CharSet;

/// The sign, what it swallowed, and the rest of names that parameters have.
const SWALLOWED: [(char, &str, &[&str]); 5] = [
    ('×', "&times", &["tamp"]),
    ('§', "&sect", &["ion"]),
    ('®', "&reg", &["ion", "ister"]),
    ('¤', "&curren", &["cy", "t"]),
    ('¬', "&not", &["ify", "e"]),
];

static SIGNS: CharSet = CharSet::of(&[('×', '×'), ('§', '§'), ('®', '®'), ('¤', '¤'), ('¬', '¬')]);

/// The longest query that is looked back over.
const LONGEST_QUERY: usize = 500;
/// The longest rest of a name: `¬ify_customer_id=`.
const LONGEST_NAME: usize = 30;

/// `×tamp=` inside an address.
pub(in crate::stage::chars) fn swallowed_entities(
    sight: &Sight<'_>,
    _: &mut Vec<Span>,
    out: &mut Vec<Finding>,
) {
    let bytes = sight.text().as_bytes();
    for (at, c) in SIGNS.all(sight.text()) {
        let end = at + c.len_utf8();
        let Some((_, meant, rests)) = SWALLOWED.iter().find(|s| s.0 == c) else { continue };
        let name = &bytes[end..];
        let length = name
            .iter()
            .take(LONGEST_NAME)
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
            .count();
        let is_name = name.get(length) == Some(&b'=')
            && rests.iter().any(|r| {
                let rest = &name[..length];
                rest.strip_prefix(r.as_bytes()).is_some_and(|r| matches!(r, [] | [b'_', ..]))
            });
        if is_name && follows_query(&bytes[..at]) {
            out.push(sight.finding(Span::new(at, end), Some(meant), Confidence::Likely));
        }
    }
}

/// Whether `bytes` end inside the query of an address: `…?a=1`. Signs that were entities
/// themselves may stand in it.
fn follows_query(bytes: &[u8]) -> bool {
    let mut equals = false;
    for &b in bytes.iter().rev().take(LONGEST_QUERY) {
        match b {
            b'=' => equals = true,
            b'?' => return equals,
            b'<' | b'>' | b'"' | b'\'' | b'`' => return false,
            0x21..=0x7E | 0xC2 | 0xC3 | 0x97 | 0xA7 | 0xAE | 0xA4 | 0xAC => {}
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_has_a_question_mark_and_a_value() {
        for text in ["http://a.cn/b?a=1", "?a=1", "/x.php?id=12§ion=3"] {
            assert!(follows_query(text.as_bytes()), "{text}");
        }
        for text in ["a=1", "?a", "?a=1 ", "什么?a=1，", "?a=一", ""] {
            assert!(!follows_query(text.as_bytes()), "{text}");
        }
    }
}
