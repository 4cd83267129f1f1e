//! What the schema says of the fields of answers, read from its text: their types, and whether they can be null.

use crate::graphql::tokens::Tokens;
use crate::sdl::SDL;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The types of this crate's schema.
pub(crate) static OF_SCHEMA: LazyLock<OutputTypes<'static>> = LazyLock::new(|| OutputTypes::read(SDL));

/// Whether a field can be null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nullability {
    Nullable,
    NonNull,
}

/// A field of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutputField<'a> {
    /// The name of its type, without lists.
    pub(crate) type_name: &'a str,
    pub(crate) nullability: Nullability,
}

/// The object types of a schema, each with its fields.
#[derive(Debug)]
pub(crate) struct OutputTypes<'a>(HashMap<&'a str, HashMap<&'a str, OutputField<'a>>>);

impl<'a> OutputTypes<'a> {
    /// Reads a schema that is known to be valid.
    fn read(sdl: &'a str) -> Self {
        let mut types: HashMap<_, HashMap<_, _>> = HashMap::new();
        let mut tokens = Tokens::new(sdl);
        while let Some(token) = tokens.next() {
            let name = match token {
                "type" | "interface" => tokens.next(),
                // It names the types of the roots, as fields.
                "schema" => Some(token),
                "{" | "(" => {
                    tokens.skip_to_end();
                    None
                }
                _ => None,
            };
            if let Some(name) = name {
                tokens.skip_to_selection();
                types.entry(name).or_default().extend(fields(&mut tokens));
            }
        }
        Self(types)
    }

    /// Returns a field of a type.
    pub(crate) fn field(&self, type_name: &str, field: &str) -> Option<OutputField<'a>> {
        self.0.get(type_name)?.get(field).copied()
    }

    /// Returns the type of the root at which an operation begins: `query` or `mutation`.
    pub(crate) fn root(&self, operation: &str) -> &str {
        match (self.field("schema", operation), operation) {
            (Some(root), _) => root.type_name,
            (None, "mutation") => "Mutation",
            (None, _) => "Query",
        }
    }
}

/// Reads the fields of a type, and the bracket behind them.
fn fields<'a>(tokens: &mut Tokens<'a>) -> Vec<(&'a str, OutputField<'a>)> {
    let mut fields = Vec::new();
    let mut name = "";
    while let Some(token) = tokens.next() {
        match token {
            "}" => break,
            "(" => tokens.skip_to_end(),
            "@" => drop(tokens.next()),
            ":" => fields.push((name, field_type(tokens))),
            word => name = word,
        }
    }
    fields
}

/// Reads a type behind its colon.
fn field_type<'a>(tokens: &mut Tokens<'a>) -> OutputField<'a> {
    let mut type_name = "";
    let mut lists = 0_usize;
    for token in tokens.by_ref() {
        match token {
            "[" => lists += 1,
            "]" => lists = lists.saturating_sub(1),
            word => type_name = word,
        }
        if lists == 0 {
            break;
        }
    }
    let nullability = if tokens.rest().trim_start().starts_with('!') {
        Nullability::NonNull
    } else {
        Nullability::Nullable
    };
    OutputField { type_name, nullability }
}

#[cfg(test)]
mod tests {
    use super::{Nullability, OF_SCHEMA, OutputTypes};
    use apollo_compiler::Schema;
    use apollo_compiler::schema::ExtendedType;
    use std::collections::BTreeMap;

    /// Returns the fields of a schema as a GraphQL compiler reads them.
    fn compiled(sdl: &str) -> BTreeMap<String, String> {
        let schema = Schema::parse_and_validate(sdl, "schema.graphql").unwrap();
        let mut fields = BTreeMap::new();
        for (name, definition) in &schema.types {
            let all = match definition {
                ExtendedType::Object(object) => &object.fields,
                ExtendedType::Interface(interface) => &interface.fields,
                _ => continue,
            };
            if !name.starts_with("__") {
                fields.extend(all.iter().map(|(field, definition)| {
                    let nullability = if definition.ty.is_non_null() {
                        Nullability::NonNull
                    } else {
                        Nullability::Nullable
                    };
                    let of = definition.ty.inner_named_type();
                    (format!("{name}.{field}"), format!("{of} {nullability:?}"))
                }));
            }
        }
        fields
    }

    fn read(types: &OutputTypes<'_>) -> BTreeMap<String, String> {
        let types = types.0.iter().filter(|(name, _)| **name != "schema");
        let fields = types.flat_map(|(name, fields)| fields.iter().map(move |(field, of)| (name, field, of)));
        fields
            .map(|(name, field, of)| {
                (format!("{name}.{field}"), format!("{} {:?}", of.type_name, of.nullability))
            })
            .collect()
    }

    #[test]
    fn the_schema_is_read_as_a_compiler_reads_it() {
        assert_eq!(read(&OF_SCHEMA), compiled(crate::SDL));
        assert!(read(&OF_SCHEMA).len() > 100);
        assert_eq!((OF_SCHEMA.root("query"), OF_SCHEMA.root("mutation")), ("Query", "Mutation"));
    }

    #[test]
    fn a_schema_in_any_writing_is_read_so() {
        let sdl = r#"
            directive @d(x: Int = 1) repeatable on FIELD_DEFINITION | OBJECT | SCHEMA | INPUT_FIELD_DEFINITION
            schema @d { query: Root mutation : Change }
            "type X { y: Int }" interface Named { name: String! }
            """ type Z { a: "{" } """
            type Root implements Named & Other @d(x: 3) { "a: Int" name: String!
              a(b: [Int!]! = [1], c: I = {d: 1}): [[Int !]] ! @d(x: 4)
              type: type @deprecated(reason: "no: x") input:[E], }
            interface Other { type: type } type type { union: Boolean @d }
            union U = Root | Change
            input I { d: Int! = 1 @d }
            enum E { type interface }
            scalar S @specifiedBy(url: "https://a.example/{")
            type Change { e: E! } extend type Change { f: S }
            extend schema @d
        "#;
        let types = OutputTypes::read(sdl);
        assert_eq!(read(&types), compiled(sdl));
        assert_eq!((types.root("query"), types.root("mutation")), ("Root", "Change"));
    }
}
