//! `bcrumbs schema`: its commands, and what they share.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::schema::check::CheckArguments;
use crate::commands::schema::diff::DiffArguments;
use crate::commands::schema::example::ExampleArguments;
use crate::commands::schema::explain::ExplainArguments;
use crate::commands::schema::pull::PullArguments;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::output::printer::print_lines;
use clap::Subcommand;

/// What to do with schemas.
#[derive(Debug, Subcommand)]
pub(crate) enum SchemaCommand {
    /// Print the schema that this command was built with
    #[command(after_help = "\
Examples:
  bcrumbs schema print > bcrumbs.graphql
  bcrumbs schema print | grep -A 12 'type Conv '")]
    Print,
    /// Check operations against a schema
    Check(CheckArguments),
    /// Fetch the gateway's schema by introspection, and print the changes
    Pull(PullArguments),
    /// Compare two schemas, and print which operations are affected
    Diff(DiffArguments),
    /// Print a response to an operation that the schema permits, for a test
    Example(ExampleArguments),
    /// Explain a rule, with an example that breaks it and one that follows it
    Explain(ExplainArguments),
}

impl SchemaCommand {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Self::Print => Ok(print_lines(bcrumbs::SDL.lines().map(str::to_owned))?),
            Self::Check(arguments) => arguments.run(global).await,
            Self::Pull(arguments) => arguments.run(global).await,
            Self::Diff(arguments) => arguments.run(global).await,
            Self::Example(arguments) => arguments.run(),
            Self::Explain(arguments) => arguments.run(global),
        }
    }
}
