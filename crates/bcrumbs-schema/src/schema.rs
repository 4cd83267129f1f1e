//! The schema that operations are checked against: parsed and validated once, then shared by every check.

use std::path::Path;
use std::sync::Arc;

use apollo_compiler::ast;
use apollo_compiler::parser::FileId;
use apollo_compiler::validation::Valid;
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Report};
use crate::document::parse::{self, Sdl};
use crate::files;
use crate::finding::{Finding, unplaced};
use crate::introspect::sdl::{IntrospectError, introspect, introspect_value};
use crate::rules::codegen::definitions as hazards;
use crate::rules::definitions;
use crate::source::{Labelled, MAX_INTROSPECTION_BYTES, MAX_SCHEMA_BYTES, Source, Text, Texts};

/// A valid schema.
///
/// ```
/// use bcrumbs_schema::Schema;
///
/// let schema = Schema::parse("tags.graphql", "type Query { tag(id: ID!): String }").unwrap();
/// assert_eq!(schema.path(), "tags.graphql");
///
/// let refused = Schema::parse("tags.graphql", "type Query { tag: Tag }").unwrap_err();
/// assert_eq!(refused[0].code, "unknown-type");
/// ```
#[derive(Debug, Clone)]
pub struct Schema {
    pub(crate) valid: Valid<apollo_compiler::Schema>,
    /// The whole text: that of the file, or those of all files, one after the other.
    text: Arc<Text>,
    files: Vec<Labelled>,
    /// The parts of the schema that `graphql_client` cannot read.
    pub(crate) hazards: Vec<Finding>,
}

impl Schema {
    /// Parses and validates SDL, or the answer to an introspection query in JSON.
    ///
    /// The definitions of the specification are optional: its scalars, its directives (also `@oneOf`) and the
    /// introspection types. Findings about an introspection have positions in the generated SDL.
    ///
    /// # Errors
    ///
    /// The findings about the schema.
    pub fn parse(path: impl Into<String>, text: impl Into<String>) -> Result<Self, Vec<Diagnostic>> {
        let source = Source::new(path, text);
        if !is_json(&source.text) {
            return Schema::parse_files(&[source]);
        }
        if source.text.len() > MAX_INTROSPECTION_BYTES {
            return Err(vec![files::too_large(&source.path, MAX_INTROSPECTION_BYTES)]);
        }
        let text = introspect(&source.text).map_err(|error| no_introspection(&source.path, error))?;
        Schema::parse_files(&[Source::new(source.path, text)])
    }

    /// Parses and validates SDL that is in several files. A definition can use the definitions of every file.
    ///
    /// # Errors
    ///
    /// The findings about the schema, each with its file; also if there is no file, or if all files together are larger
    /// than [`MAX_SCHEMA_BYTES`].
    ///
    /// ```
    /// use bcrumbs_schema::{Schema, Source};
    ///
    /// let files = [
    ///     Source::new("schema/query.graphql", "type Query { tag: Tag }"),
    ///     Source::new("schema/tag.graphql", "type Tag { name: Text }"),
    /// ];
    /// let refused = Schema::parse_files(&files).unwrap_err();
    /// assert_eq!((refused[0].code, refused[0].file.as_str()), ("unknown-type", "schema/tag.graphql"));
    /// ```
    pub fn parse_files(files: &[Source]) -> Result<Self, Vec<Diagnostic>> {
        let Some(first) = files.first() else {
            return Err(vec![unplaced("", "empty-document", "there is no schema file")]);
        };
        if files.iter().map(|file| file.text.len()).sum::<usize>() > MAX_SCHEMA_BYTES {
            return Err(vec![files::too_large(&first.path, MAX_SCHEMA_BYTES)]);
        }
        let (mut tree, mut texts) = (ast::Document::new(), Vec::new());
        let (mut hazards, mut refused) = (Vec::new(), Vec::new());
        for source in files {
            match parse::sdl(source) {
                Ok(Sdl { text, tree: own, file }) => {
                    hazards.extend(hazards::check(&own, &text.text, file));
                    tree.definitions.extend(own.definitions);
                    Arc::make_mut(&mut tree.sources).extend(Arc::unwrap_or_clone(own.sources));
                    texts.push(Labelled { id: file, text });
                }
                Err(finding) => refused.push(*finding),
            }
        }
        if !refused.is_empty() {
            return Err(refused);
        }
        let text = match texts.as_slice() {
            [only] => Arc::clone(&only.text),
            texts => Text::join(texts),
        };
        let valid = definitions::validate(tree).map_err(|found| {
            let texts = Texts::new(Arc::clone(&text)).with_all(&texts);
            Report::new(found.into_iter().map(|finding| finding.place(&texts)).collect()).diagnostics
        })?;
        Ok(Schema { valid, text, files: texts, hazards })
    }

    /// Returns a schema from the response to an introspection query. `path` is its name in findings.
    ///
    /// # Errors
    ///
    /// The server refused, or the answer is not that of a valid schema.
    ///
    /// ```
    /// use bcrumbs_schema::{IntrospectError, Schema};
    /// let answer = serde_json::json!({"data": {"viewer": null}});
    /// assert_eq!(Schema::from_introspection("live", &answer).unwrap_err(), IntrospectError::NoSchema);
    /// ```
    pub fn from_introspection(path: impl Into<String>, answer: &Value) -> Result<Self, IntrospectError> {
        let text = introspect_value(answer)?;
        Schema::parse_files(&[Source::new(path, text)])
            .map_err(|diagnostics| IntrospectError::Invalid { diagnostics })
    }

    /// Reads a schema from a file of SDL or of introspection JSON, or from all SDL files below a folder: those that end in
    /// `.graphql`, `.graphqls` or `.gql`, in the order of their names.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is not UTF-8, is larger than [`MAX_SCHEMA_BYTES`] (as JSON:
    /// [`MAX_INTROSPECTION_BYTES`]), or is not a valid schema; or the folder has no such file.
    ///
    /// ```
    /// let refused = bcrumbs_schema::Schema::read("no-such.graphql").unwrap_err();
    /// assert_eq!(refused[0].code, "unreadable-file");
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Vec<Diagnostic>> {
        let path = path.as_ref();
        if path.is_dir() {
            return Schema::parse_files(&files::read_schemas(path)?);
        }
        let source = files::read_schema(path).map_err(|diagnostic| vec![*diagnostic])?;
        Schema::parse(source.path, source.text)
    }

    /// Returns the schema's name in findings; if it is in several files, the name of the first.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.text.path
    }

    /// Returns the SDL: the original text, or the SDL of an introspection. The texts of several files stand one after the
    /// other.
    #[must_use]
    pub fn sdl(&self) -> &str {
        &self.text.text
    }

    /// Returns the texts that spans of the schema point into.
    pub(crate) fn texts(&self) -> Texts {
        self.add_texts(Texts::new(Arc::clone(&self.text)))
    }

    /// Adds the texts of the schema to those of a document.
    pub(crate) fn add_texts(&self, texts: Texts) -> Texts {
        texts.with_all(&self.files)
    }

    /// Returns whether a file is one of the schema.
    pub(crate) fn has_file(&self, id: FileId) -> bool {
        self.files.iter().any(|file| file.id == id)
    }
}

/// No schema in SDL begins with a bracket.
fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
}

fn no_introspection(path: &str, error: IntrospectError) -> Vec<Diagnostic> {
    match error {
        IntrospectError::Invalid { diagnostics } => diagnostics,
        IntrospectError::NotJson { .. }
        | IntrospectError::Refused { .. }
        | IntrospectError::NoSchema
        | IntrospectError::Malformed { .. } => {
            vec![unplaced(path, "introspection", format!("`{path}` is not an introspection: {error}"))]
        }
    }
}
