//! The title of the article, without the name of the site that pages append to theirs: the
//! part of the page's title that also stands on the page as a line of its own.

use super::block::{Block, Shape};
use super::head::Head;
use crate::span::Span;

/// What separates an article's title from the names of its site and its section.
const SEPARATORS: [char; 10] = ['_', '|', '｜', '-', '–', '—', '－', '»', '>', '·'];

/// Separators that hardly stand inside a title.
const STRONG: [char; 6] = ['_', '|', '｜', '»', '>', '·'];

/// The name of a site has no more characters.
const LONGEST_SITE: usize = 12;

/// A line with more characters is no title.
const LONGEST: usize = 120;

/// So many separators of a title are looked at.
const MOST_PARTS: usize = 12;

/// Such a line holds at most so many characters beside the title.
const MOST_BESIDE: usize = 6;

/// A line that repeats the title stands among so many first blocks of an article.
const FIRST_BLOCKS: usize = 5;

/// The title of the page whose lines are `lines`.
pub(super) fn title(head: &Head, lines: &[Block]) -> Option<String> {
    let short = |b: &&Block| b.text.chars().take(LONGEST + 1).count() <= LONGEST;
    let headings = || lines.iter().filter(|b| matches!(b.shape, Shape::Heading(_))).filter(short);
    let stated: Vec<&str> = head.title.as_deref().map(parts).unwrap_or_default();
    // A heading of the page first, any of its lines second.
    let on_page =
        stated.iter().find(|part| headings().any(|b| is_same(&b.text, part))).or_else(|| {
            stated.iter().find(|p| lines.iter().filter(short).any(|b| is_same(&b.text, p)))
        });
    if let Some(part) = on_page {
        return Some((*part).to_owned());
    }
    // What is only in the page's title may be the name of the site alone.
    let only = |level| {
        let mut of_level = headings().filter(|b| b.shape == Shape::Heading(level));
        of_level.next().filter(|_| of_level.next().is_none())
    };
    if let Some(heading) = only(1).or_else(|| only(2)).filter(|b| !b.linked) {
        return Some(heading.text.clone());
    }
    if let Some(shared) = &head.shared_title {
        return Some(shared.clone());
    }
    head.title.as_deref().map(|whole| without_site(whole).to_owned())
}

/// Puts the title at the head of an article, once.
pub(super) fn put_first(title: &str, blocks: &mut Vec<Block>) {
    let same = blocks.iter().take(FIRST_BLOCKS).position(|b| repeats(&b.text, title));
    let (shape, text) = (Shape::Heading(1), title.to_owned());
    let title = match same {
        Some(at) => Block { shape, text, ..blocks.remove(at) },
        None => Block { shape, text, linked: false, quoted: 0 },
    };
    blocks.insert(0, title);
}

/// Whether a line is the title, with little more: the section of a forum, a mark for "new".
fn repeats(line: &str, title: &str) -> bool {
    let size = |t: &str| t.chars().filter(|c| !c.is_whitespace()).count();
    is_same(line, title) || (line.contains(title) && size(line) <= size(title) + MOST_BESIDE)
}

/// Whether two lines say the same, white space aside.
pub(super) fn is_same(a: &str, b: &str) -> bool {
    let visible = |c: &char| !c.is_whitespace();
    a.chars().filter(visible).eq(b.chars().filter(visible))
}

/// The page's title and its parts from one separator to another, longest first.
fn parts(whole: &str) -> Vec<&str> {
    let mut borders: Vec<(usize, usize)> = vec![(0, 0)];
    let found = whole.char_indices().filter(|(_, c)| SEPARATORS.contains(c));
    borders.extend(found.map(|(i, c)| (i, i + c.len_utf8())).take(MOST_PARTS));
    borders.push((whole.len(), whole.len()));
    let mut parts = Vec::new();
    for (i, start) in borders.iter().enumerate() {
        for end in borders.iter().skip(i + 1).filter(|end| end.0 >= start.1) {
            let part = Span::new(start.1, end.0).slice(whole).trim();
            if !part.is_empty() {
                parts.push(part);
            }
        }
    }
    // Stable: of two equally long the first.
    parts.sort_by_cached_key(|part| std::cmp::Reverse(part.chars().count()));
    parts
}

/// The title up to the name of the site, as far as that can be told.
fn without_site(whole: &str) -> &str {
    let strong = whole.char_indices().find(|(_, c)| STRONG.contains(c)).map(|(i, _)| i);
    let spaced = [" - ", " – ", " — "].iter().filter_map(|s| whole.find(s)).min();
    let weak = || {
        let (at, c) = whole.char_indices().rfind(|(_, c)| ['-', '–', '—', '－'].contains(c))?;
        let site = Span::new(at + c.len_utf8(), whole.len()).slice(whole);
        let is_name =
            site.chars().count() <= LONGEST_SITE && !site.chars().any(|c| c.is_ascii_digit());
        is_name.then_some(at)
    };
    let end = strong.into_iter().chain(spaced).min().or_else(weak).unwrap_or(whole.len());
    let title = Span::new(0, end).slice(whole).trim_end_matches(SEPARATORS).trim();
    if title.is_empty() { whole } else { title }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Block {
        Block { shape: Shape::Paragraph, text: text.into(), linked: false, quoted: 0 }
    }

    fn heading(text: &str) -> Block {
        Block { shape: Shape::Heading(1), ..line(text) }
    }

    fn found(stated: &str, lines: &[Block]) -> Option<String> {
        let stated = (!stated.is_empty()).then(|| stated.to_owned());
        title(&Head { title: stated, ..Head::default() }, lines)
    }

    #[test]
    fn the_title_is_what_stands_on_the_page_too() {
        let lines = [line("青禾网"), line("2014-2015学年 德育总结"), line("德育")];
        let stated = "2014-2015学年德育总结_德育_青禾网";
        assert_eq!(found(stated, &lines).as_deref(), Some("2014-2015学年德育总结"));
        let lines = [line("青禾县人民政府"), heading("关于春耕的通知")];
        let stated = "青禾县人民政府 - 关于春耕的通知";
        assert_eq!(found(stated, &lines).as_deref(), Some("关于春耕的通知"));
    }

    #[test]
    fn the_name_of_the_site_is_cut_off_where_nothing_repeats_the_title() {
        for (stated, title) in [
            ("德育总结_范文_青禾网", "德育总结"),
            ("德育总结 - 青禾网", "德育总结"),
            ("德育总结-青禾网", "德育总结"),
            ("2014-2015", "2014-2015"),
            ("德育总结", "德育总结"),
            ("_青禾网", "_青禾网"),
        ] {
            assert_eq!(found(stated, &[]).as_deref(), Some(title), "{stated}");
        }
    }

    #[test]
    fn a_page_that_does_not_state_its_title_has_that_of_its_only_heading() {
        assert_eq!(found("", &[heading("修渠记"), line("甲")]).as_deref(), Some("修渠记"));
        assert_eq!(found("", &[heading("修渠记"), heading("护林记")]), None);
        assert_eq!(found("", &[line("修渠记")]), None);
        let second = Block { shape: Shape::Heading(2), ..line("修渠记") };
        assert_eq!(found("青禾小学", &[line("新闻"), second]).as_deref(), Some("修渠记"));
    }

    #[test]
    fn the_title_stands_first_and_once() {
        let mut blocks = vec![line("2014年"), line("修 渠记"), line("正文")];
        put_first("修渠记", &mut blocks);
        let texts: Vec<&str> = blocks.iter().map(|b| b.text.as_str()).collect();
        assert_eq!(texts, ["修渠记", "2014年", "正文"]);
        put_first("修渠记", &mut blocks);
        assert_eq!(blocks.len(), 3);
        let mut blocks = vec![line("[原创] 修渠记"), line("修渠记里的老支书是谁")];
        put_first("修渠记", &mut blocks);
        assert_eq!((blocks[0].text.as_str(), blocks.len()), ("修渠记", 2));
    }
}
