//! Furniture: lines that a site puts around a document.

use super::compile;
use regex::Regex;

/// The lines of one kind of site.
#[derive(Clone, Debug)]
pub struct Furniture {
    /// What each different line of the kind adds (nats) to the log-odds that the document came
    /// off such a page.
    pub evidence: f32,
    /// The lines, each pattern for a whole line without the white space around it.
    pub lines: Vec<Regex>,
}

/// Reads the patterns of whole lines; the error says what is wrong.
pub(crate) fn lines_of(patterns: &[String]) -> Result<Vec<Regex>, String> {
    if patterns.is_empty() {
        return Err("`lines` needs at least one pattern".to_owned());
    }
    let line = |pattern: &String| {
        let whole =
            compile(&format!("^(?:{pattern})$")).map_err(|e| format!("`{pattern}`: {e}"))?;
        if whole.is_match("") {
            return Err(format!("`{pattern}` matches the empty line"));
        }
        Ok(whole)
    };
    patterns.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_for_whole_lines() {
        let lines = lines_of(&["页数|大小".to_owned()]).unwrap();
        assert!(lines[0].is_match("页数") && !lines[0].is_match("页数不限"));
    }

    #[test]
    fn what_cannot_be_a_line_is_refused() {
        for (patterns, why) in [
            (vec![], "at least one"),
            (vec!["x*".to_owned()], "empty"),
            (vec!["(".to_owned()], "`(`"),
        ] {
            assert!(lines_of(&patterns).unwrap_err().contains(why));
        }
    }
}
