//! What a document is to be written in. Knows names, not how anything is written.

use super::Coding;
use std::str::FromStr;

/// A charset to write in, and whether the file begins with a byte order mark.
///
/// ```
/// use kanwu::{Coding, Target};
/// let target: Target = "utf-8-bom".parse()?;
/// assert_eq!(target, Target { coding: Coding::UTF_8, mark: true });
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The charset.
    pub coding: Coding,
    /// Whether there is a mark.
    pub mark: bool,
}

impl FromStr for Target {
    type Err = String;

    /// Any name of a charset. UTF-16 and UTF-32 get a mark, since readers need one; UTF-8 gets
    /// one as `utf-8-bom` only.
    fn from_str(s: &str) -> Result<Target, String> {
        if matches!(&*s.to_ascii_lowercase(), "utf-8-bom" | "utf8-bom" | "utf-8-sig") {
            return Ok(Target { coding: Coding::UTF_8, mark: true });
        }
        let coding: Coding = s.parse()?;
        Ok(Target { coding, mark: coding.unit() > 1 })
    }
}
