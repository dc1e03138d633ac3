//! What a page says about itself where no reader looks: its title, its metadata, the dates in
//! its structured data.

use super::entities::decoded;
use super::known;
use super::source::{Tag, Token, Tokens};
use regex::Regex;
use std::sync::LazyLock;

/// The head of a page.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// The content of `<title>`.
    pub(super) title: Option<String>,
    /// The title as it is told to social sites: that of the article alone.
    pub(super) shared_title: Option<String>,
    /// The day on which the page was published, as `YYYY-MM-DD`.
    pub(super) date: Option<String>,
}

/// Names under which pages state when they were published.
const DATE_NAMES: [&str; 12] = [
    "article:published_time",
    "og:published_time",
    "og:release_date",
    "weibo:article:create_at",
    "publishdate",
    "publish_date",
    "publish-date",
    "pubdate",
    "pub_date",
    "publishtime",
    "datepublished",
    "dcterms.created",
];

/// The same in JSON, of schema.org and of Baidu.
static IN_JSON: LazyLock<Option<Regex>> =
    LazyLock::new(|| known::pattern(r#""(?:datePublished|pubDate|upDate)"\s*:\s*"([^"]{8,40})""#));

impl Head {
    /// Reads the whole source: many pages hold metadata in their body.
    pub(super) fn read(source: &str) -> Head {
        let mut head = Head::default();
        let mut last: Option<Tag<'_>> = None;
        for token in Tokens::new(source) {
            match token {
                Token::Open(tag) => {
                    head.tag(tag);
                    last = Some(tag);
                }
                Token::Raw(text) => head.raw(last.take(), text),
                _ => {}
            }
        }
        head
    }

    fn tag(&mut self, tag: Tag<'_>) {
        if tag.name.eq_ignore_ascii_case("time") && self.date.is_none() {
            // Only what is said to be the day of publication; others are of events.
            if tag.has("pubdate")
                || tag.attribute("itemprop").is_some_and(|p| &*p == "datePublished")
            {
                self.date = tag.attribute("datetime").and_then(|d| known::date(&d, false));
            }
        }
        if !tag.name.eq_ignore_ascii_case("meta") {
            return;
        }
        let name = ["property", "name", "itemprop"].into_iter().find_map(|a| tag.attribute(a));
        let (Some(name), Some(content)) = (name, tag.attribute("content")) else { return };
        let name = name.trim().to_ascii_lowercase();
        if name == "og:title" && self.shared_title.is_none() {
            self.shared_title = one_line(&content);
        }
        if DATE_NAMES.contains(&name.as_str()) && self.date.is_none() {
            self.date = known::date(&content, false);
        }
    }

    /// The content of an element that holds no markup.
    fn raw(&mut self, tag: Option<Tag<'_>>, text: &str) {
        let Some(tag) = tag else { return };
        if tag.name.eq_ignore_ascii_case("title") && self.title.is_none() {
            self.title = one_line(&decoded(text));
        }
        let is_data = || tag.attribute("type").is_some_and(|t| t.contains("ld+json"));
        if self.date.is_none() && tag.name.eq_ignore_ascii_case("script") && is_data() {
            let found = IN_JSON.as_ref().and_then(|r| r.captures(text)).and_then(|c| c.get(1));
            self.date = found.and_then(|day| known::date(day.as_str(), false));
        }
    }
}

/// The text on one line; `None` if there is none.
fn one_line(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_read_wherever_it_stands() {
        let head = Head::read(
            "<HTML><title>\n 春耕&amp;秋收 - 青禾网 </title><body><meta property=og:title \
             content='春耕&quot;秋收&quot;'><meta name=PubDate content='2014-05-06 08:00:01'>",
        );
        assert_eq!(head.title.as_deref(), Some("春耕&秋收 - 青禾网"));
        assert_eq!(head.shared_title.as_deref(), Some("春耕\"秋收\""));
        assert_eq!(head.date.as_deref(), Some("2014-05-06"));
    }

    #[test]
    fn dates_are_found_in_structured_data_and_time_elements() {
        let json =
            r#"<script type="application/ld+json">{"pubDate": "2019-03-02T10:00:00"}</script>"#;
        assert_eq!(Head::read(json).date.as_deref(), Some("2019-03-02"));
        let time = "<time datetime=2020-01-02>明天开会</time><time pubdate datetime='2019-12-30'>";
        assert_eq!(Head::read(time).date.as_deref(), Some("2019-12-30"));
        let code = r#"<script>var a = {"pubDate": "2019-03-02"};</script>"#;
        assert_eq!(Head::read(code).date, None);
    }

    #[test]
    fn a_page_that_says_nothing_has_nothing() {
        let head = Head::read("<title> </title><meta name=pubdate content=昨天>");
        assert!(head.title.is_none() && head.shared_title.is_none() && head.date.is_none());
    }
}
