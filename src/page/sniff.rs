//! Whether a file is a web page that came off a server or out of a browser, and not the source
//! of one that somebody maintains: pages are read for their text, sources are restored in
//! place. In doubt it is a source, since that loses nothing.

use super::known;
use super::source::{Token, Tokens};
use std::path::Path;

/// Endings of names of pages.
const ENDINGS: [&str; 4] = ["html", "htm", "xhtml", "shtml"];

/// A page shows what it is within so many bytes.
const BEGINNING: usize = 4 << 10;

/// So many bytes are searched for signs: scripts that count visitors stand at the end of a
/// page, and no page of text is longer.
const SEARCHED: usize = 2 << 20;

/// So many independent signs make a page.
const ENOUGH_SIGNS: usize = 2;

/// Whether `bytes`, from a file called `name`, are a web page that was served or saved. A
/// template, a fragment and a page written by hand are none.
///
/// ```
/// let saved = b"<!DOCTYPE html><!-- saved from url=(0020)http://www.example.cn/ -->
///     <html><head><meta charset=gbk></head><body onload=init()>...";
/// assert!(kanwu::is_page(saved, None));
/// let source = b"<!DOCTYPE html><html><body><h1>{{ title }}</h1></body></html>";
/// assert!(!kanwu::is_page(source, Some("index.html".as_ref())));
/// ```
pub fn is_page(bytes: &[u8], name: Option<&Path>) -> bool {
    let narrowed;
    let mut bytes = bytes.get(..SEARCHED).unwrap_or(bytes);
    // In UTF-16 every other byte of a tag is zero.
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        narrowed = bytes.iter().skip(2).copied().filter(|&b| b != 0).collect::<Vec<u8>>();
        bytes = &narrowed;
    }
    if !(name.is_some_and(is_named_as_page) || begins_as_page(bytes)) {
        return false;
    }
    known::signs(bytes).len() >= ENOUGH_SIGNS && !is_template(bytes)
}

/// Whether a file is called as pages are.
pub(super) fn is_named_as_page(name: &Path) -> bool {
    let ending = name.extension().and_then(|e| e.to_str());
    ending.is_some_and(|e| ENDINGS.iter().any(|known| e.eq_ignore_ascii_case(known)))
}

/// The signs of a served page in its source.
pub(super) fn signs(source: &[u8]) -> Vec<&'static str> {
    known::signs(source.get(..SEARCHED).unwrap_or(source))
}

/// Whether the first element is that of a page.
fn begins_as_page(bytes: &[u8]) -> bool {
    let beginning = bytes.get(..BEGINNING).unwrap_or(bytes).to_ascii_lowercase();
    let has = |needle: &[u8]| memchr::memmem::find(&beginning, needle).is_some();
    let unmarked = beginning.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&beginning);
    unmarked.trim_ascii_start().starts_with(b"<") && (has(b"<!doctype html") || has(b"<html"))
}

/// Whether the source is filled in by a program: front matter, or marks of a template outside
/// of scripts, which may hold templates for the browser.
fn is_template(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"---\n") || bytes.starts_with(b"---\r\n") {
        return true;
    }
    // Tags are ASCII in every charset in question; what else there is does not matter here.
    let source: String =
        bytes.iter().map(|&b| if b.is_ascii() { char::from(b) } else { '?' }).collect();
    let mut rest = String::with_capacity(source.len());
    let mut end = 0;
    for token in Tokens::new(&source) {
        if let Token::Raw(text) = token {
            let start = text.as_ptr() as usize - source.as_ptr() as usize;
            rest.push_str(crate::span::Span::new(end, start).slice(&source));
            end = start + text.len();
        }
    }
    rest.push_str(crate::span::Span::new(end, source.len()).slice(&source));
    known::is_template(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNS: &str = "<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'>\
        <script src='http://hm.baidu.com/h.js'></script></head><body>";

    fn named(name: &str, source: &str) -> bool {
        is_page(source.as_bytes(), Some(Path::new(name)))
    }

    #[test]
    fn a_served_page_is_known_by_two_signs() {
        assert!(is_page(SIGNS.as_bytes(), None));
        assert!(is_page(format!("\u{FEFF}\r\n<!DOCTYPE HTML>{SIGNS}").as_bytes(), None));
        let one = SIGNS.replace("hm.baidu.com", "example.cn");
        assert!(!is_page(one.as_bytes(), None));
        let wide: Vec<u8> =
            format!("\u{FEFF}{SIGNS}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(is_page(&wide, None));
    }

    #[test]
    fn a_name_stands_for_a_missing_frame_and_for_no_sign() {
        let bare = SIGNS.replace("<html><head>", "");
        assert!(named("a/1.HTM", &bare) && named("x.shtml", &bare));
        assert!(!named("a.txt", &bare) && !is_page(bare.as_bytes(), None));
        assert!(!named("a.html", "<html><body><p>手写的说明。</p></body></html>"));
    }

    #[test]
    fn a_source_that_a_program_fills_in_is_no_page() {
        for mark in ["<h1>{{ title }}</h1>", "<?php echo 1 ?>", "{% include x %}", "<%= x %>"] {
            assert!(!named("a.html", &format!("{SIGNS}{mark}")), "{mark}");
        }
        assert!(!named("a.html", &format!("---\ntitle: x\n---\n{SIGNS}")));
        // A page may bring templates for its own scripts.
        assert!(named("a.html", &format!("{SIGNS}<script type=text/x>{{{{ x }}}}</script>")));
    }

    #[test]
    fn text_about_pages_is_no_page() {
        assert!(!is_page(format!("怎样写网页：{SIGNS}").as_bytes(), None));
    }
}
