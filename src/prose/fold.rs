//! Traditional characters and the Simplified ones that the model knows them by.

/// Pairs of a Traditional and a Simplified character, after Unihan's kSimplifiedVariant;
/// where one has several, the commonest.
const PAIRS: &str = include_str!("traditional.txt");

/// Traditional characters, each with its Simplified form.
pub(crate) fn pairs() -> impl Iterator<Item = (char, char)> {
    let mut chars = PAIRS.chars().filter(|c| *c != '\n');
    std::iter::from_fn(move || chars.next().zip(chars.next()))
}

/// A table from the characters of the first plane to their Simplified forms.
pub(super) struct Folds(Box<[char]>);

impl Folds {
    pub(super) fn new() -> Folds {
        let mut table: Box<[char]> = (0..=u32::from(u16::MAX))
            .map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        for (traditional, simplified) in pairs() {
            if let Some(entry) = table.get_mut(traditional as usize) {
                *entry = simplified;
            }
        }
        Folds(table)
    }

    /// The Simplified form of `c`, or `c`.
    #[inline]
    pub(super) fn fold(&self, c: char) -> char {
        self.0.get(c as usize).copied().unwrap_or(c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_characters_fold_and_others_stay() {
        let folds = Folds::new();
        let folded: String = "農產品發展，简体𠀀a".chars().map(|c| folds.fold(c)).collect();
        assert_eq!(folded, "农产品发展，简体𠀀a");
    }

    #[test]
    fn the_table_holds_whole_pairs_that_fold_once() {
        assert_eq!(PAIRS.chars().filter(|c| *c != '\n').count() % 2, 0);
        let folds = Folds::new();
        let again = |c: &char| folds.fold(folds.fold(*c)) != folds.fold(*c);
        let twice: Vec<char> = folds.0.iter().copied().filter(again).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
