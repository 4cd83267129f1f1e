//! `@include` and `@skip`: what may be absent from an answer must have a Rust type that may be absent.

use apollo_compiler::executable::{DirectiveList, Field, Selection, SelectionSet};
use apollo_compiler::{Name, Node};

use crate::codegen::{Input, error};
use crate::excerpt::Finding;
use crate::spec::name_span;

pub(super) fn check(input: Input<'_>, set: &SelectionSet) -> Vec<Finding> {
    let mut found = Vec::new();
    for selection in &set.selections {
        if !may_be_absent(selection.directives()) {
            continue;
        }
        match selection {
            Selection::Field(field) => found.extend(self::field(input, set, field)),
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

fn field(input: Input<'_>, set: &SelectionSet, field: &Node<Field>) -> Option<Finding> {
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
    Some(error("conditional-field", name_span(field.response_key()), message))
}

fn absent(name: &Name, required: &Name) -> Finding {
    let message = format!(
        "the condition can leave out `{required}`, which `{name}` selects and which is not nullable: such an answer \
         cannot be decoded"
    );
    error("conditional-fragment", name_span(name), message)
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

/// A field that a fragment's own Rust type cannot do without.
fn required<'a>(input: Input<'a>, set: &'a SelectionSet) -> Option<&'a Name> {
    let mut open = vec![set];
    let mut seen: Vec<&Name> = Vec::new();
    while let Some(set) = open.pop() {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) if field.name == "__typename" => {}
                Selection::Field(field) if field.definition.ty.is_non_null() => {
                    return Some(field.response_key());
                }
                Selection::FragmentSpread(spread) if !seen.contains(&&spread.fragment_name) => {
                    seen.push(&spread.fragment_name);
                    open.extend(input.fragment(&spread.fragment_name));
                }
                _ => {}
            }
        }
    }
    None
}
