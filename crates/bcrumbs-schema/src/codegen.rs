//! Valid GraphQL that `graphql_client` 0.16 cannot compile, drops data of or cannot decode: every rule here was
//! seen to fail with that version, and is named by what it does.

mod condition;
mod default;
mod names;
mod overlap;
mod selection;
mod text;

use std::collections::HashSet;
use std::ops::Range;

use apollo_compiler::executable::{Selection, SelectionSet};
use apollo_compiler::schema::{ExtendedType, Type};
use apollo_compiler::{ExecutableDocument, Name, ast};

use crate::check::Normalization;
use crate::diagnostic::{Diagnostic, DiagnosticSource};
use crate::excerpt::Finding;
use crate::schema::Schema;
use crate::source::Source;
use crate::spec::{name_span, span};

pub(crate) use names::TypeNames;

/// A valid document and its schema: what every rule looks at.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) schema: &'a apollo_compiler::Schema,
    pub(crate) document: &'a ExecutableDocument,
    types: &'a TypeNames,
}

/// The hazards of a valid document.
pub(crate) fn check(
    schema: &Schema,
    document: &ExecutableDocument,
    source: &Source,
    descriptions: &[Range<usize>],
    normalization: Option<Normalization>,
) -> Vec<Finding> {
    let input = Input { schema: &schema.valid, document, types: &schema.type_names };
    let mut found = text::check(&source.text, descriptions);
    found.extend(operations(document));
    for set in every_set(document) {
        found.extend(selection::check(input, set));
        found.extend(condition::check(input, set));
        found.extend(overlap::check(input, set));
    }
    found.extend(selection::fragments(input));
    for operation in document.operations.iter() {
        found.extend(names_of(normalization, |n| names::check(input, operation, n)));
        found.extend(names_of(normalization, |n| default::check(input, operation, n)));
    }
    found
}

/// Runs a rule that depends on `normalization`; where that is not known, keeps what both settings agree on.
fn names_of(known: Option<Normalization>, rule: impl Fn(Normalization) -> Vec<Finding>) -> Vec<Finding> {
    if let Some(known) = known {
        return rule(known);
    }
    let other = rule(Normalization::Rust);
    let mut found = rule(Normalization::None);
    found.retain(|a| other.iter().any(|b| a.code == b.code && a.span == b.span));
    found
}

/// What is wrong with an operation as a whole.
fn operations(document: &ExecutableDocument) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(operation) = &document.operations.anonymous {
        let at = span(operation.location());
        found.push(
            error("anonymous-operation", at, "the operation has no name, and the generated module needs one")
                .help("write `query SomeName { … }`"),
        );
    }
    for operation in document.operations.iter().skip(1) {
        let at = operation.name.as_ref().map_or(0..0, name_span);
        let message = "more than one operation in a file: the whole file is sent with each of them";
        found.push(error("several-operations", at, message).help("give every operation a file of its own"));
    }
    found
}

/// What `graphql_client` cannot read in a schema, though it is valid.
pub(crate) fn schema(document: &ast::Document, source: &Source) -> Vec<Diagnostic> {
    let mut found = text::numbers(&source.text);
    for definition in &document.definitions {
        match definition {
            ast::Definition::SchemaExtension(extension) => {
                let message = "`extend schema` cannot be read by the generator: every derive panics";
                found.push(error("schema-extension", span(extension.location()), message));
            }
            ast::Definition::SchemaDefinition(definition) => {
                if let Some(description) = &definition.description {
                    let message =
                        "a description of `schema` cannot be read by the generator: every derive panics";
                    found.push(error("schema-description", span(description.location()), message));
                }
            }
            _ => {}
        }
    }
    found.into_iter().map(|finding| finding.place(source)).collect()
}

fn error(code: &'static str, at: Range<usize>, message: impl Into<String>) -> Finding {
    Finding::error(DiagnosticSource::Codegen, code, at, message)
}

/// Every selection set of a document, the nested ones too, each once.
fn every_set(document: &ExecutableDocument) -> Vec<&SelectionSet> {
    let mut open: Vec<&SelectionSet> = document.operations.iter().map(|o| &o.selection_set).collect();
    open.extend(document.fragments.values().map(|f| &f.selection_set));
    let mut at = 0;
    while at < open.len() {
        for selection in &open[at].selections {
            match selection {
                Selection::Field(field) if !field.selection_set.selections.is_empty() => {
                    open.push(&field.selection_set);
                }
                Selection::InlineFragment(inline) => open.push(&inline.selection_set),
                _ => {}
            }
        }
        at += 1;
    }
    open
}

impl<'a> Input<'a> {
    fn is_abstract(&self, ty: &Name) -> bool {
        matches!(self.schema.types.get(ty), Some(ExtendedType::Interface(_) | ExtendedType::Union(_)))
    }

    fn is_object(&self, ty: &Name) -> bool {
        matches!(self.schema.types.get(ty), Some(ExtendedType::Object(_)))
    }

    fn fragment(&self, name: &Name) -> Option<&'a SelectionSet> {
        self.document.fragments.get(name).map(|fragment| &fragment.selection_set)
    }

    /// The named input types that a value of `ty` is made of, itself first.
    fn inputs(&self, ty: &'a Type) -> Vec<&'a apollo_compiler::schema::InputObjectType> {
        let mut names = vec![ty.inner_named_type()];
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        while let Some(name) = names.pop() {
            if let Some(input) = self.schema.get_input_object(name).filter(|input| seen.insert(&input.name)) {
                found.push(&**input);
                names.extend(input.fields.values().map(|field| field.ty.inner_named_type()));
            }
        }
        found
    }
}
