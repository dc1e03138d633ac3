//! Text read in the wrong charset comes back: every pair of charsets, alone and in the middle
//! of clean text; recipes replay; what cannot be undone is left alone.

use kanwu::{
    Codec, Confidence, Fate, Model, Pipeline, Policy, Reason, Recipe, RuleSet, Scratch, Step,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::path::Path;
use std::sync::{Arc, LazyLock};

static PIPELINES: LazyLock<[Pipeline; 2]> = LazyLock::new(|| {
    let mut rules = RuleSet::built_in();
    rules.select(&["mojibake".to_owned()], &[]).expect("a stage by its name");
    let (rules, model) = (Arc::new(rules), Arc::new(Model::embedded()));
    [Confidence::Likely, Confidence::Possible].map(|confidence| {
        let policy = Policy { confidence, ..Policy::default() };
        Pipeline::new(Arc::clone(&rules), Arc::clone(&model), policy)
    })
});

fn restored(text: &str) -> String {
    PIPELINES[0].run(text.as_bytes(), &mut Scratch::default()).text().to_owned()
}

/// What comes of `text` when it is written in `writer` and read in `reader`; `None` if
/// something is lost on the way.
fn misread(text: &str, writer: Codec, reader: Codec) -> Option<String> {
    let misread = Recipe::new(vec![Step::Encode(writer), Step::Decode(reader)]).replay(text)?;
    let back = Recipe::new(vec![Step::Encode(reader), Step::Decode(writer)]);
    (back.replay(&misread).as_deref() == Some(text)).then_some(misread)
}

const SIMPLIFIED: [&str; 4] = [
    "各村组织劳力清理灌溉渠道，两岸的旱田重新种上了水稻。",
    "图书馆延长了开放时间，周末也有老师值班答疑。",
    "请在截止日期以前把报名表交到服务窗口。",
    "河堤加固工程进展顺利，汛期到来之前可以完工。",
];
const TRADITIONAL: [&str; 2] =
    ["圖書館延長了開放時間，週末也有老師值班。", "請在截止日期以前把報名表交到服務窗口。"];

/// Every charset that a text can have been read in; UTF-8 loses what it misreads.
fn readers() -> impl Iterator<Item = Codec> {
    Codec::ALL.into_iter().filter(|c| *c != Codec::Utf8)
}

#[test]
fn sentences_come_back_from_every_pair_of_charsets() {
    let mut seen = 0;
    for reader in readers() {
        let texts = SIMPLIFIED
            .iter()
            .map(|t| (*t, Codec::Utf8))
            .chain(SIMPLIFIED.iter().map(|t| (*t, Codec::Gb18030)));
        let texts = texts.chain(TRADITIONAL.iter().map(|t| (*t, Codec::Big5Hkscs)));
        for (text, writer) in texts.filter(|(_, writer)| *writer != reader) {
            let Some(garbled) = misread(text, writer, reader) else { continue };
            if garbled == text {
                continue;
            }
            seen += 1;
            assert_eq!(restored(&garbled), text, "{writer:?} read as {reader:?}: {garbled}");
            let among = format!("编者按：原文如下。\n{garbled}\n以上供各科室参考。\n");
            let expected = format!("编者按：原文如下。\n{text}\n以上供各科室参考。\n");
            assert_eq!(restored(&among), expected, "{writer:?} read as {reader:?}");
        }
    }
    assert!(seen >= 80, "{seen} pairs without loss");
}

#[test]
fn layers_come_off_one_by_one() {
    let text = SIMPLIFIED[1];
    let layers: [&[(Codec, Codec)]; 4] = [
        &[(Codec::Utf8, Codec::Windows1252), (Codec::Utf8, Codec::Windows1252)],
        &[(Codec::Utf8, Codec::Latin1); 3],
        &[(Codec::Gb18030, Codec::Latin1), (Codec::Utf8, Codec::Windows1252)],
        &[(Codec::Gb18030, Codec::Windows1252), (Codec::Utf8, Codec::Latin1)],
    ];
    for layers in layers {
        let garbled = layers.iter().try_fold(text.to_owned(), |t, &(w, r)| misread(&t, w, r));
        let garbled = garbled.expect("nothing is lost in single-byte charsets");
        assert_eq!(restored(&garbled), text, "{layers:?}: {garbled}");
    }
}

#[test]
fn an_unmixed_document_teaches_what_its_short_lines_were() {
    // A single character is no evidence; among lines that are it is.
    let text = format!("{}\n是\n{}\n阅\n", SIMPLIFIED[0], SIMPLIFIED[2]);
    let garbled = misread(&text, Codec::Gb18030, Codec::Windows1252).expect("no loss");
    assert_eq!(restored(&garbled), text);
    let alone = misread("是", Codec::Gb18030, Codec::Windows1252).expect("no loss");
    assert_eq!(restored(&alone), alone);
}

/// Pieces of texts: clean, garbled in various ways, hopeless, foreign.
fn pieces() -> impl Strategy<Value = Vec<String>> {
    let clean = prop::sample::select(SIMPLIFIED.to_vec()).prop_map(str::to_owned);
    let readers = prop::sample::select(readers().collect::<Vec<_>>());
    let writers = prop::sample::select(vec![Codec::Utf8, Codec::Gb18030]);
    let garbled = (clean.clone(), writers, readers, 1..26usize).prop_map(|(text, w, r, n)| {
        let part: String = text.chars().take(n).collect();
        misread(&part, w, r).unwrap_or(part)
    });
    #[rustfmt::skip]
    let other = prop::sample::select(vec![
        "锟斤拷", "\u{FFFD}", "?", "??", " ", "\n", "，", "。", "abc", "é", "ÄÖ", "“", "”", "楂樼\u{FFFD}戝簵",
        "村民自级\u{E1FF}中藓昧斯喔惹\u{FA0D}3", "烫烫烫", "鑫", "\u{E000}", "が", "한글", "Привет", "\u{85}", "\u{A0}",
    ]);
    let piece = prop_oneof![clean, garbled, other.prop_map(str::to_owned)];
    prop::collection::vec(piece, 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn recipes_replay(pieces in pieces()) {
        let text = pieces.concat();
        let outcome = PIPELINES[1].run(text.as_bytes(), &mut Scratch::default());
        for (_, finding) in outcome.findings() {
            let Reason::Misread { recipe, .. } = &finding.reason else { continue };
            let replayed = recipe.replay(&finding.before).expect("it was done once");
            let fix = finding.fix.as_deref().unwrap_or_default();
            let same = |(a, b): (char, char)| a == b || a == '\u{FFFD}';
            // A named character stands where the recipe leaves a mark.
            prop_assert_eq!(replayed.chars().count(), fix.chars().count());
            prop_assert!(replayed.chars().zip(fix.chars()).all(same), "{} {}", replayed, fix);
            let marked = replayed.contains('\u{FFFD}');
            prop_assert!(!(marked && recipe.is_exact()));
        }
    }

    #[test]
    fn restoring_twice_is_restoring_once(pieces in pieces()) {
        let text = pieces.concat();
        for pipeline in &*PIPELINES {
            let once = pipeline.run(text.as_bytes(), &mut Scratch::default()).text().to_owned();
            let twice = pipeline.run(once.as_bytes(), &mut Scratch::default()).text().to_owned();
            prop_assert_eq!(&once, &twice, "from {}", text);
        }
    }
}

#[test]
fn what_is_beyond_repair_is_reported_and_left_alone() {
    for text in
        ["锟斤拷锟斤拷系群锟斤拷", "\u{FFFD}\u{FFFD}ϵȺ\u{FFFD}\u{FFFD}", "名称：烫烫烫烫烫烫屯屯"]
    {
        let outcome = PIPELINES[1].run(text.as_bytes(), &mut Scratch::default());
        assert_eq!(outcome.text(), text);
        let findings: Vec<_> = outcome.findings().collect();
        assert!(!findings.is_empty(), "{text}");
        assert!(findings.iter().all(|(_, f)| f.fate == Fate::Withheld && f.fix.is_none()));
    }
}

/// The development set that lies beside the repository, where it does.
#[test]
fn the_matrix_of_misreadings() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval/mojibake/mojibake_matrix.jsonl");
    let Ok(matrix) = std::fs::read_to_string(path) else { return };
    let mut wrong = Vec::new();
    let mut seen = 0;
    for line in matrix.lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let field = |name: &str| case[name].as_str().unwrap_or_default();
        let (kind, garbled, text) = (field("kind"), field("in"), field("out"));
        let hopeless = matches!(kind, "kunjinkao" | "gbk_as_utf8_lossy");
        let expected = match case["lossy"].as_bool() {
            Some(true) if hopeless => garbled,
            Some(true) => continue,
            _ => text,
        };
        seen += 1;
        let got = restored(garbled);
        if got.trim() != expected.trim() {
            wrong.push(format!("{}: {garbled} → {got}, not {expected}", field("id")));
        }
    }
    assert!(seen > 4000, "{seen} cases");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
