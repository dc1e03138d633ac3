//! HTML entities that an extraction left in prose: `&ldquo;`, `&#8220;`, twice escaped
//! `&amp;nbsp;`, broken `&ldquo ;`. Decoded only in lines with Chinese text and only in documents
//! that are neither markup nor code nor about either; there they are right.

use super::Sight;
use super::char_set::CharSet;
use super::entity_names::{named, numbered};
use super::tex::is_tex;
use super::view::{Entity, View, may_be_ideograph};
use crate::finding::{Confidence, Finding};
use crate::protect::{code_and_addresses, is_protected};
use crate::span::Span;
use memchr::{memchr_iter, memmem};

pub(super) static AMPERSAND: CharSet = CharSet::of(&[('&', '&')]);

/// The longest number and the longest name, `thetasym`.
const LONGEST_BODY: usize = 8;
/// This many lines that end as statements do make a text code.
const CODE_LINES: usize = 3;
/// Texts with these words explain entities.
const ABOUT_MARKUP: [&str; 7] = ["HTML", "html", "XML", "xml", "转义", "轉義", "实体字符"];

/// Entities in lines with Chinese text.
pub(super) fn entities(sight: &Sight<'_>, places: &mut Vec<Span>, out: &mut Vec<Finding>) {
    let text = sight.text();
    let bytes = text.as_bytes();
    if !memchr_iter(b'&', bytes).any(|at| parse(bytes, at).is_some()) || is_about_markup(text) {
        return;
    }
    code_and_addresses(text, places);
    if places.iter().any(|p| is_markup(p.slice(text))) {
        return;
    }
    let mut candidates: Vec<Entity> = Vec::new();
    for at in memchr_iter(b'&', bytes) {
        let inside = candidates.last().is_some_and(|e| at < e.span.end);
        if let Some(entity) = parse(bytes, at)
            && !inside
            && !is_protected(places, entity.span)
            && !sight.view.is_entity(entity.span)
        {
            candidates.push(entity);
        }
    }
    if candidates.is_empty() {
        return;
    }
    let view = sight.view.with(&candidates);
    let mut rest = candidates.as_slice();
    for line in view.lines() {
        let (here, after) = rest.split_at(rest.partition_point(|e| e.span.start < line.end));
        rest = after;
        entities_of_line(sight, &view, line, here, out);
    }
}

fn entities_of_line(
    sight: &Sight<'_>,
    view: &View<'_>,
    line: Span,
    entities: &[Entity],
    out: &mut Vec<Finding>,
) {
    if entities.is_empty() {
        return;
    }
    // The line, not the nearest letter: that may be a syllable that leaked (`ji&ldquo;`).
    let chars = || view.forward(line.start).take_while(|(s, _)| s.start < line.end).map(|p| p.1);
    if !chars().any(may_be_ideograph) {
        return;
    }
    // Entities with nothing visible between them have the same neighbours: looked up once.
    let mut gap = (0, false);
    for entity in entities {
        let stays = match entity.means {
            None if entity.span.start < gap.0 => gap.1,
            None => {
                let stays = follows_ampersand(view, entity) || joins(view, entity);
                gap = (view.next_place(entity.span.end), stays);
                stays
            }
            Some(' ') => follows_ampersand(view, entity),
            Some(_) => false,
        };
        if !stays {
            let fix = entity.means.map_or_else(String::new, String::from);
            out.push(sight.finding(entity.span, Some(&fix), Confidence::Certain));
        }
    }
}

/// Whether a plain `&` stands closely before an entity: with it, what becomes nothing or a space
/// could make a new entity.
fn follows_ampersand(view: &View<'_>, entity: &Entity) -> bool {
    view.backward(entity.span.start).take(LONGEST_BODY + 2).any(|c| c == '&')
}

/// Whether an entity that leaves nothing behind holds two halves of an escape apart, or a letter
/// and the drive of a path. Letters that
/// other remnants begin with are not among those looked for, since these may be gone before.
fn joins(view: &View<'_>, entity: &Entity) -> bool {
    match (view.before(entity.span.start), view.after(entity.span.end)) {
        (Some('\\'), Some(c)) => matches!(c, 'u' | 'U' | 'x'),
        (Some(b), Some(c)) => {
            let is_half = b.is_ascii_alphanumeric() || matches!(b, '%' | '=');
            is_half && (c.is_ascii_hexdigit() || c == ';')
        }
        _ => false,
    }
}

/// The entity that begins at the `&` at `at`.
fn parse(bytes: &[u8], at: usize) -> Option<Entity> {
    let mut start = at + 1;
    // Each time a text is escaped once more, `&` becomes `&amp;`.
    while let Some(again) = [&b"amp;"[..], b"#38;"].iter().find(|a| bytes[start..].starts_with(a)) {
        start += again.len();
    }
    let body = body(bytes, start);
    if body.is_none() && start > at + 1 {
        return Some(Entity { span: Span::new(at, start), means: Some('&') });
    }
    let (end, means) = body?;
    Some(Entity { span: Span::new(at, end), means })
}

/// The rest of an entity, from behind the `&`: where it ends and what it stands for.
fn body(bytes: &[u8], start: usize) -> Option<(usize, Option<char>)> {
    let length = bytes[start..]
        .iter()
        .take(LONGEST_BODY + 1)
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'#')
        .count();
    let body = std::str::from_utf8(&bytes[start..start + length]).ok()?;
    let (means, is_name) = match body.strip_prefix('#') {
        Some(number) => (numbered(parse_number(number)?)?, false),
        None => (named(body)?, true),
    };
    let end = start + length;
    match bytes[end..] {
        [b';', ..] => Some((end + 1, means)),
        // Typesetting put a space before the semicolon.
        [b' ', b';', ..] if is_name && length > 3 => Some((end + 2, means)),
        // Browsers read a number without its semicolon, too.
        ref rest if !is_name && means.is_some_and(is_wide) => {
            let ends = !rest.first().is_some_and(u8::is_ascii_alphanumeric);
            ends.then_some((end, means))
        }
        _ => None,
    }
}

/// Ideographs and what stands among them. Smaller numbers without a semicolon may be anything.
const fn is_wide(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}')
}

fn parse_number(number: &str) -> Option<u32> {
    let hex = number.strip_prefix(['x', 'X']);
    let digits = hex.unwrap_or(number);
    // `from_str_radix` would take a sign.
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    plain.then(|| u32::from_str_radix(digits, if hex.is_some() { 16 } else { 10 }).ok())?
}

/// A protected place that only markup or Markdown has.
fn is_markup(place: &str) -> bool {
    ["<", "`", "~~~", "---", "+++"].iter().any(|mark| place.starts_with(mark))
}

/// Whether the text is Markdown, TeX, JSON or code, or speaks of entities.
pub(super) fn is_about_markup(text: &str) -> bool {
    let holds = |s: &str| memmem::find(text.as_bytes(), s.as_bytes()).is_some();
    if ABOUT_MARKUP.iter().any(|s| holds(s))
        || holds("](")
        || holds("**")
        || holds("\":")
        || is_tex(text)
    {
        return true;
    }
    let heading = |l: &str| l.trim_start_matches('#').starts_with(' ') && l.starts_with('#');
    let statement = |l: &str| {
        let bytes = l.trim_ascii_end().as_bytes();
        let ends_entity = || {
            let from = bytes.len().saturating_sub(2 * LONGEST_BODY);
            memchr_iter(b'&', &bytes[from..])
                .any(|i| parse(bytes, from + i).is_some_and(|e| e.span.end == bytes.len()))
        };
        matches!(bytes.last(), Some(b';' | b'{' | b'}')) && !ends_entity()
    };
    text.lines().any(heading)
        || text.lines().filter(|l| statement(l)).take(CODE_LINES).count() == CODE_LINES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means(text: &str) -> Option<(usize, Option<char>)> {
        parse(text.as_bytes(), 0).map(|e| (e.span.len(), e.means))
    }

    #[test]
    fn entities_are_read_in_all_their_forms() {
        assert_eq!(means("&ldquo;"), Some((7, Some('“'))));
        assert_eq!(means("&ldquo ;"), Some((8, Some('“'))));
        assert_eq!(means("&#8220;"), Some((7, Some('“'))));
        assert_eq!(means("&#x201c;"), Some((8, Some('“'))));
        assert_eq!(means("&amp;amp;nbsp;"), Some((14, Some(' '))));
        assert_eq!(means("&amp;#96;"), Some((5, Some('&'))));
        assert_eq!(means("&shy;"), Some((5, None)));
        assert_eq!(means("&#20013&#25991"), Some((7, Some('中'))));
        assert_eq!(means("&#x4E2D，"), Some((7, Some('中'))));
        for text in ["&", "&;", "&copy=1", "&nosuch;", "&#;", "&#x;", "&#+8220;", "&#96;", "&lt ;"]
            .into_iter()
            .chain(["&#8220 ", "&#20013x", "&#200131"])
        {
            assert_eq!(means(text), None, "{text}");
        }
    }

    #[test]
    fn markup_and_code_are_told_from_prose() {
        for text in ["见[文档](a)", "# 标题", "**重点**", "{\"名称\": 1}", "a;\nb;\nc {\n"]
        {
            assert!(is_about_markup(text), "{text}");
        }
        for text in ["第一段&nbsp;\n第二段&nbsp;\n第三段&nbsp;\n", "#话题#很热"] {
            assert!(!is_about_markup(text), "{text}");
        }
    }
}
