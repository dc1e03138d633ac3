//! The text as it will read once entities are decoded and invisible characters are gone.
//! A rule that asks for the neighbours of a character asks here, so that it decides today
//! what it would decide on the restored text; without this, restoring twice would change
//! more than restoring once. Never owns or changes the text.

use super::char_set::CharSet;
use super::invisible::is_hidden;
use crate::finding::{Confidence, Finding};
use crate::span::Span;
use memchr::memchr3;

/// A text, read past what the stage takes out of it.
pub(super) struct View<'t> {
    pub(super) text: &'t str,
    /// Entities, escapes and private characters that will be restored, in order.
    entities: Vec<Entity>,
}

/// An entity or another piece of text that will become one character; `None` if it leaves
/// nothing behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entity {
    pub(super) span: Span,
    pub(super) means: Option<char>,
}

/// Characters with nothing visible between them, and what stands before and after them.
pub(super) struct Run {
    pub(super) chars: Vec<(Span, char)>,
    pub(super) around: [Option<char>; 2],
}

impl<'t> View<'t> {
    /// A view of `text` in which `entities`, which are in order, are decoded.
    pub(super) fn new(text: &'t str, entities: Vec<Entity>) -> View<'t> {
        View { text, entities }
    }

    /// The same view with `more` entities, which are in order and touch none of those known.
    pub(super) fn with(&self, more: &[Entity]) -> View<'t> {
        let mut view = View { text: self.text, entities: self.entities.clone() };
        view.entities.extend_from_slice(more);
        view.entities.sort_by_key(|e| e.span.start);
        view
    }

    /// Reads past what `findings` restore, if they are as sure as what will be applied.
    pub(super) fn learn(&mut self, findings: &[Finding], least: Confidence) {
        let entity =
            |f: &Finding| Some(Entity { span: f.span, means: f.fix.as_deref()?.chars().next() });
        let sure = findings.iter().filter(|f| f.confidence >= least);
        self.entities.extend(sure.filter_map(entity));
        self.entities.sort_by_key(|e| e.span.start);
    }

    /// Whether any entity is decoded.
    pub(super) fn has_entities(&self) -> bool {
        !self.entities.is_empty()
    }

    /// Whether `span` touches an entity that is decoded.
    pub(super) fn is_entity(&self, span: Span) -> bool {
        let next = self.entities.partition_point(|e| e.span.end <= span.start);
        self.entities.get(next).is_some_and(|e| e.span.overlaps(span))
    }

    /// The lines of the text, their breaks included. A break inside an entity is none; an entity
    /// may be one.
    pub(super) fn lines(&self) -> impl Iterator<Item = Span> {
        let bytes = self.text.as_bytes();
        // Behind the next break of the text at or after `at`. Each is sought once, however many
        // entities stand before it.
        let sought = |at: usize| {
            memchr3(b'\n', b'\r', b'\x0B', &bytes[at..]).map_or(bytes.len(), |i| at + i + 1)
        };
        let mut here = sought(0);
        let (mut start, mut at, mut next) = (0, 0, 0);
        std::iter::from_fn(move || {
            loop {
                if here <= at {
                    here = sought(at);
                }
                match self.entities.get(next).filter(|e| e.span.start < here) {
                    Some(entity) => {
                        (at, next) = (entity.span.end, next + 1);
                        if entity.means != Some('\n') {
                            continue;
                        }
                    }
                    None => at = here,
                }
                let line = Span::new(start, at);
                start = at;
                return (!line.is_empty()).then_some(line);
            }
        })
    }

    /// The first entity at or after byte `at`.
    pub(super) fn next_entity(&self, at: usize) -> Option<Entity> {
        self.entities.get(self.entities.partition_point(|e| e.span.start < at)).copied()
    }

    /// The visible characters from byte `at` on, with their places.
    pub(super) fn forward(&self, at: usize) -> impl Iterator<Item = (Span, char)> {
        let mut at = at;
        let mut next = self.entities.partition_point(|e| e.span.start < at);
        std::iter::from_fn(move || {
            loop {
                if let Some(entity) = self.entities.get(next).filter(|e| e.span.start == at) {
                    (at, next) = (entity.span.end, next + 1);
                    match entity.means {
                        Some(c) => return Some((entity.span, c)),
                        None => continue,
                    }
                }
                let c = Span::new(at, self.text.len()).slice(self.text).chars().next()?;
                let span = Span::new(at, at + c.len_utf8());
                at = span.end;
                if !is_hidden(c) {
                    return Some((span, as_restored(c)));
                }
            }
        })
    }

    /// The visible characters before byte `at`, nearest first.
    pub(super) fn backward(&self, at: usize) -> impl Iterator<Item = char> {
        let mut at = at;
        let mut left = self.entities.partition_point(|e| e.span.end <= at);
        std::iter::from_fn(move || {
            loop {
                let entity = left.checked_sub(1).map(|i| self.entities[i]);
                if let Some(entity) = entity.filter(|e| e.span.end == at) {
                    (at, left) = (entity.span.start, left - 1);
                    match entity.means {
                        Some(c) => return Some(c),
                        None => continue,
                    }
                }
                let c = Span::new(0, at).slice(self.text).chars().next_back()?;
                at -= c.len_utf8();
                if !is_hidden(c) {
                    return Some(as_restored(c));
                }
            }
        })
    }

    /// Where the visible character at or after byte `at` stands.
    pub(super) fn next_place(&self, at: usize) -> usize {
        self.forward(at).next().map_or(self.text.len(), |(span, _)| span.start)
    }

    /// The characters of `set` in runs, those with nothing visible between them in one, and what
    /// stands around each run: inside it, one would wait for the other to be restored.
    pub(super) fn runs(&self, set: &'static CharSet) -> impl Iterator<Item = Run> {
        // What an earlier detector restores is something else by now.
        let known = |(at, c): &(usize, char)| self.is_entity(Span::new(*at, at + c.len_utf8()));
        let mut chars = set.all(self.text).filter(move |p| !known(p)).peekable();
        std::iter::from_fn(move || {
            let (first, c) = chars.next()?;
            let mut end = first + c.len_utf8();
            let mut run = vec![(Span::new(first, end), c)];
            while let Some((at, c)) = chars.next_if(|(at, _)| self.next_place(end) == *at) {
                end = at + c.len_utf8();
                run.push((Span::new(at, end), c));
            }
            Some(Run { chars: run, around: [self.before(first), self.after(end)] })
        })
    }

    /// The visible character before byte `at`.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.backward(at).next()
    }

    /// The visible character at or after byte `at`.
    pub(super) fn after(&self, at: usize) -> Option<char> {
        self.forward(at).next().map(|(_, c)| c)
    }
}

/// Word processors write a line break as U+000B and the end of a table cell as U+0007.
const fn as_restored(c: char) -> char {
    match c {
        '\u{B}' => '\n',
        '\u{7}' => '\t',
        c => c,
    }
}

/// An ideograph of Unicode's unified blocks.
pub(super) const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '〇')
        || matches!(c, '\u{20000}'..='\u{2F7FF}' | '\u{2FA20}'..='\u{3FFFF}')
}

/// A radical or a compatibility ideograph: it will be an ideograph once it is restored.
const fn is_look_alike(c: char) -> bool {
    matches!(c, '⺀'..='⿕' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}')
}

/// An ideograph, or what will be one.
pub(super) const fn is_ideograph(c: char) -> bool {
    is_han(c) || is_look_alike(c)
}

/// An ideograph, or a private character that may become one. For questions about a whole line,
/// whose answer must not wait until it does.
pub(super) const fn may_be_ideograph(c: char) -> bool {
    is_ideograph(c) || matches!(c, '\u{E000}'..='\u{F848}')
}

/// A character that only stands in East Asian text: ideographs, radicals, kana, full-width
/// forms and punctuation.
pub(super) const fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF01}'..='\u{FFEE}')
        || matches!(c, '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_those_of_the_restored_text() {
        let text = "服\u{200B}&nbsp;&zwj;务\u{7}";
        let place = |s: &str| {
            let start = text.find(s).unwrap();
            Span::new(start, start + s.len())
        };
        let entities = vec![
            Entity { span: place("&nbsp;"), means: Some(' ') },
            Entity { span: place("&zwj;"), means: None },
        ];
        let view = View::new(text, entities);
        assert_eq!(view.forward(0).map(|(_, c)| c).collect::<String>(), "服 务\t");
        assert_eq!(view.backward(text.len()).collect::<String>(), "\t务 服");
        assert_eq!(view.before(place("务").start), Some(' '));
        assert_eq!(view.after(3), Some(' '));
    }

    #[test]
    fn lines_end_where_those_of_the_restored_text_do() {
        let text = "一=\n二\r三";
        let soft = Entity { span: Span::new(3, 5), means: None };
        let lines = |view: &View<'_>| view.lines().map(|l| l.slice(text)).collect::<Vec<_>>();
        assert_eq!(lines(&View::new(text, vec![soft])), ["一=\n二\r", "三"]);
        assert_eq!(lines(&View::new(text, Vec::new())), ["一=\n", "二\r", "三"]);
        assert_eq!(lines(&View::new(text, Vec::new()).with(&[soft])), ["一=\n二\r", "三"]);
        let hard = Entity { span: Span::new(5, 8), means: Some('\n') };
        assert_eq!(lines(&View::new(text, vec![soft, hard])), ["一=\n二", "\r", "三"]);
    }
}
