//! From a part of the tree to the blocks of its text: what begins a line, what is an item or a
//! heading, what is left out for being a row of links. Walks, never calls itself: depth costs
//! nothing.

use super::block::{Block, Shape};
use super::dom::{Content, Dom, Element, Id};
use super::kind::Kind;
use super::line::Line;
use super::numbering::Numbering;
use super::parts::Parts;
use super::preformatted::preformatted;
use super::small::small;
use super::table;

/// A part with so many links …
const MANY_LINKS: usize = 3;
/// … in which so much of the text is linked, is a list of other pages. A paragraph full of
/// links to other entries, as encyclopedias have it, comes to a half.
const LINKED: f32 = 0.75;
/// … unless it says more than this besides: characters of prose.
const LITTLE_PROSE: usize = 30;

/// Files that a page offers. A list of links to them is content.
const FILES: [&str; 14] = [
    ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".pdf", ".wps", ".et", ".ofd", ".zip",
    ".rar", ".7z", ".txt",
];

/// What an image of a character or a formula is called at most, in characters.
const LONGEST_SIGN: usize = 2;

/// Lists nest no deeper in the text.
const DEEPEST_LIST: usize = 6;

/// A link of a bar, as at the head of a page, has at most so many characters, on the average.
const LONGEST_LABEL: usize = 5;

/// Which lists of links are content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Links {
    /// None but lists of files.
    None,
    /// Lists of titles, but not bars of names of sections.
    Titles,
    All,
}

/// The blocks of everything in `tops` and of the text in `strays`, both in source order.
pub(super) fn blocks(
    dom: &Dom<'_>,
    parts: &Parts,
    (tops, strays, links): (&[Id], &[Id], Links),
) -> Vec<Block> {
    let mut walk = Walk {
        dom,
        parts,
        tops,
        strays,
        links,
        inside: 0,
        line: Line::default(),
        blocks: Vec::new(),
        lists: Vec::new(),
        item: None,
        heading: None,
        quoted: 0,
    };
    walk.run(dom.root());
    walk.blocks
}

struct Walk<'a, 't> {
    dom: &'a Dom<'t>,
    parts: &'a Parts,
    tops: &'a [Id],
    strays: &'a [Id],
    links: Links,
    /// In how many of `tops` we are: nothing but strays is read where this is zero.
    inside: usize,
    line: Line,
    blocks: Vec<Block>,
    lists: Vec<List>,
    /// The item that is being read, if it has not been written yet.
    item: Option<Shape>,
    heading: Option<u8>,
    quoted: usize,
}

/// A list that is open.
struct List {
    /// The number of its next item and how it is written; none for bullets.
    next: Option<(i64, Numbering)>,
}

impl Walk<'_, '_> {
    fn run(&mut self, start: Id) {
        let dom = self.dom;
        let mut node = start;
        loop {
            self.inside += usize::from(self.is_top(node));
            if self.enter(node) {
                if let Some(first) = dom.first(node) {
                    node = first;
                    continue;
                }
                self.leave(node);
            }
            self.inside -= usize::from(self.is_top(node));
            loop {
                if node == start {
                    self.flush();
                    return;
                }
                if let Some(next) = dom.next(node) {
                    node = next;
                    break;
                }
                let Some(parent) = dom.parent(node) else { return };
                self.leave(parent);
                self.inside -= usize::from(self.is_top(parent));
                node = parent;
            }
        }
    }

    /// Begins with a node; whether what it holds is to be read.
    fn enter(&mut self, id: Id) -> bool {
        if self.parts.is_out(id) {
            // A button left out still tells what kind of line this is.
            let kind = self.dom.kind(id);
            self.line.linked |= matches!(kind, Some(Kind::Control | Kind::Link));
            return false;
        }
        let element = match self.dom.content(id) {
            Content::Text(text) => {
                if self.inside > 0 || self.strays.binary_search(&id).is_ok() {
                    self.line.push(text);
                }
                return false;
            }
            Content::Element(element) => *element,
        };
        if self.inside > 0 && self.is_links(id, &element) {
            self.flush();
            return false;
        }
        self.line.linked |= element.tag.is_some_and(|t| t.has("onclick"));
        if !element.kind.is_inline() {
            self.flush();
        }
        self.begin(id, &element)
    }

    /// What a kind of element means when it begins.
    fn begin(&mut self, id: Id, element: &Element<'_>) -> bool {
        match element.kind {
            Kind::Break => self.flush(),
            Kind::Link => self.line.border(),
            Kind::Inline if self.is_date(id) => self.line.date(),
            Kind::Heading(level) => self.heading = Some(level),
            Kind::Quotation => self.quoted += 1,
            Kind::List => self.lists.push(List { next: None }),
            Kind::Numbered => {
                let start = element.attribute("start").and_then(|s| s.trim().parse().ok());
                let numbering = Numbering::of(element);
                self.lists.push(List { next: Some((start.unwrap_or(1), numbering)) });
            }
            Kind::Item => self.begin_item(element),
            Kind::Image => self.image(element),
            Kind::Reading if self.inside > 0 && !self.has_bracket(id) => self.line.push("("),
            Kind::Superscript | Kind::Subscript if self.inside > 0 => {
                if let Some(small) = small(self.dom, self.parts, id) {
                    self.line.push(&small);
                    return false;
                }
            }
            Kind::Preformatted if self.inside > 0 => {
                if let Some(text) = preformatted(self.dom, self.parts, id) {
                    self.push(Shape::Preformatted, text, false);
                }
                return false;
            }
            Kind::Table if self.inside > 0 => {
                if let Some(rows) = table::data(self.dom, self.parts, id) {
                    self.push(Shape::Table(rows), String::new(), false);
                    return false;
                }
            }
            _ => {}
        }
        true
    }

    /// Ends with a node that was entered.
    fn leave(&mut self, id: Id) {
        let Some(kind) = self.dom.kind(id) else { return };
        if !kind.is_inline() {
            self.flush();
        }
        match kind {
            Kind::Link => self.line.border(),
            Kind::Inline if self.is_date(id) => self.line.date(),
            Kind::Heading(_) => self.heading = None,
            Kind::Quotation => self.quoted -= 1,
            Kind::List | Kind::Numbered => {
                self.lists.pop();
            }
            Kind::Item => self.item = None,
            Kind::Reading if self.inside > 0 && !self.has_bracket(id) => self.line.push(")"),
            _ => {}
        }
    }

    fn is_top(&self, id: Id) -> bool {
        self.tops.binary_search(&id).is_ok()
    }

    /// Whether a part is a list of other pages.
    fn is_links(&self, id: Id, element: &Element<'_>) -> bool {
        if self.links == Links::All || self.is_top(id) || element.kind.is_inline() {
            return false;
        }
        let amount = self.parts.amount(id);
        let is_bar = || amount.linked <= amount.links * LONGEST_LABEL;
        amount.links >= MANY_LINKS
            && amount.link_density() >= LINKED
            && amount.prose <= LITTLE_PROSE
            && (self.links == Links::None || is_bar())
            && !self.dom.within(id).any(|n| self.is_file(n))
    }

    fn is_file(&self, id: Id) -> bool {
        let Some(element) = self.dom.element(id).filter(|e| e.kind == Kind::Link) else {
            return false;
        };
        element.attribute("href").is_some_and(|address| {
            let address = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
            FILES.iter().any(|ending| address.trim().ends_with(ending))
        })
    }

    /// Whether an element is a date and nothing else: `2018-06-20`, `06/20`, perhaps with a time.
    fn is_date(&self, id: Id) -> bool {
        let Some(first) = self.dom.first(id).filter(|&c| self.dom.next(c).is_none()) else {
            return false;
        };
        let Content::Text(text) = self.dom.content(first) else { return false };
        let text = text.trim().trim_matches(['[', ']', '(', ')', '（', '）']);
        let is_part = |b: u8| b.is_ascii_digit() || b"-/.: ".contains(&b);
        (5..=19).contains(&text.len())
            && text.bytes().all(is_part)
            && text.bytes().filter(u8::is_ascii_digit).count() >= 4
            && text.contains(['-', '/', '.'])
    }

    fn begin_item(&mut self, element: &Element<'_>) {
        let depth = self.lists.len().clamp(1, DEEPEST_LIST);
        let number = self.lists.last_mut().and_then(|list| list.next.as_mut()).map(|next| {
            let stated = element.attribute("value").and_then(|v| v.trim().parse().ok());
            let number: i64 = stated.unwrap_or(next.0);
            next.0 = number.saturating_add(1);
            next.1.written(number)
        });
        self.item = Some(Shape::Item { depth, number });
    }

    /// The text of an image, where it stands for a character or a formula.
    fn image(&mut self, element: &Element<'_>) {
        if self.inside == 0 {
            return;
        }
        let Some(alt) = element.attribute("alt") else { return };
        let alt = alt.trim();
        let named = ["class", "src"].iter().filter_map(|a| element.attribute(a)).any(|v| {
            let v = v.to_ascii_lowercase();
            ["tex", "math", "formula", "emoji", "emotion", "smilie"].iter().any(|n| v.contains(n))
        });
        let is_sign = !self.line.is_empty()
            && alt.chars().count() <= LONGEST_SIGN
            && alt.chars().all(|c| !c.is_ascii());
        if named || is_sign {
            self.line.push(alt);
        }
    }

    /// Whether a reading above a character brings brackets for browsers that cannot show it:
    /// the closing one comes next.
    fn has_bracket(&self, id: Id) -> bool {
        let behind = std::iter::successors(self.dom.next(id), |&n| self.dom.next(n));
        let next = behind.map(|n| self.dom.content(n)).find(|content| match content {
            Content::Text(text) => !text.trim().is_empty(),
            Content::Element(_) => true,
        });
        matches!(next, Some(Content::Element(e)) if e.kind == Kind::ReadingBracket)
    }

    /// Ends the line.
    fn flush(&mut self) {
        let linked = self.line.linked;
        if self.line.is_empty() {
            // A mark of an item or a heading waits for its text.
            self.line = Line::default();
            return;
        }
        let text = self.line.take();
        let shape = match (self.heading, self.item.take()) {
            (Some(level), _) => Shape::Heading(level),
            (None, Some(item)) => item,
            (None, None) if !self.lists.is_empty() => {
                Shape::OfItem { depth: self.lists.len().min(DEEPEST_LIST) }
            }
            (None, None) => Shape::Paragraph,
        };
        self.push(shape, text, linked);
    }

    fn push(&mut self, shape: Shape, text: String, linked: bool) {
        self.blocks.push(Block { shape, text, linked, quoted: self.quoted });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::block::plain;

    fn read_as(source: &str, links: Links) -> String {
        let dom = Dom::read(source);
        let parts = Parts::of(&dom);
        plain(&blocks(&dom, &parts, (&[dom.root()], &[], links)))
    }

    fn read(source: &str) -> String {
        read_as(source, Links::All)
    }

    #[test]
    fn breaks_and_blocks_begin_lines() {
        assert_eq!(
            read("甲<br><br>　　乙<BR/>丙<p>丁</p>戊<div><span>己</span>\n  <b>庚</b></div>"),
            "甲\n乙\n丙\n丁\n戊\n己庚\n"
        );
        assert_eq!(read("<table><tr><td>甲</td><td>乙</td></tr></table>"), "甲\n乙\n");
        assert_eq!(read("<b>甲<p>乙</b>丙"), "甲\n乙丙\n");
    }

    #[test]
    fn lists_keep_their_marks() {
        let source = "<ol start=3><li>甲<li><p>乙</p><p>丙</p><ul><li>丁</ul></ol>\
                      <ol type=A><li value=2>戊</ol><ul><li>一、己</ul>";
        assert_eq!(read(source), "3. 甲\n4. 乙\n丙\n  - 丁\nB. 戊\n一、己\n");
    }

    #[test]
    fn small_numbers_stay_small() {
        assert_eq!(read("面积12m<sup>2</sup>，CO<sub>2</sub>"), "面积12m²，CO₂\n");
        assert_eq!(read("注<sup>[1]</sup>"), "注[1]\n");
        assert_eq!(read("<p>价格<del>100</del><ins>80</ins>元"), "价格80元\n");
        assert_eq!(read("x<sup></sup>y"), "xy\n");
    }

    #[test]
    fn readings_stand_in_brackets() {
        assert_eq!(read("<ruby>渠<rt>qú</rt></ruby>"), "渠(qú)\n");
        assert_eq!(read("<ruby>渠<rp>（</rp><rt>qú</rt><rp>）</rp></ruby>"), "渠（qú）\n");
    }

    #[test]
    fn images_count_where_they_stand_for_characters() {
        assert_eq!(
            read("他姓<img alt=䶮 src=1.gif>，<img alt='春耕现场' src=2.jpg>"),
            "他姓䶮，\n"
        );
        assert_eq!(read("设<img class=tex alt='x^2+1'>"), "设x^2+1\n");
    }

    #[test]
    fn lists_of_other_pages_are_left_out_and_those_of_files_are_not() {
        let pages = "<ul><li><a href=1.htm>春耕现场会召开</a><li><a href=2.htm>修渠工程完工</a>\
                     <li><a href=3.htm>护林队员的一天</a></ul>";
        let text = "<p>今天修渠，明天护林，后天春耕。</p>";
        let read = |list: &str, links| read_as(&format!("{text}{list}"), links).lines().count();
        assert_eq!(read(pages, Links::None), 1);
        assert_eq!(read(pages, Links::Titles), 4);
        assert_eq!(read(&pages.replace(".htm", ".DOC?id=1"), Links::None), 4);
        let bar = "<p><a href=1.htm>首页</a> <a href=2.htm>新闻</a> <a href=3.htm>政务公开</a></p>";
        assert_eq!(read(bar, Links::Titles), 1);
        assert_eq!(read(bar, Links::All), 2);
    }
}
