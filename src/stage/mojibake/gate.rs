//! Where a text looks as if it had been read in the wrong charset: characters that clean
//! Chinese hardly has, or only in other company. One scan over the text, one bit a
//! character; only what that scan stops at is looked at with its neighbours. Suspicion costs
//! little and proves nothing.

use encoding_rs::{BIG5, Encoding, GBK};

/// Characters of the first plane that are no reason to stop, beside ASCII, those of GB2312's
/// and Big5's first levels, kana and the like.
const PLAIN_RANGES: &[(u32, u32)] = &[
    (0x2010, 0x2027), // dashes, quotation marks, ellipsis
    (0x2030, 0x203B), // ‰ ′ ″ ※
    (0x2160, 0x217B), // Roman numerals
    (0x2190, 0x2199), // arrows
    (0x2200, 0x22A5), // mathematics
    (0x2460, 0x249B), // circled numbers
    (0x25A0, 0x25CF), // shapes
    (0x2605, 0x2606), // stars
    (0x3000, 0x30FF), // punctuation, kana
    (0xFF01, 0xFF5E), // full width
    (0xFFE0, 0xFFE5), // full-width signs
];

/// Rows of two-byte tables: first lead byte, one past the last, and the trail bytes.
struct Rows {
    encoding: &'static Encoding,
    leads: std::ops::Range<u8>,
    trails: &'static [std::ops::RangeInclusive<u8>],
}

/// The levels of GB2312 and Big5 that hold common ideographs, 3,755 and 5,401 of them.
const COMMON: [Rows; 2] = [
    Rows { encoding: GBK, leads: 0xB0..0xD8, trails: &[0xA1..=0xFE] },
    Rows { encoding: BIG5, leads: 0xA4..0xC7, trails: &[0x40..=0x7E, 0xA1..=0xFE] },
];

/// The scan.
pub(super) struct Gate {
    /// One bit a character of the first plane: whether to stop at it.
    stops: Box<[u64; 1024]>,
}

impl Gate {
    pub(super) fn new() -> Gate {
        let mut stops = Box::new([u64::MAX; 1024]);
        let mut pass = |code: u32| {
            if let Some(bits) = stops.get_mut(code as usize / 64) {
                *bits &= !(1 << (code % 64));
            }
        };
        (0..0x80).for_each(&mut pass);
        PLAIN_RANGES.iter().for_each(|&(first, last)| (first..=last).for_each(&mut pass));
        for rows in COMMON {
            let bytes: Vec<u8> = rows
                .leads
                .flat_map(|lead| {
                    rows.trails.iter().cloned().flatten().flat_map(move |trail| [lead, trail])
                })
                .collect();
            let (text, _) = rows.encoding.decode_without_bom_handling(&bytes);
            text.chars().filter(|c| *c != char::REPLACEMENT_CHARACTER).for_each(|c| pass(c as u32));
        }
        Gate { stops }
    }

    fn stops_at(&self, code: u32) -> bool {
        self.stops.get(code as usize / 64).is_none_or(|bits| bits >> (code % 64) & 1 == 1)
    }

    /// The places of suspicious characters, in order.
    pub(super) fn suspects<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        let bytes = text.as_bytes();
        let mut at = 0;
        std::iter::from_fn(move || {
            loop {
                let (place, code, next) = self.next_stop(bytes, at)?;
                at = next;
                if is_suspect(text, place, code) {
                    return Some(place);
                }
            }
        })
    }

    /// The next character that has to be looked at: its place, its code and where it ends.
    fn next_stop(&self, bytes: &[u8], mut at: usize) -> Option<(usize, u32, usize)> {
        loop {
            // Three bytes at a time: that is what nearly all of them are.
            if let Some(&[a @ 0xE0..=0xEF, b, c]) = bytes.get(at..at + 3) {
                let code =
                    u32::from(a & 0x0F) << 12 | u32::from(b & 0x3F) << 6 | u32::from(c & 0x3F);
                at += 3;
                if self.stops_at(code) {
                    return Some((at - 3, code, at));
                }
                continue;
            }
            let &first = bytes.get(at)?;
            let (code, len) = match first {
                0x00..=0x7F => {
                    at += 1;
                    continue;
                }
                0x80..=0xDF => {
                    let low = bytes.get(at + 1).copied().unwrap_or(0);
                    (u32::from(first & 0x1F) << 6 | u32::from(low & 0x3F), 2)
                }
                _ => (0x1_0000, 4),
            };
            at += len;
            if self.stops_at(code) {
                return Some((at - len, code, at));
            }
        }
    }
}

/// Characters that windows-1251 and KOI8-R have where UTF-8 has its later bytes and that
/// Russian prose does not use behind a letter.
fn is_cyrillic_debris(c: char) -> bool {
    matches!(c, '\u{402}'..='\u{40F}' | '\u{452}'..='\u{45F}' | '\u{490}' | '\u{491}')
        || matches!(c, '‚' | '†'..='‡' | '‰' | '‹' | '›' | '€' | '™' | '\u{2500}'..='\u{259F}')
        || matches!(c, '\u{A0}'..='\u{BF}' if !matches!(c, '«' | '»' | '§' | '°' | '·'))
}

/// Whether the character at `place` does not go with its neighbours.
fn is_suspect(text: &str, place: usize, code: u32) -> bool {
    let before = || text.get(..place).and_then(|t| t.chars().next_back());
    let after = || text.get(place..).and_then(|t| t.chars().nth(1));
    let beside =
        |test: &dyn Fn(char) -> bool| before().is_some_and(test) || after().is_some_and(test);
    match code {
        0x80..=0x9F => true,
        // Latin-1 and what windows-1252 has beyond it: two in a row.
        0xA0..=0x24F => beside(&|c| {
            matches!(c, '\u{80}'..='\u{24F}' | 'ˆ' | '˜' | '‚' | '„' | '†' | '‡' | '‰' | '‹' | '›')
                || matches!(c, '“' | '”' | '‘' | '’' | '•' | '–' | '—' | '…' | '€' | '™')
        }),
        0x400..=0x45F | 0x490..=0x491 => {
            let numero = after() == Some('№');
            beside(&is_cyrillic_debris) || numero
        }
        // Hangul among ideographs, single letters and signs.
        0xAC00..=0xD7A3 => beside(&|c| {
            matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{3131}'..='\u{318E}' | '\u{3200}'..='\u{33FF}')
                || matches!(c, '\u{391}'..='\u{3C9}' | '\u{2460}'..='\u{24FF}' | 'ぁ'..='ヶ')
        }),
        0x2500..=0x259F => beside(&|c| {
            matches!(c, '\u{2500}'..='\u{259F}' if c as u32 != code)
                || matches!(c, '\u{A0}'..='\u{24F}' | '\u{391}'..='\u{3C9}')
        }),
        // Half-width kana among ideographs, and their punctuation inside words.
        0xFF61..=0xFF65 => beside(&|c| matches!(c, '\u{FF66}'..='\u{FF9F}')),
        0xFF66..=0xFF9F => beside(&|c| matches!(c, '\u{3400}'..='\u{9FFF}')),
        // Small forms of marks.
        0xFE50..=0xFE6B => beside(&|c| matches!(c, '\u{3400}'..='\u{9FFF}')),
        // Rare ideographs, private use, U+FFFD.
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xE000..=0xFAFF | 0xFFFD => true,
        // Letter-like signs that old readers have among ideographs.
        0x250..=0x3FF | 0x2000..=0x2FFF | 0x3100..=0x33FF => {
            beside(&|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{E000}'..='\u{F8FF}'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        Gate::new().suspects(text).count()
    }

    #[test]
    fn clean_text_of_many_languages_is_not_suspected() {
        for text in [
            "全市上下认真落实“放管服”改革要求——共3.5万人（次）受益。",
            "為深入貫徹落實，農產品發展機制逐步完善。",
            "L'été, nous mangeons des crêpes à Besançon.",
            "Вчера вечером мы долго гуляли вдоль «Набережной» — №5.",
            "어제저녁에는 강가를 오래도록 걸었습니다.",
            "きのうの夕方、川沿いの道をゆっくり行った。",
            "气温25℃±2°，长×宽×高，A→B，①②③，※注",
        ] {
            assert_eq!(count(text), 0, "{text}");
        }
    }

    #[test]
    fn misread_text_is_suspected() {
        for text in [
            "鏈嶅姟",
            "å®Œå–„",
            "ÍêÉÆ",
            "俇囡觼莉こ奻",
            "蔼窸┍カ\u{E5EE}",
            "\u{FFFD}\u{FFFD}",
            "譛榊苅",
            "д»ЋеЉЎ",
            "╓╨╬─",
            "\u{9a}\u{84}",
        ] {
            assert!(count(text) >= 1, "{text}");
        }
    }
}
