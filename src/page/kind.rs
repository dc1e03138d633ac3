//! What the elements of HTML are, as far as the text of a page depends on it: which begin a
//! line, which hold no text, which mean a list or a table.

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The frame of the document: `html`, `head`, `body`.
    Frame,
    /// Begins and ends a line.
    Block,
    Paragraph,
    /// With its level.
    Heading(u8),
    List,
    Numbered,
    Item,
    Definitions,
    Term,
    Description,
    Table,
    /// `tbody`, `thead`, `tfoot`.
    Rows,
    Row,
    Cell,
    HeaderCell,
    Caption,
    Preformatted,
    Quotation,
    Break,
    Rule,
    Image,
    Link,
    Inline,
    Superscript,
    Subscript,
    /// The reading of a character and the bracket around it.
    Reading,
    ReadingBracket,
    /// Struck through: the price that was, beside the one that is.
    Struck,
    /// `nav`, `footer`, `aside`: what HTML itself calls no part of the article.
    Furniture,
    /// `header`: that of a page is furniture, that of an article holds its title.
    Header,
    /// Buttons, fields and their choices.
    Control,
    /// Holds nothing that is read.
    Silent,
}

impl Kind {
    /// The kind of the element of this name, in whatever case.
    pub(super) fn of(name: &str) -> Kind {
        match name.to_ascii_lowercase().as_str() {
            "html" | "head" | "body" | "frameset" => Kind::Frame,
            "p" => Kind::Paragraph,
            "h1" => Kind::Heading(1),
            "h2" => Kind::Heading(2),
            "h3" => Kind::Heading(3),
            "h4" => Kind::Heading(4),
            "h5" => Kind::Heading(5),
            "h6" => Kind::Heading(6),
            "ul" | "menu" | "dir" => Kind::List,
            "ol" => Kind::Numbered,
            "li" => Kind::Item,
            "dl" => Kind::Definitions,
            "dt" => Kind::Term,
            "dd" => Kind::Description,
            "table" => Kind::Table,
            "tbody" | "thead" | "tfoot" => Kind::Rows,
            "tr" => Kind::Row,
            "td" => Kind::Cell,
            "th" => Kind::HeaderCell,
            "caption" => Kind::Caption,
            "pre" | "xmp" | "listing" => Kind::Preformatted,
            "blockquote" => Kind::Quotation,
            "br" => Kind::Break,
            "hr" => Kind::Rule,
            "img" => Kind::Image,
            "a" => Kind::Link,
            "sup" => Kind::Superscript,
            "sub" => Kind::Subscript,
            "rt" => Kind::Reading,
            "rp" => Kind::ReadingBracket,
            "del" | "s" | "strike" => Kind::Struck,
            "nav" | "footer" | "aside" => Kind::Furniture,
            "header" => Kind::Header,
            "button" | "input" | "select" | "textarea" | "option" | "optgroup" | "datalist" => {
                Kind::Control
            }
            "script" | "style" | "noscript" | "template" | "iframe" | "noembed" | "noframes"
            | "title" | "meta" | "link" | "base" | "object" | "embed" | "applet" | "param"
            | "audio" | "video" | "source" | "track" | "canvas" | "map" | "area" | "svg"
            | "frame" | "col" | "colgroup" | "wbr" | "bgsound" | "dialog" => Kind::Silent,
            "div" | "section" | "article" | "main" | "hgroup" | "address" | "center" | "form"
            | "fieldset" | "legend" | "figure" | "figcaption" | "details" | "summary" => {
                Kind::Block
            }
            _ => Kind::Inline,
        }
    }

    /// Whether the element has no end tag and holds nothing.
    pub(super) fn is_void(name: &str) -> bool {
        const VOID: [&str; 17] = [
            "br", "hr", "img", "input", "meta", "link", "base", "area", "col", "embed", "param",
            "source", "track", "wbr", "frame", "bgsound", "keygen",
        ];
        VOID.iter().any(|v| v.eq_ignore_ascii_case(name))
    }

    /// Whether the element stands inside a line.
    pub(super) fn is_inline(self) -> bool {
        matches!(
            self,
            Kind::Link
                | Kind::Inline
                | Kind::Superscript
                | Kind::Subscript
                | Kind::Reading
                | Kind::ReadingBracket
                | Kind::Struck
                | Kind::Image
                | Kind::Break
                | Kind::Control
                | Kind::Silent
        )
    }

    /// Whether this is a cell of a table or its caption. What stands in one ends with it.
    pub(super) fn is_cell(self) -> bool {
        matches!(self, Kind::Cell | Kind::HeaderCell | Kind::Caption)
    }

    /// Whether the element is part of a table and nothing by itself.
    pub(super) fn is_table_part(self) -> bool {
        self.is_cell() || matches!(self, Kind::Rows | Kind::Row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case_and_unknown_ones_stand_in_a_line() {
        assert_eq!(Kind::of("TABLE"), Kind::Table);
        assert_eq!(Kind::of("h3"), Kind::Heading(3));
        assert_eq!(Kind::of("o:p"), Kind::Inline);
        assert!(Kind::is_void("BR") && !Kind::is_void("b"));
    }

    #[test]
    fn a_part_of_a_table_begins_lines() {
        for kind in [Kind::Cell, Kind::Row, Kind::Rows, Kind::Caption, Kind::Table, Kind::Block] {
            assert!(!kind.is_inline(), "{kind:?}");
        }
    }
}
