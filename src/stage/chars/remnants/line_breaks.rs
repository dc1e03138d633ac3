//! Line breaks that were escaped and never unescaped: `\r\n`, `x0dx0a` with its back-slashes
//! lost, `_x000D_` of spreadsheets. A single `\n` stays: it may begin a command or a path.

use super::{beside_tex_quote, is_calm, is_prose};
use crate::finding::{Confidence, Finding};
use crate::protect::is_protected;
use crate::span::Span;
use crate::stage::chars::Sight;
use crate::stage::chars::view::is_cjk;
use memchr::memchr3_iter;

const SPELLINGS: [&str; 5] = ["\\r\\n", "x0dx0a", "x0Dx0A", "_x000D__x000A_", "_x000D_"];

/// `\r\n`, `x0dx0a`, `_x000D_`.
pub(in crate::stage::chars) fn line_breaks(
    sight: &Sight<'_>,
    places: &mut Vec<Span>,
    out: &mut Vec<Finding>,
) {
    let bytes = sight.text().as_bytes();
    let mut prose = None;
    let mut end = 0;
    let mut run: Vec<Span> = Vec::new();
    for at in memchr3_iter(b'\\', b'x', b'_', bytes) {
        if at < end {
            continue;
        }
        run.clear();
        end = at;
        loop {
            // Past what will be gone, such as an entity of a zero-width space.
            let next = if run.is_empty() { end } else { sight.view.next_place(end) };
            let here = &bytes[next..];
            let Some(spelling) = SPELLINGS.iter().find(|s| here.starts_with(s.as_bytes())) else {
                break;
            };
            end = next + spelling.len();
            run.push(Span::new(next, end));
        }
        if run.is_empty() || !*prose.get_or_insert_with(|| is_prose(sight, places)) {
            continue;
        }
        let [before, after] = [sight.view.before(at), sight.view.after(end)];
        // A quotation mark of either kind, since the wrong one may yet be turned.
        let ends = |c| is_cjk(c) || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—');
        let [tex_before, tex_after] = beside_tex_quote(sight.view, Span::new(at, end));
        let fits = (before.is_some_and(ends) || tex_before)
            && (is_calm(after) || after.is_some_and(|c| c.is_ascii_digit()) || tex_after);
        if !fits || is_protected(places, Span::new(at, end)) {
            continue;
        }
        for (i, &span) in run.iter().enumerate() {
            // A spreadsheet writes the carriage return out and keeps the line feed.
            let kept = i + 1 == run.len() && matches!(bytes.get(end), Some(b'\n' | b'\r'));
            let fix = if kept { "" } else { "\n" };
            out.push(sight.finding(span, Some(fix), Confidence::Likely));
        }
    }
}
