//! What holds of figures: one that people write is never changed, not even when every suggestion
//! is taken; what was restored stays as it is; a year is told by what the document says, and long
//! runs of digits cost no more than their length.

use kanwu::{
    Confidence, Fate, Finding, Model, Outcome, Pipeline, Policy, Reason, RuleSet, Scratch,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::sync::{Arc, LazyLock};
use std::time::Instant;

/// The stage alone, with every suggestion taken.
static EAGER: LazyLock<Pipeline> = LazyLock::new(|| figures(Confidence::Possible));

/// The stage alone.
static LIKELY: LazyLock<Pipeline> = LazyLock::new(|| figures(Confidence::Likely));

fn figures(confidence: Confidence) -> Pipeline {
    let mut rules = RuleSet::built_in();
    rules.select(&["figures".to_owned()], &[]).expect("a stage by its name");
    let policy = Policy { confidence, ..Policy::default() };
    Pipeline::new(Arc::new(rules), Arc::new(Model::embedded()), policy)
}

fn run<'d>(pipeline: &Pipeline, text: &'d str) -> Outcome<'d> {
    pipeline.run(text.as_bytes(), &mut Scratch::default())
}

fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(0x6669_6775), ..ProptestConfig::default() }
}

/// `n` with commas between thousands.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Figures that people write, with what they may stand between.
fn figure() -> impl Strategy<Value = String> {
    let unit = || {
        prop::sample::select(
            &[
                "人",
                "元",
                "万元",
                "多人",
                "余户",
                "亩",
                "吨",
                "册",
                "次",
                "个",
                "%",
                "届毕业生",
                "名",
                "号",
                "",
                "级",
            ][..],
        )
    };
    let era = || 1900u64..=2100;
    prop_oneof![
        (0u64..10_000_000, unit()).prop_map(|(n, unit)| format!("{n}{unit}")),
        (0u64..10_000_000_000, unit()).prop_map(|(n, unit)| format!("{}{unit}", grouped(n))),
        (0u64..100_000, 0u64..1000, unit()).prop_map(|(n, d, unit)| format!("{n}.{d}{unit}")),
        (
            era(),
            prop::sample::select(
                &[
                    "年",
                    "年度",
                    "年来",
                    "人",
                    "多人",
                    "元",
                    "级",
                    "届",
                    "版",
                    "",
                    "室",
                    "房间",
                    "次列车",
                    "公里",
                    "年第3期",
                    "～2024学年"
                ][..]
            )
        )
            .prop_map(|(year, what)| format!("{year}{what}")),
        (era(), 1u64..=12, 1u64..=28, 0usize..5).prop_map(|(y, m, d, form)| match form {
            0 => format!("{y}年{m}月{d}日"),
            1 => format!("{y}-{m:02}-{d:02}"),
            2 => format!("{y}.{m}.{d}"),
            3 => format!("{m}月{d}日至{m}月{}日", d + 1),
            _ => format!("{y}/{m}/{d}"),
        }),
        (0u64..24, 0u64..60).prop_map(|(h, m)| format!("上午{h}时{m:02}分，{h}:{m:02}")),
        (1u64..=150).prop_map(|n| format!("第{n}届，成立{n}周年，{n}岁")),
        (130u64..200, 0u64..100_000_000).prop_map(|(a, b)| format!("电话{a}{b:08}，0571-{b:08}")),
        (110_000u64..660_000, era(), 1u64..=12, 1u64..=28, 0u64..10_000)
            .prop_map(|(place, y, m, d, n)| format!("身份证号{place}{y}{m:02}{d:02}{n:04}")),
        (0u64..1_000_000_000).prop_map(|n| format!("ISBN 978-7-{n:09}-X，条码690{n:010}")),
        (1u64..100_000, era()).prop_map(|(n, y)| format!("GB/T {n}-{y}，JGJ{n}—{y}，DB33/T {n}")),
        (0u64..30, 0u64..30, 0u64..3000)
            .prop_map(|(a, b, c)| format!("v{a}.{b}.{c}，Python {a}.{b}")),
        (era(), 1u64..500).prop_map(|(y, n)| format!("国发〔{y}〕{n}号，[{y}]{n}号，({y}){n}号")),
        (0u64..100_000, era(), 0u64..100).prop_map(|(a, y, c)| format!("| {a} | {y} | {c}% |\n")),
        (era(), 0u64..65_536).prop_map(|(y, n)| format!("`x{y} = 0x{n:X}; y[{n}] = {y}`")),
        (0u64..=100, 0u64..100).prop_map(|(n, d)| format!("占{n}%，合格率达到{}.{d}%", n.min(99))),
    ]
}

/// Sentences of such figures.
fn sentences() -> impl Strategy<Value = String> {
    let between = prop::sample::select(
        &[
            "，",
            "。",
            "、",
            "共",
            "其中",
            "约",
            "至",
            "全县有",
            "发放",
            "（",
            "）",
            "\n",
            " ",
            "建党",
            "国庆",
            "截至",
        ][..],
    );
    prop::collection::vec((between, figure()), 1..12)
        .prop_map(|parts| parts.into_iter().map(|(a, b)| format!("{a}{b}")).collect())
}

/// Figures with damage, and what dates them.
const FRAGMENTS: &[&str] = &[
    "纪念国际劳动妇女节20231周年",
    "建党20220周年",
    "第2023届",
    "发放20234,000元",
    "受惠202300多人",
    "202023年",
    "20236月",
    "占2023%",
    "2023.5亿元",
    "xx年",
    "20**年",
    "二〇××年",
    "“xx”规划",
    "“xx”普法",
    "今年是“十二五”规划的开局之年",
    "妇女维权周活动开展的第十二年",
    "建党90周年",
    "改革开放30年",
    "2O23年",
    "l0%",
    "1２人",
    "2月30日",
    "2011年3月8日（星期五）",
    "1200m2",
    "5mg/m3",
    "从年月日至年月日止",
    "XX县区",
    "____%",
    "第X届",
    "人社局",
    "2011年3月，全县召开大会。",
    "，",
    "。",
    "\n",
    "今年",
    "庆祝",
];

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_well_formed_figure_is_never_changed(text in sentences()) {
        let outcome = run(&EAGER, &text);
        prop_assert_eq!(outcome.text(), &*text);
    }

    #[test]
    fn what_was_restored_stays_as_it_is(
        parts in prop::collection::vec(prop::sample::select(FRAGMENTS), 0..14)
    ) {
        let text = parts.concat();
        let once = run(&LIKELY, &text).text().to_owned();
        let twice = run(&LIKELY, &once).text().to_owned();
        prop_assert_eq!(twice, once);
    }
}

fn pasted<'o>(outcome: &'o Outcome<'_>) -> Vec<&'o Finding> {
    let is_pasted = |f: &&Finding| matches!(f.reason, Reason::Pasted { .. });
    outcome.findings().map(|(_, f)| f).filter(is_pasted).collect()
}

const REPORT: &str = "xx年是我国实施“xx”发展规划的第一年，也是“三八”妇女维权周活动开展的第十二年。\
    3月3日，在纪念“三八”国际劳动妇女节20231周年大会上表彰了先进。维权周期间联合人社局举办活动，\
    共发放20234,000元救济金，受惠妇女202300多人。";

#[test]
fn two_anchors_that_agree_restore_a_figure_and_suggest_the_others() {
    let outcome = run(&LIKELY, REPORT);
    let found = pasted(&outcome);
    let fixes: Vec<_> = found.iter().map(|f| (f.fix.as_deref(), f.confidence, f.fate)).collect();
    let withheld = (Confidence::Possible, Fate::Withheld);
    assert_eq!(
        fixes,
        [
            (Some("101"), Confidence::Likely, Fate::Applied),
            (Some("104,000"), withheld.0, withheld.1),
            (Some("1000"), withheld.0, withheld.1),
        ]
    );
    let year = outcome.diagnosis.document_year.expect("the document tells its year");
    assert_eq!(year.year, 2011);
    assert!(year.probability > 0.97 && year.evidence.len() > 3, "{year:?}");
}

#[test]
fn one_anchor_alone_only_suggests() {
    let text = "在纪念“三八”国际劳动妇女节20231周年大会上表彰了先进，共发放20234,000元救济金。";
    let outcome = run(&LIKELY, text);
    assert!(!outcome.is_changed());
    let found = pasted(&outcome);
    assert!(
        found.iter().all(|f| f.confidence == Confidence::Possible || f.fix.is_none()),
        "{found:?}"
    );
    assert!(!found.is_empty());
}

#[test]
fn anchors_that_contradict_each_other_restore_nothing() {
    let text = REPORT.replace("第十二年", "第十五年");
    assert!(!run(&LIKELY, &text).is_changed());
}

#[test]
fn a_clean_template_is_no_finding_by_default() {
    let text =
        "甲方：XX公司\n签订日期：    年  月  日\n合同金额：____元\n“xx”规划，第X届，xx年，20**年";
    let outcome = run(&LIKELY, text);
    assert!(outcome.findings().count() > 5);
    assert!(outcome.findings().all(|(_, f)| f.confidence == Confidence::Possible));
}

#[test]
fn long_runs_cost_no_more_than_their_length() {
    let hostile = |n: usize| {
        [
            "2023".repeat(n),
            "20231周年".repeat(n),
            "2023,".repeat(n),
            "1月".repeat(n),
            "xx年".repeat(n),
            "建党2023周年".repeat(n),
            "“xx”规划的".repeat(n),
            "____".repeat(n),
            "第".repeat(n),
        ]
    };
    for (short, long) in hostile(4_000).iter().zip(&hostile(32_000)) {
        let time = |text: &str| {
            let start = Instant::now();
            run(&LIKELY, text);
            start.elapsed()
        };
        time(short);
        // Eight times the length; a square would be sixty-four times the time.
        let (one, eight) = (time(short).max(std::time::Duration::from_millis(5)), time(long));
        assert!(eight < 40 * one, "{:.20}: {one:?}, {eight:?}", short);
    }
}
