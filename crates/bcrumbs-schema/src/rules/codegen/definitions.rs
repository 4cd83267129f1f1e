//! Finds valid parts of a schema that `graphql_client` cannot read.

use apollo_compiler::ast::{Definition, Document};
use apollo_compiler::parser::FileId;

use crate::finding::Finding;
use crate::rules::codegen::input::error;
use crate::rules::codegen::text;
use crate::span::Span;

/// Returns the findings about a file of a schema.
pub(crate) fn check(document: &Document, text: &str, file: FileId) -> Vec<Finding> {
    let mut found = text::numbers(text);
    for number in &mut found {
        number.span.file = Some(file);
    }
    for definition in &document.definitions {
        match definition {
            Definition::SchemaExtension(extension) => {
                let message = "`extend schema` cannot be read by the generator: every derive panics";
                let at = Span::of(extension.location()).first("extend schema".len());
                found.push(error("schema-extension", at, message));
            }
            Definition::SchemaDefinition(definition) => {
                if let Some(description) = &definition.description {
                    let message =
                        "a description of `schema` cannot be read by the generator: every derive panics";
                    let at = Span::of(description.location());
                    found.push(error("schema-description", at, message));
                }
            }
            _ => {}
        }
    }
    found
}
