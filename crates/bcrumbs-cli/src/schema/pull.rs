//! `bcrumbs schema pull`: the gateway's own schema into a file, which is replaced whole or not at all.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::cli::Global;
use crate::connect;
use crate::failure::{Failure, say};
use crate::introspection;
use crate::output::print_lines;
use crate::replace::replace;
use crate::schema::ReportFormat;
use crate::schema::diff::compare;
use bcrumbs_schema::Schema;
use clap::Args;
use std::path::PathBuf;

/// Where to.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs schema pull --out schema/bcrumbs.graphql
  bcrumbs schema pull > gateway.graphql

The file is replaced only by a whole and valid schema; whatever fails, it stays as it was. What the new one changes \
against the file that was there is printed.

Exit status: 0 once the schema is written, whatever it changes, 1 where there is none to be had or the file cannot be \
written, 2 for wrong usage.")]
pub(crate) struct PullArguments {
    /// The file to write; without it, the schema is printed
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// A file or directory with your operations, to say which are hit; without it, those that this command sends
    #[arg(long, value_name = "DIR", requires = "out")]
    operations: Option<PathBuf>,
}

impl PullArguments {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let new = introspection::schema(&connect::client(global)?).await?;
        let Some(file) = &self.out else {
            return print_lines(new.sdl().lines().map(str::to_owned));
        };
        let old = match file.exists() {
            true => Some(Schema::read(file)),
            false => None,
        };
        // What keeps the comparison from being made keeps the file from being written.
        let diff = match &old {
            Some(Ok(old)) => Some(compare(old, &new, self.operations)?),
            Some(Err(_)) | None => None,
        };
        replace(file, new.sdl().as_bytes()).map_err(|problem| Failure::File(file.clone(), problem))?;
        match (diff, old) {
            (Some(diff), _) if diff.changes.is_empty() => print_lines(["nothing changed".to_owned()]),
            (Some(diff), _) => ReportFormat::Human.print(&diff),
            (None, Some(_)) => {
                say(format_args!(
                    "warning: what was there before was no valid schema, so nothing is compared"
                ));
                Ok(())
            }
            (None, None) => Ok(()),
        }
    }
}
