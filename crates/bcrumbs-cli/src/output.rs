//! Standard output in each of its forms, in whole lines and in constant memory.
//!
//! Lines are gathered to no more than what a pipe takes in one piece, so that whatever moment the process ends at,
//! what has been written is whole lines (a single longer line apart).

use crate::csv::{self, Record};
use crate::failure::Failure;
use crate::format::Format;
use crate::row::Row;
use crate::screen::Screen;
use crate::table::Table;
use crate::terminal::{in_lines, safe_json};
use anstream::AutoStream;
use serde::Serialize;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

/// What POSIX lets every pipe take in one piece on Linux.
const ONE_PIECE: usize = 4096;

/// Lines on their way to standard output.
#[derive(Debug)]
struct Lines(BufWriter<AutoStream<Stdout>>);

impl Lines {
    fn new() -> Self {
        Self(BufWriter::with_capacity(ONE_PIECE, Screen::stdout().writer()))
    }

    fn push(&mut self, mut line: String) -> io::Result<()> {
        line.push('\n');
        self.0.write_all(line.as_bytes())
    }

    /// Writes a line of CSV. It has no escapes, so a terminal is shown what anything else gets as it is.
    fn push_csv(&mut self, line: &str) -> io::Result<()> {
        match io::stdout().is_terminal() {
            true => self.0.write_all(in_lines(line).as_bytes()),
            false => self.0.write_all(line.as_bytes()),
        }
    }
}

/// A list being printed.
#[derive(Debug)]
pub(crate) struct ListPrinter {
    lines: Lines,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Table(Table),
    Ndjson,
    /// The last object is held back until it is known whether a comma follows it.
    Json {
        held: Option<String>,
    },
    /// The column names are kept until they are printed.
    Csv {
        header: Option<String>,
    },
}

impl ListPrinter {
    /// Begins a list of `T`.
    pub(crate) fn new<T: Row + Record>(format: Format) -> Result<Self, Failure> {
        let form = match format {
            Format::Table => Form::Table(Table::new(T::COLUMNS, Screen::stdout())),
            Format::Ndjson => Form::Ndjson,
            Format::Json => Form::Json { held: None },
            Format::Csv => Form::Csv { header: Some(csv::header::<T>()?) },
        };
        Ok(Self { lines: Lines::new(), form })
    }

    /// Prints some more of the list, at once.
    pub(crate) fn page<T: Row + Record>(&mut self, items: &[T]) -> Result<(), Failure> {
        match &mut self.form {
            Form::Table(table) => {
                let rows: Vec<Vec<String>> = items.iter().map(Row::cells).collect();
                for line in table.lines(&rows) {
                    self.lines.push(line)?;
                }
            }
            Form::Ndjson => {
                for item in items {
                    self.lines.push(json(item)?)?;
                }
            }
            Form::Json { held } => {
                for item in items {
                    match held.replace(format!("  {}", json(item)?)) {
                        Some(before) => self.lines.push(before + ",")?,
                        None => self.lines.push("[".to_owned())?,
                    }
                }
            }
            Form::Csv { header } => {
                if let Some(header) = header.take() {
                    self.lines.push_csv(&header)?;
                }
                for item in items {
                    self.lines.push_csv(&csv::record(item)?)?;
                }
            }
        }
        Ok(self.lines.0.flush()?)
    }

    /// Prints what belongs at the end of a list that is complete as far as it was asked for.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        match &mut self.form {
            Form::Table(table) => {
                for line in table.finish() {
                    self.lines.push(line)?;
                }
            }
            Form::Ndjson => {}
            Form::Json { held: Some(last) } => {
                self.lines.push(std::mem::take(last))?;
                self.lines.push("]".to_owned())?;
            }
            Form::Json { held: None } => self.lines.push("[]".to_owned())?,
            Form::Csv { header: Some(header) } => self.lines.push_csv(header)?,
            Form::Csv { header: None } => {}
        }
        Ok(self.lines.0.flush()?)
    }

    /// Ends a list that broke off: a JSON array is left open, for what is not complete must not look so.
    pub(crate) fn break_off(mut self) -> Result<(), Failure> {
        if let Form::Json { held: Some(last) } = &mut self.form {
            let last = std::mem::take(last);
            self.lines.push(last + ",")?;
        }
        Ok(self.lines.0.flush()?)
    }
}

/// Prints the one result of a command that changed something.
pub(crate) fn print_result<T: Row + Record>(result: &T, format: Format) -> Result<(), Failure> {
    let print = || -> Result<(), Failure> {
        let mut lines = Lines::new();
        match format {
            Format::Table => {
                for line in Table::new(T::COLUMNS, Screen::stdout()).lines(&[result.cells()]) {
                    lines.push(line)?;
                }
            }
            Format::Json => {
                lines.push(safe_json(serde_json::to_string_pretty(result).map_err(io::Error::from)?))?;
            }
            Format::Ndjson => lines.push(json(result)?)?,
            Format::Csv => {
                lines.push_csv(&csv::header::<T>()?)?;
                lines.push_csv(&csv::record(result)?)?;
            }
        }
        Ok(lines.0.flush()?)
    };
    print().map_err(Failure::after_change)
}

/// Prints lines as they are, at once.
pub(crate) fn print_lines(text: impl IntoIterator<Item = String>) -> Result<(), Failure> {
    let mut lines = Lines::new();
    for line in text {
        lines.push(line)?;
    }
    Ok(lines.0.flush()?)
}

/// Prints text that is made elsewhere, in lines of its own.
pub(crate) fn print_bytes(text: &[u8]) -> Result<(), Failure> {
    let mut lines = Lines::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        lines.0.write_all(line)?;
    }
    Ok(lines.0.flush()?)
}

/// Returns an item as one line of JSON, without its end.
pub(crate) fn json(value: &impl Serialize) -> io::Result<String> {
    Ok(safe_json(serde_json::to_string(value)?))
}
