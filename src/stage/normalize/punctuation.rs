//! Half-width punctuation in Chinese: commas, stops, brackets, dots and dashes. A mark is
//! decided by what stands on its two sides. Leaves Latin prose, numbers, list markers, names
//! of files and everything that may be code; where the sides disagree, it changes nothing.

use super::Normalizer;
use super::brackets;
use super::sight::{Line, Side, is_chinese, is_letter};
use super::transliteration::is_name_dot;
use crate::patch::Edit;
use crate::span::Span;

/// Bytes of the longest number of a list: 二十三.
const LONGEST_MARKER: usize = 9;

/// The normalization.
pub(super) struct Punctuation;

impl Normalizer for Punctuation {
    fn look(&self, line: Line<'_>, out: &mut Vec<Edit>) {
        if !is_chinese_prose(line) {
            return;
        }
        let mut found = brackets::full_width(line);
        let place = Place::of(line, &found);
        let mut taken = after_marker(line);
        for (span, c) in line.chars() {
            if span.start < taken || !matches!(c, ',' | ';' | ':' | '?' | '!' | '.' | '-') {
                continue;
            }
            let run = run_of(line, span, c);
            let edit = match c {
                '?' | '!' => place.question(run),
                '.' if run.len() == 1 => place.full_stop(run),
                '.' => place.ellipsis(run),
                '-' => place.dash(run),
                _ if run.len() == 1 => place.mark(run, c),
                _ => None,
            };
            taken = run.end;
            found.extend(edit);
        }
        // Two edits may want the same space; the first takes it.
        found.sort_by_key(|e| e.span);
        let mut end = 0;
        for mut edit in found {
            edit.span.start = edit.span.start.max(end);
            end = edit.span.end;
            out.push(edit);
        }
    }
}

/// Whether the line is Chinese with Latin words in it rather than the other way round: a comma
/// of English prose stays although a Chinese word stands before it.
fn is_chinese_prose(line: Line<'_>) -> bool {
    let (mut chinese, mut words, mut in_word) = (0usize, 0usize, false);
    for (_, c) in line.chars() {
        chinese += usize::from(is_chinese(c));
        words += usize::from(is_letter(c) && !in_word);
        in_word = is_letter(c) || (in_word && matches!(c, '\'' | '’' | '-' | '_'));
    }
    chinese > words
}

/// Where the text of the line begins, past a list marker such as `1.`, `a)` or `一.`.
fn after_marker(line: Line<'_>) -> usize {
    let text = line.span.slice(line.text);
    let rest = text.trim_start_matches([' ', '\t', '\u{3000}', '>', '-', '*', '+', '#']);
    let start = line.span.end - rest.len();
    let chinese = |c: char| "一二三四五六七八九十百".contains(c);
    let after = match rest.starts_with(chinese) {
        true => rest.trim_start_matches(chinese),
        false => rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()),
    };
    let width = rest.len() - after.len();
    let marked = (1..=LONGEST_MARKER).contains(&width) && after.starts_with(['.', ')']);
    if marked { start + width + 1 } else { line.span.start }
}

/// The run of marks that begins at `first`: dots and dashes come in rows, and so do questions.
fn run_of(line: Line<'_>, first: Span, c: char) -> Span {
    let same = |d: char| match c {
        '?' | '!' => d == '?' || d == '!',
        c => d == c,
    };
    let mut end = first.end;
    while line.char_after(end).is_some_and(same) && line.after(end) != Side::Code {
        end += 1;
    }
    Span::new(first.start, end)
}

/// A line in which some brackets will be full-width: what stands beside a mark is asked as it
/// will be, so that normalizing again changes nothing more.
struct Place<'a> {
    line: Line<'a>,
    /// Where these brackets are, in order.
    brackets: Vec<usize>,
}

impl<'a> Place<'a> {
    fn of(line: Line<'a>, brackets: &[Edit]) -> Place<'a> {
        let mark =
            |e: &Edit| e.span.start + usize::from(line.char_after(e.span.start) == Some(' '));
        let mut brackets: Vec<usize> = brackets.iter().map(mark).collect();
        brackets.sort_unstable();
        Place { line, brackets }
    }

    fn before(&self, at: usize) -> Side {
        match at.checked_sub(1).map(|i| self.brackets.binary_search(&i)) {
            Some(Ok(_)) if self.line.char_before(at) == Some(')') => Side::Closing,
            _ => self.line.before(at),
        }
    }

    fn after(&self, at: usize) -> Side {
        match self.brackets.binary_search(&at) {
            Ok(_) if self.line.char_after(at) == Some('(') => Side::Opening,
            _ => self.line.after(at),
        }
    }

    /// What a mark at `at` follows, past emphasis and straight quotes. A quotation counts as what it
    /// ends with.
    fn left(&self, at: usize) -> Side {
        let line = self.line;
        let text = Span::new(line.span.start, at).slice(self.line.text);
        let kept = text.trim_end_matches(['*', '"']);
        let side = self.before(line.span.start + kept.len());
        if side != Side::Closing || !kept.ends_with(['”', '’']) {
            return side;
        }
        let inside = kept.trim_end_matches(CLOSING);
        match inside.chars().next_back() {
            Some(c) if is_chinese(c) || "。？！…，；：、".contains(c) => Side::Closing,
            _ => Side::Other('”'),
        }
    }

    /// A comma, semicolon or colon.
    fn mark(&self, span: Span, c: char) -> Option<Edit> {
        let fix = match c {
            ',' => "，",
            ';' => "；",
            _ => "：",
        };
        // `title: 中文` is a key and its value.
        let key = c == ':' && self.line.char_after(span.end) == Some(' ');
        self.between(span, fix, key)
    }

    /// One or more question and exclamation marks.
    fn question(&self, run: Span) -> Option<Edit> {
        let marks = run.slice(self.line.text).chars();
        let fix: String = marks.map(|c| if c == '?' { '？' } else { '！' }).collect();
        self.between(run, &fix, true)
    }

    /// The edit of a mark that stands in Chinese, with one space after it. `follows_only`: Chinese
    /// after it is not enough.
    fn between(&self, span: Span, fix: &str, follows_only: bool) -> Option<Edit> {
        let before = self.left(span.start);
        let spaced = self.line.char_after(span.end) == Some(' ');
        let end = span.end + usize::from(spaced);
        let after = self.after(end);
        let follows = matches!(before, Side::Chinese | Side::Closing) && is_free(after);
        let precedes = before.is_word()
            && !follows_only
            && matches!(after, Side::Chinese | Side::Opening)
            && !is_entity(self.line, span.start);
        let end = if after == Side::Edge { span.end } else { end };
        (follows || precedes).then(|| Edit { span: Span::new(span.start, end), text: fix.into() })
    }

    /// A single dot.
    fn full_stop(&self, dot: Span) -> Option<Edit> {
        let before = self.left(dot.start);
        if !matches!(before, Side::Chinese | Side::Closing) || is_name_dot(self.line, dot) {
            return None;
        }
        let spaced = self.line.char_after(dot.end) == Some(' ');
        let end = dot.end + usize::from(spaced);
        let after = self.after(end);
        let ends = match after {
            // `.docx`, `.5`
            Side::Letter | Side::Digit | Side::Code => spaced,
            after => is_free(after),
        };
        let end = if after == Side::Edge { dot.end } else { end };
        ends.then(|| Edit { span: Span::new(dot.start, end), text: "。".into() })
    }

    /// Three dots or more.
    fn ellipsis(&self, run: Span) -> Option<Edit> {
        let before = matches!(self.before(run.start), Side::Chinese | Side::Closing);
        let path = matches!(self.after(run.end), Side::Other('/' | '\\'));
        (before && !path && run.len() >= 3).then(|| Edit { span: run, text: "……".into() })
    }

    /// Two hyphens between Chinese, with the spaces around them.
    fn dash(&self, run: Span) -> Option<Edit> {
        if run.len() != 2 {
            return None;
        }
        let spaced = self.line.char_before(run.start) == Some(' ')
            && self.line.char_after(run.end) == Some(' ');
        let wide = usize::from(spaced);
        let span = Span::new(run.start - wide, run.end + wide);
        let before = matches!(self.before(span.start), Side::Chinese | Side::Closing);
        let after = matches!(self.after(span.end), Side::Chinese | Side::Opening);
        (before && after).then(|| Edit { span, text: "——".into() })
    }
}

/// Full-width marks that close something.
const CLOSING: [char; 9] = ['）', '》', '〉', '】', '」', '』', '〕', '”', '’'];

/// Whether a mark in Chinese may stand before this.
fn is_free(after: Side) -> bool {
    match after {
        Side::Other(c) => matches!(c, '"' | '\'' | '*' | '(' | ')' | '[' | ']'),
        Side::Space | Side::Mark => false,
        _ => true,
    }
}

/// Whether the mark at `at` ends an HTML entity.
fn is_entity(line: Line<'_>, at: usize) -> bool {
    let text = Span::new(line.span.start, at).slice(line.text);
    let name = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    name.ends_with('&')
}
