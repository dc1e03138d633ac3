//! A character that a line break or an HTML tag was put into: the two halves are no
//! characters by themselves, but joined they are one. Reads nothing but the neighbourhood of
//! two halves.

use crate::span::Span;
use crate::transcode::{Coding, Opaque, decode};

/// Longer breaks are not looked for.
const LONGEST: usize = 80;

/// Bytes of a character that may stand behind the break.
const HALF: usize = 3;

/// A character in two halves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Split {
    /// Both halves and what stands between them.
    pub(super) span: Span,
    /// The character, and behind it what stood inside.
    pub(super) joined: String,
}

/// The split characters among the broken pieces of a text.
pub(super) fn splits(
    text: &str,
    bytes: &[u8],
    pieces: &[Opaque],
    coding_at: impl Fn(usize) -> Coding,
) -> Vec<Split> {
    let mut splits = Vec::new();
    let mut rest = pieces;
    while let [first, behind @ ..] = rest {
        let found = split(text, bytes, *first, behind, &coding_at);
        // The halves of one character are no halves of another.
        rest = &behind[found.as_ref().map_or(0, |f| f.1)..];
        splits.extend(found.map(|f| f.0));
    }
    splits
}

/// The character whose first half is `first`, and how many of the pieces behind it are its
/// second half: UTF-8 breaks into one for each byte.
fn split(
    text: &str,
    bytes: &[u8],
    first: Opaque,
    behind: &[Opaque],
    coding_at: impl Fn(usize) -> Coding,
) -> Option<(Split, usize)> {
    let between = Span::new(first.text.end, behind.first()?.text.start);
    if !first.malformed || !is_break(between.slice(text)) {
        return None;
    }
    let coding = coding_at(first.text.start);
    let mut both = bytes[first.bytes.start..first.bytes.end].to_vec();
    let mut end = None;
    for (n, piece) in behind.iter().take(HALF).enumerate() {
        if !piece.malformed || end.is_some_and(|end| end != piece.text.start) {
            return None;
        }
        end = Some(piece.text.end);
        both.extend(&bytes[piece.bytes.start..piece.bytes.end]);
        if let Some(c) = one_character(coding, &both) {
            let span = Span::new(first.text.start, piece.text.end);
            let joined = format!("{c}{}", between.slice(text));
            return Some((Split { span, joined }, n + 1));
        }
    }
    None
}

/// The ideograph that the bytes are.
fn one_character(coding: Coding, bytes: &[u8]) -> Option<char> {
    let (text, opaque) = decode(coding, bytes);
    let mut chars = text.chars();
    let c = chars.next().filter(|_| chars.next().is_none() && opaque.is_empty())?;
    // Other characters are rare enough for two stray bytes to meet in them.
    ('\u{4E00}'..='\u{9FFF}').contains(&c).then_some(c)
}

/// Whether `text` is what tools put between lines: line breaks, indents, tags that break one.
fn is_break(text: &str) -> bool {
    if text.is_empty() || text.len() > LONGEST {
        return false;
    }
    let mut rest = text;
    let mut breaks = 0;
    while let Some(c) = rest.chars().next() {
        let after = match c {
            '\n' => {
                breaks += 1;
                rest.strip_prefix(c)
            }
            '\r' | ' ' | '\t' => rest.strip_prefix(c),
            '<' => {
                breaks += 1;
                rest.split_once('>').filter(|(tag, _)| is_tag(tag)).map(|(_, after)| after)
            }
            _ => None,
        };
        let Some(after) = after else { return false };
        rest = after;
    }
    breaks > 0
}

/// Whether this is a tag, less its closing bracket.
fn is_tag(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains(['<', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_and_tags_are_breaks() {
        for text in ["\n", "\r\n", "<br>", "<br />\r\n", "</p>\n<p>", "\n    ", "<wbr>"] {
            assert!(is_break(text), "{text:?}");
        }
        for text in ["", " ", "a", "<", "<1>", "\n，", "< br>", "<a\n>"] {
            assert!(!is_break(text), "{text:?}");
        }
    }
}
