//! For build scripts: an invalid query stops the build, and the error shows its position in the `.graphql` file.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use chrono::Utc;

use crate::accept::list::AcceptedList;
use crate::check::run::check as check_documents;
use crate::diagnostic::{Diagnostic, Report, draw_all};
use crate::excerpt::Style;
use crate::files::{Content, Loaded, files_below, load_all};
use crate::options::Options;
use crate::schema::Schema;

/// The error of a build: all errors, with their excerpts.
///
/// `Debug` prints the same text as `Display`, because cargo prints the `Debug` text when a build script's `main`
/// returns an error.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BuildError {
    /// The errors, ordered by file, line and column.
    pub diagnostics: Vec<Diagnostic>,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.diagnostics.len();
        writeln!(f, "{count} error{} in GraphQL files", if count == 1 { "" } else { "s" })?;
        write!(f, "\n{}", draw_all(&self.diagnostics, &Style::plain()).trim_end())
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for BuildError {}

/// Checks every document below `documents` (or the one file) against `schema`, a file or a folder, and makes cargo run the
/// build script again when one of them changes, appears or goes away.
///
/// Deprecations become cargo warnings.
///
/// # Errors
///
/// At least one document has an error, or a file cannot be read.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), bcrumbs_schema::build::BuildError> {
///     bcrumbs_schema::build::check("schema/gateway.graphql", "queries")
/// }
/// ```
pub fn check(schema: impl AsRef<Path>, documents: impl AsRef<Path>) -> Result<(), BuildError> {
    check_with(schema, [documents], &Options::new())
}

/// Like [`check`], without the findings of an [`AcceptedList`]. Cargo also runs the build script again when the list
/// changes. An entry that matches nothing any more, and one that has expired, becomes a cargo warning.
///
/// # Errors
///
/// At least one document has an error that is not accepted, a file cannot be read, or the list is not valid.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), bcrumbs_schema::build::BuildError> {
///     bcrumbs_schema::build::check_accepting("schema.graphql", "queries", "accepted.toml")
/// }
/// ```
pub fn check_accepting(
    schema: impl AsRef<Path>,
    documents: impl AsRef<Path>,
    accepted: impl AsRef<Path>,
) -> Result<(), BuildError> {
    let documents = [documents.as_ref().to_owned()];
    run_accepting(schema.as_ref(), &documents, &Options::new(), accepted.as_ref()).print()
}

/// Like [`check`], with other options, or several directories and files.
///
/// # Errors
///
/// At least one document has an error under these options, or a file cannot be read.
///
/// ```no_run
/// use bcrumbs_schema::{Normalization, Options, build};
///
/// let options = Options::new().normalization(Normalization::Rust);
/// build::check_with("schema/gateway.graphql", ["queries"], &options)?;
/// # Ok::<(), bcrumbs_schema::build::BuildError>(())
/// ```
pub fn check_with<P: AsRef<Path>>(
    schema: impl AsRef<Path>,
    documents: impl IntoIterator<Item = P>,
    options: &Options,
) -> Result<(), BuildError> {
    let documents: Vec<PathBuf> = documents.into_iter().map(|path| path.as_ref().to_owned()).collect();
    run(schema.as_ref(), &documents, options).print()
}

/// The result of a check, before any of it is printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The lines for cargo: what to watch, and the warnings.
    pub instructions: Vec<String>,
    /// The errors.
    pub errors: Vec<Diagnostic>,
}

impl Outcome {
    fn print(self) -> Result<(), BuildError> {
        for line in &self.instructions {
            println!("{line}");
        }
        if self.errors.is_empty() { Ok(()) } else { Err(BuildError { diagnostics: self.errors }) }
    }
}

/// Runs the check without output, for a build script with its own output.
///
/// ```
/// use bcrumbs_schema::{Options, build};
/// let outcome = build::run("no-such.graphql".as_ref(), &[], &Options::new());
/// assert_eq!(outcome.instructions, ["cargo::rerun-if-changed=no-such.graphql"]);
/// assert_eq!(outcome.errors[0].code, "unreadable-file");
/// ```
#[must_use]
pub fn run(schema: &Path, documents: &[PathBuf], options: &Options) -> Outcome {
    outcome(&watched(schema, documents), report(schema, documents, options))
}

/// Like [`run`], without the findings of an [`AcceptedList`].
///
/// ```
/// use bcrumbs_schema::{Options, build};
/// let list = "no-such.toml".as_ref();
/// let outcome = build::run_accepting("no-such.graphql".as_ref(), &[], &Options::new(), list);
/// assert_eq!(outcome.instructions[1], "cargo::rerun-if-changed=no-such.toml");
/// assert_eq!(outcome.errors.len(), 2);
/// ```
#[must_use]
pub fn run_accepting(schema: &Path, documents: &[PathBuf], options: &Options, accepted: &Path) -> Outcome {
    let mut watched = watched(schema, documents);
    watched.insert(accepted.to_owned());
    let report = report(schema, documents, options);
    outcome(
        &watched,
        match AcceptedList::read(accepted) {
            Ok(list) => list.report(report, Utc::now().date_naive()),
            Err(found) => Report::new(report.diagnostics.into_iter().chain(found).collect()),
        },
    )
}

fn watched(schema: &Path, documents: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut watched = BTreeSet::from([schema.to_owned()]);
    watched.extend(files_below(schema, Content::Schema).unwrap_or_default());
    for path in documents {
        watched.insert(path.clone());
        watched.extend(files_below(path, Content::Documents).unwrap_or_default());
    }
    watched
}

fn report(schema: &Path, documents: &[PathBuf], options: &Options) -> Report {
    let Loaded { sources, unreadable } = load_all(documents);
    let report = match Schema::read(schema) {
        Ok(schema) => check_documents(&schema, &sources, options),
        Err(diagnostics) => Report::new(diagnostics),
    };
    Report::new(unreadable.into_iter().chain(report.diagnostics).collect())
}

fn outcome(watched: &BTreeSet<PathBuf>, report: Report) -> Outcome {
    let mut instructions: Vec<String> =
        watched.iter().map(|path| format!("cargo::rerun-if-changed={}", path.display())).collect();
    let (errors, warnings): (Vec<_>, Vec<_>) = report.diagnostics.into_iter().partition(Diagnostic::is_error);
    instructions.extend(warnings.iter().map(warning));
    Outcome { instructions, errors }
}

/// Cargo shows one line for each warning.
fn warning(diagnostic: &Diagnostic) -> String {
    let Diagnostic { file, start, message, code, .. } = diagnostic;
    let message = message.replace(['\n', '\r'], " ");
    format!("cargo::warning={file}:{}:{}: {message} [{code}]", start.line, start.column)
}
