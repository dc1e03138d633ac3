//! How much text each part of a page holds, how much of it in links, and how much of it is
//! prose: counted once, from the leaves up.

use super::dom::{Content, Dom, Id};
use super::kind::Kind;
use super::known;

/// What a part of a page holds, in characters that are no white space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Amount {
    /// All text.
    pub(super) text: usize,
    /// Text inside links.
    pub(super) linked: usize,
    /// Text of sentences, outside of links.
    pub(super) prose: usize,
    /// Links with text in them.
    pub(super) links: usize,
}

/// A stretch of text without a comma or a full stop, or of fewer characters, is no prose but a
/// label. Set so that a line of a poem still counts.
const SHORTEST_PROSE: usize = 6;

/// What sentences are made with. A colon is not: labels have it.
const PUNCTUATION: [char; 8] = ['，', '。', '；', '！', '？', '、', ',', ';'];

impl Amount {
    fn add(&mut self, other: Amount) {
        self.text += other.text;
        self.linked += other.linked;
        self.prose += other.prose;
        self.links += other.links;
    }

    /// Share of the text that stands in links.
    #[expect(clippy::cast_precision_loss, reason = "a share of a page")]
    pub(super) fn link_density(&self) -> f32 {
        self.linked as f32 / self.text.max(1) as f32
    }
}

/// The amounts of all nodes. What is `dropped` holds nothing, nor does what it contains.
pub(super) fn amounts(dom: &Dom<'_>, dropped: impl Fn(Id) -> bool) -> Vec<Amount> {
    let mut amounts = vec![Amount::default(); dom.len()];
    let mut linked = vec![false; dom.len()];
    let mut lost = vec![false; dom.len()];
    for id in dom.ids() {
        let parent = dom.parent(id).map(Id::index);
        lost[id.index()] = parent.is_some_and(|p| lost[p]) || dropped(id);
        linked[id.index()] = parent.is_some_and(|p| linked[p]) || dom.kind(id) == Some(Kind::Link);
    }
    for id in dom.ids().rev() {
        let i = id.index();
        if let Content::Text(text) = dom.content(id)
            && !lost[i]
        {
            let chars = text.chars().filter(|c| !c.is_whitespace()).count();
            let is_prose = !linked[i]
                && chars >= SHORTEST_PROSE
                && text.contains(PUNCTUATION)
                && !known::is_notice(text);
            amounts[i] = Amount {
                text: chars,
                linked: if linked[i] { chars } else { 0 },
                prose: if is_prose { chars } else { 0 },
                links: 0,
            };
        }
        let mut amount = amounts[i];
        if dom.kind(id) == Some(Kind::Link) && amount.text > 0 {
            amount.links = 1;
            amounts[i] = amount;
        }
        if let Some(parent) = dom.parent(id) {
            amounts[parent.index()].add(amount);
        }
    }
    amounts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_counted_with_what_holds_it() {
        let dom =
            Dom::read("<div>首页<a href=x>新闻 <b>中心</b></a><p>今天下雨，不出门。</p></div>");
        let amounts = amounts(&dom, |_| false);
        let expected = Amount { text: 15, linked: 4, prose: 9, links: 1 };
        assert_eq!(amounts[dom.root().index()], expected);
    }

    #[test]
    fn what_is_dropped_counts_for_nothing() {
        let dom = Dom::read("<p>今天下雨，不出门。</p><div>今天下雨，不出门。</div>");
        let div = dom.children(dom.root()).nth(1).unwrap();
        assert_eq!(amounts(&dom, |id| id == div)[dom.root().index()].text, 9);
    }
}
