//! The schema that operations are checked against: parsed and validated once, then shared by every check.

use std::path::Path;
use std::sync::Arc;

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
use crate::source::{MAX_INTROSPECTION_BYTES, Source, Text, Texts};

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
    pub(crate) text: Arc<Text>,
    /// The compiler's identifier of the text.
    pub(crate) file: FileId,
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
            return Schema::of_sdl(&source);
        }
        if source.text.len() > MAX_INTROSPECTION_BYTES {
            return Err(vec![files::too_large(&source.path, MAX_INTROSPECTION_BYTES)]);
        }
        let text = introspect(&source.text).map_err(|error| no_introspection(&source.path, error))?;
        Schema::of_sdl(&Source::new(source.path, text))
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
        Schema::of_sdl(&Source::new(path, text))
            .map_err(|diagnostics| IntrospectError::Invalid { diagnostics })
    }

    fn of_sdl(source: &Source) -> Result<Self, Vec<Diagnostic>> {
        let Sdl { text, tree, file } = parse::sdl(source).map_err(|refused| vec![*refused])?;
        let hazards = hazards::check(&tree, &text.text);
        let valid = definitions::validate(tree).map_err(|found| {
            let texts = Texts::new(Arc::clone(&text));
            Report::new(found.into_iter().map(|finding| finding.place(&texts)).collect()).diagnostics
        })?;
        Ok(Schema { valid, text, file, hazards })
    }

    /// Reads a schema from a file of SDL or of introspection JSON.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is not UTF-8, is larger than [`MAX_SCHEMA_BYTES`](crate::MAX_SCHEMA_BYTES) (as JSON:
    /// [`MAX_INTROSPECTION_BYTES`]), or is not a valid schema.
    ///
    /// ```
    /// let refused = bcrumbs_schema::Schema::read("no-such.graphql").unwrap_err();
    /// assert_eq!(refused[0].code, "unreadable-file");
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Vec<Diagnostic>> {
        let source = files::read_schema(path.as_ref()).map_err(|diagnostic| vec![*diagnostic])?;
        Schema::parse(source.path, source.text)
    }

    /// Returns the schema's name in findings.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.text.path
    }

    /// Returns the SDL: the original text, or the SDL of an introspection.
    #[must_use]
    pub fn sdl(&self) -> &str {
        &self.text.text
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
