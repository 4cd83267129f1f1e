//! Valid GraphQL that `graphql_client` 0.16 cannot compile, whose data it drops, or whose responses it cannot decode.
//! Every rule was tested with that version.

use std::collections::HashSet;
use std::ops::Range;

use apollo_compiler::{ExecutableDocument, Schema};

use crate::finding::Finding;
use crate::options::Normalization;
use crate::rules::codegen::input::{Input, error, every_set};
use crate::rules::codegen::names::module;
use crate::rules::codegen::names::types::TypeNames;
use crate::rules::codegen::{condition, default, overlap, selection, text};
use crate::span::Span;

/// The codegen rules for one schema. Facts about the schema are computed once for all documents of a check.
pub(crate) struct Linter<'s> {
    schema: &'s Schema,
    types: TypeNames,
    normalization: Option<Normalization>,
}

impl<'s> Linter<'s> {
    /// Without a normalization, a name is reported only where it fails under both.
    pub(crate) fn new(schema: &'s Schema, normalization: Option<Normalization>) -> Self {
        Linter { schema, types: TypeNames::default(), normalization }
    }

    /// Returns the findings about a valid document.
    pub(crate) fn check(
        &self,
        document: &ExecutableDocument,
        text: &str,
        descriptions: &[Range<usize>],
    ) -> Vec<Finding> {
        let input = Input { schema: self.schema, document };
        let mut found = text::check(text, descriptions);
        found.extend(text::variable_directives(document));
        found.extend(anonymous(document));
        for set in every_set(document) {
            found.extend(selection::check(input, set));
            found.extend(condition::check(input, set));
            found.extend(overlap::check(input, set));
        }
        found.extend(selection::fragments(input));
        for operation in document.operations.iter() {
            found.extend(self.agreed(|n| module::check(input, &self.types, operation, n)));
            found.extend(self.agreed(|n| default::check(input, operation, n)));
        }
        found
    }

    /// Runs a rule that depends on `normalization`. If it is not set, keeps the findings that both settings have.
    fn agreed(&self, rule: impl Fn(Normalization) -> Vec<Finding>) -> Vec<Finding> {
        if let Some(known) = self.normalization {
            return rule(known);
        }
        let other: HashSet<(&str, Span)> =
            rule(Normalization::Rust).iter().map(|finding| (finding.code, finding.span)).collect();
        let mut found = rule(Normalization::None);
        found.retain(|finding| other.contains(&(finding.code, finding.span)));
        found
    }
}

fn anonymous(document: &ExecutableDocument) -> Option<Finding> {
    let operation = document.operations.anonymous.as_ref()?;
    let at = Span::of(operation.location());
    let message = "the operation has no name, and the generated module needs one";
    Some(error("anonymous-operation", at, message).help("write `query SomeName { … }`"))
}
