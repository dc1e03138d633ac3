//! Bullets, arrows and formula signs of symbol fonts. Word and WPS store a character of such a
//! font as a private one, U+F000 plus its place in the font; without the font nothing is
//! left but a box. Which font it was is not in the text: a mark at the start of a line comes
//! from Wingdings, an operator between operands from Symbol, and anywhere else both are
//! proposed. The rarer fonts, Webdings and the second and third Wingdings, cannot be told from
//! these by one character and are never guessed at.

use super::Sight;
use super::char_set::CharSet;
use crate::finding::{Alternative, Confidence, Finding};
use crate::span::Span;

/// Place in the font and what it shows: Wingdings by Microsoft's chart of that font, except
/// B7, which is the bullet of the font Symbol and the one that Word sets by default.
const SYMBOLS: [(char, &str); 24] = [
    ('\u{F046}', "☞"),
    ('\u{F04A}', "☺"),
    ('\u{F06C}', "●"),
    ('\u{F06E}', "■"),
    ('\u{F06F}', "□"),
    ('\u{F071}', "❑"),
    ('\u{F072}', "❒"),
    ('\u{F075}', "◆"),
    ('\u{F076}', "❖"),
    ('\u{F09F}', "•"),
    ('\u{F0A7}', "▪"),
    ('\u{F0A8}', "◻"),
    ('\u{F0AB}', "★"),
    ('\u{F0B7}', "•"),
    ('\u{F0D8}', "➢"),
    ('\u{F0DC}', "⮊"),
    ('\u{F0DF}', "←"),
    ('\u{F0E0}', "→"),
    ('\u{F0E8}', "➔"),
    ('\u{F0F0}', "⇨"),
    ('\u{F0FB}', "✗"),
    ('\u{F0FC}', "✓"),
    ('\u{F0FD}', "☒"),
    ('\u{F0FE}', "☑"),
];

/// The font Symbol from 20 to FE, by Adobe's table for it (symbol.txt of the Unicode Consortium),
/// and Wingdings, by the proposal that encoded its symbols (Unicode document L2/11-196). 〓
/// stands where a font has nothing, or ASCII that could begin markup.
const SYMBOL: &str = "\
〓〓∀〓∃〓〓∍()〓+,−〓〓0123456789〓〓〓=〓〓\
≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥〓\
‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ〓〓〓〓〓\
〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓〓\
€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵\
ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√·¬∧∨⇔⇐⇑⇒⇓\
◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪〓⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";
const WINGDINGS: &str = "\
〓🖉✂✁👓🕭🕮🕯🕿✆🖂🖃📪📫📬📭🗀🗁🗎🗏🗐🗄⌛🖮🖰🖲🖳🖴🖫🖬✇✍\
🖎✌🖏👍👎☜☞☝☟🖐☺😐☹💣🕱🏳🏱✈☼🌢❄🕆✞🕈✠✡☪☯🕉☸♈♉\
♊♋♌♍♎♏♐♑♒♓🙰🙵⚫🔾◼🞏🞐❑❒🞟⧫◆❖⬩⌧⮹⌘🏵🏶🙶🙷▯\
🄋➀➁➂➃➄➅➆➇➈➉🄌➊➋➌➍➎➏➐➑➒➓🙢🙠🙡🙣🙞🙜🙝🙟∙•\
⬝⭘🞆🞈🞊🞋🔿▪🞎🟁🟅★🟋🟏🟓🟑⯐⌖⯎⯏⯑✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘\
🕙🕚🕛⮰⮱⮲⮳⮴⮵⮶⮷🙪🙫🙕🙔🙗🙖🙐🙑🙒🙓⌫⌦⮘⮚⮙⮛⮈⮊⮉⮋🡨\
🡪🡩🡫🡬🡭🡯🡮🡸🡺🡹🡻🡼🡽🡿🡾⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂🢬🢭🗶✓🗷🗹";

/// Operators of Symbol that stand between operands and nowhere else.
const OPERATORS: &str = "=+−×÷±≤≥≠≈≡·";

pub(super) static PRIVATE: CharSet = CharSet::of(&[('\u{F020}', '\u{F0FE}')]);

/// As many lines must begin with a mark that no space follows before it passes for a bullet
/// and not for a rare character of somebody's own font.
const LINES: usize = 2;

/// Marks of symbol fonts, likely ones at the start of a line.
pub(super) fn symbols(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let mut lines = [0usize; SYMBOLS.len()];
    for (at, c) in PRIVATE.all(sight.text()) {
        if let Some(i) = index(c) {
            lines[i] += usize::from(starts_line(sight, at));
        }
    }
    for (at, c) in PRIVATE.all(sight.text()) {
        let place = Span::new(at, at + c.len_utf8());
        let after = sight.view.after(place.end);
        let space = after.is_some_and(|c| c.is_whitespace() && c != '\n' && c != '\r');
        let at_start = starts_line(sight, at) && !matches!(after, None | Some('\n' | '\r'));
        match index(c) {
            Some(i) if at_start && (space || lines[i] >= LINES) => {
                out.push(sight.finding(place, Some(SYMBOLS[i].1), Confidence::Likely));
            }
            listed => propose(sight, place, c, listed.map(|i| SYMBOLS[i].1), out),
        }
    }
}

/// A character that is no bullet: what it is in a formula, or else in a line of text.
fn propose(sight: &Sight<'_>, place: Span, c: char, listed: Option<&str>, out: &mut Vec<Finding>) {
    let symbol = in_font(SYMBOL, c);
    let is_operand = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let between =
        is_operand(sight.view.before(place.start)) && is_operand(sight.view.after(place.end));
    let operator = between && symbol.is_some_and(|s| OPERATORS.contains(s));
    let confidence = if operator { Confidence::Likely } else { Confidence::Possible };
    let symbol = symbol.map(String::from);
    let wingdings = listed.map(str::to_owned).or(in_font(WINGDINGS, c).map(String::from));
    // Bullets strayed into the line more often than formulas did into prose.
    let (first, second) = match listed {
        Some(_) if !operator => (wingdings, symbol),
        _ => (symbol, wingdings),
    };
    let Some(fix) = first.as_ref().or(second.as_ref()) else { return };
    let mut finding = sight.finding(place, Some(fix), confidence);
    if let (Some(_), Some(other)) = (&first, &second)
        && other != fix
    {
        let probability = 1.0 - finding.probability;
        finding.alternatives.push(Alternative { text: other.as_str().into(), probability });
    }
    out.push(finding);
}

/// What a font shows for a private character.
fn in_font(font: &str, c: char) -> Option<char> {
    let place = usize::try_from(u32::from(c).checked_sub(0xF020)?).ok()?;
    font.chars().nth(place).filter(|&c| c != '〓')
}

fn index(c: char) -> Option<usize> {
    SYMBOLS.binary_search_by_key(&c, |s| s.0).ok()
}

/// Whether only spaces stand between the start of the line and byte `at`.
fn starts_line(sight: &Sight<'_>, at: usize) -> bool {
    let mut before = sight.view.backward(at);
    let first = before.find(|&c| !c.is_whitespace() || c == '\n' || c == '\r');
    matches!(first, None | Some('\n' | '\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_in_order_and_in_the_set() {
        assert!(SYMBOLS.is_sorted_by_key(|s| s.0));
        assert!(SYMBOLS.iter().all(|s| PRIVATE.contains(s.0)));
    }

    #[test]
    fn fonts_have_a_place_for_every_private_character() {
        assert_eq!(SYMBOL.chars().count(), 0xFF - 0x20);
        assert_eq!(WINGDINGS.chars().count(), 0xFF - 0x20);
        assert_eq!(in_font(SYMBOL, '\u{F061}'), Some('α'));
        assert_eq!(in_font(SYMBOL, '\u{F0B3}'), Some('≥'));
        assert_eq!(in_font(WINGDINGS, '\u{F06E}'), Some('◼'));
        assert_eq!(in_font(WINGDINGS, '\u{F0FE}'), Some('🗹'));
        assert_eq!(in_font(SYMBOL, '\u{F0F0}'), None);
    }
}
