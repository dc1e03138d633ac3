//! Formulas: `$…$`, `$$…$$`, `\[…\]`, `\(…\)`, and LaTeX commands with those arguments
//! that are names rather than prose.

use super::Reader;
use crate::span::Span;
use memchr::{memchr, memchr3, memmem};

/// Longer than this, what stands between two dollar signs is prose between two prices.
const LONGEST_INLINE: usize = 400;
/// The same for displayed formulas.
const LONGEST_DISPLAY: usize = 4096;
/// Longest argument of a command.
const LONGEST_ARGUMENT: usize = 400;

/// Commands whose argument is a name: a word swapped there would break a reference.
const NAMING: [&str; 14] = [
    "begin",
    "end",
    "label",
    "ref",
    "eqref",
    "pageref",
    "cite",
    "url",
    "href",
    "input",
    "include",
    "includegraphics",
    "usepackage",
    "bibliography",
];

/// The next `\]` and `\)`, as far as they were looked for.
#[derive(Default)]
pub(super) struct Closers([Option<usize>; 2]);

impl Reader<'_> {
    /// A formula that begins with the dollar sign at `at`.
    pub(super) fn dollar_math(&mut self, at: usize) -> Option<Span> {
        if self.byte_before(at) == b'\\' {
            return None;
        }
        if self.byte(at + 1) == b'$' {
            self.at = at + 2;
            let limit = self.bytes.len().min(at + LONGEST_DISPLAY);
            let end = memmem::find(self.bytes.get(at + 2..limit)?, b"$$")?;
            return (end > 0).then(|| Span::new(at, at + 2 + end + 2));
        }
        let limit = self.bytes.len().min(at + LONGEST_INLINE);
        let end = at + 1 + memchr3(b'$', b'\n', b'\x0B', self.bytes.get(at + 1..limit)?)?;
        let content = &self.bytes[at + 1..end];
        let closes = self.bytes[end] == b'$'
            && content.trim_ascii().len() == content.len()
            && content.iter().any(|b| b.is_ascii_alphabetic() || b"\\^_{}=+-".contains(b))
            // `$5和$6`
            && !self.byte(end + 1).is_ascii_digit();
        closes.then(|| Span::new(at, end + 1))
    }

    /// `\[…\]`, `\(…\)` or a command that begins with the back-slash at `at`.
    pub(super) fn latex(&mut self, at: usize) -> Option<Span> {
        match self.byte(at + 1) {
            b'[' => self.display(at, 0, b"\\]"),
            b'(' => self.display(at, 1, b"\\)"),
            b if b.is_ascii_alphabetic() => Some(self.command(at)),
            _ => None,
        }
    }

    fn display(&mut self, at: usize, kind: usize, closer: &[u8]) -> Option<Span> {
        let known = self.display.0[kind].filter(|&end| end >= at + 2);
        let end = known.unwrap_or_else(|| {
            let found = memmem::find(&self.bytes[at + 2..], closer);
            found.map_or(self.bytes.len(), |i| at + 2 + i)
        });
        self.display.0[kind] = Some(end);
        let closed = end < self.bytes.len() && end - at <= LONGEST_DISPLAY;
        closed.then(|| Span::new(at, end + 2))
    }

    /// `\name`, with its arguments if they are names.
    fn command(&self, at: usize) -> Span {
        let mut end = self.run(at + 1, |b| b.is_ascii_alphabetic());
        let name = Span::new(at + 1, end).slice(self.text);
        if !NAMING.contains(&name) {
            return Span::new(at, end);
        }
        while let Some(closer) = match self.byte(end) {
            b'{' => Some(b'}'),
            b'[' => Some(b']'),
            _ => None,
        } {
            let limit = self.bytes.len().min(end + LONGEST_ARGUMENT);
            let Some(i) = memchr(closer, &self.bytes[end..limit]) else { break };
            end += i + 1;
            if name == "href" {
                break; // its second argument is prose
            }
        }
        Span::new(at, end)
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
    fn formulas_are_protected_and_prices_are_not() {
        assert_eq!(parts("设$x_1=2$，则"), ["$x_1=2$"]);
        assert_eq!(parts("有$$\n\\text{效劳}\n$$成立"), ["$$\n\\text{效劳}\n$$"]);
        assert_eq!(parts("于是\\[a\\]与\\(b\\)"), ["\\[a\\]", "\\(b\\)"]);
        assert!(parts("原价$5，现价$3，便宜").is_empty());
        assert!(parts("约合$20到$30之间").is_empty());
    }

    #[test]
    fn arguments_that_are_names_are_protected_and_prose_is_not() {
        assert_eq!(parts("见\\ref{效劳}节"), ["\\ref{效劳}"]);
        assert_eq!(parts("\\section{优质效劳}"), ["\\section"]);
        assert_eq!(parts("\\href{http://a.cn}{优质效劳}"), ["\\href{http://a.cn}"]);
    }
}
