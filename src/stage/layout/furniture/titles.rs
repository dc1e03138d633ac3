//! Recognises what only its neighbours give away: the name of the file and the title's words
//! set apart, where the document begins with its title anyway; the title that stands there
//! twice; and the titles of other documents under a heading of recommendations.

use super::sheet::{Kind, Piece};
use crate::finding::RuleId;

/// Characters of the document in which its title is looked for.
const OPENING: usize = 200;
/// Pieces at the head of a document among which its titles stand.
const HEAD: usize = 60;
/// A title has at most so many characters.
const TITLE: usize = 45;
/// A repeated title has at least so many letters.
const FEWEST: usize = 5;
/// So many letters may stand in one copy of a title alone: a year, the name of the site.
const EXTRA: usize = 12;
/// Under a heading of recommendations stand at most so many titles.
const LISTED: usize = 60;

/// The rules for titles that are switched on.
#[derive(Clone, Copy, Default)]
pub(super) struct TitleRules {
    pub(super) file_title: Option<RuleId>,
    pub(super) keyword_line: Option<RuleId>,
    pub(super) repeated_title: Option<RuleId>,
}

/// Whether a line may be a title: short, and no sentence.
pub(in crate::stage::layout) fn is_title_like(line: &str) -> bool {
    let ends =
        |c: char| matches!(c, '。' | '；' | ';' | '，' | ',' | '：' | ':' | '、' | '！' | '!');
    line.chars().nth(TITLE).is_none() && !line.ends_with(ends) && !line.contains('。')
}

/// Tells the superfluous titles at the head of a document.
pub(super) fn tell_titles(pieces: &mut [Piece<'_>], rules: TitleRules) {
    let head = pieces.len().min(HEAD);
    let mut opening = String::new();
    for piece in pieces[..head].iter_mut().rev() {
        if piece.kind != Kind::Body {
            continue;
        }
        let text = piece.line.text;
        let rule = match file_name(text) {
            Some(name) if is_told_by(name, &opening) => rules.file_title,
            _ if are_words_of(text, &opening) => rules.keyword_line,
            _ => None,
        };
        match rule {
            Some(rule) => piece.kind = Kind::Told(rule),
            None => opening = text.chars().chain(opening.chars()).take(OPENING).collect(),
        }
    }
    if let Some(rule) = rules.repeated_title {
        tell_repeated(&mut pieces[..head], rule);
    }
}

/// Of a title that stands at the head several times the last is the document's own.
fn tell_repeated(head: &mut [Piece<'_>], rule: RuleId) {
    let titles = head.iter().position(|p| p.kind == Kind::Body && !is_title_like(p.line.text));
    let end = titles.unwrap_or(head.len());
    let head = &mut head[..end];
    let letters = |line: &str| -> String { line.chars().filter(|c| c.is_alphanumeric()).collect() };
    let mut last: Option<String> = None;
    for piece in head.iter_mut().rev().filter(|p| p.kind == Kind::Body) {
        let here = letters(piece.line.text);
        match &last {
            Some(title) if are_one(&here, title) => piece.kind = Kind::Told(rule),
            _ if here.chars().count() >= FEWEST => last = Some(here),
            _ => {}
        }
    }
}

fn are_one(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let (few, many) = (short.chars().count(), long.chars().count());
    // Whatever contains the other is not shorter in characters either.
    few >= FEWEST && long.contains(short) && many - few <= EXTRA.min(few)
}

/// Adds the titles under a heading of recommendations to it, where nothing but such lines
/// follows up to the end of the document.
pub(super) fn tell_listed(pieces: &mut [Piece<'_>]) {
    let heads = |p: &Piece<'_>| matches!(p.kind, Kind::Known(k) if k.titles && !k.stays);
    let from = pieces.iter().rposition(|p| p.is_body() && !is_title_like(p.line.text));
    let tail = &mut pieces[from.map_or(0, |at| at + 1)..];
    let Some(first) = tail.iter().position(heads) else { return };
    if tail[first..].iter().filter(|p| p.is_body()).count() > LISTED {
        return;
    }
    let mut heading = None;
    for piece in &mut tail[first..] {
        match piece.kind {
            Kind::Known(known) if known.titles => heading = Some(known.rule),
            Kind::Body => {
                if let Some(rule) = heading {
                    piece.kind = Kind::Told(rule);
                }
            }
            _ => {}
        }
    }
}

/// The name of a document file without its extension, if the line is one.
fn file_name(line: &str) -> Option<&str> {
    let (name, extension) = line.rsplit_once('.')?;
    let known = ["doc", "docx", "pdf", "ppt", "pptx", "txt", "wps", "xls", "xlsx", "rtf"];
    known.iter().any(|e| e.eq_ignore_ascii_case(extension.trim())).then_some(name)
}

/// Whether most characters of `name` stand in the opening of the document. Sites put a year
/// before the name; its digits do not count.
fn is_told_by(name: &str, opening: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic());
    let told = letters.clone().filter(|&c| opening.contains(c)).count();
    let all = letters.count();
    all >= 4 && told * 4 >= all * 3
}

/// Whether the line is nothing but short words set apart, nearly all of them words of the
/// opening.
fn are_words_of(line: &str, opening: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let short = |w: &&str| w.chars().count() <= 6;
    let told = words.iter().filter(|w| opening.contains(**w)).count();
    words.len() >= 4 && words.iter().all(short) && told * 4 >= words.len() * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_with_a_year_or_the_name_of_a_site_is_the_same() {
        assert!(are_one("2021年春耕工作通知", "春耕工作通知"));
        assert!(are_one("春耕工作通知", "春耕工作通知渡口文库"));
        assert!(!are_one("春耕工作通知", "防火工作通知"));
        assert!(!are_one("春耕工作", "关于印发春耕工作和防火工作要点的通知"));
    }

    #[test]
    fn a_sentence_is_no_title() {
        assert!(is_title_like("关于春耕的通知"));
        assert!(!is_title_like("各村："));
        assert!(!is_title_like("今年春耕提前。"));
    }
}
