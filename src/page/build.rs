//! Builds the tree of a page from its tags, as browsers do where the text depends on it: what an
//! end tag closes, what ends a paragraph, a list item or a cell without one. The depth is
//! bounded, so that no page, however it was made, can exhaust the stack or the time of what
//! reads the tree: a parser by the letter of the HTML Standard takes half a minute for a
//! hundred thousand nested `<div>`.

use super::dom::{Content, Element, Id, Node};
use super::entities::decoded;
use super::kind::Kind;
use super::source::{Tag, Token, Tokens};
use std::borrow::Cow;

/// Elements nest no deeper; deeper ones stand side by side. Pages laid out in tables within
/// tables, the deepest there are, come to about sixty.
const MAX_DEPTH: usize = 200;

/// The nodes of a page, parents before their children; the first holds all others. Total.
pub(super) fn build(source: &str) -> Vec<Node<'_>> {
    let mut builder = Builder::new();
    for token in Tokens::new(source) {
        match token {
            Token::Text(text) => builder.text(decoded(text)),
            Token::Open(tag) => builder.open(tag),
            Token::Close(name) => builder.close(name),
            Token::Raw(text) => builder.raw(text),
            Token::Aside(_) => {}
        }
    }
    builder.nodes
}

/// The tree as far as it is read.
struct Builder<'t> {
    nodes: Vec<Node<'t>>,
    /// Elements that are open, the root first.
    open: Vec<Open<'t>>,
}

/// An element that is open.
struct Open<'t> {
    id: Id,
    kind: Kind,
    name: &'t str,
    /// Its end tag stood inside a block that it holds; it ends with that block.
    ended: bool,
}

impl<'t> Builder<'t> {
    fn new() -> Builder<'t> {
        let mut builder = Builder { nodes: Vec::new(), open: Vec::new() };
        builder.push(Kind::Frame, None);
        builder
    }

    /// Appends a node to the innermost open element.
    fn append(&mut self, content: Content<'t>) -> Id {
        let id = Id(self.nodes.len());
        let parent = self.open.last().map(|o| o.id);
        if let Some(parent) = parent {
            let last = self.nodes[parent.0].last.replace(id);
            match last {
                Some(last) => self.nodes[last.0].next = Some(id),
                None => self.nodes[parent.0].first = Some(id),
            }
        }
        self.nodes.push(Node { content, parent, first: None, last: None, next: None });
        id
    }

    /// Opens an element.
    fn push(&mut self, kind: Kind, tag: Option<Tag<'t>>) {
        if self.open.len() >= MAX_DEPTH {
            self.open.pop();
        }
        let id = self.append(Content::Element(Element { kind, tag }));
        self.open.push(Open { id, kind, name: tag.map_or("", |t| t.name), ended: false });
    }

    /// Closes the open elements from `from` on; the root stays.
    fn pop(&mut self, from: usize) {
        self.open.truncate(from.max(1));
        while self.open.len() > 1 && self.open.last().is_some_and(|o| o.ended) {
            self.open.pop();
        }
    }

    /// The innermost open element that is `wanted`, with nothing that is a `border` inside it.
    fn innermost(
        &self,
        wanted: impl Fn(&Open<'_>) -> bool,
        border: impl Fn(Kind) -> bool,
    ) -> Option<usize> {
        let found = self.open.iter().rposition(|o| wanted(o) || border(o.kind))?;
        wanted(&self.open[found]).then_some(found).filter(|&i| i > 0)
    }

    fn text(&mut self, text: Cow<'t, str>) {
        self.append(Content::Text(text));
    }

    /// The content of an element that holds no markup. That of scripts and styles is never
    /// read; only `xmp` holds text.
    fn raw(&mut self, text: &'t str) {
        if self.open.last().is_some_and(|o| o.kind == Kind::Preformatted) {
            self.append(Content::Text(Cow::Borrowed(text)));
        }
    }

    fn open(&mut self, tag: Tag<'t>) {
        let kind = Kind::of(tag.name);
        if kind == Kind::Frame {
            return;
        }
        self.close_before(kind);
        if Kind::is_void(tag.name) {
            if !matches!(kind, Kind::Silent | Kind::Control) {
                self.append(Content::Element(Element { kind, tag: Some(tag) }));
            }
            return;
        }
        let in_table = self.innermost(|o| o.kind == Kind::Table, |_| false).is_some();
        match kind {
            // Cells and rows outside of a table are blocks and nothing more.
            part if part.is_table_part() && !in_table => self.push(Kind::Block, Some(tag)),
            Kind::Cell | Kind::HeaderCell if !self.is_innermost(Kind::Row) => {
                self.push(Kind::Row, None);
                self.push(kind, Some(tag));
            }
            _ => self.push(kind, Some(tag)),
        }
    }

    fn is_innermost(&self, kind: Kind) -> bool {
        self.open.last().is_some_and(|o| o.kind == kind)
    }

    /// Closes what an element of this kind ends when it begins.
    fn close_before(&mut self, kind: Kind) {
        let is_list = |k| matches!(k, Kind::List | Kind::Numbered) || k.is_cell();
        let ended = match kind {
            Kind::Item => self.innermost(|o| o.kind == Kind::Item, is_list),
            Kind::Term | Kind::Description => self.innermost(
                |o| matches!(o.kind, Kind::Term | Kind::Description),
                |k| k == Kind::Definitions || k.is_cell(),
            ),
            // Whatever of the table is open.
            Kind::Rows | Kind::Caption => {
                self.innermost(|o| o.kind == Kind::Table, |_| false).map(|table| table + 1)
            }
            Kind::Row => self
                .innermost(|o| o.kind == Kind::Row, |k| matches!(k, Kind::Table | Kind::Rows))
                .or_else(|| self.innermost(|o| o.kind == Kind::Caption, |k| k == Kind::Table)),
            Kind::Cell | Kind::HeaderCell => {
                self.innermost(|o| o.kind.is_cell(), |k| matches!(k, Kind::Table | Kind::Row))
            }
            // A table directly inside a table ends it.
            Kind::Table => self.innermost(|o| o.kind == Kind::Table, Kind::is_cell),
            Kind::Link => return self.end_inline(|o| o.kind == Kind::Link),
            _ => None,
        };
        if let Some(from) = ended {
            self.pop(from);
        }
        if kind.is_inline() {
            return;
        }
        let is_border = |k: Kind| k.is_cell() || k == Kind::Table;
        let is_ended = |o: &Open<'_>| match o.kind {
            Kind::Paragraph => true,
            Kind::Heading(_) => matches!(kind, Kind::Heading(_)),
            _ => false,
        };
        if let Some(from) = self.innermost(is_ended, is_border) {
            self.pop(from);
        }
    }

    fn close(&mut self, name: &'t str) {
        let kind = Kind::of(name);
        let same = |o: &Open<'_>| o.name.eq_ignore_ascii_case(name);
        let is_border = |k: Kind| k.is_cell() || k == Kind::Table;
        match kind {
            Kind::Frame => {}
            Kind::Break => {
                self.append(Content::Element(Element { kind, tag: None }));
            }
            Kind::Table => self.close_innermost(|o| o.kind == Kind::Table, |_| false),
            part if part.is_table_part() => self.close_innermost(same, |k| k == Kind::Table),
            // An end tag by itself is an empty paragraph.
            Kind::Paragraph if self.innermost(same, is_border).is_none() => {
                self.append(Content::Element(Element { kind, tag: None }));
            }
            Kind::Heading(_) => {
                self.close_innermost(|o| matches!(o.kind, Kind::Heading(_)), is_border);
            }
            inline if inline.is_inline() => self.end_inline(same),
            _ => self.close_innermost(same, is_border),
        }
    }

    fn close_innermost(
        &mut self,
        wanted: impl Fn(&Open<'_>) -> bool,
        border: impl Fn(Kind) -> bool,
    ) {
        if let Some(from) = self.innermost(wanted, border) {
            self.pop(from);
        }
    }

    /// Ends an element inside a line. Blocks that it holds go on: `<b><p>甲</b>乙</p>` is one
    /// paragraph.
    fn end_inline(&mut self, wanted: impl Fn(&Open<'_>) -> bool) {
        let Some(from) = self.innermost(|o| wanted(o) && !o.ended, Kind::is_cell) else { return };
        if self.open.iter().skip(from).all(|o| o.kind.is_inline()) {
            self.pop(from);
        } else {
            self.open[from].ended = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::dom::Dom;

    /// The tree in brackets, text in place.
    fn tree(source: &str) -> String {
        fn write(dom: &Dom<'_>, id: Id, out: &mut String) {
            match dom.content(id) {
                Content::Text(text) => out.push_str(text),
                Content::Element(element) => {
                    let name = match element.kind {
                        Kind::Row if element.tag.is_none() => "tr",
                        _ => element.name(),
                    };
                    out.push_str(&format!("({name}"));
                    dom.children(id).for_each(|child| write(dom, child, out));
                    out.push(')');
                }
            }
        }
        let (dom, mut out) = (Dom::read(source), String::new());
        write(&dom, dom.root(), &mut out);
        out
    }

    #[test]
    fn end_tags_that_are_left_out_are_understood() {
        for (source, expected) in [
            ("<p>甲<p>乙<div>丙</div>丁", "((p甲)(p乙)(div丙)丁)"),
            ("<ul><li>甲<ul><li>乙<li>丙</ul><li>丁</ul>", "((ul(li甲(ul(li乙)(li丙)))(li丁)))"),
            ("<dl><dt>甲<dd>乙<dt>丙</dl>", "((dl(dt甲)(dd乙)(dt丙)))"),
            (
                "<table><tr><td>甲<td>乙<tr><td>丙</table>丁",
                "((table(tr(td甲)(td乙))(tr(td丙)))丁)",
            ),
            ("<table><td>甲</table>", "((table(tr(td甲))))"),
            (
                "<table><caption>甲<tbody><tr><td>乙<tbody><tr><td>丙</table>",
                "((table(caption甲)(tbody(tr(td乙)))(tbody(tr(td丙)))))",
            ),
            ("<h2>甲<h3>乙</h2>丙", "((h2甲)(h3乙)丙)"),
            ("<p>甲<table><tr><td><p>乙</table>丙", "((p甲)(table(tr(td(p乙))))丙)"),
        ] {
            assert_eq!(tree(source), expected, "{source}");
        }
    }

    #[test]
    fn end_tags_that_do_not_fit_do_no_harm() {
        for (source, expected) in [
            ("<div>甲</span></p>乙</div>丙", "((div甲()乙)丙)"),
            ("<table><tr><td><div>甲</td></div><td>乙</table>", "((table(tr(td(div甲))(td乙))))"),
            ("<div><table><tr><td>甲</div>乙</table></div>丙", "((div(table(tr(td甲乙))))丙)"),
            ("<b><p>甲</b>乙</p>丙", "((b(p甲乙))丙)"),
            ("<a href=x>甲<a href=y>乙</a>丙", "((a甲)(a乙)丙)"),
            ("<font><div>甲</div></font>乙", "((font(div甲))乙)"),
            ("</body></html>甲", "(甲)"),
        ] {
            assert_eq!(tree(source), expected, "{source}");
        }
    }

    #[test]
    fn the_tree_is_bounded_and_its_text_is_all_there() {
        for piece in
            ["<div>甲", "<table><tr><td>甲", "<b>甲", "<ul><li>甲", "<div><table><td></div>甲"]
        {
            let source = piece.repeat(20_000);
            let dom = Dom::read(&source);
            let texts = dom.ids().filter(|&id| dom.element(id).is_none()).count();
            assert_eq!(texts, 20_000, "{piece}");
            let deepest = dom.ids().map(|id| dom.around(id).count()).max().unwrap();
            assert!(deepest <= MAX_DEPTH + 2, "{piece}: {deepest}");
        }
    }
}
