//! Where on a page its article is. The algorithm of Mozilla's reader view (`dom_smoothie`)
//! picks the text that it would show; here that only tells *where* the article is, since what
//! reader view strips and moves is not ours to lose. Where it finds too little of the page's
//! prose, as on forums and short pages, the part grows until it holds nearly all of it, up to
//! the whole body; prose that stands alone among links is taken by itself.

use super::dom::{Content, Dom, Id};
use super::kind::Kind;
use super::parts::{Parts, share};
use super::table::data;
use dom_query::{Document, NodeId};
use dom_smoothie::{Config, Readability};

/// Reader view is asked for pages of at most so many nodes, some thirty times an ordinary page …
const MOST_NODES: usize = 60_000;

/// … of which the text of all elements, each with what it holds, has so many characters: reader
/// view reads the text of an element again for what is around it. A page of 50,000 characters
/// twenty elements deep comes to a million; ten million take it about a second.
const MOST_READING: usize = 10_000_000;

/// Reader view relaxes its demands until it has found so many characters. Its own 500 are for
/// languages with letters; a page of Chinese with fewer than 140 is short.
const ENOUGH: usize = 140;

/// The innermost part with this share of what reader view picked is where the article is; the
/// rest are strays that it found beside.
const NEARLY_ALL: f32 = 0.95;

/// An article holds at least this share of the page's prose. Set on the pages of the corpus:
/// imprints and teasers of other articles come to a tenth, the second post of a forum to more.
const COVERED: f32 = 0.85;

/// The part grows only into surroundings that are so largely prose: the next post of a thread,
/// and not the column of links beside.
const MOSTLY: f32 = 0.4;

/// Where the article is.
pub(super) struct Article {
    /// The parts that hold it, side by side.
    pub(super) tops: Vec<Id>,
    /// Whether it could not be told from the rest, so that the body is taken as a whole.
    pub(super) is_whole: bool,
    /// Text outside of it that belongs to it, in source order.
    pub(super) strays: Vec<Id>,
}

impl Article {
    /// Finds the article of a page.
    pub(super) fn find(dom: &Dom<'_>, parts: &Parts) -> Article {
        let picked = picked(dom, parts);
        let mut top = innermost(dom, parts, &picked);
        let all = parts.amount(dom.root());
        let covered = |id| match all.prose {
            0 => share(parts.amount(id).text, all.text),
            _ => share(parts.amount(id).prose, all.prose),
        };
        let mut alone = Vec::new();
        while covered(top) < COVERED
            && let Some(parent) = dom.parent(top)
        {
            let (inside, outside) = (parts.amount(top), parts.amount(parent));
            let gain = share(outside.prose - inside.prose, outside.text - inside.text);
            if all.prose > 0 && inside.prose > 0 && outside.prose > inside.prose && gain < MOSTLY {
                alone = prose_beside(dom, parts, top);
                break;
            }
            top = parent;
        }
        let is_whole = top == dom.root();
        top = with_surroundings(dom, parts, top);
        let tops = with_tables(dom, parts, top);
        let within = |id: Id| dom.around(id).any(|node| tops.contains(&node));
        let is_prose = |id: Id| parts.amount(id).prose > 0;
        let picked = picked.into_iter().filter(|&id| is_prose(id));
        let mut strays: Vec<Id> = picked.chain(alone).filter(|&id| !within(id)).collect();
        strays.sort_unstable();
        strays.dedup();
        Article { tops, is_whole, strays }
    }
}

/// The text of the blocks with prose that lie outside of `top`.
fn prose_beside(dom: &Dom<'_>, parts: &Parts, top: Id) -> Vec<Id> {
    let mut texts = Vec::new();
    let mut seen = vec![false; dom.len()];
    for id in dom.ids().filter(|&id| dom.element(id).is_none()) {
        if parts.amount(id).prose == 0 || dom.around(id).any(|node| node == top) {
            continue;
        }
        let is_block = |node: &Id| dom.element(*node).is_some_and(|e| !e.kind.is_inline());
        let block = dom.around(id).find(is_block);
        if let Some(block) = block.filter(|b| !std::mem::replace(&mut seen[b.index()], true)) {
            let is_own = |n: &Id| dom.around(*n).skip(1).find(is_block) == Some(block);
            let own = dom.within(block).filter(|&n| dom.element(n).is_none() && !parts.is_out(n));
            texts.extend(own.filter(is_own));
        }
    }
    texts
}

/// So many characters around an article are its heading or its signature.
const FEW: usize = 40;

/// What stands around an article in few words and without links belongs to it.
fn with_surroundings(dom: &Dom<'_>, parts: &Parts, mut top: Id) -> Id {
    while let Some(parent) = dom.parent(top) {
        let (inside, outside) = (parts.amount(top), parts.amount(parent));
        if outside.text - inside.text > FEW || outside.linked > inside.linked {
            break;
        }
        top = parent;
    }
    top
}

/// A table of facts beside an article has no more characters.
const LARGEST_TABLE: usize = 300;

/// The article with the tables of data that stand directly before and behind it, without links:
/// who issued a document, and when.
fn with_tables(dom: &Dom<'_>, parts: &Parts, top: Id) -> Vec<Id> {
    let Some(parent) = dom.parent(top) else { return vec![top] };
    let siblings: Vec<Id> = dom.children(parent).collect();
    let at = siblings.iter().position(|&id| id == top).unwrap_or(0);
    let belongs = |id: &&Id| {
        let amount = parts.amount(**id);
        let is_table = || dom.kind(**id) == Some(Kind::Table) && data(dom, parts, **id).is_some();
        amount.text == 0 || (amount.links == 0 && amount.text <= LARGEST_TABLE && is_table())
    };
    let before = siblings.iter().take(at).rev().take_while(belongs).count();
    let behind = siblings.iter().skip(at + 1).take_while(belongs).count();
    siblings.iter().copied().skip(at - before).take(before + 1 + behind).collect()
}

/// The innermost node that holds nearly all of the text in `picked`, or of its prose if it has
/// any.
fn innermost(dom: &Dom<'_>, parts: &Parts, picked: &[Id]) -> Id {
    let mut weights = vec![0; dom.len()];
    let has_prose = picked.iter().any(|&id| parts.amount(id).prose > 0);
    for &id in picked {
        let amount = parts.amount(id);
        for node in dom.around(id) {
            weights[node.index()] += if has_prose { amount.prose } else { amount.text };
        }
    }
    let all = weights[dom.root().index()];
    let mut top = dom.root();
    if all == 0 {
        return top;
    }
    let holds = |id: &Id| share(weights[id.index()], all) >= NEARLY_ALL;
    while let Some(child) = dom.children(top).find(holds) {
        if dom.element(child).is_none_or(|e| e.kind.is_inline()) {
            break;
        }
        top = child;
    }
    top
}

/// The text nodes that reader view would show, in source order; none if it finds no article.
fn picked(dom: &Dom<'_>, parts: &Parts) -> Vec<Id> {
    let reading: usize = dom.ids().map(|id| parts.amount(id).text).sum();
    if dom.len() > MOST_NODES || reading > MOST_READING {
        return Vec::new();
    }
    let (document, nodes) = copy(dom, parts);
    let config = Config { char_threshold: ENOUGH, disable_json_ld: true, ..Config::default() };
    let Ok(mut reader) = Readability::with_document(document, None, Some(config)) else {
        return Vec::new();
    };
    if reader.parse().is_err() {
        return Vec::new();
    }
    let shown = reader.doc.select("#readability-page-1");
    let mut picked: Vec<Id> = shown
        .nodes()
        .iter()
        .flat_map(|node| node.descendants_it().map(|n| n.id).collect::<Vec<NodeId>>())
        .filter_map(|id| {
            let at = nodes.binary_search_by_key(&id, |n| n.0).ok()?;
            Some(nodes[at].1)
        })
        .collect();
    picked.sort_unstable();
    picked.dedup();
    picked
}

/// The page as reader view wants it, without what is left out, and which of its text nodes are
/// which of ours, in order.
fn copy(dom: &Dom<'_>, parts: &Parts) -> (Document, Vec<(NodeId, Id)>) {
    let document = Document::from("<!DOCTYPE html><html><head></head><body></body></html>");
    let mut nodes = Vec::new();
    let Some(body) = document.body().map(|b| b.id) else { return (document, nodes) };
    let tree = &document.tree;
    let mut copies: Vec<Option<NodeId>> = vec![None; dom.len()];
    copies[dom.root().index()] = Some(body);
    for id in dom.ids().skip(1).filter(|&id| !parts.is_out(id)) {
        let Some(parent) = dom.parent(id).and_then(|p| copies[p.index()]) else { continue };
        let node = match dom.content(id) {
            Content::Text(text) => {
                let node = tree.new_text(text.as_ref());
                nodes.push((node.id, id));
                node
            }
            Content::Element(element) => {
                let node = match element.kind {
                    Kind::Row => tree.new_element("tr"),
                    Kind::Paragraph => tree.new_element("p"),
                    Kind::Break => tree.new_element("br"),
                    _ if element.name().is_empty() => tree.new_element("div"),
                    _ => tree.new_element(&element.name().to_ascii_lowercase()),
                };
                for name in ["class", "id"] {
                    if let Some(value) = element.attribute(name) {
                        node.set_attr(name, &value);
                    }
                }
                if element.kind == Kind::Link {
                    node.set_attr("href", "x");
                }
                copies[id.index()] = Some(node.id);
                node
            }
        };
        tree.append_child_of(&parent, &node.id);
    }
    (document, nodes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> (String, bool) {
        let dom = Dom::read(source);
        let parts = Parts::of(&dom);
        let article = Article::find(&dom, &parts);
        let names = article.tops.iter().filter_map(|&top| dom.element(top)?.attribute("id"));
        let name: Option<String> = names.map(|n| n.into_owned()).next_back();
        (name.unwrap_or_default(), article.is_whole)
    }

    const PARAGRAPH: &str =
        "<p>开春以后，村里把修渠的事提上日程，请来技术员，量地势，定走向，一共议了三回。</p>";

    #[test]
    fn the_article_is_where_most_of_the_prose_is() {
        let list = "<li><a href=x>春耕现场会在县里召开的通知</a></li>".repeat(20);
        let page = format!(
            "<div id=top><a href=/>首页</a></div><div id=left><ul>{list}</ul></div>\
             <div id=box><h1>修渠记</h1><div id=text>{}</div></div><div id=end>青禾网</div>",
            PARAGRAPH.repeat(6)
        );
        assert_eq!(found(&page), ("box".into(), false));
        let busy = page.replace("</h1>", "</h1><p><a href=/>青禾网</a></p>");
        assert_eq!(found(&busy), ("text".into(), false));
    }

    #[test]
    fn a_page_of_several_texts_is_taken_as_a_whole() {
        let post = format!("<table><tr><td>小满</td><td class=post>{PARAGRAPH}</td></tr></table>");
        assert!(found(&post.repeat(6)).1);
        assert!(found("<div>今天停水，请提前准备。</div><div>物业，三月二日。</div>").1);
        assert!(found("").1);
    }
}
