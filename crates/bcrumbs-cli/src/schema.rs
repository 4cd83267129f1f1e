//! `bcrumbs schema`: what all its commands share, from their names to the operations that are checked.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

mod check;
mod diff;
mod pull;

use crate::cli::Global;
use crate::failure::Failure;
use crate::output::print_lines;
use crate::terminal::{in_lines, safe_json};
use bcrumbs_schema::{Diagnostic, DiagnosticSource, Normalization, Options, Source, load_all};
use check::CheckArguments;
use clap::{Subcommand, ValueEnum};
use diff::DiffArguments;
use pull::PullArguments;
use serde::Serialize;
use std::fmt::Display;
use std::io;
use std::path::PathBuf;

/// What to do with schemas.
#[derive(Debug, Subcommand)]
pub(crate) enum SchemaCommand {
    /// Print the schema that this command was built with
    #[command(after_help = "\
Examples:
  bcrumbs schema print > bcrumbs.graphql
  bcrumbs schema print | grep -A 12 'type Conv '")]
    Print,
    /// Check operations against a schema, in full
    Check(CheckArguments),
    /// Fetch the gateway's schema by introspection, and say what it changes
    Pull(PullArguments),
    /// Compare two schemas, and say which operations are hit
    Diff(DiffArguments),
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// Lines for people, with the place in the file
    Human,
    /// One JSON object
    Json,
}

impl SchemaCommand {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Self::Print => print_lines(bcrumbs::SDL.lines().map(str::to_owned)),
            Self::Check(arguments) => arguments.run(global).await,
            Self::Pull(arguments) => arguments.run(global).await,
            Self::Diff(arguments) => arguments.run(),
        }
    }
}

impl ReportFormat {
    /// Prints a report in this form. Names and reasons in it are the vendor's words.
    pub(crate) fn print(self, report: &(impl Serialize + Display)) -> Result<(), Failure> {
        match self {
            Self::Human => print_lines(in_lines(&report.to_string()).lines().map(str::to_owned)),
            Self::Json => print_lines([safe_json(serde_json::to_string(report).map_err(io::Error::from)?)]),
        }
    }
}

/// Operations, what could not be read of them, and how they are compiled.
pub(crate) struct Operations {
    pub(crate) documents: Vec<Source>,
    pub(crate) unreadable: Vec<Diagnostic>,
    pub(crate) options: Options,
}

/// Reads the given files and directories, or, where none is given, takes the operations that this command sends: those
/// are compiled with Rust's names, and name no output type.
pub(crate) fn operations(paths: &[PathBuf]) -> Operations {
    if !paths.is_empty() {
        let (documents, unreadable) = load_all(paths);
        return Operations { documents, unreadable, options: Options::new() };
    }
    let shipped = bcrumbs::OPERATIONS.iter();
    let documents = shipped
        .map(|operation| Source::new(format!("queries/{}.graphql", operation.name), operation.document))
        .collect();
    let options = Options::new().enable(DiagnosticSource::Wire).normalization(Normalization::Rust);
    Operations { documents, unreadable: Vec::new(), options }
}

/// Refuses what was named as a schema and is none.
pub(crate) fn no_schema(diagnostics: &[Diagnostic]) -> Failure {
    let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    Failure::Usage(format!("this is no valid schema:\n{}", lines.join("\n")))
}
