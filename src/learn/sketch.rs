//! Counts in bounded memory: a count-min sketch. It may count too high, where lines fall on
//! each other in every row, and never too low; so whatever it lets through is counted exactly
//! afterwards. Adding commutes, so that a sketch does not depend on the order of documents.

/// Counters in a row: with eight million lines a line is counted about 90 too high at the
/// worst in one row, and hardly ever in all of them; four rows take 4 MiB.
const WIDTH: usize = 1 << 18;
/// Rows.
const DEPTH: usize = 4;

/// Rough counts of hashes.
#[derive(Debug)]
pub(super) struct Sketch {
    rows: Vec<u32>,
}

impl Default for Sketch {
    fn default() -> Sketch {
        Sketch { rows: vec![0; WIDTH * DEPTH] }
    }
}

impl Sketch {
    /// Counts `hash` once more.
    pub(super) fn add(&mut self, hash: u64) {
        for cell in cells(hash) {
            self.rows[cell] = self.rows[cell].saturating_add(1);
        }
    }

    /// How often `hash` was added, or more.
    pub(super) fn count(&self, hash: u64) -> u64 {
        cells(hash).map(|cell| u64::from(self.rows[cell])).min().unwrap_or(0)
    }
}

/// The counter of each row.
fn cells(hash: u64) -> impl Iterator<Item = usize> {
    (0..DEPTH).map(move |row| {
        let mixed = mix(hash ^ (row as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        row * WIDTH + usize::try_from(mixed % WIDTH as u64).unwrap_or(0)
    })
}

/// A hash that is the same in every run and on every machine: FNV-1a, then mixed.
pub(super) fn hash(text: &str) -> u64 {
    let fnv = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3);
    mix(text.bytes().fold(0xCBF2_9CE4_8422_2325, fnv))
}

/// Spreads every bit over all others (the finalizer of MurmurHash3).
fn mix(mut h: u64) -> u64 {
    h = (h ^ (h >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    h = (h ^ (h >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    h ^ (h >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_counted_too_low() {
        let mut sketch = Sketch::default();
        for n in 0..20_000_u32 {
            for _ in 0..1 + n % 3 {
                sketch.add(hash(&n.to_string()));
            }
        }
        let mut too_high = 0;
        for n in 0..20_000_u32 {
            let count = sketch.count(hash(&n.to_string()));
            assert!(count > u64::from(n % 3));
            too_high += u32::from(count > u64::from(1 + n % 3));
        }
        assert!(too_high < 20, "{too_high} of 20,000 are counted too high");
    }
}
