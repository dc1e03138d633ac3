//! Reasons put into words: one line that a reader of Chinese can check against the text,
//! without knowing how the program works.

use super::lang::{Lang, count};
use crate::codec::{Recipe, Step};
use crate::dating::DocumentYear;
use crate::finding::{Finding, Reason};
use crate::rule::Rule;

/// Words of the document that are quoted for its year; the others hardly count.
const CLUES: usize = 4;

/// Why the finding was made, in one line without a final stop.
pub(super) fn reason(finding: &Finding, rule: &Rule, lang: Lang) -> String {
    let before = &*finding.before;
    if let Reason::Charset { part, document } = &finding.reason {
        return lang.pick(
            format!("此处是 {part}，文件其余部分是 {document}"),
            format!("this is {part}, the document {document}"),
        );
    }
    if let Reason::Pasted { year, original, places, document } = &finding.reason {
        return pasted(finding, (*year, original.as_deref(), *places), document.as_deref(), lang);
    }
    let Some(fix) = finding.fix.as_deref() else {
        return lang.of(&rule.says).to_owned();
    };
    match &finding.reason {
        Reason::Dated { document } => dated(document, rule, lang),
        Reason::Rule | Reason::Charset { .. } | Reason::Pasted { .. } => lang.of(&rule.says).to_owned(),
        &Reason::Channel { original, stand_in, margin, .. } => {
            // With the context against it, the document alone speaks for the fix.
            let context = margin > 0.0;
            match lang {
                Lang::Zh => {
                    let by = if context { "语境" } else { "全文情形" };
                    format!("文中“{fix}”{original}次、“{before}”{stand_in}次；此处按{by}应为“{fix}”")
                }
                Lang::En => {
                    let by = if context { "its context" } else { "the document as a whole" };
                    format!(
                        "“{fix}” stands in the document {}, “{before}” {}; here {by} asks for “{fix}”",
                        count(original as usize, "time"),
                        count(stand_in as usize, "time"),
                    )
                }
            }
        }
        Reason::Misread { recipe, .. } => lang.pick(
            format!("字符集读错；还原方法：{}", steps(recipe, lang)),
            format!("read in the wrong charset; to undo: {}", steps(recipe, lang)),
        ),
        Reason::Misspelling { .. } => lang.pick(
            format!("“{before}”是错误写法，此处语境应为“{fix}”"),
            format!("“{before}” is never right; the context asks for “{fix}”"),
        ),
        Reason::Typing { .. } => lang.pick(
            format!("“{before}”与“{fix}”音近或形近；与前后文不成词，语境应为“{fix}”"),
            format!("“{before}” sounds or looks like “{fix}”; it makes no word here, and the context asks for “{fix}”"),
        ),
        &Reason::Leak { count: times, .. } => lang.pick(
            format!("拼音“{before}”代替了汉字，全文共{times}次；各处语境都应为“{fix}”"),
            format!(
                "the syllable “{before}” stands for a character, {} in the document; its contexts ask for “{fix}”",
                count(times as usize, "time")
            ),
        ),
    }
}

/// The hypothesis of a pasted year, and what the document says of its own year.
fn pasted(
    finding: &Finding,
    (year, original, places): (u16, Option<&str>, u32),
    document: Option<&DocumentYear>,
    lang: Lang,
) -> String {
    let places = places as usize;
    let broken = lang.pick(
        format!("全文有{places}处数字里混进了“{year}”"),
        format!("“{year}” stands inside {} of the document", count(places, "number")),
    );
    let restored = finding.fix.as_deref().zip(original).map(|(fix, original)| {
        lang.pick(
            format!("；假设“{original}”被换成“{year}”，此处应为“{fix}”"),
            format!("; if it was written over “{original}”, this was “{fix}”"),
        )
    });
    let document =
        document.map(|d| written(d, Some(&finding.before), lang)).filter(|_| restored.is_some());
    let document = document.map(|d| format!("{}{d}", lang.pick("；", "; ")));
    broken + &restored.unwrap_or_default() + &document.unwrap_or_default()
}

/// A blank that the document's year fills.
fn dated(document: &DocumentYear, rule: &Rule, lang: Lang) -> String {
    let (says, semicolon) = (lang.of(&rule.says), lang.pick("；", "; "));
    format!("{says}{semicolon}{}", written(document, None, lang))
}

/// When the document was written, by which of its words; those with the figure come first.
fn written(document: &DocumentYear, figure: Option<&str>, lang: Lang) -> String {
    let DocumentYear { year, evidence, .. } = document;
    let mut speaks: Vec<_> = evidence.iter().filter(|c| c.years.contains(*year)).collect();
    speaks.sort_by_key(|c| !figure.is_some_and(|f| c.quote.contains(f)));
    let each: Vec<String> = speaks
        .into_iter()
        .take(CLUES)
        .map(|c| {
            lang.pick(
                format!("“{}”（{}）", c.quote, c.years),
                format!("“{}” ({})", c.quote, c.years),
            )
        })
        .collect();
    lang.pick(
        format!("本文写于{year}年，依据：{}", each.join("、")),
        format!("the document was written in {year}, by {}", each.join(", ")),
    )
}

/// The steps of a recipe, in words.
pub(super) fn steps(recipe: &Recipe, lang: Lang) -> String {
    if lang == Lang::En {
        return recipe.to_string();
    }
    let each = recipe.steps().iter().map(|step| match step {
        Step::Encode(codec) => format!("按 {} 编码", codec.name()),
        Step::Decode(codec) => format!("按 {} 解码", codec.name()),
        Step::Salvage(codec) => format!("按 {} 编码，余下的字节按 UTF-8 解码", codec.name()),
        Step::Resynchronize(codec) => {
            format!("按 {0} 编码，错开一个字节，按 {0} 解码", codec.name())
        }
    });
    each.collect::<Vec<_>>().join("，")
}

/// The other restorations that fit about as well; nothing if there are none.
pub(super) fn alternatives(finding: &Finding, lang: Lang) -> Option<String> {
    if finding.alternatives.is_empty() {
        return None;
    }
    let each = finding.alternatives.iter().map(|a| format!("{} {:.2}", a.text, a.probability));
    let each: Vec<String> = each.collect();
    Some(
        lang.pick(
            format!("也可能是 {}", each.join("、")),
            format!("or perhaps {}", each.join(", ")),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dating::{YearClue, Years};
    use crate::finding::{Alternative, Confidence, RuleId};
    use crate::rule::RuleSet;
    use crate::span::Span;
    use std::sync::Arc;

    fn finding(reason: Reason) -> Finding {
        let span = Span::new(0, 6);
        let fix = Some("服务");
        let found = Finding::by_rule(RuleId(0), span, "效劳", fix, Confidence::Likely);
        Finding { reason, ..found }
    }

    fn says(reason_: Reason, lang: Lang) -> String {
        reason(&finding(reason_), &RuleSet::built_in().rules()[0], lang)
    }

    #[test]
    fn a_channel_counts_both_words() {
        let channel = Reason::Channel { original: 0, stand_in: 14, document: 30.0, margin: 5.0 };
        assert_eq!(
            says(channel.clone(), Lang::Zh),
            "文中“服务”0次、“效劳”14次；此处按语境应为“服务”"
        );
        assert_eq!(
            says(channel, Lang::En),
            "“服务” stands in the document 0 times, “效劳” 14 times; here its context asks for “服务”"
        );
    }

    #[test]
    fn the_context_is_not_claimed_where_it_speaks_against() {
        let channel = Reason::Channel { original: 1, stand_in: 9, document: 30.0, margin: -1.0 };
        assert!(says(channel, Lang::Zh).contains("全文情形"));
    }

    /// A document of 2011, by a count and a name.
    fn document() -> DocumentYear {
        let clue = |quote: &str, years| YearClue {
            quote: quote.into(),
            anchor: None,
            years,
            log_odds: 5.0,
        };
        let evidence = vec![
            clue("第十二年", Years::only(2011)),
            clue("效劳", Years::between(2010, 2013)),
            clue("2014年", Years::only(2014)),
        ];
        DocumentYear { year: 2011, probability: 0.99, evidence }
    }

    #[test]
    fn a_pasted_year_states_hypothesis_and_anchors() {
        let pasted = |original: Option<&str>| Reason::Pasted {
            year: 2023,
            original: original.map(Into::into),
            places: 3,
            document: Some(Arc::new(document())),
        };
        // What speaks of the figure itself comes first, what speaks for another year not at all.
        assert_eq!(
            says(pasted(Some("10")), Lang::Zh),
            "全文有3处数字里混进了“2023”；假设“10”被换成“2023”，此处应为“服务”；本文写于2011年，依据：“效劳”（2010-2013）、“第十二年”（2011）"
        );
        assert_eq!(
            says(pasted(Some("10")), Lang::En),
            "“2023” stands inside 3 numbers of the document; if it was written over “10”, this was “服务”; the document was written in 2011, by “效劳” (2010-2013), “第十二年” (2011)"
        );
        let found = Finding { fix: None, ..finding(pasted(None)) };
        let rules = RuleSet::built_in();
        let bare = reason(&found, &rules.rules()[0], Lang::Zh);
        assert_eq!(bare, "全文有3处数字里混进了“2023”");
    }

    #[test]
    fn a_blank_is_filled_by_the_year_of_the_document() {
        let dated = || Reason::Dated { document: Arc::new(document()) };
        assert!(
            says(dated(), Lang::Zh)
                .ends_with("；本文写于2011年，依据：“第十二年”（2011）、“效劳”（2010-2013）")
        );
        assert!(
            says(dated(), Lang::En).contains("; the document was written in 2011, by “第十二年”")
        );
    }

    #[test]
    fn other_restorations_are_named_with_their_probability() {
        let mut found = finding(Reason::Rule);
        assert_eq!(alternatives(&found, Lang::Zh), None);
        for (text, probability) in [("迅速", 0.41), ("快捷", 0.1)] {
            found.alternatives.push(Alternative { text: text.into(), probability });
        }
        assert_eq!(alternatives(&found, Lang::Zh).unwrap(), "也可能是 迅速 0.41、快捷 0.10");
        assert_eq!(alternatives(&found, Lang::En).unwrap(), "or perhaps 迅速 0.41, 快捷 0.10");
    }

    #[test]
    fn a_finding_without_a_fix_is_explained_by_its_rule() {
        let found = Finding { fix: None, ..finding(Reason::Rule) };
        let rules = RuleSet::built_in();
        let rule = &rules.rules()[0];
        assert_eq!(reason(&found, rule, Lang::Zh), rule.says.zh);
    }
}
