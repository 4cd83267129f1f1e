//! The input of every codegen rule: a valid document and its schema.

use std::collections::HashSet;

use apollo_compiler::executable::{Selection, SelectionSet};
use apollo_compiler::schema::{ExtendedType, InputObjectType, Type};
use apollo_compiler::{ExecutableDocument, Name};

use crate::diagnostic::RuleSet;
use crate::finding::Finding;
use crate::span::Span;

/// A valid document and its schema.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) schema: &'a apollo_compiler::Schema,
    pub(crate) document: &'a ExecutableDocument,
}

/// An error of the rule set.
pub(crate) fn error(code: &'static str, at: impl Into<Span>, message: impl Into<String>) -> Finding {
    Finding::error(RuleSet::Codegen, code, at, message)
}

/// Every selection set of a document, the nested ones too, each once.
pub(crate) fn every_set(document: &ExecutableDocument) -> Vec<&SelectionSet> {
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
    pub(crate) fn is_abstract(&self, ty: &Name) -> bool {
        matches!(self.schema.types.get(ty), Some(ExtendedType::Interface(_) | ExtendedType::Union(_)))
    }

    pub(crate) fn is_object(&self, ty: &Name) -> bool {
        matches!(self.schema.types.get(ty), Some(ExtendedType::Object(_)))
    }

    pub(crate) fn fragment(&self, name: &Name) -> Option<&'a SelectionSet> {
        self.document.fragments.get(name).map(|fragment| &fragment.selection_set)
    }

    /// The named input types that a value of `ty` is made of, itself first.
    pub(crate) fn inputs(&self, ty: &'a Type) -> Vec<&'a InputObjectType> {
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

/// Whether a field of this type is in a `Box`: its type contains itself without a list between.
pub(crate) fn is_boxed(input: Input<'_>, ty: &Type) -> bool {
    let target = ty.inner_named_type();
    let mut open = vec![target];
    let mut seen: HashSet<&Name> = HashSet::new();
    while let Some(name) = open.pop() {
        let Some(object) = input.schema.get_input_object(name) else {
            continue;
        };
        for field in object.fields.values().filter(|field| !field.ty.is_list()) {
            let inner = field.ty.inner_named_type();
            if inner == target {
                return true;
            }
            if seen.insert(inner) {
                open.push(inner);
            }
        }
    }
    false
}
