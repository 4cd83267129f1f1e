//! How the generator spells a GraphQL name in Rust.

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::options::Normalization;

/// The names to which the generator appends an underscore.
const REPLACED: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

fn replace_keyword(name: String) -> String {
    if REPLACED.contains(&name.as_str()) { name + "_" } else { name }
}

/// A field of a struct, a variable or a spread fragment.
pub(crate) fn field_name(graphql: &str) -> String {
    replace_keyword(graphql.to_snake_case())
}

/// A type of the schema, or the struct of an operation.
pub(crate) fn type_name(graphql: &str, normalization: Normalization) -> String {
    match normalization {
        Normalization::None => graphql.to_owned(),
        Normalization::Rust => camel(graphql),
    }
}

/// A value of an enum.
pub(crate) fn variant_name(graphql: &str, normalization: Normalization) -> String {
    type_name(&replace_keyword(graphql.to_owned()), normalization)
}

/// The module of an operation.
pub(crate) fn module_name(graphql: &str) -> String {
    graphql.to_snake_case()
}

/// A variant of a `@oneOf` input.
pub(crate) fn one_of_name(graphql: &str) -> String {
    replace_keyword(camel(graphql))
}

pub(crate) fn camel(graphql: &str) -> String {
    graphql.to_upper_camel_case()
}

/// Returns whether the name is a valid Rust name. `union` is a keyword only in other places.
pub(crate) fn is_identifier(name: &str) -> bool {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts && name != "_" && (name == "union" || !REPLACED.contains(&name))
}
