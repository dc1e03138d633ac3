//! What a character costs that the language model does not know by itself: by its script
//! and by whether its neighbour is of the same. The prices are rough entropies of a letter
//! given its script (Shannon's 4 bits for Latin letters, 6 to 8 for syllables); what matters
//! is their order: prose of any language, then charts and lists, then debris.

/// The end of a line.
pub(super) const LINE_BREAK: f32 = -1.0;
/// The character before again, or its successor in code order: rulers, charts, alphabets.
const IN_ORDER: f32 = -1.5;
/// A letter beyond ASCII right behind another one: rare in every Western language.
const HIGH_AFTER_HIGH: f32 = -5.5;
/// A letter beyond ASCII inside or beside a word.
const HIGH_IN_WORD: f32 = -4.5;
/// A symbol of Latin-1 right behind a character beyond ASCII.
const SYMBOL_AFTER_HIGH: f32 = -6.5;

/// An ideograph that the model knows, behind kana.
const KANJI_AFTER_KANA: f32 = -6.5;

/// Groups of characters that keep company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Ascii,
    Space,
    Control,
    /// Letters of the Latin blocks beyond ASCII.
    Latin,
    /// Signs of Latin-1.
    Sign,
    Cyrillic,
    Kana,
    HalfKana,
    Hangul,
    /// Ruler and block characters.
    Drawing,
    /// Mathematics, arrows, shapes, dingbats, emoji.
    Symbol,
    /// Any other alphabet.
    Alphabet,
    Ideograph,
    Private,
    Lost,
    Other,
}

impl Script {
    pub(super) fn of(c: char) -> Script {
        match c {
            ' ' | '\t' | '\n' | '\r' | '\u{A0}' | '\u{3000}' | '\u{2002}'..='\u{200A}' => {
                Script::Space
            }
            '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' => Script::Control,
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => {
                Script::Control
            }
            '!'..='~' => Script::Ascii,
            '×' | '÷' | '\u{A1}'..='\u{BF}' => Script::Sign,
            '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Script::Latin,
            '\u{400}'..='\u{52F}' => Script::Cyrillic,
            '\u{250}'..='\u{3FF}' | '\u{530}'..='\u{10FF}' | '\u{1200}'..='\u{1DFF}' => {
                Script::Alphabet
            }
            '\u{1F00}'..='\u{1FFF}' => Script::Alphabet,
            '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => Script::Kana,
            '\u{FF61}'..='\u{FF9F}' => Script::HalfKana,
            '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' | '\u{AC00}'..='\u{D7A3}' => {
                Script::Hangul
            }
            '\u{2500}'..='\u{259F}' => Script::Drawing,
            '\u{2010}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}' => Script::Symbol,
            '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => {
                Script::Ideograph
            }
            '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => Script::Private,
            char::REPLACEMENT_CHARACTER => Script::Lost,
            _ => Script::Other,
        }
    }

    /// The price of a character of this script behind one of another.
    pub(super) fn first(self, c: char) -> f32 {
        match self {
            Script::Space if c == ' ' => -1.5,
            Script::Space => -3.5,
            Script::Ascii => -5.0,
            Script::Latin => -7.0,
            Script::Cyrillic | Script::Kana | Script::Alphabet => -8.0,
            Script::Sign | Script::Hangul | Script::Drawing | Script::Symbol => -9.0,
            Script::HalfKana => -10.0,
            Script::Other => -12.0,
            Script::Ideograph | Script::Control | Script::Lost => -14.0,
            Script::Private => -16.0,
        }
    }

    /// The price behind a character of the same script.
    fn next(self, c: char) -> f32 {
        match self {
            Script::Space if c == ' ' => -0.7,
            Script::Space => -2.5,
            Script::Ascii => -3.0,
            Script::Cyrillic => -3.2,
            Script::Alphabet => -4.0,
            Script::Kana => -4.0,
            Script::HalfKana => -4.5,
            Script::Latin => HIGH_AFTER_HIGH,
            Script::Hangul => -5.8,
            Script::Drawing => -5.0,
            Script::Sign => SYMBOL_AFTER_HIGH,
            Script::Symbol => -7.0,
            Script::Other => -9.0,
            Script::Control | Script::Ideograph | Script::Lost => -13.0,
            Script::Private => -14.0,
        }
    }
}

/// The price of a character that the model has no token for.
pub(super) fn price(c: char, before: Option<char>) -> f32 {
    let script = Script::of(c);
    let Some(before) = before else { return script.first(c) };
    if in_order(before, c) && !matches!(script, Script::Ideograph | Script::Lost) {
        return IN_ORDER;
    }
    match (Script::of(before), script) {
        // Capitals begin words; elsewhere they are debris of a single-byte charset.
        (Script::Cyrillic, Script::Cyrillic) if before.is_lowercase() && c.is_uppercase() => -7.0,
        (Script::Latin, Script::Sign) | (Script::Sign, Script::Sign) => SYMBOL_AFTER_HIGH,
        (Script::Sign, Script::Latin) => HIGH_AFTER_HIGH,
        // Alphabets are spelled with spaces and marks between words.
        (Script::Space | Script::Ascii, Script::Cyrillic | Script::Alphabet) => -4.5,
        (Script::Space | Script::Ascii, Script::Hangul | Script::Kana) => -6.5,
        (Script::Ideograph, Script::Kana) => -4.5,
        (a, b) if a == b => b.next(c),
        _ => script.first(c),
    }
}

/// The price of a character with a token of its own, for which the model asks `known`: no
/// dearer than its script makes it, since the model has seen little but Chinese.
pub(super) fn cheaper(c: char, before: Option<char>, known: f32) -> f32 {
    match Script::of(c) {
        // Japanese: the model knows the characters but not the company they keep.
        Script::Ideograph if before.is_some_and(|b| Script::of(b) == Script::Kana) => {
            known.max(KANJI_AFTER_KANA)
        }
        Script::Ideograph => known,
        Script::Ascii | Script::Space => known.max(-7.0),
        _ => known.max(price(c, before)),
    }
}

/// Which of a class it is: a digit, a letter, a quotation mark.
pub(super) fn within_class(c: char, before: Option<char>) -> f32 {
    match Script::of(c) {
        Script::Ascii if c.is_ascii_digit() => -2.3,
        Script::Ascii if c.is_ascii_alphabetic() => -2.8,
        Script::Ascii => -1.5,
        Script::Latin => match before {
            Some(b) if in_order(b, c) => IN_ORDER,
            Some(b) if b.is_ascii_alphabetic() || b == '\'' => HIGH_IN_WORD,
            Some(b) if matches!(Script::of(b), Script::Latin | Script::Sign) => HIGH_AFTER_HIGH,
            _ => HIGH_AFTER_HIGH - 0.5,
        },
        _ => -1.5,
    }
}

fn in_order(before: char, c: char) -> bool {
    before == c || u32::from(before) + 1 == u32::from(c)
}
