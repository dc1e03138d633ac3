//! Reads training text (one paragraph a line, plain or xz) and numbers its characters.

use crate::error::Error;
use crate::model::{
    FIRST, Folding, LATIN, MAX_VOCABULARY, NONE, NUMBER, OTHER, PLANE, QUOTE, RARE, START, Token,
    class_of, fold_mark, is_ideograph,
};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// One file of training text.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it was read from.
    pub path: PathBuf,
    /// How often each of its lines counts.
    pub weight: u32,
    text: String,
}

impl Source {
    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Training text as tokens.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// What it was read from.
    pub sources: Vec<Source>,
    /// The characters that have a token of their own; index 0 is the first such token.
    /// The classes before them stand as `\0`.
    pub vocabulary: Vec<char>,
    /// The token of each character of the Basic Multilingual Plane.
    pub(crate) plane: Vec<Token>,
}

/// A character seen less often gets no token of its own: its statistics would be noise.
const MIN_COUNT: u64 = 24;

impl Corpus {
    /// Reads files and folders (not recursive), in the order of their names.
    /// `weights` gives a file whose name starts with the first of a pair its weight; 0 leaves it out.
    ///
    /// # Errors
    /// If a path cannot be read, decompressed, or is not UTF-8.
    pub fn read(paths: &[PathBuf], weights: &[(String, u32)]) -> Result<Corpus, Error> {
        let mut files = Vec::new();
        for path in paths {
            if path.is_dir() {
                let entries = std::fs::read_dir(path).map_err(|e| Error::io(path, "read", e))?;
                for entry in entries {
                    let file = entry.map_err(|e| Error::io(path, "read", e))?.path();
                    let name = file.to_string_lossy();
                    if name.ends_with(".txt") || name.ends_with(".txt.xz") {
                        files.push(file);
                    }
                }
            } else {
                files.push(path.clone());
            }
        }
        files.sort();
        let mut sources = Vec::new();
        for path in files {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let weight =
                weights.iter().find(|(p, _)| name.starts_with(p.as_str())).map_or(1, |w| w.1);
            if weight > 0 {
                sources.push(Source { text: read_text(&path)?, weight, path });
            }
        }
        let (vocabulary, plane) = number(&sources);
        Ok(Corpus { sources, vocabulary, plane })
    }

    /// Every second line, and the lines between.
    pub fn halves(&self) -> [Corpus; 2] {
        [0, 1].map(|half| {
            let of_source = |s: &Source| {
                let lines: Vec<&str> = s.text.lines().skip(half).step_by(2).collect();
                Source { text: lines.join("\n"), ..s.clone() }
            };
            Corpus { sources: self.sources.iter().map(of_source).collect(), ..self.clone() }
        })
    }

    /// Calls `each` with the tokens and the weight of every line.
    pub(crate) fn lines(&self, mut each: impl FnMut(&[Token], u32)) {
        let mut tokens = Vec::new();
        for source in &self.sources {
            for line in source.text.lines() {
                tokens.clear();
                let mut folding = Folding::new();
                let mut chars = line.chars();
                while let Some(c) = chars.next() {
                    let token = match u16::try_from(u32::from(c)) {
                        Ok(code) => self.plane[usize::from(code)],
                        Err(_) if matches!(u32::from(c), 0x2_0000..=0x3_FFFF) => RARE,
                        Err(_) => OTHER,
                    };
                    tokens.extend(folding.push(c, token, || chars.clone().next()));
                }
                if !tokens.is_empty() {
                    each(&tokens, source.weight);
                }
            }
        }
    }

    /// Characters of all sources, unweighted.
    pub fn characters(&self) -> usize {
        self.sources.iter().map(|s| s.text.chars().count()).sum()
    }
}

fn read_text(path: &Path) -> Result<String, Error> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?;
    let mut text = String::new();
    let result = if path.extension().is_some_and(|e| e == "xz") {
        lzma_rust2::XzReader::new(bytes.as_slice(), true).read_to_string(&mut text)
    } else {
        bytes.as_slice().read_to_string(&mut text)
    };
    result.map_err(|e| Error::io(path, "read", e))?;
    Ok(text)
}

/// Chooses the characters that get a token and fills the direct table.
fn number(sources: &[Source]) -> (Vec<char>, Vec<Token>) {
    let mut counts: BTreeMap<char, u64> = BTreeMap::new();
    for source in sources {
        for c in source.text.chars() {
            if class_of(c).is_none() && u32::from(c) < 0x1_0000 {
                *counts.entry(fold_mark(c)).or_default() += u64::from(source.weight);
            }
        }
    }
    let mut ranked: Vec<(char, u64)> =
        counts.into_iter().filter(|&(_, n)| n >= MIN_COUNT).collect();
    ranked.sort_by_key(|&(c, n)| (std::cmp::Reverse(n), c));
    ranked.truncate(MAX_VOCABULARY - usize::from(FIRST));
    let mut vocabulary = vec!['\0'; usize::from(FIRST)];
    vocabulary.extend(ranked.iter().map(|&(c, _)| c));

    let numbered: BTreeMap<char, Token> =
        (FIRST..).zip(&vocabulary[usize::from(FIRST)..]).map(|(t, &c)| (c, t)).collect();
    debug_assert!([NONE, START, RARE, NUMBER, LATIN, QUOTE, OTHER].iter().all(|&t| t < FIRST));
    let plane = (0..PLANE)
        .map(|code| {
            let Some(c) = u32::try_from(code).ok().and_then(char::from_u32) else { return OTHER };
            class_of(c)
                .or_else(|| numbered.get(&fold_mark(c)).copied())
                .unwrap_or(if is_ideograph(c) { RARE } else { OTHER })
        })
        .collect();
    (vocabulary, plane)
}
