//! Runs the web pages of `corpus/pages/`. A case is a folder with `page.html`, in whatever
//! charset, `article.txt`, the text that comes out when the page was read and restored, and
//! `case.toml`, which says where it comes from, and the title and the date that are found. With
//! `article.md` it says how the text is written as Markdown.

use kanwu::{Input, Model, Outcome, Pipeline, Policy, RuleSet, Scratch, is_page};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

struct Case {
    name: String,
    page: Vec<u8>,
    article: String,
    markdown: Option<String>,
    about: toml::Table,
}

impl Case {
    fn text(&self, key: &str) -> Option<&str> {
        self.about.get(key).and_then(|value| value.as_str())
    }
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages");
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    folders.sort();
    let case = |folder: &PathBuf| {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let read = |file: &str| {
            std::fs::read_to_string(folder.join(file)).map_err(|e| format!("{name}: {file}: {e}"))
        };
        Case {
            page: std::fs::read(folder.join("page.html")).unwrap(),
            article: read("article.txt").unwrap(),
            markdown: read("article.md").ok(),
            about: read("case.toml").unwrap().parse().unwrap(),
            name,
        }
    };
    folders.iter().map(case).collect()
}

fn pipeline(policy: Policy) -> Pipeline {
    Pipeline::new(Arc::new(RuleSet::built_in()), Arc::new(Model::embedded()), policy)
}

/// What of the cases is not as it should be.
fn all(complain: impl Fn(&Case) -> Option<String>) {
    let cases = cases();
    assert!(cases.len() >= 12, "only {} pages were found", cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(complain).collect();
    assert!(wrong.is_empty(), "{} of {}:\n\n{}\n", wrong.len(), cases.len(), wrong.join("\n\n"));
}

#[test]
fn every_page_becomes_its_article() {
    let pipeline = pipeline(Policy { input: Input::Auto, ..Policy::default() });
    all(|case| {
        let outcome = pipeline.run(&case.page, &mut Scratch::default());
        let got = outcome.to_bytes().unwrap();
        assert_eq!(got, outcome.text().as_bytes(), "{}: a text is UTF-8", case.name);
        let Some(page) = &outcome.diagnosis.page else {
            return Some(format!("{}\n  was taken for a source", case.name));
        };
        if outcome.text() != case.article {
            let (expected, got) = (&case.article, outcome.text());
            return Some(format!("{}\n  expected\n{expected}\n  got\n{got}", case.name));
        }
        let facts = [("title", &page.title), ("date", &page.date)];
        facts.into_iter().find(|(key, got)| got.as_deref() != case.text(key)).map(|(key, got)| {
            format!("{}\n  {key}: expected {:?}, got {got:?}", case.name, case.text(key))
        })
    });
}

#[test]
fn pages_with_structure_become_markdown() {
    let policy = Policy { input: Input::Html, markdown: true, ..Policy::default() };
    let pipeline = pipeline(policy);
    assert!(cases().iter().filter(|c| c.markdown.is_some()).count() >= 3);
    all(|case| {
        let expected = case.markdown.as_ref()?;
        let outcome = pipeline.run(&case.page, &mut Scratch::default());
        let got = outcome.text();
        (got != expected).then(|| format!("{}\n  expected\n{expected}\n  got\n{got}", case.name))
    });
}

#[test]
fn a_restored_article_stays_restored() {
    let pipeline = Pipeline::standard();
    all(|case| {
        for text in [Some(&case.article), case.markdown.as_ref()].into_iter().flatten() {
            let outcome: Outcome<'_> = pipeline.run(text.as_bytes(), &mut Scratch::default());
            if outcome.text() != text {
                return Some(format!("{}\n{}", case.name, outcome.text()));
            }
        }
        None
    });
}

/// As text a page is restored in place: all that changes is prose.
#[test]
fn as_text_a_page_stays_a_page() {
    let pipeline = Pipeline::standard();
    let tags = |text: &str| text.matches('<').count();
    all(|case| {
        let outcome = pipeline.run(&case.page, &mut Scratch::default());
        let kept = tags(outcome.text()) == tags(outcome.source());
        assert!(outcome.diagnosis.page.is_none());
        (!kept).then(|| case.name.clone())
    });
}

#[test]
fn every_case_says_where_it_comes_from() {
    all(|case| {
        let origin = case.text("origin").unwrap_or_default();
        let keys: BTreeSet<&str> = case.about.keys().map(String::as_str).collect();
        let known = keys.is_subset(&["origin", "title", "date", "note"].into());
        let holds = known && origin.split_whitespace().count() > 2 && is_page(&case.page, None);
        (!holds).then(|| format!("{}: {keys:?}", case.name))
    });
}

/// Lines of an article that look like the furniture or the wrapped lines of a scraped text are
/// what they are: the page says so.
#[test]
fn the_layout_of_an_article_is_left_alone() {
    let days =
        ["李明、王芳，一楼大厅和东门", "张强、刘洋，二楼走廊和西门", "陈静、杨帆，三楼会场和北门"];
    let items: String = days.iter().map(|d| format!("<li>{d}的巡查和登记工作")).collect();
    let buttons = ["下载文档", "收藏文档", "举报文档", "分享给好友", "返回顶部", "相关文档"];
    let buttons: String = buttons.iter().map(|b| format!("<li>{b}")).collect();
    let cells =
        ["一、", "二、", "三、"].map(|n| format!("<td>{n}{}", "各组分头落实到户，".repeat(8)));
    let row = format!("<tr>{}", cells.concat());
    let lead = "<h1>安排</h1><p>下面各项请照办，有困难早些提出来，大家一起商量。</p>";
    for body in [
        format!("<ul>{items}{items}</ul><p>交接在门卫室</p>"),
        format!("<ol>{items}{items}</ol><p>交接在门卫室</p>"),
        format!("<ol type=a>{items}{items}</ol><p>交接在门卫室</p>"),
        format!("<p>页面下面的按钮依次是：</p><ul>{buttons}</ul>"),
        format!("<table><tr><th>甲组<th>乙组<th>丙组{row}{row}</table>"),
        "<p>春渠一夜水声长，<br>新柳三枝拂短墙。<br>邻叟荷锄归已晚，<br>月移花影上柴床。</p>"
            .to_owned(),
    ] {
        for markdown in [false, true] {
            let policy = Policy { input: Input::Html, markdown, ..Policy::default() };
            let page = format!("{lead}{body}");
            let outcome = pipeline(policy).run(page.as_bytes(), &mut Scratch::default());
            assert_eq!(outcome.text(), outcome.source());
        }
    }
}

/// A page that was made of a wrapped text gets its paragraphs back.
#[test]
fn lines_that_a_page_breaks_to_one_width_are_joined() {
    let page = "<h1>图书馆</h1><p>镇上的图书馆去年搬进了新楼，一共三层，<br>\n底楼是儿童阅览室，二楼借书，三楼有一间可以<br>\n\
        坐六十人的报告厅。搬家那几天，附近中学的学<br>\n生来帮着运书，一箱一箱传上楼去。<br>\n　　平日早上九点开门，晚上八点半\
        关门；周末<br>\n提早半小时，中午不休息。遇到刮风下雨，馆员<br>\n会多等一会儿，等最后一个孩子被家长接走了才<br>\n锁门。";
    for (markdown, lines) in [(false, 3), (true, 5)] {
        let policy = Policy { input: Input::Html, markdown, ..Policy::default() };
        let outcome = pipeline(policy).run(page.as_bytes(), &mut Scratch::default());
        assert_eq!(outcome.text().lines().count(), lines, "{}", outcome.text());
    }
}

/// Pages that made a naive reader recurse for ever or read its source again and again.
#[test]
fn hostile_pages_are_read_in_linear_time() {
    let pipeline = pipeline(Policy { input: Input::Html, ..Policy::default() });
    let text =
        "<p>开春以后，村里把修渠的事提上日程，请来技术员，量地势，定走向，一共议了三回。</p>";
    let pages = [
        "<div>".repeat(100_000),
        format!("{}{text}", "<div>".repeat(100_000)),
        format!("{}{text}{}", "<div>".repeat(100_000), "</div>".repeat(100_000)),
        "<table><tr><td>甲，".repeat(50_000),
        "<font size=2>甲，".repeat(50_000),
        format!("<div {}>{text}", "class=a ".repeat(100_000)),
        "<a href=x>甲，".repeat(50_000),
        "<sup>".repeat(100_000) + "1",
        format!("<ruby>{}", "<rt>甲</rt>".repeat(100_000)),
        "&nbsp;<img alt=甲>".repeat(100_000),
        "<span>2018-06-20</span>甲".repeat(100_000),
        format!("<title>{}</title>{}", "甲_".repeat(500_000), "<h1>甲</h1>".repeat(20_000)),
        format!("<div>{}</div>{text}", "甲，乙，丙，丁。<p><a href=x>甲</a>".repeat(9_000)),
        format!("<pre>{}", "<div>甲</div>乙".repeat(50_000)),
        format!("{}{}", "<div>".repeat(190), format!("<p>{}</p>", text.repeat(9)).repeat(2_000)),
        text.repeat(85_000),
    ];
    for page in pages {
        let started = std::time::Instant::now();
        let outcome = pipeline.run(page.as_bytes(), &mut Scratch::default());
        assert!(outcome.diagnosis.page.is_some());
        let (took, start) = (started.elapsed(), page.get(..20));
        assert!(took.as_secs() < 20, "{start:?}, {} bytes: {took:?}", page.len());
    }
}

/// What a page says of its charset counts where its bytes leave it open, and only there.
#[test]
fn the_stated_charset_decides_between_likely_ones_and_garbles_nothing() {
    let pipeline = pipeline(Policy { input: Input::Html, ..Policy::default() });
    let encode = |encoding: &'static encoding_rs::Encoding, text: &str| {
        let mut bytes = Vec::with_capacity(4 * text.len());
        let mut encoder = encoding.new_encoder();
        let _ = encoder.encode_from_utf8_to_vec_without_replacement(text, &mut bytes, true);
        bytes
    };
    let (gbk, big5, utf8) = (encoding_rs::GBK, encoding_rs::BIG5, encoding_rs::UTF_8);
    let long = "开春以后，村里把修渠的事提上日程。";
    let traditional = "開春以後，村裡把修渠的事提上日程。";
    for (stated, encoding, text) in [
        ("gb2312", gbk, long),
        ("utf-8", gbk, long),
        ("big5", gbk, long),
        ("gb2312", utf8, long),
        ("iso-8859-1", utf8, long),
        ("iso-8859-1", gbk, long),
        ("gb2312", big5, traditional),
        ("big5", big5, traditional),
        // Two characters are characters of many charsets.
        ("gbk", gbk, "李二"),
        ("gb2312", gbk, "阿明"),
        ("euc-jp", encoding_rs::EUC_JP, "会社"),
        ("big5", big5, "會議"),
    ] {
        let page = format!("<html><head><meta charset={stated}></head><body><p>{text}</p>");
        let bytes = encode(encoding, &page);
        let outcome = pipeline.run(&bytes, &mut Scratch::default());
        assert_eq!(outcome.source(), format!("{text}\n"), "{stated}, {}", encoding.name());
    }
    // A mark and the user know better than the page.
    let marked = format!("\u{FEFF}<meta charset=gbk>{long}");
    let outcome = pipeline.run(marked.as_bytes(), &mut Scratch::default());
    assert_eq!(outcome.source(), format!("{long}\n"));
}
