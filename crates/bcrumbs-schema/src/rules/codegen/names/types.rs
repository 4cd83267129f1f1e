//! The Rust names inside enums and input types. They are the same for every operation, so a check computes them once.

use std::collections::HashMap;
use std::sync::OnceLock;

use apollo_compiler::schema::{EnumType, ExtendedType, InputObjectType};
use apollo_compiler::{Name, Schema};

use crate::finding::Finding;
use crate::options::Normalization;
use crate::rules::codegen::input::error;
use crate::rules::codegen::names::rust::{field_name, is_identifier, one_of_name, type_name, variant_name};
use crate::span::Span;

type ByType = HashMap<Name, Vec<Finding>>;

/// The findings about the names in each type of a schema, for each normalization, without positions.
#[derive(Debug, Clone, Default)]
pub(crate) struct TypeNames {
    plain: OnceLock<ByType>,
    rust: OnceLock<ByType>,
}

impl TypeNames {
    pub(crate) fn of(&self, schema: &Schema, normalization: Normalization) -> &ByType {
        let cell = match normalization {
            Normalization::None => &self.plain,
            Normalization::Rust => &self.rust,
        };
        cell.get_or_init(|| {
            let own = schema.types.iter().filter(|(_, ty)| !ty.is_built_in());
            let found = own.map(|(name, ty)| (name.clone(), type_names(name, ty, normalization)));
            found.filter(|(_, found)| !found.is_empty()).collect()
        })
    }
}

fn type_names(name: &Name, ty: &ExtendedType, normalization: Normalization) -> Vec<Finding> {
    let rust = type_name(name, normalization);
    let mut found = match ty {
        ExtendedType::Enum(ty) => enum_values(ty, &rust, normalization),
        ExtendedType::InputObject(ty) => return input_fields(ty),
        ExtendedType::Scalar(_) => Vec::new(),
        _ => return Vec::new(),
    };
    if !is_identifier(&rust) || (ty.is_enum() && rust == "str") {
        let message = format!("the type `{name}` becomes `{rust}`, which Rust refuses");
        found.push(error("unusable-name", Span::default(), message));
    }
    found
}

fn enum_values(ty: &EnumType, rust: &str, normalization: Normalization) -> Vec<Finding> {
    let mut names: HashMap<String, &Name> = HashMap::new();
    let mut found = Vec::new();
    // The generator does not read `extend enum`; such a value decodes as `Other`.
    for value in ty.values.values().filter(|value| value.origin.extension_id().is_none()) {
        let (value, variant) = (&value.value, variant_name(&value.value, normalization));
        let message = if variant == "Other" {
            Some(format!("the value `{}.{value}` collides with the generator's own `{rust}::Other`", ty.name))
        } else if !is_identifier(&variant) {
            Some(format!("the value `{}.{value}` becomes `{variant}`, which Rust refuses", ty.name))
        } else {
            let other = names.insert(variant.clone(), value);
            other.map(|other| {
                format!("the values `{other}` and `{value}` of `{}` both become `{variant}`", ty.name)
            })
        };
        found.extend(message.map(|message| error("enum-value-name", Span::default(), message)));
    }
    found
}

fn input_fields(ty: &InputObjectType) -> Vec<Finding> {
    let one_of = ty.directives.has("oneOf");
    let rust = |name: &Name| {
        if one_of { one_of_name(name) } else { field_name(name) }
    };
    let named = ty.fields.keys().map(|name| RustField {
        rust: rust(name),
        graphql: format!("`{}.{name}`", ty.name),
        at: Span::default(),
    });
    let mut found = fields(named.collect(), "one input type");
    if let Some(field) = ty.fields.values().find(|field| field.origin.extension_id().is_some()) {
        let message = format!(
            "`{}.{}` comes from `extend input`, which the generator does not read",
            ty.name, field.name
        );
        found.push(error("extended-input", Span::default(), message));
    }
    found
}

/// A field of a generated struct.
pub(crate) struct RustField {
    pub(crate) rust: String,
    /// The GraphQL name.
    pub(crate) graphql: String,
    pub(crate) at: Span,
}

/// The fields of a struct need valid and different Rust names.
pub(crate) fn fields(fields: Vec<RustField>, of: &str) -> Vec<Finding> {
    let mut seen: HashMap<String, String> = HashMap::new();
    let mut found = Vec::new();
    for RustField { rust, graphql, at } in fields {
        let help = "give one of them an alias or another name";
        if !is_identifier(&rust) {
            let message = format!("{graphql} becomes the Rust name `{rust}`, which Rust refuses");
            found.push(error("unusable-name", at, message).help("give it an alias or another name"));
            continue;
        }
        // The same key twice has a rule of its own.
        if let Some(other) = seen.get(&rust).filter(|other| **other != graphql) {
            let message = format!("{other} and {graphql} both become `{rust}` in {of}");
            found.push(error("name-collision", at, message).help(help));
        }
        seen.insert(rust, graphql);
    }
    found
}
