//! The names of HTML's character entities and what they stand for. Names that stand for
//! something invisible leave nothing behind; a non-breaking space becomes a space.

/// The 252 names of HTML 4.01, chapter 24, in order.
#[rustfmt::skip]
const NAMES: [(&str, &str); 252] = [
    ("AElig", "Æ"), ("Aacute", "Á"), ("Acirc", "Â"), ("Agrave", "À"), ("Alpha", "Α"),
    ("Aring", "Å"), ("Atilde", "Ã"), ("Auml", "Ä"), ("Beta", "Β"), ("Ccedil", "Ç"), ("Chi", "Χ"),
    ("Dagger", "‡"), ("Delta", "Δ"), ("ETH", "Ð"), ("Eacute", "É"), ("Ecirc", "Ê"),
    ("Egrave", "È"), ("Epsilon", "Ε"), ("Eta", "Η"), ("Euml", "Ë"), ("Gamma", "Γ"),
    ("Iacute", "Í"), ("Icirc", "Î"), ("Igrave", "Ì"), ("Iota", "Ι"), ("Iuml", "Ï"),
    ("Kappa", "Κ"), ("Lambda", "Λ"), ("Mu", "Μ"), ("Ntilde", "Ñ"), ("Nu", "Ν"), ("OElig", "Œ"),
    ("Oacute", "Ó"), ("Ocirc", "Ô"), ("Ograve", "Ò"), ("Omega", "Ω"), ("Omicron", "Ο"),
    ("Oslash", "Ø"), ("Otilde", "Õ"), ("Ouml", "Ö"), ("Phi", "Φ"), ("Pi", "Π"), ("Prime", "″"),
    ("Psi", "Ψ"), ("Rho", "Ρ"), ("Scaron", "Š"), ("Sigma", "Σ"), ("THORN", "Þ"), ("Tau", "Τ"),
    ("Theta", "Θ"), ("Uacute", "Ú"), ("Ucirc", "Û"), ("Ugrave", "Ù"), ("Upsilon", "Υ"),
    ("Uuml", "Ü"), ("Xi", "Ξ"), ("Yacute", "Ý"), ("Yuml", "Ÿ"), ("Zeta", "Ζ"), ("aacute", "á"),
    ("acirc", "â"), ("acute", "´"), ("aelig", "æ"), ("agrave", "à"), ("alefsym", "ℵ"),
    ("alpha", "α"), ("amp", "&"), ("and", "∧"), ("ang", "∠"), ("aring", "å"), ("asymp", "≈"),
    ("atilde", "ã"), ("auml", "ä"), ("bdquo", "„"), ("beta", "β"), ("brvbar", "¦"),
    ("bull", "•"), ("cap", "∩"), ("ccedil", "ç"), ("cedil", "¸"), ("cent", "¢"), ("chi", "χ"),
    ("circ", "ˆ"), ("clubs", "♣"), ("cong", "≅"), ("copy", "©"), ("crarr", "↵"), ("cup", "∪"),
    ("curren", "¤"), ("dArr", "⇓"), ("dagger", "†"), ("darr", "↓"), ("deg", "°"), ("delta", "δ"),
    ("diams", "♦"), ("divide", "÷"), ("eacute", "é"), ("ecirc", "ê"), ("egrave", "è"),
    ("empty", "∅"), ("emsp", "\u{2003}"), ("ensp", "\u{2002}"), ("epsilon", "ε"), ("equiv", "≡"),
    ("eta", "η"), ("eth", "ð"), ("euml", "ë"), ("euro", "€"), ("exist", "∃"), ("fnof", "ƒ"),
    ("forall", "∀"), ("frac12", "½"), ("frac14", "¼"), ("frac34", "¾"), ("frasl", "⁄"),
    ("gamma", "γ"), ("ge", "≥"), ("gt", ">"), ("hArr", "⇔"), ("harr", "↔"), ("hearts", "♥"),
    ("hellip", "…"), ("iacute", "í"), ("icirc", "î"), ("iexcl", "¡"), ("igrave", "ì"),
    ("image", "ℑ"), ("infin", "∞"), ("int", "∫"), ("iota", "ι"), ("iquest", "¿"), ("isin", "∈"),
    ("iuml", "ï"), ("kappa", "κ"), ("lArr", "⇐"), ("lambda", "λ"), ("lang", "〈"), ("laquo", "«"),
    ("larr", "←"), ("lceil", "⌈"), ("ldquo", "“"), ("le", "≤"), ("lfloor", "⌊"), ("lowast", "∗"),
    ("loz", "◊"), ("lrm", ""), ("lsaquo", "‹"), ("lsquo", "‘"), ("lt", "<"), ("macr", "¯"),
    ("mdash", "—"), ("micro", "µ"), ("middot", "·"), ("minus", "−"), ("mu", "μ"), ("nabla", "∇"),
    ("nbsp", " "), ("ndash", "–"), ("ne", "≠"), ("ni", "∋"), ("not", "¬"), ("notin", "∉"),
    ("nsub", "⊄"), ("ntilde", "ñ"), ("nu", "ν"), ("oacute", "ó"), ("ocirc", "ô"), ("oelig", "œ"),
    ("ograve", "ò"), ("oline", "‾"), ("omega", "ω"), ("omicron", "ο"), ("oplus", "⊕"),
    ("or", "∨"), ("ordf", "ª"), ("ordm", "º"), ("oslash", "ø"), ("otilde", "õ"), ("otimes", "⊗"),
    ("ouml", "ö"), ("para", "¶"), ("part", "∂"), ("permil", "‰"), ("perp", "⊥"), ("phi", "φ"),
    ("pi", "π"), ("piv", "ϖ"), ("plusmn", "±"), ("pound", "£"), ("prime", "′"), ("prod", "∏"),
    ("prop", "∝"), ("psi", "ψ"), ("quot", "\""), ("rArr", "⇒"), ("radic", "√"), ("rang", "〉"),
    ("raquo", "»"), ("rarr", "→"), ("rceil", "⌉"), ("rdquo", "”"), ("real", "ℜ"), ("reg", "®"),
    ("rfloor", "⌋"), ("rho", "ρ"), ("rlm", ""), ("rsaquo", "›"), ("rsquo", "’"), ("sbquo", "‚"),
    ("scaron", "š"), ("sdot", "⋅"), ("sect", "§"), ("shy", ""), ("sigma", "σ"), ("sigmaf", "ς"),
    ("sim", "∼"), ("spades", "♠"), ("sub", "⊂"), ("sube", "⊆"), ("sum", "∑"), ("sup", "⊃"),
    ("sup1", "¹"), ("sup2", "²"), ("sup3", "³"), ("supe", "⊇"), ("szlig", "ß"), ("tau", "τ"),
    ("there4", "∴"), ("theta", "θ"), ("thetasym", "ϑ"), ("thinsp", "\u{2009}"), ("thorn", "þ"),
    ("tilde", "˜"), ("times", "×"), ("trade", "™"), ("uArr", "⇑"), ("uacute", "ú"),
    ("uarr", "↑"), ("ucirc", "û"), ("ugrave", "ù"), ("uml", "¨"), ("upsih", "ϒ"),
    ("upsilon", "υ"), ("uuml", "ü"), ("weierp", "℘"), ("xi", "ξ"), ("yacute", "ý"), ("yen", "¥"),
    ("yuml", "ÿ"), ("zeta", "ζ"), ("zwj", ""), ("zwnj", ""),
];

/// What the numbers 128 to 159 stand for in HTML: not control characters but windows-1252,
/// as browsers read them (WHATWG, HTML, numeric character reference end state).
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ";

/// What an entity of this name stands for; `Some(None)` if it leaves nothing behind.
pub(super) fn named(name: &str) -> Option<Option<char>> {
    let place = NAMES.binary_search_by_key(&name, |n| n.0).ok()?;
    Some(NAMES[place].1.chars().next())
}

/// What an entity of this number stands for, in the same way. Numbers whose character would
/// itself be taken for damage, or could make new markup, code or entities, are not decoded.
pub(super) fn numbered(number: u32) -> Option<Option<char>> {
    match number {
        0xA0 => return Some(Some(' ')),
        0xAD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF => return Some(None),
        _ => {}
    }
    let c = match number {
        0x80..=0x9F => WINDOWS.chars().nth(usize::try_from(number - 0x80).ok()?)?,
        n => char::from_u32(n)?,
    };
    let keeps_quiet = match c {
        '"' | '&' | '\'' | '<' | '>' | ',' | '!' | '?' | '(' | ')' | '+' | '-' => true,
        '\0'..='\u{9F}' | '\u{2028}'..='\u{202F}' | '〝' | '〞' => false,
        '⺀'..='⿕' | '\u{E000}'..='\u{FAFF}' | '\u{FE00}'..='\u{FE0F}' => false,
        '\u{FFF0}'..='\u{FFFF}' | '\u{1FFFE}'..='\u{1FFFF}' | '\u{2F800}'.. => false,
        _ => true,
    };
    keeps_quiet.then_some(Some(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_and_stand_for_one_character_at_most() {
        assert!(NAMES.is_sorted_by_key(|n| n.0));
        assert!(NAMES.iter().all(|n| n.1.chars().count() <= 1));
        assert_eq!(WINDOWS.chars().count(), 32);
    }

    #[test]
    fn names_and_numbers_agree() {
        assert_eq!(named("ldquo"), Some(Some('“')));
        assert_eq!(numbered(8220), Some(Some('“')));
        assert_eq!(numbered(147), Some(Some('“')));
        assert_eq!(named("nbsp"), numbered(160));
        assert_eq!(named("zwj"), Some(None));
        assert_eq!(named("Nbsp"), None);
        assert_eq!(numbered(96), None, "a back-tick would begin code");
        assert_eq!(numbered(0xD800), None);
    }
}
