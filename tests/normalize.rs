//! Normalization agrees with the other tools where those agree, changes nothing unasked, never
//! touches code or the value of a number, and has nothing left to do once it is done.

use kanwu::{Confidence, Model, Normalize, Pipeline, Policy, RuleSet, Scratch, StageId};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Instant;
use unicode_normalization::UnicodeNormalization;

/// Each normalization alone, then all that go together.
const CHOICES: &[&str] = &[
    "punctuation",
    "width",
    "space",
    "quotes=curly",
    "quotes=corner",
    "variants=simplified",
    "variants=traditional",
    "variants=taiwan",
    "variants=hongkong",
    "punctuation,width,space,quotes,variants",
    "punctuation,width,space,quotes=corner,variants=taiwan",
    "punctuation,space",
    "width,space",
];

static PIPELINES: LazyLock<Vec<(&str, Pipeline)>> = LazyLock::new(|| {
    let all = ["space", "punctuation,width,space"];
    let doubtful = all.map(|names| (names, at_confidence(names, Confidence::Possible)));
    CHOICES.iter().map(|names| (*names, pipeline(names))).chain(doubtful).collect()
});

/// A pipeline that normalizes and does nothing else.
fn pipeline(names: &str) -> Pipeline {
    at_confidence(names, Confidence::Likely)
}

fn at_confidence(names: &str, confidence: Confidence) -> Pipeline {
    let names: Vec<&str> = names.split(',').collect();
    let normalize = Normalize::of(&names).expect("names of normalizations");
    let mut rules = RuleSet::built_in();
    rules.select(&["normalize".to_owned()], &[]).expect("a stage by its name");
    let policy = Policy { normalize, confidence, ..Policy::default() };
    Pipeline::new(Arc::new(rules), Arc::new(Model::embedded()), policy)
}

fn normalized(pipeline: &Pipeline, text: &str) -> String {
    pipeline.run(text.as_bytes(), &mut Scratch::default()).text().to_owned()
}

/// One sentence of `benches/peers/normalize.tsv`.
struct Row {
    line: usize,
    options: String,
    text: String,
    kanwu: String,
    peers: [String; 3],
    why: String,
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn rows() -> Vec<Row> {
    let table = std::fs::read_to_string(root("benches/peers/normalize.tsv")).unwrap();
    let row = |(number, line): (usize, &str)| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [options, text, kanwu, a, z, p, why] = cells[..] else {
            panic!("line {} has {} cells", number + 1, cells.len())
        };
        Row {
            line: number + 1,
            options: options.to_owned(),
            text: text.to_owned(),
            kanwu: kanwu.to_owned(),
            peers: [a, z, p].map(str::to_owned),
            why: why.to_owned(),
        }
    };
    table.lines().enumerate().skip(1).map(row).collect()
}

#[test]
fn every_sentence_becomes_what_the_table_says() {
    let mut wrong = Vec::new();
    for row in rows() {
        let got = normalized(&pipeline(&row.options), &row.text);
        if got != row.kanwu {
            wrong.push(format!(
                "{}: {}\n  expected {}\n  got      {got}",
                row.line, row.text, row.kanwu
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn where_the_other_tools_agree_kanwu_agrees_or_says_why() {
    let rows = rows();
    assert!(rows.len() >= 60, "only {} sentences", rows.len());
    let mut agreed = 0;
    for row in rows {
        let [a, z, p] = &row.peers;
        if a != z || z != p {
            assert!(row.why.is_empty(), "line {}: a reason is not needed", row.line);
            continue;
        }
        agreed += usize::from(*a == row.kanwu);
        let explained = !row.why.is_empty();
        assert!((*a == row.kanwu) != explained, "line {}: {} / {a}", row.line, row.kanwu);
    }
    assert!(agreed >= 30, "the tools agree on {agreed} sentences only");
}

#[test]
fn without_the_option_nothing_is_normalized() {
    let standard = Pipeline::standard();
    for row in rows() {
        let scratch = &mut Scratch::default();
        let outcome = standard.run(row.text.as_bytes(), scratch);
        assert!(outcome.passes.iter().all(|p| p.stage != StageId::Normalize), "{}", row.text);
    }
}

#[test]
fn a_finding_says_where_it_stands_through_all_passes() {
    let pipeline = pipeline("width,punctuation,space");
    let scratch = &mut Scratch::default();
    let outcome = pipeline.run("共１２人,都用Word.".as_bytes(), scratch);
    assert_eq!(outcome.text(), "共 12 人，都用 Word.");
    let places: Vec<(String, &str)> = outcome
        .findings()
        .map(|(pass, f)| {
            let place = outcome.source_span(pass, f.span).slice(outcome.source());
            (pipeline.rules().get(f.rule).full_name(), place)
        })
        .collect();
    assert_eq!(places[0], ("normalize/width".to_owned(), "１２"));
    assert_eq!(places[1], ("normalize/punctuation".to_owned(), ","));
    assert!(places[2..].iter().all(|p| p.0 == "normalize/space"));
}

#[test]
fn a_space_between_two_characters_is_only_proposed() {
    let text = "这是去年的工作总结 今年的计划另发。\n第三章 总则\n张三 李四";
    assert_eq!(normalized(&pipeline("space"), text), text);
    let bold = normalized(&at_confidence("space", Confidence::Possible), text);
    assert_eq!(bold, text.replacen(' ', "", 1));
}

#[test]
fn variants_follow_the_document_and_leave_what_is_right() {
    let traditional = pipeline("variants=traditional");
    for (text, expected) in [
        // Nothing here is Simplified.
        ("蕭后在裡面。", "蕭后在裡面。"),
        // A line that does not tell goes with its document, a Traditional one stays.
        ("干杯。\n他们走了。\n太后說了。", "乾杯。\n他們走了。\n太后說了。"),
        ("干杯。", "干杯。"),
        // 苧 is Traditional here and Simplified for 薴.
        ("苎麻们。", "苧麻們。"),
        ("苧麻。", "苧麻。"),
    ] {
        assert_eq!(normalized(&traditional, text), expected, "{text}");
    }
}

/// Pieces that rules look at twice, alone and beside each other.
#[rustfmt::skip]
const FRAGMENTS: &[&str] = &[
    "中文", "好", "的", "他说", "一", "卡尔", "马克思", "第三章", "后", "里", "们", "這", "裡", "国",
    "苧麻", "苎", "恒大", "倒霉", "吒", "着", "著", "户", "戶", "Word", "a", "A", "v1.2", "C++", "It's", "x=1", "the", "1", "23", "3.5", "4,000", "10:30", "50%",
    "30°", "5\"", "Ａ", "ｂ", "１", "２３", "％", "＋", "－", "：", "．", "＠", "　", "　　",
    ",", ".", ":", ";", "?", "!", "(", ")", "[", "]", "...", "....", "--", "-", "---", "\"", "'", "…",
    "，", "。", "、", "（", "）", "“", "”", "‘", "’", "「", "」", "《", "》", "——", "……",
    " ", "  ", "\t", "\n", "\r\n", "*", "**", "_", "#", "# ", ")(", "(x)", "(好)", "- ", "> ", "1. ", "|", "+", "%", "&", "/",
    "\\", "@", "$", "$5", "~", "^", "=", "<", ">", "<b>", "</b>", "`", "`a,b`", "```\n", "&nbsp;", "&",
    "http://a.cn/x,y", "a@b.cn", "www.a.cn", "](", "](图/1.png)", "[注]: x\n", "附件2.docx", ".txt",
    "のです", "이", "カ", "👍", "é", "α",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(FRAGMENTS), 0..16).prop_map(|f| f.concat())
}

/// Text with nothing that could open or close a protected place, and places that stay.
#[rustfmt::skip]
const PROSE: &[&str] = &[
    "中文", "好,", "的.", "他说:", "Word", "１２", "(", ")", "\"", "'", "...", "?", " ", "，", "“", "”", "头发", "們",
];
const KEPT: &[&str] = &[
    "`a,b.中`",
    "https://a.cn/b?c=1,d",
    "li.ming@a.com.cn",
    "<b title=\"中文,好\">",
    "$x_1,(中)$",
    "[图](图/第1张(一).png)",
    "\n```\n中文,code(\"好\")\n```\n",
    "\\label{表1,中}",
];

fn marked() -> impl Strategy<Value = Vec<(bool, &'static str)>> {
    let prose = prop::sample::select(PROSE).prop_map(|p| (false, p));
    let kept = prop::sample::select(KEPT).prop_map(|k| (true, k));
    prop::collection::vec(prop_oneof![4 => prose, 1 => kept], 0..14)
}

/// The numbers of a text, width apart.
fn numbers(text: &str) -> Vec<String> {
    let folded: Vec<char> = text.nfkc().collect();
    let mut numbers = vec![String::new()];
    for (i, c) in folded.iter().enumerate() {
        let beside =
            |j: Option<usize>| j.and_then(|j| folded.get(j)).is_some_and(|c| c.is_ascii_digit());
        let joins = matches!(c, '.' | ',' | ':') && beside(i.checked_sub(1)) && beside(Some(i + 1));
        match c.is_ascii_digit() || joins {
            true => numbers.last_mut().expect("never empty").push(*c),
            false if !numbers.last().expect("never empty").is_empty() => {
                numbers.push(String::new())
            }
            false => {}
        }
    }
    numbers.retain(|n| !n.is_empty());
    numbers
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(11), ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn normalizing_twice_changes_no_more_than_normalizing_once(text in text()) {
        for (names, pipeline) in PIPELINES.iter() {
            let once = normalized(pipeline, &text);
            let twice = normalized(pipeline, &once);
            prop_assert_eq!(&once, &twice, "{} from {:?}", names, text);
        }
    }

    #[test]
    fn numbers_keep_their_values(text in text()) {
        for (names, pipeline) in PIPELINES.iter() {
            let after = normalized(pipeline, &text);
            prop_assert_eq!(numbers(&text), numbers(&after), "{} from {:?}", names, text);
        }
    }

    #[test]
    fn code_addresses_and_markup_stay(pieces in marked()) {
        let text: String = pieces.iter().map(|p| format!("{} ", p.1)).collect();
        for (names, pipeline) in PIPELINES.iter() {
            let after = normalized(pipeline, &text);
            let mut rest = after.as_str();
            for (_, kept) in pieces.iter().filter(|p| p.0) {
                // The text of a link is prose.
                let target = kept.split_once("](").map_or(*kept, |(_, target)| target);
                let found = rest.find(target);
                prop_assert!(found.is_some(), "{}: {} is gone from {:?}", names, kept, after);
                rest = &rest[found.unwrap_or(0) + target.len()..];
            }
        }
    }
}

#[test]
fn texts_of_the_corpus_are_normalized_once() {
    let mut lines = 0;
    for kind in ["wild", "synthetic", "clean"] {
        for folder in std::fs::read_dir(root("corpus").join(kind)).unwrap() {
            let Ok(text) = std::fs::read_to_string(folder.unwrap().path().join("input.txt")) else {
                continue;
            };
            for (names, pipeline) in PIPELINES.iter() {
                let once = normalized(pipeline, &text);
                let twice = normalized(pipeline, &once);
                for (a, b) in once.lines().zip(twice.lines()) {
                    assert_eq!(a, b, "{names}");
                }
                assert_eq!(once.len(), twice.len(), "{names}");
                let (before, after) = (numbers(&text), numbers(&once));
                assert_eq!(before, after, "{names}");
            }
            lines += text.lines().count();
        }
    }
    assert!(lines > 100, "{lines} lines");
}

#[test]
fn hostile_text_is_normalized_in_linear_time() {
    for piece in [
        "好,", "(好", "好(", "\"好", "'好", "好 ", "　 ", "1 ", "**\"", "好.", "](", "]:",
        "a.docx", "头", "”,", "?!",
    ] {
        let text = piece.repeat(200_000 / piece.len()) + "好";
        for (names, pipeline) in PIPELINES.iter() {
            let started = Instant::now();
            normalized(pipeline, &text);
            let took = started.elapsed();
            assert!(took.as_secs() < 5, "{names}: {piece:?}: {took:?}");
        }
    }
}

/// Enough to be quick; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(500)
}
