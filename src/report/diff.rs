//! The change as a patch that `git apply` takes: the bytes are those of the file, in its
//! own charset and with its own line ends, whatever they are.

use super::escape::is_hazardous;
use super::lines::{Lines, operations};
use super::{Document, Lang, Report};
use crate::error::Error;
use crate::patch::{Hunk, Patch};
use crate::span::Span;
use similar::udiff::UnifiedHunkHeader;
use similar::{DiffOp, group_diff_ops};
use std::io::Write;
use std::path::Path;

/// Unchanged lines around a change, as everywhere.
pub(super) const CONTEXT: usize = 3;

/// A unified diff with git's headers.
pub(crate) struct UnifiedDiff {
    /// Of the line that says that a patch is that of a web page's text.
    pub(crate) lang: Lang,
}

impl Report for UnifiedDiff {
    fn document(&self, document: &Document<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        let original = document.original()?;
        let Some(restored) = document.restored(&original)? else { return Ok(()) };
        let (old, new) = (Lines::new(&original), Lines::new(&restored));
        if let Some(notice) = document.notice(self.lang) {
            // What stands before a header is a comment.
            let _ = writeln!(out, "{notice}");
        }
        header(&document.name(), out);
        for group in group_diff_ops(changed_lines(document, &old, &new), CONTEXT) {
            hunk(&group, &old, &new, out);
        }
        Ok(())
    }
}

/// The changed lines of the file. In UTF-16 and UTF-32 the byte of a line break also occurs
/// inside characters, so there the places are counted in bytes; in every other charset lines
/// of the text are lines of the file. HZ alone can continue a line; then, and where the
/// charset itself changes, everything between the first and the last changed line counts.
fn changed_lines(document: &Document<'_>, old: &Lines<'_>, new: &Lines<'_>) -> Vec<DiffOp> {
    let outcome = document.outcome;
    let patch = outcome.patch();
    let (source, text) = (outcome.source(), outcome.text());
    if document.to.is_some() {
        return all_between(old, new);
    }
    let (unit, mark) = outcome.widths();
    if unit > 1 {
        return operations(old, new, wide_hunks(&patch, source, text, unit, mark));
    }
    let (source, text) = (Lines::new(source.as_bytes()), Lines::new(text.as_bytes()));
    if (source.len(), text.len()) == (old.len(), new.len()) {
        return operations(&source, &text, patch.hunks().iter().copied());
    }
    all_between(old, new)
}

/// Everything between the first and the last line that differ, as one change: where the
/// charset changes, few lines stay.
fn all_between(old: &Lines<'_>, new: &Lines<'_>) -> Vec<DiffOp> {
    let shorter = old.len().min(new.len());
    let front = (0..shorter).take_while(|&i| old.line(i) == new.line(i)).count();
    let back = (1..=shorter - front)
        .take_while(|&i| old.line(old.len() - i) == new.line(new.len() - i))
        .count();
    let (old_end, new_end) = (old.len() - back, new.len() - back);
    vec![
        DiffOp::Equal { old_index: 0, new_index: 0, len: front },
        DiffOp::Replace {
            old_index: front,
            old_len: old_end - front,
            new_index: front,
            new_len: new_end - front,
        },
        DiffOp::Equal { old_index: old_end, new_index: new_end, len: back },
    ]
}

/// The hunks in bytes of a text in units of `unit` bytes that begins after a mark of `mark`
/// bytes.
fn wide_hunks(patch: &Patch, source: &str, text: &str, unit: usize, mark: usize) -> Vec<Hunk> {
    let width = |text: &str, from: usize, to: usize| {
        let text = Span::new(from, to).slice(text);
        unit * if unit == 2 { text.encode_utf16().count() } else { text.chars().count() }
    };
    let (mut old, mut new) = (mark, mark);
    let (mut old_at, mut new_at) = (0, 0);
    let mut hunks = Vec::with_capacity(patch.hunks().len());
    for hunk in patch.hunks() {
        let old_start = old + width(source, old_at, hunk.old.start);
        let new_start = new + width(text, new_at, hunk.new.start);
        old = old_start + width(source, hunk.old.start, hunk.old.end);
        new = new_start + width(text, hunk.new.start, hunk.new.end);
        (old_at, new_at) = (hunk.old.end, hunk.new.end);
        hunks.push(Hunk { old: Span::new(old_start, old), new: Span::new(new_start, new) });
    }
    hunks
}

fn header(path: &Path, out: &mut Vec<u8>) {
    let name = name_in_patch(path);
    let quoted_a = quoted(b"a/", &name);
    let quoted_b = quoted(b"b/", &name);
    // A name with a space ends at a tab; nothing else tells where it does.
    let tab: &[u8] = if name.contains(&b' ') { b"\t" } else { b"" };
    let parts: [&[u8]; 11] = [
        b"diff --git ",
        &quoted_a,
        b" ",
        &quoted_b,
        b"\n--- ",
        &quoted_a,
        tab,
        b"\n+++ ",
        &quoted_b,
        tab,
        b"\n",
    ];
    out.extend(parts.concat());
}

/// The path as a patch names it: relative, without a leading `./`.
fn name_in_patch(path: &Path) -> Vec<u8> {
    let mut name = path.as_os_str().as_encoded_bytes();
    while let Some(rest) = name.strip_prefix(b"./").or_else(|| name.strip_prefix(b"/")) {
        name = rest;
    }
    name.to_vec()
}

/// Quotes a name as git does, if it holds anything that a patch or a terminal would take
/// for something else.
fn quoted(prefix: &[u8], name: &[u8]) -> Vec<u8> {
    let mut out = prefix.to_vec();
    let plain = std::str::from_utf8(name)
        .is_ok_and(|s| !s.chars().any(|c| is_hazardous(c) || matches!(c, '"' | '\\')));
    if plain {
        out.extend(name);
        return out;
    }
    out.insert(0, b'"');
    for &byte in name {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', byte]),
            b'\n' => out.extend(b"\\n"),
            b'\t' => out.extend(b"\\t"),
            0x20..=0x7E => out.push(byte),
            _ => out.extend(format!("\\{byte:03o}").into_bytes()),
        }
    }
    out.push(b'"');
    out
}

fn hunk(group: &[DiffOp], old: &Lines<'_>, new: &Lines<'_>, out: &mut Vec<u8>) {
    // Writing to memory cannot fail.
    let _ = writeln!(out, "{}", UnifiedHunkHeader::new(group));
    for op in group {
        if let DiffOp::Equal { .. } = op {
            op.old_range().for_each(|i| line(b' ', old.line(i), out));
        } else {
            op.old_range().for_each(|i| line(b'-', old.line(i), out));
            op.new_range().for_each(|i| line(b'+', new.line(i), out));
        }
    }
}

fn line(sign: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(sign);
    out.extend(bytes);
    if !bytes.ends_with(b"\n") {
        out.extend(b"\n\\ No newline at end of file\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_are_not_quoted() {
        assert_eq!(quoted(b"a/", "报告 一.txt".as_bytes()), "a/报告 一.txt".as_bytes());
    }

    #[test]
    fn odd_names_are_quoted_as_git_does() {
        assert_eq!(quoted(b"a/", b"x\"y\nz"), br#""a/x\"y\nz""#);
        assert_eq!(quoted(b"a/", b"\xCE\xC4"), br#""a/\316\304""#);
        assert_eq!(quoted(b"a/", b"\x1B[31m"), br#""a/\033[31m""#);
    }

    #[test]
    fn a_patch_names_relative_paths() {
        assert_eq!(name_in_patch(Path::new("././/a/b")), b"a/b");
        assert_eq!(name_in_patch(Path::new("/srv/a")), b"srv/a");
    }
}
