//! `bcrumbs schema check`: operations against a schema, from a file or from the gateway itself.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::introspection;
use crate::commands::schema::accepting::Accepting;
use crate::commands::schema::formats::form::{Form, FormArguments};
use crate::commands::schema::input::input::{Input, read_once, shipped_schema};
use crate::commands::schema::operations::{Operations, Strictness};
use crate::commands::schema::print;
use crate::connect;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::output::message::say;
use bcrumbs_schema::{Report, check, drift};
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
  bcrumbs schema check --schema s.graphql --format github queries
  bcrumbs schema check --schema HEAD:s.graphql queries

Without FILE or DIR, the command checks the operations that it sends itself. A schema file contains SDL, or the JSON \
response to an introspection query. A directory is read whole: the .graphql, .graphqls and .gql files below it are one \
schema. A schema and operations are read from files, from standard input (-), or from a revision of the git repository \
around the working directory (REV:path, for example HEAD~1:schema/bcrumbs.graphql). If a file or directory with that name \
exists, it is read.

The rule set `wire` forbids type names that are not documented. It is on for the operations that this command sends. For \
files, --deny wire turns it on. If a rule set is both allowed and denied, it is denied. Without --shared-fragments, a file \
cannot use a fragment of another file; graphql_client has the same rule. The findings are printed on standard output, and \
their number on standard error. `bcrumbs schema explain` explains each rule.

With --accept, findings whose fingerprint is in the list do not count; docs/ci.md describes the list.

Exit status: 0 no errors, 1 errors, 2 wrong usage.")]
pub(crate) struct CheckArguments {
    /// Files or directories with operations, - or REV:path [default: the operations that this command sends]
    #[arg(value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,

    /// The schema to check against: a file, a directory, - or REV:path [default: the schema that this command was built with]
    #[arg(long, value_name = "SCHEMA", conflicts_with = "live")]
    schema: Option<PathBuf>,

    /// Check against the gateway's own schema, which the command reads by introspection: every selected field with its
    /// type, and every argument and input field that is sent
    #[arg(long)]
    live: bool,

    #[command(flatten)]
    strictness: Strictness,

    #[command(flatten)]
    accepting: Accepting,

    #[command(flatten)]
    form: FormArguments,
}

impl CheckArguments {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        read_once(self.schema.iter().chain(&self.paths))?;
        let Operations { documents, unreadable, options } = self.strictness.operations(&self.paths)?;
        let report = match &self.schema {
            _ if self.live => {
                let live = introspection::schema(&connect::client(global)?).await?;
                drift(&shipped_schema()?, &live, &documents, &options)
            }
            Some(input) => check(&Input::parse(input)?.schema()?, &documents, &options),
            None => check(&shipped_schema()?, &documents, &options),
        };
        let found = report.diagnostics;
        let report = Report::new(unreadable.into_iter().chain(found).collect());
        let accepted = self.accepting.list()?;
        let report = match &accepted {
            Some(accepted) => accepted.report(report),
            None => report,
        };
        let form = self.form.form(global);
        print::report(&report, form)?;
        if let Some(accepted) = &accepted {
            accepted.print_entries(&report.entries(), form)?;
        }
        if report.has_errors() {
            return Err(Failure::Found(report.summary()));
        }
        match form {
            Form::Human | Form::Github | Form::Markdown => say(format_args!("{}", report.summary())),
            Form::Json | Form::Ndjson | Form::Csv | Form::Sarif => {}
        }
        Ok(())
    }
}
