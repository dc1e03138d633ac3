//! Simplified and Traditional characters, by the tables of OpenCC: the usual character of the
//! region asked for, never other words. A line is converted only if it holds a character that
//! only the other script has; so a text that is right already is left alone, 皇后 in a
//! Traditional novel among it, and converting twice changes no more than converting once.

use super::Normalizer;
use super::sight::Line;
use crate::patch::Edit;
use crate::span::Span;
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use std::sync::OnceLock;

/// Simplified characters that are Traditional ones as well, or that Traditional words keep:
/// those that OpenCC's STCharacters maps to themselves among others (后: 後 or 后), and those
/// that a result in its STPhrases still holds.
const ALSO_TRADITIONAL: &str = "\
    㐹万丑丰了于云亘仆仇价仿伙余佛佣俊修借僵克党冬准凌几凶出划刮制千升卜占卷厂厘只台叶吁吃合吊同\
    后向周咨咸咽哄唇喂噪回困夫夸奸姜娘它家尸局岩岳巨布帘席干幸广庵弦彩征御志念恒恤愈愿戚才扎托扣\
    折抵拐挂挨挽据搜斗旋昆暗曲朱朴杆杠杯杰松板极柜栗核梁欲沈沾泛注涂涌淀游漓焕熏玩璇症痴皂矩确私\
    秋种筑粽系胄背胜胡腊腌膻致舍芸苔苧苹范荐蒙蔑虫蚝蜡蝎表谷跖辟适郁酸采里雕霉面";

/// The same the other way round, from TSCharacters and TSPhrases.
const ALSO_SIMPLIFIED: &str = "\
    乾剋吒夥彷徵於昇濛牴瞭祇苧薹藉衹覆阪麽";

/// The characters that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Region {
    Simplified,
    Traditional,
    Taiwan,
    HongKong,
}

/// The normalization.
pub(super) struct Variants {
    region: Region,
    /// Reading the tables takes milliseconds, paid by the first text that needs them. `None`
    /// if the tables in the executable cannot be read, which the tests rule out.
    tables: OnceLock<Option<Tables>>,
}

struct Tables {
    /// From the other script.
    convert: OpenCC,
    /// From OpenCC's own choice of Traditional characters to that of the region.
    adapt: Option<OpenCC>,
    /// Characters that only the other script has, sorted.
    foreign: Vec<char>,
    /// Characters that only the wanted script has, sorted.
    own: Vec<char>,
}

impl Variants {
    pub(super) fn new(region: Region) -> Variants {
        Variants { region, tables: OnceLock::new() }
    }
}

impl Normalizer for Variants {
    fn look_at_all(&self, lines: &[Line<'_>], out: &mut Vec<Edit>) {
        let Some(tables) = self.tables.get_or_init(|| Tables::of(self.region)) else { return };
        let holds = |line: &Line<'_>, set: &[char]| {
            line.chars().any(|(_, c)| !c.is_ascii() && set.binary_search(&c).is_ok())
        };
        let is_foreign: Vec<bool> = lines.iter().map(|l| holds(l, &tables.foreign)).collect();
        let any = is_foreign.contains(&true);
        // A sequence that describes how an ideograph is composed names its parts as they are.
        let describes =
            |line: &Line<'_>| line.chars().any(|(_, c)| matches!(c, '\u{2FF0}'..='\u{2FFF}'));
        for (line, foreign) in lines.iter().zip(is_foreign).filter(|(l, _)| !describes(l)) {
            // A short line without a telling character goes with its document.
            let converts = foreign || (any && !holds(line, &tables.own));
            for piece in line.pieces() {
                let before = piece.slice(line.text);
                let after = match &tables.adapt {
                    _ if converts => tables.convert.convert(before),
                    Some(adapt) => adapt.convert(before),
                    None => continue,
                };
                changes(piece, before, &after, out);
            }
        }
    }
}

impl Tables {
    fn of(region: Region) -> Option<Tables> {
        let read = |config| OpenCC::from_config(config).ok();
        let (to, adapt) = match region {
            // With Taiwan's 著 for 着, which plain Traditional text rarely has.
            Region::Simplified => (BuiltinConfig::Tw2s, None),
            Region::Traditional => (BuiltinConfig::S2t, None),
            Region::Taiwan => (BuiltinConfig::S2tw, Some(BuiltinConfig::T2tw)),
            Region::HongKong => (BuiltinConfig::S2hk, Some(BuiltinConfig::T2hk)),
        };
        let convert = read(to)?;
        let (simplified, traditional) = (read(BuiltinConfig::S2t)?, read(BuiltinConfig::T2s)?);
        let simplified = changed(&simplified, ALSO_TRADITIONAL);
        let traditional = changed(&traditional, ALSO_SIMPLIFIED);
        let (mut foreign, own) = match region {
            Region::Simplified => (traditional, simplified),
            _ => (simplified, traditional),
        };
        // What the region itself writes is not foreign to it: 户 in Hong Kong.
        let kept = changed(&convert, "");
        foreign.retain(|c| kept.binary_search(c).is_ok());
        let adapt = match adapt {
            Some(config) => Some(read(config)?),
            None => None,
        };
        Some(Tables { convert, adapt, foreign, own })
    }
}

/// The ideographs of the first plane, less `but`, that `converter` changes.
fn changed(converter: &OpenCC, but: &str) -> Vec<char> {
    let all = ('\u{3400}'..='\u{9FFF}').filter(|&c| !but.contains(c));
    // A line each, so that they do not make words.
    let text: String = all.flat_map(|c| [c, '\n']).collect();
    let after = converter.convert(&text);
    text.lines().zip(after.lines()).filter(|(a, b)| a != b).flat_map(|(a, _)| a.chars()).collect()
}

/// Appends the places where `after` differs from `before`, the text of `piece`. The tables
/// replace character by character; should one ever not, the piece is one change.
fn changes(piece: Span, before: &str, after: &str, out: &mut Vec<Edit>) {
    if before == after {
        return;
    }
    if before.chars().count() != after.chars().count() {
        out.push(Edit { span: piece, text: after.into() });
        return;
    }
    let mut run: Option<(Span, String)> = None;
    for ((at, c), new) in before.char_indices().zip(after.chars()) {
        let span = Span::new(piece.start + at, piece.start + at + c.len_utf8());
        match &mut run {
            _ if c == new => {
                out.extend(run.take().map(|(span, text)| Edit { span, text: text.into() }));
            }
            Some((place, text)) => {
                place.end = span.end;
                text.push(new);
            }
            None => run = Some((span, new.into())),
        }
    }
    out.extend(run.map(|(span, text)| Edit { span, text: text.into() }));
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGIONS: [Region; 4] =
        [Region::Simplified, Region::Traditional, Region::Taiwan, Region::HongKong];

    #[test]
    fn the_tables_can_be_read_and_tell_the_scripts_apart() {
        for region in REGIONS {
            let tables = Tables::of(region).unwrap();
            let (simplified, traditional) = match region {
                Region::Simplified => (&tables.own, &tables.foreign),
                _ => (&tables.foreign, &tables.own),
            };
            assert!(simplified.binary_search(&'们').is_ok(), "{region:?}");
            assert!(simplified.binary_search(&'后').is_err(), "{region:?}");
            assert!(traditional.binary_search(&'們').is_ok(), "{region:?}");
            assert!(traditional.binary_search(&'乾').is_err(), "{region:?}");
            assert!(simplified.len() > 2000 && traditional.len() > 2000, "{region:?}");
        }
    }

    #[test]
    fn what_the_tables_write_is_foreign_to_nobody_who_asked_for_it() {
        for region in REGIONS {
            let tables = Tables::of(region).unwrap();
            for c in &tables.foreign {
                let new = tables.convert.convert(&c.to_string());
                let left = new.chars().find(|c| tables.foreign.binary_search(c).is_ok());
                assert_eq!(left, None, "{region:?}: {c} becomes {new}");
            }
        }
    }
}
