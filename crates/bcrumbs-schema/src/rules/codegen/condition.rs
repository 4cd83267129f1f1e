//! `@include` and `@skip`: a conditional field must have a Rust type that allows its absence.

use apollo_compiler::executable::{DirectiveList, Field, Selection, SelectionSet};
use apollo_compiler::{Name, Node};

use crate::finding::Finding;
use crate::rules::codegen::input::{Input, error};
use crate::rules::fields::{Through, fields};
use crate::span::Span;

pub(crate) fn check(input: Input<'_>, set: &SelectionSet) -> Vec<Finding> {
    let mut found = Vec::new();
    for selection in &set.selections {
        if !may_be_absent(selection.directives()) {
            continue;
        }
        match selection {
            Selection::Field(field) => found.extend(of_field(input, set, field)),
            Selection::InlineFragment(inline) => {
                if let (Some(ty), Some(required)) =
                    (&inline.type_condition, required(input, &inline.selection_set))
                {
                    found.push(absent(ty, required));
                }
            }
            Selection::FragmentSpread(spread) => {
                let fragment = input.fragment(&spread.fragment_name);
                if let Some(required) = fragment.and_then(|set| required(input, set)) {
                    found.push(absent(&spread.fragment_name, required));
                }
            }
        }
    }
    found
}

fn of_field(input: Input<'_>, set: &SelectionSet, field: &Node<Field>) -> Option<Finding> {
    if field.name == "__typename" {
        if !input.is_abstract(&set.ty) {
            return None;
        }
    } else if !field.definition.ty.is_non_null() {
        return None;
    }
    let message = format!(
        "`{}` is not nullable, but the condition can leave it out: such an answer cannot be decoded",
        field.response_key()
    );
    Some(error("conditional-field", Span::name(field.response_key()), message))
}

fn absent(name: &Name, required: &Name) -> Finding {
    let message = format!(
        "the condition can leave out `{required}`, which `{name}` selects and which is not nullable: such an answer \
         cannot be decoded"
    );
    error("conditional-fragment", Span::name(name), message)
}

/// Whether a condition depends on a variable, or always leaves the selection out.
fn may_be_absent(directives: &DirectiveList) -> bool {
    let condition = |name: &str| {
        let directive = directives.get(name)?;
        Some(directive.specified_argument_by_name("if")?.to_bool())
    };
    matches!(condition("include"), Some(None | Some(false)))
        || matches!(condition("skip"), Some(None | Some(true)))
}

/// Returns a field that the fragment's Rust type requires.
fn required<'a>(input: Input<'a>, set: &'a SelectionSet) -> Option<&'a Name> {
    let required = |field: &&Node<Field>| field.name != "__typename" && field.definition.ty.is_non_null();
    fields(input.document, set, Through::All).find(required).map(|field| field.response_key())
}
