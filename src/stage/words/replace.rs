//! Words that a user's list replaces wherever they stand. Decides nothing: the list says what is
//! right. Of words that overlap, the one that begins first goes, and of those the longest.

use crate::diagnosis::Diagnosis;
use crate::dictionary::Dictionary;
use crate::finding::{Finding, RuleId, StageId};
use crate::protect::{is_protected, protected};
use crate::rule::{Look, RuleSet};
use crate::scratch::Scratch;
use crate::span::Span;
use crate::stage::Stage;
use crate::stage::keep::is_kept;
use std::sync::{Arc, OnceLock};

/// What a replacement makes may hold, with what stands around it, a word of the list again. Lists
/// that go on for longer replace what they made themselves.
const PASSES: usize = 4;

/// The pass of the stage.
struct Replace {
    rules: Arc<RuleSet>,
    /// Built when the first text arrives.
    ready: OnceLock<Ready>,
}

/// All lists in one.
struct Ready {
    words: Dictionary,
    /// The rule of each word, and the word's position in its list.
    entries: Vec<(RuleId, usize)>,
}

impl Replace {
    fn new(rules: Arc<RuleSet>) -> Replace {
        Replace { rules, ready: OnceLock::new() }
    }

    fn ready(&self) -> &Ready {
        self.ready.get_or_init(|| Ready::of(&self.rules))
    }
}

impl Ready {
    fn of(rules: &RuleSet) -> Ready {
        let (mut words, mut entries) = (Vec::new(), Vec::new());
        for rule in rules.of_stage(StageId::Words) {
            let Look::Replace(list) = &rule.look else { continue };
            for (i, (wrong, _)) in list.pairs.iter().enumerate() {
                // Of two lists the first says what a word becomes.
                words.push((&**wrong, u32::try_from(entries.len()).unwrap_or(u32::MAX)));
                entries.push((rule.id, i));
            }
        }
        Ready { words: Dictionary::new(words), entries }
    }
}

impl Stage for Replace {
    fn id(&self) -> StageId {
        StageId::Words
    }

    fn max_passes(&self) -> usize {
        PASSES
    }

    fn inspect(
        &self,
        text: &str,
        scratch: &mut Scratch,
        _: &mut Diagnosis,
        out: &mut Vec<Finding>,
    ) {
        let ready = self.ready();
        let mut place = ready.words.next(text, 0, text.len());
        if place.is_some() {
            protected(text, &mut scratch.protected);
        }
        while let Some((span, value)) = place {
            place = ready.words.next(text, span.end, text.len());
            let (id, at) = ready.entries[value as usize];
            let rule = self.rules.get(id);
            let Look::Replace(list) = &rule.look else { continue };
            let (wrong, right) = &list.pairs[at];
            let stays = is_protected(&scratch.protected, span)
                || is_kept(rule, span, text)
                || is_right_already(text, span, wrong, right);
            if !stays {
                out.push(Finding::by_rule(id, span, text, Some(right), rule.confidence));
            }
        }
    }
}

/// Whether the word stands inside what would replace it: `平安` → `中国平安` in 中国平安.
fn is_right_already(text: &str, span: Span, wrong: &str, right: &str) -> bool {
    right.match_indices(wrong).any(|(before, _)| {
        let start = span.start.checked_sub(before);
        start.is_some_and(|start| text.as_bytes()[start..].starts_with(right.as_bytes()))
    })
}

/// The passes of the stage before its last: the user's lists, if there are any.
pub(crate) fn replace(rules: &Arc<RuleSet>) -> Option<Box<dyn Stage>> {
    let any = rules.of_stage(StageId::Words).any(|r| matches!(r.look, Look::Replace(_)));
    any.then(|| -> Box<dyn Stage> { Box::new(Replace::new(Arc::clone(rules))) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::Policy;

    /// What becomes of `text` with this table.
    fn replaced(words: &str, text: &str) -> String {
        let table = format!(
            "stage='words'\n[[replace]]\nname='house'\nsays='x'\nsays_en='x'\nwhy='x'\nwhy_en='x'\n\
             since='0'\nconfidence='certain'\nwords={{{words}}}\nkeep=['一本帐号称']\n\
             hits=[['x','y']]\nleaves=['z']\n"
        );
        let mut rules = RuleSet::built_in();
        rules.add("mine.toml", &table).unwrap();
        rules.select(&["words/house".to_owned()], &[]).unwrap();
        let model = Arc::new(crate::model::Model::embedded());
        let pipeline = crate::pipeline::Pipeline::new(Arc::new(rules), model, Policy::default());
        pipeline.run(text.as_bytes(), &mut Scratch::default()).text().to_owned()
    }

    #[test]
    fn words_are_replaced_inside_running_chinese() {
        let house = "'帐号'='账号', '帐号密码'='账号口令'";
        assert_eq!(replaced(house, "请把帐号告诉我"), "请把账号告诉我");
        assert_eq!(replaced(house, "忘了帐号密码的人"), "忘了账号口令的人");
        assert_eq!(replaced(house, "他拿出一本帐号称真实"), "他拿出一本帐号称真实");
        assert_eq!(
            replaced(house, "见 https://a.cn/帐号/1 和帐号"),
            "见 https://a.cn/帐号/1 和账号"
        );
    }

    #[test]
    fn what_is_right_already_stays() {
        let bank = "'平安'='中国平安'";
        assert_eq!(replaced(bank, "平安与中国平安"), "中国平安与中国平安");
        assert_eq!(replaced("'的的'='的'", "我的的的的书"), "我的书");
    }
}
