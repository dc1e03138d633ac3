//! Whether the lines of a text are what they are on purpose. In a file that somebody
//! maintains (Markdown, markup, code, settings, subtitles, a log, a table of values) nothing
//! is taken off, joined or split. In a text whose lines are deliberate (verse, a list, a
//! table, speakers taking turns) none is joined or split, and nothing in its midst is taken
//! off. Looks at the shapes of lines, never at what they are about.

mod shape;
mod verse;

use crate::diagnosis::Diagnosis;
pub(super) use shape::{Shape, shape};
use verse::is_verse;

/// What a text is, if its lines are deliberate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Begins with the data of a page generator.
    FrontMatter,
    /// HTML, XML, TeX.
    Markup,
    /// Markdown, AsciiDoc, a wiki.
    Markdown,
    Code,
    /// Settings: TOML, INI, YAML, JSON.
    Settings,
    Subtitles,
    Log,
    /// Values between commas.
    Values,
    Verse,
    /// A table by columns.
    Table,
    List,
    /// Labels with their contents: an address, a form, a dialogue, a glossary.
    Labelled,
}

impl Kind {
    /// Whether it is a file that somebody maintains, not only a text in lines.
    pub(super) fn is_file(self) -> bool {
        !matches!(self, Kind::Verse | Kind::Table | Kind::List | Kind::Labelled)
    }
}

/// Whether no line of `text` may be taken off, joined or split. The Markdown that is written of
/// a web page has a title, and is no maintained file for that.
pub(super) fn is_maintained(text: &str, diagnosis: &Diagnosis) -> bool {
    let kind = match diagnosis.page {
        Some(_) => kind_beside_title(text),
        None => kind_of(text),
    };
    kind.is_some_and(Kind::is_file)
}

/// What `text` is, if its lines are deliberate.
pub(super) fn kind_of(text: &str) -> Option<Kind> {
    begins_as_markdown(text).then_some(Kind::Markdown).or_else(|| kind_beside_title(text))
}

/// The same, whatever its title looks like.
fn kind_beside_title(text: &str) -> Option<Kind> {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    let begins = |marks: &[&str]| marks.iter().any(|mark| start.starts_with(mark));
    if begins(&["---\n", "---\r\n", "+++\n", "+++\r\n"]) {
        return Some(Kind::FrontMatter);
    }
    if begins(&["<!", "<?", "<html", "<HTML"]) {
        return Some(Kind::Markup);
    }
    if begins(&["#!"]) {
        return Some(Kind::Code);
    }
    kind_of_lines(text.lines())
}

/// Whether the first line is a heading of the first level, set apart by a blank line.
fn begins_as_markdown(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{FEFF}').trim_start().lines();
    let title = |l: &str| l.starts_with("# ") && shape(l) == Shape::Hash;
    lines.next().is_some_and(title) && lines.next().is_some_and(|l| l.trim().is_empty())
}

/// What these lines are together, if they are deliberate.
pub(super) fn kind_of_lines<'t>(lines: impl Iterator<Item = &'t str> + Clone) -> Option<Kind> {
    let census = Census::of(lines.clone());
    census.kind().or_else(|| {
        let said = || lines.clone().filter(|l| !l.trim().is_empty());
        if is_verse(said()) {
            Some(Kind::Verse)
        } else {
            are_values(said()).then_some(Kind::Values)
        }
    })
}

/// Lines of each shape.
#[derive(Default)]
struct Census {
    all: usize,
    fences: usize,
    hashes: usize,
    bullets: usize,
    numbered: usize,
    rows: usize,
    tags: usize,
    code: usize,
    settings: usize,
    cues: usize,
    entries: usize,
    labelled: usize,
    /// Rulers under a short line, as some formats mark headings.
    underlines: usize,
    /// Links, quotations and emphasis of Markdown.
    marks: usize,
}

impl Census {
    fn of<'t>(lines: impl Iterator<Item = &'t str>) -> Census {
        let mut census = Census::default();
        let mut above = Shape::Blank;
        for line in lines {
            let shape = shape(line);
            census.all += usize::from(shape != Shape::Blank);
            let counter = match shape {
                Shape::Fence => Some(&mut census.fences),
                Shape::Hash => Some(&mut census.hashes),
                Shape::Bullet => Some(&mut census.bullets),
                Shape::Numbered => Some(&mut census.numbered),
                Shape::Row => Some(&mut census.rows),
                Shape::Tag => Some(&mut census.tags),
                Shape::Code => Some(&mut census.code),
                Shape::Setting => Some(&mut census.settings),
                Shape::Cue => Some(&mut census.cues),
                Shape::Entry => Some(&mut census.entries),
                Shape::Labelled => Some(&mut census.labelled),
                Shape::Ruler if above == Shape::Prose && line.trim_start().starts_with('=') => {
                    Some(&mut census.underlines)
                }
                Shape::Ruler | Shape::Blank | Shape::Prose => None,
            };
            if let Some(counter) = counter {
                *counter += 1;
            }
            let quoted = line.starts_with("> ");
            census.marks += usize::from(quoted || line.contains("](") || line.contains("**"));
            above = shape;
        }
        census
    }

    /// The kinds that show in the shapes of lines. How many lines each needs was set so that
    /// no text of the clean sets and no page with furniture of the corpus is taken for one,
    /// while every example of a maintained file there is.
    fn kind(&self) -> Option<Kind> {
        let tenths = |part: usize, n: usize| part * 10 >= self.all * n;
        let markdown = self.fences > 0
            || self.hashes >= 2
            || self.underlines >= 2
            || (self.hashes >= 1 && self.bullets + self.marks > 0)
            || (self.marks >= 2 && tenths(self.marks + self.bullets, 2));
        let items = self.bullets + self.numbered;
        if self.cues >= 2 && tenths(self.cues, 2) {
            Some(Kind::Subtitles)
        } else if self.tags >= 3 && tenths(self.tags, 3) {
            Some(Kind::Markup)
        } else if self.code >= 3 && tenths(self.code + self.settings, 3) {
            Some(Kind::Code)
        } else if markdown {
            Some(Kind::Markdown)
        } else if self.settings >= 3 && tenths(self.settings + self.code, 4) {
            Some(Kind::Settings)
        } else if self.entries >= 3 && tenths(self.entries, 5) {
            Some(Kind::Log)
        } else if self.entries >= 2 && tenths(self.entries, 3) {
            Some(Kind::Labelled)
        } else if self.rows >= 3 && tenths(self.rows, 5) {
            Some(Kind::Table)
        } else if items >= 3 && tenths(items, 7) {
            Some(Kind::List)
        } else if self.labelled >= 3 && tenths(self.labelled, 5) {
            Some(Kind::Labelled)
        } else {
            None
        }
    }
}

/// Whether most of the lines hold the same number of short values between ASCII commas.
fn are_values<'t>(lines: impl Iterator<Item = &'t str> + Clone) -> bool {
    let commas = |line: &str| line.matches(',').count();
    let Some(wanted) = lines.clone().next().map(commas).filter(|&n| n >= 2) else { return false };
    let (mut all, mut alike) = (0, 0);
    for line in lines {
        all += 1;
        let plain = !line.contains(['。', '，', '；']) && !line.contains(", ");
        alike += usize::from(commas(line) == wanted && plain);
    }
    all >= 3 && alike * 10 >= all * 8
}

#[cfg(test)]
mod tests;
