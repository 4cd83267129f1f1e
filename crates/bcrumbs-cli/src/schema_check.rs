//! `bcrumbs schema check`: operations against a schema, from a file or from the gateway itself.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::cli::Global;
use crate::failure::Failure;
use crate::introspection;
use crate::schema::{Operations, ReportFormat, no_schema, operations};
use bcrumbs_schema::{DiagnosticSource, Report, Schema, check};
use clap::Args;
use std::path::PathBuf;

/// What to check, and how strictly.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs schema check                             the operations that this command sends
  bcrumbs schema check --live                      the same, against the gateway's own schema
  bcrumbs schema check --schema s.graphql queries  operations of your own
  bcrumbs schema check --deny wire queries         and no undocumented type may be named

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

    /// Switches a source of findings on and makes its warnings errors; wire is off for files if not named here
    #[arg(long, value_name = "SOURCE")]
    deny: Vec<DiagnosticSource>,
}

impl CheckArguments {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let schema = match &self.schema {
            _ if self.live => introspection::schema(global).await?,
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
        self.format.print(&report)?;
        match report.errors().count() {
            0 => Ok(()),
            1 => Err(Failure::Found("1 error".to_owned())),
            errors => Err(Failure::Found(format!("{errors} errors"))),
        }
    }
}
