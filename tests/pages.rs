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
