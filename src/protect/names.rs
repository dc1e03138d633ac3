//! Names that style must not touch although their words may be read as prose: targets of
//! Markdown links, reference definitions, names of files in Chinese. Only normalization asks
//! for these; a swapped word in the name of a file is as wrong as anywhere.

use crate::span::Span;
use memchr::{memchr, memchr_iter, memmem};

/// Brackets in the target of a link nest no deeper: deeper ones are a formula or noise.
const DEEPEST: usize = 3;
/// Longest name of a file, in bytes.
const LONGEST_NAME: usize = 128;

/// Endings of names of files.
const EXTENSIONS: &[&str] = &[
    "doc", "docx", "xls", "xlsx", "ppt", "pptx", "pdf", "wps", "txt", "md", "rtf", "csv", "tsv",
    "json", "xml", "yml", "yaml", "toml", "html", "htm", "css", "js", "ts", "py", "rs", "go", "c",
    "h", "cpp", "java", "sh", "bat", "exe", "apk", "png", "jpg", "jpeg", "gif", "svg", "bmp",
    "webp", "mp3", "mp4", "wav", "avi", "mov", "zip", "rar", "7z", "tar", "gz", "epub", "psd",
    "dwg", "log", "ini", "cfg", "sql", "db", "tex", "ofd",
];

/// Appends the names in `text`, in no order.
pub(super) fn names(text: &str, out: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    out.extend(memmem::find_iter(bytes, b"](").filter_map(|at| target(bytes, at + 1)));
    out.extend(memmem::find_iter(bytes, b"]:").filter_map(|at| definition(bytes, at)));
    out.extend(memchr_iter(b'.', bytes).filter_map(|dot| file_name(text, dot)));
}

/// `(…)` after the text of a link; brackets inside may nest.
fn target(bytes: &[u8], open: usize) -> Option<Span> {
    let mut depth = 0usize;
    // No byte is read by more than as many targets as may nest.
    for (i, b) in bytes[open..].iter().enumerate() {
        match b {
            b'(' if depth == DEEPEST => return None,
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(Span::new(open, open + i + 1)),
            b')' => depth -= 1,
            b'\n' | b'\x0B' => return None,
            _ => {}
        }
    }
    None
}

/// `[label]: target` at the start of a line; of a footnote only `[^label]:`.
fn definition(bytes: &[u8], close: usize) -> Option<Span> {
    let from = close.saturating_sub(LONGEST_NAME);
    let open = from + memchr::memrchr(b'[', &bytes[from..close])?;
    let starts = open == 0 || bytes[open - 1] == b'\n';
    if !starts {
        return None;
    }
    let end = match bytes.get(open + 1) {
        Some(b'^') => close + 2,
        _ => memchr(b'\n', &bytes[close..]).map_or(bytes.len(), |i| close + i),
    };
    Some(Span::new(open, end))
}

/// A name in which Chinese stands, by its ending: `附件2报名表.xlsx`. One of Latin letters alone
/// needs no protection.
fn file_name(text: &str, dot: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let width = bytes[dot + 1..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let end = dot + 1 + width;
    let extension = Span::new(dot + 1, end).slice(text);
    if !EXTENSIONS.iter().any(|e| e.eq_ignore_ascii_case(extension)) {
        return None;
    }
    let before = Span::new(0, dot).slice(text);
    let part =
        |c: char| super::is_ideograph(c) || matches!(c, '_' | '-') || c.is_ascii_alphanumeric();
    let name =
        before.chars().rev().take_while(|&c| part(c) || matches!(c, '(' | ')' | '（' | '）'));
    let width = name.map(char::len_utf8).scan(0, |sum, w| {
        *sum += w;
        (*sum <= LONGEST_NAME).then_some(*sum)
    });
    let start = dot - width.last()?;
    let chinese = before.chars().next_back().is_some_and(super::is_ideograph)
        || before.ends_with([')', '）']);
    chinese.then(|| Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use crate::protect::not_prose;

    fn parts(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        not_prose(text, &mut out);
        out.iter().map(|s| s.slice(text)).collect()
    }

    #[test]
    fn targets_of_links_are_names_and_their_texts_are_prose() {
        assert_eq!(
            parts("见[第1章](第1章/说明(旧).md \"标题\")，"),
            ["(第1章/说明(旧).md \"标题\")"]
        );
        assert_eq!(
            parts("[图1]: 图/第1张.png\n[^注1]: 这是注"),
            ["[图1]: 图/第1张.png", "[^注1]:"]
        );
        assert!(parts("他说[笑](没有结束").is_empty());
        assert!(parts("数组a[0]: 第一个").is_empty());
    }

    #[test]
    fn names_of_files_are_known_by_their_endings() {
        assert_eq!(parts("附件2报名表(新).xlsx，请下载"), ["附件2报名表(新).xlsx"]);
        for text in ["文件report.docx在桌面", "好.txts", "是的.没错", "第3.5节"] {
            assert!(parts(text).is_empty(), "{text}");
        }
    }
}
