//! `kanwu review` and `kanwu fix --decisions`: what was decided is done, and nothing else.

mod common;
mod schema;

use common::{DAMAGED, Playground, RESTORED, Ran, gbk};
use std::path::Path;
use std::process::Command;

/// The documents of a batch, one of them hostile from name to end.
fn batch() -> Playground {
    let playground = Playground::new();
    playground.write("甲.txt", format!("{DAMAGED}\n效劳居民，“敲门〞问需。\n"));
    playground.write("乙.txt", gbk("社区效劳站明年的开展规划已经贴出。\n"));
    playground.write("<img src=x onerror=alert(1)>.txt", "效劳</script><svg onload=alert(2)>");
    playground.write("丙.txt", RESTORED);
    playground
}

fn decisions(playground: &Playground, documents: &str) {
    let text =
        format!("{{\"format\":\"kanwu-decisions\",\"version\":1,\"documents\":[{documents}]}}");
    playground.write("../decisions.json", text);
}

fn fix(playground: &Playground, args: &[&str]) -> Ran {
    let all = ["fix", "--decisions", "../decisions.json"].iter().chain(args);
    Ran::new(playground.command(all).output().unwrap())
}

/// One document's decisions: at this byte this becomes that.
fn about(playground: &Playground, name: &str, decided: &[(usize, &str, &str, &str)]) -> String {
    let sum = Command::new("sha256sum").arg(playground.path(name)).output().unwrap().stdout;
    let sum =
        std::str::from_utf8(&sum).unwrap().trim_start_matches('\\').split(' ').next().unwrap();
    let each = decided.iter().map(|(start, before, after, decision)| {
        let end = start + before.len();
        format!("{{\"start\":{start},\"end\":{end},\"before\":\"{before}\",\"after\":\"{after}\",\"decision\":\"{decision}\"}}")
    });
    let each: Vec<String> = each.collect();
    format!("{{\"path\":\"{name}\",\"sha256\":\"{sum}\",\"decisions\":[{}]}}", each.join(","))
}

#[test]
fn exactly_what_was_decided_is_done_and_can_be_taken_back() {
    let playground = batch();
    let before = playground.read("甲.txt");
    let one =
        about(&playground, "甲.txt", &[(18, "效劳", "服务", "reject"), (27, "“", "「", "edit")]);
    let two = about(&playground, "乙.txt", &[(6, "效劳", "服务", "accept")]);
    decisions(&playground, &format!("{one},{two}"));
    let fixed = fix(&playground, &[]);
    assert_eq!(fixed.text(), "2 files checked, 2 changed, 2 edits (kanwu undo takes it back)\n");
    let expected = String::from_utf8(before.clone()).unwrap().replacen('“', "「", 1);
    assert_eq!(String::from_utf8(playground.read("甲.txt")).unwrap(), expected);
    assert_eq!(playground.read("乙.txt"), gbk("社区服务站明年的开展规划已经贴出。\n"));
    assert_eq!(Ran::new(playground.command(["undo"]).output().unwrap()).code, 0);
    assert_eq!(playground.read("甲.txt"), before);
}

#[test]
fn a_document_that_changed_since_is_left_alone_and_the_others_are_not() {
    let playground = batch();
    let one = about(&playground, "甲.txt", &[(18, "效劳", "服务", "accept")]);
    let two = about(&playground, "乙.txt", &[(6, "效劳", "服务", "accept")]);
    decisions(&playground, &format!("{one},{two}"));
    playground.write("甲.txt", "另一份文件。");
    let fixed = fix(&playground, &[]);
    assert_eq!(fixed.code, 2);
    assert!(fixed.stderr.contains("甲.txt: was changed since it was reviewed"), "{}", fixed.stderr);
    assert_eq!(playground.read("甲.txt"), "另一份文件。".as_bytes());
    assert_eq!(playground.read("乙.txt"), gbk("社区服务站明年的开展规划已经贴出。\n"));
}

#[test]
fn paths_choose_among_the_documents_and_out_leaves_them_alone() {
    let playground = batch();
    let one = about(&playground, "甲.txt", &[(18, "效劳", "服务", "accept")]);
    let two = about(&playground, "乙.txt", &[(6, "效劳", "服务", "accept")]);
    decisions(&playground, &format!("{one},{two}"));
    let before = playground.read("乙.txt");
    let fixed = fix(&playground, &["--out", "../out", "--to", "utf-8", "./乙.txt", "丙.txt"]);
    assert_eq!((fixed.code, &*fixed.stderr), (0, ""));
    assert_eq!(playground.names("../out"), ["乙.txt"]);
    let written = playground.read("../out/乙.txt");
    assert_eq!(written, "社区服务站明年的开展规划已经贴出。\n".as_bytes());
    assert_eq!(playground.read("乙.txt"), before);
}

#[test]
fn decisions_that_do_not_fit_are_refused() {
    let playground = batch();
    let cases = [
        (about(&playground, "甲.txt", &[(0, "效劳", "服务", "accept")]), "does not stand there"),
        (
            about(
                &playground,
                "甲.txt",
                &[(18, "效劳", "服务", "accept"), (18, "效劳", "效力", "edit")],
            ),
            "two decisions about “效劳”",
        ),
        (r#"{"path":"无.txt","sha256":"","decisions":[]}"#.to_owned(), "无.txt: cannot be read"),
        (r#"{"path":"甲.txt"}"#.to_owned(), "missing field `sha256`"),
    ];
    let before = playground.read("甲.txt");
    for (documents, why) in cases {
        decisions(&playground, &documents);
        let fixed = fix(&playground, &[]);
        assert_eq!(fixed.code, 2);
        assert!(fixed.stderr.contains(why), "{}", fixed.stderr);
        assert_eq!(playground.read("甲.txt"), before);
    }
}

#[test]
fn a_review_does_not_write_over_a_file_unless_told_to() {
    let playground = batch();
    playground.write("../r.html", "mine");
    let again = playground.run("review", ["-o", "../r.html", "."]);
    assert_eq!(again.code, 2);
    assert_eq!(playground.read("../r.html"), b"mine");
    let forced = playground.run("review", ["--force", "-o", "../r.html", "."]);
    assert_eq!(forced.text(), "4 files checked, 3 to review in ../r.html\n");
    assert!(playground.read("../r.html").starts_with(b"<!doctype html>"));
}

fn ask(playground: &Playground, args: &[&str], answers: &str) -> Ran {
    playground.feed("fix", &[&["-i"], args].concat(), answers.as_bytes())
}

#[test]
fn the_terminal_asks_place_by_place_and_only_what_is_decided_changes() {
    let playground = Playground::new();
    playground.write("a", "效劳一，效劳二，“三〞，效劳四。");
    playground.write("b", "效劳五，“六〞。");
    let fixed = ask(&playground, &["a", "b"], "y\nn\n?\nx\ny\ne 帮扶\nR\ny\n");
    assert_eq!((fixed.code, &*fixed.stderr), (0, ""), "{}", fixed.text());
    assert_eq!(playground.read("a"), "服务一，效劳二，“三”，帮扶四。".as_bytes());
    assert_eq!(playground.read("b"), "效劳五，“六”。".as_bytes());
    assert!(fixed.text().contains("a:1:1  1/4\n    [-效劳-]{+服务+}一，"), "{}", fixed.text());
    assert_eq!(fixed.text().matches("y  restore").count(), 2);
    assert_eq!(Ran::new(playground.command(["undo"]).output().unwrap()).code, 0);
    assert_eq!(playground.read("b"), "效劳五，“六〞。".as_bytes());
}

#[test]
fn quitting_does_what_was_decided_and_going_back_asks_again() {
    let playground = Playground::new();
    let text = "效劳一，效劳二，效劳三。";
    for (answers, expected) in [
        ("y\nq\n", "服务一，效劳二，效劳三。"),
        ("y", "服务一，效劳二，效劳三。"),
        ("", text),
        ("n\nb\ny\nD\n", "服务一，效劳二，效劳三。"),
        ("n\nr\n", "效劳一，服务二，服务三。"),
        ("s\nd\n", "效劳一，服务二，服务三。"),
        ("n\nn\nb\nb\nd\n", "服务一，服务二，服务三。"),
    ] {
        playground.write("a", text);
        assert_eq!(ask(&playground, &["a"], answers).code, 0);
        assert_eq!(String::from_utf8(playground.read("a")).unwrap(), expected, "{answers:?}");
    }
}

#[test]
fn answers_are_remembered_and_nothing_is_asked_twice() {
    let playground = Playground::new();
    playground.write("a", "效劳一，“二〞，效劳三。");
    let with = ["--decisions", "../d.json", "a"];
    ask(&playground, &with, "n\ny\ns\n");
    assert_eq!(playground.read("a"), "效劳一，“二”，效劳三。".as_bytes());
    // Only what was skipped is asked about again.
    let kept = serde_json::from_slice(&playground.read("../d.json")).unwrap();
    schema::check("docs/decisions.schema.json", &[kept]);
    let again = ask(&playground, &with, "y\n");
    assert!(again.text().contains("1/1"), "{}", again.text());
    assert_eq!(playground.read("a"), "效劳一，“二”，服务三。".as_bytes());
    let last = ask(&playground, &with, "");
    assert!(!last.text().contains("1/"), "{}", last.text());
    assert_eq!(playground.read("a"), "效劳一，“二”，服务三。".as_bytes());
    // The file says the rest without questions, and goes on to fit the document.
    assert_eq!(
        Ran::new(playground.command(["fix", "--decisions", "../d.json"]).output().unwrap()).code,
        0
    );
    let odd = playground.run("fix", ["--decisions", "../d.json"]);
    assert!(odd.code == 2 && odd.stderr.contains("with -i"), "{}", odd.stderr);
}

#[test]
fn what_reviewers_refuse_is_learned_from_their_decisions() {
    let playground = Playground::new();
    playground.write("a", "她家住在平安里小区。到平安里来。平安管理");
    let places = [
        (12, "平安", "安全", "reject"),
        (33, "平安", "安全", "reject"),
        (48, "平安", "安全", "accept"),
    ];
    let said = about(&playground, "a", &places);
    decisions(&playground, &said);
    let learn = || {
        Ran::new(playground.command(["learn", "decisions", "../decisions.json"]).output().unwrap())
    };
    assert!(learn().text().contains("\"平安里\",  # 2"), "{}{}", learn().text(), learn().stderr);
    let unseen = said.replace("\"decision\":", "\"by_default\":true,\"decision\":");
    decisions(&playground, &unseen);
    assert!(!learn().text().contains("平安里"), "{}", learn().text());
    playground.write("a", "改过了。");
    assert!(learn().stderr.contains("was changed since it was reviewed"), "{}", learn().stderr);
}

/// Needs Node with playwright-core in the folder `PLAYWRIGHT`, and Chromium; `.ci/run` has them.
#[test]
fn a_reviewer_decides_in_a_browser() {
    let Some(playwright) = std::env::var_os("PLAYWRIGHT") else {
        eprintln!("skipped: PLAYWRIGHT names no folder with playwright-core");
        return;
    };
    let playground = batch();
    let review = playground.run("review", ["-o", "../r.html", "."]);
    assert_eq!((review.code, &*review.stderr), (0, ""));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/review.mjs");
    let folder = playground.path("..");
    let node = Command::new("node")
        .args([script.as_os_str(), folder.join("r.html").as_os_str(), folder.as_os_str()])
        .env("PLAYWRIGHT", playwright)
        .output()
        .unwrap();
    assert!(node.status.success(), "{}", node.stderr.escape_ascii());
    let exported = serde_json::from_slice(&playground.read("../decisions.json")).unwrap();
    schema::check("docs/decisions.schema.json", &[exported]);
    let fixed = fix(&playground, &[]);
    assert_eq!((fixed.code, &*fixed.stderr), (0, ""));
    // The one in the hostile document was rejected, that of 乙 edited, all others accepted.
    let restored = format!("{RESTORED}\n服务居民，“敲门”问需。\n");
    assert_eq!(std::str::from_utf8(&playground.read("甲.txt")).unwrap(), restored);
    assert_eq!(playground.read("乙.txt"), gbk("社区帮扶站明年的发展规划已经贴出。\n"));
    let hostile = playground.read("<img src=x onerror=alert(1)>.txt");
    assert_eq!(hostile, "效劳</script><svg onload=alert(2)>".as_bytes());
}
