//! Private characters that old charsets put in the place of ideographs: those of GBK and
//! GB 18030 from before Unicode had them (U+E815..=U+E864), and those of the Hong Kong
//! supplementary set in Big5. Each has had a code point of its own since. Icon fonts, emoji of
//! old telephones and characters that users drew themselves use the same places, so the
//! neighbours must be ideographs. Never touches symbol fonts; see `symbols`.

use super::Sight;
use super::char_set::CharSet;
use super::ideographs::TRADITIONAL;
use super::view::{is_han, is_ideograph};
use crate::finding::{Confidence, Finding};
use crate::transcode;

pub(super) static PRIVATE: CharSet = CharSet::of(&[('\u{E000}', '\u{F848}')]);

/// The first private character of GBK's range FE50 to FEA0.
const FIRST_OF_GBK: u32 = 0xE815;

/// What stands there by GB 18030-2005 and, for the last to be encoded, GB 18030-2022; the
/// radicals among them stay private.
const GBK: &str = "\
⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱\
䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻";

/// Ideographs of the Hong Kong set that Cantonese uses every day. The others are rarer than an
/// icon or an emoji that happens to stand between two ideographs, and are only proposed.
const CANTONESE: &str = "㗎㗅㖭㩒㨃㩧㷫䒏𠱁𠱃𠵱𠺢𠻹𡁵𡁻𡃁𢃇𢫏𢯎𢱕𥄫𨂾𨃩𨅝𨋢𨳊𨳒";

/// Private characters beside ideographs.
pub(super) fn private_ideographs(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let traditional = TRADITIONAL.next(sight.text(), 0).is_some();
    let meaning = |c| if traditional { of_hong_kong(c) } else { of_gbk(c) };
    // One without a meaning: a font of the author's, or of the icons of a page, whose other
    // characters may have one by accident.
    let icons = PRIVATE.all(sight.text()).any(|(_, c)| !is_of_others(c) && meaning(c).is_none());
    for run in sight.view.runs(&PRIVATE) {
        let beside = run.around.into_iter().flatten().filter(|&c| is_ideograph(c)).count();
        for (span, c) in run.chars {
            let Some(fix) = meaning(c) else { continue };
            let sure =
                if traditional { beside == 2 && CANTONESE.contains(fix) } else { beside > 0 };
            let confidence = if sure && !icons { Confidence::Likely } else { Confidence::Possible };
            out.push(sight.finding(span, Some(fix.encode_utf8(&mut [0; 4])), confidence));
        }
    }
}

/// Private characters of symbol fonts and GBK's vertical punctuation.
const fn is_of_others(c: char) -> bool {
    matches!(c, '\u{F020}'..='\u{F0FF}' | '\u{E78D}'..='\u{E796}')
}

fn of_gbk(c: char) -> Option<char> {
    let place = u32::from(c).checked_sub(FIRST_OF_GBK)?;
    GBK.chars().nth(usize::try_from(place).ok()?).filter(|&c| is_han(c))
}

/// By way of Big5: Windows gives the rows that users may define, each of 157 characters, private
/// code points in this order (code page 950), and the Hong Kong set took over both.
fn of_hong_kong(c: char) -> Option<char> {
    const ROW: u32 = 157;
    const FIRST_HALF: u32 = 63;
    let (first, lead) = match u32::from(c) {
        0xE000..=0xE310 => (0xE000, 0xFA),
        0xE311..=0xEEB7 => (0xE311, 0x8E),
        0xEEB8..=0xF6B0 => (0xEEB8, 0x81),
        _ => return None,
    };
    let (row, column) = ((u32::from(c) - first) / ROW, (u32::from(c) - first) % ROW);
    let trail = if column < FIRST_HALF { 0x40 + column } else { 0xA1 + column - FIRST_HALF };
    let bytes = [u8::try_from(lead + row).ok()?, u8::try_from(trail).ok()?];
    let (c, length) = transcode::first_char(encoding_rs::BIG5, &bytes);
    c.filter(|&c| length == 2 && is_han(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_gbk_characters_are_those_of_the_standard() {
        assert_eq!(GBK.chars().count(), 80);
        assert_eq!(of_gbk('\u{E81A}'), Some('㑳'));
        assert_eq!(of_gbk('\u{E863}'), Some('䶮'));
        assert_eq!(of_gbk('\u{E864}'), Some('\u{9FBB}'));
        assert_eq!(of_gbk('\u{E815}'), None, "a radical");
        assert_eq!(of_gbk('\u{E865}'), None);
    }

    #[test]
    fn hong_kong_characters_are_found_by_way_of_big5() {
        assert_eq!(of_hong_kong('\u{ECD4}'), Some('𨋢'));
        assert_eq!(of_hong_kong('\u{F442}'), Some('𥄫'));
        assert_eq!(of_hong_kong('\u{EEB8}'), None);
        assert_eq!(of_hong_kong('\u{F6B1}'), None);
        let private = '\u{E000}'..='\u{F6B0}';
        let known: String = private.filter_map(of_hong_kong).collect();
        assert!(CANTONESE.chars().all(|c| known.contains(c)));
    }
}
