//! The values of fields that the sandbox does not know, in a consumer's own schema: null, or a default.

use apollo_compiler::Schema;
use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonValue;
use apollo_compiler::schema::{ExtendedType, Type};

/// The text of a required `DateTime`.
const SOME_TIME: &str = "1970-01-01T00:00:00.000Z";

/// Null where the type allows it, else the simplest value of the type.
pub(crate) fn value<'a>(schema: &'a Schema, ty: &'a Type) -> ResolvedValue<'a> {
    match ty {
        Type::Named(_) | Type::List(_) => ResolvedValue::null(),
        Type::NonNullList(_) => ResolvedValue::list(std::iter::empty()),
        Type::NonNullNamed(name) => required(schema, name.as_str()),
    }
}

fn required<'a>(schema: &'a Schema, name: &'a str) -> ResolvedValue<'a> {
    match schema.types.get(name) {
        Some(ExtendedType::Enum(definition)) => {
            let first = definition.values.keys().next();
            ResolvedValue::Leaf(first.map_or(JsonValue::Null, |value| value.as_str().into()))
        }
        Some(ExtendedType::Object(_)) => ResolvedValue::object(Blank(name)),
        Some(ExtendedType::Interface(_)) => {
            let implementers = schema.implementers_map();
            let first = implementers.get(name).and_then(|it| it.objects.iter().next().cloned());
            first
                .and_then(|first| schema.get_object(&first))
                .map_or_else(ResolvedValue::null, |object| ResolvedValue::object(Blank(object.name.as_str())))
        }
        Some(ExtendedType::Union(definition)) => {
            let first = definition.members.iter().next();
            first.map_or_else(ResolvedValue::null, |member| ResolvedValue::object(Blank(member.as_str())))
        }
        Some(ExtendedType::Scalar(_) | ExtendedType::InputObject(_)) | None => {
            ResolvedValue::Leaf(scalar(name))
        }
    }
}

fn scalar(name: &str) -> JsonValue {
    match name {
        "Int" => 0.into(),
        "Float" => 0.0.into(),
        "Boolean" => false.into(),
        "DateTime" => SOME_TIME.into(),
        _ => "".into(),
    }
}

/// An object with nothing but defaults.
#[derive(Debug)]
struct Blank<'a>(&'a str);

impl ObjectValue for Blank<'_> {
    fn type_name(&self) -> &str {
        self.0
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        Ok(value(info.schema(), &info.field_definition().ty))
    }
}

/// Returns a value as the schema declares the field. An unknown field, or a value of another shape, becomes the
/// default.
pub(crate) fn declared<'a>(
    schema: &'a Schema,
    ty: &'a Type,
    known: Option<ResolvedValue<'a>>,
) -> ResolvedValue<'a> {
    match known {
        Some(ResolvedValue::Leaf(leaf)) => fitted(schema, ty, leaf),
        Some(list @ ResolvedValue::List(_)) if ty.is_list() => list,
        Some(object @ ResolvedValue::Object(_)) if !ty.is_list() => object,
        Some(_) | None => value(schema, ty),
    }
}

/// Returns a leaf as the schema declares the field. A value of another type becomes the default.
pub(crate) fn fitted<'a>(schema: &'a Schema, ty: &'a Type, leaf: JsonValue) -> ResolvedValue<'a> {
    match (&leaf, ty) {
        (JsonValue::Null, _) if !ty.is_non_null() => ResolvedValue::null(),
        (JsonValue::Array(_), Type::List(item) | Type::NonNullList(item)) => {
            let JsonValue::Array(items) = leaf else { return value(schema, ty) };
            let fitting = items.into_iter().filter(|one| fits(schema, item, one));
            ResolvedValue::list(fitting.collect::<Vec<_>>().into_iter().map(ResolvedValue::Leaf))
        }
        (_, Type::Named(_) | Type::NonNullNamed(_)) if fits(schema, ty, &leaf) => ResolvedValue::Leaf(leaf),
        _ => value(schema, ty),
    }
}

fn fits(schema: &Schema, ty: &Type, leaf: &JsonValue) -> bool {
    let name = match ty {
        Type::List(_) | Type::NonNullList(_) => return false,
        Type::Named(name) | Type::NonNullNamed(name) => name.as_str(),
    };
    match schema.types.get(name) {
        _ if leaf.is_null() => !ty.is_non_null(),
        Some(ExtendedType::Enum(definition)) => {
            leaf.as_str().is_some_and(|text| definition.values.contains_key(text))
        }
        Some(ExtendedType::Scalar(_)) => match name {
            "Int" => leaf.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            "Float" => leaf.is_f64(),
            "Boolean" => leaf.is_boolean(),
            "String" => leaf.is_string(),
            "ID" => leaf.is_string() || leaf.is_i64(),
            _ => true,
        },
        Some(
            ExtendedType::Object(_)
            | ExtendedType::Interface(_)
            | ExtendedType::Union(_)
            | ExtendedType::InputObject(_),
        )
        | None => false,
    }
}
