//! `bcrumbs schema check`: operations against a schema, from a file or from the gateway itself.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::introspection;
use crate::commands::schema::operations::{Operations, Strictness, built_in, no_schema};
use crate::commands::schema::print::{self, Synonym};
use crate::connect;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::output::format::Format;
use crate::output::message::say;
use bcrumbs_schema::{Report, Schema, check, drift};
use clap::Args;
use std::path::PathBuf;

/// What to check, and how strictly.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs schema check
  bcrumbs schema check --live
  bcrumbs schema check --schema s.graphql queries
  bcrumbs schema check --deny wire queries
  bcrumbs schema check --shared-fragments --output json queries

Without FILE or DIR, the command checks the operations that it sends itself. A schema file contains SDL, or the JSON \
response to an introspection query.

The rule set `wire` forbids type names that are not documented. It is on for the operations that this command sends. For \
files, --deny wire turns it on. If a rule set is both allowed and denied, it is denied. Without --shared-fragments, a file \
cannot use a fragment of another file; graphql_client has the same rule. The findings are printed on standard output, and \
their number on standard error. `bcrumbs schema explain` explains each rule.

Exit status: 0 no errors, 1 errors, 2 wrong usage.")]
pub(crate) struct CheckArguments {
    /// Files or directories with operations [default: the operations that this command sends]
    #[arg(value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,

    /// The schema to check against [default: the schema that this command was built with]
    #[arg(long, value_name = "FILE", conflicts_with = "live")]
    schema: Option<PathBuf>,

    /// Check against the gateway's own schema, which the command reads by introspection: every selected field with its
    /// type, and every argument and input field that is sent
    #[arg(long)]
    live: bool,

    #[command(flatten)]
    strictness: Strictness,

    #[command(flatten)]
    synonym: Synonym,
}

impl CheckArguments {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let Operations { documents, unreadable, options } = self.strictness.operations(&self.paths);
        let report = match &self.schema {
            _ if self.live => {
                let live = introspection::schema(&connect::client(global)?).await?;
                drift(&built_in()?, &live, &documents, &options)
            }
            Some(file) => {
                check(&Schema::read(file).map_err(|found| no_schema(&found))?, &documents, &options)
            }
            None => check(&built_in()?, &documents, &options),
        };
        let found = report.diagnostics;
        let report = Report::new(unreadable.into_iter().chain(found).collect());
        let format = self.synonym.format(global);
        print::report(&report, format)?;
        if report.has_errors() {
            return Err(Failure::Found(report.summary()));
        }
        match format {
            Format::Table => say(format_args!("{}", report.summary())),
            Format::Json | Format::Ndjson | Format::Csv => {}
        }
        Ok(())
    }
}
