//! Type names that are sent over the wire: the gateway documents no output type name, so it may refuse a document that
//! sends one, even where our schema describes it correctly.

use apollo_compiler::Name;
use apollo_compiler::ast::{Definition, Document, Selection};

use crate::diagnostic::RuleSet::Wire;
use crate::finding::Finding;
use crate::span::Span;

/// One error for each type condition.
pub(crate) fn check(document: &Document) -> Vec<Finding> {
    let mut found = Vec::new();
    for definition in &document.definitions {
        match definition {
            Definition::OperationDefinition(operation) => selections(&operation.selection_set, &mut found),
            Definition::FragmentDefinition(fragment) => {
                found.push(condition(&fragment.type_condition));
                selections(&fragment.selection_set, &mut found);
            }
            _ => {}
        }
    }
    found
}

fn selections(set: &[Selection], found: &mut Vec<Finding>) {
    for selection in set {
        match selection {
            Selection::Field(field) => selections(&field.selection_set, found),
            Selection::InlineFragment(inline) => {
                found.extend(inline.type_condition.as_ref().map(condition));
                selections(&inline.selection_set, found);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn condition(name: &Name) -> Finding {
    let message = format!("the output type name `{name}` would be sent, and the gateway documents none");
    Finding::error(Wire, "output-type-name", Span::name(name), message)
        .help("select the fields where they are needed")
}
