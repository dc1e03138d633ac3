//! Places in a text that are not prose: addresses, paths, code, markup, formulas. Words
//! and entities there are left alone, because a swapped word in a URL is part of the URL.
//! Reads forward once, never further than to the mark that closes what it began, and
//! protects nothing where that mark is missing: scraped prose is full of stray `<`, `$`
//! and back-ticks.

mod address;
mod markup;
mod math;
mod names;
mod phrases;

pub(crate) use phrases::Phrases;

use crate::span::Span;
use memchr::{memchr3, memmem};

/// Fills `out` with the places of `text` that words must not touch: sorted, disjoint, on
/// character borders.
pub(crate) fn protected(text: &str, out: &mut Vec<Span>) {
    read(text, true, out);
}

/// The same without formulas: whether two dollar signs hold one depends on what stands
/// between them, and so on what is being restored there.
pub(crate) fn code_and_addresses(text: &str, out: &mut Vec<Span>) {
    read(text, false, out);
}

/// What style must not touch: all that words must not, and names.
pub(crate) fn not_prose(text: &str, out: &mut Vec<Span>) {
    protected(text, out);
    names::names(text, out);
    merge(out);
}

/// Sorts places and joins those that meet or overlap.
fn merge(out: &mut Vec<Span>) {
    out.sort_unstable();
    out.dedup_by(|next, kept| {
        let meet = next.start < kept.end;
        if meet {
            kept.end = kept.end.max(next.end);
        }
        meet
    });
}

fn read(text: &str, formulas: bool, out: &mut Vec<Span>) {
    out.clear();
    let mut reader = Reader::new(text, formulas);
    if let Some(matter) = reader.front_matter() {
        out.push(matter);
        reader.floor = matter.end;
    }
    if !may_hold_any(text.as_bytes()) {
        return;
    }
    while let Some(at) = reader.next_mark() {
        if let Some(span) = reader.at_mark(at) {
            out.push(span);
            reader.floor = span.end;
            reader.at = span.end;
        }
    }
}

/// Whether `span` touches one of `protected`, which are sorted and disjoint.
pub(crate) fn is_protected(protected: &[Span], span: Span) -> bool {
    let next = protected.partition_point(|p| p.end <= span.start);
    protected.get(next).is_some_and(|p| p.overlaps(span))
}

/// A few passes at memory speed spare most Chinese documents the reading.
fn may_hold_any(bytes: &[u8]) -> bool {
    memchr3(b'/', b'@', b'<', bytes).is_some()
        || memchr3(b'`', b'$', b'\\', bytes).is_some()
        || memmem::find(bytes, b"~~~").is_some()
        || memmem::find(bytes, b"www.").is_some()
}

/// Bytes at which something protected can be recognised.
const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    let mut list: &[u8] = b"/@<`$\\~wW";
    while let [first, rest @ ..] = list {
        marks[*first as usize] = true;
        list = rest;
    }
    marks
};

/// One forward reading of a text.
struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// Whether to look for formulas.
    formulas: bool,
    /// Where to look for the next mark.
    at: usize,
    /// End of the last protected place; the next one may not begin before it.
    floor: usize,
    closers: markup::Closers,
    display: math::Closers,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, formulas: bool) -> Reader<'t> {
        Reader {
            text,
            formulas,
            bytes: text.as_bytes(),
            at: 0,
            floor: 0,
            closers: markup::Closers::default(),
            display: math::Closers::default(),
        }
    }

    fn next_mark(&mut self) -> Option<usize> {
        let at = self.at.max(self.floor);
        let found = at + self.bytes.get(at..)?.iter().position(|&b| MARKS[usize::from(b)])?;
        self.at = found + 1;
        Some(found)
    }

    fn at_mark(&mut self, at: usize) -> Option<Span> {
        match self.bytes[at] {
            b'/' => self.url(at).or_else(|| self.unix_path(at)),
            b'w' | b'W' => self.bare_host(at),
            b'@' => self.mail(at),
            b'`' => self.fence(at).or_else(|| self.inline_code(at)),
            b'~' => self.fence(at),
            b'<' => self.markup(at),
            b'$' if self.formulas => self.dollar_math(at),
            b'\\' => {
                let formula = |r: &mut Self| if r.formulas { r.latex(at) } else { None };
                self.drive_path(at).or_else(|| formula(self))
            }
            _ => None,
        }
    }

    /// The byte at `at`, or 0 past the end.
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The byte before `at`, or 0 at the start.
    fn byte_before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(0, |i| self.bytes[i])
    }

    /// Where the run of bytes that begins at `at` and satisfies `wanted` ends.
    fn run(&self, at: usize, wanted: impl Fn(u8) -> bool) -> usize {
        at + self.bytes[at..].iter().take_while(|&&b| wanted(b)).count()
    }

    /// The text from `at` to the end; `at` is a character border.
    fn rest(&self, at: usize) -> &'t str {
        Span::new(at, self.text.len()).slice(self.text)
    }

    /// Whether only a few spaces stand before `at` in its line.
    fn is_line_start(&self, at: usize) -> bool {
        // Markdown allows three spaces of indent, lists add more.
        let indent = self.bytes[..at].iter().rev().take(9).take_while(|&&b| b == b' ').count();
        let first = at - indent;
        let starts = first == 0 || b"\n\r\x0B".contains(&self.bytes[first - 1]);
        starts && indent <= 8
    }
}

/// An ideograph or what passes for one: what a path or an address in Chinese is made of.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
        || matches!(c, '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> Vec<&str> {
        let mut out = vec![Span::new(0, 1); 3];
        protected(text, &mut out);
        out.iter().map(|s| s.slice(text)).collect()
    }

    #[test]
    fn plain_prose_is_not_protected() {
        assert!(parts("各县（区）要把维权效劳送到基层，2/3的乡镇设立站点。").is_empty());
        assert!(parts("---\n没有键的分隔线\n---\n正文").is_empty());
    }

    #[test]
    fn a_span_that_touches_a_protected_place_is_protected() {
        let places = [Span::new(3, 6), Span::new(9, 12)];
        assert!(is_protected(&places, Span::new(5, 7)));
        assert!(is_protected(&places, Span::new(0, 20)));
        assert!(!is_protected(&places, Span::new(6, 9)));
        assert!(!is_protected(&places, Span::new(12, 15)));
    }

    #[test]
    fn unclosed_marks_protect_nothing() {
        for text in [
            "这是引进人才的`重要途径",
            "气温<零下五度，风力>六级",
            "每吨$20，合计很多",
            "```\n没有结束的代码块",
            "<!-- 没有结束的注释",
            "<script> 没有结束",
            "他说$$这也没有结束",
            "\\[ 没有结束",
        ] {
            let rest: Vec<&str> = parts(text).into_iter().filter(|p| *p != "<script>").collect();
            assert!(rest.is_empty(), "{text}: {rest:?}");
        }
    }

    proptest! {
        #[test]
        fn protected_places_are_sorted_disjoint_and_on_borders(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "`", "``", "```", "\n", "~~~", "<", ">", "<!--", "-->", "<script>",
                    "</script>", "<b ", "$", "$$", "\\", "\\[", "\\]", "C:\\", "http://", "/usr/",
                    "www.", "a@b.cn", "@", "服务", "，", "。", " ", "x", "1", "---", "\r\n",
                    "\\label{", "}", "名: ", "title: ", "/", "=", ".",
                ]),
                0..40,
            )
        ) {
            let text = pieces.concat();
            let mut out = Vec::new();
            protected(&text, &mut out);
            let mut end = 0;
            for span in out {
                prop_assert!(end <= span.start && !span.is_empty());
                prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
                end = span.end;
            }
        }
    }

    #[test]
    fn hostile_text_is_read_in_linear_time() {
        // Each of these made a naive reader quadratic; a megabyte of it must take no time.
        for piece in
            ["<script>", "`", "``` ` ", "\\[", "$$a", "a@", "<!--", "\n```x", "\\begin{", "C:\\a "]
        {
            let text = piece.repeat(1_000_000 / piece.len());
            let started = std::time::Instant::now();
            protected(&text, &mut Vec::new());
            assert!(started.elapsed().as_secs() < 5, "{piece:?}: {:?}", started.elapsed());
        }
    }
}
