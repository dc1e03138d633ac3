//! Whether a text is a file that somebody maintains: Markdown with code, a page with front
//! matter, markup. Its lines are what they are on purpose.

/// Whether no line of `text` may be taken off, joined or split.
pub(super) fn is_maintained(text: &str) -> bool {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    let fence = |line: &str| line.starts_with("```") || line.starts_with("~~~");
    ["---\n", "---\r\n", "+++\n", "+++\r\n", "<!", "<?", "<html", "#!"]
        .iter()
        .any(|mark| start.starts_with(mark))
        || text.lines().any(fence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maintained_files_are_known_by_their_marks() {
        for text in
            ["---\ntitle: 甲\n---\n乙", "甲\n```\nx\n```\n", "<!doctype html>\n甲", "#!/bin/sh"]
        {
            assert!(is_maintained(text), "{text}");
        }
        assert!(!is_maintained("分享\n总结.docx\n正文——\n"));
    }
}
