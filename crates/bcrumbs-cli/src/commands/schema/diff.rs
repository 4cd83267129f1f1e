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

A schema is SDL, or the JSON that answers an introspection query. An operation is affected where it was valid and is \
not any more, or where the Rust types made of it change. One that was invalid before is reported as that, and does not \
fail.

Exit status: 0 where no operation is affected, 1 where one is or --fail-on is met, 2 for wrong usage.")]
pub(crate) struct DiffArguments {
    /// The schema as it was
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// The schema as it is now
    #[arg(value_name = "NEW")]
    new: PathBuf,

    /// A file or directory with your operations; without it, the operations that this command sends
    #[arg(long, value_name = "DIR")]
    operations: Option<PathBuf>,

    /// Compare only what is sent and received: names of types that no operation sends, and descriptions, do not count
    #[arg(long)]
    wire: bool,

    #[command(flatten)]
    strictness: Strictness,

    /// Ends with 1 for a change of this level or a worse one too
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<Limit>,

    #[command(flatten)]
    synonym: Synonym,
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
