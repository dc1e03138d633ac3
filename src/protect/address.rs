//! Addresses: URLs, bare hosts, e-mail, file paths. Recognised from the mark inside them
//! (`://`, `@`, `:\`) and read in both directions, so that prose costs one byte test.

use super::{Reader, is_ideograph};
use crate::span::Span;

/// The longest scheme and the longest local part that are looked for before the mark.
const LONGEST_SCHEME: usize = 12;
const LONGEST_LOCAL_PART: usize = 64;

/// Folders at the root of a file system. Only below one of these may a path hold Chinese:
/// `元/kg/天` is a unit.
const ROOTS: &[&str] = &[
    "usr",
    "etc",
    "home",
    "var",
    "opt",
    "tmp",
    "mnt",
    "root",
    "bin",
    "sbin",
    "lib",
    "dev",
    "proc",
    "sys",
    "srv",
    "boot",
    "media",
    "data",
    "www",
    "Users",
    "Volumes",
    "Library",
    "Applications",
];

impl Reader<'_> {
    /// `scheme://…`, recognised at the first slash.
    pub(super) fn url(&self, at: usize) -> Option<Span> {
        if self.byte_before(at) != b':' || self.byte(at + 1) != b'/' {
            return None;
        }
        let start = self.word_before(at - 1, LONGEST_SCHEME, |b| b.is_ascii_alphabetic());
        let end = self.url_end(at + 2);
        // A path may have swallowed the scheme.
        let has_scheme = start < at - 1 || (start > 0 && start == self.floor);
        (has_scheme && end > at + 2).then(|| Span::new(start, end))
    }

    /// `www.…` without a scheme.
    pub(super) fn bare_host(&self, at: usize) -> Option<Span> {
        let named = self.bytes[at..].get(..4).is_some_and(|w| w.eq_ignore_ascii_case(b"www."));
        if !named || self.byte_before(at).is_ascii_alphanumeric() {
            return None;
        }
        let end = self.url_end(at + 4);
        (end > at + 4).then(|| Span::new(at, end))
    }

    /// Where the address whose host begins at `at` ends. Chinese ends it, except in a path or
    /// a query: `…/wiki/服务`.
    fn url_end(&self, at: usize) -> usize {
        let mut end = at;
        loop {
            let ascii = self.run(end, |b| b.is_ascii_graphic() && !b"<>\"'`{}|\\^".contains(&b));
            let open = matches!(self.byte_before(ascii), b'/' | b'=' | b'_' | b'-' | b'#' | b'%');
            let han = match open && ascii > at {
                true => ideographs(self.rest(ascii)),
                false => 0,
            };
            end = ascii + han;
            if han == 0 {
                break;
            }
        }
        while end > at && b".,;:!?)'*]".contains(&self.byte_before(end)) {
            end -= 1;
        }
        end
    }

    /// `name@host.tld`, recognised at the `@`.
    pub(super) fn mail(&self, at: usize) -> Option<Span> {
        let start = self.word_before(at, LONGEST_LOCAL_PART, |b| {
            b.is_ascii_alphanumeric() || b"._%+-".contains(&b)
        });
        let mut end = self.run(at + 1, |b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        while b".-".contains(&self.byte_before(end)) {
            end -= 1;
        }
        let host = self.bytes.get(at + 1..end)?;
        (start < at && host.contains(&b'.')).then(|| Span::new(start, end))
    }

    /// `/usr/…`, `./a/b`, `~/…`, recognised at the first slash.
    pub(super) fn unix_path(&self, at: usize) -> Option<Span> {
        let dots = self.word_before(at, 2, |b| b == b'.' || b == b'~');
        let before = self.byte_before(dots);
        if before.is_ascii_alphanumeric() || b"/:_-)".contains(&before) {
            return None;
        }
        let segment = |b: u8| b.is_ascii_alphanumeric() || b"._-+%".contains(&b);
        let first = self.run(at + 1, segment);
        let name = Span::new(at + 1, first).slice(self.text);
        let rooted = dots < at || ROOTS.contains(&name);
        let mut end = first;
        let mut segments = usize::from(!name.is_empty());
        while self.byte(end) == b'/' || (rooted && end > at + 1) {
            let slash = end + usize::from(self.byte(end) == b'/');
            let next = self.run(slash, segment);
            let next = next + if rooted { ideographs(self.rest(next)) } else { 0 };
            if next == slash {
                break;
            }
            segments += usize::from(slash > end);
            end = next;
        }
        while b".,".contains(&self.byte_before(end)) {
            end -= 1;
        }
        let numbers = self.bytes[at..end].iter().all(|b| b.is_ascii_digit() || b"/.%".contains(b));
        (segments > 1 && !numbers).then(|| Span::new(dots, end))
    }

    /// `C:\…`, recognised at the first back-slash.
    pub(super) fn drive_path(&self, at: usize) -> Option<Span> {
        let drive = at.checked_sub(2)?;
        let alone = !self.byte_before(drive).is_ascii_alphanumeric();
        if self.byte(at - 1) != b':' || !self.byte(drive).is_ascii_alphabetic() || !alone {
            return None;
        }
        let mut end = at + 1;
        let mut chars = self.rest(end).chars().peekable();
        while let Some(c) = chars.next() {
            let inside = match c {
                // `C:\Program Files\…`
                ' ' => {
                    self.byte_before(end).is_ascii_alphabetic()
                        && chars.peek().is_some_and(char::is_ascii_alphabetic)
                }
                '<' | '>' | '"' | '\'' | '|' | '?' | '*' | ':' | ',' | ';' | '`' => false,
                c if c.is_ascii() => c.is_ascii_graphic(),
                c => is_ideograph(c),
            };
            if !inside {
                break;
            }
            end += c.len_utf8();
        }
        // An address may have swallowed the drive.
        Some(Span::new(drive.max(self.floor), end))
    }

    /// Where the word of `wanted` bytes that ends at `end` begins, at most `most` bytes back.
    fn word_before(&self, end: usize, most: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let from = self.floor.max(end.saturating_sub(most)).min(end);
        end - self.bytes[from..end].iter().rev().take_while(|&&b| wanted(b)).count()
    }
}

/// Length in bytes of the ideographs that `text` begins with.
fn ideographs(text: &str) -> usize {
    text.chars().take_while(|&c| is_ideograph(c)).map(char::len_utf8).sum()
}

#[cfg(test)]
mod tests {
    use crate::protect::protected;

    fn parts(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        protected(text, &mut out);
        out.iter().map(|s| s.slice(text)).collect()
    }

    #[test]
    fn addresses_end_where_the_prose_goes_on() {
        assert_eq!(
            parts("见http://a.cn/x?b=1&c=2，或www.b.com网站"),
            ["http://a.cn/x?b=1&c=2", "www.b.com"]
        );
        assert_eq!(parts("词条（https://zh.a.org/wiki/效劳）。"), ["https://zh.a.org/wiki/效劳"]);
        assert_eq!(parts("请访问 https://a.cn/b. 谢谢"), ["https://a.cn/b"]);
        assert_eq!(parts("来信寄li.ming@a.com.cn即可"), ["li.ming@a.com.cn"]);
    }

    #[test]
    fn paths_are_protected_and_units_are_not() {
        assert_eq!(
            parts(r"存于C:\Program Files\效劳\a.txt，备份"),
            [r"C:\Program Files\效劳\a.txt"]
        );
        assert_eq!(parts("写入/home/效劳/a.log。"), ["/home/效劳/a.log"]);
        assert_eq!(parts("运行./bin/a"), ["./bin/a"]);
        for text in ["和/或", "3/4的人", "元/kg/天", "2020/1/1", "@所有人", "9:/", "and/or"]
        {
            assert!(parts(text).is_empty(), "{text}: {:?}", parts(text));
        }
    }
}
