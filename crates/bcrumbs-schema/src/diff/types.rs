//! Types and what they are made of.

use apollo_compiler::collections::{IndexMap, IndexSet};
use apollo_compiler::schema::{
    Component, ComponentName, EnumType, EnumValueDefinition, ExtendedType, FieldDefinition, InputObjectType,
    InputValueDefinition, ScalarType, UnionType,
};
use apollo_compiler::{Name, Schema, ast};

use crate::diff::values::{arguments, input_values, is_safe_for_output};
use crate::diff::{Changes, matched};
use crate::schema::is_built_in;

pub(super) fn compare(old: &Schema, new: &Schema, changes: &mut Changes) {
    let own = |(_, ty): &(&Name, &ExtendedType)| !is_built_in(ty);
    let types = matched(old.types.iter().filter(own), new.types.iter().filter(own));
    for (name, ty) in types.removed {
        changes.breaking("type-removed", name.as_str(), format!("the {} was removed", kind(ty)));
    }
    for (name, ty) in types.added {
        changes.safe("type-added", name.as_str(), format!("the {} is new", kind(ty)));
    }
    for (name, old, new) in types.both {
        if kind(old) == kind(new) {
            compare_type(name, old, new, changes);
        } else {
            let message = format!("it was one {} and is one {} now", kind(old), kind(new));
            changes.breaking("type-changed-kind", name.as_str(), message);
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
    let (before, after) = (description(old), description(new));
    changes.description("schema", before.as_deref(), after.as_deref());
    for kind in [ast::OperationType::Query, ast::OperationType::Mutation, ast::OperationType::Subscription] {
        match (old.root_operation(kind), new.root_operation(kind)) {
            (Some(old), Some(new)) if old != new => {
                let message = format!("the {} type was `{old}` and is `{new}` now", kind.name());
                changes.breaking("root-type-changed", new.as_str(), message);
            }
            (Some(old), None) => {
                changes.breaking(
                    "root-type-removed",
                    old.as_str(),
                    format!("there is no {} any more", kind.name()),
                );
            }
            (None, Some(new)) => {
                changes.safe("root-type-added", new.as_str(), format!("there is a {} now", kind.name()));
            }
            _ => {}
        }
    }
}

fn compare_type(name: &Name, old: &ExtendedType, new: &ExtendedType, changes: &mut Changes) {
    let text = |ty: &ExtendedType| ty.description().map(|text| text.to_string());
    changes.description(name, text(old).as_deref(), text(new).as_deref());
    match (old, new) {
        (ExtendedType::Object(old), ExtendedType::Object(new)) => {
            interfaces(name, &old.implements_interfaces, &new.implements_interfaces, changes);
            fields(name, &old.fields, &new.fields, changes);
        }
        (ExtendedType::Interface(old), ExtendedType::Interface(new)) => {
            interfaces(name, &old.implements_interfaces, &new.implements_interfaces, changes);
            fields(name, &old.fields, &new.fields, changes);
        }
        (ExtendedType::Union(old), ExtendedType::Union(new)) => members(old, new, changes),
        (ExtendedType::Enum(old), ExtendedType::Enum(new)) => values(old, new, changes),
        (ExtendedType::InputObject(old), ExtendedType::InputObject(new)) => input(old, new, changes),
        (ExtendedType::Scalar(old), ExtendedType::Scalar(new)) => scalar(old, new, changes),
        _ => {}
    }
}

fn interfaces(
    name: &Name,
    old: &IndexSet<ComponentName>,
    new: &IndexSet<ComponentName>,
    changes: &mut Changes,
) {
    for interface in old.iter().filter(|i| !new.contains(*i)) {
        let message = format!("it no longer implements `{}`", interface.name);
        changes.breaking("implemented-interface-removed", name.as_str(), message);
    }
    for interface in new.iter().filter(|i| !old.contains(*i)) {
        let message = format!("it implements `{}` now", interface.name);
        changes.dangerous("implemented-interface-added", name.as_str(), message);
    }
}

type Fields = IndexMap<Name, Component<FieldDefinition>>;

fn fields(parent: &Name, old: &Fields, new: &Fields, changes: &mut Changes) {
    let fields = matched(old, new);
    for (name, _) in fields.removed {
        changes.breaking("field-removed", format!("{parent}.{name}"), "the field was removed");
    }
    for (name, field) in fields.added {
        changes.safe(
            "field-added",
            format!("{parent}.{name}"),
            format!("a new field of type `{}`", field.ty),
        );
    }
    for (name, old, new) in fields.both {
        let coordinate = format!("{parent}.{name}");
        if old.ty != new.ty {
            let message = format!("the type was `{}` and is `{}` now", old.ty, new.ty);
            if is_safe_for_output(&old.ty, &new.ty) {
                changes.safe("field-changed-type-safely", coordinate.clone(), message);
            } else {
                changes.breaking("field-changed-kind", coordinate.clone(), message);
            }
        }
        changes.description(&coordinate, old.description.as_deref(), new.description.as_deref());
        changes.deprecation(&coordinate, &old.directives, &new.directives);
        arguments(&coordinate, &old.arguments, &new.arguments, changes);
    }
}

fn members(old: &UnionType, new: &UnionType, changes: &mut Changes) {
    for member in old.members.iter().filter(|m| !new.members.contains(*m)) {
        let message = format!("`{}` is no longer a member", member.name);
        changes.breaking("type-removed-from-union", old.name.as_str(), message);
    }
    for member in new.members.iter().filter(|m| !old.members.contains(*m)) {
        let message = format!("`{}` is a new member: answers may hold it", member.name);
        changes.dangerous("type-added-to-union", old.name.as_str(), message);
    }
}

fn values(old: &EnumType, new: &EnumType, changes: &mut Changes) {
    let values = matched::<Name, Component<EnumValueDefinition>>(&old.values, &new.values);
    for (name, _) in values.removed {
        changes.breaking("value-removed-from-enum", format!("{}.{name}", old.name), "the value was removed");
    }
    for (name, _) in values.added {
        changes.dangerous(
            "value-added-to-enum",
            format!("{}.{name}", old.name),
            "a new value: answers may hold it",
        );
    }
    for (name, before, after) in values.both {
        let coordinate = format!("{}.{name}", old.name);
        changes.description(&coordinate, before.description.as_deref(), after.description.as_deref());
        changes.deprecation(&coordinate, &before.directives, &after.directives);
    }
}

fn input(old: &InputObjectType, new: &InputObjectType, changes: &mut Changes) {
    match (old.directives.has("oneOf"), new.directives.has("oneOf")) {
        (false, true) => {
            changes.breaking("one-of-added", old.name.as_str(), "exactly one field must be given now");
        }
        (true, false) => {
            changes.safe("one-of-removed", old.name.as_str(), "any number of fields may be given now");
        }
        _ => {}
    }
    let plain =
        |fields: &IndexMap<Name, Component<InputValueDefinition>>| -> Vec<(Name, InputValueDefinition)> {
            fields.iter().map(|(name, field)| (name.clone(), InputValueDefinition::clone(field))).collect()
        };
    input_values(
        &plain(&old.fields),
        &plain(&new.fields),
        &|field| format!("{}.{field}", old.name),
        "input-field",
        changes,
    );
}

fn scalar(old: &ScalarType, new: &ScalarType, changes: &mut Changes) {
    let url = |scalar: &ScalarType| {
        let directive = scalar.directives.get("specifiedBy")?;
        directive.specified_argument_by_name("url")?.as_str().map(str::to_owned)
    };
    if url(old) != url(new) {
        let shown = |url: Option<String>| url.unwrap_or_else(|| "nothing".to_owned());
        let message = format!("it was specified by {} and is by {} now", shown(url(old)), shown(url(new)));
        changes.safe("specified-by-changed", old.name.as_str(), message);
    }
}
