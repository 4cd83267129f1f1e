//! `bcrumbs schema diff`: two schemas, what changed between them, and which operations that affects.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::introspection;
use crate::commands::schema::accepting::Accepting;
use crate::commands::schema::formats::form::FormArguments;
use crate::commands::schema::input::input::{Input, read_once};
use crate::commands::schema::operations::{Operations, Strictness};
use crate::commands::schema::print::{self, Compared};
use crate::connect;
use crate::failure::failure::Failure;
use crate::global::Global;
use bcrumbs_schema::{ChangeLevel, Diff, Schema, diff};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What to compare.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs schema diff old.graphql new.graphql
  bcrumbs schema diff old.graphql new.graphql --output json \\
      --operations queries
  bcrumbs schema diff old.graphql new.graphql --allow codegen \\
      --operations queries --shared-fragments
  bcrumbs schema diff old.graphql new.graphql --fail-on breaking
  bcrumbs schema diff HEAD:s.graphql s.graphql --operations queries
  bcrumbs schema diff s.graphql --live --format markdown

A schema is SDL, or the JSON that answers an introspection query. It is read from a file, from standard input (-), or \
from a revision of the git repository around the working directory (REV:path, for example \
HEAD:schema/bcrumbs.graphql). An existing file with that name has priority. An operation is affected where it was valid and is \
not any more, or where the Rust types made of it change. One that was invalid before is reported as that, and does not \
fail.

With --accept, changes and findings whose fingerprint is in the list do not count; docs/ci.md describes the list.

Exit status: 0 where no operation is affected, 1 where one is or --fail-on is met, 2 for wrong usage.")]
pub(crate) struct DiffArguments {
    /// The schema as it was: a file, - or REV:path
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// The schema as it is now: a file, - or REV:path
    #[arg(value_name = "NEW", required_unless_present = "live", conflicts_with = "live")]
    new: Option<PathBuf>,

    /// Compares with the gateway's own schema, read by introspection
    #[arg(long)]
    live: bool,

    /// A file or directory with your operations, - or REV:path; without it, the operations that this command sends
    #[arg(long, value_name = "DIR")]
    operations: Option<PathBuf>,

    #[command(flatten)]
    strictness: Strictness,

    #[command(flatten)]
    accepting: Accepting,

    /// Ends with 1 for a change of this level or a worse one too
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<Limit>,

    #[command(flatten)]
    form: FormArguments,
}

/// The level from which on a change is a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Limit {
    /// What breaks a client
    Breaking,
    /// What may surprise a client, too
    Dangerous,
}

impl Limit {
    fn level(self) -> ChangeLevel {
        match self {
            Self::Breaking => ChangeLevel::Breaking,
            Self::Dangerous => ChangeLevel::Dangerous,
        }
    }
}

impl DiffArguments {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        read_once([&self.old].into_iter().chain(&self.new).chain(&self.operations))?;
        let old = Input::parse(&self.old)?.schema()?;
        let new = match &self.new {
            Some(input) => Input::parse(input)?.schema()?,
            None => introspection::schema(&connect::client(global)?).await?,
        };
        let form = self.form.form(global);
        let fails_at = self.fail_on.map(Limit::level);
        let accepted = self.accepting.list()?;
        let mut diff = compare(&old, &new, self.operations, &self.strictness)?;
        if let Some(accepted) = &accepted {
            diff = accepted.diff(diff);
        }
        print::diff(&Compared { diff: &diff, old: &old, new: &new, fails_at }, form)?;
        if let Some(accepted) = &accepted {
            accepted.print_entries(&diff.entries(), form)?;
        }
        if diff.affected().next().is_some() {
            let names: Vec<&str> = diff.affected().map(|operation| operation.operation.as_str()).collect();
            return Err(Failure::Found(format!("affected operations: {}", names.join(", "))));
        }
        if fails_at.is_some_and(|limit| diff.level().is_some_and(|level| level <= limit)) {
            return Err(Failure::Found("the schema changed by more than --fail-on permits".to_owned()));
        }
        Ok(())
    }
}

/// Compares two schemas over operations, which must be readable: one that is not would count as unaffected.
pub(crate) fn compare(
    old: &Schema,
    new: &Schema,
    paths: Option<PathBuf>,
    strictness: &Strictness,
) -> Result<Diff, Failure> {
    let paths: Vec<PathBuf> = paths.into_iter().collect();
    let Operations { documents, unreadable, options } = strictness.operations(&paths)?;
    if let Some(first) = unreadable.first() {
        return Err(Failure::Usage(format!("the operations cannot be read:\n{first}")));
    }
    Ok(diff(old, new, &documents, &options))
}
