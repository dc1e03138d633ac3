//! What is preformatted keeps its lines and the spaces in them.

use super::dom::{Content, Dom, Id};
use super::kind::Kind;
use super::parts::Parts;

/// The lines of `<pre>`, without empty ones around them; `None` if nothing is left.
pub(super) fn preformatted(dom: &Dom<'_>, parts: &Parts, id: Id) -> Option<String> {
    let is_block = |&n: &Id| dom.element(n).is_some_and(|e| !e.kind.is_inline());
    let mut text = String::new();
    let mut before = id;
    for node in dom.within(id).filter(|&n| !parts.is_out(n)) {
        match dom.content(node) {
            Content::Text(piece) => {
                // Blocks begin lines here as everywhere.
                let block = dom.around(node).find(is_block).unwrap_or(id);
                if std::mem::replace(&mut before, block) != block && !text.ends_with('\n') {
                    text.push('\n');
                }
                text.push_str(piece);
            }
            Content::Element(e) if e.kind == Kind::Break => text.push('\n'),
            Content::Element(_) => {}
        }
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\u{A0}', " ");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let first = lines.iter().position(|l| !l.is_empty())?;
    let last = lines.iter().rposition(|l| !l.is_empty())?;
    Some(lines[first..=last].join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Option<String> {
        let dom = Dom::read(source);
        preformatted(&dom, &Parts::of(&dom), dom.first(dom.root()).unwrap())
    }

    #[test]
    fn lines_and_the_spaces_in_them_stay() {
        let lines = |source: &str| read(source).unwrap_or_default();
        assert_eq!(lines("<pre>\n\n  甲\n    乙\r\n\n</pre>"), "  甲\n    乙");
        assert_eq!(lines("<pre>甲<br>&nbsp;&nbsp;<b>乙</b>丙</pre>"), "甲\n  乙丙");
        assert_eq!(read("<pre> \n</pre>"), None);
    }

    #[test]
    fn blocks_begin_lines() {
        let source = "<pre>甲<p>乙<b>丙</b></p>丁\n<div>戊</div></pre>";
        assert_eq!(read(source).as_deref(), Some("甲\n乙丙\n丁\n戊"));
    }
}
