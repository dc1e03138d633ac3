//! The text of a page as blocks, and how they are written: one paragraph a line, or Markdown.

use std::fmt::Write;

/// A paragraph, a heading, an item of a list, a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) shape: Shape,
    /// On one line, except where the shape says otherwise; empty for a table.
    pub(super) text: String,
    /// Whether it holds a link or a button.
    pub(super) linked: bool,
    /// How deep it stands in quotations.
    pub(super) quoted: usize,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Paragraph,
    /// With its level.
    Heading(u8),
    Item {
        /// Lists around it.
        depth: usize,
        /// Its number as the page shows it; none for a bullet.
        number: Option<String>,
    },
    /// A further paragraph of an item.
    OfItem {
        depth: usize,
    },
    /// Rows of cells, all equally long.
    Table(Vec<Vec<String>>),
    /// Lines as they stand.
    Preformatted,
}

impl Block {
    /// How many characters it holds that are no white space.
    pub(super) fn size(&self) -> usize {
        let count = |t: &str| t.chars().filter(|c| !c.is_whitespace()).count();
        match &self.shape {
            Shape::Table(rows) => rows.iter().flatten().map(|c| count(c)).sum(),
            _ => count(&self.text),
        }
    }
}

/// Blocks as text: one a line, the cells of a table separated by tabs.
pub(super) fn plain(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match &block.shape {
            Shape::Table(rows) => {
                for row in rows {
                    out.push_str(row.join("\t").trim_end());
                    out.push('\n');
                }
                continue;
            }
            Shape::Item { depth, number } => {
                indent(*depth, &mut out);
                // What counts its items itself has its marks.
                match number {
                    Some(number) if !has_mark(&block.text) => {
                        out.push_str(number);
                        out.push_str(". ");
                    }
                    None if !has_mark(&block.text) => out.push_str("- "),
                    _ => {}
                }
            }
            Shape::OfItem { depth } => indent(*depth, &mut out),
            Shape::Paragraph | Shape::Heading(_) | Shape::Preformatted => {}
        }
        out.push_str(&block.text);
        out.push('\n');
    }
    out
}

/// Blocks as Markdown.
pub(super) fn markdown(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut before: Option<&Shape> = None;
    for block in blocks {
        let is_item = |s: &Shape| matches!(s, Shape::Item { .. });
        if let Some(before) = before {
            // Items of one list follow each other.
            out.push_str(if is_item(before) && is_item(&block.shape) { "" } else { "\n" });
        }
        let quote = "> ".repeat(block.quoted);
        match &block.shape {
            Shape::Table(rows) => pipes(rows, &quote, &mut out),
            Shape::Preformatted => {
                let fence = fence(&block.text);
                for line in std::iter::once(&*fence).chain(block.text.lines()).chain([&*fence]) {
                    out.push_str(&quote);
                    out.push_str(line);
                    out.push('\n');
                }
            }
            shape => {
                out.push_str(&quote);
                match shape {
                    Shape::Heading(level) => {
                        let _ = write!(out, "{} ", "#".repeat(usize::from(*level)));
                    }
                    Shape::Item { depth, number: Some(number) } => {
                        // Markdown counts in digits.
                        let number = if number.bytes().all(|b| b.is_ascii_digit()) {
                            number.as_str()
                        } else {
                            "1"
                        };
                        indent(*depth, &mut out);
                        let _ = write!(out, "{number}. ");
                    }
                    Shape::Item { depth, number: None } => {
                        indent(*depth, &mut out);
                        out.push_str("- ");
                    }
                    Shape::OfItem { depth } => {
                        indent(*depth, &mut out);
                        out.push_str("  ");
                    }
                    _ if begins_as_markup(&block.text) => out.push('\\'),
                    _ => {}
                }
                out.push_str(&block.text);
                out.push('\n');
            }
        }
        before = Some(&block.shape);
    }
    out
}

fn indent(depth: usize, out: &mut String) {
    (1..depth).for_each(|_| out.push_str("  "));
}

/// Whether an item's text begins with a number or a bullet of its own.
fn has_mark(text: &str) -> bool {
    let text = text.trim_start_matches(['(', '（', '第']);
    let is_digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c);
    let number = text.trim_start_matches(is_digit);
    let mark = ['、', '.', '．', ')', '）', '章', '节', '条', '篇', ':', '：'];
    // `2.5 英寸` and `12:30` are quantities.
    let counted = number.len() < text.len()
        && number
            .strip_prefix(mark)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
    counted
        || text.starts_with(['•', '·', '●', '○', '■', '□', '◆', '◇', '★', '☆', '▲', '※', '-', '—'])
        || text.starts_with(|c: char| ('①'..='⒛').contains(&c))
}

/// Whether a paragraph would be read as something else in Markdown.
fn begins_as_markup(text: &str) -> bool {
    let after_hashes = text.trim_start_matches('#');
    text.starts_with(['>', '|'])
        || (after_hashes.len() < text.len() && after_hashes.starts_with(' '))
        || ["- ", "+ ", "* ", "```", "~~~"].iter().any(|m| text.starts_with(m))
}

/// A fence longer than any in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(3.max(longest + 1))
}

fn pipes(rows: &[Vec<String>], quote: &str, out: &mut String) {
    for (i, row) in rows.iter().enumerate() {
        out.push_str(quote);
        out.push('|');
        for cell in row {
            let _ = write!(out, " {} |", cell.replace('|', "\\|"));
        }
        out.push('\n');
        if i == 0 {
            let _ = writeln!(out, "{quote}|{}", " --- |".repeat(row.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(shape: Shape, text: &str) -> Block {
        Block { shape, text: text.into(), linked: false, quoted: 0 }
    }

    fn blocks() -> Vec<Block> {
        let row = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        let item = |depth, number: Option<&str>, text: &str| {
            block(Shape::Item { depth, number: number.map(str::to_owned) }, text)
        };
        vec![
            block(Shape::Heading(1), "修渠记"),
            block(Shape::Paragraph, "# 不是标题"),
            item(1, None, "水泥"),
            item(2, Some("2"), "沙石"),
            item(1, Some("c"), "三、人工"),
            block(Shape::OfItem { depth: 1 }, "每天十人"),
            block(Shape::Table(vec![row("项目", "数量"), row("铁锹|镐", "")]), ""),
            block(Shape::Preformatted, "a\n  b"),
        ]
    }

    #[test]
    fn plain_text_has_one_paragraph_a_line() {
        let expected = "修渠记\n# 不是标题\n- 水泥\n  2. 沙石\n三、人工\n每天十人\n项目\t数量\n铁锹|镐\na\n  b\n";
        assert_eq!(plain(&blocks()), expected);
    }

    #[test]
    fn markdown_has_the_structure_of_the_page() {
        let expected = "# 修渠记\n\n\\# 不是标题\n\n- 水泥\n  2. 沙石\n1. 三、人工\n\n  每天十人\n\n\
                        | 项目 | 数量 |\n| --- | --- |\n| 铁锹\\|镐 |  |\n\n```\na\n  b\n```\n";
        assert_eq!(markdown(&blocks()), expected);
    }

    #[test]
    fn quotations_are_marked_line_by_line() {
        let quoted = |shape, text| Block { quoted: 1, ..block(shape, text) };
        let blocks = [quoted(Shape::Paragraph, "甲"), quoted(Shape::Preformatted, "```")];
        assert_eq!(markdown(&blocks), "> 甲\n\n> ````\n> ```\n> ````\n");
        assert_eq!(plain(&blocks), "甲\n```\n");
    }

    #[test]
    fn an_item_that_counts_itself_is_known() {
        for text in ["一、修渠", "（二）修路", "3.植树", "①浇水", "第四条 罚则", "• 水泥", "12）沙"]
        {
            assert!(has_mark(text), "{text}");
        }
        for text in ["一起修渠", "3 月植树", "2.5 英寸", "12:30 集合", "第四中学", "水泥"]
        {
            assert!(!has_mark(text), "{text}");
        }
    }
}
