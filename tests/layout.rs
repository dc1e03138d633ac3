//! What the stage *layout* promises for every document: it takes nothing out that no finding
//! lists, joining and splitting move white space alone, and what it restored it leaves alone.

use kanwu::{Fate, Model, Outcome, Pipeline, Policy, RuleSet, Scratch, StageId};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::sync::{Arc, LazyLock};

static LAYOUT: LazyLock<Pipeline> = LazyLock::new(|| {
    let mut rules = RuleSet::built_in();
    rules.select(&["layout".to_owned()], &[]).expect("a stage by its name");
    Pipeline::new(Arc::new(rules), Arc::new(Model::embedded()), Policy::default())
});

/// The same, asked for Markdown.
static MARKDOWN: LazyLock<Pipeline> = LazyLock::new(|| {
    let mut rules = RuleSet::built_in();
    rules.select(&["layout".to_owned()], &[]).expect("a stage by its name");
    let policy = Policy { markdown: true, ..Policy::default() };
    Pipeline::new(Arc::new(rules), Arc::new(Model::embedded()), policy)
});

/// Lines of a site around a document.
const FURNITURE: &[&str] = &[
    "文档ID：8812345",
    "大小：35.50KB",
    "页数：3页",
    "格式：DOC",
    "时间：2023-04-24",
    "收藏 分享 下载 举报",
    "下载文档",
    "温馨提示：",
    "1. 本站所有资源如无特殊说明，都需要本地电脑安装OFFICE2007和PDF阅读器。",
    "版权声明：本文档由用户上传",
    "推荐阅读",
    "网站客服：1234567890",
];

/// Lines of documents.
const BODY: &[&str] = &[
    "河道清理工作小结",
    "一、主要做法",
    "（一）分段包干，责任到人。",
    "（二）早晚巡查，发现漂浮物当场打捞。",
    "二、存在的问题",
    "三、下一步打算",
    "1.上游来水时常带下枯枝。",
    "2.夜间有人往河里倒垃圾。",
    "去年秋天，镇里组织沿河七个村的村民清理了三公里河道，挖出淤泥两千多立方米，两岸的杂草也一并割净。",
    "河水变清以后，钓鱼的人多了，傍晚散步的人也多了，有几户人家还在门前搭起了葡萄架。",
    "群众的意见主要集中在两件事上：一是垃圾桶太远，二是夜里没有路灯。",
    "今年打算在每个村口各放四只垃圾桶，请保洁员每天收两次。",
    "春江水暖鸭先知",
    "- 带上手套",
    "| 村 | 长度 |",
    "",
];

/// A document between what a site puts around it, set to a width, or its lines put behind each
/// other, or left alone; with a number at the end of each page, or none.
fn document() -> impl Strategy<Value = String> {
    let some = |of, range| prop::collection::vec(prop::sample::select(of), range);
    let parts = (some(FURNITURE, 0..8), some(BODY, 1..30), some(FURNITURE, 0..8));
    (parts, 0..5u8, 16..40usize, any::<bool>()).prop_map(|(parts, manner, width, paged)| {
        let (head, body, tail) = parts;
        let lines = |lines: &[&str]| lines.iter().map(|&l| l.to_owned()).collect::<Vec<_>>();
        let mut rows: Vec<String> = match manner {
            0 => body.iter().flat_map(|l| wrapped(l, width)).collect(),
            1 => vec![body.join(" ")],
            2 => vec![body.join("　　")],
            3 => vec![body.concat()],
            _ => lines(&body),
        };
        let pages = rows.len() / 8;
        for page in (1..=pages).rev().filter(|_| paged) {
            rows.insert(page * 8, format!("第{page}页 共{pages}页"));
        }
        [lines(&head), rows, lines(&tail)].concat().join("\n")
    })
}

fn wrapped(line: &str, width: usize) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    chars.chunks(width).map(|row| row.iter().collect()).collect()
}

fn solid(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The source with nothing done to it but what the applied findings say.
fn as_listed(outcome: &Outcome<'_>) -> String {
    outcome.passes.iter().fold(outcome.source().to_owned(), |text, pass| {
        let (mut out, mut at) = (String::new(), 0);
        for f in pass.findings.iter().filter(|f| f.fate == Fate::Applied) {
            assert_eq!(text.get(f.span.start..f.span.end), Some(&*f.before));
            out += text.get(at..f.span.start).expect("spans in order");
            out += f.fix.as_deref().expect("an applied fix");
            at = f.span.end;
        }
        out + text.get(at..).expect("a span inside the text")
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        rng_seed: RngSeed::Fixed(11),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_goes_that_no_finding_lists(text in document()) {
        let outcome = LAYOUT.run(text.as_bytes(), &mut Scratch::default());
        prop_assert_eq!(as_listed(&outcome), outcome.text());
        let listed = outcome.findings().filter(|(_, f)| f.fate == Fate::Applied);
        let taken: usize = listed
            .map(|(_, f)| solid(&f.before).len() - solid(f.fix.as_deref().unwrap_or_default()).len())
            .sum();
        prop_assert_eq!(solid(&text).len() - taken, solid(outcome.text()).len());
    }

    #[test]
    fn joining_and_splitting_move_white_space_alone(text in document()) {
        let outcome = LAYOUT.run(text.as_bytes(), &mut Scratch::default());
        for (_, f) in outcome.findings() {
            prop_assert_eq!(LAYOUT.rules().get(f.rule).stage, StageId::Layout);
            if ["lost-break", "wrapped-line"].contains(&LAYOUT.rules().get(f.rule).name.as_str()) {
                prop_assert_eq!(solid(&f.before), "");
                prop_assert_eq!(f.fix.as_deref().map(solid).unwrap_or_default(), "");
            }
        }
    }

    #[test]
    fn what_was_laid_out_stays_so(text in document()) {
        let once = LAYOUT.run(text.as_bytes(), &mut Scratch::default()).text().to_owned();
        let twice = LAYOUT.run(once.as_bytes(), &mut Scratch::default()).text().to_owned();
        prop_assert_eq!(twice, once);
    }

    #[test]
    fn markdown_adds_marks_and_white_space_and_takes_nothing(text in document()) {
        let plain = LAYOUT.run(text.as_bytes(), &mut Scratch::default());
        let marked = MARKDOWN.run(text.as_bytes(), &mut Scratch::default());
        let bare = |text: &str| solid(text).replace(['#', '\\'], "");
        prop_assert_eq!(bare(marked.text()), bare(plain.text()));
        prop_assert_eq!(as_listed(&marked), marked.text());
    }

    #[test]
    fn what_became_markdown_stays_so(text in document()) {
        // What is not laid out for good breaks the law above; this one is about the marks.
        let plain = LAYOUT.run(text.as_bytes(), &mut Scratch::default()).text().to_owned();
        prop_assume!(LAYOUT.run(plain.as_bytes(), &mut Scratch::default()).text() == plain);
        let once = MARKDOWN.run(text.as_bytes(), &mut Scratch::default()).text().to_owned();
        let twice = MARKDOWN.run(once.as_bytes(), &mut Scratch::default()).text().to_owned();
        prop_assert_eq!(twice, once);
    }
}
