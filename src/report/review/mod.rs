//! The review as one HTML file: findings and program, nothing from outside. The page may only
//! run the script and use the style that stand in it, and it makes nodes of texts, never
//! markup, so a hostile document is shown like any other.

mod row;

use self::row::{Listed, document_row};
use super::{Document, Lang, Report};
use crate::error::Error;
use crate::rule::RuleSet;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The page without its data.
const BODY: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");

/// The program, in the order in which its parts build on each other.
const SCRIPTS: [&str; 6] = [
    include_str!("words.js"),
    include_str!("state.js"),
    include_str!("view.js"),
    include_str!("page.js"),
    include_str!("detail.js"),
    include_str!("start.js"),
];

/// One document's part of the page: a JSON object, or nothing if nothing is to be decided.
pub(crate) struct ReviewRow {
    /// The charset that the user says all documents are in.
    pub(crate) from: Option<String>,
}

impl Report for ReviewRow {
    fn document(&self, document: &Document<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        if let Some(row) = document_row(document, self.from.clone())? {
            write_json(&row, out);
        }
        Ok(())
    }
}

/// What the page knows beside its documents.
#[derive(Serialize)]
struct Frame<'a> {
    /// Names the batch, so that a browser remembers decisions about this one.
    id: String,
    lang: &'static str,
    /// Documents that were looked at.
    checked: usize,
    rules: Vec<Listed<'a>>,
}

/// Puts the page together. `rows`: what [`ReviewRow`] made of the documents, in order.
pub(crate) fn review_page(
    rows: &[Vec<u8>],
    rules: &RuleSet,
    checked: usize,
    lang: Lang,
) -> Vec<u8> {
    let script = format!(
        "\"use strict\";\n(() => {{\nconst DATA = JSON.parse(document.getElementById(\"data\").textContent);\n{}}})();\n",
        SCRIPTS.concat()
    );
    let id = rows.iter().fold(Sha256::new(), |sum, row| sum.chain_update(row)).finalize();
    let id = id.iter().take(8).fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let frame = Frame {
        id,
        lang: lang.pick("zh", "en"),
        checked,
        rules: rules.rules().iter().map(Listed::of).collect(),
    };
    let mut data = Vec::with_capacity(rows.iter().map(Vec::len).sum::<usize>() + (1 << 16));
    write_json(&frame, &mut data);
    data.pop();
    data.extend(b",\"documents\":[\n");
    data.extend(rows.join(&b",\n"[..]));
    data.extend(b"]}");
    let (html_lang, title) = lang.pick(("zh-CN", "勘误：审阅"), ("en", "kanwu: review"));
    let head = format!(
        "<!doctype html>\n<html lang=\"{html_lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{}'; \
         style-src '{}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{BODY}<script type=\"application/json\" id=\"data\">",
        source_of(&script),
        source_of(STYLE),
    );
    let tail = format!("</script>\n<script>{script}</script>\n</body>\n</html>\n");
    [head.into_bytes(), data, tail.into_bytes()].concat()
}

/// A script or a style as the Content Security Policy names it: by the checksum of its text.
fn source_of(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let three = [chunk[0], *chunk.get(1).unwrap_or(&0), *chunk.get(2).unwrap_or(&0)];
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for digit in 0..4 {
            let known = digit <= chunk.len();
            let six = (bits >> (18 - 6 * digit)) & 63;
            out.push(if known { char::from(DIGITS[six as usize]) } else { '=' });
        }
    }
    out
}

/// JSON that may stand inside a `script` element: nothing in it can end the element.
fn write_json(value: &impl Serialize, out: &mut Vec<u8>) {
    let json = serde_json::to_vec(value)
        .unwrap_or_else(|e| unreachable!("plain structs written to memory: {e}"));
    // Outside of strings JSON has none of these.
    for byte in json {
        match byte {
            b'<' => out.extend(b"\\u003c"),
            b'>' => out.extend(b"\\u003e"),
            _ => out.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_in_base64() {
        assert_eq!(base64(b"Man"), "TWFu");
        assert_eq!(base64(b"Ma"), "TWE=");
        assert_eq!(base64(b"M"), "TQ==");
    }

    #[test]
    fn a_text_cannot_end_the_data() {
        let mut out = Vec::new();
        write_json(&"</script><!--", &mut out);
        assert_eq!(out, b"\"\\u003c/script\\u003e\\u003c!--\"");
        assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), "</script><!--");
    }

    #[test]
    fn the_page_holds_nothing_that_its_policy_forbids() {
        let page = review_page(&[], &RuleSet::built_in(), 0, Lang::Zh);
        let page = String::from_utf8(page).unwrap();
        assert_eq!(page.matches("<script").count(), 2);
        for forbidden in ["http://", "https://", " style=", " onclick=", "innerHTML", "eval("] {
            assert!(!BODY.contains(forbidden), "{forbidden}");
            assert!(!SCRIPTS.concat().contains(forbidden), "{forbidden}");
            assert!(!STYLE.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn every_sentence_that_is_asked_for_is_there_in_both_languages() {
        let words = SCRIPTS[0];
        let rest = SCRIPTS[1..].concat() + BODY;
        let keys = ["say(\"", "data-text=\"", "data-label=\"", "data-hint=\""];
        for key in keys.iter().flat_map(|k| rest.split(k).skip(1)) {
            let key = key.split('"').next().unwrap();
            assert!(words.contains(&format!("\n  {key}: [")), "no sentence `{key}`");
        }
    }
}
