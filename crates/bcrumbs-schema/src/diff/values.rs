//! Arguments and input fields: what a client gives, where a promise may only become weaker.

use apollo_compiler::ast::{InputValueDefinition, Type, Value};
use apollo_compiler::{Name, Node};

use crate::diff::{Changes, matched};

/// The arguments of a field; `field` is its coordinate.
pub(super) fn arguments(
    field: &str,
    old: &[Node<InputValueDefinition>],
    new: &[Node<InputValueDefinition>],
    changes: &mut Changes,
) {
    let coordinate = |name: &Name| format!("{field}({name}:)");
    input_values(&plain(old), &plain(new), &coordinate, "arg", changes);
}

pub(super) fn plain(values: &[Node<InputValueDefinition>]) -> Vec<(Name, InputValueDefinition)> {
    values.iter().map(|value| (value.name.clone(), InputValueDefinition::clone(value))).collect()
}

/// Arguments (`what` is `arg`) or input fields (`input-field`).
pub(super) fn input_values(
    old: &[(Name, InputValueDefinition)],
    new: &[(Name, InputValueDefinition)],
    coordinate: &dyn Fn(&Name) -> String,
    what: &'static str,
    changes: &mut Changes,
) {
    let is_arg = what == "arg";
    let pick = |arg: &'static str, field: &'static str| if is_arg { arg } else { field };
    let noun = if is_arg { "argument" } else { "input field" };
    let values = matched(old.iter().map(|(n, v)| (n, v)), new.iter().map(|(n, v)| (n, v)));
    for (name, _) in values.removed {
        let kind = pick("arg-removed", "field-removed");
        changes.breaking(kind, coordinate(name), format!("the {noun} was removed"));
    }
    for (name, value) in values.added {
        if value.is_required() {
            let kind = pick("required-arg-added", "required-input-field-added");
            changes.breaking(
                kind,
                coordinate(name),
                format!("a new {noun} of type `{}` is required", value.ty),
            );
        } else {
            let kind = pick("optional-arg-added", "optional-input-field-added");
            changes.dangerous(
                kind,
                coordinate(name),
                format!("a new optional {noun} of type `{}`", value.ty),
            );
        }
    }
    for (name, old, new) in values.both {
        let coordinate = coordinate(name);
        if old.ty != new.ty {
            let message = format!("the type was `{}` and is `{}` now", old.ty, new.ty);
            if is_safe_for_input(&old.ty, &new.ty) {
                let kind = pick("arg-changed-type-safely", "input-field-changed-type-safely");
                changes.safe(kind, coordinate.clone(), message);
            } else {
                let kind = pick("arg-changed-kind", "field-changed-kind");
                changes.breaking(kind, coordinate.clone(), message);
            }
        }
        default_value(&coordinate, old, new, is_arg, changes);
        changes.description(&coordinate, old.description.as_deref(), new.description.as_deref());
        changes.deprecation(&coordinate, &old.directives, &new.directives);
    }
}

fn default_value(
    coordinate: &str,
    old: &InputValueDefinition,
    new: &InputValueDefinition,
    is_arg: bool,
    changes: &mut Changes,
) {
    let (before, after) = (old.default_value.as_deref(), new.default_value.as_deref());
    if before.map(sorted) == after.map(sorted) {
        return;
    }
    let shown =
        |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`"));
    let message = format!("the default value was {} and is {} now", shown(before), shown(after));
    // graphql-js reports a default that changed or went away on arguments only; one that is new hurts nobody.
    match (before, is_arg) {
        (Some(_), true) => changes.dangerous("arg-default-value-change", coordinate, message),
        (None, true) => changes.safe("arg-default-value-added", coordinate, message),
        (_, false) => changes.safe("input-field-default-value-change", coordinate, message),
    }
}

/// A value in a form in which the order of an object's fields does not count.
fn sorted(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<String> =
                fields.iter().map(|(name, v)| format!("{name}:{}", sorted(v))).collect();
            fields.sort();
            format!("{{{}}}", fields.join(","))
        }
        Value::List(items) => format!("[{}]", items.iter().map(|v| sorted(v)).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// Whether every answer of the new type is one of the old: it may promise more.
pub(super) fn is_safe_for_output(old: &Type, new: &Type) -> bool {
    match (old, new) {
        (Type::Named(a), Type::Named(b) | Type::NonNullNamed(b))
        | (Type::NonNullNamed(a), Type::NonNullNamed(b)) => a == b,
        (Type::List(a), Type::List(b) | Type::NonNullList(b))
        | (Type::NonNullList(a), Type::NonNullList(b)) => is_safe_for_output(a, b),
        _ => false,
    }
}

/// Whether every value of the old type is one of the new: it may ask for less.
fn is_safe_for_input(old: &Type, new: &Type) -> bool {
    match (old, new) {
        (Type::NonNullNamed(a), Type::Named(b) | Type::NonNullNamed(b))
        | (Type::Named(a), Type::Named(b)) => a == b,
        (Type::NonNullList(a), Type::List(b) | Type::NonNullList(b)) | (Type::List(a), Type::List(b)) => {
            is_safe_for_input(a, b)
        }
        _ => false,
    }
}
