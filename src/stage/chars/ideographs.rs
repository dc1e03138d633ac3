//! Characters that look like ideographs and are not the ones people type: the radicals of
//! the Kangxi dictionary and of the CJK supplement, and the compatibility ideographs of
//! other charsets. PDF files are full of them. Each stands for exactly one unified
//! ideograph; a radical that stands by itself is meant as a radical and stays.

use super::Sight;
use super::char_set::CharSet;
use super::view::is_han;
use crate::finding::{Confidence, Finding};

use unicode_normalization::char::{decompose_canonical, decompose_compatible};

pub(super) static RADICALS: CharSet = CharSet::of(&[('⺀', '⻳'), ('⼀', '⿕')]);

pub(super) static COMPATIBILITY: CharSet =
    CharSet::of(&[('\u{F900}', '\u{FAFF}'), ('\u{2F800}', '\u{2FA1F}')]);

static BOTH: CharSet = CharSet::of(&[
    ('⺀', '⻳'),
    ('⼀', '⿕'),
    ('\u{F900}', '\u{FAFF}'),
    ('\u{2F800}', '\u{2FA1F}'),
]);

/// Kana and hangul: their texts use compatibility ideographs on purpose.
pub(super) static KANA_AND_HANGUL: CharSet = CharSet::of(&[
    ('\u{1100}', '\u{11FF}'),
    ('\u{3041}', '\u{3096}'),
    ('\u{30A1}', '\u{30FA}'),
    ('\u{AC00}', '\u{D7A3}'),
    ('\u{FF66}', '\u{FF9D}'),
]);

static HU: CharSet = CharSet::of(&[('⼾', '⼾')]);

/// Frequent characters that only traditional text has.
pub(super) static TRADITIONAL: CharSet = CharSet::of(&[
    ('們', '們'),
    ('個', '個'),
    ('國', '國'),
    ('學', '學'),
    ('對', '對'),
    ('戶', '戶'),
    ('時', '時'),
    ('會', '會'),
    ('為', '為'),
    ('與', '與'),
    ('這', '這'),
]);

/// The radicals of the CJK supplement and, in the same order, their unified ideographs:
/// property Equivalent_Unified_Ideograph of the Unicode Character Database. Two radicals
/// have none.
const SUPPLEMENT: &str = "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳";
const SUPPLEMENT_UNIFIED: &str = "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";

/// This many radicals inside Chinese text come out of a PDF file; then numbers and words of
/// radicals alone, `⼀、` and `（⽤⼾）`, do so too.
const FROM_PDF: usize = 5;

/// Radicals inside Chinese text.
pub(super) fn radicals(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    // Unicode gives 戶 for this radical; mainland fonts draw it, and use it, for 户.
    let simplified =
        HU.next(sight.text(), 0).is_some() && TRADITIONAL.next(sight.text(), 0).is_none();
    let unified = |c| if simplified && c == '⼾' { Some('户') } else { unified_of_radical(c) };
    let first = out.len();
    for run in runs(sight).filter(Run::is_inside_text) {
        restore(sight, run, &RADICALS, unified, out);
    }
    if out.len() - first >= FROM_PDF {
        for run in runs(sight).filter(|r| !r.is_inside_text() && r.is_number_or_word()) {
            restore(sight, run, &RADICALS, unified, out);
        }
    }
}

/// Compatibility ideographs inside Chinese text.
pub(super) fn compatibility(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    if KANA_AND_HANGUL.next(sight.text(), 0).is_none() {
        for run in runs(sight).filter(Run::is_inside_text) {
            restore(sight, run, &COMPATIBILITY, unified_of_compatibility, out);
        }
    }
}

/// Restores the characters of `set` in a run.
fn restore(
    sight: &Sight<'_>,
    run: Run,
    set: &CharSet,
    unified: impl Fn(char) -> Option<char>,
    out: &mut Vec<Finding>,
) {
    for (span, c) in sight.view.forward(run.start).take_while(|(s, _)| s.start < run.end) {
        if set.contains(c)
            && let Some(meant) = unified(c)
        {
            let fix = meant.encode_utf8(&mut [0; 4]).to_owned();
            out.push(sight.finding(span, Some(&fix), Confidence::Certain));
        }
    }
}

/// Look-alikes that stand side by side, and what stands around them.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
    length: usize,
    first: char,
    /// All of one kind.
    pure: bool,
    before: Option<char>,
    after: [Option<char>; 2],
}

impl Run {
    /// Whether an ideograph stands next to it.
    fn is_inside_text(&self) -> bool {
        // `⺮字头`: one radical, named as such.
        let named = self.length == 1
            && self.after[0] == Some('字')
            && matches!(self.after[1], Some('旁' | '头' | '頭' | '底' | '框'));
        !named && [self.before, self.after[0]].into_iter().flatten().any(is_han)
    }

    /// `⼀、` at the start of a line, `（⼆）`, or a word of radicals alone.
    fn is_number_or_word(&self) -> bool {
        let numeral = matches!(self.first, '⼀' | '⼆' | '⼋' | '⼗');
        let heads = matches!(self.before, None | Some('\n' | '\r')) && self.after[0] == Some('、');
        let enclosed = matches!(self.before, Some('（' | '('));
        self.pure && self.length > 1 || (numeral && (heads || enclosed))
    }
}

fn runs<'s>(sight: &'s Sight<'_>) -> impl Iterator<Item = Run> + 's {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (start, first) = BOTH.next(sight.text(), at)?;
        let before = sight.view.before(start);
        let mut run =
            Run { start, end: start, length: 0, first, pure: true, before, after: [None; 2] };
        let mut chars = sight.view.forward(start);
        for (span, c) in chars.by_ref() {
            if !BOTH.contains(c) {
                run.after = [Some(c), chars.next().map(|n| n.1)];
                break;
            }
            run.pure &= RADICALS.contains(c) == RADICALS.contains(first);
            run.end = span.end;
            run.length += 1;
        }
        at = run.end;
        Some(run)
    })
}

/// The unified ideograph that `c` is or stands for.
pub(super) fn unified(c: char) -> char {
    let meant = match c {
        _ if RADICALS.contains(c) => unified_of_radical(c),
        _ if COMPATIBILITY.contains(c) => unified_of_compatibility(c),
        _ => None,
    };
    meant.unwrap_or(c)
}

fn unified_of_radical(c: char) -> Option<char> {
    if c >= '⼀' {
        let mut unified = None;
        decompose_compatible(c, |d| unified = Some(d));
        return unified.filter(|&d| d != c);
    }
    let place = SUPPLEMENT.chars().position(|s| s == c)?;
    SUPPLEMENT_UNIFIED.chars().nth(place)
}

fn unified_of_compatibility(c: char) -> Option<char> {
    let mut unified = None;
    decompose_canonical(c, |d| unified = Some(d));
    unified.filter(|&d| d != c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_radical_has_at_most_one_ideograph_and_it_is_unified() {
        assert_eq!(SUPPLEMENT.chars().count(), SUPPLEMENT_UNIFIED.chars().count());
        let none: String = RADICALS
            .all(&('⺀'..='⿕').collect::<String>())
            .map(|(_, c)| c)
            .filter(|&c| unified_of_radical(c).is_none())
            .collect();
        assert_eq!(none, "⺀\u{2E9A}");
        for (_, c) in RADICALS.all(&('⺁'..='⿕').collect::<String>()) {
            assert!(unified_of_radical(c).is_none_or(is_han), "{c}");
        }
        assert_eq!(unified_of_radical('⽤'), Some('用'));
        assert_eq!(unified_of_radical('⻓'), Some('长'));
    }

    #[test]
    fn the_twelve_unified_ideographs_among_the_compatible_ones_stay() {
        let stay = ('\u{FA0E}'..='\u{FA29}').filter(|&c| unified_of_compatibility(c).is_none());
        assert_eq!(stay.count(), 12);
        assert_eq!(unified_of_compatibility('\u{F900}'), Some('豈'));
    }
}
