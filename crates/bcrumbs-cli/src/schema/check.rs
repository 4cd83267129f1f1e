//! `bcrumbs schema check`: operations against a schema, from a file or from the gateway itself.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::cli::Global;
use crate::connect;
use crate::failure::{Failure, say};
use crate::introspection;
use crate::schema::{Operations, ReportFormat, no_schema, operations};
use bcrumbs_schema::{Diagnostic, DiagnosticSource, Report, Schema, check};
use clap::Args;
use serde::Serialize;
use std::fmt;
use std::path::PathBuf;

/// What to check, and how strictly.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs schema check
  bcrumbs schema check --live
  bcrumbs schema check --schema s.graphql queries
  bcrumbs schema check --deny wire queries

Without files, the operations that this command sends are checked; with --live, against the gateway's own schema.

The source wire, by which no undocumented type may be named, is on for the operations that this command sends, and off \
for files unless --deny wire asks for it. A source that is both allowed and denied is denied. Findings go to standard \
output, their number to standard error.

Exit status: 0 without an error, 1 with errors, 2 for wrong usage.")]
pub(crate) struct CheckArguments {
    /// Files or directories with operations; without any, the operations that this command sends
    #[arg(value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,

    /// The schema to check against, if not the one that this command was built with
    #[arg(long, value_name = "FILE", conflicts_with = "live")]
    schema: Option<PathBuf>,

    /// Checks against the gateway's own schema, read by introspection
    #[arg(long)]
    live: bool,

    /// How findings are printed
    #[arg(long, value_enum, default_value = "human")]
    format: ReportFormat,

    /// Switches a source of findings off: spec, codegen, wire or deprecation
    #[arg(long, value_name = "SOURCE")]
    allow: Vec<DiagnosticSource>,

    /// Switches a source of findings on and makes its warnings errors
    #[arg(long, value_name = "SOURCE")]
    deny: Vec<DiagnosticSource>,
}

impl CheckArguments {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let schema = match &self.schema {
            _ if self.live => introspection::schema(&connect::client(global)?).await?,
            Some(file) => Schema::read(file).map_err(|found| no_schema(&found))?,
            None => {
                Schema::parse("schema/bcrumbs.graphql", bcrumbs::SDL).map_err(|found| no_schema(&found))?
            }
        };
        let Operations { documents, unreadable, options } = operations(&self.paths);
        let options = self.allow.into_iter().fold(options, |options, source| options.allow(source));
        let options = self.deny.into_iter().fold(options, |options, source| options.deny(source));
        let found = check(&schema, &documents, &options).diagnostics;
        let report = Report::new(unreadable.into_iter().chain(found).collect());
        let counts = counts(&report);
        match self.format {
            ReportFormat::Json => self.format.print(&report)?,
            // The report's own form ends with the number of findings, which is no finding.
            ReportFormat::Human => self.format.print(&Findings(&report.diagnostics))?,
        }
        if report.has_errors() {
            return Err(Failure::Found(counts));
        }
        if self.format == ReportFormat::Human {
            say(format_args!("{counts}"));
        }
        Ok(())
    }
}

/// What was found, with an empty line after each.
#[derive(Serialize)]
struct Findings<'a>(&'a [Diagnostic]);

impl fmt::Display for Findings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|finding| writeln!(f, "{finding}\n"))
    }
}

fn counts(report: &Report) -> String {
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let (errors, warnings) = (report.errors().count(), report.warnings().count());
    format!("{}, {}", counted(errors, "error"), counted(warnings, "warning"))
}
