//! Draws the place of a finding the way rustc does, so that nobody has to learn a second way of reading errors.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, DiagnosticSource, Severity};
use crate::source::Source;

/// The longest part of a line that is shown: a minified document is one line of a megabyte.
const WIDTH: usize = 160;

/// A finding before it knows its line: the byte range that it is about, and what would help.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) severity: Severity,
    pub(crate) source: DiagnosticSource,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) span: Range<usize>,
    pub(crate) help: Option<String>,
}

impl Finding {
    pub(crate) fn error(
        source: DiagnosticSource,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Finding { severity: Severity::Error, source, code, message: message.into(), span, help: None }
    }

    pub(crate) fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Finds the line and column and draws the excerpt.
    pub(crate) fn place(self, source: &Source) -> Diagnostic {
        let place = Place::find(&source.text, &self.span);
        let excerpt = place.draw(&source.path, self.help.as_deref());
        Diagnostic {
            severity: self.severity,
            source: self.source,
            code: self.code,
            message: self.message,
            file: source.path.clone(),
            line: place.line,
            column: place.column,
            excerpt,
        }
    }
}

/// A finding about a file that could not even be read: there is no text to show.
pub(crate) fn unplaced(path: &str, code: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        source: DiagnosticSource::Spec,
        code,
        message: message.into(),
        file: path.to_owned(),
        line: 1,
        column: 1,
        excerpt: format!(" --> {path}:1:1"),
    }
}

struct Place<'a> {
    line: usize,
    column: usize,
    text: &'a str,
    marked: usize,
}

impl<'a> Place<'a> {
    fn find(text: &'a str, span: &Range<usize>) -> Self {
        let start = floor(text, span.start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let end = floor(text, span.end).clamp(start, line_end);
        Place {
            line,
            column: text[line_start..start].chars().count() + 1,
            text: text[line_start..line_end].trim_end_matches('\r'),
            marked: text[start..end].trim_end().chars().count().max(1),
        }
    }

    fn draw(&self, path: &str, help: Option<&str>) -> String {
        let (line, column) = (self.line, self.column);
        let gutter = " ".repeat(line.to_string().len());
        let skipped = if column > WIDTH { column - WIDTH / 2 } else { 0 };
        let shown: String = self.text.chars().skip(skipped).take(WIDTH).map(printable).collect();
        let indent = " ".repeat(column - 1 - skipped);
        let marks = "^".repeat(self.marked.min(WIDTH));
        let mut out = format!("{gutter}--> {path}:{line}:{column}\n{gutter} |\n{line} |");
        for part in [" ", if skipped > 0 { "…" } else { "" }, shown.trim_end()] {
            out.push_str(part);
        }
        let out = out.trim_end();
        let pad = if skipped > 0 { " " } else { "" };
        let mut out = format!("{out}\n{gutter} | {pad}{indent}{marks}");
        if let Some(help) = help {
            out.push_str(&format!("\n{gutter} = help: {help}"));
        }
        out
    }
}

/// A tab is one column here, and a control character must not reach a terminal.
fn printable(c: char) -> char {
    if c == '\t' {
        ' '
    } else if c.is_control() {
        '\u{fffd}'
    } else {
        c
    }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
