//! EUC-TW: planes 1 and 2 of CNS 11643, which hold the characters of Big5 in nearly the same
//! order. So the table is that of Big5 and the runs in which the two orders agree. Planes 3
//! and above, which no file met so far uses, are no characters here.

use super::whatwg;
use encoding_rs::BIG5;
use std::sync::OnceLock;

/// Positions in a plane: 94 rows of 94.
const PLANE: usize = 94 * 94;
/// Announces a character of a numbered plane; the plane and its two bytes follow.
const SHIFT: u8 = 0x8E;

/// A run of a plane: first position, first pointer of the Big5 index of the Encoding
/// Standard, length. Found by comparing that index with what GNU libc reads as EUC-TW.
#[rustfmt::skip]
const PLANE_1: &[(u16, u16, u16)] = &[
    (0, 5024, 5), (6, 5030, 15), (21, 5047, 2), (24, 5046, 1), (29, 5053, 44), (73, 5098, 1),
    (74, 5097, 1), (75, 5099, 21), (98, 5122, 1), (100, 5124, 27), (127, 5152, 1), (128, 5151, 1),
    (130, 5154, 14), (146, 5170, 2), (148, 5173, 1), (149, 5172, 1), (150, 5174, 4), (155, 5045, 1),
    (156, 5180, 78), (282, 5258, 29), (312, 5288, 1), (314, 5290, 142), (470, 10896, 30),
    (571, 10929, 1), (578, 10932, 1), (583, 10933, 1), (3102, 5432, 33), (3290, 5495, 1412),
    (4702, 6908, 424), (5126, 6907, 1), (5127, 7332, 1876), (7003, 9595, 1), (7004, 9208, 387),
    (7391, 9596, 525), (7916, 10310, 1), (7917, 10121, 105), (8023, 10227, 83), (8106, 10311, 84),
    (8190, 10541, 1), (8191, 10395, 54), (8245, 10450, 1), (8246, 10449, 1), (8247, 10451, 90),
    (8337, 10542, 354),
];

/// The same of plane 2.
#[rustfmt::skip]
const PLANE_2: &[(u16, u16, u16)] = &[
    (0, 11304, 10), (10, 11315, 33), (43, 11396, 1), (44, 11348, 48), (92, 11397, 46),
    (138, 11610, 1), (139, 11443, 167), (306, 11611, 1840), (2146, 14098, 1), (2147, 13452, 108),
    (2255, 13561, 537), (2792, 13451, 1), (2793, 14099, 100), (2893, 13560, 1), (2894, 14199, 399),
    (3293, 14599, 1637), (4930, 16785, 1), (4931, 16236, 146), (5077, 16923, 1), (5078, 16382, 287),
    (5365, 17532, 1), (5366, 16669, 116), (5482, 16786, 137), (5619, 16924, 104), (5723, 17449, 1),
    (5724, 17028, 222), (5946, 17251, 198), (6144, 17450, 82), (6226, 17533, 86), (6312, 17250, 1),
    (6313, 17619, 8), (6321, 17628, 153), (6474, 17782, 56), (6530, 18138, 1), (6531, 17838, 113),
    (6644, 17627, 1), (6645, 17951, 142), (6787, 17781, 1), (6788, 18093, 45), (6833, 18139, 71),
    (6904, 18404, 1), (6905, 18210, 194), (7099, 18405, 490), (7589, 18938, 1), (7590, 18895, 43),
    (7633, 18939, 1), (7634, 18941, 11), (7645, 18940, 1), (7646, 18952, 4),
];

/// Characters of plane 1 that Big5 has elsewhere or not at all.
#[rustfmt::skip]
const ALONE: &[(u16, char)] = &[
    (5, '・'), (23, '︲'), (96, '‾'), (129, '∼'), (144, '♁'), (145, '☉'), (154, '‖'), (8022, '彞'),
];

/// Both directions.
struct Table {
    /// By position, plane 2 behind plane 1; `None` where there is no character.
    forth: Vec<Option<char>>,
    back: Vec<(char, u16)>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut forth = vec![None; 2 * PLANE];
        for (plane, runs) in [PLANE_1, PLANE_2].into_iter().enumerate() {
            for &(first, pointer, len) in runs {
                for i in 0..len {
                    forth[plane * PLANE + usize::from(first + i)] = of_big5(pointer + i);
                }
            }
        }
        for &(at, c) in ALONE {
            forth[usize::from(at)] = Some(c);
        }
        let places = forth.iter().enumerate();
        let mut back: Vec<(char, u16)> =
            places.filter_map(|(i, c)| c.zip(u16::try_from(i).ok())).collect();
        // Stable, so of two places the one in the lower plane stays.
        back.sort_by_key(|b| b.0);
        back.dedup_by_key(|b| b.0);
        Table { forth, back }
    })
}

fn of_big5(pointer: u16) -> Option<char> {
    let [lead, trail] = [pointer / 157, pointer % 157];
    let trail = trail + if trail < 0x3F { 0x40 } else { 0x62 };
    let pair = [u8::try_from(lead + 0x81).ok()?, u8::try_from(trail).ok()?];
    let (text, _, malformed) = whatwg::first_character(BIG5, &pair);
    text.chars().next().filter(|_| !malformed)
}

/// The character at `row` and `column` (both A1 to FE) of plane 0 or 1, counted from 0.
pub(super) fn character(plane: usize, row: u8, column: u8) -> Option<char> {
    let place = |byte: u8| byte.checked_sub(0xA1).filter(|&p| p < 94).map(usize::from);
    let at = plane * PLANE + 94 * place(row)? + place(column)?;
    table().forth.get(at).copied().flatten()
}

/// Plane (counted from 0), row and column of a character.
pub(super) fn place(c: char) -> Option<(u8, [u8; 2])> {
    let back = &table().back;
    let at = usize::from(back[back.binary_search_by_key(&c, |b| b.0).ok()?].1);
    let byte = |n: usize| u8::try_from(n + 0xA1).ok();
    let (plane, at) = (at / PLANE, at % PLANE);
    Some((u8::try_from(plane).ok()?, [byte(at / 94)?, byte(at % 94)?]))
}

/// The first character of `bytes` and how many bytes it takes.
pub(super) fn first_character(bytes: &[u8]) -> Option<(char, usize)> {
    match *bytes {
        [ascii @ 0..=0x7F, ..] => Some((char::from(ascii), 1)),
        [SHIFT, plane @ 0xA1..=0xA2, row, column, ..] => {
            Some((character(usize::from(plane - 0xA1), row, column)?, 4))
        }
        [row, column, ..] => Some((character(0, row, column)?, 2)),
        _ => None,
    }
}

/// Appends `text`; the error is the byte offset of a character that the charset lacks.
pub(super) fn encode(text: &str, out: &mut Vec<u8>) -> Result<(), usize> {
    for (at, c) in text.char_indices() {
        match place(c) {
            _ if c.is_ascii() => out.extend(u8::try_from(c)),
            Some((0, pair)) => out.extend(pair),
            Some((plane, pair)) => out.extend([SHIFT, 0xA1 + plane, pair[0], pair[1]]),
            None => return Err(at),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_characters_stand_where_cns_11643_has_them() {
        // First and last of the two levels.
        for (plane, row, column, c) in [
            (0, 0xC4, 0xA1, '一'),
            (0, 0xFD, 0xCB, '籲'),
            (1, 0xA1, 0xA1, '乂'),
            (1, 0xF2, 0xC4, '龘'),
        ] {
            assert_eq!(character(plane, row, column), Some(c));
            assert_eq!(usize::from(place(c).unwrap().0), plane, "{c}");
        }
        assert_eq!(character(1, 0xF2, 0xC5), None);
        let known = |plane: usize| table().forth[plane * PLANE..][..PLANE].iter().flatten().count();
        assert_eq!((known(0), known(1)), (5867, 7650));
    }

    #[test]
    fn text_comes_back() {
        let text = "臺灣的繁體中文, 龘\n";
        let mut bytes = Vec::new();
        encode(text, &mut bytes).unwrap();
        let mut at = 0;
        let mut again = String::new();
        while let Some((c, len)) = first_character(&bytes[at..]) {
            again.push(c);
            at += len;
        }
        assert_eq!(again, text);
        assert_eq!(encode("们", &mut bytes), Err(0));
    }
}
