//! A learned line as a table of a rule file, with the evidence of its count.

use super::sketch::hash;
use std::collections::BTreeSet;
use std::fmt;

/// A line that recurs at the edges of documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// The line, 0 for each of its numbers.
    pub line: String,
    /// In how many documents it stands at the head or the tail.
    pub count: u64,
    /// Of how many documents.
    pub read: u64,
    /// A few of its forms.
    pub examples: BTreeSet<String>,
}

/// More (nats) no line adds. From 10.4 on it would prove the page alone.
const MOST: f64 = 10.0;
/// A text that the examples of the table put around a line.
const BODY: &str = "会议讨论了三件事，都有了结果。";

impl Learned {
    /// What the line adds to the log-odds of the page, in nats: 0.7 for each doubling of its
    /// count, as chance does not repeat a line. It never proves a page alone, however often it
    /// stood: a title that a whole batch has in common recurs like furniture, but alone.
    #[expect(clippy::cast_precision_loss, reason = "a logarithm needs no more")]
    pub fn evidence(&self) -> f64 {
        (3.0 + (self.count.max(1) as f64).ln()).min(MOST)
    }

    /// The line as a pattern: literal but for its numbers and spaces.
    fn pattern(&self) -> String {
        let mut out = String::new();
        for c in self.line.chars() {
            match c {
                '0' => out += r"\d+",
                ' ' => out += r"\s+",
                c => out += &regex::escape(c.encode_utf8(&mut [0; 4])),
            }
        }
        out
    }

    /// The longest part of the line without a number or a space.
    fn needle(&self) -> &str {
        let parts = self.line.split(['0', ' ']);
        parts.max_by_key(|p| p.len()).unwrap_or(&self.line)
    }
}

impl fmt::Display for Learned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let Learned { line, count, read, examples } = self;
        let percent = (count * 100).div_ceil((*read).max(1));
        writeln!(f, "# {count} of {read} documents ({percent} %)")?;
        for example in examples {
            // A comment ends with its line and holds no control character.
            writeln!(f, "#   {}", example.replace(char::is_control, " "))?;
        }
        let first = examples.first().unwrap_or(line);
        writeln!(f, "[[furniture]]")?;
        writeln!(f, "name = \"learned-{:016x}\"", hash(line))?;
        writeln!(f, "says = {}", quoted("一再出现在文档头尾的行"))?;
        writeln!(f, "says_en = \"a line that recurs at the ends of documents\"")?;
        writeln!(f, "why = {}", quoted(&format!("{read}个文件中有{count}个在头尾有这一行。")))?;
        writeln!(
            f,
            "why_en = \"It stands at the head or the tail of {count} of {read} documents.\""
        )?;
        writeln!(f, "evidence = {:.1}", self.evidence())?;
        writeln!(f, "reach = \"title\"")?;
        writeln!(f, "needles = [{}]", quoted(self.needle()))?;
        writeln!(f, "lines = [{}]", quoted(&self.pattern()))?;
        writeln!(f, "since = \"learned\"")?;
        let before = quoted(&format!("{first}\n{BODY}"));
        writeln!(f, "hits = [[{before}, {}]]", quoted(BODY))?;
        writeln!(f, "leaves = [{}]", quoted(&format!("会上念了“{first}”这一行。")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::RuleSet;

    fn learned(line: &str, count: u64, read: u64) -> Learned {
        Learned { line: line.to_owned(), count, read, examples: [line.to_owned()].into() }
    }

    #[test]
    fn two_lines_of_ten_documents_prove_a_page_and_one_line_never_does() {
        let needed = 10.4;
        assert!(2.0 * learned("甲乙", 10, 10).evidence() > needed);
        assert!(learned("甲乙", 1_000_000, 1_000_000).evidence() < needed);
    }

    #[test]
    fn any_line_is_written_so_that_it_can_be_read_back() {
        for line in ["文库'0'号", "a\"b\\c [0] (文库)", "渡口 0 $^|", "甲\u{1}乙\u{7f}"] {
            let mut rules = RuleSet::built_in();
            let text = learned(line, 9, 9).to_string();
            rules.add("learned.toml", &text).unwrap_or_else(|e| panic!("{e}\n{text}"));
        }
    }
}
