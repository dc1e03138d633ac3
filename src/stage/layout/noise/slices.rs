//! Slice numbers of document-sharing sites: the text is cut every few hundred characters, in the
//! midst of a word if need be, and each slice put on a line of its own behind its number. A number
//! that stands in a broken sentence and continues the count of the slices is taken out and the
//! sentence closed. The document's own lists, whose items end before the next one begins, stay.

use super::Sight;
use super::reading::is_stop;
use crate::finding::{Confidence, Finding};
use crate::span::Span;
use crate::stage::layout::reads::reads_on;
use memchr::memchr_iter;

/// A slice is no shorter, in bytes: sites show several hundred characters, and items of
/// lists that end without a stop are short.
const SHORTEST: usize = 200;
/// Log-odds (nats) that a document was sliced, before a number of it is read: one in four hundred.
const PRIOR: f32 = -6.0;
/// Log-odds from which the slices are proven: those of [`Confidence::LIKELY`].
const PROVEN: f32 = 3.5;
/// What a broken line weighs for slices and against a list: items that long end with a stop.
const BROKEN: f32 = 1.0;
/// What a whole line weighs: of the slices one in twenty ends with a sentence, of long items of
/// lists four in five.
const WHOLE: f32 = -2.8;
/// No slice has a higher number.
const HIGHEST: usize = 999;

/// A number at the start of a line, with a comma behind it.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// From the end of the line before to the end of the comma.
    span: Span,
    /// Where the number begins.
    start: usize,
    number: usize,
    /// Whether the line before ends in the midst of a sentence.
    broken: bool,
    /// Nats that speak for a slice.
    weight: f32,
}

/// A place that ends a chain of rising numbers.
#[derive(Clone, Copy, Debug)]
struct Link {
    total: f32,
    /// The place before it in the chain.
    before: Option<usize>,
}

/// Slice numbers in the midst of sentences.
pub(super) fn find(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let text = sight.text;
    if !places(text).any(|p| p.broken) {
        return;
    }
    let mut all: Vec<Place> = places(text).collect();
    for place in all.iter_mut().filter(|p| p.broken) {
        let before = Span::new(0, place.span.start).slice(text);
        let after = Span::new(place.span.end, text.len()).slice(text);
        place.weight = BROKEN + reads_on(sight.model, before, after);
    }
    let Some((chain, total)) = best_chain(&all) else { return };
    let log_odds = PRIOR + total;
    if log_odds < 0.0 {
        return;
    }
    let flat = is_flat(text, &all, &chain);
    for (at, &index) in chain.iter().enumerate() {
        let place = all[index];
        // A number in front of a whole line may be the document's own.
        let is_sure = if place.broken {
            place.weight > BROKEN
        } else if place.number == 1 {
            index == 0
        } else {
            let beside = |i: Option<&usize>| i.is_some_and(|&i| all[i].broken);
            beside(at.checked_sub(1).and_then(|i| chain.get(i))) && beside(chain.get(at + 1))
        };
        let likely = log_odds >= PROVEN && is_sure;
        let confidence = if likely { Confidence::Likely } else { Confidence::Possible };
        // Between sentences the line break may be the document's own; it does no harm.
        let closed = place.broken || flat && place.number > 1;
        let span = if closed { place.span } else { Span::new(place.start, place.span.end) };
        out.push(sight.finding(span, "", confidence));
    }
}

/// The numbers at the starts of lines.
fn places(text: &str) -> impl Iterator<Item = Place> {
    let breaks = memchr_iter(b'\n', text.as_bytes());
    std::iter::once(None)
        .chain(breaks.map(Some))
        .filter_map(move |line_break| place(text, line_break))
}

/// The number at the start of the text or behind the line break at `line_break`.
fn place(text: &str, line_break: Option<usize>) -> Option<Place> {
    let bytes = text.as_bytes();
    let start = line_break.map_or(0, |at| at + 1);
    let digits = bytes.get(start..)?.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
    if !(1..=3).contains(&digits) || bytes[start] == b'0' {
        return None;
    }
    let rest = Span::new(start + digits, text.len()).slice(text);
    let behind = rest.strip_prefix('、')?;
    if behind.starts_with(['\n', '\r']) {
        return None;
    }
    let number: usize = Span::new(start, start + digits).slice(text).parse().ok()?;
    let before = Span::new(0, start).slice(text).trim_end();
    let broken = before.chars().next_back().is_some_and(|c| !is_stop(c));
    let weight = if broken { BROKEN } else { WHOLE };
    let end = text.len() - behind.len();
    let span = Span::new(before.len(), end);
    (number <= HIGHEST).then_some(Place { span, start, number, broken, weight })
}

/// The heaviest chain of numbers that rise by one, slices apart, and its weight.
fn best_chain(all: &[Place]) -> Option<(Vec<usize>, f32)> {
    let mut links: Vec<Link> = Vec::with_capacity(all.len());
    // For each number, the places that have it: the best one that lies far enough back, and those
    // that still lie too near.
    let mut best: Vec<Option<usize>> = vec![None; HIGHEST + 1];
    let mut settled = 0;
    for place in all {
        while settled < links.len() && all[settled].span.end + SHORTEST <= place.span.start {
            let slot = &mut best[all[settled].number];
            if slot.is_none_or(|b| links[b].total < links[settled].total) {
                *slot = Some(settled);
            }
            settled += 1;
        }
        let before = best[place.number - 1];
        // The first slice has nothing before it; its number is neither here nor there.
        let alone = if place.number == 1 { 0.0 } else { place.weight };
        links.push(match before {
            Some(b) if links[b].total > 0.0 || all[b].number == 1 => {
                Link { total: links[b].total + place.weight, before }
            }
            _ => Link { total: alone, before: None },
        });
    }
    let last = (0..links.len())
        .max_by(|&a, &b| links[a].total.total_cmp(&links[b].total).then(b.cmp(&a)))?;
    let total = links[last].total;
    let mut chain: Vec<usize> = std::iter::successors(Some(last), |&i| links[i].before).collect();
    chain.reverse();
    Some((chain, total))
}

/// Whether the slices hold no line breaks of their own: what was sliced had lost them.
fn is_flat(text: &str, all: &[Place], chain: &[usize]) -> bool {
    chain.windows(2).all(|pair| {
        let between = Span::new(all[pair[0]].span.end, all[pair[1]].span.start);
        !between.slice(text).contains('\n')
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::restore;
    use super::*;

    const BODY: [&str; 4] = [
        "老城区的公共自行车今年换了新车，车身轻了三分之一，座椅也能调得更低，个子不高的居民骑起来不再踮脚。换车的同时，公司把车桩重新排了一遍，医院、学校和菜市场门口各添了二十个，几条小巷里少有人用的则撤掉了。有居民担心车桩离家远了，公司便在网",
        "上贴出一张地图，请大家标出自己想在哪里借车，两个星期收到了一千多条意见，其中一半已经照办。冬天来临之前，维修站的师傅要把每一辆车检查一遍，刹车、链条、轮胎和车铃都在清单上；坏了的零件当天更换，换不了的整车运回仓库。去年冬天因为刹车失灵摔倒的有三",
        "个人，今年一个也没有。车站旁边新设了打气筒，路过的人都可以使用。公司还请附近中学的学生画了安全骑行的图画，贴在每个车桩的背面。明年春天打算试行夜间半价，让下夜班的工人也骑得起车；如果效果好，再推广到全市。市民的建议会继",
        "续收集，每个季度公布一次结果。",
    ];

    fn sliced() -> String {
        BODY.iter()
            .zip(1..)
            .map(|(slice, n)| format!("{n}、{slice}"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn numbers_of_slices_are_taken_out_and_sentences_closed() {
        let restored = restore("slice-number", &sliced(), Confidence::Likely);
        assert_eq!(restored, BODY.concat());
        let spread = sliced().replace('\n', "\n\n");
        assert_eq!(restore("slice-number", &spread, Confidence::Likely), BODY.concat());
    }

    #[test]
    fn a_list_of_long_items_stays() {
        let list: String =
            BODY.iter().zip(1..).map(|(item, n)| format!("{n}、{item}完。\n")).collect();
        assert_eq!(restore("slice-number", &list, Confidence::Possible), list);
        // Without stops, but each item begins afresh.
        let bare: String =
            [2, 0, 1].iter().zip(1..).map(|(&i, n)| format!("{n}、{}事\n", BODY[i])).collect();
        assert_eq!(restore("slice-number", &bare, Confidence::Likely), bare);
    }

    #[test]
    fn short_items_and_numbers_out_of_step_stay() {
        let short = "1、把车推\n2、到站里\n3、然后锁\n4、好车子\n";
        assert_eq!(restore("slice-number", short, Confidence::Possible), short);
        let odd =
            sliced().replace("\n2、", "\n7、").replace("\n3、", "\n5、").replace("\n4、", "\n12、");
        assert_eq!(restore("slice-number", &odd, Confidence::Likely), odd);
    }

    #[test]
    fn the_documents_own_list_inside_a_slice_stays() {
        let listed = sliced().replace(
            "今年一个也没有。",
            "今年一个也没有。\n1、检查刹车；\n2、检查链条；\n3、检查车铃。\n",
        );
        let restored = restore("slice-number", &listed, Confidence::Likely);
        assert!(restored.contains("\n1、检查刹车；\n2、检查链条；\n3、检查车铃。\n"), "{restored}");
        assert!(
            restored.contains("摔倒的有三个人") && restored.contains("公司便在网上"),
            "{restored}"
        );
    }

    #[test]
    fn a_megabyte_of_numbers_takes_linear_time() {
        let hostile: String = (0..100_000).map(|i| format!("\n{}、的", i % 997 + 1)).collect();
        assert!(restore("slice-number", &hostile, Confidence::Likely).len() > hostile.len() / 2);
    }
}
