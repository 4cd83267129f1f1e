//! Finds selections that the generated Rust type loses, or that have no Rust type.

use std::collections::HashMap;

use apollo_compiler::executable::{Field, InlineFragment, Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Node};

use crate::finding::Finding;
use crate::rules::codegen::input::{Input, error};
use crate::rules::fields::{Through, fields};
use crate::span::Span;

pub(crate) fn check(input: Input<'_>, set: &SelectionSet) -> Vec<Finding> {
    let mut found = repeated(set);
    found.extend(nothing_left(input, set));
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => found.extend(of_field(input, set, field)),
            Selection::InlineFragment(inline) => found.extend(of_inline(input, set, inline)),
            Selection::FragmentSpread(spread) => {
                let at = Span::name(&spread.fragment_name);
                let Some(fragment) = input.fragment(&spread.fragment_name) else {
                    continue;
                };
                let (from, to) = (&set.ty, &fragment.ty);
                if from == to {
                    continue;
                }
                // A fragment that is the whole selection replaces the type, so it may be of any type.
                if input.is_object(from) && set.selections.len() > 1 {
                    let message = format!(
                        "`{}` is on `{to}` and spread beside other fields of the object `{from}`: its fields are lost",
                        spread.fragment_name
                    );
                    found.push(
                        error("lost-fragment", at, message).help(format!("put the fragment on `{from}`")),
                    );
                } else if input.is_abstract(from) && input.is_abstract(to) {
                    found.push(abstract_in_abstract(from, to, at));
                }
            }
        }
    }
    found
}

/// Fragments on an interface or a union have to select `__typename` too.
pub(crate) fn fragments(input: Input<'_>) -> Vec<Finding> {
    let fragments = input.document.fragments.values();
    fragments
        .filter(|f| input.is_abstract(&f.selection_set.ty) && !names_type(input, &f.selection_set))
        .map(|f| missing_typename(&f.selection_set.ty, Span::name(&f.name)))
        .collect()
}

fn of_field(input: Input<'_>, set: &SelectionSet, field: &Node<Field>) -> Vec<Finding> {
    let at = Span::name(&field.name);
    let mut found = Vec::new();
    match field.name.as_str() {
        "__schema" | "__type" => {
            let message = format!("the generator does not know the field `{}`", field.name);
            found.push(error("introspection-field", at, message));
        }
        "__typename" if field.alias.is_some() => {
            let message = "`__typename` under another name is lost, and cannot distinguish the variants";
            found.push(error("typename-alias", at, message).help("select it without the alias"));
        }
        _ => {}
    }
    if let Some(ExtendedType::Interface(interface)) = input.schema.types.get(&set.ty) {
        let extended = interface.fields.get(&field.name).is_some_and(|f| f.origin.extension_id().is_some());
        if extended {
            let message = format!(
                "`{}.{}` comes from `extend interface`, which the generator ignores",
                set.ty, field.name
            );
            found.push(error("extended-interface", at, message));
        }
    }
    let inner = &field.selection_set;
    if !inner.selections.is_empty() && input.is_abstract(&inner.ty) {
        if !names_type(input, inner) {
            found.push(missing_typename(&inner.ty, at));
        }
        if let Some(ExtendedType::Union(union)) = input.schema.types.get(&inner.ty)
            && union.members.iter().any(|member| member.origin.extension_id().is_some())
        {
            let message = format!(
                "`{}` has members from `extend union`: an answer with one of them cannot be decoded",
                inner.ty
            );
            found.push(error("extended-union", at, message));
        }
    }
    found
}

fn of_inline(input: Input<'_>, set: &SelectionSet, inline: &Node<InlineFragment>) -> Option<Finding> {
    let Some(to) = &inline.type_condition else {
        let message = "the generator panics on an inline fragment without a type condition";
        return Some(error("inline-fragment-without-type", start(inline), message));
    };
    let (from, at) = (&set.ty, Span::name(to));
    if input.is_object(from) {
        let message =
            format!("an inline fragment inside the object `{from}` is ignored: its fields are lost");
        return Some(error("lost-inline-fragment", at, message).help("select its fields directly"));
    }
    if from == to {
        let message =
            format!("an inline fragment on `{to}` inside `{from}` itself is ignored: its fields are lost");
        return Some(error("lost-inline-fragment", at, message).help("select its fields directly"));
    }
    input.is_abstract(to).then(|| abstract_in_abstract(from, to, at))
}

/// What is selected, as far as it becomes a field of the generated type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Field,
    Fragment,
    Variant,
}

/// The same key twice in one set: the specification merges them, the generator declares two fields of one name.
fn repeated(set: &SelectionSet) -> Vec<Finding> {
    let mut seen: HashMap<(Part, &Name), Span> = HashMap::new();
    let mut found = Vec::new();
    for selection in &set.selections {
        let (part, name) = match selection {
            Selection::Field(field) if field.name == "__typename" => continue,
            Selection::Field(field) => (Part::Field, field.response_key()),
            Selection::FragmentSpread(spread) => (Part::Fragment, &spread.fragment_name),
            Selection::InlineFragment(inline) => match &inline.type_condition {
                Some(ty) => (Part::Variant, ty),
                None => continue,
            },
        };
        let at = Span::name(name);
        let Some(first) = seen.get(&(part, name)) else {
            seen.insert((part, name), at);
            continue;
        };
        let (what, help) = match part {
            Part::Field => ("field", format!("select `{name}` once, with all of its fields")),
            Part::Fragment => ("fragment", format!("spread `{name}` once")),
            Part::Variant => {
                ("inline fragment on", format!("put all fields of `{name}` into one inline fragment"))
            }
        };
        let message =
            format!("the {what} `{name}` is selected twice here: the generated type has two of one name");
        found
            .push(error("repeated-selection", at, message).help(help).related(*first, "it is selected here"));
    }
    found
}

/// A type without fields becomes an enum without values, which cannot be decoded.
fn nothing_left(input: Input<'_>, set: &SelectionSet) -> Option<Finding> {
    let only_names =
        set.selections.iter().all(|s| matches!(s, Selection::Field(f) if f.name == "__typename"));
    let first = set.selections.first()?;
    if !only_names || input.is_abstract(&set.ty) {
        return None;
    }
    let at = match first {
        Selection::Field(field) => Span::name(field.response_key()),
        _ => return None,
    };
    let message =
        format!("only `__typename` is selected on `{}`: the generated type cannot be decoded", set.ty);
    Some(error("only-typename", at, message).help("select a field as well"))
}

/// Whether the generator finds `__typename` in a set: directly, or in a fragment on the same type.
fn names_type(input: Input<'_>, set: &SelectionSet) -> bool {
    fields(input.document, set, Through::SameType).any(|field| field.name == "__typename")
}

fn missing_typename(ty: &Name, at: Span) -> Finding {
    let message = format!("`{ty}` is an interface or union, and `__typename` is not selected on it");
    error("missing-typename", at, message).help("select `__typename` there")
}

fn abstract_in_abstract(from: &Name, to: &Name, at: Span) -> Finding {
    let message = format!("the generator refuses a fragment on `{to}`, which is no object, inside `{from}`");
    error("fragment-on-abstract", at, message).help("use one fragment for each object type")
}

fn start(inline: &Node<InlineFragment>) -> Span {
    Span::of(inline.location()).first("...".len())
}
