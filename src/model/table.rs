//! A static function from n-gram keys to small values, in a little more than the space
//! of the values: a *binary fuse* table (Graf and Lemire, 2022) whose cells are xored
//! together, with a fingerprint in each so that a key that was never stored is told apart
//! with an error of 2^-bits. Three reads, no comparisons along the way, no pointers.

/// Shape of a table; everything a query needs besides the cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Mixed into every key; changed by the builder until the table can be filled.
    pub(crate) seed: u64,
    /// Cells in one segment; a power of two.
    pub(crate) segment: u32,
    /// Start positions of the first cell: `cells - 2 * segment`.
    pub(crate) starts: u32,
    /// Bits of one cell: fingerprint above, value below; at most 32.
    pub(crate) width: u32,
    /// Bits of the value.
    pub(crate) value_bits: u32,
}

/// Bytes that must follow the last cell so that eight can always be read at once.
pub(crate) const PADDING: usize = 8;

impl Shape {
    /// Number of cells.
    pub(crate) fn cells(&self) -> usize {
        self.starts as usize + 2 * self.segment as usize
    }

    /// Bytes of the table, padding included.
    pub(crate) fn bytes(&self) -> usize {
        (self.cells() * self.width as usize).div_ceil(8) + PADDING
    }

    /// The hash of a key under this table's seed.
    #[inline]
    pub(crate) fn hash(&self, key: u64) -> u64 {
        // The finalizer of SplitMix64: every input bit reaches every output bit.
        let mut z = key.wrapping_add(self.seed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// The three cells of a hash, one in each of three neighbouring segments.
    #[inline]
    pub(crate) fn cells_of(&self, hash: u64) -> [u32; 3] {
        let mask = self.segment - 1;
        #[expect(clippy::cast_possible_truncation, reason = "high half of a 32 × 64 bit product")]
        let first = ((u128::from(hash) * u128::from(self.starts)) >> 64) as u32;
        #[expect(clippy::cast_possible_truncation, reason = "masked to the segment")]
        let second = (first + self.segment) ^ ((hash >> 18) as u32 & mask);
        #[expect(clippy::cast_possible_truncation, reason = "masked to the segment")]
        let third = (first + 2 * self.segment) ^ (hash as u32 & mask);
        [first, second, third]
    }

    /// The fingerprint of a hash, already shifted above the value.
    #[inline]
    pub(crate) fn fingerprint(&self, hash: u64) -> u32 {
        let bits = self.width - self.value_bits;
        #[expect(clippy::cast_possible_truncation, reason = "shifted down to at most 32 bits")]
        let print = (hash.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> (64 - bits)) as u32;
        print << self.value_bits
    }

    /// The value stored for `key`, or `None` if the key was (almost certainly) never stored.
    #[inline]
    pub(crate) fn get(&self, cells: &[u8], key: u64) -> Option<u32> {
        let hash = self.hash(key);
        let [a, b, c] = self.cells_of(hash);
        let cell = self.cell(cells, a) ^ self.cell(cells, b) ^ self.cell(cells, c);
        let found = cell ^ self.fingerprint(hash);
        (found >> self.value_bits == 0).then_some(found)
    }

    #[inline]
    fn cell(&self, cells: &[u8], index: u32) -> u32 {
        let bit = index as usize * self.width as usize;
        let at = bit / 8;
        let Some(Ok(eight)) = cells.get(at..at + 8).map(<[u8; 8]>::try_from) else { return 0 };
        let word = u64::from_le_bytes(eight) >> (bit % 8);
        #[expect(clippy::cast_possible_truncation, reason = "masked to at most 32 bits")]
        let cell = (word & ((1u64 << self.width) - 1)) as u32;
        cell
    }
}

#[cfg(feature = "train")]
pub(crate) use build::build;

#[cfg(feature = "train")]
mod build {
    use super::Shape;

    /// Builds a table that holds `value` for each `(key, value)`. Keys must be distinct.
    /// Deterministic: seeds are tried in a fixed order.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "sizes far below 2^32, checked by the assertion"
    )]
    pub(crate) fn build(entries: &[(u64, u32)], value_bits: u32, width: u32) -> (Shape, Vec<u8>) {
        assert!(value_bits < width && width <= 32, "a cell holds at most 32 bits");
        assert!(entries.len() < (1 << 30), "too many n-grams for one table");
        let n = (entries.len().max(16)) as f64;
        // Segment length and load as recommended for three-wise tables.
        let segment = 1u32 << ((n.ln() / 3.33f64.ln() + 2.25).floor() as u32).min(18);
        let load = (0.875 + 0.25 * (1_000_000f64.ln() / n.ln())).max(1.125);
        let starts = ((n * load) as u32).div_ceil(segment).max(1) * segment;
        for attempt in 0u64.. {
            let seed = 0x6B61_6E77_7500_0000 + attempt;
            let shape = Shape { seed, segment, starts, width, value_bits };
            if let Some(cells) = fill(&shape, entries) {
                return (shape, cells);
            }
        }
        unreachable!("some seed always fits")
    }

    /// Peels the hypergraph of keys and fills the cells backwards; `None` if it has a core.
    #[expect(clippy::cast_possible_truncation, reason = "entry indices fit 32 bits, see build")]
    fn fill(shape: &Shape, entries: &[(u64, u32)]) -> Option<Vec<u8>> {
        // Per cell: how many entries touch it, and the xor of their indices.
        let mut degree = vec![0u32; shape.cells()];
        let mut touching = vec![0u32; shape.cells()];
        for (i, (key, _)) in entries.iter().enumerate() {
            for c in shape.cells_of(shape.hash(*key)) {
                degree[c as usize] += 1;
                touching[c as usize] ^= i as u32;
            }
        }
        let mut order = Vec::with_capacity(entries.len());
        let mut lone: Vec<u32> =
            (0..shape.cells() as u32).filter(|&c| degree[c as usize] == 1).collect();
        while let Some(cell) = lone.pop() {
            if degree[cell as usize] != 1 {
                continue;
            }
            let entry = touching[cell as usize];
            order.push((entry, cell));
            for c in shape.cells_of(shape.hash(entries[entry as usize].0)) {
                degree[c as usize] -= 1;
                touching[c as usize] ^= entry;
                if degree[c as usize] == 1 {
                    lone.push(c);
                }
            }
        }
        if order.len() < entries.len() {
            return None;
        }
        let mut values = vec![0u32; shape.cells()];
        for &(entry, cell) in order.iter().rev() {
            let (key, value) = entries[entry as usize];
            let hash = shape.hash(key);
            let mut x = value | shape.fingerprint(hash);
            for c in shape.cells_of(hash) {
                if c != cell {
                    x ^= values[c as usize];
                }
            }
            values[cell as usize] = x;
        }
        let mut packed = vec![0u8; shape.bytes()];
        for (i, &value) in values.iter().enumerate() {
            let bit = i * shape.width as usize;
            let word = u64::from(value) << (bit % 8);
            for (k, byte) in word.to_le_bytes().into_iter().enumerate() {
                packed[bit / 8 + k] |= byte;
            }
        }
        Some(packed)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_table_returns_what_was_stored_and_refuses_the_rest() {
            let entries: Vec<(u64, u32)> =
                (0..50_000u64).map(|i| (i * i + 7, (i % 8192) as u32)).collect();
            let (shape, cells) = build(&entries, 13, 27);
            for (key, value) in &entries {
                assert_eq!(shape.get(&cells, *key), Some(*value));
            }
            let wrong = (0..100_000u64).filter(|i| shape.get(&cells, (1 << 60) + i).is_some());
            // 14 bits of fingerprint: about 6 in 100,000.
            assert!(wrong.count() < 30);
        }

        #[test]
        fn a_tiny_table_can_be_built() {
            let (shape, cells) = build(&[(1, 2)], 8, 20);
            assert_eq!(shape.get(&cells, 1), Some(2));
        }
    }
}
