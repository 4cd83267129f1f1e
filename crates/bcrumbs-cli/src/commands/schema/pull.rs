//! `bcrumbs schema pull`: the gateway's own schema into a file, which is replaced whole or not at all.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::introspection;
use crate::commands::schema::diff::compare;
use crate::commands::schema::operations::Strictness;
use crate::commands::schema::print::{self, Synonym};
use crate::connect;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::output::format::Format;
use crate::output::message::say;
use crate::output::printer::print_lines;
use crate::output::replace::replace;
use bcrumbs_schema::{Diff, Schema, TypeNames};
use clap::Args;
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};

/// Where to.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs schema pull --out schema/bcrumbs.graphql
  bcrumbs schema pull > gateway.graphql

FILE is replaced only if the new schema is complete and valid. If anything fails, FILE stays as it was. The command prints \
the changes from the schema that was in FILE to the new schema, as far as they are sent or received: descriptions, and the \
names of types that no operation sends, do not count. If FILE is not a regular file, for example a pipe, the command writes \
to it and compares nothing.

With --output json, the command prints one object with the keys `file`, `diff` and `sdl`. `diff` has the form that `schema \
diff` prints, and is null if nothing was compared. `sdl` is the schema, and is null with --out.

Exit status: 0 the schema was written, with or without changes; 1 the gateway returned no valid schema, or the file cannot \
be written; 2 wrong usage.")]
pub(crate) struct PullArguments {
    /// The file to write [default: print the schema]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// A file or directory with your operations; the command prints which of them the changes affect [default: the operations that this command sends]
    #[arg(long, value_name = "DIR", requires = "out")]
    operations: Option<PathBuf>,

    #[command(flatten)]
    strictness: Strictness,

    #[command(flatten)]
    synonym: Synonym,
}

/// What a pull did, for programs.
#[derive(Serialize)]
struct Pulled<'a> {
    file: Option<&'a Path>,
    sdl: Option<&'a str>,
    diff: Option<&'a Diff>,
}

/// What was in the file before.
enum Before {
    Nothing,
    NoSchema,
    Schema(Box<Schema>),
}

impl PullArguments {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let format = self.synonym.format(global);
        let new = introspection::schema(&connect::client(global)?).await?;
        let Some(file) = &self.out else {
            return match format {
                Format::Table => Ok(print_lines(new.sdl().lines().map(str::to_owned))?),
                Format::Json | Format::Ndjson => {
                    Ok(print::object(&Pulled { file: None, sdl: Some(new.sdl()), diff: None })?)
                }
                Format::Csv => {
                    Err(Failure::Usage("a schema has no form in CSV; leave --output out".to_owned()))
                }
            };
        };
        let before = before(file);
        // What keeps the comparison from being made keeps the file from being written.
        let diff = match &before {
            Before::Schema(old) => {
                Some(compare(old, &new, self.operations, &self.strictness, TypeNames::Sent)?)
            }
            Before::Nothing | Before::NoSchema => None,
        };
        replace(file, new.sdl().as_bytes()).map_err(|problem| Failure::File(file.clone(), problem))?;
        if let Before::NoSchema = before {
            say(format_args!("warning: what was there before was no valid schema, so nothing is compared"));
        }
        let printed = match (format, &diff) {
            (Format::Json, _) => print::object(&Pulled { file: Some(file), sdl: None, diff: diff.as_ref() }),
            (Format::Table, Some(diff)) if diff.changes.is_empty() => {
                print_lines(["nothing changed".to_owned()])
            }
            (Format::Table | Format::Ndjson | Format::Csv, Some(diff)) => print::diff(diff, format),
            (Format::Table | Format::Ndjson | Format::Csv, None) => Ok(()),
        };
        Ok(printed?)
    }
}

/// Reads what is in a file. A pipe or a device is not read: it may never end.
fn before(file: &Path) -> Before {
    if !fs::metadata(file).is_ok_and(|what| what.is_file()) {
        return Before::Nothing;
    }
    match Schema::read(file) {
        Ok(schema) => Before::Schema(Box::new(schema)),
        Err(_) => Before::NoSchema,
    }
}
