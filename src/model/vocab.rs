//! How text becomes tokens. A token is one character, or one class of characters whose
//! members are alike to the model: a run of digits, a run of Latin letters, quotation
//! marks of any shape, half-width and full-width forms of the same mark.

/// One unit of the language model.
pub type Token = u16;

/// No token: white space, which the model does not see.
pub(crate) const NONE: Token = 0;
/// Start of a line.
pub(crate) const START: Token = 1;
/// An ideograph too rare to have a token of its own.
pub(crate) const RARE: Token = 2;
/// A run of digits.
pub(crate) const NUMBER: Token = 3;
/// A run of Latin letters.
pub(crate) const LATIN: Token = 4;
/// A quotation mark of any shape.
#[cfg(feature = "train")]
pub(crate) const QUOTE: Token = 5;
/// Any other character.
pub(crate) const OTHER: Token = 6;
/// The first token that stands for one character.
pub(crate) const FIRST: Token = 7;

/// Five tokens must fit one 64-bit key in base [`MAX_VOCABULARY`]: 7131⁵ < 2⁶⁴.
pub(crate) const MAX_VOCABULARY: usize = 7131;

/// Entries of the direct table from characters to tokens: the Basic Multilingual Plane.
pub(crate) const PLANE: usize = 0x1_0000;

/// Turns characters into tokens, folding runs of digits and of Latin letters into one.
///
/// `token` gives the token of a character of its own; the folding needs the character before.
pub(crate) struct Folding {
    last: Token,
}

impl Folding {
    /// At the start of a text.
    pub(crate) fn new() -> Folding {
        Folding::after(NONE)
    }

    /// After a text whose last token is known.
    #[inline]
    pub(crate) fn after(last: Token) -> Folding {
        Folding { last }
    }

    /// Whether a run of this token counts as one.
    #[inline]
    pub(crate) fn folds(token: Token) -> bool {
        token == NUMBER || token == LATIN
    }

    /// The token that `c` adds to the text, if any. `next` is the character after it.
    #[inline]
    pub(crate) fn push(
        &mut self,
        c: char,
        token: Token,
        next: impl FnOnce() -> Option<char>,
    ) -> Option<Token> {
        if token == NONE {
            return None;
        }
        // 4,000 and 3.5 are one number.
        if self.last == NUMBER
            && matches!(c, ',' | '.' | '，' | '．')
            && next().is_some_and(|n| n.is_ascii_digit())
        {
            return None;
        }
        let repeats = token == self.last && Folding::folds(token);
        self.last = token;
        (!repeats).then_some(token)
    }
}

/// The character whose token `c` shares: its full-width form for punctuation.
#[cfg(feature = "train")]
pub(crate) fn fold_mark(c: char) -> char {
    match c {
        ',' => '，',
        ':' => '：',
        ';' => '；',
        '?' => '？',
        '!' => '！',
        '(' | '〔' | '[' | '［' | '【' => '（',
        ')' | '〕' | ']' | '］' | '】' => '）',
        '%' => '％',
        '~' | '～' | '〜' | '-' | '－' | '–' | '‐' | '‑' => '-',
        '·' | '•' | '・' | '‧' => '·',
        '．' => '.',
        '⋯' => '…',
        '—' | '―' | '─' => '—',
        '<' | '〈' | '＜' => '《',
        '>' | '〉' | '＞' => '》',
        '｡' => '。',
        _ => c,
    }
}

/// The class of `c`, or `None` if it can have a token of its own.
#[cfg(feature = "train")]
pub(crate) fn class_of(c: char) -> Option<Token> {
    match c {
        '\n' => Some(START),
        c if c.is_whitespace() || c.is_control() => Some(NONE),
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => Some(NONE),
        '0'..='9' | '０'..='９' => Some(NUMBER),
        'a'..='z' | 'A'..='Z' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' | '\u{C0}'..='\u{24F}' => Some(LATIN),
        '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '〝' | '〞' | '〟'
        | '＂' | '＇' => Some(QUOTE),
        _ => None,
    }
}

/// Whether `c` is a Chinese ideograph of the Basic Multilingual Plane.
#[cfg(feature = "train")]
pub(crate) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '〇')
}
