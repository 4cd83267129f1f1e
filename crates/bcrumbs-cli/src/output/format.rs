//! The forms that the output can take, and which one is taken where none is asked for.

use clap::ValueEnum;
use std::io::{self, IsTerminal};

/// A form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for people, with times in the local zone (that of TZ, or the system's)
    #[value(alias = "human")]
    Table,
    /// One JSON object: {"items":[…],"next":"…"} of a list, with times in UTC
    Json,
    /// One JSON object a line, with times in UTC
    Ndjson,
    /// A line of column names, then the items; text stays as it is, so a spreadsheet may take some for formulas
    Csv,
}

impl Format {
    /// Takes what was asked for, or else a table for a terminal and lines of JSON for anything that reads.
    pub(crate) fn chosen(asked: Option<Self>) -> Self {
        asked.unwrap_or_else(|| if io::stdout().is_terminal() { Self::Table } else { Self::Ndjson })
    }

    /// Returns the format as one of records; a table is none.
    pub(crate) fn records(self) -> Option<RecordFormat> {
        match self {
            Self::Table => None,
            Self::Json => Some(RecordFormat::Json),
            Self::Ndjson => Some(RecordFormat::Ndjson),
            Self::Csv => Some(RecordFormat::Csv),
        }
    }
}

/// A format for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordFormat {
    Json,
    Ndjson,
    Csv,
}
