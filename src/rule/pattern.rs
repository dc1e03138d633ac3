//! A pattern of a rule. Those inside the executable are compiled when they are first asked: most
//! documents need few of them, and all together take longer than reading a document. Those of a
//! user are compiled at once, so that a mistake is said where it stands.

use regex::{Regex, RegexBuilder};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// A compiled pattern may take this many bytes: enough for any sane rule, and a user's
/// pattern cannot eat the machine.
const SIZE: usize = 4 << 20;

/// When patterns are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// Where they are read: a pattern may be wrong.
    Read,
    /// Where they are first asked. The tests have compiled them.
    Asked,
}

/// A regular expression. Copies share what is compiled.
#[derive(Clone, Debug)]
pub struct Pattern {
    source: Arc<str>,
    regex: Arc<OnceLock<Regex>>,
}

impl Pattern {
    /// Reads a pattern; the error says what is wrong with it.
    pub(super) fn read(source: &str, when: When) -> Result<Pattern, String> {
        Pattern::checked(source, when, |_| Ok(()))
    }

    /// The same for one that is looked for. If it matches the empty text, it would be found
    /// everywhere: `empty` is what to say of that.
    pub(super) fn to_find(source: &str, when: When, empty: &str) -> Result<Pattern, String> {
        let check = |regex: &Regex| {
            if regex.is_match("") { Err(empty.to_owned()) } else { Ok(()) }
        };
        Pattern::checked(source, when, check)
    }

    fn checked(
        source: &str,
        when: When,
        check: impl Fn(&Regex) -> Result<(), String>,
    ) -> Result<Pattern, String> {
        let regex = Arc::new(OnceLock::new());
        if when == When::Read {
            let compiled = compile(source)?;
            check(&compiled)?;
            regex.get_or_init(|| compiled);
        }
        Ok(Pattern { source: source.into(), regex })
    }
}

impl Deref for Pattern {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        self.regex.get_or_init(|| match compile(&self.source) {
            Ok(regex) => regex,
            Err(e) => unreachable!("patterns in the executable are checked by the tests: {e}"),
        })
    }
}

/// The one place where patterns are compiled.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern).size_limit(SIZE).build().map_err(|e| {
        // The regex crate draws the pattern over several lines; the last one is the reason.
        e.to_string().lines().last().unwrap_or_default().trim().to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_said_where_it_is_read() {
        let read = |source| Pattern::to_find(source, When::Read, "empty").map(|p| p.is_match("甲"));
        assert_eq!(read("甲+"), Ok(true));
        assert_eq!(read("甲*"), Err("empty".to_owned()));
        assert!(Pattern::read("甲*", When::Read).is_ok());
        assert!(read("(").unwrap_err().contains("unclosed"));
        assert!(Pattern::read("甲", When::Asked).unwrap().is_match("甲"));
    }
}
