//! Small characters: exponents and indices, as far as Unicode has them. `m²` written as `m2` and
//! `10ˣ` as `10x` are other quantities.

use super::dom::{Content, Dom, Id};
use super::kind::Kind;
use super::parts::Parts;

/// An exponent or an index has no more characters.
const LONGEST: usize = 8;

/// Characters and their small forms, above and below the line.
const FORMS: [(&str, &str); 2] = [
    ("0123456789+-−abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"),
    ("0123456789+-−aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"),
];

/// The text of `<sup>` or `<sub>` in small characters, if there is one for each of its.
pub(super) fn small(dom: &Dom<'_>, parts: &Parts, id: Id) -> Option<String> {
    let (large, small) = match dom.kind(id)? {
        Kind::Superscript => FORMS[0],
        Kind::Subscript => FORMS[1],
        _ => return None,
    };
    let amount = parts.amount(id).text;
    if amount == 0 || amount > LONGEST {
        return None;
    }
    let mut out = String::new();
    for node in dom.within(id).filter(|&n| !parts.is_out(n)) {
        let Content::Text(text) = dom.content(node) else { continue };
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            let place = large.chars().position(|l| l == c)?;
            out.extend(small.chars().nth(place));
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Option<String> {
        let dom = Dom::read(source);
        small(&dom, &Parts::of(&dom), dom.first(dom.root()).unwrap())
    }

    #[test]
    fn numbers_have_small_forms_and_words_have_none() {
        assert_eq!(read("<sup>-<b>12</b></sup>").as_deref(), Some("⁻¹²"));
        assert_eq!(read("<sub>2</sub>").as_deref(), Some("₂"));
        assert_eq!(read("<sup>x</sup>").as_deref(), Some("ˣ"));
        assert_eq!(read("<sub>q</sub>"), None);
        assert_eq!(read("<sup>[1]</sup>"), None);
        assert_eq!(read("<sup></sup>"), None);
        assert_eq!(read("<b>2</b>"), None);
        for (large, small) in FORMS {
            assert_eq!(large.chars().count(), small.chars().count());
        }
    }
}
