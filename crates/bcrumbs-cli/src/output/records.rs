//! Records for programs on standard output, in whole lines and in constant memory.
//!
//! Lines are gathered to no more than what a pipe takes in one piece, so that whatever moment the process ends at,
//! what has been written is whole lines (a single longer line apart).

use crate::output::csv;
use crate::output::format::RecordFormat;
use crate::output::sanitize::{in_lines, safe_json};
use crate::output::terminal::Screen;
use anstream::AutoStream;
use serde::Serialize;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

/// What POSIX lets every pipe take in one piece on Linux.
const ONE_PIECE: usize = 4096;

/// Lines on their way to standard output.
#[derive(Debug)]
pub(crate) struct Lines(BufWriter<AutoStream<Stdout>>);

impl Lines {
    pub(crate) fn new() -> Self {
        Self(BufWriter::with_capacity(ONE_PIECE, Screen::stdout().writer()))
    }

    pub(crate) fn push(&mut self, mut line: String) -> io::Result<()> {
        line.push('\n');
        self.push_bytes(line.as_bytes())
    }

    pub(crate) fn push_bytes(&mut self, text: &[u8]) -> io::Result<()> {
        self.0.write_all(text)
    }

    /// Writes lines of CSV. CSV has no escapes, so a terminal is shown what anything else gets as it is.
    pub(crate) fn push_csv(&mut self, lines: &str) -> io::Result<()> {
        match io::stdout().is_terminal() {
            true => self.push_bytes(in_lines(lines).as_bytes()),
            false => self.push_bytes(lines.as_bytes()),
        }
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Records being printed.
#[derive(Debug)]
pub(crate) struct RecordPrinter {
    lines: Lines,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Ndjson,
    /// The last object is held back until it is known whether a comma follows it.
    Json {
        held: Option<String>,
    },
    /// The column names are kept until they are printed.
    Csv {
        fields: &'static [&'static str],
        header: Option<String>,
    },
}

impl RecordPrinter {
    /// Begins records with these fields.
    pub(crate) fn new(format: RecordFormat, fields: &'static [&'static str]) -> io::Result<Self> {
        let form = match format {
            RecordFormat::Ndjson => Form::Ndjson,
            RecordFormat::Json => Form::Json { held: None },
            RecordFormat::Csv => Form::Csv { fields, header: Some(csv::header(fields)?) },
        };
        Ok(Self { lines: Lines::new(), form })
    }

    /// Prints some more records, at once.
    pub(crate) fn page<T: Serialize>(&mut self, items: &[T]) -> io::Result<()> {
        match &mut self.form {
            Form::Ndjson => {
                for item in items {
                    self.lines.push(json(item)?)?;
                }
            }
            Form::Json { held } => {
                for item in items {
                    match held.replace(format!("  {}", json(item)?)) {
                        Some(before) => self.lines.push(before + ",")?,
                        None => self.lines.push("{\"items\":[".to_owned())?,
                    }
                }
            }
            Form::Csv { fields, header } => {
                if let Some(header) = header.take() {
                    self.lines.push_csv(&header)?;
                }
                for item in items {
                    self.lines.push_csv(&csv::record(fields, item)?)?;
                }
            }
        }
        self.lines.flush()
    }

    /// Prints what belongs at the end of a list that is complete as far as it was asked for. `next` is the position after
    /// it, where more follows; of the formats only JSON has a place for it.
    pub(crate) fn finish(mut self, next: Option<&str>) -> io::Result<()> {
        match &mut self.form {
            Form::Ndjson => {}
            Form::Json { held } => {
                let begun = match held.take() {
                    Some(last) => {
                        self.lines.push(last)?;
                        ""
                    }
                    None => "{\"items\":[",
                };
                let next = next.map(json_text).transpose()?;
                let next = next.map(|next| format!(",\"next\":{next}")).unwrap_or_default();
                self.lines.push(format!("{begun}]{next}}}"))?;
            }
            Form::Csv { header: Some(header), .. } => self.lines.push_csv(header)?,
            Form::Csv { header: None, .. } => {}
        }
        self.lines.flush()
    }

    /// Ends a list that broke off: JSON is left open, for what is not complete must not look so.
    pub(crate) fn break_off(mut self) -> io::Result<()> {
        if let Form::Json { held: Some(last) } = &mut self.form {
            let last = std::mem::take(last);
            self.lines.push(last + ",")?;
        }
        self.lines.flush()
    }
}

/// Returns an item as one line of JSON, without its end.
pub(crate) fn json(value: &impl Serialize) -> io::Result<String> {
    Ok(safe_json(serde_json::to_string(value)?))
}

fn json_text(text: &str) -> io::Result<String> {
    json(&text)
}

/// Returns rows as CSV, after a line with the names of the columns.
pub(crate) fn csv_lines<T: Serialize>(
    fields: &[&str],
    rows: impl IntoIterator<Item = T>,
) -> io::Result<String> {
    let mut lines = csv::header(fields)?;
    for row in rows {
        lines.push_str(&csv::record(fields, &row)?);
    }
    Ok(lines)
}
