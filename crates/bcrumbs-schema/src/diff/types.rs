//! Types and what they are made of.

use apollo_compiler::ast::{OperationType, Type};
use apollo_compiler::collections::IndexSet;
use apollo_compiler::schema::{
    Component, ComponentName, EnumType, EnumValueDefinition, ExtendedType, InputObjectType, ScalarType,
    UnionType,
};
use apollo_compiler::{Name, Schema};

use crate::diff::applied;
use crate::diff::change::{Changes, Ends};
use crate::diff::matched::{One, Two, matched};
use crate::diff::names::{self, Fields, Names, Pair};
use crate::diff::renames::Renames;
use crate::diff::values::{self, Owner};
use crate::rules::definitions::is_built_in;
use crate::span::Span;

/// Compares the types of two schemas, and which of them are roots.
pub(crate) fn compare(old: &Schema, new: &Schema, names: &Names<'_>, changes: &mut Changes) {
    match names.are_sent_only() {
        true => reached(old, new, names, changes),
        false => all(old, new, names, changes),
    }
}

/// Compares the types that are reached by the same fields and arguments.
fn reached(old: &Schema, new: &Schema, names: &Names<'_>, changes: &mut Changes) {
    for Pair { old: before, new: after } in names.pairs() {
        if let (Some(old), Some(new)) = (old.types.get(&before), new.types.get(&after)) {
            // What differs below a field is found at the type that has it.
            if old == new {
                continue;
            }
            let at = Ends::both(Span::name(old.name()), Span::name(new.name()));
            content(&before, at, old, new, names, changes);
        }
    }
}

/// Compares the types of the same name.
fn all(old: &Schema, new: &Schema, names: &Names<'_>, changes: &mut Changes) {
    let own = |(_, ty): &(&Name, &ExtendedType)| !is_built_in(ty);
    let types = matched(old.types.iter().filter(own), new.types.iter().filter(own));
    for One { name, value } in types.removed {
        let message = format!("the {} was removed", kind(value));
        changes.breaking("type-removed", name.as_str(), Ends::old(Span::name(value.name())), message);
    }
    for One { name, value } in types.added {
        let message = format!("the {} is new", kind(value));
        changes.safe("type-added", name.as_str(), Ends::new(Span::name(value.name())), message);
    }
    for Two { name, old, new } in types.both.into_iter().filter(|both| both.old != both.new) {
        let at = Ends::both(Span::name(old.name()), Span::name(new.name()));
        if kind(old) == kind(new) {
            compare_type(name, at, old, new, names, changes);
        } else {
            let message = format!("it was one {} and is one {} now", kind(old), kind(new));
            changes.breaking("type-changed-kind", name.as_str(), at, message);
        }
    }
    roots(old, new, changes);
}

fn kind(ty: &ExtendedType) -> &'static str {
    match ty {
        ExtendedType::Scalar(_) => "scalar",
        ExtendedType::Object(_) => "object type",
        ExtendedType::Interface(_) => "interface",
        ExtendedType::Union(_) => "union",
        ExtendedType::Enum(_) => "enum",
        ExtendedType::InputObject(_) => "input type",
    }
}

fn roots(old: &Schema, new: &Schema, changes: &mut Changes) {
    let description = |schema: &Schema| schema.schema_definition.description.clone();
    let at = |schema: &Schema| Span::of(schema.schema_definition.location()).first("schema".len());
    let ends = Ends::both(at(old), at(new));
    changes.description("schema", ends, description(old).as_deref(), description(new).as_deref());
    let applied = |schema: &'_ Schema| -> Vec<_> {
        schema.schema_definition.directives.iter().map(|directive| directive.node.clone()).collect()
    };
    applied::compare("schema", ends, &applied(old), &applied(new), changes);
    for kind in [OperationType::Query, OperationType::Mutation, OperationType::Subscription] {
        match (old.root_operation(kind), new.root_operation(kind)) {
            (Some(before), Some(after)) if before != after => {
                let message = format!("the {} type was `{before}` and is `{after}` now", kind.name());
                let at = Ends::both(defined(old, before), defined(new, after));
                changes.breaking("root-type-changed", after.as_str(), at, message);
            }
            (Some(before), None) => {
                let message = format!("there is no {} any more", kind.name());
                changes.breaking(
                    "root-type-removed",
                    before.as_str(),
                    Ends::old(defined(old, before)),
                    message,
                );
            }
            (None, Some(after)) => {
                let message = format!("there is a {} now", kind.name());
                changes.safe("root-type-added", after.as_str(), Ends::new(defined(new, after)), message);
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
}

fn defined(schema: &Schema, name: &Name) -> Span {
    schema.types.get(name).map_or(Span::default(), |ty| Span::name(ty.name()))
}

fn compare_type(
    name: &Name,
    at: Ends,
    old: &ExtendedType,
    new: &ExtendedType,
    names: &Names<'_>,
    changes: &mut Changes,
) {
    let text = |ty: &ExtendedType| ty.description().map(|text| text.to_string());
    changes.description(name, at, text(old).as_deref(), text(new).as_deref());
    let applied = |ty: &ExtendedType| -> Vec<_> {
        ty.directives().iter().map(|directive| directive.node.clone()).collect()
    };
    applied::compare(name, at, &applied(old), &applied(new), changes);
    match (old, new) {
        (ExtendedType::Object(old), ExtendedType::Object(new)) => {
            interfaces(name, at, &old.implements_interfaces, &new.implements_interfaces, changes);
        }
        (ExtendedType::Interface(old), ExtendedType::Interface(new)) => {
            interfaces(name, at, &old.implements_interfaces, &new.implements_interfaces, changes);
        }
        _ => {}
    }
    content(name, at, old, new, names, changes);
}

/// Compares what two types are made of.
fn content(
    name: &Name,
    at: Ends,
    old: &ExtendedType,
    new: &ExtendedType,
    names: &Names<'_>,
    changes: &mut Changes,
) {
    if let (Some(old), Some(new)) = (names::fields(old), names::fields(new)) {
        fields(name, old, new, names, changes);
    }
    match (old, new) {
        (ExtendedType::Union(old), ExtendedType::Union(new)) => members(at, old, new, changes),
        (ExtendedType::Enum(old), ExtendedType::Enum(new)) => enum_values(old, new, changes),
        (ExtendedType::InputObject(old), ExtendedType::InputObject(new)) => {
            input(at, old, new, names, changes);
        }
        (ExtendedType::Scalar(old), ExtendedType::Scalar(new)) => scalar(at, old, new, changes),
        _ => {}
    }
}

fn interfaces(
    name: &Name,
    at: Ends,
    old: &IndexSet<ComponentName>,
    new: &IndexSet<ComponentName>,
    changes: &mut Changes,
) {
    for interface in old.iter().filter(|i| !new.contains(*i)) {
        let message = format!("it no longer implements `{}`", interface.name);
        changes.breaking("implemented-interface-removed", name.as_str(), at, message);
    }
    for interface in new.iter().filter(|i| !old.contains(*i)) {
        let message = format!("it implements `{}` now", interface.name);
        changes.dangerous("implemented-interface-added", name.as_str(), at, message);
    }
}

fn fields(parent: &Name, old: &Fields, new: &Fields, names: &Names<'_>, changes: &mut Changes) {
    let fields = matched(old, new);
    let renames = Renames::of(&fields, |old, new| names.is_same_type(&old.ty, &new.ty));
    for One { name, value } in &fields.removed {
        let at = Ends::old(Span::name(&value.name));
        let message = format!("the field was removed{}", renames.note(name, |new| format!("{parent}.{new}")));
        changes.breaking("field-removed", format!("{parent}.{name}"), at, message);
    }
    for One { name, value } in &fields.added {
        let message = format!("a new field of type `{}`", value.ty);
        changes.safe("field-added", format!("{parent}.{name}"), Ends::new(Span::name(&value.name)), message);
    }
    for Two { name, old, new } in &fields.both {
        let coordinate = format!("{parent}.{name}");
        let at = Ends::both(Span::name(&old.name), Span::name(&new.name));
        let ty = names.renamed(&old.ty, &new.ty);
        if old.ty != *ty {
            let message = format!("the type was `{}` and is `{}` now", old.ty, new.ty);
            if is_safe_for_output(&old.ty, &ty) {
                changes.safe("field-changed-type-safely", coordinate.as_str(), at, message);
            } else {
                changes.breaking("field-changed-kind", coordinate.as_str(), at, message);
            }
        }
        changes.description(&coordinate, at, old.description.as_deref(), new.description.as_deref());
        changes.deprecation(&coordinate, at, &old.directives, &new.directives);
        applied::compare(&coordinate, at, old.directives.iter(), new.directives.iter(), changes);
        values::compare(
            Owner::Field(&coordinate),
            old.arguments.iter().map(|argument| (&argument.name, argument)),
            new.arguments.iter().map(|argument| (&argument.name, argument)),
            names,
            changes,
        );
    }
}

fn members(at: Ends, old: &UnionType, new: &UnionType, changes: &mut Changes) {
    for member in old.members.iter().filter(|m| !new.members.contains(*m)) {
        let at = Ends { old: Some(Span::name(&member.name)), ..at };
        let message = format!("`{}` is no longer a member", member.name);
        changes.breaking("type-removed-from-union", old.name.as_str(), at, message);
    }
    for member in new.members.iter().filter(|m| !old.members.contains(*m)) {
        let at = Ends { new: Some(Span::name(&member.name)), ..at };
        let message = format!("`{}` is a new member: answers may hold it", member.name);
        changes.dangerous("type-added-to-union", old.name.as_str(), at, message);
    }
}

fn enum_values(old: &EnumType, new: &EnumType, changes: &mut Changes) {
    let values = matched::<Name, Component<EnumValueDefinition>>(&old.values, &new.values);
    let renames = Renames::of(&values, |_, _| true);
    for One { name, value } in &values.removed {
        let at = Ends::old(Span::name(&value.value));
        let coordinate = |name: &Name| format!("{}.{name}", old.name);
        let message = format!("the value was removed{}", renames.note(name, coordinate));
        changes.breaking("value-removed-from-enum", coordinate(name), at, message);
    }
    for One { name, value } in &values.added {
        let at = Ends::new(Span::name(&value.value));
        let coordinate = format!("{}.{name}", old.name);
        changes.dangerous("value-added-to-enum", coordinate, at, "a new value: answers may hold it");
    }
    for Two { name, old: before, new: after } in &values.both {
        let coordinate = format!("{}.{name}", old.name);
        let at = Ends::both(Span::name(&before.value), Span::name(&after.value));
        changes.description(&coordinate, at, before.description.as_deref(), after.description.as_deref());
        changes.deprecation(&coordinate, at, &before.directives, &after.directives);
        applied::compare(&coordinate, at, before.directives.iter(), after.directives.iter(), changes);
    }
}

fn input(at: Ends, old: &InputObjectType, new: &InputObjectType, names: &Names<'_>, changes: &mut Changes) {
    match (old.directives.has("oneOf"), new.directives.has("oneOf")) {
        (false, true) => {
            changes.breaking("one-of-added", old.name.as_str(), at, "exactly one field must be given now");
        }
        (true, false) => {
            changes.safe("one-of-removed", old.name.as_str(), at, "any number of fields may be given now");
        }
        (true, true) | (false, false) => {}
    }
    values::compare(
        Owner::Input(&old.name),
        old.fields.iter().map(|(name, field)| (name, &field.node)),
        new.fields.iter().map(|(name, field)| (name, &field.node)),
        names,
        changes,
    );
}

fn scalar(at: Ends, old: &ScalarType, new: &ScalarType, changes: &mut Changes) {
    let url = |scalar: &ScalarType| {
        let directive = scalar.directives.get("specifiedBy")?;
        directive.specified_argument_by_name("url")?.as_str().map(str::to_owned)
    };
    if url(old) != url(new) {
        let shown = |url: Option<String>| url.unwrap_or_else(|| "nothing".to_owned());
        let message = format!("it was specified by {} and is by {} now", shown(url(old)), shown(url(new)));
        changes.safe("specified-by-changed", old.name.as_str(), at, message);
    }
}

/// Whether every answer of the new type is one of the old: it may promise more.
fn is_safe_for_output(old: &Type, new: &Type) -> bool {
    match (old, new) {
        (Type::Named(a), Type::Named(b) | Type::NonNullNamed(b))
        | (Type::NonNullNamed(a), Type::NonNullNamed(b)) => a == b,
        (Type::List(a), Type::List(b) | Type::NonNullList(b))
        | (Type::NonNullList(a), Type::NonNullList(b)) => is_safe_for_output(a, b),
        _ => false,
    }
}
