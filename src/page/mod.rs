//! Web pages: from the source of a page to the text of its article. Reads the tree, finds the
//! part with the article, writes its paragraphs, headings, lists and tables as lines of text or
//! as Markdown. What is not the article is left out and counted; where no article can be told
//! from the rest, the whole body is the text. Changes nothing in the text itself: that is for
//! the stages.

mod article;
mod block;
mod build;
mod charset;
mod dom;
mod entities;
mod head;
mod kind;
mod known;
mod line;
mod measure;
mod numbering;
mod parts;
mod preformatted;
mod small;
mod sniff;
mod source;
mod table;
mod title;
mod walk;

pub(crate) use charset::declared;
pub use sniff::is_page;

/// What a document is read as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Input {
    /// Text that is restored as it stands; markup in it is left alone.
    #[default]
    Text,
    /// A web page, whose article is the text.
    Html,
    /// A web page if it looks like one that was served or saved, by [`is_page`], or else text.
    Auto,
}

impl Input {
    /// Whether `bytes` are to be read as a web page.
    pub(crate) fn is_page(self, bytes: &[u8]) -> bool {
        match self {
            Input::Text => false,
            Input::Html => true,
            Input::Auto => is_page(bytes, None),
        }
    }
}

use self::article::Article;
use self::block::{Block, Shape, markdown, plain};
use self::dom::Dom;
use self::head::Head;
use self::parts::Parts;
use self::walk::Links;
use crate::diagnosis::Page;
#[cfg(feature = "cli")]
use std::path::{Path, PathBuf};

/// What the text of the page at `path` is called: `a/1.html` becomes `a/1.txt`.
#[cfg(feature = "cli")]
pub(crate) fn text_name(path: &Path, as_markdown: bool) -> PathBuf {
    let ending = if as_markdown { "md" } else { "txt" };
    let has_it = path.extension().is_some_and(|e| e == ending);
    if path == Path::new("-") || has_it {
        path.to_owned()
    } else if sniff::is_named_as_page(path) {
        path.with_extension(ending)
    } else {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(ending);
        name.into()
    }
}

/// A date without a label counts within so many lines of the title …
const NEAR_TITLE: usize = 6;
/// … and in a line of so many characters.
const SHORT_LINE: usize = 80;

/// The text of a page, with what is known of it as a page. With `as_markdown`, structure is
/// written as Markdown. Total: takes any text.
pub(crate) fn read(source: &str, as_markdown: bool) -> (String, Page) {
    let dom = Dom::read(source);
    let parts = Parts::of(&dom);
    let article = Article::find(&dom, &parts);
    let mut head = Head::read(source);
    // Everything that is shown, to look for title and date beside the article.
    let shown = walk::blocks(&dom, &Parts::all(&dom), (&[dom.root()], &[], Links::All));
    let title = title::title(&head, &shown);
    let date = head.date.take().or_else(|| date(&shown, title.as_deref()));
    // A page of nothing but links is a page about these.
    let links = match (article.is_whole, parts.amount(dom.root()).prose) {
        (_, 0) => Links::All,
        (true, _) => Links::Titles,
        (false, _) => Links::None,
    };
    let mut blocks = cleaned(walk::blocks(&dom, &parts, (&article.tops, &article.strays, links)));
    let kept: usize = blocks.iter().map(Block::size).sum();
    if let Some(title) = &title {
        title::put_first(title, &mut blocks);
    }
    let text = if as_markdown { markdown(&blocks) } else { plain(&blocks) };
    let page = Page {
        title,
        date,
        is_whole: article.is_whole,
        kept,
        left_out: parts.all.text.saturating_sub(kept),
        signs: sniff::signs(source.as_bytes()),
    };
    (text, page)
}

/// The blocks without lines, and pieces of lines, that belong to the page.
fn cleaned(blocks: Vec<Block>) -> Vec<Block> {
    let clean = |mut block: Block| {
        let is_text = !matches!(block.shape, Shape::Table(_) | Shape::Preformatted);
        if is_text && let Some(text) = known::without_furniture(&block.text, block.linked) {
            block.text = text;
        }
        // What is left of a row of buttons is the brackets around them.
        let is_said = |text: &str| !block.linked || text.contains(char::is_alphanumeric);
        (!is_text || (!block.text.is_empty() && is_said(&block.text))).then_some(block)
    };
    blocks.into_iter().filter_map(clean).collect()
}

/// The day of publication: said to be it anywhere on the page, or else beside the title.
fn date(shown: &[Block], title: Option<&str>) -> Option<String> {
    let short = |b: &&Block| b.text.chars().take(SHORT_LINE + 1).count() <= SHORT_LINE;
    let labelled = shown.iter().filter(short).find_map(|b| known::date(&b.text, true));
    labelled.or_else(|| {
        let at = title.and_then(|t| shown.iter().rposition(|b| title::is_same(&b.text, t)))?;
        let is_line = |b: &&Block| !matches!(b.shape, Shape::Item { .. } | Shape::Table(_));
        let near = shown.iter().skip(at + 1).take(NEAR_TITLE).filter(short).filter(is_line);
        near.filter(|b| !b.text.contains('。')).find_map(|b| known::date(&b.text, false))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><title>修渠记_青禾网</title><body><div class=nav><a href=/>首页</a></div>\
        <h1>修渠记</h1><p>2014-05-06 08:00 来源：村报 【字体：大 中 小】</p>\
        <div id=text>　　开春以后，村里把修渠的事提上日程。<br><br>　　请来技术员，量地势，定走向，一共议了三回。\
        <br>　　到了三月，渠通了，水来了，一村人都去看。</div><div class=footer>青禾网 版权所有</div>";

    #[test]
    fn a_page_becomes_its_article() {
        let (text, page) = read(PAGE, false);
        assert_eq!(
            text,
            "修渠记\n2014-05-06 08:00 来源：村报\n开春以后，村里把修渠的事提上日程。\n\
             请来技术员，量地势，定走向，一共议了三回。\n到了三月，渠通了，水来了，一村人都去看。\n"
        );
        assert_eq!(page.title.as_deref(), Some("修渠记"));
        assert_eq!(page.date.as_deref(), Some("2014-05-06"));
        assert!(page.left_out > 0 && page.kept > 50);
    }

    #[test]
    fn as_markdown_the_title_is_a_heading() {
        assert!(read(PAGE, true).0.starts_with("# 修渠记\n\n"));
    }

    #[cfg(feature = "cli")]
    #[test]
    fn the_text_of_a_page_is_named_after_it() {
        let name = |path: &str, md| text_name(Path::new(path), md);
        assert_eq!(name("a.b/1.HTML", false), Path::new("a.b/1.txt"));
        assert_eq!(name("1.shtml", true), Path::new("1.md"));
        assert_eq!(name("show.asp", false), Path::new("show.asp.txt"));
        assert_eq!(name("1.txt", false), Path::new("1.txt"));
        assert_eq!(name("-", false), Path::new("-"));
    }

    #[test]
    fn nothing_is_the_text_of_nothing() {
        assert_eq!(read("", false).0, "");
        assert_eq!(read("<script>", true).0, "");
        assert_eq!(read("只是一句话", false).0, "只是一句话\n");
    }
}
