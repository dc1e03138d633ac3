//! Marks that are right in another layout: forms for vertical lines, and two lines of a drawn
//! box that pose as a dash. A vertical text wants the one, some houses set the other on purpose,
//! so both are only proposed. The forms U+FE10..=U+FE19 belong to `look_alikes`.

use super::Sight;
use super::char_set::CharSet;
use super::private::PRIVATE;
use super::view::{is_cjk, is_ideograph};
use crate::finding::{Confidence, Finding};
use crate::span::Span;

/// U+FE30..=U+FE48 and what they are vertical forms of: compatibility decompositions of Unicode,
/// as full-width punctuation, except that Taiwan uses ︰ as a colon. Vertical dashes and low lines are left out.
const VERTICAL_FORMS: [(char, &str); 19] = [
    ('︰', "："),
    ('︵', "（"),
    ('︶', "）"),
    ('︷', "｛"),
    ('︸', "｝"),
    ('︹', "〔"),
    ('︺', "〕"),
    ('︻', "【"),
    ('︼', "】"),
    ('︽', "《"),
    ('︾', "》"),
    ('︿', "〈"),
    ('﹀', "〉"),
    ('﹁', "「"),
    ('﹂', "」"),
    ('﹃', "『"),
    ('﹄', "』"),
    ('﹇', "［"),
    ('﹈', "］"),
];

pub(super) static VERTICAL: CharSet = CharSet::of(&[('︰', '︰'), ('︵', '﹄'), ('﹇', '﹈')]);
pub(super) static BOX: CharSet = CharSet::of(&[('\u{2500}', '\u{2500}')]);

/// Vertical forms beside Chinese text.
pub(super) fn vertical_forms(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    for (at, c) in VERTICAL.all(sight.text()) {
        let place = Span::new(at, at + c.len_utf8());
        if let Ok(i) = VERTICAL_FORMS.binary_search_by_key(&c, |f| f.0)
            && around(sight, place).into_iter().flatten().any(is_chinese)
        {
            out.push(sight.finding(place, Some(VERTICAL_FORMS[i].1), Confidence::Possible));
        }
    }
}

/// Two horizontal lines between ideographs, which some texts use as a dash on purpose.
pub(super) fn box_dashes(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let text = sight.text();
    let mut at = 0;
    while let Some((start, _)) = BOX.next(text, at) {
        let rest = Span::new(start, text.len()).slice(text);
        let count = rest.chars().take_while(|&c| BOX.contains(c)).count();
        let width = '\u{2500}'.len_utf8();
        at = start + count * width;
        let inside =
            around(sight, Span::new(start, at)).into_iter().flatten().all(may_be_ideograph);
        if count == 2 && inside && start > 0 && at < text.len() {
            for place in [start, start + width].map(|p| Span::new(p, p + width)) {
                out.push(sight.finding(place, Some("—"), Confidence::Possible));
            }
        }
    }
}

fn around(sight: &Sight<'_>, place: Span) -> [Option<char>; 2] {
    [sight.view.before(place.start), sight.view.after(place.end)]
}

/// An ideograph, or a private character that may become one.
fn may_be_ideograph(c: char) -> bool {
    is_ideograph(c) || PRIVATE.contains(c)
}

/// A character of Chinese text, or a private one that may become an ideograph.
fn is_chinese(c: char) -> bool {
    is_cjk(c) || PRIVATE.contains(c) || matches!(c, '\u{FE10}'..='\u{FE6B}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn vertical_forms_are_those_of_unicode() {
        assert!(VERTICAL_FORMS.is_sorted_by_key(|f| f.0));
        for (form, fix) in VERTICAL_FORMS {
            assert!(VERTICAL.contains(form));
            // Unicode calls ︰ a leader of two dots.
            assert!(form == '︰' || form.to_string().nfkc().eq(fix.nfkc()), "{form} {fix}");
        }
    }
}
