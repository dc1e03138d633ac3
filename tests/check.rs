//! `kanwu check`, `diagnose` and `filter`: what is read, what is printed, and how a run ends.

mod common;
mod schema;

use common::{DAMAGED, Playground, RESTORED, gbk, utf16le};
use serde_json::Value;
use std::process::Stdio;

fn lines(playground: &Playground, verb: &str, args: &[&str]) -> Vec<Value> {
    let ran = playground.run(verb, [args, &["--format", "json"]].concat());
    ran.text().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn every_object_is_what_the_schema_says() {
    let playground = Playground::new();
    playground.write("utf8", format!("{DAMAGED}\n开展规划\n"));
    playground.write("broken", [DAMAGED.as_bytes(), b"\xFF\n"].concat());
    playground.write("gbk", gbk(&DAMAGED.repeat(3)));
    let findings = lines(&playground, "check", &[".", "--confidence", "possible"]);
    assert_eq!(findings.len(), 12);
    schema::check("docs/finding.schema.json", &findings);
    let diagnoses = lines(&playground, "diagnose", &["."]);
    assert_eq!(diagnoses.len(), 3);
    schema::check("docs/diagnosis.schema.json", &diagnoses);
}

#[test]
fn a_page_is_diagnosed_as_one() {
    let playground = Playground::new();
    let page = format!(
        "<html><head><meta charset=utf-8><meta name=keywords content=x><title>暖心桌_新闻网</title>\
         </head><body onload=init()><div class=nav>首页</div><h1>暖心桌</h1><p>{DAMAGED}</p>"
    );
    playground.write("news.html", &page);
    playground.write("note.txt", DAMAGED);
    playground.write("bare.html", "<div>今天停水，请备水。</div><div>物业，三月二日。</div>");
    let args = &["news.html", "note.txt", "bare.html"];
    let diagnoses = lines(&playground, "diagnose", args);
    schema::check("docs/diagnosis.schema.json", &diagnoses);
    let news = &diagnoses[0]["page"];
    assert_eq!((&news["title"], &news["date"]), (&Value::from("暖心桌"), &Value::Null));
    assert_eq!(news["left_out"], 2);
    assert!(diagnoses.iter().skip(1).all(|d| d["page"].is_null()));
    // Places are those of the text.
    let finding = &lines(&playground, "check", &["news.html"])[0];
    assert_eq!((&finding["start"]["line"], &finding["before"]), (&2.into(), &"效劳".into()));
    let asked = lines(&playground, "diagnose", &["bare.html", "--input", "html"]);
    assert_eq!(asked[0]["page"]["whole"], true);
    let asked = lines(&playground, "diagnose", &["news.html", "--input", "text"]);
    assert!(asked[0]["page"].is_null());
}

#[test]
fn a_schema_that_is_not_met_is_noticed() {
    let playground = Playground::new();
    playground.write("a", DAMAGED);
    let finding = lines(&playground, "check", &["a"]).remove(0);
    let schema = schema::read("docs/finding.schema.json");
    let with = |key: &str, value: Value| {
        let mut other = finding.clone();
        other[key] = value;
        other
    };
    assert_eq!(schema::complaint(&schema, &schema, &finding), None);
    for wrong in [
        with("fate", "lost".into()),
        with("probability", 1.5.into()),
        with("surplus", 1.into()),
        with("start", Value::Null),
    ] {
        assert!(schema::complaint(&schema, &schema, &wrong).is_some(), "{wrong}");
    }
}

#[test]
fn positions_count_in_the_decoded_source() {
    let playground = Playground::new();
    let text = format!("𠮷\r\n上{DAMAGED}");
    playground.write("utf8", format!("\u{FEFF}{text}"));
    playground.write("utf16", [b"\xFF\xFE".to_vec(), utf16le(&text)].concat());
    for finding in lines(&playground, "check", &["utf8", "utf16"]) {
        let number =
            |at: &str, unit: &str| usize::try_from(finding[at][unit].as_u64().unwrap()).unwrap();
        let before = finding["before"].as_str().unwrap();
        assert_eq!(&text[number("start", "byte")..number("end", "byte")], before);
        let chars: String = text.chars().skip(number("start", "char")).collect();
        assert!(chars.starts_with(before));
        let units: Vec<u16> = text.encode_utf16().skip(number("start", "utf16")).collect();
        assert!(String::from_utf16(&units).unwrap().starts_with(before));
        let line = text.lines().nth(number("start", "line") - 1).unwrap();
        let rest: String = line.chars().skip(number("start", "column") - 1).collect();
        assert!(rest.starts_with(before));
    }
}

#[test]
fn findings_below_the_confidence_are_hidden_but_counted() {
    let playground = Playground::new();
    playground.write("a", "印发开展规划");
    let check = playground.run("check", ["a"]);
    let said = "1 file checked, nothing found; 1 more at --confidence possible\n";
    assert_eq!((check.code, check.text()), (0, said));
    let check = playground.run("check", ["a", "--confidence", "possible"]);
    assert_eq!(check.code, 1);
}

#[test]
fn a_finding_that_gave_way_says_to_which() {
    let playground = Playground::new();
    let longer = r#"
        stage = "chars"
        [[rule]]
        name = "longer"
        says = "更长的"
        says_en = "a longer one"
        why = "测试用。"
        why_en = "For tests."
        find = "养老效劳"
        with = "养老服务"
        needles = ["效劳"]
        confidence = "likely"
        since = "0.1.0"
        hits = [["养老效劳", "养老服务"]]
        leaves = ["养老服务"]
    "#;
    playground.write("longer.toml", longer);
    playground.write("a", DAMAGED);
    let args = ["a", "--rules", "longer.toml", "--only", "longer", "--skip", "closing-mark"];
    let human = playground.run("check", args);
    assert!(human.text().contains("a swapped word; chars/longer takes precedence"));
    let fates: Vec<Value> = lines(&playground, "check", &args);
    let fates: Vec<&str> = fates.iter().filter_map(|f| f["fate"].as_str()).collect();
    assert_eq!(fates, ["applied", "outranked"]);
}

#[test]
fn the_output_does_not_depend_on_the_number_of_threads() {
    let playground = Playground::new();
    for i in 0..300 {
        playground.write(format!("{}/{i}", i % 7), format!("{DAMAGED}\n").repeat(i % 5));
    }
    for (verb, args) in [
        ("check", &["--format=human"][..]),
        ("check", &["--format=concise"]),
        ("check", &["--format=json"]),
        ("diagnose", &["--format=json"]),
        ("diff", &[]),
        ("diff", &["--color=always"]),
    ] {
        let with = |jobs: &str| playground.run(verb, [&[".", "-j", jobs], args].concat()).stdout;
        let one = with("1");
        assert!(!one.is_empty());
        assert!(one == with("2") && one == with("5") && one == with("0"), "{verb} {args:?}");
    }
}

#[test]
fn folders_are_walked_as_git_would() {
    let playground = Playground::new();
    for name in ["b", "a/2", "a/1", ".hidden", "kept/x", "ignored/x"] {
        playground.write(name, DAMAGED);
    }
    playground.write(".gitignore", "ignored/\n");
    playground.write("binary", b"\x7FELF\0\0");
    playground.write("utf32", b"\xFF\xFE\0\0\x2D\x4E\0\0");
    let check = playground.run("check", [".", "--format", "concise"]);
    let paths: Vec<&str> = check.text().lines().filter_map(|l| l.split(':').next()).collect();
    assert_eq!(paths, ["./a/1", "./a/1", "./a/2", "./a/2", "./b", "./b", "./kept/x", "./kept/x"]);
    let summary = playground.run("check", ["."]);
    assert!(summary.text().ends_with("5 files checked, 8 findings; 1 file skipped as no text\n"));
    let named = playground.run("check", ["binary", ".hidden", "ignored/x"]);
    assert_eq!(named.stderr, "kanwu: binary: no text, skipped\n");
    assert!(named.text().ends_with("2 files checked, 4 findings\n"));
}

#[cfg(unix)]
#[test]
fn a_loop_of_symbolic_links_is_not_entered() {
    let playground = Playground::new();
    playground.write("sub/a", DAMAGED);
    std::os::unix::fs::symlink("..", playground.path("sub/up")).unwrap();
    let check = playground.run("check", ["."]);
    assert!(check.text().ends_with("1 file checked, 2 findings\n"), "{}", check.text());
}

#[test]
fn a_missing_file_is_trouble_and_the_others_are_checked() {
    let playground = Playground::new();
    playground.write("a", DAMAGED);
    let check = playground.run("check", ["missing", "a", "--format", "concise"]);
    assert_eq!(check.code, 2);
    assert_eq!(check.text().lines().count(), 2);
    assert!(check.stderr.starts_with("kanwu: missing: cannot be read: "), "{}", check.stderr);
}

#[test]
fn messages_follow_the_locale() {
    let playground = Playground::new();
    playground.write("a", DAMAGED);
    let output = playground.ruled("check").arg("a").env("LC_ALL", "zh_CN.UTF-8").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("引号不成对") && text.ends_with("查过1个文件，2处问题\n"), "{text}");
    let english = playground.run("check", ["a", "--lang", "en"]);
    assert!(english.text().contains("quotation marks that do not pair"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_ends_the_run_quietly() {
    let playground = Playground::new();
    // Far more than a pipe holds.
    playground.write("a", format!("{DAMAGED}\n").repeat(20_000));
    for (verb, args) in [("check", &["a", "--format=json"][..]), ("diff", &["a"])] {
        let mut command = playground.ruled(verb);
        let piped = command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()), "{verb}");
    }
}

#[test]
fn equal_findings_are_told_once() {
    let playground = Playground::new();
    playground.write("a", format!("{DAMAGED}\n").repeat(250));
    let check = playground.run("check", ["a"]);
    assert!(check.text().lines().count() < 20, "{}", check.text());
    assert!(check.text().contains("×250"));
    assert!(check.text().ends_with("1 file checked, 500 findings\n"));
}

#[test]
fn a_filter_restores_in_the_charset_that_came_in() {
    let playground = Playground::new();
    let cases: [(Vec<u8>, Vec<u8>); 5] = [
        (DAMAGED.into(), RESTORED.into()),
        (gbk(DAMAGED), gbk(RESTORED)),
        ([b"\xFE\xFF\0\n".to_vec()].concat(), b"\xFE\xFF\0\n".to_vec()),
        (Vec::new(), Vec::new()),
        ([DAMAGED.as_bytes(), b"\xFF\r\n"].concat(), [RESTORED.as_bytes(), b"\xFF\r\n"].concat()),
    ];
    for (damaged, restored) in cases {
        let filtered = playground.feed("filter", &[], &damaged);
        assert_eq!((filtered.code, filtered.stdout), (0, restored), "{}", filtered.stderr);
    }
    let filtered = playground.feed("filter", &["--to", "utf-8"], &gbk(DAMAGED));
    assert_eq!(filtered.text(), RESTORED);
}

#[test]
fn a_filter_passes_binary_input_through() {
    let playground = Playground::new();
    let binary = [b"\x7FELF\0".as_slice(), DAMAGED.as_bytes()].concat();
    let filtered = playground.feed("filter", &[], &binary);
    assert_eq!((filtered.code, &filtered.stdout), (0, &binary));
    assert_eq!(filtered.stderr, "kanwu: the input is no text and was passed through\n");
}

#[test]
fn a_filter_loses_nothing_that_it_cannot_restore() {
    let playground = Playground::new();
    let undecodable = [gbk(&DAMAGED.repeat(3)), b"\xFF".to_vec()].concat();
    let filtered = playground.feed("filter", &["--to", "utf-8"], &undecodable);
    assert_eq!((filtered.code, filtered.stdout), (2, undecodable));
    assert!(filtered.stderr.contains("would be lost"), "{}", filtered.stderr);
}

#[test]
fn standard_input_is_a_document_like_any_other() {
    let playground = Playground::new();
    let check = playground.feed("check", &["-", "--format", "concise"], DAMAGED.as_bytes());
    assert_eq!(check.code, 1);
    assert!(check.text().starts_with("-:1:7: chars/swapped-word: 效劳 → 服务 (likely)\n"));
}
