//! `bcrumbs schema diff`: two schemas, what changed between them, and which operations that affects.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::schema::operations::{Operations, Strictness, no_schema};
use crate::commands::schema::print::{self, Synonym};
use crate::failure::failure::Failure;
use crate::global::Global;
use bcrumbs_schema::{ChangeLevel, Diff, Schema, TypeNames, diff};
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
  bcrumbs schema diff old.graphql new.graphql --wire

A schema file contains SDL, or the JSON response to an introspection query. A change affects an operation if the operation \
was valid and is no longer valid, or if the Rust types that are generated from the operation change. An operation that was \
invalid before is reported as invalid, and does not change the exit status.

Exit status: 0 no operation is affected; 1 an operation is affected, or a change reaches the level of --fail-on; 2 wrong \
usage.")]
pub(crate) struct DiffArguments {
    /// The old schema
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// The new schema
    #[arg(value_name = "NEW")]
    new: PathBuf,

    /// A file or directory with your operations [default: the operations that this command sends]
    #[arg(long, value_name = "DIR")]
    operations: Option<PathBuf>,

    /// Compare only what is sent and received: names of types that no operation sends, and descriptions, do not count
    #[arg(long)]
    wire: bool,

    #[command(flatten)]
    strictness: Strictness,

    /// Also exit with 1 if a change has this level or a worse one
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<Limit>,

    #[command(flatten)]
    synonym: Synonym,
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
    fn is_met(self, diff: &Diff) -> bool {
        match self {
            Self::Breaking => diff.level() == Some(ChangeLevel::Breaking),
            Self::Dangerous => {
                matches!(diff.level(), Some(ChangeLevel::Breaking | ChangeLevel::Dangerous))
            }
        }
    }
}

impl DiffArguments {
    pub(crate) fn run(self, global: &Global) -> Result<(), Failure> {
        let old = Schema::read(&self.old).map_err(|found| no_schema(&found))?;
        let new = Schema::read(&self.new).map_err(|found| no_schema(&found))?;
        let format = self.synonym.format(global);
        let names = if self.wire { TypeNames::Sent } else { TypeNames::All };
        let diff = compare(&old, &new, self.operations, &self.strictness, names)?;
        print::diff(&diff, format)?;
        if diff.affected().next().is_some() {
            let names: Vec<&str> = diff.affected().map(|operation| operation.operation.as_str()).collect();
            return Err(Failure::Found(format!("affected operations: {}", names.join(", "))));
        }
        if self.fail_on.is_some_and(|limit| limit.is_met(&diff)) {
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
    names: TypeNames,
) -> Result<Diff, Failure> {
    let paths: Vec<PathBuf> = paths.into_iter().collect();
    let Operations { documents, unreadable, options } = strictness.operations(&paths);
    if let Some(first) = unreadable.first() {
        return Err(Failure::Usage(format!("the operations cannot be read:\n{first}")));
    }
    Ok(diff(old, new, &documents, &options.type_names(names)))
}
