//! `bcrumbs schema pull`: the gateway's own schema into a file, which is replaced whole or not at all.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::introspection;
use crate::commands::schema::accepting::Accepting;
use crate::commands::schema::diff::compare;
use crate::commands::schema::formats::form::{Form, FormArguments};
use crate::commands::schema::input::input::no_schema;
use crate::commands::schema::operations::Strictness;
use crate::commands::schema::print::{self, Compared};
use crate::connect;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::output::message::say;
use crate::output::printer::print_lines;
use crate::output::replace::replace;
use bcrumbs_schema::{ChangeLevel, Diff, Options, Schema, TypeNames, diff};
use clap::Args;
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};

/// Where to.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs schema pull --out schema/bcrumbs.graphql
  bcrumbs schema pull --out s.graphql --check --format github
  bcrumbs schema pull > gateway.graphql

FILE is replaced only if the new schema is complete and valid. If anything fails, FILE stays as it was. The command prints \
the changes from the schema that was in FILE to the new schema, as far as they are sent or received: descriptions, and the \
names of types that no operation sends, do not count. If only such things differ, the command prints that FILE was \
replaced, and what differs. If the gateway gives no description, that of FILE is kept. If FILE is not a regular file, for \
example a pipe, the command writes to it and compares nothing.

With --check, nothing is written, and every change is a failure, for a job that runs once a day. With --accept, changes \
and findings whose fingerprint is in the list do not count; docs/ci.md describes the list.

With --output json, the command prints one object with the keys `file`, `diff` and `sdl`. `diff` has the form that `schema \
diff` prints, and is null if nothing was compared. `sdl` is the schema, and is null with --out.

Exit status: 0 the schema was written, with or without changes; 1 the gateway returned no valid schema, the file cannot \
be written, or --check found a change; 2 wrong usage.")]
pub(crate) struct PullArguments {
    /// The file to write [default: print the schema]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Write nothing, and exit with 1 if the gateway's schema differs from the file
    #[arg(long, requires = "out")]
    check: bool,

    /// A file or directory with your operations, - or REV:path; the command prints which of them the changes affect [default: the operations that this command sends]
    #[arg(long, value_name = "DIR", requires = "out")]
    operations: Option<PathBuf>,

    #[command(flatten)]
    strictness: Strictness,

    #[command(flatten)]
    accepting: Accepting,

    #[command(flatten)]
    form: FormArguments,
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
        let form = self.form.form(global);
        let new = introspection::schema(&connect::client(global)?).await?;
        let Some(file) = &self.out else {
            return match form {
                Form::Human => Ok(print_lines(new.sdl().lines().map(str::to_owned))?),
                Form::Json | Form::Ndjson => {
                    Ok(print::object(&Pulled { file: None, sdl: Some(new.sdl()), diff: None })?)
                }
                Form::Csv | Form::Github | Form::Sarif | Form::Markdown => Err(Failure::Usage(
                    "a schema is printed as text or JSON; give --out to compare it with a file".to_owned(),
                )),
            };
        };
        let before = before(file);
        // The findings name the file, whose text the new schema will be. If nothing is written, no file has their lines.
        let name = if self.check { introspection::NAME.to_owned() } else { file.display().to_string() };
        let mut new = Schema::parse(name, new.sdl()).map_err(|found| no_schema(&found))?;
        if let Before::Schema(old) = &before {
            new = new.keep_descriptions(old);
        }
        let accepted = self.accepting.list()?;
        // What keeps the comparison from being made keeps the file from being written.
        let diff = match &before {
            Before::Schema(old) => {
                let diff = compare(old, &new, self.operations, &self.strictness, TypeNames::Sent)?;
                Some(match &accepted {
                    Some(accepted) => accepted.diff(diff),
                    None => diff,
                })
            }
            Before::Nothing | Before::NoSchema if self.check => {
                return Err(Failure::Usage(format!("{} has no schema to compare with", file.display())));
            }
            Before::Nothing | Before::NoSchema => None,
        };
        if !self.check {
            replace(file, new.sdl().as_bytes()).map_err(|problem| Failure::File(file.clone(), problem))?;
        }
        if let Before::NoSchema = before {
            say(format_args!("warning: what was there before was no valid schema, so nothing is compared"));
        }
        let fails_at = self.check.then_some(ChangeLevel::Safe);
        let printed = match (form, &before, &diff) {
            (Form::Json, ..) => print::object(&Pulled { file: Some(file), sdl: None, diff: diff.as_ref() }),
            (Form::Human, Before::Schema(old), Some(diff))
                if diff.changes.is_empty() && diff.accepted == 0 =>
            {
                let difference = Difference::between(old, &new);
                print_lines([match self.check {
                    true => difference.found(),
                    false => difference.replaced(file),
                }])
            }
            (_, Before::Schema(old), Some(diff)) => {
                print::diff(&Compared { diff, old, new: &new, fails_at }, form)
            }
            // A log of code scanning is complete without results, too.
            (Form::Sarif, ..) => {
                print::diff(&Compared { diff: &Diff::default(), old: &new, new: &new, fails_at: None }, form)
            }
            (Form::Human | Form::Ndjson | Form::Csv | Form::Github | Form::Markdown, ..) => Ok(()),
        };
        printed?;
        if let (Some(accepted), Some(diff)) = (&accepted, &diff) {
            accepted.print_entries(&diff.entries(), form)?;
        }
        match diff {
            Some(diff) if self.check && diff.level().is_some() => {
                Err(Failure::Found(format!("the gateway's schema differs from {}", file.display())))
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// How two schemas differ if the same is sent and received with both.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Difference {
    None,
    /// The same schema, written in another way.
    Layout,
    Descriptions,
    /// Names and types that no operation sends or receives.
    Unused,
}

impl Difference {
    fn between(old: &Schema, new: &Schema) -> Self {
        if old.sdl() == new.sdl() {
            return Self::None;
        }
        let changes = diff(old, new, &[], &Options::new()).changes;
        match changes.iter().all(|change| change.kind.starts_with("description-")) {
            true if changes.is_empty() => Self::Layout,
            true => Self::Descriptions,
            false => Self::Unused,
        }
    }

    /// Describes the difference, with what was done to the file.
    fn replaced(self, file: &Path) -> String {
        let only = match self {
            Self::None => return "nothing changed".to_owned(),
            Self::Layout => "the schema is the same, and only its text differs",
            Self::Descriptions => "only descriptions differ",
            Self::Unused => "only what no operation sends or receives differs, for example a type name",
        };
        format!("{} was replaced: {only}", file.display())
    }

    /// Describes the difference to a file that stays as it is.
    fn found(self) -> String {
        let only = match self {
            Self::None | Self::Layout => return "nothing changed".to_owned(),
            Self::Descriptions => "only descriptions differ",
            Self::Unused => "for example, a type name differs",
        };
        format!("nothing changed that is sent or received: {only}")
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
