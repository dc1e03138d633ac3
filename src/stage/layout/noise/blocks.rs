//! Lines of characters drawn at random, rare ones (蚁羁蒀螇) or common ones, that a site puts between
//! the paragraphs of a document. They hold nothing but ideographs, no part of them reads as
//! anything, and characters come again as they do by chance, which they do not in a
//! list of characters. Lines of a text that speaks of characters stay, and so does every text that
//! is not for the most part prose.

use super::Sight;
use super::reading::{is_ideograph, mean_price};
use crate::finding::{Confidence, Finding};
use crate::span::Span;
use crate::stage::layout::line::lines;
use std::collections::BTreeMap;

/// A shorter line is a name, an address or a heading.
const SHORTEST: usize = 12;
/// From this mean price a character (nats) on a line reads as nothing. Characters drawn at random
/// from the commonest three thousand cost 9 and more, unpunctuated classical prose up to 7.
const HOPELESS: f32 = 8.2;
/// No window of this many characters may read as prose, or the line is broken text.
const WINDOW: usize = 8;
/// Mean price below which a window reads as something.
const READS: f32 = 5.5;
/// Fewer random characters in a document prove nothing.
const FEWEST: usize = 24;
/// One character in so many must have come before: lists of characters repeat none.
const REPEATED: usize = 20;
/// Ideographs of prose that the rest of the document must have.
const PROSE: usize = 60;
/// Mean price up to which the rest of the document is prose.
const FLUENT: f32 = 5.5;
/// Characters of the rest that are read to know it.
const SAMPLE: usize = 400;
/// Texts with these words are about characters or quote what only sounds.
const ABOUT: [&str; 16] = [
    "生字", "汉字", "漢字", "字表", "笔画", "筆畫", "部首", "偏旁", "拼音", "生僻", "密码", "乱码",
    "咒", "真言", "字库", "字符",
];

/// Lines of random ideographs.
pub(super) fn find(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let text = sight.text;
    let is_candidate = |line: &str| line.len() >= 3 * SHORTEST && line.chars().all(is_ideograph);
    if !lines(text).any(|l| is_candidate(l.text)) {
        return;
    }
    let (mut blocks, mut rest) = (Vec::new(), String::new());
    for line in lines(text) {
        if is_candidate(line.text) && is_hopeless(sight, line.text) {
            blocks.push(line);
        } else {
            let room = SAMPLE.saturating_sub(rest.chars().count().min(SAMPLE));
            rest.extend(line.text.chars().take(room));
        }
    }
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    for c in blocks.iter().flat_map(|b| b.text.chars()) {
        *counts.entry(c).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let repeated = all - counts.len();
    let prose = rest.chars().filter(|&c| is_ideograph(c)).count() >= PROSE
        && mean_price(sight.prose, &rest) < FLUENT;
    if all < FEWEST || !prose || ABOUT.iter().any(|word| text.contains(word)) {
        return;
    }
    let likely = repeated * REPEATED >= all && !blocks.iter().any(|b| is_ordered(b.text));
    let confidence = if likely { Confidence::Likely } else { Confidence::Possible };
    for block in blocks {
        // The line goes with its break, or else with that of the line before.
        let span = if block.whole.end < text.len() || text.ends_with('\n') {
            block.whole
        } else {
            let kept = Span::new(0, block.whole.start).slice(text).trim_end().len();
            Span::new(kept, block.whole.end)
        };
        out.push(sight.finding(span, "", confidence));
    }
}

/// Whether no part of the line reads as anything.
fn is_hopeless(sight: &Sight<'_>, line: &str) -> bool {
    let mut prices: Vec<f32> = Vec::with_capacity(line.len() / 3);
    sight.prose.each(line, |_, price| prices.push(-price));
    let mean = |prices: &[f32]| {
        let (mut sum, mut count) = (0.0, 0.0);
        for price in prices {
            sum += price;
            count += 1.0;
        }
        sum / count
    };
    mean(&prices) >= HOPELESS && prices.windows(WINDOW).all(|w| mean(w) >= READS)
}

/// Whether the characters rise by code point as in a table: nearly always, or hardly ever.
fn is_ordered(line: &str) -> bool {
    let steps = line.chars().zip(line.chars().skip(1));
    let (mut up, mut all) = (0, 0);
    for (a, b) in steps {
        up += usize::from(a < b);
        all += 1;
    }
    up * 4 > all * 3 || up * 4 < all
}

#[cfg(test)]
mod tests {
    use super::super::tests::restore;
    use super::*;

    const PROSE_BEFORE: &str = "秋天是候鸟南飞的季节，湖边的观鸟台每天都有人等候。管理处今年添了三架望远镜，孩子们可以免费使用。\n";
    const RANDOM: &str = "桥捐霜胃佳耳仗垂泪稿浸愚谱拖亩鹿蒙勺汽旦捐扬肺讨疗垂仓械逼扁耳昏筐欠\n";
    const RARE: &str = "螇膁蚄袆罿芇蒅莀膁羆蕿螇葿蚄肅袆薁罿羂芇\n";
    const PROSE_AFTER: &str = "观鸟时请不要大声说话，也不要投喂食物；看到受伤的鸟，请打值班室的电话，工作人员会尽快赶到。\n";

    #[test]
    fn lines_of_random_characters_go() {
        for noise in [RANDOM, RARE] {
            let noise = noise.repeat(2);
            let noisy = [PROSE_BEFORE, &noise, PROSE_AFTER].concat();
            let got = restore("random-characters", &noisy, Confidence::Likely);
            assert_eq!(got, [PROSE_BEFORE, PROSE_AFTER].concat());
        }
    }

    #[test]
    fn lists_of_characters_and_texts_about_them_stay() {
        let list = "的一是了不我人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后\n";
        let about = format!("下面是本课的生字。\n{RANDOM}{RANDOM}");
        for noise in [list, &about] {
            let text = [PROSE_BEFORE, noise, PROSE_AFTER].concat();
            assert_eq!(restore("random-characters", &text, Confidence::Likely), text);
        }
        let alone = RANDOM.repeat(3);
        assert_eq!(restore("random-characters", &alone, Confidence::Possible), alone);
    }

    #[test]
    fn unpunctuated_classical_prose_and_names_stay() {
        let classical =
            "夫天地者万物之逆旅也光阴者百代之过客也而浮生若梦为欢几何古人秉烛夜游良有以也\n";
        let names = "王建国李秀英张伟刘洋陈静杨勇赵敏黄强周杰吴霞徐磊孙丽马超朱琳胡军郭涛\n";
        let text = [PROSE_BEFORE, classical, names, PROSE_AFTER].concat();
        assert_eq!(restore("random-characters", &text, Confidence::Possible), text);
    }
}
