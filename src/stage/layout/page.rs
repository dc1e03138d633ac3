//! The page that a text was set on: how wide its lines are, where they begin, what stands
//! between them. Widths are counted in cells: a Chinese character takes two; a Latin letter
//! takes one, or two where lines were broken after so many characters.

use super::line::{Line, is_item, lines, stands_alone};
use crate::span::Span;
use unicode_width::UnicodeWidthChar;

/// Narrower pages are verse, menus, cells of tables: sixteen characters.
const NARROWEST: usize = 32;
/// Wider ones are paragraphs: a hundred characters.
const WIDEST: usize = 200;
/// Lines of one page differ by so much, in cells: a character and its punctuation.
const SLACK: usize = 5;
/// Cells by which a line may be narrower than it should: digits in print are no cell wide.
const UNEVEN: usize = 2;
/// What the indentation of a paragraph takes, in cells; it is often lost.
const INDENT: usize = 4;
/// One line in so many may be wider than the page.
const WIDER: usize = 20;
/// Fewer lines are no page.
const FEWEST: usize = 6;

/// What a wrapping program counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    /// Width, as printed.
    Width,
    /// Characters, whatever their width.
    Characters,
}

impl Measure {
    fn cell(self, c: char) -> usize {
        match (self, c) {
            (Measure::Characters, _) => 2,
            (Measure::Width, '\t') => 4,
            (Measure::Width, _) => c.width_cjk().unwrap_or(0),
        }
    }

    fn cells(self, text: &str) -> usize {
        text.chars().map(|c| self.cell(c)).sum()
    }
}

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'t> {
    pub(super) said: Span,
    pub(super) text: &'t str,
    /// Cells before it.
    indent: usize,
    /// Cells from the start of the line to its end.
    pub(super) width: usize,
    /// Whether it begins further in than most lines.
    pub(super) indented: bool,
    /// Blank lines behind it.
    pub(super) blanks: usize,
    /// Whether it is Chinese prose: no row of a table, no figures alone.
    pub(super) prose: bool,
}

impl Row<'_> {
    pub(super) fn ends_sentence(&self) -> bool {
        ends_sentence(self.text)
    }
}

/// A text as a page of rows.
#[derive(Debug)]
pub(super) struct Page<'t> {
    rows: Vec<Row<'t>>,
    measure: Measure,
    /// Cells of a full line.
    pub(super) width: usize,
    /// Whether first lines are narrower by an indentation that was lost.
    lost_indent: bool,
    /// Blank lines between two lines of one paragraph.
    blanks: usize,
    /// Whether Latin words stand apart from Chinese characters.
    spaced: bool,
    /// Sentence ends and characters.
    stops: usize,
    chars: usize,
}

impl<'t> Page<'t> {
    /// The page of `text`, if its lines look set to one width.
    pub(super) fn of(text: &'t str) -> Option<Page<'t>> {
        if !may_be_wrapped(text) {
            return None;
        }
        let pages = [Measure::Width, Measure::Characters].map(|m| (m, rows(text, m)));
        let sized = pages.into_iter().filter_map(|(m, rows)| Some((size_of(&rows)?, m, rows)));
        // Of two measures that fit equally well, width is the usual one.
        let (Size { width, lost_indent, .. }, measure, mut rows) =
            sized.rev().max_by_key(|s| s.0.crowd)?;
        let blanks = blanks_of(&rows, width);
        let margin = margin_of(&rows);
        for row in &mut rows {
            row.indented = row.indent >= margin + 2;
        }
        let (mut stops, mut chars) = (0, 0);
        let (mut spaced, mut close) = (0, 0);
        for row in &rows {
            stops += row.text.matches(['。', '！', '？']).count();
            chars += row.text.chars().count();
            let (apart, together) = borders(row.text);
            spaced += apart;
            close += together;
        }
        Some(Page {
            rows,
            measure,
            width,
            lost_indent,
            blanks,
            spaced: spaced > close,
            stops,
            chars,
        })
    }

    /// Neighbouring lines of prose that may belong to one paragraph.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&Row<'t>, &Row<'t>)> {
        let near = |(row, next): &(&Row<'_>, &Row<'_>)| {
            row.blanks <= self.blanks
                && row.prose
                && (next.prose || is_words(next.text))
                && !(stands_alone(row.text) || stands_alone(next.text) || is_item(next.text))
        };
        self.rows.iter().zip(self.rows.iter().skip(1)).filter(near)
    }

    /// Whether the first piece of `next` did not fit behind `row`, which begins a paragraph if
    /// `fresh`.
    pub(super) fn is_full(&self, row: &Row<'_>, next: &Row<'_>, fresh: bool) -> bool {
        let narrow = fresh && (self.lost_indent || !row.ends_sentence());
        let lost = if narrow { INDENT } else { 0 };
        row.width <= self.width + UNEVEN
            && row.width + self.piece(next.text) + UNEVEN + lost > self.width
    }

    /// Cells of the first piece that cannot be broken: a word, or a character with the
    /// punctuation that may not begin a line.
    fn piece(&self, text: &str) -> usize {
        let mut chars = text.chars().peekable();
        let mut sum = 0;
        while let Some(c) = chars.next_if(|c| sum == 0 || is_word(*c)) {
            sum += self.measure.cell(c);
            if !is_word(c) || self.measure == Measure::Characters {
                break;
            }
        }
        while let Some(c) = chars.next_if(|c| clings(*c)) {
            sum += self.measure.cell(c);
        }
        sum
    }

    /// Sentence ends a character.
    #[expect(clippy::cast_precision_loss, reason = "counts of one text")]
    pub(super) fn stop_rate(&self) -> f32 {
        self.stops as f32 / self.chars.max(1) as f32
    }

    /// What stood between two lines before the break was put there.
    pub(super) fn glue(&self, row: &Row<'_>, next: &Row<'_>) -> &'static str {
        let (before, after) = (row.text.chars().next_back(), next.text.chars().next());
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        let wide = |c: Option<char>| c.is_some_and(is_hanzi);
        let between_words = letter(before) && latin(after)
            || latin(before) && letter(after)
            || before.is_some_and(|c| matches!(c, ',' | '.' | ';' | ')')) && letter(after);
        let at_border = wide(before) && latin(after) || latin(before) && wide(after);
        if between_words || at_border && self.spaced { " " } else { "" }
    }
}

/// Whether enough lines end in mid-sentence, and none is a whole chapter. Allocates nothing: most
/// texts end here.
fn may_be_wrapped(text: &str) -> bool {
    let (mut open, mut all) = (0, 0);
    for line in lines(text).filter(|l| !l.is_blank()) {
        all += 1;
        // A cell takes no more than three bytes, and a Chinese character has two.
        let sized = (NARROWEST..=WIDEST * 2).contains(&line.text.len());
        open += usize::from(sized && !ends_sentence(line.text));
    }
    open >= FEWEST && open * 4 >= all
}

/// Whether a line ends where a sentence or a part of it does.
fn ends_sentence(line: &str) -> bool {
    let closed = line.trim_end_matches(['”', '’', '」', '』', '）', ')', '》', '"', '〞']);
    let end = |t: &str| t.ends_with(['。', '！', '？', '!', '?', '…', '：', ':', '；', ';']);
    end(closed) || end(line)
}

fn rows(text: &str, measure: Measure) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for line in lines(text) {
        if line.is_blank() {
            if let Some(last) = rows.last_mut() {
                last.blanks += 1;
            }
            continue;
        }
        let Line { whole, said, text: words } = line;
        let indent = measure.cells(Span::new(whole.start, said.start).slice(text));
        let width = indent + measure.cells(words);
        rows.push(Row {
            said,
            text: words,
            indent,
            width,
            indented: false,
            blanks: 0,
            prose: is_prose(words),
        });
    }
    rows
}

/// How wide a page is, and how many of its lines say so.
struct Size {
    width: usize,
    crowd: usize,
    /// Whether first lines of paragraphs are the larger crowd, narrower by an indentation that
    /// was lost.
    lost_indent: bool,
}

/// The width of the page: lines that end in mid-sentence crowd below it.
fn size_of(rows: &[Row<'_>]) -> Option<Size> {
    let open = rows.iter().filter(|r| r.prose && !r.ends_sentence()).map(|r| r.width);
    let mut widths: Vec<usize> = open.filter(|w| (NARROWEST..=WIDEST).contains(w)).collect();
    if widths.len() < FEWEST {
        return None;
    }
    widths.sort_unstable();
    let below = |w: usize| widths.partition_point(|&v| v < w);
    let crowd = |&w: &usize| (below(w + 1) - below((w + 1).saturating_sub(SLACK)), w);
    let (crowd, mut width) = widths.iter().map(crowd).max()?;
    // Where most paragraphs are short, their first lines are the larger crowd.
    let further = below(width + INDENT + 2);
    if (further - below(width + INDENT - 1)) * WIDER > crowd {
        width = widths[further - 1];
    }
    let near = |w: usize| below(w + 2) - below(w - 1);
    let lost_indent = near(width - INDENT) * 2 > near(width);
    let wider = rows.iter().filter(|r| r.width > width + UNEVEN).count();
    (wider * WIDER <= rows.len()).then_some(Size { width, crowd, lost_indent })
}

/// Blank lines behind most full lines that end in mid-sentence.
fn blanks_of(rows: &[Row<'_>], width: usize) -> usize {
    let full = |r: &&Row<'_>| !r.ends_sentence() && r.width + SLACK > width;
    let mut blanks: Vec<usize> = rows.iter().filter(full).map(|r| r.blanks).collect();
    blanks.sort_unstable();
    blanks.get(blanks.len() / 2).copied().unwrap_or(0)
}

/// Cells before most lines.
fn margin_of(rows: &[Row<'_>]) -> usize {
    let mut indents: Vec<usize> = rows.iter().map(|r| r.indent).collect();
    indents.sort_unstable();
    let runs = indents.chunk_by(|a, b| a == b);
    runs.max_by_key(|run| run.len()).and_then(|run| run.first()).copied().unwrap_or(0)
}

/// Whether a line is mostly words, many of them Chinese.
fn is_prose(line: &str) -> bool {
    let (mut hanzi, mut words, mut all) = (0, 0, 0);
    for c in line.chars().filter(|c| !c.is_whitespace()) {
        hanzi += usize::from(is_hanzi(c));
        words += usize::from(c.is_ascii_alphanumeric() || clings(c) || opens(c));
        all += 1;
    }
    hanzi * 4 >= all && (hanzi + words) * 10 >= all * 9 && is_words(line)
}

/// Whether a line holds words, or the stop that they left, and nothing is set in columns.
fn is_words(line: &str) -> bool {
    let columns = ["  ", "\t", "\u{3000}\u{3000}"].iter().any(|gap| line.contains(gap));
    let left = line.starts_with(['，', '。', '、', '；', '：', '？', '！', '）', '》', '”']);
    (left || line.contains(char::is_alphabetic)) && !columns
}

/// Borders between Chinese characters and Latin words, with a space and without.
fn borders(text: &str) -> (usize, usize) {
    let (mut apart, mut together) = (0, 0);
    let mut before = [' ', ' '];
    for c in text.chars() {
        let border = |a: char, b: char| is_hanzi(a) && is_word(b) || is_word(a) && is_hanzi(b);
        together += usize::from(border(before[1], c));
        apart += usize::from(before[1] == ' ' && border(before[0], c));
        before = [before[1], c];
    }
    (apart, together)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '%' | '-' | '/' | '_' | '\'' | '@')
}

fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a line may not end with `c`.
fn opens(c: char) -> bool {
    "（《「『“‘〈【([<".contains(c)
}

/// Whether a line may not begin with `c`.
fn clings(c: char) -> bool {
    "，。、；：？！）》」』”’〉】〕…—％·,.;:?!)]>%-/\"'".contains(c)
}
