//! Which parts of a page are read: not its scripts and buttons, not what it hides, and neither
//! navigation, comments nor advertisements, which go by their names. A part that holds most of
//! the prose is read whatever it is called: names lie, and a body must not be lost by one.

use super::dom::{Dom, Element, Id};
use super::kind::Kind;
use super::known;
use super::measure::{Amount, amounts};

/// A part with more than this share of the page's prose is no furniture.
const MOST: f32 = 0.5;

/// A page with fewer characters of prose left has lost its article.
const LITTLE: usize = 20;

/// What is left out of a page.
pub(super) struct Parts {
    /// By node; what lies in one that is left out counts as well.
    out: Vec<bool>,
    /// Of what is not silent or hidden.
    pub(super) all: Amount,
    /// Of what is read.
    amounts: Vec<Amount>,
}

impl Parts {
    /// Looks through a page.
    pub(super) fn of(dom: &Dom<'_>) -> Parts {
        let parts = Parts::read(dom, true);
        let left = parts.amount(dom.root()).prose;
        // Where names leave nothing, as on a page of which every post is a comment, they are
        // not heard.
        if left < LITTLE && parts.all.prose > left { Parts::read(dom, false) } else { parts }
    }

    /// Leaves out what is silent and hidden and, with `by_name`, what names say is no article.
    fn read(dom: &Dom<'_>, by_name: bool) -> Parts {
        let silent = |id| dom.element(id).is_some_and(is_silent);
        let heard = amounts(dom, silent);
        let all = heard[dom.root().index()];
        let is_most = |id: Id| {
            let (part, whole) = match all.prose {
                0 => (heard[id.index()].text, all.text),
                _ => (heard[id.index()].prose, all.prose),
            };
            share(part, whole) > MOST
        };
        let left_out = |id: Id| {
            let Some(element) = dom.element(id) else { return false };
            is_silent(element)
                || is_button(element, heard[id.index()].text)
                || ((is_hidden(element) || (by_name && is_furniture(dom, id, element)))
                    && !is_most(id))
        };
        let mut out = vec![false; dom.len()];
        for id in dom.ids() {
            let inside = dom.parent(id).is_some_and(|p| out[p.index()]);
            out[id.index()] = inside || left_out(id);
        }
        let amounts = amounts(dom, |id| out[id.index()]);
        Parts { out, all, amounts }
    }

    /// Everything that a browser shows.
    pub(super) fn all(dom: &Dom<'_>) -> Parts {
        let mut out = vec![false; dom.len()];
        for id in dom.ids() {
            let inside = dom.parent(id).is_some_and(|p| out[p.index()]);
            out[id.index()] =
                inside || dom.element(id).is_some_and(|e| is_silent(e) || is_hidden(e));
        }
        let amounts = amounts(dom, |id| out[id.index()]);
        Parts { out, all: amounts[dom.root().index()], amounts }
    }

    /// Whether the node is left out.
    pub(super) fn is_out(&self, id: Id) -> bool {
        self.out[id.index()]
    }

    /// What the node holds of what is read.
    pub(super) fn amount(&self, id: Id) -> Amount {
        self.amounts[id.index()]
    }
}

/// A part of a whole; none of nothing.
#[expect(clippy::cast_precision_loss, reason = "characters of a page")]
pub(super) fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

fn is_silent(element: &Element<'_>) -> bool {
    matches!(element.kind, Kind::Silent | Kind::Control)
}

/// The label of a button has no more characters.
const LONGEST_LABEL: usize = 6;

/// Whether a link is a button: it runs a script, and says so in a word.
fn is_button(element: &Element<'_>, text: usize) -> bool {
    element.kind == Kind::Link
        && text <= LONGEST_LABEL
        && element.attribute("href").is_some_and(|address| {
            let address = address.trim_start().get(..11).unwrap_or_default();
            address.eq_ignore_ascii_case("javascript:")
        })
}

/// Whether a browser does not show the element.
fn is_hidden(element: &Element<'_>) -> bool {
    let Some(tag) = element.tag else { return false };
    if tag.has("hidden") || tag.attribute("aria-hidden").is_some_and(|v| &*v == "true") {
        return true;
    }
    let Some(style) = tag.attribute("style") else { return false };
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    style.split(';').any(|rule| {
        let rule = rule.trim_end_matches("!important");
        matches!(
            rule,
            "display:none"
                | "visibility:hidden"
                | "font-size:0"
                | "font-size:0px"
                | "font-size:0pt"
        )
    })
}

/// Whether the page calls the element something that is no article.
fn is_furniture(dom: &Dom<'_>, id: Id, element: &Element<'_>) -> bool {
    match element.kind {
        // That of an article holds its title.
        Kind::Header => {
            let is_title = |n| matches!(dom.kind(n), Some(Kind::Heading(_)));
            return !dom.within(id).any(is_title);
        }
        // Written beside what replaces it, 100 and 80 would be 10080.
        Kind::Furniture | Kind::Struck => return true,
        // The name of a link is about where it leads.
        Kind::Link | Kind::Frame => return false,
        _ => {}
    }
    const ROLES: [&str; 5] = ["navigation", "banner", "contentinfo", "complementary", "search"];
    let role = element.attribute("role");
    if role.is_some_and(|r| ROLES.contains(&&*r)) {
        return true;
    }
    ["class", "id"].into_iter().filter_map(|a| element.attribute(a)).any(|v| {
        let mut named = false;
        words(&v, |word| named = named || known::is_part(word));
        named
    })
}

/// Names of classes are put together from many words; more say nothing more.
const MOST_WORDS: usize = 40;

/// Hands the words of a class or an id to `take`, in lower case: `pageNav-2` is `page`, `nav2`.
fn words(names: &str, mut take: impl FnMut(&str)) {
    let mut word = String::new();
    let mut taken = 0;
    let mut before_lower = false;
    for c in names.chars().chain([' ']) {
        let begins = c.is_ascii_uppercase() && before_lower;
        if (begins || !c.is_ascii_alphanumeric()) && !word.is_empty() {
            take(&word);
            word.clear();
            taken += 1;
            if taken == MOST_WORDS {
                return;
            }
        }
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        }
        before_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::dom::Content;

    fn read(source: &str) -> String {
        let dom = Dom::read(source);
        let parts = Parts::of(&dom);
        let texts =
            dom.ids().filter(|&id| !parts.is_out(id)).filter_map(|id| match dom.content(id) {
                Content::Text(text) => Some(text.as_ref()),
                Content::Element(_) => None,
            });
        texts.collect()
    }

    const BODY: &str = "<p>春耕前要检修农机，备足化肥，看好天气。</p>";

    #[test]
    fn parts_go_by_their_names() {
        for part in [
            "<nav>首页</nav>",
            "<div class='page-nav'>首页</div>",
            "<div id=mainNav>首页</div>",
            "<div role=navigation>首页</div>",
            "<footer>版权</footer>",
            "<header>青禾网</header>",
            "<div class=\"box comment-list\">好文！</div>",
            "<script>var a;</script>",
            "<button>打印</button>",
            "<a href=' JavaScript:print()'>打印</a>",
            "<font class=jammer>8 Q1 z* J2</font>",
            "<span style='DISPLAY: none'>8 Q1</span>",
            "<span style=\"color:#fff;font-size:0px\">8 Q1</span>",
            "<p hidden>隐藏</p>",
            "<del>100</del>",
        ] {
            assert_eq!(
                read(&format!("{part}{BODY}")),
                "春耕前要检修农机，备足化肥，看好天气。",
                "{part}"
            );
        }
    }

    #[test]
    fn names_that_only_look_like_it_are_read() {
        for part in [
            "<div class=inside>首页</div>",
            "<div class=footnote>首页</div>",
            "<a class=share>首页</a>",
            "<a href='javascript:show(1)'>春耕现场会导读</a>",
            "<header><h1>首页</h1></header>",
            "<span style='display:inline'>首页</span>",
        ] {
            assert!(!read(&format!("{part}{BODY}")).starts_with("春耕前"), "{part}");
        }
    }

    #[test]
    fn what_holds_most_of_the_page_is_read_whatever_its_name() {
        assert!(read(&format!("<div class=comment>{BODY}</div>")).contains("春耕"));
        assert!(read(&format!("<div style=display:none>{BODY}</div>展开")).contains("春耕"));
        assert_eq!(read("<div class=nav>首页 新闻 教育</div>共三项"), "首页 新闻 教育共三项");
        let posts = format!("<div class=comment>{BODY}</div>").repeat(3);
        assert_eq!(read(&posts).matches("春耕").count(), 3);
        assert_eq!(read(&format!("{BODY}{BODY}{posts}")).matches("春耕").count(), 2);
    }

    #[test]
    fn words_are_cut_where_a_name_is_put_together() {
        let mut found = Vec::new();
        words("pageNav-2 bd_Share XMLBox", |w| found.push(w.to_owned()));
        assert_eq!(found, ["page", "nav", "2", "bd", "share", "xmlbox"]);
    }
}
