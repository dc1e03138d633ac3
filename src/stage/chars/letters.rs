//! Greek and Cyrillic letters that pose as Latin ones in a Latin word of Chinese text: `АPP`
//! with a Cyrillic А is not found by who looks for `APP`. Nothing in the text proves that the
//! letter was not meant, so they are only proposed. Words of Greek or Cyrillic alone stay.

use super::Sight;
use super::char_set::CharSet;
use super::view::is_cjk;
use crate::finding::{Confidence, Finding};
use crate::protect::{code_and_addresses, is_protected};
use crate::span::Span;

/// Letters that look like a Latin one, after `confusables.txt` of Unicode's technical standard
/// 39; those that only resemble one are left out.
const LOOK_ALIKES: &str = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοЅІЈАВЕКМНОРСТХасеорхѕіј";
const LATIN: &str = "ABEZHIKMNOPTYXoSIJABEKMHOPCTXaceopxsij";

pub(super) static FOREIGN: CharSet = CharSet::of(&[
    ('Α', 'Β'),
    ('Ε', 'Κ'),
    ('Μ', 'Ν'),
    ('Ο', 'Ο'),
    ('Ρ', 'Ρ'),
    ('Τ', 'Υ'),
    ('Χ', 'Χ'),
    ('ο', 'ο'),
    ('Ѕ', 'І'),
    ('Ј', 'Ј'),
    ('А', 'А'),
    ('В', 'В'),
    ('Е', 'Е'),
    ('К', 'К'),
    ('М', 'Х'),
    ('а', 'а'),
    ('с', 'с'),
    ('е', 'е'),
    ('о', 'р'),
    ('х', 'х'),
    ('ѕ', 'і'),
    ('ј', 'ј'),
]);

/// A longer word is none.
const LONGEST_WORD: usize = 32;

/// Letters of Greek and Cyrillic in Latin words beside Chinese text.
pub(super) fn foreign_letters(sight: &Sight<'_>, places: &mut Vec<Span>, out: &mut Vec<Finding>) {
    code_and_addresses(sight.text(), places);
    for (at, c) in FOREIGN.all(sight.text()) {
        let place = Span::new(at, at + c.len_utf8());
        if let Some(latin) = latin(c)
            && is_in_latin_word(sight, place)
            && !is_protected(places, place)
        {
            let fix = latin.encode_utf8(&mut [0; 4]).to_owned();
            out.push(sight.finding(place, Some(&fix), Confidence::Possible));
        }
    }
}

/// The Latin letter that `c` looks like.
pub(super) fn latin(c: char) -> Option<char> {
    let place = LOOK_ALIKES.chars().position(|l| l == c)?;
    LATIN.chars().nth(place)
}

/// Whether the word around `place` has a Latin letter, none that looks like no Latin one, and
/// Chinese text beside it.
fn is_in_latin_word(sight: &Sight<'_>, place: Span) -> bool {
    let (mut length, mut has_latin, mut chinese) = (0, false, false);
    let mut read = |chars: &mut dyn Iterator<Item = char>| {
        for c in chars {
            if is_cjk(c) || !c.is_alphanumeric() {
                chinese |= is_cjk(c);
                // Beside other ASCII signs it may be part of an address, a path or code, and
                // whether it is could depend on this very letter.
                return !c.is_ascii_graphic() || matches!(c, '(' | ')' | ',' | ';' | '!' | '?');
            }
            length += 1;
            has_latin |= c.is_ascii_alphabetic();
            if length > LONGEST_WORD || !(c.is_ascii_alphanumeric() || latin(c).is_some()) {
                return false;
            }
        }
        true
    };
    let before = read(&mut sight.view.backward(place.start));
    let after = read(&mut sight.view.forward(place.end).map(|(_, c)| c));
    before && after && has_latin && chinese
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_look_alike_has_one_latin_letter() {
        assert_eq!(LOOK_ALIKES.chars().count(), LATIN.len());
        assert!(LOOK_ALIKES.chars().all(|c| FOREIGN.contains(c)));
        let expected = [('Α', 'A'), ('Χ', 'X'), ('ο', 'o'), ('А', 'A'), ('С', 'C'), ('ј', 'j')];
        for (foreign, l) in expected {
            assert_eq!(latin(foreign), Some(l));
        }
    }
}
