//! Markup: Markdown code and front matter, HTML and XML tags, comments and the elements
//! whose content is code.

use super::Reader;
use crate::span::Span;
use memchr::{memchr, memchr2, memchr3, memmem};

/// Back-ticks further apart than this on one line are two strays, not code.
const LONGEST_INLINE_CODE: usize = 256;
/// A run of more back-ticks than this counts as this many.
const LONGEST_FENCE: usize = 8;

/// Elements whose content is not prose.
const CODE_ELEMENTS: [&str; 6] = ["script", "style", "pre", "code", "kbd", "samp"];

/// What was looked for up to the end of the text and is not there. Without this memory, a
/// thousand unclosed comments would each read the whole text.
#[derive(Default)]
pub(super) struct Closers {
    no_comment_end: bool,
    no_element_end: [bool; CODE_ELEMENTS.len()],
    /// Shortest back-tick and tilde fence that nothing closes.
    no_fence: [Option<usize>; 2],
}

impl Reader<'_> {
    /// YAML between `---` or TOML between `+++` lines at the start of the text.
    pub(super) fn front_matter(&self) -> Option<Span> {
        let fence = self.bytes.get(..3).filter(|f| *f == b"---" || *f == b"+++")?;
        let body = self.line_end(3);
        let key = self.run(body, |b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        let sign = self.run(key, |b| b == b' ');
        if body > 5 || key == body || self.byte(sign) != if fence == b"---" { b':' } else { b'=' } {
            return None;
        }
        let mut line = body;
        while line < self.bytes.len() {
            let end = self.line_end(line);
            if self.bytes[line..end].trim_ascii_end() == fence {
                return Some(Span::new(0, end));
            }
            line = end;
        }
        None
    }

    /// A fenced code block that begins with the run of back-ticks or tildes at `at`.
    pub(super) fn fence(&mut self, at: usize) -> Option<Span> {
        let mark = self.bytes[at];
        let open = self.run(at, |b| b == mark);
        let count = (open - at).min(LONGEST_FENCE);
        if count < 3 || !self.is_line_start(at) {
            return None;
        }
        let memory = usize::from(mark == b'~');
        if self.closers.no_fence[memory].is_some_and(|least| least <= count) {
            return None;
        }
        let mut line = self.line_end(open);
        if mark == b'`' && memchr(b'`', &self.bytes[open..line]).is_some() {
            return None; // ```code``` on one line
        }
        while line < self.bytes.len() {
            let end = self.line_end(line);
            let content = self.bytes[line..end].trim_ascii();
            if content.len() >= count && content.iter().all(|&b| b == mark) {
                return Some(Span::new(at, end));
            }
            line = end;
        }
        self.closers.no_fence[memory] = Some(count);
        None
    }

    /// `` `code` `` on one line. An unmatched run of back-ticks is skipped as a whole.
    pub(super) fn inline_code(&mut self, at: usize) -> Option<Span> {
        let open = self.run(at, |b| b == b'`');
        self.at = open;
        let count = open - at;
        let limit = self.bytes.len().min(open + LONGEST_INLINE_CODE);
        let mut end = open;
        while let Some(i) = memchr3(b'`', b'\n', b'\x0B', &self.bytes[end..limit]) {
            let close = end + i;
            if self.bytes[close] != b'`' {
                return None;
            }
            end = self.run(close, |b| b == b'`');
            if end - close == count {
                return Some(Span::new(at, end));
            }
            if end >= limit {
                return None;
            }
        }
        None
    }

    /// A tag, a comment, or an element whose content is code.
    pub(super) fn markup(&mut self, at: usize) -> Option<Span> {
        if self.bytes[at..].starts_with(b"<!--") {
            return self.comment(at);
        }
        let tag = self.tag(at)?;
        Some(self.code_element(tag).unwrap_or(tag))
    }

    fn comment(&mut self, at: usize) -> Option<Span> {
        if self.closers.no_comment_end {
            return None;
        }
        let end = memmem::find(&self.bytes[at + 4..], b"-->");
        self.closers.no_comment_end = end.is_none();
        end.map(|i| Span::new(at, at + 4 + i + 3))
    }

    /// `<name …>`, `</name>`, `<!DOCTYPE …>`, `<?xml …>`. The name must be followed by what
    /// follows names in tags, so `a<b，c>d` is none.
    fn tag(&self, at: usize) -> Option<Span> {
        let name = at + 1 + usize::from(matches!(self.byte(at + 1), b'/' | b'!' | b'?'));
        if !self.byte(name).is_ascii_alphabetic() {
            return None;
        }
        let after = self.run(name, |b| b.is_ascii_alphanumeric() || b"-_:.".contains(&b));
        if !matches!(self.byte(after), b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n' | b'?') {
            return None;
        }
        let end = after + memchr2(b'<', b'>', &self.bytes[after..])?;
        (self.bytes[end] == b'>').then(|| Span::new(at, end + 1))
    }

    /// The whole element, if `tag` opens one of [`CODE_ELEMENTS`] and it is closed.
    fn code_element(&mut self, tag: Span) -> Option<Span> {
        let name_end = self.run(tag.start + 1, |b| b.is_ascii_alphanumeric());
        let name = &self.bytes[tag.start + 1..name_end];
        let kind = CODE_ELEMENTS.iter().position(|e| e.as_bytes().eq_ignore_ascii_case(name))?;
        if self.closers.no_element_end[kind] || self.byte(tag.end - 2) == b'/' {
            return None;
        }
        let rest = &self.bytes[tag.end..];
        let end = memmem::find_iter(rest, b"</").find(|&i| {
            rest.get(i + 2..i + 2 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name))
        });
        self.closers.no_element_end[kind] = end.is_none();
        let close = tag.end + end?;
        let bracket = memchr(b'>', &self.bytes[close..]).map_or(0, |i| i + 1);
        let width = if bracket == 0 { 2 + name.len() } else { bracket };
        Some(Span::new(tag.start, close + width))
    }

    /// Where the line that holds `at` ends, its line break included. Word processors break
    /// lines with U+000B.
    fn line_end(&self, at: usize) -> usize {
        match memchr3(b'\n', b'\r', b'\x0B', &self.bytes[at..]).map(|i| at + i) {
            Some(i) if self.bytes[i] == b'\r' && self.byte(i + 1) == b'\n' => i + 2,
            Some(i) => i + 1,
            None => self.bytes.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::protect::protected;

    fn parts(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        protected(text, &mut out);
        out.iter().map(|s| s.slice(text)).collect()
    }

    #[test]
    fn code_in_markdown_is_protected() {
        assert_eq!(parts("先运行`效劳 start`再看"), ["`效劳 start`"]);
        assert_eq!(parts("写作``a`b``即可"), ["``a`b``"]);
        assert_eq!(
            parts("正文\n```rust\nlet 效劳 = 1;\n```\n正文"),
            ["```rust\nlet 效劳 = 1;\n```\n"]
        );
        assert_eq!(parts("~~~\r\n效劳\r\n~~~\r\n正文"), ["~~~\r\n效劳\r\n~~~\r\n"]);
        assert_eq!(parts("```a 效劳```后文"), ["```a 效劳```"]);
    }

    #[test]
    fn back_ticks_that_are_far_apart_or_on_two_lines_are_strays() {
        assert!(parts("人才的`重要途径\n改革的`关键").is_empty());
        let far = format!("人才的`重要途径{}改革的`关键", "，各地都在探索".repeat(20));
        assert!(parts(&far).is_empty());
    }

    #[test]
    fn tags_are_protected_and_their_prose_is_not() {
        assert_eq!(parts("<p class=\"效劳\">优质效劳</p>"), ["<p class=\"效劳\">", "</p>"]);
        assert_eq!(parts("一<!-- 效劳 -->二"), ["<!-- 效劳 -->"]);
        assert_eq!(parts("一<PRE>效劳\n<b>效劳</b></PRE>二"), ["<PRE>效劳\n<b>效劳</b></PRE>"]);
        assert_eq!(parts("<code>效劳</code>与<br/>"), ["<code>效劳</code>", "<br/>"]);
        assert!(parts("若a<b，则c>d").is_empty());
    }

    #[test]
    fn front_matter_is_protected() {
        assert_eq!(parts("---\ntitle: 优质效劳\n---\n正文"), ["---\ntitle: 优质效劳\n---\n"]);
        assert_eq!(
            parts("+++\r\ntitle = \"效劳\"\r\n+++\r\n"),
            ["+++\r\ntitle = \"效劳\"\r\n+++\r\n"]
        );
    }
}
