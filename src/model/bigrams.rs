//! Which two ideographs stand beside each other in ordinary Chinese: one question, one look into
//! memory. The model could tell, but costs many times as much, and the question is asked of every
//! character of every text. A blocked Bloom filter: a pair that was seen is always known, one in
//! eleven that were not is taken for one that was.

use crate::span::Span;

/// Written by `train bigrams`; see `model/README.md`.
static EMBEDDED: &[u8] = include_bytes!("../../model/bigrams.bin");

/// Bytes of a block, all that is read for a question.
const BLOCK: usize = 8;

/// Bits set for a pair.
const MARKS: u32 = 3;

/// Pairs of ideographs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bigrams<'a> {
    bytes: &'a [u8],
}

impl Bigrams<'static> {
    /// The pairs that are compiled in.
    pub(crate) fn embedded() -> Bigrams<'static> {
        Bigrams { bytes: EMBEDDED }
    }
}

impl Bigrams<'_> {
    /// Whether `second` is seen after `first`. Both are ideographs of the first block of Unicode
    /// ([`is_common_ideograph`]); of others the answer means nothing.
    #[inline]
    pub(crate) fn has(self, first: char, second: char) -> bool {
        let hash = hash(first, second);
        let at = block(hash, self.bytes.len());
        let bits = self.bytes[at..].first_chunk::<BLOCK>().map_or(0, |b| u64::from_le_bytes(*b));
        let marks = marks(hash);
        bits & marks == marks
    }
}

/// Whether a character is an ideograph that a pair can have.
#[inline]
pub(crate) fn is_common_ideograph(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// The ideographs of `text` with the characters beside them: where, the one before, itself, the one
/// after.
pub(crate) fn with_neighbours(
    text: &str,
) -> impl Iterator<Item = (Span, Option<char>, char, Option<char>)> + '_ {
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (at, c) = chars.next()?;
            let last = before.replace(c);
            if is_common_ideograph(c) {
                let after = chars.peek().map(|&(_, next)| next);
                return Some((Span::new(at, at + c.len_utf8()), last, c, after));
            }
        }
    })
}

/// Writes a filter of `bytes` bytes that knows `pairs`.
#[cfg(feature = "train")]
pub(crate) fn write(pairs: impl Iterator<Item = (char, char)>, bytes: usize) -> Vec<u8> {
    let mut out = vec![0; bytes / BLOCK * BLOCK];
    for (first, second) in pairs {
        let hash = hash(first, second);
        let at = block(hash, out.len());
        for (byte, mark) in out[at..].iter_mut().zip(marks(hash).to_le_bytes()) {
            *byte |= mark;
        }
    }
    out
}

fn hash(first: char, second: char) -> u64 {
    // The finalizer of SplitMix64: every input bit reaches every output bit.
    let mut z = (u64::from(u32::from(first)) << 16 | u64::from(u32::from(second)))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z ^ (z >> 27)
}

/// Where the block of a hash begins, in a filter of so many bytes.
#[inline]
fn block(hash: u64, bytes: usize) -> usize {
    let blocks = (bytes / BLOCK) as u64;
    let block = (((hash >> 32) * blocks) >> 32) as usize;
    block * BLOCK
}

/// The bits of a hash in its block.
#[inline]
fn marks(hash: u64) -> u64 {
    (0..MARKS).fold(0, |bits, k| bits | 1 << ((hash >> (6 * k)) & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_and_chance_pairs_are_not() {
        let bigrams = Bigrams::embedded();
        let known = |text: &str| {
            let mut chars = text.chars();
            chars.next().zip(chars.next()).is_some_and(|(a, b)| bigrams.has(a, b))
        };
        for word in ["服务", "发展", "会计", "的是", "政府", "质量", "在这"] {
            assert!(known(word), "{word}");
        }
        // Characters of different kinds of words, side by side.
        let odd: Vec<char> = "鲸凿骡醋驼瓶癫虹绸茄膛蜷".chars().collect();
        let pairs = odd.iter().flat_map(|&a| odd.iter().map(move |&b| (a, b)));
        let taken = pairs.filter(|&(a, b)| bigrams.has(a, b)).count();
        assert!(taken < odd.len() * odd.len() / 5, "{taken}");
    }

    #[test]
    fn ideographs_come_with_their_neighbours() {
        let found: Vec<_> =
            with_neighbours("是a中国，人").map(|(s, b, c, a)| (s.start, b, c, a)).collect();
        let expected = [
            (0, None, '是', Some('a')),
            (4, Some('a'), '中', Some('国')),
            (7, Some('中'), '国', Some('，')),
            (13, Some('，'), '人', None),
        ];
        assert_eq!(found, expected);
    }

    #[cfg(feature = "train")]
    #[test]
    fn what_is_written_is_known() {
        let pairs = [('中', '国'), ('国', '中')];
        let bytes = write(pairs.into_iter(), 64);
        assert!(pairs.iter().all(|&(a, b)| Bigrams { bytes: &bytes }.has(a, b)));
        assert!(!Bigrams { bytes: &bytes }.has('中', '中'));
    }
}
