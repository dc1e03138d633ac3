//! Whether text looks ordinary, by the first level of the two Chinese standards: about 99 in
//! 100 characters of any Chinese text belong to it, and a wrong charset scatters them. Cheap,
//! so that documents that are plainly what they seem need no further look.

use crate::transcode::Coding;

/// What the pairs of a stretch of bytes are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pairs {
    /// Characters of two bytes.
    pub(super) all: usize,
    /// Those of the first level, with the common marks.
    pub(super) common: usize,
    /// Those in the two halves of the first level: Korean leaves out the second, EUC-TW the
    /// first.
    halves: [usize; 2],
    /// Those whose second byte no single-byte letter has.
    low: usize,
    /// Those whose second byte is ASCII, if that says something: in Big5 two in five.
    ascii: Option<usize>,
    /// Bytes that are no part of a character.
    pub(super) broken: usize,
}

/// Counts the pairs of `bytes` as GB18030 or Big5 has them; nothing for any other charset.
pub(super) fn pairs(coding: Coding, bytes: &[u8]) -> Option<Pairs> {
    let gb = coding.is_gb();
    if !gb && coding != Coding::BIG5 {
        return None;
    }
    let mut pairs = Pairs { ascii: (!gb).then_some(0), ..Pairs::default() };
    let mut rest = bytes;
    loop {
        rest = match *rest {
            [] => return Some(pairs),
            [0..=0x7F, ..] => &rest[1..],
            [0x81..=0xFE, 0x30..=0x39, 0x81..=0xFE, 0x30..=0x39, ..] if gb => {
                pairs.all += 1;
                &rest[4..]
            }
            [lead @ 0x81..=0xFE, trail @ (0x40..=0x7E | 0x80..=0xFE), ..] => {
                pairs.all += 1;
                let first_level = match gb {
                    true => matches!((lead, trail), (0xA1 | 0xA3 | 0xB0..=0xD7, 0xA1..=0xFE)),
                    false => {
                        matches!((lead, trail), (0xA1 | 0xA4..=0xC6, 0x40..=0x7E | 0xA1..=0xFE))
                    }
                };
                pairs.common += usize::from(first_level);
                pairs.halves[0] += usize::from((0xB0..=0xC3).contains(&lead));
                pairs.halves[1] += usize::from(lead >= 0xC9);
                pairs.low += usize::from(trail < 0xC0);
                pairs.ascii = pairs.ascii.map(|n| n + usize::from(trail.is_ascii()));
                &rest[2..]
            }
            _ => {
                pairs.broken += 1;
                &rest[1..]
            }
        };
    }
}

/// A line with fewer pairs says nothing.
const FEW: usize = 4;
/// Names and terms keep even a clean line of a few words above this.
const ORDINARY: f32 = 0.7;

/// Share of pairs with a second byte of ASCII below which a line of Big5 may be none.
const ASCII: f32 = 0.15;

/// Characters from which a sample can be taken for plain GB18030 …
const ENOUGH: usize = 32;
/// … if so many of them are common …
const PLAIN: f32 = 0.9;
/// … and so many are in either half, and have second bytes that alphabets of one byte do not
/// have.
const TELLING: f32 = 0.15;

#[expect(clippy::cast_precision_loss, reason = "shares")]
impl Pairs {
    /// Whether the line may be in another charset.
    pub(super) fn are_odd(self) -> bool {
        let few_ascii = self.ascii.is_some_and(|n| (n as f32) < ASCII * self.all as f32);
        let scattered = (self.common as f32) < ORDINARY * self.all as f32;
        self.broken > 0 || (self.all >= FEW && (few_ascii || scattered))
    }

    /// Whether a sample can be nothing but Chinese of the mainland.
    pub(super) fn are_plain_gb(self) -> bool {
        let all = self.all as f32;
        self.broken == 0
            && self.all >= ENOUGH
            && self.common as f32 >= PLAIN * all
            && self.halves.iter().all(|&half| half as f32 >= TELLING * all)
            && self.low as f32 >= TELLING * all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcode::encode;

    fn of(read_as: Coding, written_in: Coding, text: &str) -> Pairs {
        let mut bytes = Vec::new();
        encode(written_in, text, &mut bytes).unwrap();
        pairs(read_as, &bytes).unwrap()
    }

    #[test]
    fn a_wrong_charset_scatters_the_pairs() {
        let plain = "春天来了，河边的柳树发出新芽，孩子们在草地上放风筝，老人坐在长椅上晒太阳。";
        let traditional = "春天來了，河邊的柳樹發出新芽，孩子們在草地上放風箏，老人坐在長椅上。";
        assert!(of(Coding::GB18030, Coding::GB18030, plain).are_plain_gb());
        assert!(!of(Coding::BIG5, Coding::BIG5, traditional).are_odd());
        assert!(of(Coding::GB18030, Coding::BIG5, traditional).are_odd());
        assert!(of(Coding::BIG5, Coding::GB18030, plain).are_odd());
        let korean = "봄이 와서 강가의 버드나무에 새싹이 돋고 아이들은 잔디밭에서 연을 날린다 노인들은 긴 의자에";
        assert!(!of(Coding::GB18030, Coding::EUC_KR, korean).are_plain_gb());
        let russian: Coding = "windows-1251".parse().unwrap();
        let capitals = "ПОСТАНОВЛЕНИЕ ГЛАВЫ АДМИНИСТРАЦИИ О ПОРЯДКЕ ПРОВЕДЕНИЯ КОНКУРСА ".repeat(3);
        assert!(!of(Coding::GB18030, russian, &capitals).are_plain_gb());
    }
}
