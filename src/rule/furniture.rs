//! Furniture: lines that a site puts around a document.

use super::pattern::{Pattern, When};

/// The lines of one kind of site.
#[derive(Clone, Debug)]
pub struct Furniture {
    /// What each different line of the kind adds (nats) to the log-odds that the document came
    /// off such a page.
    pub evidence: f32,
    /// The lines, each pattern for a whole line without the white space around it.
    pub lines: Vec<Pattern>,
    /// Lines that prove the page as well, but are the document's and stay.
    pub signs: Vec<Pattern>,
    /// All of them in one, so that most lines are asked about once; none if together they are too
    /// large.
    pub(crate) any: Option<Pattern>,
    /// How far into the document the lines are taken off.
    pub reach: Reach,
    /// Whether such a line at the end of a document heads a list of titles that go with it.
    pub titles: bool,
}

/// How far into a document furniture is taken off, once the page is proven.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Where nothing but furniture stands between it and the edge of the document.
    #[default]
    Edge,
    /// Behind the title, and before a signature, too.
    Title,
    /// Anywhere: watermarks.
    Text,
}

impl std::str::FromStr for Reach {
    type Err = String;

    fn from_str(s: &str) -> Result<Reach, String> {
        match s {
            "edge" => Ok(Reach::Edge),
            "title" => Ok(Reach::Title),
            "text" => Ok(Reach::Text),
            _ => Err(format!("`reach` is edge, title or text, not `{s}`")),
        }
    }
}

/// Patterns in one that matches what any of them does; none if together they are too large.
pub(super) fn any_of(patterns: &[String], when: When) -> Option<Pattern> {
    Pattern::read(&format!("^(?:{})$", patterns.join("|")), when).ok()
}

/// Reads the patterns of whole lines; the error says what is wrong.
pub(super) fn lines_of(patterns: &[String], when: When) -> Result<Vec<Pattern>, String> {
    let line = |pattern: &String| {
        Pattern::to_find(&format!("^(?:{pattern})$"), when, "matches the empty line")
            .map_err(|e| format!("`{pattern}`: {e}"))
    };
    patterns.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_for_whole_lines() {
        let lines = lines_of(&["页数|大小".to_owned()], When::Read).unwrap();
        assert!(lines[0].is_match("页数") && !lines[0].is_match("页数不限"));
    }

    #[test]
    fn all_in_one_match_what_each_does() {
        let any = any_of(&["页数|大小".to_owned(), "格式".to_owned()], When::Read).unwrap();
        assert!(["页数", "大小", "格式"].iter().all(|l| any.is_match(l)));
        assert!(!any.is_match("格式不限") && !any.is_match("大小格式"));
    }

    #[test]
    fn what_cannot_be_a_line_is_refused() {
        for (patterns, why) in [(vec!["x*".to_owned()], "empty"), (vec!["(".to_owned()], "`(`")] {
            assert!(lines_of(&patterns, When::Read).unwrap_err().contains(why));
        }
    }

    #[test]
    fn reach_has_three_names() {
        assert!(Reach::Edge < Reach::Title && Reach::Title < Reach::Text);
        assert_eq!("text".parse(), Ok(Reach::Text));
        assert!("page".parse::<Reach>().is_err());
    }
}
