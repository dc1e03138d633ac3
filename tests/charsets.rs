//! `--from` and `--to`, and documents in every charset and in several at once: what is
//! written is what was read, but for the edits.

mod common;

use common::{DAMAGED, Playground, RESTORED, gbk};
use kanwu::{Coding, Model, Pipeline, Policy, RuleSet, Scratch, Target};
use std::sync::{Arc, LazyLock};

/// A pipeline that reads everything in one charset, or finds out.
fn pipeline(from: Option<Coding>) -> Pipeline {
    let mut rules = RuleSet::built_in();
    rules.add("mine.toml", common::RULES).unwrap();
    let only = ["decode", "swapped-word", "closing-mark"].map(str::to_owned);
    rules.select(&only, &[]).unwrap();
    let policy = Policy { from, ..Policy::default() };
    Pipeline::new(Arc::new(rules), Arc::new(Model::embedded()), policy)
}

/// Text as bytes of `coding`.
fn encoded(coding: &str, text: &str) -> Vec<u8> {
    static PLAIN: LazyLock<Pipeline> = LazyLock::new(|| {
        let mut rules = RuleSet::built_in();
        rules.select(&["decode".into()], &[]).unwrap();
        let policy = Policy { from: Some(Coding::UTF_8), ..Policy::default() };
        Pipeline::new(Arc::new(rules), Arc::new(Model::embedded()), policy)
    });
    let coding: Coding = coding.parse().unwrap();
    let outcome = PLAIN.run(text.as_bytes(), &mut Scratch::default());
    outcome.to_bytes_as(Some(Target { coding, mark: false })).unwrap()
}

/// Charsets that have every character of the damaged line.
const SIMPLIFIED: &[&str] =
    &["utf-8", "gb18030", "gbk", "utf-16le", "utf-16be", "utf-32le", "utf-32be"];
/// Charsets without 〞, and what to damage there.
const GB2312: &[&str] = &["hz", "iso-2022-cn"];
const TRADITIONAL: &[&str] = &["big5", "euc-tw"];

/// Each charset with a damaged text and what it becomes.
fn cases() -> Vec<(&'static str, String, String)> {
    let word = ("街道推进养老效劳，大家都说好。", "街道推进养老服务，大家都说好。");
    let mark = ("圖書館的“讀書角〞明天開放。", "圖書館的“讀書角”明天開放。");
    let case = |&coding, (a, b): (&str, &str)| (coding, a.to_owned(), b.to_owned());
    let simplified = SIMPLIFIED.iter().map(|c| case(c, (DAMAGED, RESTORED)));
    let gb2312 = GB2312.iter().map(|c| case(c, word));
    simplified.chain(gb2312).chain(TRADITIONAL.iter().map(|c| case(c, mark))).collect()
}

#[test]
fn edits_are_exact_in_every_charset_at_every_length_and_offset() {
    let scratch = &mut Scratch::default();
    for (coding, damaged, restored) in cases() {
        let pipeline = pipeline(Some(coding.parse().unwrap()));
        for padding in 0..32 {
            let (ascii, tail) = ("x".repeat(padding), "~\r\n尾".repeat(padding % 3));
            let whole = |text: &str| encoded(coding, &format!("{ascii}{text}{tail}"));
            let bytes = whole(&damaged);
            let outcome = pipeline.run(&bytes, scratch);
            assert_eq!(outcome.to_bytes().unwrap(), whole(&restored), "{coding} {padding}");
        }
        // Cut off anywhere, nothing but the edit differs.
        let bytes = encoded(coding, &restored);
        for end in 0..bytes.len() {
            let outcome = pipeline.run(&bytes[..end], scratch);
            assert_eq!(outcome.to_bytes().unwrap(), &bytes[..end], "{coding} {end}");
        }
    }
}

#[test]
fn every_charset_is_found_out_and_written_back() {
    let playground = Playground::new();
    for (coding, damaged, _) in cases() {
        playground.write(coding, encoded(coding, &damaged));
    }
    let fixed = playground.run("fix", ["."]);
    assert_eq!(fixed.code, 0, "{}", fixed.stderr);
    for (coding, _, restored) in cases() {
        assert_eq!(playground.read(coding), encoded(coding, &restored), "{coding}");
    }
}

#[test]
fn from_says_what_the_bytes_are() {
    let playground = Playground::new();
    // Two characters, which nobody could guess.
    playground.write("a", encoded("utf-16be", "效劳"));
    let fixed = playground.run("fix", ["a", "--from", "UTF-16BE"]);
    assert_eq!((fixed.code, &*fixed.stderr), (0, ""));
    assert_eq!(playground.read("a"), encoded("utf-16be", "服务"));
    // What seems to be no text is taken for what the user says.
    playground.write("b", b"\0\x01\x65\x48\x52\xB3");
    let check = playground.run("check", ["b", "--from", "utf-16be", "--format", "concise"]);
    assert!(check.text().contains("效劳 → 服务"), "{}", check.stderr);
    let filtered = playground.feed("filter", &["--from", "hz", "--to", "gbk"], b"~{P'@M~}");
    assert_eq!(filtered.stdout, gbk("服务"));
}

#[test]
fn to_writes_in_any_charset() {
    for (to, mark) in [
        ("utf-8", &b""[..]),
        ("utf-8-bom", b"\xEF\xBB\xBF"),
        ("utf-16le", b"\xFF\xFE"),
        ("utf-16be", b"\xFE\xFF"),
        ("utf-32be", b"\0\0\xFE\xFF"),
        ("gb18030", b""),
    ] {
        let playground = Playground::new();
        playground.write("a", gbk(DAMAGED));
        assert_eq!(playground.run("fix", ["a", "--to", to]).code, 0);
        let body = encoded(to.trim_end_matches("-bom"), RESTORED);
        assert_eq!(playground.read("a"), [mark, &body].concat(), "{to}");
        // Now it is in that charset already.
        let again = playground.run("fix", ["a", "--to", to]);
        assert!(again.text().contains("0 changed"), "{to}: {}", again.text());
    }
}

#[test]
fn a_character_that_the_target_lacks_stops_its_file_only() {
    let playground = Playground::new();
    playground.write("a", "第一行\n寄語😀\n");
    playground.write("b", "圖書館\n");
    let fixed = playground.run("fix", ["a", "b", "--to", "big5"]);
    assert_eq!(fixed.code, 2);
    let why = "a: Big5 cannot express “😀” (U+1F600) of line 2, column 3";
    assert!(fixed.stderr.contains(why), "{}", fixed.stderr);
    assert_eq!(playground.read("a"), "第一行\n寄語😀\n".as_bytes());
    assert_eq!(playground.read("b"), encoded("big5", "圖書館\n"));
}

#[test]
fn an_unknown_name_is_refused_with_a_proposal() {
    let playground = Playground::new();
    for option in ["--from", "--to"] {
        let fixed = playground.run("fix", ["a", option, "gb-18030"]);
        assert_eq!(fixed.code, 2);
        assert!(fixed.stderr.contains("did you mean `gb18030`?"), "{}", fixed.stderr);
    }
}

/// Lines in three charsets, the damaged ones among them.
fn mixed(line: &str) -> Vec<u8> {
    [
        "昨天下午社区组织居民清理了楼道里的杂物。\n".as_bytes(),
        &encoded("gb18030", &format!("{line}\r\n会后大家在门口合影留念。\r\n")),
        b"2021-05-01\n",
        format!("{line}\n").as_bytes(),
        &encoded("big5", "圖書館週一休館，其餘時間照常開放。\n"),
        "活动持续了两个小时。\n".as_bytes(),
    ]
    .concat()
}

#[test]
fn each_line_is_written_back_in_its_own_charset() {
    let playground = Playground::new();
    playground.write("a", mixed(DAMAGED));
    let check = playground.run("check", ["a", "--format", "concise"]);
    let mixed_lines = check.text().lines().filter(|l| l.contains("decode/mixed-charsets"));
    let places: Vec<&str> = mixed_lines.filter_map(|l| l.split(": ").next()).collect();
    assert_eq!(places, ["a:2:1", "a:6:1"], "{}", check.text());
    let diagnosis = playground.run("diagnose", ["a"]);
    assert!(diagnosis.text().contains("lines 2 to 4: gb18030\n"), "{}", diagnosis.text());
    assert!(diagnosis.text().contains("line 6: Big5\n"), "{}", diagnosis.text());
    assert_eq!(playground.run("fix", ["a"]).code, 0);
    assert_eq!(playground.read("a"), mixed(RESTORED));
}

#[test]
fn to_makes_a_mixed_file_uniform() {
    let playground = Playground::new();
    playground.write("a", mixed(DAMAGED));
    assert_eq!(playground.run("fix", ["a", "--to", "utf-8"]).code, 0);
    let text = String::from_utf8(playground.read("a")).unwrap();
    assert_eq!(text.matches(RESTORED).count(), 2);
    assert!(text.contains("圖書館週一休館") && text.contains("合影留念。\r\n"));
}

#[test]
fn a_character_cut_in_two_is_joined_and_other_bytes_stay() {
    let playground = Playground::new();
    let mut bytes = gbk("社区医院为老年人免费接种疫苗，反响很好。");
    bytes.splice(15..15, *b"<br>");
    bytes.extend(b"\xFF\n");
    playground.write("a", &bytes);
    assert_eq!(playground.run("fix", ["a", "--confidence", "certain"]).code, 0);
    assert_eq!(playground.read("a"), bytes);
    assert_eq!(playground.run("fix", ["a"]).code, 0);
    let joined = gbk("社区医院为老年人<br>免费接种疫苗，反响很好。");
    assert_eq!(playground.read("a"), [&joined[..], b"\xFF\n"].concat());
    assert!(playground.run("fix", ["a"]).text().contains("0 changed"));
}

#[test]
fn a_diagnosis_ranks_the_charsets() {
    let playground = Playground::new();
    playground.write("a", encoded("big5", "會議記錄"));
    let human = playground.run("diagnose", ["a"]);
    assert!(human.text().contains("charset: Big5, guessed, probability"), "{}", human.text());
    let json = playground.run("diagnose", ["a", "--format", "json"]);
    let row: serde_json::Value = serde_json::from_str(json.text()).unwrap();
    let others = row["charset"]["alternatives"].as_array().unwrap();
    assert!((1..=4).contains(&others.len()));
    let score = |v: &serde_json::Value| v["score"].as_f64().unwrap();
    assert!(others.windows(2).all(|pair| score(&pair[0]) >= score(&pair[1])));
    assert!(others.iter().any(|o| o["name"] == "gb18030" && o["words"] == "穦某癘魁"));
}
