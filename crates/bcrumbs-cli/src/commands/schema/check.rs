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
use bcrumbs_schema::{Report, check};
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

Without files, the operations that this command sends are checked; with --live, against the gateway's own schema. A \
schema is SDL, or the JSON that answers an introspection query. A schema and operations are read from a file, from \
standard input (-), or from a revision of the git repository around the working directory (REV:path, for example \
HEAD~1:schema/bcrumbs.graphql). An existing file with that name has priority.

The rule set wire, by which no undocumented type may be named, is on for the operations that this command sends, and off \
for files unless --deny wire asks for it. A rule set that is both allowed and denied is denied. Without \
--shared-fragments, a fragment of another file is unknown, as it is to graphql_client. Findings go to standard output, \
their number to standard error; `bcrumbs schema explain` explains a rule.

With --accept, findings whose fingerprint is in the list do not count; docs/ci.md describes the list.

Exit status: 0 without an error, 1 with errors, 2 for wrong usage.")]
pub(crate) struct CheckArguments {
    /// Files or directories with operations, - or REV:path; without any, the operations that this command sends
    #[arg(value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,

    /// The schema to check against, if not the one that this command was built with: a file, - or REV:path
    #[arg(long, value_name = "SCHEMA", conflicts_with = "live")]
    schema: Option<PathBuf>,

    /// Checks against the gateway's own schema, read by introspection
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
        let schema = match &self.schema {
            _ if self.live => introspection::schema(&connect::client(global)?).await?,
            Some(input) => Input::parse(input)?.schema()?,
            None => shipped_schema()?,
        };
        let Operations { documents, unreadable, options } = self.strictness.operations(&self.paths)?;
        let found = check(&schema, &documents, &options).diagnostics;
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
