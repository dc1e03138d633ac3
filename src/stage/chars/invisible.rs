//! Characters that cannot be seen: zero-width spaces and joiners, marks of writing
//! direction, soft hyphens, byte order marks inside the text, control characters. They go
//! where they touch Chinese text; where scripts, emoji or programs need them they stay.

use super::Sight;
use super::char_set::CharSet;
use super::view::is_cjk;
use crate::finding::{Confidence, Finding};
use crate::span::Span;

/// Format characters without a width.
pub(super) static FORMAT: CharSet = CharSet::of(&[
    ('\u{AD}', '\u{AD}'),
    ('\u{200B}', '\u{200F}'),
    ('\u{202A}', '\u{202E}'),
    ('\u{2060}', '\u{2064}'),
    ('\u{2066}', '\u{2069}'),
    ('\u{FEFF}', '\u{FEFF}'),
    // The separator of Mongolian vowels, which Unicode once called a space.
    ('\u{180E}', '\u{180E}'),
    // Letters of Korean that show nothing: names of games and of users are full of them.
    ('\u{115F}', '\u{1160}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{FFA0}', '\u{FFA0}'),
    // Tags. Behind a flag they name a region; variation selectors, further on, are content.
    ('\u{E0001}', '\u{E007F}'),
]);

static FILLERS: CharSet =
    CharSet::of(&[('\u{115F}', '\u{1160}'), ('\u{3164}', '\u{3164}'), ('\u{FFA0}', '\u{FFA0}')]);

/// Letters of Korean that show something.
static HANGUL: CharSet = CharSet::of(&[
    ('\u{1100}', '\u{115E}'),
    ('\u{1161}', '\u{11FF}'),
    ('\u{3131}', '\u{3163}'),
    ('\u{3165}', '\u{318E}'),
    ('\u{AC00}', '\u{D7A3}'),
    ('\u{FFA1}', '\u{FFDC}'),
]);

/// Control characters that no text needs. U+001B begins terminal sequences and U+0085 ends
/// lines, so both are left out; U+0007 and U+000B are word processors' tab and line break.
static CONTROL: CharSet = CharSet::of(&[
    ('\0', '\u{6}'),
    ('\u{8}', '\u{8}'),
    ('\u{E}', '\u{1A}'),
    ('\u{1C}', '\u{1F}'),
    ('\u{7F}', '\u{84}'),
    ('\u{86}', '\u{9F}'),
]);

/// The control characters that are looked at: the above and those that become something else
/// or are only reported.
pub(super) static CONTROL_OR_LAYOUT: CharSet = CharSet::of(&[
    ('\0', '\u{8}'),
    ('\u{B}', '\u{B}'),
    ('\u{E}', '\u{1F}'),
    ('\u{7F}', '\u{84}'),
    ('\u{86}', '\u{9F}'),
]);

/// Letters of scripts that are written from right to left.
static RIGHT_TO_LEFT: CharSet = CharSet::of(&[
    ('\u{590}', '\u{8FF}'),
    ('\u{FB1D}', '\u{FDFF}'),
    ('\u{FE70}', '\u{FEFC}'),
    ('\u{10800}', '\u{10FFF}'),
]);

/// Whether `c` is one of those that this module may take out.
pub(super) const fn is_hidden(c: char) -> bool {
    // Nearly every character is told by the first two comparisons.
    match c {
        ' '..='~' | '\u{3165}'..='\u{FEFE}' => false,
        c => FORMAT.contains(c) || CONTROL.contains(c),
    }
}

/// Format characters that touch Chinese text.
pub(super) fn format_characters(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    let mut right_to_left = None;
    let mut korean = None;
    for run in runs(&FORMAT, sight.text()) {
        let first = run.slice(sight.text()).chars().next();
        let directs = |c| matches!(c, '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        if first.is_some_and(directs)
            && *right_to_left.get_or_insert_with(|| RIGHT_TO_LEFT.next(sight.text(), 0).is_some())
        {
            continue;
        }
        if FILLERS.next(run.slice(sight.text()), 0).is_some()
            && *korean.get_or_insert_with(|| HANGUL.next(sight.text(), 0).is_some())
        {
            continue;
        }
        if touches_chinese(sight, run) {
            out.push(sight.finding(run, Some(""), Confidence::Certain));
        }
    }
}

/// Control characters that touch Chinese text.
pub(super) fn control_characters(sight: &Sight<'_>, out: &mut Vec<Finding>) {
    for run in runs(&CONTROL, sight.text()) {
        // A terminal's bold type: the character, a step back, the character again.
        let overstrike = run.slice(sight.text()) == "\u{8}"
            && sight.view.before(run.start) == sight.view.after(run.end)
            && sight.view.after(run.end).is_some_and(char::is_alphanumeric);
        if touches_chinese(sight, run) && !overstrike {
            out.push(sight.finding(run, Some(""), Confidence::Certain));
        }
    }
    static LAYOUT: CharSet =
        CharSet::of(&[('\u{7}', '\u{7}'), ('\u{B}', '\u{B}'), ('\u{1B}', '\u{1B}')]);
    for (at, c) in LAYOUT.all(sight.text()) {
        let place = Span::new(at, at + 1);
        if !touches_chinese(sight, place) {
            continue;
        }
        out.push(match c {
            '\u{B}' => sight.finding(place, Some("\n"), Confidence::Likely),
            '\u{7}' => sight.finding(place, Some("\t"), Confidence::Likely),
            // Colours of a terminal, or a stray: a log wants to keep them.
            _ => sight.finding(place, None, Confidence::Possible),
        });
    }
}

/// Runs of characters of one set.
fn runs(set: &CharSet, text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (start, _) = set.next(text, at)?;
        let run = Span::new(start, text.len()).slice(text);
        let len: usize = run.chars().take_while(|&c| set.contains(c)).map(char::len_utf8).sum();
        at = start + len;
        Some(Span::new(start, at))
    })
}

/// Whether a visible neighbour of `run` is Chinese and the other one does without joiners.
fn touches_chinese(sight: &Sight<'_>, run: Span) -> bool {
    let around = [sight.view.before(run.start), sight.view.after(run.end)];
    around.iter().flatten().any(|&c| is_cjk(c)) && around.iter().flatten().all(|&c| is_plain(c))
}

/// A character that no joiner or direction mark changes.
const fn is_plain(c: char) -> bool {
    is_cjk(c) || matches!(c, '\0'..='\u{58F}' | '\u{2000}'..='\u{2BFF}' | '\u{E000}'..='\u{F8FF}')
}
