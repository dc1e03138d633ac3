//! Page numbers as they stand in a text: 第3页 共8页, - 3 -, 3/8, 3. One of them may be
//! anything; a series that rises page by page is its own proof, as far as its form allows.

/// How a page number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// With the number of pages, in words or as a fraction; pages of such a document.
    Of(u32),
    /// 第3页
    Worded,
    /// - 3 -
    Dashed,
    /// 3
    Bare,
}

/// A page number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) form: Form,
    pub(super) number: u32,
}

/// No page number is longer, in bytes.
const LONGEST: usize = 48;

impl Form {
    /// So many pages make a series …
    pub(super) fn fewest(self) -> usize {
        match self {
            Form::Of(_) => 2,
            Form::Worded | Form::Dashed => 3,
            Form::Bare => 4,
        }
    }

    /// … and so many of them must interrupt a sentence: sections of a novel, scenes and the
    /// pages of a picture book are numbered as well, but their numbers stand between
    /// paragraphs.
    pub(super) fn interrupting(self, pages: usize) -> usize {
        match self {
            Form::Of(_) => 0,
            _ => (pages / 4).max(1),
        }
    }
}

/// The page number that `line` is, given without white space around it.
pub(super) fn page(line: &str) -> Option<Page> {
    if line.len() > LONGEST || !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let is_dash = |c: char| matches!(c, '-' | '—' | '–' | '－' | '~' | '·' | '•' | '|' | '─');
    let core = line.trim_matches(|c: char| is_dash(c) || c.is_whitespace());
    let dashed = line.starts_with(is_dash) && line.ends_with(is_dash);
    let mut letters = core.chars().filter(|c| !c.is_whitespace()).peekable();
    let worded = letters.next_if_eq(&'第').is_some();
    let number = read_number(&mut letters)?;
    let worded = worded && letters.next_if_eq(&'页').is_some();
    let comma = letters.next_if(|c| matches!(c, ',' | '，' | '/' | '／')).is_some();
    if letters.peek().is_none() && !comma {
        let form = match (worded, dashed) {
            (true, _) => Form::Worded,
            (false, true) => Form::Dashed,
            (false, false) => Form::Bare,
        };
        // A lone 第3 is no page.
        return (worded || core.starts_with(|c: char| c.is_ascii_digit()))
            .then_some(Page { form, number });
    }
    let of = worded && letters.next_if_eq(&'共').is_some();
    let total = read_number(&mut letters)?;
    let closed = !of || letters.next_if_eq(&'页').is_some();
    let whole = letters.next().is_none() && closed && (of || (!worded && comma));
    (whole && number <= total).then_some(Page { form: Form::Of(total), number })
}

/// One to four digits.
fn read_number(letters: &mut std::iter::Peekable<impl Iterator<Item = char>>) -> Option<u32> {
    let mut number = None;
    for _ in 0..4 {
        let Some(digit) = letters.next_if(char::is_ascii_digit) else { break };
        number = Some(number.unwrap_or(0) * 10 + digit.to_digit(10)?);
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_read_in_their_forms() {
        for (line, form, number) in [
            ("第 3 页 共 8 页", Form::Of(8), 3),
            ("第3页，共8页", Form::Of(8), 3),
            ("第3页/共8页", Form::Of(8), 3),
            ("- 第3页 共8页 -", Form::Of(8), 3),
            ("3/8", Form::Of(8), 3),
            ("3 / 8", Form::Of(8), 3),
            ("第12页", Form::Worded, 12),
            ("- 3 -", Form::Dashed, 3),
            ("—3—", Form::Dashed, 3),
            ("17", Form::Bare, 17),
        ] {
            assert_eq!(page(line), Some(Page { form, number }), "{line}");
        }
    }

    #[test]
    fn other_lines_are_none() {
        for line in
            ["第3页共8张", "9/8", "第3", "共8页", "3.5", "-3.5-", "第一页", "12345", "3/", "3%"]
        {
            assert_eq!(page(line), None, "{line}");
        }
    }
}
