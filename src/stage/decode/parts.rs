//! Several charsets in one file: lines of GBK behind lines of UTF-8, Big5 pasted into GBK. A
//! line is the unit, and keeps the charset of the document unless another reads it far
//! better. Nothing is looked at twice in a document whose lines are plainly in one charset.

use super::common::{self, Pairs};
use crate::prose::Prose;
use crate::span::Span;
use crate::transcode::{Coding, decode};

/// Text broken in a few places is still UTF-8 when it has this many whole characters beyond
/// ASCII for each broken one. GBK text read as UTF-8 has far fewer than one.
const WHOLE_PER_BROKEN: usize = 4;

/// … and so many of them have three bytes: six characters of GBK make five of two bytes
/// (食品药品监督 does) …
const LONG: usize = 3;
/// … or so many at all.
const MANY: usize = 16;

/// Broken pieces after which lines that are not UTF-8 are no longer counted piece by piece,
/// whose number then is a lower bound on what is broken.
const PLENTY: usize = 4096;

/// A line is read in another charset than its document if that is likelier by so many nats …
const MARGIN: f32 = 16.0;
/// … and by so many a character: a rare name must not turn a line over. Set on clean documents
/// of one charset, none of which may fall apart, and on lines shuffled together: a line in the
/// wrong charset reads worse by some 4 nats a character.
const MARGIN_EACH: f32 = 1.5;

/// Characters of three bytes from which a line that is valid UTF-8 is not weighed: no line of
/// GBK or Big5 in the clean documents had as many.
const PROOF: usize = 6;

/// So many bytes of a line are read in every way.
const READ: usize = 512;

/// A line may be in one of these, whatever its document is in. They are the charsets of
/// Chinese files; a line of Korean or French is rather a quotation gone wrong.
const CHINESE: [Coding; 2] = [Coding::GB18030, Coding::BIG5];

/// A run of lines in one charset, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) coding: Coding,
    pub(super) bytes: Span,
}

/// What the lines of a document are, as far as UTF-8 tells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pieces: Pieces,
    /// Bytes of the lines that are valid UTF-8 beyond ASCII.
    valid_bytes: usize,
    /// Bytes of the lines that are not.
    other_bytes: usize,
}

impl Tally {
    /// Counts.
    pub(super) fn of(bytes: &[u8]) -> Tally {
        let mut tally = Tally::default();
        for line in lines(bytes) {
            if line.is_ascii() {
                continue;
            }
            // What is plainly not UTF-8 need not be counted to the end.
            if tally.pieces.broken >= PLENTY && std::str::from_utf8(line).is_err() {
                tally.other_bytes += line.len();
                continue;
            }
            let pieces = Pieces::of(line);
            tally.pieces.whole += pieces.whole;
            tally.pieces.long += pieces.long;
            tally.pieces.broken += pieces.broken;
            match pieces {
                Pieces { whole: 0, broken: 0, .. } => {}
                Pieces { broken: 0, .. } => tally.valid_bytes += line.len(),
                _ => tally.other_bytes += line.len(),
            }
        }
        tally
    }

    /// Whether the document is UTF-8, with what is broken in it.
    pub(super) fn is_utf8(self) -> bool {
        self.pieces.are_utf8() || (self.pieces.long >= LONG && self.valid_bytes > self.other_bytes)
    }

    /// Whether some lines are valid UTF-8 and others are not.
    pub(super) fn is_mixed(self) -> bool {
        self.valid_bytes > 0 && self.other_bytes > 0
    }
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|&b| b == b'\n')
}

/// What bytes are, read as UTF-8.
#[derive(Clone, Copy, Debug, Default)]
struct Pieces {
    /// Characters beyond ASCII.
    whole: usize,
    /// Those of three bytes and more.
    long: usize,
    /// Pieces that are no character.
    broken: usize,
}

impl Pieces {
    fn of(bytes: &[u8]) -> Pieces {
        let mut pieces = Pieces::default();
        for chunk in bytes.utf8_chunks() {
            for c in chunk.valid().chars().filter(|c| !c.is_ascii()) {
                pieces.whole += 1;
                pieces.long += usize::from(c.len_utf8() > 2);
            }
            pieces.broken += usize::from(!chunk.invalid().is_empty());
        }
        pieces
    }

    /// Whether this is UTF-8 with some bytes broken, beyond doubt.
    fn are_utf8(self) -> bool {
        self.whole >= WHOLE_PER_BROKEN * self.broken && (self.long >= LONG || self.whole >= MANY)
    }
}

/// The lines that are not valid UTF-8, up to the size of a sample.
pub(super) fn other_lines(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in lines(bytes).filter(|l| std::str::from_utf8(l).is_err()) {
        out.extend(line);
        if out.len() >= 8 * READ {
            break;
        }
    }
    out
}

/// The charsets of a document in `main`, line by line; one run if it is in one charset.
/// `legacy` is the charset of the lines that are not UTF-8, if that has been guessed.
pub(super) fn runs(prose: &Prose, bytes: &[u8], main: Coding, legacy: Option<Coding>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    for line in lines(bytes) {
        let span = Span::new(at, at + line.len());
        at = span.end;
        // A line of ASCII belongs to the run that it stands in.
        let coding = if line.is_ascii() { None } else { Some(of_line(prose, line, main, legacy)) };
        match (runs.last_mut(), coding) {
            (Some(last), None) => last.bytes.end = span.end,
            (Some(last), Some(coding)) if last.coding == coding => last.bytes.end = span.end,
            (_, coding) => runs.push(Run { coding: coding.unwrap_or(main), bytes: span }),
        }
    }
    // Leading lines of ASCII belong to nobody.
    if let [first, second, ..] = &mut runs[..]
        && bytes[first.bytes.start..first.bytes.end].is_ascii()
        && first.coding != second.coding
    {
        second.bytes.start = first.bytes.start;
        runs.remove(0);
    }
    runs
}

/// The charset of one line that is not ASCII.
fn of_line(prose: &Prose, line: &[u8], main: Coding, legacy: Option<Coding>) -> Coding {
    let valid = std::str::from_utf8(line).is_ok();
    let pieces = match valid || main == Coding::UTF_8 {
        true => Pieces::of(line),
        false => Pieces::default(),
    };
    if main == Coding::UTF_8 && (valid || pieces.are_utf8()) {
        return main;
    }
    if valid && pieces.long >= PROOF {
        return Coding::UTF_8;
    }
    let pairs = common::pairs(main, line);
    if main != Coding::UTF_8 && !valid && !pairs.is_none_or(Pairs::are_odd) {
        return main;
    }
    let sample = &line[..line.len().min(READ)];
    let others = CHINESE.into_iter().chain(valid.then_some(Coding::UTF_8)).chain(legacy);
    let best = others
        .filter(|&coding| coding != main)
        .filter_map(|coding| Some((reading(prose, coding, sample)?, coding)))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let (text, _) = decode(main, sample);
    #[expect(clippy::cast_precision_loss, reason = "a line's sample")]
    let margin = MARGIN.max(MARGIN_EACH * sample.len() as f32 / 2.0);
    match best {
        Some((score, coding)) if score > prose.log_prob(&text) + margin => coding,
        _ => main,
    }
}

/// How likely the line is in this charset; nothing if it cannot be.
fn reading(prose: &Prose, coding: Coding, line: &[u8]) -> Option<f32> {
    let (text, opaque) = decode(coding, line);
    // The sample may end inside a character.
    let broken = opaque.iter().filter(|o| o.malformed && o.bytes.end + 3 < line.len()).count();
    (broken == 0).then(|| prose.log_prob(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use crate::transcode::encode;
    use std::sync::Arc;

    const SIMPLIFIED: &str = "昨天下午社区组织居民清理了楼道里的杂物。\n";
    const TRADITIONAL: &str = "圖書館週一休館，其餘時間照常開放。\n";

    fn file(lines: &[(Coding, &str)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (coding, text) in lines {
            encode(*coding, text, &mut bytes).unwrap();
        }
        bytes
    }

    fn codings(main: Coding, lines: &[(Coding, &str)]) -> Vec<Coding> {
        let prose = Prose::new(Arc::new(Model::embedded()));
        runs(&prose, &file(lines), main, None).iter().map(|r| r.coding).collect()
    }

    #[test]
    fn each_line_is_read_in_its_own_charset() {
        let (utf8, gb, big5) = (Coding::UTF_8, Coding::GB18030, Coding::BIG5);
        for (main, lines) in [
            (utf8, vec![(utf8, SIMPLIFIED), (gb, SIMPLIFIED)]),
            (utf8, vec![(utf8, SIMPLIFIED), (gb, "会议通知\n"), (utf8, SIMPLIFIED)]),
            (gb, vec![(gb, SIMPLIFIED), (utf8, SIMPLIFIED), (gb, SIMPLIFIED)]),
            (gb, vec![(gb, SIMPLIFIED), (utf8, "会议通知\n")]),
            (gb, vec![(gb, SIMPLIFIED), (big5, TRADITIONAL), (gb, SIMPLIFIED)]),
            (big5, vec![(big5, TRADITIONAL), (gb, SIMPLIFIED), (big5, TRADITIONAL)]),
            (utf8, vec![(gb, SIMPLIFIED), (utf8, SIMPLIFIED), (big5, TRADITIONAL)]),
        ] {
            let wanted: Vec<Coding> = lines.iter().map(|l| l.0).collect();
            assert_eq!(codings(main, &lines), wanted);
        }
    }

    #[test]
    fn lines_of_ascii_belong_to_their_neighbours() {
        let (utf8, gb) = (Coding::UTF_8, Coding::GB18030);
        let lines =
            [(utf8, "a\n"), (gb, SIMPLIFIED), (utf8, "b\n"), (utf8, SIMPLIFIED), (gb, "c\n")];
        assert_eq!(codings(utf8, &lines), [gb, utf8]);
    }

    #[test]
    fn names_and_broken_lines_do_not_turn_over() {
        let gb = Coding::GB18030;
        for line in ["犇骉羴鱻\n", "Ⅰ、①②③\n", "朱镕基 喆 堃\n", "株式会社サンプル御中\n", "┌──┐\n"]
        {
            assert_eq!(codings(gb, &[(gb, SIMPLIFIED), (gb, line)]), [gb], "{line}");
        }
        let prose = Prose::new(Arc::new(Model::embedded()));
        let utf8 = [SIMPLIFIED.as_bytes(), b"caf\xE9 \x96 r\xE9sum\xE9\n\xFF\n\xE4\xB8\n"].concat();
        assert_eq!(runs(&prose, &utf8, Coding::UTF_8, None).len(), 1);
    }
}
