//! Default values of variables: each becomes a Rust function, and only some kinds of value become Rust that builds.

use apollo_compiler::ast::{Type, Value};
use apollo_compiler::executable::Operation;
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use apollo_compiler::{Name, Node};

use crate::finding::Finding;
use crate::options::Normalization;
use crate::rules::codegen::input::{Input, error, is_boxed};
use crate::rules::codegen::names::rust::{field_name, type_name};
use crate::span::Span;

pub(crate) fn check(input: Input<'_>, operation: &Operation, normalization: Normalization) -> Vec<Finding> {
    let defaults = operation.variables.iter().filter_map(|v| Some((v, v.default_value.as_ref()?)));
    defaults
        .filter_map(|(variable, value)| {
            let (at, reason) = unusable(input, &variable.ty, value, normalization)?;
            let message = format!(
                "the default value of `${}` becomes Rust that does not build: {reason}",
                variable.name
            );
            let help = "leave the default out and set the variable in Rust";
            Some(error("variable-default", Span::of(at.location()), message).help(help))
        })
        .collect()
}

type Unusable<'a> = (&'a Node<Value>, String);

fn unusable<'a>(
    input: Input<'_>,
    ty: &Type,
    value: &'a Node<Value>,
    normalization: Normalization,
) -> Option<Unusable<'a>> {
    let named = input.schema.types.get(ty.inner_named_type())?;
    let name = ty.inner_named_type().as_str();
    let is_built_in = named.is_built_in();
    let reason = match &**value {
        Value::Null => "`null` makes the derive panic".to_owned(),
        Value::Enum(_) if named.is_enum() => "an enum value becomes a string".to_owned(),
        Value::Int(_) if is_built_in && matches!(name, "Float" | "ID") => {
            format!("a whole number does not become a `{name}`")
        }
        Value::List(items) => {
            if !items.is_empty() && ty.is_list() && !ty.item_type().is_non_null() {
                "the elements of a list of nullable elements are not wrapped".to_owned()
            } else {
                return items.iter().find_map(|item| unusable(input, ty.item_type(), item, normalization));
            }
        }
        _ if ty.is_list() && !matches!(named, ExtendedType::Scalar(s) if !s.is_built_in()) => {
            "one value does not become a list".to_owned()
        }
        Value::Object(fields) => {
            let object = named.as_input_object()?;
            match object_reason(input, object, fields, normalization) {
                Some(reason) => reason,
                None => {
                    return fields.iter().find_map(|(name, value)| {
                        unusable(input, &object.fields.get(name)?.ty, value, normalization)
                    });
                }
            }
        }
        _ => return None,
    };
    Some((value, reason))
}

fn object_reason(
    input: Input<'_>,
    object: &InputObjectType,
    given: &[(Name, Node<Value>)],
    normalization: Normalization,
) -> Option<String> {
    if object.directives.has("oneOf") {
        return Some(format!("the @oneOf input `{}` is an enum, and is filled in as a struct", object.name));
    }
    if type_name(&object.name, normalization) != object.name.as_str() {
        return Some(format!("the type `{}` has another name in Rust", object.name));
    }
    for field in object.fields.values() {
        let rust = field_name(&field.name);
        if rust != field.name.as_str() {
            return Some(format!("the field `{}` of `{}` has another name in Rust", field.name, object.name));
        }
        let is_given = given.iter().any(|(name, _)| *name == field.name);
        if !is_given && field.ty.is_non_null() {
            return Some(format!("`{}.{}` is left to its own default", object.name, field.name));
        }
        if is_boxed(input, &field.ty) {
            return Some(format!("`{}.{}` is recursive, and not boxed here", object.name, field.name));
        }
    }
    None
}
