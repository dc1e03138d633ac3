//! What a blank would hold if it speaks of the year of the document: `{year}` in the replacement
//! of a rule is that year, `{年}` the same in Chinese digits, and the name of an anchor in braces
//! is the term of that anchor in which the year lies. Only suggests; a rule with such a
//! replacement reports its places even where the year is not known.

use crate::dating::DocumentYear;
use crate::finding::{Confidence, Finding, Reason};
use crate::rule::RuleSet;
use std::sync::Arc;

/// Below this the year is not worth a suggestion.
const KNOWN: f32 = 0.9;

/// Share of the blanks for a year that mean the year of the document itself. In work reports
/// last year and next year are blanked as well.
const PRESENT: f32 = 0.7;

/// Puts the document's year into the fix, or takes the fix away.
pub(super) fn fill(finding: &mut Finding, document: Option<&Arc<DocumentYear>>, rules: &RuleSet) {
    let Some(template) = finding.fix.take_if(|fix| fix.contains('{')) else { return };
    finding.confidence = Confidence::Possible;
    let Some(document) = document.filter(|d| d.probability >= KNOWN) else { return };
    finding.fix = filled(&template, document.year, rules).map(Into::into);
    if finding.fix.is_some() {
        finding.probability = PRESENT * document.probability;
        finding.reason = Reason::Dated { document: Arc::clone(document) };
    }
}

/// `template` with every name in braces replaced; `None` if one of them has no value.
fn filled(template: &str, year: u16, rules: &RuleSet) -> Option<String> {
    let mut parts = template.split('{');
    let mut out = parts.next()?.to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        match name {
            "year" => out += &year.to_string(),
            "年" => out.extend(year.to_string().chars().map(in_chinese)),
            _ => {
                let anchor = rules.anchors().iter().find(|a| a.name == name)?;
                let term = anchor.terms.iter().find(|t| (t.from..=t.to).contains(&year))?;
                out += &term.name;
            }
        }
        out += rest;
    }
    Some(out)
}

fn in_chinese(digit: char) -> char {
    let digits = "〇一二三四五六七八九".chars();
    digit.to_digit(10).and_then(|d| digits.clone().nth(d as usize)).unwrap_or(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_replaced() {
        let rules = RuleSet::built_in();
        let fill = |template: &str, year| filled(template, year, &rules);
        assert_eq!(fill("{year}年", 2011).as_deref(), Some("2011年"));
        assert_eq!(fill("{年}年", 2011).as_deref(), Some("二〇一一年"));
        assert_eq!(fill("{five-year-plan}", 2011).as_deref(), Some("十二五"));
        assert_eq!(fill("{legal-education}", 2010).as_deref(), Some("五五"));
        assert_eq!(fill("{five-year-plan}", 1985), None);
        assert_eq!(fill("{nothing}", 2011), None);
        assert_eq!(fill("{year", 2011), None);
    }
}
