//! An argument that names a schema or operations: a file, a folder, standard input, or a revision of the repository.

use crate::commands::schema::input::git::{Object, Revision};
use crate::failure::failure::Failure;
use crate::input::read_past;
use bcrumbs_schema::{
    Content, Diagnostic, Loaded, MAX_DOCUMENT_BYTES, MAX_INTROSPECTION_BYTES, MAX_SCHEMA_BYTES, Schema,
    Source, load_all,
};
use std::io;
use std::path::{Path, PathBuf};

/// The name of standard input in findings.
pub(crate) const STANDARD_INPUT: &str = "standard input";

/// An argument, before anything is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// A file or a folder.
    Path(PathBuf),
    /// `-`.
    Stdin,
    /// `REV:path`.
    Revision(Revision),
}

impl Input {
    /// Parses an argument. An existing file or folder has priority over a revision.
    pub(crate) fn parse(argument: &Path) -> Result<Self, Failure> {
        if argument == Path::new("-") {
            return Ok(Self::Stdin);
        }
        let revision = argument.to_str().and_then(|text| Some((text, text.split_once(':')?)));
        match revision {
            Some((text, (revision, path))) if !argument.exists() => {
                if revision.starts_with('-') {
                    let text = format!("the revision of {text} begins with `-`: git would read an option");
                    return Err(Failure::Usage(text));
                }
                Ok(Self::Revision(Revision { name: text.to_owned(), path: path.to_owned() }))
            }
            Some(_) | None => Ok(Self::Path(argument.to_owned())),
        }
    }

    /// Reads a schema: a file, or every `.graphql`, `.graphqls` and `.gql` file below a folder. The error is the list of its
    /// problems.
    pub(crate) fn schema(&self) -> Result<Schema, Failure> {
        let parsed = match self {
            Self::Path(path) => Schema::read(path),
            Self::Stdin => {
                Schema::parse(STANDARD_INPUT, text(STANDARD_INPUT, standard_input(MAX_INTROSPECTION_BYTES)?)?)
            }
            Self::Revision(revision) => match revision.object()? {
                Object::File => {
                    let bytes = revision.read(MAX_INTROSPECTION_BYTES)?;
                    Schema::parse(&revision.name, text(&revision.name, bytes)?)
                }
                Object::Folder => {
                    Schema::parse_files(&files_below(revision, Content::Schema, MAX_SCHEMA_BYTES)?)
                }
            },
        };
        parsed.map_err(|found| no_schema(&found))
    }

    /// Reads operations: a file, or every `.graphql` and `.gql` file below a folder.
    pub(crate) fn read_operations(&self, into: &mut Documents) -> Result<(), Failure> {
        match self {
            Self::Path(path) => {
                let Loaded { sources, unreadable, .. } = load_all([path]);
                into.sources.extend(sources);
                into.unreadable.extend(unreadable);
            }
            Self::Stdin => {
                let text = text(STANDARD_INPUT, standard_input(MAX_DOCUMENT_BYTES)?)?;
                into.sources.push(Source::new(STANDARD_INPUT, text));
            }
            Self::Revision(revision) => {
                into.sources.extend(match revision.object()? {
                    Object::File => vec![source(revision, MAX_DOCUMENT_BYTES)?],
                    Object::Folder => files_below(revision, Content::Documents, MAX_DOCUMENT_BYTES)?,
                });
            }
        }
        Ok(())
    }
}

/// The operations of several arguments, and the findings about unreadable files.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    pub(crate) sources: Vec<Source>,
    pub(crate) unreadable: Vec<Diagnostic>,
}

/// Refuses `-` where it is given twice: the second reader would get nothing.
pub(crate) fn read_once<'a, P: AsRef<Path> + ?Sized + 'a>(
    arguments: impl IntoIterator<Item = &'a P>,
) -> Result<(), Failure> {
    match arguments.into_iter().filter(|argument| argument.as_ref() == Path::new("-")).count() {
        0 | 1 => Ok(()),
        _ => Err(Failure::Usage("standard input can be read only once: give - once".to_owned())),
    }
}

/// Reads the files with the content below a folder of a revision, in the order of their names.
fn files_below(folder: &Revision, content: Content, limit: usize) -> Result<Vec<Source>, Failure> {
    let files = folder.files()?;
    let wanted = files.iter().filter(|file| content.is_in(&file.path));
    let sources = wanted.map(|file| source(file, limit)).collect::<Result<Vec<_>, _>>()?;
    if sources.is_empty() {
        return Err(Failure::Usage(format!("there is no {content} file below {}", folder.name)));
    }
    Ok(sources)
}

fn source(file: &Revision, limit: usize) -> Result<Source, Failure> {
    Ok(Source::new(&file.name, text(&file.name, file.read(limit)?)?))
}

/// Reads one byte more than the limit at most, so that the limit of the parser is exceeded too.
fn standard_input(limit: usize) -> Result<Vec<u8>, Failure> {
    let read = read_past(io::stdin().lock(), limit);
    read.map_err(|problem| Failure::Usage(format!("{STANDARD_INPUT} cannot be read: {problem}")))
}

fn text(name: &str, bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| Failure::Usage(format!("{name} is not UTF-8 text")))
}

/// Returns the schema that this command was built with.
pub(crate) fn shipped_schema() -> Result<Schema, Failure> {
    Schema::parse("schema/bcrumbs.graphql", bcrumbs::SDL).map_err(|found| no_schema(&found))
}

/// Refuses a text that is not a schema.
pub(crate) fn no_schema(diagnostics: &[Diagnostic]) -> Failure {
    let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    Failure::Usage(format!("this is no valid schema:\n{}", lines.join("\n")))
}
