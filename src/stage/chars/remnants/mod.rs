//! What a converter left behind of markup that it did not understand: entities that lost their
//! ampersand or were decoded inside an address, escaped line breaks, field codes of Word. Only
//! in prose: documents that are markup or code, or that speak of them, are left alone, and so
//! are addresses and code inside others.

mod bare;
mod fields;
mod line_breaks;
mod swallowed;

use super::Sight;
use super::entities::is_about_markup;
use super::view::View;
use crate::protect::code_and_addresses;
use crate::span::Span;

pub(super) use self::bare::bare_entities;
pub(super) use self::fields::field_codes;
pub(super) use self::line_breaks::line_breaks;
pub(super) use self::swallowed::swallowed_entities;

/// Whether the text is prose; fills `places` with what in it is not.
fn is_prose(sight: &Sight<'_>, places: &mut Vec<Span>) -> bool {
    if is_about_markup(sight.text()) {
        return false;
    }
    code_and_addresses(sight.text(), places);
    true
}

/// Whether `c`, a neighbour, can form no markup and no escape with what stands on the other
/// side once everything between the two is gone.
fn is_calm(c: Option<char>) -> bool {
    c.is_none_or(|c| !c.is_ascii() || c.is_ascii_whitespace())
}

/// Whether a quotation mark of TeX ends before `span` or begins after it: it may become one of
/// ours. Not the fence of a code block, nor the end of a string in a program.
fn beside_tex_quote(view: &View<'_>, span: Span) -> [bool; 2] {
    let before: String = view.backward(span.start).take(2).collect();
    let after: String = view.forward(span.end).take(3).map(|(_, c)| c).collect();
    let begins = after.starts_with("''") || after.starts_with('`');
    [before == "``" || before == "''", begins && after != "```"]
}
