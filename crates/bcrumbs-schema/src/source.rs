//! Reads documents from disk: whatever a file holds, the answer is a document or a finding about it, never a panic.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::excerpt::unplaced;

/// The largest document that is read: far above any real operation, and low enough that a wrong file is told at once.
pub const MAX_DOCUMENT_BYTES: usize = 1024 * 1024;
/// The largest schema that is read; the largest public ones are below 2 MiB.
pub const MAX_SCHEMA_BYTES: usize = 8 * 1024 * 1024;

/// A text and the name that findings give it.
///
/// ```
/// use bcrumbs_schema::Source;
/// let source = Source::new("queries/tags.graphql", "query tags { tags { id } }");
/// assert_eq!(source.path, "queries/tags.graphql");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The file's name, as findings print it.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// A text that is in memory already.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Source { path: path.into(), text: text.into() }
    }
}

/// Reads a document, or every `.graphql` and `.gql` file below a directory, in the order of their names.
///
/// # Errors
///
/// One finding for each file that is missing, unreadable, empty, not UTF-8 or larger than [`MAX_DOCUMENT_BYTES`],
/// and one for a directory without any document. The files that could be read are lost then: use
/// [`load_all`] to have both.
///
/// ```
/// let refused = bcrumbs_schema::load("no/such/directory").unwrap_err();
/// assert_eq!(refused[0].code, "unreadable-file");
/// ```
pub fn load(path: impl AsRef<Path>) -> Result<Vec<Source>, Vec<Diagnostic>> {
    let (sources, diagnostics) = load_all([path]);
    if diagnostics.is_empty() { Ok(sources) } else { Err(diagnostics) }
}

/// Reads several files and directories: what could be read, and what is wrong with the rest.
pub fn load_all<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> (Vec<Source>, Vec<Diagnostic>) {
    let (mut sources, mut diagnostics) = (Vec::new(), Vec::new());
    for path in paths {
        let path = path.as_ref();
        let files = match files_below(path) {
            Ok(files) => files,
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                continue;
            }
        };
        for file in files {
            match read(&file, MAX_DOCUMENT_BYTES) {
                Ok(source) => sources.push(source),
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
    }
    (sources, diagnostics)
}

/// Reads one schema file.
pub(crate) fn read_schema(path: &Path) -> Result<Source, Diagnostic> {
    read(path, MAX_SCHEMA_BYTES)
}

/// The documents that a path stands for: itself, or those below it.
pub(crate) fn files_below(path: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let unreadable = |at: &Path, e: &std::io::Error| {
        unplaced(
            &at.display().to_string(),
            "unreadable-file",
            format!("`{}` cannot be read: {e}", at.display()),
        )
    };
    if !fs::metadata(path).map_err(|e| unreadable(path, &e))?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let (mut found, mut open) = (Vec::new(), vec![path.to_owned()]);
    while let Some(directory) = open.pop() {
        let entries = fs::read_dir(&directory).map_err(|e| unreadable(&directory, &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| unreadable(&directory, &e))?;
            // A link to a directory is not followed: it may lead back up.
            let kind = entry.file_type().map_err(|e| unreadable(&entry.path(), &e))?;
            if kind.is_dir() {
                open.push(entry.path());
            } else if is_document(&entry.path()) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    if found.is_empty() {
        let message = format!("there is no .graphql or .gql file below `{}`", path.display());
        return Err(unplaced(&path.display().to_string(), "no-documents", message));
    }
    Ok(found)
}

fn is_document(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "graphql" || e == "gql")
}

fn read(path: &Path, limit: usize) -> Result<Source, Diagnostic> {
    let name = path.display().to_string();
    let refuse = |code, message: String| Err(unplaced(&name, code, message));
    let size = match fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(e) => return refuse("unreadable-file", format!("`{name}` cannot be read: {e}")),
    };
    if size > limit as u64 {
        return Err(too_large(&name, size, limit));
    }
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) => return refuse("unreadable-file", format!("`{name}` cannot be read: {e}")),
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source { path: name, text }),
        Err(e) => {
            let at = e.utf8_error().valid_up_to();
            refuse(
                "not-utf8",
                format!("`{name}` is not UTF-8 text: the byte at offset {at} is part of no character"),
            )
        }
    }
}

pub(crate) fn too_large(name: &str, size: u64, limit: usize) -> Diagnostic {
    let message = format!("`{name}` has {size} bytes; more than {limit} are not read");
    unplaced(name, "too-large", message)
}
