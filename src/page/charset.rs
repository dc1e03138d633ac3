//! The charset that a page says it is in. Only what it says: whether that is true, its bytes
//! decide.

use super::source::{Token, Tokens};
use crate::transcode::Coding;

/// Browsers look for the statement in so many bytes.
const SEARCHED: usize = 1024;

/// The charset that a page states in its first kilobyte. GB2312 means GB18030: what is written
/// today is called by its oldest name.
pub(crate) fn declared(bytes: &[u8]) -> Option<Coding> {
    let beginning = bytes.get(..SEARCHED).unwrap_or(bytes);
    let source: String =
        beginning.iter().map(|&b| if b.is_ascii() { char::from(b) } else { '?' }).collect();
    let label = Tokens::new(&source).find_map(|token| match token {
        Token::Open(tag) if tag.name.eq_ignore_ascii_case("meta") => {
            let stated = tag.attribute("charset").map(|c| c.into_owned());
            stated.or_else(|| in_content_type(&tag.attribute("content")?))
        }
        // `<?xml version="1.0" encoding="gb2312"?>`
        Token::Aside(text) if text.starts_with("xml") => {
            let (_, encoding) = text.split_once("encoding=")?;
            Some(encoding.trim_matches(['"', '\'', '?', ' ']).to_owned())
        }
        _ => None,
    })?;
    let coding: Coding = label.trim().parse().ok()?;
    Some(if coding.is_gb() { Coding::GB18030 } else { coding })
}

/// The charset in `text/html; charset=gb2312`.
fn in_content_type(content: &str) -> Option<String> {
    let lower = content.to_ascii_lowercase();
    let (_, label) = lower.split_once("charset")?;
    let label = label.trim_start().strip_prefix('=')?.trim_start().trim_matches(['"', '\'']);
    label.split([';', ' ', ',']).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_is_found_in_all_its_forms() {
        for (source, coding) in [
            ("<meta charset=utf-8>", Some(Coding::UTF_8)),
            (
                "<HEAD><META content=\"text/html; charset=gb2312\" http-equiv=Content-Type>",
                Some(Coding::GB18030),
            ),
            (
                "<meta http-equiv='Content-Type' content='text/html; charset = \"big5\"'>",
                Some(Coding::BIG5),
            ),
            ("<?xml version=\"1.0\" encoding=\"GBK\"?><html>", Some(Coding::GB18030)),
            (
                "<meta name=description content='charset'><meta charset='gbk' />",
                Some(Coding::GB18030),
            ),
            ("<meta charset=no-such>", None),
            ("<p>charset=gbk</p>", None),
        ] {
            assert_eq!(declared(source.as_bytes()), coding, "{source}");
        }
    }

    #[test]
    fn what_stands_far_down_is_no_statement() {
        let source = format!("{}<meta charset=gbk>", " ".repeat(SEARCHED));
        assert_eq!(declared(source.as_bytes()), None);
    }
}
