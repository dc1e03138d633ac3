//! Emoji and back-ticks strewn over prose so that copies can be told or spoilt: 人才的`重要途径,
//! 重大使命🦋、重大机遇. A back-tick goes where all of the document stand between Chinese characters
//! and none has a partner in its line. Emoji go from official prose, where they stand in the
//! midst of sentences; in letters, posts and chat they are what the writer meant.

use super::Sight;
use super::reading::is_ideograph;
use crate::finding::{Confidence, Finding};
use crate::span::Span;
use memchr::memchr_iter;

/// So many back-ticks at least; one or two are slips of a key.
const TICKS: usize = 3;
/// So many emoji at least.
const EMOJI: usize = 3;
/// So many different words of official prose, the needles of the rule, must stand in the text.
const OFFICIAL: usize = 6;
/// Official prose is no shorter, in ideographs; a post that quotes it is.
const LONG: usize = 120;
/// What the writer of a letter, a post or a chat says, and a report does not.
const SPOKEN: [char; 15] =
    ['你', '您', '咱', '吧', '呢', '吗', '啊', '呀', '哦', '哈', '嘛', '啦', '～', '~', '嗯'];
/// Whom a report means by 我.
const OURS: [char; 16] = [
    '国', '们', '省', '市', '区', '县', '州', '盟', '镇', '乡', '军', '党', '校', '院', '局', '部',
];

/// Lone back-ticks between Chinese characters.
pub(super) fn ticks(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let text = sight.text;
    let bytes = text.as_bytes();
    let (mut count, mut line_break) = (0, 0);
    for at in memchr_iter(b'`', bytes) {
        // Two in a line are a pair: code, as Markdown writes it.
        let paired = count > 0 && !bytes[line_break..at].contains(&b'\n');
        if paired && !follows_de(text, at) || !is_lone(text, at) {
            return;
        }
        line_break = at + 1;
        count += 1;
    }
    if count < TICKS {
        return;
    }
    for at in memchr_iter(b'`', bytes) {
        out.push(sight.finding(Span::new(at, at + 1), "", Confidence::Likely));
    }
}

/// Whether the back-tick at `at` stands between two Chinese characters, or a character and a
/// mark of Chinese.
fn is_lone(text: &str, at: usize) -> bool {
    let before = Span::new(0, at).slice(text).chars().next_back();
    let after = Span::new(at + 1, text.len()).slice(text).chars().next();
    let chinese = |c: char| is_ideograph(c) || matches!(c, '、'..='】' | '！'..='？' | '“' | '”');
    before.is_some_and(chinese)
        && after.is_some_and(chinese)
        && (before.is_some_and(is_ideograph) || after.is_some_and(is_ideograph))
}

/// Whether the back-tick stands behind 的: there the sites put them. A pair that encloses code
/// does not open and close behind the same particle.
fn follows_de(text: &str, at: usize) -> bool {
    Span::new(0, at).slice(text).ends_with('的')
}

/// Emoji in the midst of the sentences of official prose.
pub(super) fn emoji(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let text = sight.text;
    if text.bytes().filter(|&b| b == 0xF0).take(EMOJI).count() < EMOJI || !is_official(sight) {
        return;
    }
    let mut places: Vec<Span> = Vec::new();
    for (at, c) in text.char_indices().filter(|&(_, c)| is_emoji(c)) {
        let end = at + c.len_utf8();
        match places.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => places.push(Span::new(at, end)),
        }
    }
    let all_inside = places.iter().all(|&p| is_in_sentence(text, p));
    if places.len() < EMOJI || !all_inside {
        return;
    }
    out.extend(places.into_iter().map(|p| sight.finding(p, "", Confidence::Likely)));
}

/// Pictures, and the selector that makes one of a sign. Signs of the first plane are left out:
/// ★ and ✓ are marks that documents use.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F300}'..='\u{1F64F}' | '\u{1F680}'..='\u{1F6FF}' | '\u{1F900}'..='\u{1FAFF}' | '\u{FE0F}' | '\u{200D}')
}

/// Whether the sentence goes on on both sides of `place`.
fn is_in_sentence(text: &str, place: Span) -> bool {
    let before = Span::new(0, place.start).slice(text).chars().next_back();
    let after = Span::new(place.end, text.len()).slice(text).chars().next();
    let goes_on = |c: char| {
        is_ideograph(c) || matches!(c, '，' | '、' | ',' | '；' | '“' | '”' | '《' | '》')
    };
    before.is_some_and(goes_on)
        && after.is_some_and(|c| goes_on(c) || matches!(c, '。' | '：' | ':'))
}

/// Whether the text is long enough, speaks as officials write, and to nobody.
fn is_official(sight: &Sight<'_>) -> bool {
    let text = sight.text;
    let words = sight.needles.iter().filter(|n| text.contains(n.as_str())).count();
    words >= OFFICIAL
        && text.chars().filter(|&c| is_ideograph(c)).take(LONG).count() == LONG
        && !text.contains(SPOKEN)
        && text.split('我').skip(1).all(|rest| rest.starts_with(OURS))
}

#[cfg(test)]
mod tests {
    use super::super::tests::restore;
    use super::*;

    #[test]
    fn lone_back_ticks_go() {
        let noisy = "培养人才的`主要途径。\n改善民生的`根本办法，也是发展的`最终目的。\n";
        assert_eq!(restore("lone-back-tick", noisy, Confidence::Likely), noisy.replace('`', ""));
    }

    #[test]
    fn code_and_slips_stay() {
        for text in [
            "先运行`编译`命令，再看`日志`文件，最后执行`清理`。\n",
            "参数`名称`\n的`取值`\n的`单位`\n",
            "他的`帽子不见了。\n",
            "变量`a`的`值`\n的`b`\n的`c`\n",
        ] {
            assert_eq!(restore("lone-back-tick", text, Confidence::Possible), text);
        }
    }

    const REPORT: &str = concat!(
        "全县农业工作会议强调，各级各部门要提高认识，加强领导🐳，把春耕生产作为当前的重点任务🍁、中心工作抓紧抓好。",
        "要落实责任制，推进高标准农田建设，完善水利设施🎲，保障种子化肥供应。要做好技术服务，组织农技人员下乡指导，",
        "开展培训🧩，提升农民的科学种田水平。要严格管理，强化督查，确保各项措施落到实处，促进农业增效、农民增收。",
    );

    #[test]
    fn emoji_go_from_official_prose_alone() {
        let clean: String = REPORT.chars().filter(|&c| !is_emoji(c)).collect();
        assert_eq!(restore("strewn-emoji", REPORT, Confidence::Likely), clean);
        let letter = format!("{REPORT}\n你看了有什么想法？");
        assert_eq!(restore("strewn-emoji", &letter, Confidence::Possible), letter);
        let ours = REPORT.replace("全县", "我县");
        assert_ne!(restore("strewn-emoji", &ours, Confidence::Likely), ours);
        let mine = REPORT.replace("全县", "我看全县");
        assert_eq!(restore("strewn-emoji", &mine, Confidence::Possible), mine);
        let at_ends = REPORT.replace("🧩，", "。🧩");
        assert_eq!(restore("strewn-emoji", &at_ends, Confidence::Possible), at_ends);
    }
}
