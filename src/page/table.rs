//! Tables: which of them hold data and which only lay out the page, as nearly all did until
//! about 2008, and what the cells of the former say.

use super::dom::{Content, Dom, Id};
use super::kind::Kind;
use super::line::Line;
use super::parts::Parts;
use super::small::small;

/// A cell with more characters is a column of a page and no datum.
const LONGEST_CELL: usize = 300;

/// A table is widened by merged cells to at most so many columns.
const MOST_COLUMNS: usize = 64;

/// The cells of a table of data, by rows of equal length; `None` for one that lays out.
pub(super) fn data(dom: &Dom<'_>, parts: &Parts, table: Id) -> Option<Vec<Vec<String>>> {
    let is_out = |id: Id| parts.is_out(id);
    let inside = || dom.within(table).skip(1).filter(|&id| !is_out(id));
    if inside().any(|id| dom.kind(id) == Some(Kind::Table)) {
        return None;
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    // Cells that reach down from rows above: how many rows more, by column.
    let mut reaching: Vec<usize> = Vec::new();
    for row in inside().filter(|&id| dom.kind(id) == Some(Kind::Row)) {
        let mut cells = Vec::new();
        let fill = |cells: &mut Vec<String>, reaching: &mut Vec<usize>| {
            while let Some(left) = reaching.get_mut(cells.len()).filter(|n| **n > 0) {
                *left -= 1;
                cells.push(String::new());
            }
        };
        let of_row = dom.children(row).filter(|&id| !is_out(id));
        for cell in of_row.filter(|&id| dom.kind(id).is_some_and(Kind::is_cell)) {
            if parts.amount(cell).text > LONGEST_CELL {
                return None;
            }
            fill(&mut cells, &mut reaching);
            let wide = span(dom, cell, "colspan");
            let high = span(dom, cell, "rowspan");
            for i in 0..wide {
                let column = cells.len();
                if column >= MOST_COLUMNS {
                    break;
                }
                reaching.resize(reaching.len().max(column + 1), 0);
                reaching[column] = high - 1;
                cells.push(if i == 0 { text(dom, parts, cell) } else { String::new() });
            }
        }
        fill(&mut cells, &mut reaching);
        if cells.iter().any(|c| !c.is_empty()) {
            rows.push(cells);
        }
    }
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    if rows.len() < 2 || columns < 2 {
        return None;
    }
    rows.iter_mut().for_each(|row| row.resize(columns, String::new()));
    Some(rows)
}

/// How many columns or rows a cell covers.
fn span(dom: &Dom<'_>, cell: Id, name: &str) -> usize {
    let value = dom.element(cell).and_then(|e| e.attribute(name));
    value.and_then(|v| v.trim().parse::<usize>().ok()).unwrap_or(1).clamp(1, MOST_COLUMNS)
}

/// The text of a node on one line.
fn text(dom: &Dom<'_>, parts: &Parts, node: Id) -> String {
    let mut line = Line::default();
    // Nodes up to here have been written in another way.
    let mut done = node;
    for id in dom.within(node).filter(|&id| !parts.is_out(id)) {
        if id <= done {
            continue;
        }
        match dom.content(id) {
            Content::Text(text) => line.push(text),
            Content::Element(e) if !e.kind.is_inline() || e.kind == Kind::Break => line.space(),
            Content::Element(_) => {
                if let Some(small) = small(dom, parts, id) {
                    line.push(&small);
                    done = dom.within(id).last().unwrap_or(id);
                }
            }
        }
    }
    line.take()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Option<String> {
        let dom = Dom::read(source);
        let parts = Parts::of(&dom);
        let table = dom.ids().find(|&id| dom.kind(id) == Some(Kind::Table)).unwrap();
        let rows = data(&dom, &parts, table)?;
        Some(rows.iter().map(|r| r.join("|")).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn rows_and_cells_are_read_with_what_they_cover() {
        let source = "<table><tr><th>村</th><th>户<br>数</th></tr><tr><td rowspan=2>上河</td>\
                      <td><p>12<sup>2</sup></p></td><tr><td>13<tr><td colspan=2>合计25</table>";
        assert_eq!(read(source).as_deref(), Some("村|户 数\n上河|12²\n|13\n合计25|"));
    }

    #[test]
    fn what_lays_out_a_page_is_no_data() {
        let long = "今年修渠三里，".repeat(60);
        for source in [
            format!(
                "<table><tr><td>左</td><td>{long}</td></tr><tr><td>甲</td><td>乙</td></tr></table>"
            ),
            "<table><tr><td>甲<td>乙</table>".to_owned(),
            "<table><tr><td>甲<tr><td>乙</table>".to_owned(),
            "<table><tr><td>甲<td>乙<tr><td><table><tr><td>丙</table><td>丁</table>".to_owned(),
        ] {
            assert_eq!(read(&source), None, "{source}");
        }
    }

    #[test]
    fn a_table_is_not_widened_without_end() {
        let cell = "<td colspan=100000 rowspan=2>甲";
        let source = format!("<table>{}</table>", format!("<tr>{}", cell.repeat(50)).repeat(50));
        let rows = read(&source).unwrap();
        assert!(rows.lines().all(|row| row.matches('|').count() < MOST_COLUMNS));
    }
}
