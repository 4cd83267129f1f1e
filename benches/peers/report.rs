//! The report of a run: tables, and a line for each target.

use std::fmt::{self, Write};

/// The target of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    /// This or less.
    AtMost(f64),
    /// This or more.
    AtLeast(f64),
}

impl Target {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(limit) => write!(f, "<={limit}"),
            Self::AtLeast(limit) => write!(f, ">={limit}"),
        }
    }
}

/// The text of a run, and the lines of its targets.
#[derive(Debug, Default)]
pub(crate) struct Report {
    text: String,
    verdicts: String,
}

impl Report {
    /// Begins a section.
    pub(crate) fn section(&mut self, title: &str, method: &str) {
        self.write(format_args!("\n## {title}\n\n{method}\n"));
    }

    /// Adds a table: its heads, then its rows.
    pub(crate) fn table(&mut self, heads: &[&str], rows: &[Vec<String>]) {
        self.heads(heads);
        rows.iter().for_each(|row| self.row(row));
    }

    /// Begins a table whose rows are added one by one, as they are measured.
    pub(crate) fn heads(&mut self, heads: &[&str]) {
        self.write(format_args!("| {} |", heads.join(" | ")));
        self.write(format_args!("|---|{}", "---:|".repeat(heads.len() - 1)));
    }

    /// Adds a row to the table that was begun.
    pub(crate) fn row(&mut self, row: &[String]) {
        self.write(format_args!("| {} |", row.join(" | ")));
    }

    /// Adds a paragraph.
    pub(crate) fn note(&mut self, text: &str) {
        self.write(format_args!("\n{text}"));
    }

    /// Records a figure that has a target.
    pub(crate) fn target(&mut self, name: &str, value: f64, target: Target) {
        let verdict = if target.is_met(value) { "met" } else { "missed" };
        writeln!(self.verdicts, "{name} {value:.2} {target} {verdict}").expect("a string takes everything");
    }

    /// Ends with the targets, and returns the whole.
    pub(crate) fn finish(mut self) -> String {
        let verdicts = std::mem::take(&mut self.verdicts);
        self.write(format_args!("\n## Targets\n\n```text\n{verdicts}```"));
        self.text
    }

    fn write(&mut self, text: fmt::Arguments<'_>) {
        println!("{text}");
        writeln!(self.text, "{text}").expect("a string takes everything");
    }
}
