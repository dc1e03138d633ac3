//! Punctuation that looks like the usual one and is not: middle dots of mathematics, of Greek
//! and of Japanese between two ideographs, the small forms that some charsets have, half-width
//! Japanese marks, forms for vertical lines. Only in simplified text: Taiwan and Hong Kong have
//! some of these from their own charset, Japan and Korea use them on purpose. Width by itself
//! is none of its business: `，` and `,` both stay.

use super::Sight;
use super::char_set::CharSet;
use super::ideographs::{KANA_AND_HANGUL, TRADITIONAL, unified};
use super::view::{is_cjk, is_ideograph};
use crate::finding::{Confidence, Finding};

/// Where in [`PLAIN`] the forms for vertical lines begin.
const VERTICAL: usize = 26;

/// What is written and, in the same order, the usual mark: Unicode's compatibility
/// decompositions, less those to ASCII, where Chinese has a mark of its own. U+E78D to U+E796
/// are GBK's private forms of U+FE10 to U+FE19.
const FORMS: &str = "∙⋅\u{387}・･﹐﹑﹒﹔﹕﹖﹗﹙﹚﹛﹜﹝﹞﹟﹠﹪﹫｡､｢｣︐︑︒︓︔︕︖︗︘︙\u{E78D}\u{E78E}\u{E78F}\u{E790}\u{E791}\u{E792}\u{E793}\u{E794}\u{E795}\u{E796}";
const PLAIN: &str =
    "·····，、．；：？！（）｛｝〔〕＃＆％＠。、「」，、。：；！？〖〗…，。、：；！？〖〗…";

/// As many forms for vertical lines are no accident: the text is set in such lines.
const VERTICAL_TEXT: usize = 3;

/// Characters that foreign names are written with, by the transliteration tables of Xinhua and
/// frequent in names with a middle dot. Between words of other characters a dot may multiply.
const OF_NAMES: &str = "阿艾安奥巴白贝本比彼伯博布查达戴丹道德登迪狄杜恩尔法菲费弗夫福盖戈格古哈海汉翰赫亨胡霍基吉加杰卡凯科克肯库拉莱兰朗劳勒雷里利丽莉林隆鲁路伦罗洛马玛迈曼梅蒙米密莫姆穆纳娜内尼诺帕佩皮普齐乔切琼丘让瑞萨塞桑沙莎史斯思塔泰汤特提图托瓦威韦维沃乌西希夏谢休雅亚延耶伊因尤约扎詹兹";

pub(super) static SET: CharSet = CharSet::of(&[
    ('∙', '∙'),
    ('⋅', '⋅'),
    ('\u{387}', '\u{387}'),
    ('・', '・'),
    ('･', '･'),
    ('﹐', '﹫'),
    ('｡', '､'),
    ('︐', '︙'),
    ('\u{E78D}', '\u{E796}'),
]);

/// Look-alikes of punctuation beside ideographs.
pub(super) fn punctuation(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let text = sight.text();
    if KANA_AND_HANGUL.next(text, 0).is_some() {
        return;
    }
    let vertical = |c| form(c).is_some_and(|f| f >= VERTICAL);
    let is_style = TRADITIONAL.next(text, 0).is_some()
        || SET.all(text).filter(|p| vertical(p.1)).take(VERTICAL_TEXT).count() == VERTICAL_TEXT;
    for run in sight.view.runs(&SET) {
        for (span, c) in run.chars {
            let Some(plain) = form(c).and_then(|f| PLAIN.chars().nth(f)) else { continue };
            let fits = fits(plain, run.around);
            if !fits && !run.around.into_iter().flatten().any(is_cjk) {
                continue;
            }
            let sure = fits && !is_style;
            let confidence = if sure { Confidence::Likely } else { Confidence::Possible };
            out.push(sight.finding(span, Some(plain.encode_utf8(&mut [0; 4])), confidence));
        }
    }
}

/// Whether `plain` can stand between these neighbours and nothing else can.
fn fits(plain: char, around: [Option<char>; 2]) -> bool {
    let [before, after] = around.map(|c| c.is_some_and(is_ideograph));
    match plain {
        // Inside a foreign name; between other words it may multiply: 力⋅时间.
        '·' => around.into_iter().all(|c| c.is_some_and(|c| OF_NAMES.contains(unified(c)))),
        '（' | '「' | '｛' | '〔' | '〖' => after,
        '．' | '＃' | '＆' | '％' | '＠' => false,
        _ => before,
    }
}

fn form(c: char) -> Option<usize> {
    FORMS.chars().position(|f| f == c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_its_mark_and_is_in_the_set() {
        assert_eq!(FORMS.chars().count(), PLAIN.chars().count());
        assert!(FORMS.chars().all(|c| SET.contains(c)));
        assert_eq!(FORMS.chars().nth(VERTICAL), Some('︐'));
        assert_eq!(FORMS.chars().nth(2), Some('\u{387}'));
        for (form, plain) in
            [('﹐', '，'), ('﹫', '＠'), ('｣', '」'), ('︙', '…'), ('\u{E78E}', '。')]
        {
            assert_eq!(self::form(form).and_then(|i| PLAIN.chars().nth(i)), Some(plain), "{form}");
        }
        assert!(PLAIN.chars().all(|c| !SET.contains(c)), "a mark must not be a form of another");
    }
}
