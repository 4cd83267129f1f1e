//! Reads documents from disk. For any file, the result is a document or a finding, never a panic.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::finding::unplaced;
use crate::source::{MAX_DOCUMENT_BYTES, MAX_INTROSPECTION_BYTES, MAX_SCHEMA_BYTES, Source};

/// Reads a document, or every `.graphql` and `.gql` file below a directory, in the order of their names.
///
/// # Errors
///
/// One finding for each file that is missing, unreadable, not UTF-8 or larger than [`MAX_DOCUMENT_BYTES`], and one for a
/// directory without any document. The files that could be read are lost then: [`load_all`] returns both.
///
/// ```
/// let refused = bcrumbs_schema::load("no/such/directory").unwrap_err();
/// assert_eq!(refused[0].code, "unreadable-file");
/// ```
pub fn load(path: impl AsRef<Path>) -> Result<Vec<Source>, Vec<Diagnostic>> {
    let loaded = load_all([path]);
    if loaded.unreadable.is_empty() { Ok(loaded.sources) } else { Err(loaded.unreadable) }
}

/// The documents of several files and directories, and the findings about unreadable files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loaded {
    /// The documents that could be read.
    pub sources: Vec<Source>,
    /// One finding for each unreadable file.
    pub unreadable: Vec<Diagnostic>,
}

/// Reads several files and directories.
///
/// ```
/// let loaded = bcrumbs_schema::load_all(["no/such/directory"]);
/// assert!(loaded.sources.is_empty());
/// assert_eq!(loaded.unreadable[0].code, "unreadable-file");
/// ```
pub fn load_all<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Loaded {
    let mut loaded = Loaded::default();
    for path in paths {
        let path = path.as_ref();
        let files = match files_below(path, Content::Documents) {
            Ok(files) => files,
            Err(diagnostic) => {
                loaded.unreadable.push(*diagnostic);
                continue;
            }
        };
        for file in files {
            match read(&file, MAX_DOCUMENT_BYTES) {
                Ok(source) => loaded.sources.push(source),
                Err(diagnostic) => loaded.unreadable.push(*diagnostic),
            }
        }
    }
    loaded
}

/// Reads one schema file. SDL has a lower limit, which is applied when it is parsed.
pub(crate) fn read_schema(path: &Path) -> Result<Source, Box<Diagnostic>> {
    read(path, MAX_INTROSPECTION_BYTES)
}

/// Reads the schema files below a folder, up to the limit of a schema for all of them together.
pub(crate) fn read_schemas(folder: &Path) -> Result<Vec<Source>, Vec<Diagnostic>> {
    let files = files_below(folder, Content::Schema).map_err(|diagnostic| vec![*diagnostic])?;
    let (mut sources, mut unreadable, mut left) = (Vec::new(), Vec::new(), MAX_SCHEMA_BYTES);
    for file in files {
        match read(&file, MAX_SCHEMA_BYTES) {
            Ok(source) if source.text.len() > left => {
                return Err(vec![too_large(&folder.display().to_string(), MAX_SCHEMA_BYTES)]);
            }
            Ok(source) => {
                left -= source.text.len();
                sources.push(source);
            }
            Err(diagnostic) => unreadable.push(*diagnostic),
        }
    }
    if unreadable.is_empty() { Ok(sources) } else { Err(unreadable) }
}

/// Reads an accepted list, which is as small as a document.
pub(crate) fn read_list(path: &Path) -> Result<Source, Box<Diagnostic>> {
    read(path, MAX_DOCUMENT_BYTES)
}

/// What the files of a directory contain, by their extensions.
///
/// ```
/// use bcrumbs_schema::Content;
///
/// assert!(Content::Documents.is_in("queries/tags.graphql"));
/// assert!(!Content::Documents.is_in("schema/tags.graphqls"));
/// assert!(Content::Schema.is_in("schema/tags.graphqls"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Operations and fragments: `.graphql` and `.gql`.
    Documents,
    /// Parts of a schema: `.graphql`, `.graphqls` and `.gql`.
    Schema,
}

impl Content {
    /// Returns `true` if a file with this path contains it.
    #[must_use]
    pub fn is_in(self, path: impl AsRef<Path>) -> bool {
        let known: &[&str] = match self {
            Content::Documents => &["graphql", "gql"],
            Content::Schema => &["graphql", "graphqls", "gql"],
        };
        path.as_ref().extension().is_some_and(|extension| known.iter().any(|known| extension == *known))
    }
}

/// Prints the extensions, for example `.graphql or .gql`.
impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Content::Documents => ".graphql or .gql",
            Content::Schema => ".graphql, .graphqls or .gql",
        })
    }
}

/// Returns the files of a path: the file itself, or the files with the content below the directory, in the order of their
/// names.
pub(crate) fn files_below(path: &Path, content: Content) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    if !fs::metadata(path).map_err(|e| unreadable(path, &e))?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let (mut found, mut open) = (Vec::new(), vec![path.to_owned()]);
    while let Some(directory) = open.pop() {
        let entries = fs::read_dir(&directory).map_err(|e| unreadable(&directory, &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| unreadable(&directory, &e))?;
            // A link to a directory is not followed, because it may point to a parent directory.
            let kind = entry.file_type().map_err(|e| unreadable(&entry.path(), &e))?;
            if kind.is_dir() {
                open.push(entry.path());
            } else if content.is_in(entry.path()) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    if found.is_empty() {
        let message = format!("there is no {content} file below `{}`", path.display());
        return Err(Box::new(unplaced(&path.display().to_string(), "no-documents", message)));
    }
    Ok(found)
}

/// Reads a file up to the limit. It does not use the file size, which is wrong for a pipe or a device.
fn read(path: &Path, limit: usize) -> Result<Source, Box<Diagnostic>> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|e| unreadable(path, &e))?;
    if bytes.len() > limit {
        return Err(Box::new(too_large(&name, limit)));
    }
    String::from_utf8(bytes).map(|text| Source::new(name.as_str(), text)).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let message =
            format!("`{name}` is not UTF-8 text: the byte at offset {at} is not part of a character");
        Box::new(unplaced(&name, "not-utf8", message))
    })
}

fn unreadable(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    let name = path.display().to_string();
    Box::new(unplaced(&name, "unreadable-file", format!("`{name}` cannot be read: {error}")))
}

pub(crate) fn too_large(name: &str, limit: usize) -> Diagnostic {
    unplaced(name, "too-large", format!("`{name}` is larger than {limit} bytes; no more are read"))
}
