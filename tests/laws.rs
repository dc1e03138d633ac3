//! Laws that hold for every text and every sequence of bytes: patches are exact maps, the
//! pipeline is total, nothing outside an edit changes, and restoring twice changes no more
//! than restoring once.

use kanwu::{
    Confidence, Edit, Fate, Model, Outcome, Patch, Pipeline, Policy, ProjectWords, RuleSet,
    Scratch, Span,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// A pipeline of all rules for each confidence.
static PIPELINES: LazyLock<[Pipeline; 3]> = LazyLock::new(|| pipelines(&[]));

/// The same of the stage `chars` alone, so that a broken law tells which stage broke it.
static CHARS: LazyLock<[Pipeline; 3]> = LazyLock::new(|| pipelines(&["chars".to_owned()]));

/// Pipelines that take every document to be in one charset.
static FORCED: LazyLock<Vec<Pipeline>> = LazyLock::new(|| {
    let names = ["utf-8", "utf-16be", "utf-32le", "gbk", "big5", "euc-tw", "hz", "iso-2022-cn"];
    let (rules, model) = (Arc::new(RuleSet::built_in()), Arc::new(Model::embedded()));
    let forced = |name: &&str| {
        let policy = Policy { from: Some(name.parse().expect("a charset")), ..Policy::default() };
        Pipeline::new(Arc::clone(&rules), Arc::clone(&model), policy)
    };
    names.iter().chain(&["iso-2022-jp", "shift_jis", "windows-1252"]).map(forced).collect()
});

/// Phrases that [`PROTECTING`] leaves alone, among what damage is made of.
const PHRASES: &[&str] = &["效劳", "开展活动", "〞", "&nbsp;", "户", "ji中", "\u{200B}一"];

/// A pipeline for each confidence whose user protects phrases.
static PROTECTING: LazyLock<[Pipeline; 3]> = LazyLock::new(|| {
    let mut rules = RuleSet::built_in();
    let words = ProjectWords {
        protect: PHRASES.iter().map(|&p| p.to_owned()).collect(),
        ..ProjectWords::default()
    };
    rules.add_project("kanwu.toml", Path::new(""), words).expect("a sound list");
    pipelines_of(rules)
});

fn pipelines(only: &[String]) -> [Pipeline; 3] {
    let mut rules = RuleSet::built_in();
    rules.select(only, &[]).expect("a stage by its name");
    pipelines_of(rules)
}

fn pipelines_of(rules: RuleSet) -> [Pipeline; 3] {
    let (rules, model) = (Arc::new(rules), Arc::new(Model::embedded()));
    [Confidence::Certain, Confidence::Likely, Confidence::Possible].map(|confidence| {
        let policy = Policy { confidence, ..Policy::default() };
        Pipeline::new(Arc::clone(&rules), Arc::clone(&model), policy)
    })
}

/// Fragments that damage is made of, and what stands around it.
#[rustfmt::skip]
const FRAGMENTS: &[&str] = &[
    "“", "”", "〝", "〞", "“", "〞", "‘", "’", "\"", "'", "``", "''", "「", "」",
    "⽤", "⼾", "⻚", "⼀", "⺮", "\u{F98E}", "\u{2F800}", "字头", "部",
    "\u{200B}", "\u{200D}", "\u{FEFF}", "\u{AD}", "\u{202C}", "\u{0}", "\u{7}", "\u{8}", "\u{B}",
    "\u{1B}[31m", "\u{C}", "\u{85}", "\u{FE0F}", "👨", "👩",
    "\u{F06C}", "\u{F0D8} ", "\u{E004}",
    "&ldquo;", "&rdquo;", "&nbsp;", "&amp;", "&lt;", "&gt;", "&#8220;", "&#x201D;", "&#25143;",
    "\\u4e2d", "\\u6587", "\\u201c", "\\u2f64", "%u4E2D", "%E4%B8%AD", "%E6%96%87", "%D6%D0%B9%FA",
    "=E4=B8=AD", "=E6=96=87", "=\n", "\\xe4\\xb8\\xad", "=?UTF-8?B?5Lit5paH?=", "=?utf-8?Q?=E4=B8=AD?=",
    "+ZiWAFWX2goI-", "&#20013", "x0dx0a", "_x000D_", "\\r\\n", "PAGE \\* MERGEFORMAT", "ldquo;", "nbsp;",
    "?a=1×tamp=2", "\u{E863}", "\u{ECD4}", "\u{F0B4}", "\u{F061}", "\u{E78E}", "﹐", "・", "∙", "｡", "︐", "個",
    "︰", "︶", "\u{2500}\u{2500}", "А", "ο", "APP", "\u{3164}", "\u{2063}", "\u{E0041}", "Unicode", "-", "=", "?",
    "&#96;", "&#8203;", "&zwj;", "&ldquo ;", "&amp;nbsp;", "&", ";", "amp;", "nbsp", "#", "x",
    "服务", "效劳", "优质", "群众", "广阔", "开展", "经济", "ji", "集体", "中开展", "活动", "的",
    "平安", "生产", "他说", "村民", "户", "人", "一", "和", "要", "原那么", "部署",
    "，", "。", "：", "、", "！", "（", "）", "《", "》", "\n", "\r\n", "\n\n", " ", "　", "…", "——",
    "a", "B", "1", "5", "2023", ".", ",", ":", "-", "<b>", "</b>", "<", ">", "`", "```\n", "$",
    "http://a.cn/", "C:\\", "\\", "{", "}", "の", "이",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(FRAGMENTS), 0..24).prop_map(|f| f.concat())
}

/// Bytes: anything, damaged Chinese in several charsets, and Chinese cut off anywhere.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..80),
        text().prop_map(String::into_bytes),
        (text(), 0..4usize).prop_map(|(t, cut)| t.as_bytes()[t.len().min(cut)..].to_vec()),
        text().prop_map(|t| {
            let units = std::iter::once(0xFEFF).chain(t.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect()
        }),
        text().prop_map(|t| gb18030(&t)),
        (text(), any::<u8>(), any::<prop::sample::Index>()).prop_map(|(t, byte, at)| {
            let mut bytes = gb18030(&t);
            bytes.insert(at.index(bytes.len() + 1), byte);
            bytes
        }),
    ]
}

/// What of `text` GB18030 has in one or two bytes.
fn gb18030(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = encoding_rs::GB18030.new_encoder();
    out.reserve(4 * text.len() + 16);
    let (result, _) = encoder.encode_from_utf8_to_vec_without_replacement(text, &mut out, true);
    assert_eq!(result, encoding_rs::EncoderResult::InputEmpty);
    out
}

fn edits_of(text: &str, cuts: &[(u8, u8, u8)]) -> Vec<Edit> {
    let borders: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let mut edits: Vec<Edit> = Vec::new();
    let mut at = 0;
    for &(skip, take, new) in cuts {
        let start = at + usize::from(skip) % 4;
        let end = start + usize::from(take) % 3;
        let (Some(&start_byte), Some(&end_byte)) = (borders.get(start), borders.get(end)) else {
            break;
        };
        let new = ["", "文", "字a", "。"][usize::from(new) % 4];
        edits.push(Edit { span: Span::new(start_byte, end_byte), text: new.into() });
        // Two insertions at one place would have no order.
        at = end.max(start + 1);
    }
    edits
}

/// A text and edits of it.
fn edited() -> impl Strategy<Value = (String, Vec<Edit>)> {
    (text(), prop::collection::vec(any::<(u8, u8, u8)>(), 0..6))
        .prop_map(|(text, cuts)| (text.clone(), edits_of(&text, &cuts)))
}

/// A text, edits of it, and cuts from which edits of what comes of it are made.
type Cuts = Vec<(u8, u8, u8)>;

fn edited_twice_more() -> impl Strategy<Value = (String, Vec<Edit>, Cuts, Cuts)> {
    let cuts = || prop::collection::vec(any::<(u8, u8, u8)>(), 0..6);
    (edited(), cuts(), cuts()).prop_map(|((text, edits), a, b)| (text, edits, a, b))
}

/// Asserts that outside the hunks the two texts are the same, byte by byte.
fn assert_untouched_is_identical(old: &str, new: &str, patch: &Patch) -> Result<(), TestCaseError> {
    let (mut old_at, mut new_at) = (0, 0);
    for hunk in patch.hunks() {
        prop_assert_eq!(
            Span::new(old_at, hunk.old.start).slice(old),
            Span::new(new_at, hunk.new.start).slice(new)
        );
        (old_at, new_at) = (hunk.old.end, hunk.new.end);
    }
    prop_assert_eq!(&old[old_at..], &new[new_at..]);
    Ok(())
}

/// How often a phrase stands in a text, also where it overlaps itself.
fn count(text: &str, phrase: &str) -> usize {
    text.char_indices()
        .filter(|&(at, _)| text.as_bytes()[at..].starts_with(phrase.as_bytes()))
        .count()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_a_user_protects_stays(text in text()) {
        let scratch = &mut Scratch::default();
        for pipeline in PROTECTING.iter() {
            let outcome = pipeline.run(text.as_bytes(), scratch);
            // What the bytes were is settled before any phrase can be read.
            let (source, restored) = (outcome.source(), outcome.text());
            for phrase in PHRASES {
                prop_assert!(count(restored, phrase) >= count(source, phrase), "{}", phrase);
            }
            let again = pipeline.run(restored.as_bytes(), scratch);
            prop_assert_eq!(again.text(), restored);
        }
    }

    #[test]
    fn a_patch_rebuilds_new_from_old((old, edits) in edited()) {
        let (new, patch) = Patch::apply(&old, &edits);
        assert_untouched_is_identical(&old, &new, &patch)?;
        for (hunk, edit) in patch.hunks().iter().zip(&edits) {
            prop_assert_eq!(hunk.old, edit.span);
            prop_assert_eq!(hunk.new.slice(&new), &*edit.text);
        }
    }

    #[test]
    fn untouched_text_maps_back_to_itself((old, edits) in edited()) {
        let (new, patch) = Patch::apply(&old, &edits);
        for (at, c) in new.char_indices() {
            let span = Span::new(at, at + c.len_utf8());
            let back = patch.to_old(span);
            prop_assert!(old.is_char_boundary(back.start) && old.is_char_boundary(back.end));
            if !patch.hunks().iter().any(|h| h.new.overlaps(span)) {
                prop_assert_eq!(back.slice(&old), span.slice(&new));
                prop_assert_eq!(patch.to_new(back), span);
            }
        }
        for (at, c) in old.char_indices() {
            let there = patch.to_new(Span::new(at, at + c.len_utf8()));
            prop_assert!(new.is_char_boundary(there.start) && new.is_char_boundary(there.end));
        }
    }

    #[test]
    fn then_is_two_steps((old, edits, more, _) in edited_twice_more()) {
        let (middle, first) = Patch::apply(&old, &edits);
        let (new, second) = Patch::apply(&middle, &edits_of(&middle, &more));
        assert_untouched_is_identical(&old, &new, &first.then(&second))?;
        prop_assert_eq!(&first.then(&Patch::default()), &Patch::default().then(&first));
    }

    #[test]
    fn then_is_associative((old, edits, more, last) in edited_twice_more()) {
        let (b, first) = Patch::apply(&old, &edits);
        let (c, second) = Patch::apply(&b, &edits_of(&b, &more));
        let (_, third) = Patch::apply(&c, &edits_of(&c, &last));
        prop_assert_eq!(
            first.then(&second).then(&third),
            first.then(&second.then(&third))
        );
    }
}

/// Everything that must be true of an outcome.
fn assert_sound(outcome: &Outcome<'_>) -> Result<(), TestCaseError> {
    let source = outcome.source();
    assert_untouched_is_identical(source, outcome.text(), &outcome.patch())?;
    // The passes replay: each finding shows the text its pass saw.
    let mut text = source.to_owned();
    for (number, pass) in outcome.passes.iter().enumerate() {
        let mut edits = Vec::new();
        for finding in &pass.findings {
            prop_assert_eq!(&*finding.before, finding.span.slice(&text));
            let place = outcome.source_span(number, finding.span);
            prop_assert!(place.end <= source.len());
            prop_assert!(source.is_char_boundary(place.start));
            prop_assert!(source.is_char_boundary(place.end));
            prop_assert!((0.0..=1.0).contains(&finding.probability));
            if finding.fate == Fate::Applied {
                let fix = finding.fix.clone().expect("what is applied has a fix");
                edits.push(Edit { span: finding.span, text: fix });
            }
        }
        let (next, patch) = Patch::apply(&text, &edits);
        prop_assert_eq!(&patch, &pass.patch);
        text = next;
    }
    prop_assert_eq!(text.as_str(), outcome.text());
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_pipeline_is_total_and_its_outcomes_are_sound(bytes in bytes()) {
        for pipeline in PIPELINES.iter() {
            assert_sound(&pipeline.run(&bytes, &mut Scratch::default()))?;
        }
    }

    #[test]
    fn an_unchanged_document_is_written_back_byte_by_byte(bytes in bytes()) {
        for pipeline in PIPELINES.iter() {
            let outcome = pipeline.run(&bytes, &mut Scratch::default());
            if !outcome.is_changed() {
                prop_assert_eq!(outcome.to_bytes().expect("nothing new to express"), &bytes[..]);
            }
        }
    }

    #[test]
    fn bytes_come_back_whatever_charset_they_are_said_to_be_in(bytes in bytes()) {
        for pipeline in FORCED.iter() {
            let outcome = pipeline.run(&bytes, &mut Scratch::default());
            assert_sound(&outcome)?;
            if !outcome.is_changed() {
                prop_assert_eq!(outcome.to_bytes().expect("nothing new to express"), &bytes[..]);
            }
        }
    }

    #[test]
    fn lines_in_several_charsets_come_back(parts in prop::collection::vec((text(), 0..4u8), 0..5)) {
        let mut bytes = Vec::new();
        for (text, charset) in parts {
            match charset {
                0 => bytes.extend(gb18030(&text)),
                1 => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
                2 => bytes.extend([0xFF, 0xA4, b'\n', 0xA4]),
                _ => bytes.extend(text.as_bytes()),
            }
            bytes.push(b'\n');
        }
        let outcome = PIPELINES[1].run(&bytes, &mut Scratch::default());
        assert_sound(&outcome)?;
        if !outcome.is_changed() {
            prop_assert_eq!(outcome.to_bytes().expect("nothing new to express"), &bytes[..]);
        }
    }

    #[test]
    fn restoring_twice_changes_no_more_than_restoring_once(text in text()) {
        for pipeline in PIPELINES.iter() {
            let scratch = &mut Scratch::default();
            let once = restored(pipeline, &text, scratch);
            let twice = restored(pipeline, &once, scratch);
            prop_assert_eq!(&once, &twice, "from {:?}", text);
        }
    }

    #[test]
    fn restoring_characters_twice_changes_no_more_than_restoring_them_once(text in text()) {
        for pipeline in CHARS.iter() {
            let scratch = &mut Scratch::default();
            let once = restored(pipeline, &text, scratch);
            let twice = restored(pipeline, &once, scratch);
            prop_assert_eq!(&once, &twice, "from {:?}", text);
        }
    }

    #[test]
    fn restoring_bytes_twice_changes_no_more_than_restoring_them_once(bytes in bytes()) {
        let scratch = &mut Scratch::default();
        let first = PIPELINES[1].run(&bytes, scratch);
        if let Ok(once) = first.to_bytes() {
            let second = PIPELINES[1].run(&once, scratch);
            // The restored bytes may be read in another charset, or in step from another place
            // on; then nothing can be compared.
            if second.source() == first.text() {
                prop_assert_eq!(second.to_bytes().expect("as before"), once);
            }
        }
    }

    #[test]
    fn a_used_scratch_is_as_good_as_a_new_one(a in text(), b in text()) {
        let used = &mut Scratch::default();
        PIPELINES[1].run(a.as_bytes(), used);
        let again = PIPELINES[1].run(b.as_bytes(), used);
        let fresh = PIPELINES[1].run(b.as_bytes(), &mut Scratch::default());
        prop_assert_eq!(again.passes, fresh.passes);
    }
}

/// Each of these was restored differently the second time: a neighbour was not yet, or no
/// longer, what it will be once everything is restored.
#[test]
fn texts_that_once_changed_twice_do_so_no_more() {
    let texts = [
        "服务\u{F98E}&ldquo;",
        "⽤&#8203;&ldquo;",
        "&ldquo;“服务&ldquo;‘",
        "&#25143;`集体\u{B}`",
        "〞⽤服务〞",
        "``服务⽤''",
        "“〞\u{8}〞",
        "“1〞&rdquo;⽤&rdquo;",
        "〝&ldquo;&ldquo;〞”服务",
        "〝\u{B}``服务''",
        "C:\\\u{200B}服务http://a.cn/&#25143;“",
        "&ldquo;服务\0```\n```\n",
        "$\u{7}服务&ldquo;“$",
        "〝服务〝&ldquo;〞”",
        "〝服务“〝”&rdquo;&rdquo;",
        "“广阔ji,&ldquo;",
        "&#8203;ji中开展",
        "&ldquo;服务“ji一，",
        "&amp;nb&#8203;sp;服务",
        "%u4E2D+ZiWAFWX2goI-",
        "\\u4e2d&#8203;\\u4e2d⽤",
        "\\u4e2dldquo;“",
        "\\xe4\\xb8\\xad{&ldquo;",
        "\\xe4\\xb8\\xadAPP{&ldquo;",
        "%D6%D0%B9%FA%E4%B8%AD",
        "<b>=?utf-8?Q?=E4=B8=AD?==?UTF-8?B?5Lit5paH?=",
        "\u{E863}&ldquo;",
        "\u{E78E}\u{200B}・\u{200B}",
        "個\u{B}﹐\u{E78E}",
        "\u{E78E}PAGE \\* MERGEFORMAT%u4E2D",
        "「x0dx0a&#25143;",
        "⽤&lt;&#8203;ldquo;",
        "``&#8203;x0dx0a&#25143;",
        "\u{1B}[31m&#8203;C:\\&ldquo;服务",
        "⽤服务⽤\u{B}\u{F98E}⽤\u{B}⽤⽤⽤服务",
    ];
    let scratch = &mut Scratch::default();
    for text in texts {
        for pipeline in CHARS.iter().chain(PIPELINES.iter()) {
            let once = restored(pipeline, text, scratch);
            assert_eq!(restored(pipeline, &once, scratch), once, "{text:?}");
        }
    }
}

/// The restored document as a string, its byte order mark included.
fn restored(pipeline: &Pipeline, text: &str, scratch: &mut Scratch) -> String {
    let bytes = pipeline.run(text.as_bytes(), scratch).to_bytes();
    String::from_utf8(bytes.expect("UTF-8 has every character")).expect("UTF-8 stays UTF-8")
}

/// Enough to be quick, and the same cases each time, so that a build fails for what it changed.
/// `PROPTEST_CASES` and `PROPTEST_RNG_SEED` ask for more and for others.
fn config() -> ProptestConfig {
    let set = |name| std::env::var_os(name).is_some();
    let mut config = ProptestConfig::default();
    if !set("PROPTEST_CASES") {
        config.cases = 1000;
        if !set("PROPTEST_RNG_SEED") {
            config.rng_seed = RngSeed::Fixed(20_261_125);
        }
    }
    config
}

/// Fragments that pages are made of, well-formed or not, with the damage of texts in them.
#[cfg(feature = "html")]
mod pages {
    use super::*;
    use kanwu::Input;

    #[rustfmt::skip]
    const MARKUP: &[&str] = &[
        "<p>", "</p>", "<div>", "</div>", "<div class=\"nav comment\">", "<div style=display:none>",
        "<table>", "</table>", "<tr>", "<td>", "<td colspan=3 rowspan=9>", "<th>", "</td>", "<caption>",
        "<ul>", "<ol start=7>", "<li>", "</ul>", "<dl>", "<dt>", "<dd>", "<h1>", "</h1>", "<h3>",
        "<a href=x>", "<a href='1.doc'>", "<a href=javascript:a()>", "</a>", "<br>", "<br/>", "</br>",
        "<pre>", "</pre>", "<blockquote>", "</blockquote>", "<sup>2</sup>", "<sub>", "</sub>", "<ruby>",
        "<rt>", "<img alt=字>", "<b>", "</b>", "<font color=red>", "</font>", "<span>2018-06-20</span>",
        "<script>", "</script>", "<style>", "<title>", "</title>", "<textarea>", "<!--", "-->", "<!",
        "<?", "<", ">", "</", "\"", "'", "=", "&nbsp;", "&#160;", "&amp;", "\r\n", "\t", "　　", "\0",
        "<meta charset=gbk>", "<meta name=pubdate content=2014-05-06>", "<html>", "</html>", "<form>",
        "打印本页", "上一篇：", "下一页", "1", "|", "【字体：大 中 小】", "今天修渠，明天护林，后天春耕。",
    ];

    fn markup() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            3 => prop::sample::select(MARKUP),
            1 => prop::sample::select(FRAGMENTS),
        ];
        prop::collection::vec(piece, 0..60).prop_map(|p| p.concat())
    }

    fn page() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            3 => markup().prop_map(String::into_bytes),
            1 => markup().prop_map(|t| gb18030(&t)),
            1 => bytes(),
        ]
    }

    static READERS: LazyLock<[Pipeline; 2]> = LazyLock::new(|| {
        let (rules, model) = (Arc::new(RuleSet::built_in()), Arc::new(Model::embedded()));
        [false, true].map(|markdown| {
            let policy = Policy { input: Input::Html, markdown, ..Policy::default() };
            Pipeline::new(Arc::clone(&rules), Arc::clone(&model), policy)
        })
    });

    proptest! {
        #![proptest_config(config())]

        #[test]
        fn a_page_of_any_bytes_becomes_a_text(bytes in page()) {
            for reader in READERS.iter() {
                let outcome = reader.run(&bytes, &mut Scratch::default());
                assert_sound(&outcome)?;
                prop_assert!(outcome.diagnosis.page.is_some());
                let text = outcome.source();
                prop_assert!(text.is_empty() || text.ends_with('\n'));
                prop_assert_eq!(outcome.to_bytes().expect("UTF-8"), outcome.text().as_bytes());
            }
        }

        #[test]
        fn as_text_a_page_is_what_it_always_was(bytes in page()) {
            let scratch = &mut Scratch::default();
            let text = PIPELINES[1].run_as(Input::Text, &bytes, scratch);
            prop_assert!(text.diagnosis.page.is_none());
            prop_assert_eq!(&text.passes, &PIPELINES[1].run(&bytes, scratch).passes);
            if !text.is_changed() {
                prop_assert_eq!(text.to_bytes().expect("nothing new to express"), &bytes[..]);
            }
        }

        #[test]
        fn nothing_of_a_plain_page_is_lost(lines in prop::collection::vec(0..9u8, 1..20)) {
            // Paragraphs, items and cells, each with a text of its own.
            let source: String = lines.iter().enumerate().map(|(i, kind)| {
                let text = format!("第{i}渠，长{i}里。");
                match kind % 3 {
                    0 => format!("<p>{text}</p>"),
                    1 => format!("<ul><li>{text}</ul>"),
                    _ => format!("<div><span>{text}</span></div>"),
                }
            }).collect();
            let outcome = READERS[0].run(source.as_bytes(), &mut Scratch::default());
            for i in 0..lines.len() {
                let text = format!("第{i}渠，长{i}里。");
                prop_assert!(outcome.source().contains(&text), "{} in {}", text, outcome.source());
            }
        }
    }
}
