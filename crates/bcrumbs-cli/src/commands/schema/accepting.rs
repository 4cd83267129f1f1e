//! The option for the accepted list, and the entries that are printed for it.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::schema::formats::form::Form;
use crate::commands::schema::formats::markdown;
use crate::failure::failure::Failure;
use crate::output::printer::print_lines;
use bcrumbs_schema::{AcceptedList, Diff, Report};
use chrono::Utc;
use clap::Args;
use std::io;
use std::path::{Path, PathBuf};

/// What does not count.
#[derive(Debug, Args)]
pub(crate) struct Accepting {
    /// A TOML file of accepted findings and changes, each with a reason; the entries to add are printed
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
}

impl Accepting {
    /// Reads the list, if there is one.
    pub(crate) fn list(&self) -> Result<Option<Accepted<'_>>, Failure> {
        let Some(file) = &self.accept else {
            return Ok(None);
        };
        let list = AcceptedList::read(file).map_err(|found| {
            let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
            Failure::Usage(format!("this is no valid list of --accept:\n{}", lines.join("\n")))
        })?;
        Ok(Some(Accepted { file, list }))
    }
}

/// A list, and its file.
pub(crate) struct Accepted<'a> {
    file: &'a Path,
    list: AcceptedList,
}

impl Accepted<'_> {
    /// Removes the accepted findings. The day is that of UTC, so that every machine gets the same result.
    pub(crate) fn report(&self, report: Report) -> Report {
        self.list.report(report, Utc::now().date_naive())
    }

    /// Removes the accepted changes and findings.
    pub(crate) fn diff(&self, diff: Diff) -> Diff {
        self.list.diff(diff, Utc::now().date_naive())
    }

    /// Prints the entries for what is left, in the formats for people.
    pub(crate) fn print_entries(&self, entries: &str, form: Form) -> io::Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let summary = format!("To accept, add to {} with a reason:", self.file.display());
        match form {
            Form::Human => {
                let lines = ["", &summary, ""].into_iter().chain(entries.trim_end().lines());
                print_lines(lines.map(str::to_owned))
            }
            Form::Markdown => print_lines([markdown::of_entries(&summary, entries)]),
            Form::Json | Form::Ndjson | Form::Csv | Form::Github | Form::Sarif => Ok(()),
        }
    }
}
