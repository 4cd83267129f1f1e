//! Positions in a text: byte offsets for the rules, lines and columns for the output.

use std::ops::Range;

use apollo_compiler::Name;
use apollo_compiler::parser::{FileId, SourceSpan};
use serde::Serialize;

/// A position in a text, as line and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub struct Position {
    /// The line, counted from 1. Lines end with a line feed, a carriage return, or both.
    pub line: usize,
    /// The column in Unicode scalar values, counted from 1. A byte-order mark is no column.
    pub column: usize,
}

impl Position {
    /// The first place of a text.
    pub const START: Position = Position { line: 1, column: 1 };

    pub(crate) fn new(line: usize, column: usize) -> Self {
        Position { line, column }
    }
}

/// The bytes of a finding, and the file if it is not the checked one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) file: Option<FileId>,
}

impl Span {
    pub(crate) fn of(location: Option<SourceSpan>) -> Self {
        location.map_or(Span::default(), |at| Span {
            start: at.offset(),
            end: at.end_offset(),
            file: Some(at.file_id()),
        })
    }

    pub(crate) fn name(name: &Name) -> Self {
        Span::of(name.location())
    }

    pub(crate) fn to(self, end: Span) -> Self {
        Span { end: end.end.max(self.end), ..self }
    }

    /// The first `length` bytes.
    pub(crate) fn first(self, length: usize) -> Self {
        Span { end: self.end.min(self.start + length), ..self }
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start..self.end
    }

    pub(crate) fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span { start: range.start, end: range.end, file: None }
    }
}
