//! What the whole document says about its quotation marks.

use super::marks::{Kind, Marks};
use crate::stage::chars::view::{View, is_ideograph};

/// The habits of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// `〝…〞` stands in it: its author writes so.
    pub(super) prime_pairs: bool,
    /// `“…〞` stands in it: somebody closed quotations this way.
    pub(super) closed_by_prime: bool,
    /// `“` stands in it.
    pub(super) opening: bool,
    /// It is Chinese, or partly so: ”so” is right in Finnish and Swedish.
    pub(super) chinese: bool,
}

impl Evidence {
    pub(super) fn of(view: &View<'_>) -> Evidence {
        let chinese = view.forward(0).any(|(_, c)| is_ideograph(c));
        let mut evidence = Evidence { chinese, ..Evidence::default() };
        let mut last = Kind::LineBreak;
        for mark in Marks::new(view).filter(|m| m.kind != Kind::LineBreak) {
            evidence.opening |= mark.kind == Kind::Open;
            if mark.kind == Kind::PrimeClose {
                evidence.prime_pairs |= last == Kind::PrimeOpen;
                evidence.closed_by_prime |= last == Kind::Open;
            }
            last = mark.kind;
        }
        evidence
    }
}
