//! The form of an exported file.

use crate::output::csv;
use crate::output::records::json;
use crate::output::row::Row;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use std::io;

/// The form of an exported file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ExportFormat {
    /// One JSON object a line
    #[default]
    Ndjson,
    /// A line of column names, then the items; text stays as it is, so a spreadsheet may take some for formulas
    Csv,
}

impl ExportFormat {
    /// Returns what stands at the beginning.
    pub(crate) fn header<T: Row>(self) -> io::Result<String> {
        match self {
            Self::Ndjson => Ok(String::new()),
            Self::Csv => csv::header(T::FIELDS),
        }
    }

    /// Returns the lines of some items.
    pub(crate) fn lines<T: Row>(self, items: &[T]) -> io::Result<String> {
        let line = |item: &T| match self {
            Self::Ndjson => json(item).map(|line| line + "\n"),
            Self::Csv => csv::record(T::FIELDS, item),
        };
        items.iter().map(line).collect()
    }
}
