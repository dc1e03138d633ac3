//! Findings as workflow commands, which GitHub shows as annotations beside the changed lines.

use super::escape::{path_text, shown};
use super::excerpt::ends;
use super::reason::reason;
use super::sighting::sightings;
use super::{Document, Lang, Report};
use crate::error::Error;
use crate::finding::Confidence;
use std::io::Write;

/// `::warning file=…,line=…,col=…,endLine=…,endColumn=…,title=rule::before → after: reason`.
pub(crate) struct Github {
    /// Findings below it are left out.
    pub(crate) least: Confidence,
    pub(crate) lang: Lang,
}

impl Report for Github {
    fn document(&self, document: &Document<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        let path = path_text(document.path);
        let path = shown(path.strip_prefix("./").unwrap_or(&path)).to_string();
        for s in sightings(document, self.least) {
            let level = match s.finding.confidence {
                Confidence::Possible => "notice",
                Confidence::Likely | Confidence::Certain => "warning",
            };
            let before = ends(&s.finding.before);
            let change = match s.finding.fix.as_deref() {
                None => shown(&before).to_string(),
                Some("") => {
                    format!("{} → {}", shown(&before), self.lang.pick("（删去）", "(deleted)"))
                }
                Some(fix) => format!("{} → {}", shown(&before), shown(&ends(fix))),
            };
            let why = reason(s.finding, s.rule, self.lang);
            let said = format!("{change}{}{}", self.lang.pick("：", ": "), shown(&why));
            // Writing to memory cannot fail.
            let _ = writeln!(
                out,
                "::{level} file={},line={},col={},endLine={},endColumn={},title={}::{}",
                property(&path),
                s.start.line,
                s.start.column,
                s.end.line,
                s.end.column,
                property(&s.rule.full_name()),
                data(&said),
            );
        }
        Ok(())
    }
}

/// What stands behind the second `::`, escaped as the runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_ends_it() {
        assert_eq!(property("甲,乙:100%.txt"), "甲%2C乙%3A100%25.txt");
        assert_eq!(data("50%: 是\n"), "50%25: 是%0A");
    }
}
