//! A text with its name, and an index that converts a byte offset to a line and a column. The conversion's cost does
//! not depend on the length of the text.

use std::sync::{Arc, OnceLock};

use apollo_compiler::parser::FileId;

use crate::span::{Position, Span};

/// The maximum size of a document: far above any real operation, and low enough to refuse a wrong file at once.
pub const MAX_DOCUMENT_BYTES: usize = 1024 * 1024;
/// The maximum size of a schema. The largest public schemas are below 2 MiB.
pub const MAX_SCHEMA_BYTES: usize = 8 * 1024 * 1024;

/// The maximum size of an introspection: its JSON is about four times as long as the SDL.
pub const MAX_INTROSPECTION_BYTES: usize = 32 * 1024 * 1024;

/// The number of bytes between two entries of the column index.
const STRIDE: usize = 512;

/// A text, and its name in findings.
///
/// ```
/// use bcrumbs_schema::Source;
/// let source = Source::new("queries/tags.graphql", "query tags { tags { id } }");
/// assert_eq!(source.path, "queries/tags.graphql");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The file's name, as findings print it.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// Returns a source for a text in memory.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Source { path: path.into(), text: text.into() }
    }
}

/// A text with its line index, shared by findings.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) path: String,
    pub(crate) text: String,
    index: OnceLock<Index>,
}

#[derive(Debug)]
struct Index {
    /// The byte at which each line starts.
    lines: Vec<usize>,
    /// The number of characters before each byte that is a multiple of `STRIDE`.
    characters: Vec<usize>,
}

impl Text {
    pub(crate) fn new(source: &Source) -> Arc<Self> {
        Arc::new(Text { path: source.path.clone(), text: source.text.clone(), index: OnceLock::new() })
    }

    /// Joins the texts of several files. The name is that of the first.
    pub(crate) fn join(files: &[Labelled]) -> Arc<Self> {
        let path = files.first().map(|file| file.text.path.clone()).unwrap_or_default();
        let texts: Vec<&str> = files.iter().map(|file| file.text.text.as_str()).collect();
        Arc::new(Text { path, text: texts.join("\n"), index: OnceLock::new() })
    }

    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = self.floor(offset);
        let lines = &self.index().lines;
        let line = lines.partition_point(|start| *start <= offset).max(1);
        let start = self.line_start(line);
        Position::new(line, self.characters_before(offset.max(start)) - self.characters_before(start) + 1)
    }

    /// The bytes of some lines, counted from 1, without the end of the last.
    pub(crate) fn lines(&self, first: usize, last: usize) -> &str {
        let lines = &self.index().lines;
        let end = lines.get(last).copied().unwrap_or(self.text.len());
        let text = &self.text[self.line_start(first)..end];
        let text = text.strip_suffix('\n').unwrap_or(text);
        text.strip_suffix('\r').unwrap_or(text)
    }

    /// Returns the byte at which a line starts. A byte-order mark is not part of a line.
    pub(crate) fn line_start(&self, line: usize) -> usize {
        let start = self.index().lines.get(line - 1).copied().unwrap_or(self.text.len());
        if start == 0 && self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { start }
    }

    /// The last byte at or before `at` at which a character begins.
    pub(crate) fn floor(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / STRIDE;
        let counted = self.index().characters[block];
        let rest = &self.text.as_bytes()[block * STRIDE..offset];
        counted + rest.iter().filter(|byte| begins_character(**byte)).count()
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let (mut lines, mut characters, mut count) = (vec![0], Vec::new(), 0);
            for (i, byte) in bytes.iter().enumerate() {
                if i.is_multiple_of(STRIDE) {
                    characters.push(count);
                }
                count += usize::from(begins_character(*byte));
                let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
                if ends {
                    lines.push(i + 1);
                }
            }
            if bytes.len().is_multiple_of(STRIDE) {
                characters.push(count);
            }
            Index { lines, characters }
        })
    }
}

fn begins_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

/// The texts that the findings of one check can point into.
#[derive(Debug, Clone)]
pub(crate) struct Texts {
    own: Arc<Text>,
    others: Vec<Labelled>,
}

/// A text with the compiler's identifier of it.
#[derive(Debug, Clone)]
pub(crate) struct Labelled {
    pub(crate) id: FileId,
    pub(crate) text: Arc<Text>,
}

impl Texts {
    /// `own` is the text of spans without a file.
    pub(crate) fn new(own: Arc<Text>) -> Self {
        Texts { own, others: Vec::new() }
    }

    pub(crate) fn with(mut self, id: FileId, text: Arc<Text>) -> Self {
        self.others.push(Labelled { id, text });
        self
    }

    pub(crate) fn with_all(mut self, others: &[Labelled]) -> Self {
        self.others.extend_from_slice(others);
        self
    }

    pub(crate) fn of(&self, span: Span) -> &Arc<Text> {
        let other = span.file.and_then(|file| self.others.iter().find(|other| other.id == file));
        other.map_or(&self.own, |other| &other.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positions(text: &str) -> Vec<String> {
        let text = Text::new(&Source::new("t", text));
        let offsets = text.text.char_indices().map(|(at, _)| at).chain([text.text.len()]);
        offsets.map(|at| text.position(at)).map(|at| format!("{}:{}", at.line, at.column)).collect()
    }

    #[test]
    fn every_line_end_ends_a_line_once() {
        assert_eq!(
            positions("a\nb\r\nc\rd"),
            ["1:1", "1:2", "2:1", "2:2", "2:3", "3:1", "3:2", "4:1", "4:2"]
        );
    }

    #[test]
    fn columns_are_characters_and_a_mark_is_none() {
        assert_eq!(positions("\u{feff}é😀x"), ["1:1", "1:1", "1:2", "1:3", "1:4"]);
    }

    #[test]
    fn a_long_line_is_counted_as_a_short_one_is() {
        let text = Text::new(&Source::new("t", "é".repeat(5_000)));
        for column in [1, 200, 256, 257, 4_999] {
            assert_eq!(text.position((column - 1) * 2), Position::new(1, column));
        }
    }
}
