//! Lists and results on standard output: a table for people, records for programs.

use crate::output::format::{Format, RecordFormat};
use crate::output::message::say;
use crate::output::records::{Lines, RecordPrinter, csv_lines, json};
use crate::output::row::Row;
use crate::output::sanitize::safe_json;
use crate::output::style::FAINT;
use crate::output::table::Table;
use crate::output::terminal::Screen;
use std::io;

/// A list being printed.
#[derive(Debug)]
pub(crate) struct ListPrinter(Form);

#[derive(Debug)]
enum Form {
    Table { table: Table, lines: Lines },
    Records(RecordPrinter),
}

impl ListPrinter {
    /// Begins a list of `T`.
    pub(crate) fn new<T: Row>(format: Format) -> io::Result<Self> {
        Ok(Self(match format.records() {
            None => Form::Table { table: Table::new(T::COLUMNS, Screen::stdout()), lines: Lines::new() },
            Some(format) => Form::Records(RecordPrinter::new(format, T::FIELDS)?),
        }))
    }

    /// Prints some more of the list, at once.
    pub(crate) fn page<T: Row>(&mut self, items: &[T]) -> io::Result<()> {
        match &mut self.0 {
            Form::Table { table, lines } => {
                let rows: Vec<Vec<String>> = items.iter().map(Row::cells).collect();
                for line in table.lines(&rows) {
                    lines.push(line)?;
                }
                lines.flush()
            }
            Form::Records(records) => records.page(items),
        }
    }

    /// Prints what belongs at the end of a list that is complete as far as it was asked for. `next` is the position after
    /// it, where more follows.
    pub(crate) fn finish(self, next: Option<&str>) -> io::Result<()> {
        match self.0 {
            Form::Table { mut table, mut lines } => {
                for line in table.finish() {
                    lines.push(line)?;
                }
                lines.flush()?;
                tell_what_is_left_out(&table, "; --output csv shows all");
                Ok(())
            }
            Form::Records(records) => records.finish(next),
        }
    }

    /// Ends a list that broke off.
    pub(crate) fn break_off(self) -> io::Result<()> {
        match self.0 {
            Form::Table { mut lines, .. } => lines.flush(),
            Form::Records(records) => records.break_off(),
        }
    }
}

/// Prints the one result of a command that changed something.
pub(crate) fn print_result<T: Row>(result: &T, format: Format) -> io::Result<()> {
    let mut lines = Lines::new();
    match format.records() {
        None => {
            let mut table = Table::new(T::COLUMNS, Screen::stdout());
            for line in table.lines(&[result.cells()]) {
                lines.push(line)?;
            }
            lines.flush()?;
            // To run the command again for more columns would repeat the change.
            tell_what_is_left_out(&table, "");
        }
        Some(RecordFormat::Json) => lines.push(safe_json(serde_json::to_string_pretty(result)?))?,
        Some(RecordFormat::Ndjson) => lines.push(json(result)?)?,
        Some(RecordFormat::Csv) => lines.push_csv(&csv_lines(T::FIELDS, [result])?)?,
    }
    lines.flush()
}

/// Names on standard error the columns that there was no room for.
fn tell_what_is_left_out(table: &Table, advice: &str) {
    if !table.left_out().is_empty() {
        let columns = table.left_out().join(", ");
        say(format_args!("{FAINT}no room for {columns}{advice}{FAINT:#}"));
    }
}

/// Prints lines as they are, at once.
pub(crate) fn print_lines(text: impl IntoIterator<Item = String>) -> io::Result<()> {
    let mut lines = Lines::new();
    for line in text {
        lines.push(line)?;
    }
    lines.flush()
}

/// Prints text that is made elsewhere, in lines of its own.
pub(crate) fn print_bytes(text: &[u8]) -> io::Result<()> {
    let mut lines = Lines::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        lines.push_bytes(line)?;
    }
    lines.flush()
}
