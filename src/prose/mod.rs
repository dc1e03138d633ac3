//! How likely a text is as something that somebody wrote, character by character. The
//! language model knows Chinese and folds everything else into a few classes; here each
//! character pays its own price, so that Chinese, a French sentence, a Korean one and the
//! debris of a wrong charset can be weighed against each other. Traditional characters are
//! read as their Simplified forms. Never looks further than the text it is given.

mod fold;
mod script;

use self::fold::Folds;
use self::script::Script;
use crate::model::{Folding, Model, NONE, OTHER, RARE, START, State, Token, is_character};
use std::sync::{Arc, OnceLock};

/// No character costs more: one odd character must not outweigh a fluent sentence.
const DEAREST: f32 = -16.0;
/// A Traditional form in the place of the Simplified one that the model knows.
const FOLDED: f32 = -0.7;
/// Which of some twenty thousand rare ideographs it is.
const WHICH_RARE: f32 = -9.0;

pub(crate) use fold::pairs as traditional_pairs;

/// Prices texts of any language.
pub(crate) struct Prose {
    model: Arc<Model>,
    /// Built when the first text is priced.
    folds: OnceLock<Folds>,
}

impl Prose {
    /// A reader that knows Chinese from `model`. Cheap: tables are built at first use.
    pub(crate) fn new(model: Arc<Model>) -> Prose {
        Prose { model, folds: OnceLock::new() }
    }

    /// Log-probability (nats) of `text`; nothing is assumed of what stands before it.
    pub(crate) fn log_prob(&self, text: &str) -> f32 {
        let mut sum = 0.0;
        self.each(text, |_, price| sum += price);
        sum
    }

    /// Hands each character of `text` with its log-probability (nats) to `take`, in order.
    pub(crate) fn each(&self, text: &str, mut take: impl FnMut(char, f32)) {
        let folds = self.folds.get_or_init(Folds::new);
        let mut reading = Reading { prose: self, folds, state: State::UNKNOWN, last: NONE };
        let mut before: Option<char> = None;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let price = reading.price(c, before, chars.peek().copied());
            take(c, price.max(DEAREST));
            before = Some(c);
        }
    }

    /// Log-probability (nats) of `c` with nothing known of its neighbours: one look-up.
    pub(crate) fn alone(&self, c: char) -> f32 {
        let folds = self.folds.get_or_init(Folds::new);
        let token = self.model.token(folds.fold(c));
        let price = match token {
            RARE => WHICH_RARE - RARE_ALONE,
            t if is_character(t) => self.model.score(&State::UNKNOWN, t).0,
            _ => Script::of(c).first(c),
        };
        price.max(DEAREST)
    }
}

/// How dear a rare ideograph is where nothing is known of its neighbours.
const RARE_ALONE: f32 = 6.0;

/// One reading of a text, from left to right.
struct Reading<'p> {
    prose: &'p Prose,
    folds: &'p Folds,
    state: State,
    last: Token,
}

impl Reading<'_> {
    fn price(&mut self, c: char, before: Option<char>, after: Option<char>) -> f32 {
        let folded = self.folds.fold(c);
        let token = self.prose.model.token(folded);
        if token == START {
            self.state = State::UNKNOWN;
            self.last = NONE;
            return script::LINE_BREAK;
        }
        let mut folding = Folding::after(self.last);
        let event = folding.push(folded, token, || after);
        let model = event.map_or(0.0, |token| {
            let (price, next) = self.prose.model.score(&self.state, token);
            self.state = next;
            price
        });
        if event.is_some() || Folding::folds(token) {
            self.last = token;
        }
        match token {
            RARE => model + WHICH_RARE,
            NONE | OTHER => script::price(c, before),
            t if is_character(t) => {
                let known = model + if folded == c { 0.0 } else { FOLDED };
                script::cheaper(c, before, known)
            }
            // A class of characters: the model knows that one of them comes, the script which.
            _ => script::within_class(c, before) + model,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose() -> Prose {
        Prose::new(Arc::new(Model::embedded()))
    }

    /// Nats a character.
    fn mean(text: &str) -> f32 {
        prose().log_prob(text) / text.chars().map(|_| 1.0).sum::<f32>()
    }

    #[test]
    fn chinese_of_both_scripts_reads_better_than_its_misreadings() {
        assert!(mean("完善农产品上行发展机制。") > -5.0);
        assert!(mean("完善農產品上行發展機制。") > -6.0);
        for wrong in
            ["瀹屽杽鍐滀骇鍝佷笂琛屽彂灞曟満", "俇囡觼莉こ奻俴楷桯儂秶", "蔼窸┍カ\u{E5EE}チ現┎"]
        {
            assert!(mean(wrong) < -9.0, "{wrong}: {}", mean(wrong));
        }
    }

    #[test]
    fn prose_of_other_languages_is_cheaper_than_debris() {
        for text in [
            "L'été dernier, nous avons mangé des crêpes à Besançon.",
            "Die Größe der Tür überraschte den müden Gärtner.",
            "Вчера вечером мы долго гуляли вдоль набережной.",
            "어제저녁에는 강가를 오래도록 걸었습니다.",
            "きのうの夕方、川沿いの道をゆっくり歩いた。",
            "Trời hôm nay đẹp, chúng tôi đi dạo bên bờ sông.",
        ] {
            assert!(mean(text) > -5.8, "{text}: {}", mean(text));
        }
        for debris in ["ÍêÉÆÅ©²úÆ·ÉÏÐÐ", "å®Œå–„å†œäº§å“", "\u{FFFD}\u{FFFD}\u{FFFD}"]
        {
            assert!(mean(debris) < -5.8, "{debris}: {}", mean(debris));
        }
    }

    #[test]
    fn charts_and_rulers_are_cheap() {
        assert!(mean("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ") > -3.0);
        assert!(mean("────────────────") > -2.5);
    }

    #[test]
    fn prices_come_one_a_character() {
        let mut seen = String::new();
        let text = "共3.5元，4,000 件\r\nabc服务𠀀\u{FFFD}";
        prose().each(text, |c, price| {
            assert!((DEAREST..=0.0).contains(&price), "{c:?}: {price}");
            seen.push(c);
        });
        assert_eq!(seen, text);
    }
}
