//! `bcrumbs schema example`: a response to an operation that the schema permits, for a test.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::schema::input::input::{Input, read_once, shipped_schema};
use crate::commands::schema::operations::{Operations, Strictness};
use crate::failure::failure::Failure;
use crate::output::printer::print_lines;
use crate::output::sanitize::safe_json;
use bcrumbs_schema::{ExampleError, Filling, FragmentScope, example};
use clap::Args;
use std::path::PathBuf;

/// Which operation.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs schema example messages
  bcrumbs schema example messages --worst
  bcrumbs schema example ids --operations queries --schema s.graphql

The response is one JSON object, {\"data\":{…}}, as a gateway sends it. Filled, every field has a value, and every list has \
one element. With --worst, it is what a client must also be able to read: the root fields and the elements of the first \
list are there, and a null element beside them; otherwise everything is null that can be null, lists are empty, and each \
enum has a value that the schema does not have. A scalar that GraphQL does not define is text, and an instant or a date \
where its name ends in DateTime, Timestamp or Date.

Exit status: 0, 1 where the operation is not valid, 2 where there is none with that name.")]
pub(crate) struct ExampleArguments {
    /// The name of the operation
    #[arg(value_name = "OPERATION")]
    operation: String,

    /// Prints nulls, empty lists and unknown enum values where the schema permits them
    #[arg(long)]
    worst: bool,

    /// The schema, if not the one that this command was built with: a file, a directory, - or REV:path
    #[arg(long, value_name = "SCHEMA")]
    schema: Option<PathBuf>,

    /// A file or directory with your operations, - or REV:path; without it, the operations that this command sends
    #[arg(long, value_name = "DIR")]
    operations: Option<PathBuf>,

    /// Let the files spread each other's fragments; without it, a file holds all that its operations need
    #[arg(long)]
    shared_fragments: bool,
}

impl ExampleArguments {
    pub(crate) fn run(self) -> Result<(), Failure> {
        read_once(self.schema.iter().chain(&self.operations))?;
        let schema = match &self.schema {
            Some(input) => Input::parse(input)?.schema()?,
            None => shipped_schema()?,
        };
        let paths: Vec<PathBuf> = self.operations.into_iter().collect();
        let fragments = if self.shared_fragments { FragmentScope::Shared } else { FragmentScope::File };
        let strictness = Strictness::new(fragments);
        let Operations { documents, unreadable, options } = strictness.operations(&paths)?;
        if let Some(first) = unreadable.first() {
            return Err(Failure::Usage(format!("the operations cannot be read:\n{first}")));
        }
        let filling = if self.worst { Filling::Worst } else { Filling::Full };
        let response =
            example(&schema, &documents, &options, &self.operation, filling).map_err(
                |error| match error {
                    ExampleError::Invalid { .. } => Failure::Found(error.to_string()),
                    _ => Failure::Usage(error.to_string()),
                },
            )?;
        Ok(print_lines([safe_json(response.to_string())])?)
    }
}
