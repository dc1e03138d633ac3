//! How far two names are apart, to propose the one that a mistyped name may have meant.

/// Typing errors further from a name than this were meant for something else.
const FARTHEST: usize = 3;

/// The one of `names` that `name` may have been meant for. Of a name with parts (`stage/rule`)
/// the last part counts as well.
pub(crate) fn nearest(name: &str, names: impl Iterator<Item = String>) -> Option<String> {
    let distance = |n: String| {
        let short = n.rsplit('/').next().unwrap_or(&n);
        (distance(name, &n).min(distance(name, short)), n)
    };
    names.map(distance).min().filter(|(d, _)| *d <= FARTHEST).map(|(_, n)| n)
}

/// Edit distance; names are short.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, &y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_one_character_put_in_left_out_or_changed() {
        assert_eq!(distance("gb18030", "gb18030"), 0);
        assert_eq!(distance("gb-18030", "gb18030"), 1);
        assert_eq!(distance("big5", "bag"), 2);
        assert_eq!(distance("", "hz"), 2);
    }
}
