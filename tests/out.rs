//! `kanwu fix --out`: what is written where, and what is never written over.

mod common;

use common::{DAMAGED, Playground, RESTORED, gbk};

const PAGE: &str = "<!DOCTYPE html><html><head><meta charset=utf-8><title>暖心桌_新闻网</title>\
    <meta name=keywords content=x></head><body onload=init()><h1>暖心桌</h1>";

fn page(text: &str) -> String {
    format!("{PAGE}<p>{text}</p><p>{text}</p></body></html>")
}

#[test]
fn documents_keep_their_names_and_pages_become_text() {
    let playground = Playground::new();
    playground.write("a/note.txt", DAMAGED);
    playground.write("a/clean.txt", RESTORED);
    playground.write("a/b/news.html", page(DAMAGED));
    playground.write("a/b/old.htm", gbk(&page(DAMAGED).replace("utf-8", "gb2312")));
    playground.write("a/image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let before = playground.read("a/b/news.html");
    let ran = playground.run("fix", ["a", "--out", "out"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let text = format!("暖心桌\n{RESTORED}\n{RESTORED}\n");
    assert_eq!(playground.read("out/a/note.txt"), RESTORED.as_bytes());
    assert_eq!(playground.read("out/a/clean.txt"), RESTORED.as_bytes());
    assert_eq!(playground.read("out/a/b/news.txt"), text.as_bytes());
    assert_eq!(playground.read("out/a/b/old.txt"), text.as_bytes());
    assert_eq!(playground.names("out/a"), ["b", "clean.txt", "note.txt"]);
    // The originals are what they were, so there is nothing to take back.
    assert_eq!(playground.read("a/b/news.html"), before);
    assert_eq!(playground.read("a/note.txt"), DAMAGED.as_bytes());
    assert!(!playground.state().exists());
}

#[test]
fn a_text_that_becomes_markdown_is_named_so_and_any_other_keeps_its_name() {
    let playground = Playground::new();
    let report =
        "河道清理工作小结\n一、分工\n每段三户人家。\n二、打算\n今年再添四只垃圾桶，请各家照看。\n";
    playground.write("report.txt", report);
    playground.write("note.txt", DAMAGED);
    let ran = playground
        .run("fix", ["report.txt", "note.txt", "--markdown", "--only", "markdown", "--out", "out"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(playground.names("out"), ["note.txt", "report.md"]);
    let marked = format!("# {}\n", report.trim_end().replace('\n', "\n\n"));
    let marked = marked.replace("一、", "## 一、").replace("二、", "## 二、");
    assert_eq!(playground.read("out/report.md"), marked.as_bytes());
    assert_eq!(playground.read("out/note.txt"), RESTORED.as_bytes());
}

#[test]
fn nothing_that_is_there_is_written_over_unless_asked() {
    let playground = Playground::new();
    playground.write("a.txt", DAMAGED);
    playground.write("out/a.txt", "mine");
    let ran = playground.run("fix", ["a.txt", "--out", "out"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("out/a.txt: is there already"), "{}", ran.stderr);
    assert_eq!(playground.read("out/a.txt"), b"mine");
    let ran = playground.run("fix", ["a.txt", "--out", "out", "--force"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(playground.read("out/a.txt"), RESTORED.as_bytes());
}

#[test]
fn no_document_is_written_over_even_if_asked() {
    let playground = Playground::new();
    playground.write("a.html", page(DAMAGED));
    playground.write("a.txt", DAMAGED);
    let ran = playground.run("fix", ["a.html", "a.txt", "--out", ".", "--force"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.stderr.matches("one of the documents").count(), 2, "{}", ran.stderr);
    assert_eq!(playground.read("a.txt"), DAMAGED.as_bytes());
    assert_eq!(playground.names("."), ["a.html", "a.txt"]);
}

#[test]
fn of_two_documents_with_one_name_the_first_has_it() {
    let playground = Playground::new();
    playground.write("a.html", page(DAMAGED));
    playground.write("a.txt", DAMAGED);
    for force in [&[][..], &["--force"]] {
        for jobs in ["1", "2"] {
            let out = format!("out{jobs}{}", force.len());
            let args = [&["a.html", "a.txt", "--out", &out, "-j", jobs][..], force].concat();
            let ran = playground.run("fix", args);
            assert_eq!(ran.code, 2);
            let got = String::from_utf8(playground.read(format!("{out}/a.txt"))).unwrap();
            assert!(got.starts_with("暖心桌\n"), "{got}");
        }
    }
}

#[test]
fn names_do_not_lead_out_of_the_folder() {
    let playground = Playground::new();
    let path = playground.write("a.txt", DAMAGED);
    playground.write("b/c.txt", "");
    let absolute = path.to_str().unwrap();
    let ran = playground.run("fix", [absolute, "--out", "out"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let below = path.strip_prefix("/").unwrap();
    assert_eq!(playground.read(std::path::Path::new("out").join(below)), RESTORED.as_bytes());
    let ran = playground.run("fix", ["b/../a.txt", "--out", "two"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(playground.read("two/b/a.txt"), RESTORED.as_bytes());
}

#[test]
fn a_document_is_written_in_its_charset_and_a_page_in_the_one_asked_for() {
    let playground = Playground::new();
    playground.write("note.txt", gbk(&DAMAGED.repeat(3)));
    playground.write("news.html", page(DAMAGED));
    let ran = playground.run("fix", ["note.txt", "--out", "out"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(playground.read("out/note.txt"), gbk(&RESTORED.repeat(3)));
    let ran = playground.run("fix", ["news.html", "--out", "out", "--to", "gbk"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(playground.read("out/news.txt"), gbk(&format!("暖心桌\n{RESTORED}\n{RESTORED}\n")));
}

#[test]
fn in_place_a_page_is_refused_and_its_source_restored_on_request() {
    let playground = Playground::new();
    playground.write("news.html", page(DAMAGED));
    let ran = playground.run("fix", ["news.html"]);
    assert_eq!(ran.code, 2);
    assert_eq!(playground.read("news.html"), page(DAMAGED).as_bytes());
    let ran = playground.run("fix", ["news.html", "--input", "text"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(playground.read("news.html"), page(RESTORED).as_bytes());
}

#[test]
fn force_means_nothing_without_a_folder() {
    let playground = Playground::new();
    playground.write("a.txt", DAMAGED);
    let ran = playground.run("fix", ["a.txt", "--force"]);
    assert_eq!(ran.code, 2);
    assert_eq!(playground.read("a.txt"), DAMAGED.as_bytes());
}

#[test]
fn the_patch_of_a_page_is_one_of_its_text_in_any_charset() {
    let playground = Playground::new();
    playground.write("news.html", page(DAMAGED));
    let ran = playground.run("diff", ["news.html"]);
    assert!(ran.text().starts_with("text of the web page news.html, not its source\ndiff --git"));
    // It applies to the text as it was extracted.
    playground.write("news.txt", format!("暖心桌\n{DAMAGED}\n{DAMAGED}\n"));
    playground.write("a.patch", &ran.stdout);
    let git = std::process::Command::new("git")
        .args(["apply", "a.patch"])
        .current_dir(playground.root())
        .status()
        .unwrap();
    assert!(git.success());
    let text = format!("暖心桌\n{RESTORED}\n{RESTORED}\n");
    assert_eq!(playground.read("news.txt"), text.as_bytes());
    let ran = playground.run("diff", ["news.html", "--to", "gbk"]);
    let removed = [b"-", gbk(DAMAGED).as_slice()].concat();
    assert!(ran.stdout.windows(removed.len()).any(|w| w == removed));
    let inline = playground.run("diff", ["news.html", "--color", "always"]);
    assert!(inline.text().contains("text of the web page news.html"));
}
