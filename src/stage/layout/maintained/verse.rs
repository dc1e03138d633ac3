//! Whether lines are lines of verse: poems of equal lines, and lyrics. Wrapped prose is no
//! verse, however narrow: its sentences end in the midst of lines.

/// Verse has at least so many lines.
const FEWEST: usize = 4;
/// No line of verse is longer, in characters.
const LONGEST: usize = 24;
/// So many tenths of the lines must be lines of verse.
const MOST: usize = 8;
/// Characters of a clause in a poem of equal lines.
const MEASURE: std::ops::RangeInclusive<usize> = 4..=8;

/// Whether `lines`, none of them blank, are verse.
pub(super) fn is_verse<'t>(lines: impl Iterator<Item = &'t str> + Clone) -> bool {
    let (mut all, mut bare) = (0, 0);
    for line in lines.clone() {
        let line = line.trim();
        if line.chars().nth(LONGEST).is_some() {
            return false;
        }
        all += 1;
        bare += usize::from(!line.contains(is_stop));
    }
    all >= FEWEST && (bare * 10 >= all * MOST || is_measured(lines))
}

/// Whether nearly all clauses have as many characters as most have, as in a classical poem.
fn is_measured<'t>(lines: impl Iterator<Item = &'t str>) -> bool {
    let mut lengths = [0_usize; LONGEST + 1];
    let mut all = 0;
    for clause in lines.flat_map(|l| l.trim().split(is_stop)).filter(|c| !c.is_empty()) {
        all += 1;
        lengths[clause.chars().count().min(LONGEST)] += 1;
    }
    let most = lengths[MEASURE].iter().max().copied().unwrap_or(0);
    most * 10 >= all * MOST
}

fn is_stop(c: char) -> bool {
    matches!(c, '，' | '。' | '！' | '？' | '；' | '、' | '：' | ',' | '.' | '!' | '?' | ';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poems_and_lyrics_are_verse() {
        let poem = "雨过南山翠欲流，\n一溪新水绕村头。\n牧童不解春将老，\n犹向花间放犊牛。";
        assert!(is_verse(poem.lines()));
        let pairs = "青山横北渡，白水绕东桥。\n客子行人少，秋风落叶多。\n灯前书未寄，枕上梦先归。\n明日孤帆远，何时问钓矶。";
        assert!(is_verse(pairs.lines()));
        assert!(is_verse("那年的夏天\n风吹过操场\n我们还在唱\n没有写完的歌".lines()));
    }

    #[test]
    fn narrow_prose_is_none() {
        let prose = "会议由张主任主持，各科\n室负责人参加。会上先由\n办公室通报了上周工作，\n再讨论了下周的安排。大\n家认为，要抓紧完成。";
        assert!(!is_verse(prose.lines()));
        assert!(!is_verse("下载\n收藏\n分享".lines()), "three lines are no poem");
    }
}
