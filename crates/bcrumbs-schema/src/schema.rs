//! The schema that operations are checked against: parsed and validated once, then shared by every check.

use std::path::Path;

use apollo_compiler::parser::{FileId, Parser};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ast, schema::ExtendedType};

use crate::diagnostic::{Diagnostic, DiagnosticSource, Report};
use crate::excerpt::Finding;
use crate::source::{self, MAX_SCHEMA_BYTES, Source};
use crate::{spec, token};

/// Deep enough for any real document, shallow enough that no walk over it can run out of stack.
pub(crate) const MAX_NESTING: usize = 128;

const ONE_OF: &str = "directive @oneOf on INPUT_OBJECT";

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
    pub(crate) source: Source,
    /// What `graphql_client` cannot read in the schema itself.
    pub(crate) codegen: Vec<Diagnostic>,
    /// What `graphql_client` makes of the names in it: known once the first operation is checked.
    pub(crate) type_names: crate::codegen::TypeNames,
}

impl Schema {
    /// Parses and validates SDL. `@oneOf` may be used without being declared: the specification has it built in.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the schema.
    pub fn parse(path: impl Into<String>, text: impl Into<String>) -> Result<Self, Vec<Diagnostic>> {
        let source = Source::new(path, text);
        if source.text.len() > MAX_SCHEMA_BYTES {
            return Err(vec![source::too_large(&source.path, source.text.len() as u64, MAX_SCHEMA_BYTES)]);
        }
        if token::tokens(&source.text).next().is_none() {
            let message = "the schema is empty";
            return Err(vec![
                Finding::error(DiagnosticSource::Spec, "empty-document", 0..0, message).place(&source),
            ]);
        }
        let mut parser = Parser::new().recursion_limit(MAX_NESTING);
        let mut document = match parser.parse_ast(source.text.as_str(), &source.path) {
            Ok(document) => document,
            Err(failed) => return Err(spec::syntax(&failed.errors, &source)),
        };
        let codegen = crate::codegen::schema(&document, &source);
        if !declares_one_of(&document)
            && let Ok(one_of) = parser.parse_ast(ONE_OF, "oneOf.graphql")
        {
            document.definitions.extend(one_of.definitions);
        }
        let valid = document.to_schema_validate().map_err(|failed| spec::schema(&failed.errors, &source))?;
        let wrong = one_of_fields(&valid, &source);
        if !wrong.is_empty() {
            return Err(Report::new(wrong).diagnostics);
        }
        Ok(Schema { valid, source, codegen, type_names: crate::codegen::TypeNames::default() })
    }

    /// Reads a schema from a file of SDL.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is not UTF-8, is larger than [`MAX_SCHEMA_BYTES`] or is not a valid schema.
    ///
    /// ```
    /// let refused = bcrumbs_schema::Schema::read("no-such.graphql").unwrap_err();
    /// assert_eq!(refused[0].code, "unreadable-file");
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Vec<Diagnostic>> {
        let source = source::read_schema(path.as_ref()).map_err(|diagnostic| vec![diagnostic])?;
        Schema::parse(source.path, source.text)
    }

    /// The name that findings give the schema.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.source.path
    }

    /// The SDL as it was given.
    #[must_use]
    pub fn sdl(&self) -> &str {
        &self.source.text
    }
}

fn declares_one_of(document: &ast::Document) -> bool {
    document.definitions.iter().any(|definition| match definition {
        ast::Definition::DirectiveDefinition(directive) => directive.name == "oneOf",
        _ => false,
    })
}

/// The fields of a `@oneOf` input have to be nullable and without a default; apollo-compiler does not look.
fn one_of_fields(schema: &apollo_compiler::Schema, source: &Source) -> Vec<Diagnostic> {
    let inputs = schema.types.values().filter_map(ExtendedType::as_input_object);
    let fields = inputs
        .filter(|input| input.directives.has("oneOf"))
        .flat_map(|input| input.fields.values().map(move |field| (input, field)));
    fields
        .filter(|(_, field)| field.ty.is_non_null() || field.default_value.is_some())
        .map(|(input, field)| {
            let message = format!(
                "`{}.{}` belongs to a @oneOf input, so it must be nullable and have no default",
                input.name, field.name
            );
            Finding::error(DiagnosticSource::Spec, "one-of-field", spec::name_span(&field.name), message)
                .place(source)
        })
        .collect()
}

/// Whether a definition comes from the specification and not from the SDL.
pub(crate) fn is_built_in(ty: &ExtendedType) -> bool {
    ty.is_built_in() || ty.location().is_some_and(|at| at.file_id() == FileId::BUILT_IN)
}
