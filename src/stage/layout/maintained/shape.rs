//! What a line is by its looks alone: an item, a row of a table, a line of a program, plain
//! prose. Knows no neighbours; what they make of a text together is said elsewhere.

use crate::span::{Span, floor};
use crate::stage::layout::heading::mark;

/// What a line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::stage::layout) enum Shape {
    Blank,
    /// A fence of three back-ticks or tildes.
    Fence,
    /// A heading as Markdown, AsciiDoc and wikis mark it: `# …`, `== …`.
    Hash,
    /// An item behind -, * or a dot.
    Bullet,
    /// An item or a heading behind its number: 一、 1. (1).
    Numbered,
    /// Cells set apart by bars, tabs, box drawing or columns of spaces.
    Row,
    /// Nothing but ---- or ====.
    Ruler,
    /// A tag of HTML, a command of TeX.
    Tag,
    /// A line of a program.
    Code,
    /// `key = value`, `key: value` in Latin letters, `[section]`.
    Setting,
    /// The time code of a subtitle.
    Cue,
    /// An entry of a log or the head of a message: date and time, then more.
    Entry,
    /// A short label or a speaker, then a colon: 地址：…
    Labelled,
    Prose,
}

/// So many bytes of a line are looked at: what it is shows at its start.
const HEAD: usize = 400;
/// Columns are set in lines of at most so many characters; longer ones are prose.
const WIDEST_ROW: usize = 120;
/// A label or a speaker has at most so many characters.
const LABEL: usize = 8;
/// A heading behind # has at most so many.
const TITLE: usize = 60;

/// Words that begin a line of a program in one of the common languages.
const KEYWORDS: &[&str] = &[
    "import",
    "from",
    "def",
    "class",
    "func",
    "fn",
    "let",
    "const",
    "var",
    "public",
    "private",
    "protected",
    "static",
    "return",
    "if",
    "else",
    "elif",
    "for",
    "while",
    "switch",
    "case",
    "try",
    "except",
    "catch",
    "package",
    "use",
    "using",
    "namespace",
    "struct",
    "enum",
    "impl",
    "interface",
    "export",
    "function",
    "async",
    "await",
    "print",
    "echo",
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "ALTER",
    "WHERE",
    "curl",
    "wget",
    "sudo",
    "apt",
    "pip",
    "npm",
    "git",
    "cargo",
    "docker",
    "#include",
    "#define",
];

/// What `line` looks like; it may be given with white space around it.
pub(in crate::stage::layout) fn shape(line: &str) -> Shape {
    let text = Span::new(0, floor(line, HEAD.min(line.len()))).slice(line).trim();
    let Some(first) = text.chars().next() else { return Shape::Blank };
    if text.starts_with("```") || text.starts_with("~~~") {
        Shape::Fence
    } else if is_ruler(text) {
        Shape::Ruler
    } else if is_hash(text) {
        Shape::Hash
    } else if is_cue(text) {
        Shape::Cue
    } else if is_tag(text) {
        Shape::Tag
    } else if is_row(text) {
        Shape::Row
    } else if is_entry(text) {
        Shape::Entry
    } else if is_setting(text) {
        Shape::Setting
    } else if is_code(text) {
        Shape::Code
    } else if matches!(first, '•' | '·' | '●' | '○' | '■' | '◆' | '▪' | '➢')
        || ["- ", "* ", "+ "].iter().any(|b| text.starts_with(b))
    {
        Shape::Bullet
    } else if mark(text).is_some() {
        Shape::Numbered
    } else if is_labelled(text) {
        Shape::Labelled
    } else {
        Shape::Prose
    }
}

fn is_ruler(text: &str) -> bool {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return false };
    matches!(first, '-' | '=' | '~' | '*' | '_' | '─' | '━' | '═' | '—')
        && text.chars().count() >= 3
        && chars.all(|c| c == first)
}

/// Signs that a heading of a text format begins with, then a space, then no sentence.
fn is_hash(text: &str) -> bool {
    let first = if text.starts_with('#') { '#' } else { '=' };
    let rest = text.trim_start_matches(first);
    let signs = text.len() - rest.len();
    let enough = if first == '#' { 1 } else { 2 };
    (enough..=6).contains(&signs)
        && rest.starts_with(' ')
        && rest.chars().count() <= TITLE
        && !rest.contains('。')
        && rest.trim_start().starts_with(|c: char| c.is_alphanumeric() || "“《【`[（(".contains(c))
}

fn is_cue(text: &str) -> bool {
    let timed = |s: &str| {
        let mut chars = s.chars();
        chars.next().is_some_and(|c| c.is_ascii_digit()) && s.contains(':')
    };
    match text.split_once(" --> ") {
        Some((from, _)) if timed(from.trim()) => return true,
        _ => {}
    }
    if text.starts_with("Dialogue: ") || text == "WEBVTT" {
        return true;
    }
    let Some(rest) = text.strip_prefix('[') else { return false };
    let Some((time, _)) = rest.split_once(']') else { return false };
    let tagged = ["ti:", "ar:", "al:", "by:", "offset:"].iter().any(|t| time.starts_with(t));
    tagged
        || (time.len() <= 9
            && time.matches(':').count() == 1
            && timed(time)
            && time.chars().all(|c| c.is_ascii_digit() || c == ':' || c == '.'))
}

fn is_tag(text: &str) -> bool {
    if let Some(rest) = text.strip_prefix('<') {
        let named = rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        return named && text.contains('>');
    }
    text.strip_prefix('\\')
        .is_some_and(|r| r.starts_with(|c: char| c.is_ascii_alphabetic()) && r.contains('{'))
}

fn is_row(text: &str) -> bool {
    if text.matches('|').count() >= 2 || text.contains('\t') {
        return true;
    }
    if text.chars().any(|c| ('\u{2500}'..='\u{257F}').contains(&c)) {
        return text.chars().filter(|c| ('\u{2500}'..='\u{257F}').contains(c)).count() >= 2;
    }
    let (mut columns, mut spaces) = (0, 0);
    for c in text.chars() {
        match c {
            ' ' => spaces += 1,
            '\u{3000}' => spaces += 2,
            _ => {
                columns += usize::from(spaces >= 2);
                spaces = 0;
            }
        }
    }
    columns >= 2 && text.chars().count() <= WIDEST_ROW
}

/// A date or a month, a time of day, and something behind.
fn is_entry(text: &str) -> bool {
    let text = text.trim_start_matches(['[', '(', '<']);
    let head = Span::new(0, floor(text, 32)).slice(text);
    let dated = head.starts_with(|c: char| c.is_ascii_digit())
        || [
            "Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ",
            "Dec ",
        ]
        .iter()
        .any(|m| head.starts_with(m));
    let clock = head.match_indices(':').any(|(at, _)| {
        let digits = |s: &str| s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit());
        let before = head.get(at.saturating_sub(2)..at).is_some_and(digits);
        before && head.get(at + 1..at + 3).is_some_and(digits)
    });
    dated && clock
}

fn is_setting(text: &str) -> bool {
    if let Some(section) = text.strip_prefix('[').and_then(|r| r.strip_suffix(']')) {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_. []\"".contains(c);
        return !section.is_empty() && section.chars().all(plain);
    }
    let text = text.strip_prefix("- ").unwrap_or(text);
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.\"'$".contains(c)));
    let Some(end) = end.filter(|&e| e > 0) else { return false };
    let (key, rest) = (Span::new(0, end).slice(text), Span::new(end, text.len()).slice(text));
    // Numbers and names in capitals (ID: 5) stand in prose, too.
    if !key.starts_with(|c: char| c.is_ascii_lowercase() || "\"'_$".contains(c)) {
        return key.starts_with(|c: char| c.is_ascii_uppercase()) && rest.starts_with('=');
    }
    let rest = rest.trim_start();
    rest.starts_with('=') || rest == ":" || rest.starts_with(": ")
}

fn is_code(text: &str) -> bool {
    if ["//", "/*", "*/", "#!", "-- ", "<?"].iter().any(|c| text.starts_with(c)) {
        return true;
    }
    let (mut all, mut han) = (0, 0);
    for c in text.chars() {
        all += 1;
        han += usize::from(!c.is_ascii());
    }
    if han * 2 > all {
        return false;
    }
    let word = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '#')).next();
    let keyword = word.is_some_and(|w| KEYWORDS.contains(&w));
    let closes = ["{", "}", "};", ");", "],", "},", "(", "["].iter().any(|e| text.ends_with(e));
    let signs = text.chars().filter(|c| "(){}[]=<>;$.:\"'".contains(*c)).count();
    closes || (text.ends_with(';') && signs >= 2) || (keyword && signs >= 1)
}

fn is_labelled(text: &str) -> bool {
    let Some((label, _)) = text.split_once(['：', ':']) else { return false };
    let count = label.chars().count();
    let plain = |c: char| c.is_alphanumeric() || c.is_whitespace() || "（）()".contains(c);
    (1..=LABEL).contains(&count) && label.chars().all(plain) && !label.ends_with("http")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart_by_their_looks() {
        for (line, expected) in [
            ("", Shape::Blank),
            ("```sh", Shape::Fence),
            ("## 安装", Shape::Hash),
            ("== 沿革 ==", Shape::Hash),
            ("- 下载", Shape::Bullet),
            ("●收藏", Shape::Bullet),
            ("一、下载", Shape::Numbered),
            ("(2)分享", Shape::Numbered),
            ("| 名称 | 大小 |", Shape::Row),
            ("├── 下载", Shape::Row),
            ("按钮    作用    备注", Shape::Row),
            ("------", Shape::Ruler),
            ("<li>下载</li>", Shape::Tag),
            ("\\section{下载}", Shape::Tag),
            ("let label = \"下载\";", Shape::Code),
            ("}", Shape::Code),
            ("// 下载按钮", Shape::Code),
            ("timeout = 30", Shape::Setting),
            ("  label: 下载", Shape::Setting),
            ("[server]", Shape::Setting),
            ("00:00:01,000 --> 00:00:03,500", Shape::Cue),
            ("[00:12.30]风从海上来", Shape::Cue),
            ("2024-03-05 10:20:31 INFO 下载完成", Shape::Entry),
            ("[10:20:31] 下载完成", Shape::Entry),
            ("收件人：陈某", Shape::Labelled),
            ("今天下午三点开会。", Shape::Prose),
            ("ID:3307518", Shape::Labelled),
            ("3.5万人", Shape::Prose),
            ("一是抓落实;二是抓责任;", Shape::Prose),
        ] {
            assert_eq!(shape(line), expected, "{line}");
        }
    }
}
