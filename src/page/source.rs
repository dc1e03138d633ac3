//! The source of a page as a sequence of tags and text, read forward once. Says where things
//! are and knows nothing of what they mean; takes any text, however broken, as browsers do,
//! except that what never ends does not swallow the rest: a page that was cut off keeps its
//! text.

use super::entities::decoded;
use crate::span::Span;
use memchr::{memchr, memmem};
use std::borrow::Cow;

/// A piece of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// Text, entities and all.
    Text(&'t str),
    /// `<name …>`
    Open(Tag<'t>),
    /// `</name>`
    Close(&'t str),
    /// What stands inside an element that holds no markup; its tags come before and after.
    Raw(&'t str),
    /// A comment, a declaration or an instruction.
    Aside(&'t str),
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// As it is written, in whatever case.
    pub(super) name: &'t str,
    /// What stands between the name and the closing bracket.
    attributes: &'t str,
}

/// Elements whose content is no markup.
const RAW: [&str; 8] =
    ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

impl<'t> Tag<'t> {
    /// The value of an attribute, entities decoded; the first of that name counts.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'t, str>> {
        let bytes = self.attributes.as_bytes();
        let (mut at, mut quotes) = (0, Quotes::default());
        while let Step::Attribute { name: found, value, next } = step(bytes, at, &mut quotes) {
            if found.slice(self.attributes).eq_ignore_ascii_case(name) {
                return Some(decoded(value.slice(self.attributes)));
            }
            at = next;
        }
        None
    }

    /// Whether the attribute is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }
}

/// A forward reading of a page's source.
pub(super) struct Tokens<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// The element whose content comes next, if that is no markup.
    raw: Option<usize>,
    quotes: Quotes,
    /// What was looked for up to the end of the text and is not there; looking again for each
    /// of a thousand would read the whole text a thousand times.
    no_comment_end: bool,
    no_bracket: bool,
    no_tag_end: bool,
    no_raw_end: [bool; RAW.len()],
}

/// Which quotation marks no longer close before the end of the text.
#[derive(Clone, Copy, Default)]
struct Quotes {
    no_double: bool,
    no_single: bool,
}

/// What comes next inside a tag.
enum Step {
    Attribute {
        name: Span,
        value: Span,
        next: usize,
    },
    /// Behind the closing bracket.
    End(usize),
    Missing,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Tokens<'t> {
        Tokens {
            text,
            bytes: text.as_bytes(),
            at: 0,
            raw: None,
            quotes: Quotes::default(),
            no_comment_end: false,
            no_bracket: false,
            no_tag_end: false,
            no_raw_end: [false; RAW.len()],
        }
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        Span::new(start, end).slice(self.text)
    }

    /// What begins with the bracket at `at`, and where it ends.
    fn markup(&mut self, at: usize) -> Option<(Token<'t>, usize)> {
        match *self.bytes.get(at + 1)? {
            b'!' if self.bytes[at..].starts_with(b"<!--") => {
                let (inside, end) = self.comment(at)?;
                Some((Token::Aside(inside), end))
            }
            b'!' | b'?' => {
                let end = self.bracket(at + 2)?;
                Some((Token::Aside(self.slice(at + 2, end)), end + 1))
            }
            b'/' if self.bytes.get(at + 2).is_some_and(u8::is_ascii_alphabetic) => {
                let name_end = name_end(self.bytes, at + 2);
                let end = self.tag_end(name_end)?;
                Some((Token::Close(self.slice(at + 2, name_end)), end))
            }
            first if first.is_ascii_alphabetic() => {
                let name_end = name_end(self.bytes, at + 1);
                let end = self.tag_end(name_end)?;
                let name = self.slice(at + 1, name_end);
                self.raw = RAW.iter().position(|r| r.eq_ignore_ascii_case(name));
                Some((Token::Open(Tag { name, attributes: self.slice(name_end, end - 1) }), end))
            }
            _ => None,
        }
    }

    /// The next closing bracket.
    fn bracket(&mut self, from: usize) -> Option<usize> {
        let found = if self.no_bracket { None } else { memchr(b'>', &self.bytes[from..]) };
        self.no_bracket = found.is_none();
        found.map(|i| from + i)
    }

    fn comment(&mut self, at: usize) -> Option<(&'t str, usize)> {
        let start = at + 4;
        // `<!-->` is a whole comment.
        if let Some(b'>') = self.bytes.get(start) {
            return Some((self.slice(start, start), start + 1));
        }
        if !self.no_comment_end {
            let end = memmem::find(&self.bytes[start..], b"-->");
            if let Some(i) = end {
                return Some((self.slice(start, start + i), start + i + 3));
            }
            self.no_comment_end = true;
        }
        let end = self.bracket(start)?;
        Some((self.slice(start, end), end + 1))
    }

    /// Where the tag ends that is read from `at` on, behind its name.
    fn tag_end(&mut self, at: usize) -> Option<usize> {
        if self.no_tag_end {
            return None;
        }
        let mut next = at;
        loop {
            match step(self.bytes, next, &mut self.quotes) {
                Step::Attribute { next: behind, .. } => next = behind,
                Step::End(end) => return Some(end),
                Step::Missing => {
                    self.no_tag_end = true;
                    return None;
                }
            }
        }
    }

    /// The content of the raw element, if it is closed.
    fn raw_content(&mut self, kind: usize) -> Option<&'t str> {
        if self.no_raw_end[kind] {
            return None;
        }
        let (rest, name) = (&self.bytes[self.at..], RAW[kind].as_bytes());
        let end = memmem::find_iter(rest, b"</").find(|&i| {
            let found = rest.get(i + 2..i + 2 + name.len());
            let after = rest.get(i + 2 + name.len());
            found.is_some_and(|n| n.eq_ignore_ascii_case(name))
                && after.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
        });
        self.no_raw_end[kind] = end.is_none();
        let start = self.at;
        end.map(|i| self.slice(start, start + i))
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        if let Some(content) = self.raw.take().and_then(|kind| self.raw_content(kind)) {
            self.at += content.len();
            return Some(Token::Raw(content));
        }
        let start = self.at;
        if start >= self.bytes.len() {
            return None;
        }
        let mut from = start;
        // To the next bracket that begins something.
        while let Some(bracket) = memchr(b'<', &self.bytes[from..]).map(|i| from + i) {
            if let Some((token, end)) = self.markup(bracket) {
                if bracket > start {
                    // The text first; the bracket is read again, which costs one tag.
                    self.raw = None;
                    self.at = bracket;
                    return Some(Token::Text(self.slice(start, bracket)));
                }
                self.at = end;
                return Some(token);
            }
            from = bracket + 1;
        }
        self.at = self.bytes.len();
        Some(Token::Text(self.slice(start, self.at)))
    }
}

/// Where the name that begins at `at` ends.
fn name_end(bytes: &[u8], at: usize) -> usize {
    let goes_on = |b: &&u8| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>' | b'<');
    at + bytes[at..].iter().take_while(goes_on).count()
}

/// Reads the next attribute of a tag, by the tokenization of the HTML Standard.
fn step(bytes: &[u8], at: usize, quotes: &mut Quotes) -> Step {
    let skip = |at: usize, wanted: &dyn Fn(u8) -> bool| {
        at + bytes[at..].iter().take_while(|&&b| wanted(b)).count()
    };
    let start = skip(at, &|b| b.is_ascii_whitespace() || b == b'/');
    match bytes.get(start) {
        None => return Step::Missing,
        Some(b'>') => return Step::End(start + 1),
        Some(_) => {}
    }
    // A name may begin with an equals sign, but not hold one.
    let ends_name = |b: u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'=');
    let name = Span::new(start, skip(start + 1, &|b| !ends_name(b)));
    let sign = skip(name.end, &|b| b.is_ascii_whitespace());
    if bytes.get(sign) != Some(&b'=') {
        return Step::Attribute { name, value: Span::new(name.end, name.end), next: name.end };
    }
    let value = skip(sign + 1, &|b| b.is_ascii_whitespace());
    if let Some(quote @ (b'"' | b'\'')) = bytes.get(value) {
        let lost = if *quote == b'"' { &mut quotes.no_double } else { &mut quotes.no_single };
        if !*lost {
            if let Some(i) = memchr(*quote, &bytes[value + 1..]) {
                let inside = Span::new(value + 1, value + 1 + i);
                return Step::Attribute { name, value: inside, next: inside.end + 1 };
            }
            *lost = true;
        }
    }
    let end = skip(value, &|b| !b.is_ascii_whitespace() && b != b'>');
    Step::Attribute { name, value: Span::new(value, end), next: end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(source: &str) -> Vec<String> {
        Tokens::new(source)
            .map(|token| match token {
                Token::Text(t) => format!("'{t}'"),
                Token::Open(tag) => format!("<{}", tag.name),
                Token::Close(name) => format!("/{name}"),
                Token::Raw(t) => format!("[{t}]"),
                Token::Aside(t) => format!("!{t}"),
            })
            .collect()
    }

    fn attribute(source: &str, name: &str) -> Option<String> {
        Tokens::new(source).find_map(|token| match token {
            Token::Open(tag) => tag.attribute(name).map(Cow::into_owned),
            _ => None,
        })
    }

    #[test]
    fn tags_text_and_comments_are_told_apart() {
        assert_eq!(
            shown("<!DOCTYPE html><P class=a>甲<br/>乙</P ><!-- 丙 > -->丁"),
            ["!DOCTYPE html", "<P", "'甲'", "<br", "'乙'", "/P", "! 丙 > ", "'丁'"]
        );
        assert_eq!(shown("若a<3，则b>2；a<b"), ["'若a<3，则b>2；a<b'"]);
        assert_eq!(shown("<!-->甲<?php echo 1 ?>"), ["!", "'甲'", "!php echo 1 ?"]);
    }

    #[test]
    fn what_holds_no_markup_is_taken_as_a_whole() {
        assert_eq!(
            shown("<script>if (a<b) '</div>'</SCRIPT>甲<title>a<b></title>"),
            ["<script", "[if (a<b) '</div>']", "/SCRIPT", "'甲'", "<title", "[a<b>]", "/title"]
        );
        assert_eq!(shown("<title>甲<p>乙"), ["<title", "'甲'", "<p", "'乙'"]);
        assert_eq!(shown("<style></styles></style>"), ["<style", "[</styles>]", "/style"]);
    }

    #[test]
    fn attributes_are_read_as_browsers_read_them() {
        let source = "<a href='x?a=1&amp;b=\"2\"' TARGET=_blank checked title = \"甲>乙\" href=y>";
        assert_eq!(attribute(source, "href").as_deref(), Some("x?a=1&b=\"2\""));
        assert_eq!(attribute(source, "target").as_deref(), Some("_blank"));
        assert_eq!(attribute(source, "checked").as_deref(), Some(""));
        assert_eq!(attribute(source, "title").as_deref(), Some("甲>乙"));
        assert_eq!(attribute(source, "class"), None);
        assert_eq!(attribute("<img src=a/b.gif alt=甲/>", "alt").as_deref(), Some("甲/"));
    }

    #[test]
    fn what_never_ends_swallows_nothing() {
        assert_eq!(shown("<!-- 甲<p>乙"), ["! 甲<p", "'乙'"]);
        assert_eq!(shown("<a title=\"甲>乙<b>丙"), ["<a", "'乙'", "<b", "'丙'"]);
        assert_eq!(shown("甲<p class="), ["'甲<p class='"]);
    }

    proptest! {
        #[test]
        fn nothing_is_read_twice_and_nothing_is_left_out(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "<", ">", "<!--", "-->", "<p", " class", "=", "\"", "'", "/", "甲", "</p>",
                    "<script>", "</script>", "<title>", "</title", " ", "<?", "<!", "a", "&lt;",
                ]),
                0..30,
            )
        ) {
            let source = pieces.concat();
            let mut at = 0;
            for token in Tokens::new(&source) {
                let (Token::Text(t) | Token::Raw(t) | Token::Aside(t) | Token::Close(t)) = token
                else { continue };
                // Tokens are pieces of the source, in order.
                let start = t.as_ptr() as usize - source.as_ptr() as usize;
                prop_assert!(t.is_empty() || start >= at);
                at = at.max(start + t.len());
            }
        }
    }

    #[test]
    fn hostile_source_is_read_in_linear_time() {
        let tag = |attributes: &str| format!("<div {}>", attributes.repeat(200_000));
        let sources = [
            "<a ".repeat(300_000),
            "<a b=\"".repeat(200_000),
            "<!--".repeat(250_000),
            "<!".repeat(500_000),
            "<script>".repeat(120_000),
            "<title>".repeat(120_000),
            "</".repeat(400_000),
            "<".repeat(1_000_000),
            tag("a=1 "),
            tag("a='"),
        ];
        for source in sources {
            let started = std::time::Instant::now();
            assert!(Tokens::new(&source).count() > 0);
            let start = source.get(..20);
            assert!(started.elapsed().as_secs() < 5, "{start:?}: {:?}", started.elapsed());
        }
    }
}
