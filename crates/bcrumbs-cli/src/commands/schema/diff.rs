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
use bcrumbs_schema::{ChangeLevel, Diff, Schema, TypeNames, diff};
use clap::{Args, ValueEnum};
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::{panic, thread};

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
  bcrumbs schema diff old.graphql new.graphql --wire
  bcrumbs schema diff HEAD:s.graphql s.graphql --operations queries
  bcrumbs schema diff s.graphql --live --format markdown

A schema file contains SDL, or the JSON response to an introspection query. A directory is read whole: the .graphql, \
.graphqls and .gql files below it are one schema. A schema is read from files, from standard input (-), or from a revision \
of the git repository around the working directory (REV:path, for example HEAD:schema/bcrumbs.graphql). If a file or \
directory with that name exists, it is read.

A change affects an operation if the operation was valid and is no longer valid, or if the Rust types that are generated \
from the operation change. An operation that was invalid before is reported as invalid, and does not change the exit status.

With --accept, changes and findings whose fingerprint is in the list do not count; docs/ci.md describes the list.

Exit status: 0 no operation is affected; 1 an operation is affected, or a change reaches the level of --fail-on; 2 wrong \
usage.")]
pub(crate) struct DiffArguments {
    /// The old schema: a file, a directory, - or REV:path
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// The new schema: a file, a directory, - or REV:path
    #[arg(value_name = "NEW", required_unless_present = "live", conflicts_with = "live")]
    new: Option<PathBuf>,

    /// Compare with the gateway's own schema, which the command reads by introspection
    #[arg(long)]
    live: bool,

    /// A file or directory with your operations, - or REV:path [default: the operations that this command sends]
    #[arg(long, value_name = "DIR")]
    operations: Option<PathBuf>,

    /// Compare only what is sent and received: names of types that no operation sends, and descriptions, do not count
    #[arg(long)]
    wire: bool,

    #[command(flatten)]
    strictness: Strictness,

    #[command(flatten)]
    accepting: Accepting,

    /// Also exit with 1 if a change has this level or a worse one
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<Limit>,

    #[command(flatten)]
    form: FormArguments,
}

/// The level from which on a change is a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Limit {
    /// Changes that break a client
    Breaking,
    /// Changes that break a client or may surprise it
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
        let ends = match &self.new {
            Some(new) => Ends::read(&Input::parse(&self.old)?, &Input::parse(new)?)?,
            None => Ends {
                old: Input::parse(&self.old)?.schema()?,
                new: introspection::schema(&connect::client(global)?).await?,
            },
        };
        // The process ends with this command: to free two large schemas, node by node, would only take time.
        let ends = ManuallyDrop::new(ends);
        let Ends { old, new } = &*ends;
        let form = self.form.form(global);
        let fails_at = self.fail_on.map(Limit::level);
        let accepted = self.accepting.list()?;
        let names = if self.wire { TypeNames::Sent } else { TypeNames::All };
        let mut diff = compare(old, new, self.operations, &self.strictness, names)?;
        if let Some(accepted) = &accepted {
            diff = accepted.diff(diff);
        }
        print::diff(&Compared { diff: &diff, old, new, fails_at }, form)?;
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

/// The two schemas of a comparison.
struct Ends {
    old: Schema,
    new: Schema,
}

impl Ends {
    /// Reads both at once: of a comparison, reading them is most of the work.
    fn read(old: &Input, new: &Input) -> Result<Self, Failure> {
        thread::scope(|scope| {
            let new = scope.spawn(|| new.schema());
            let old = old.schema()?;
            let new = new.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked))?;
            Ok(Self { old, new })
        })
    }
}

/// Compares two schemas over operations, which must be readable: one that is not would count as unaffected.
pub(crate) fn compare(
    old: &Schema,
    new: &Schema,
    paths: Option<PathBuf>,
    strictness: &Strictness,
    names: TypeNames,
) -> Result<Diff, Failure> {
    let paths: Vec<PathBuf> = paths.into_iter().collect();
    let Operations { documents, unreadable, options } = strictness.operations(&paths)?;
    if let Some(first) = unreadable.first() {
        return Err(Failure::Usage(format!("the operations cannot be read:\n{first}")));
    }
    Ok(diff(old, new, &documents, &options.type_names(names)))
}
