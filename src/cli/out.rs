//! `fix --out`: where a restored document goes that leaves its original alone. Names are those
//! of the documents, so a folder keeps its shape; no document is ever written over.

use crate::batch::{Input, Kind, Trouble, create};
use crate::page::text_name;
use std::collections::HashSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The folder that restored documents are written into.
pub(super) struct Out {
    folder: PathBuf,
    /// Whether files that were there before may be written over.
    force: bool,
    /// The documents themselves, by their true names.
    originals: HashSet<PathBuf>,
    /// What this run has written.
    written: HashSet<PathBuf>,
}

impl Out {
    /// Writes into `folder` what becomes of `inputs`.
    pub(super) fn new(folder: &Path, force: bool, inputs: &[Input]) -> Out {
        let originals = inputs.iter().filter_map(|i| fs::canonicalize(&i.path).ok()).collect();
        Out { folder: folder.to_owned(), force, originals, written: HashSet::new() }
    }

    /// Writes one document.
    ///
    /// # Errors
    /// If it cannot be written, or if something is there that must not be written over.
    pub(super) fn write(&mut self, target: &Target, bytes: &[u8]) -> Result<(), Trouble> {
        let path = self.folder.join(target.name());
        let is_original = fs::canonicalize(&path).is_ok_and(|p| self.originals.contains(&p));
        if is_original {
            return Err(Trouble::new(&path, Kind::Original));
        }
        // Of two documents that would get one name the first has it.
        if !self.written.insert(path.clone()) {
            return Err(Trouble::new(&path, Kind::Exists));
        }
        create(&path, bytes, self.force)
    }
}

/// A document that is to be written.
pub(super) struct Target {
    pub(super) path: PathBuf,
    pub(super) name: Name,
}

/// What a document is called when it has been restored.
#[derive(Clone, Copy, Debug)]
pub(super) enum Name {
    /// As before.
    Same,
    /// The text of a web page, as Markdown or not.
    OfPage { markdown: bool },
    /// A text that became Markdown.
    OfMarkdown,
}

impl Target {
    /// The name below the folder: that of the document as the user wrote it, without what
    /// would lead out of the folder.
    fn name(&self) -> PathBuf {
        let inside: PathBuf =
            self.path.components().filter(|c| matches!(c, Component::Normal(_))).collect();
        match self.name {
            Name::Same => inside,
            Name::OfPage { markdown } => text_name(&inside, markdown),
            Name::OfMarkdown
                if inside.extension().is_some_and(|e| e.eq_ignore_ascii_case("txt")) =>
            {
                inside.with_extension("md")
            }
            Name::OfMarkdown => text_name(&inside, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(path: &str, name: Name) -> PathBuf {
        Target { path: path.into(), name }.name()
    }

    #[test]
    fn names_stay_below_the_folder() {
        assert_eq!(name("a/b.txt", Name::Same), Path::new("a/b.txt"));
        assert_eq!(name("./a/../../b.txt", Name::Same), Path::new("a/b.txt"));
        let page = |markdown| Name::OfPage { markdown };
        assert_eq!(name("/srv/1.htm", page(false)), Path::new("srv/1.txt"));
        assert_eq!(name("1.html", page(true)), Path::new("1.md"));
    }

    #[test]
    fn a_text_that_became_markdown_is_called_so() {
        assert_eq!(name("a/b.TXT", Name::OfMarkdown), Path::new("a/b.md"));
        assert_eq!(name("b.md", Name::OfMarkdown), Path::new("b.md"));
        assert_eq!(name("3.2.notes", Name::OfMarkdown), Path::new("3.2.notes.md"));
    }
}
