//! Builds the syntax tree of a schema from an introspection. The data comes from a server: what is not a name, a type or a
//! value becomes no part of the tree.

use apollo_compiler::ast::{
    Argument, Definition, Directive, DirectiveDefinition, DirectiveList, DirectiveLocation, Document,
    EnumTypeDefinition, EnumValueDefinition, FieldDefinition, InputObjectTypeDefinition,
    InputValueDefinition, InterfaceTypeDefinition, ObjectTypeDefinition, OperationType, ScalarTypeDefinition,
    SchemaDefinition, Selection, Type, UnionTypeDefinition, Value,
};
use apollo_compiler::parser::Parser;
use apollo_compiler::{Name, Node, name};

use crate::introspect::described::{self, Described, InputValue, Named, TypeRef};

/// The built-in directives and scalars.
const BUILT_IN: [&str; 9] =
    ["skip", "include", "deprecated", "specifiedBy", "Int", "Float", "String", "Boolean", "ID"];

/// Deeper than any query asks.
const DEEPEST: usize = 64;

const LOCATIONS: [DirectiveLocation; 19] = [
    DirectiveLocation::Query,
    DirectiveLocation::Mutation,
    DirectiveLocation::Subscription,
    DirectiveLocation::Field,
    DirectiveLocation::FragmentDefinition,
    DirectiveLocation::FragmentSpread,
    DirectiveLocation::InlineFragment,
    DirectiveLocation::VariableDefinition,
    DirectiveLocation::Schema,
    DirectiveLocation::Scalar,
    DirectiveLocation::Object,
    DirectiveLocation::FieldDefinition,
    DirectiveLocation::ArgumentDefinition,
    DirectiveLocation::Interface,
    DirectiveLocation::Union,
    DirectiveLocation::Enum,
    DirectiveLocation::EnumValue,
    DirectiveLocation::InputObject,
    DirectiveLocation::InputFieldDefinition,
];

/// Returns the definitions, directives and then types by name; or what in the answer is no part of a schema.
pub(crate) fn of(described: &Described) -> Result<Document, String> {
    let mut document = Document::new();
    document.definitions.extend(roots(described)?);
    let mut directives: Vec<&described::Directive> =
        described.directives.iter().filter(|d| !BUILT_IN.contains(&d.name.as_str())).collect();
    directives.sort_by(|a, b| a.name.cmp(&b.name));
    for one in directives {
        document.definitions.push(directive(one)?);
    }
    let is_own = |ty: &&described::Type| !ty.name.starts_with("__") && !BUILT_IN.contains(&ty.name.as_str());
    let mut types: Vec<&described::Type> = described.types.iter().filter(is_own).collect();
    types.sort_by(|a, b| a.name.cmp(&b.name));
    for one in types {
        document.definitions.push(ty(one)?);
    }
    Ok(document)
}

/// Returns the definition of the root types, if they do not have their usual names.
fn roots(described: &Described) -> Result<Option<Definition>, String> {
    let roots = [
        (OperationType::Query, &described.query_type),
        (OperationType::Mutation, &described.mutation_type),
        (OperationType::Subscription, &described.subscription_type),
    ];
    let exists = |name: &str| described.types.iter().any(|ty| ty.name == name);
    let usual = roots.iter().all(|(kind, found)| match found {
        Some(found) => found.name == kind.default_type_name().as_str(),
        None => !exists(kind.default_type_name().as_str()),
    });
    if usual && described.description.is_none() {
        return Ok(None);
    }
    let mut root_operations = Vec::new();
    for (kind, found) in roots {
        if let Some(found) = found {
            root_operations.push((kind, name(&found.name)?).into());
        }
    }
    let description = text(described.description.as_deref());
    let definition = SchemaDefinition { description, directives: DirectiveList::default(), root_operations };
    Ok(Some(Definition::SchemaDefinition(definition.into())))
}

fn directive(directive: &described::Directive) -> Result<Definition, String> {
    let location = |text: &String| {
        let known = LOCATIONS.into_iter().find(|location| location.name() == text);
        known.ok_or_else(|| format!("{text:?} is not a place for a directive"))
    };
    let definition = DirectiveDefinition {
        description: text(directive.description.as_deref()),
        name: name(&directive.name)?,
        arguments: values(&directive.args)?,
        repeatable: directive.is_repeatable,
        locations: directive.locations.iter().map(location).collect::<Result<_, _>>()?,
    };
    Ok(Definition::DirectiveDefinition(definition.into()))
}

fn ty(ty: &described::Type) -> Result<Definition, String> {
    let description = text(ty.description.as_deref());
    let own = name(&ty.name)?;
    let directives = DirectiveList::default();
    Ok(match ty.kind.as_str() {
        "SCALAR" => {
            let url = ty.specified_by_url.as_deref();
            let directives =
                url.map(|url| applied(name!("specifiedBy"), Some((name!("url"), url)))).into_iter().collect();
            let directives = DirectiveList(directives);
            Definition::ScalarTypeDefinition(
                ScalarTypeDefinition { description, name: own, directives }.into(),
            )
        }
        "OBJECT" => {
            let (implements_interfaces, fields) = (names(ty.interfaces.as_deref())?, fields(ty)?);
            let definition =
                ObjectTypeDefinition { description, name: own, implements_interfaces, directives, fields };
            Definition::ObjectTypeDefinition(definition.into())
        }
        "INTERFACE" => {
            let (implements_interfaces, fields) = (names(ty.interfaces.as_deref())?, fields(ty)?);
            let definition =
                InterfaceTypeDefinition { description, name: own, implements_interfaces, directives, fields };
            Definition::InterfaceTypeDefinition(definition.into())
        }
        "UNION" => {
            let members = names(ty.possible_types.as_deref())?;
            Definition::UnionTypeDefinition(
                UnionTypeDefinition { description, name: own, directives, members }.into(),
            )
        }
        "ENUM" => {
            let value = |value: &described::EnumValue| -> Result<Node<EnumValueDefinition>, String> {
                let description = text(value.description.as_deref());
                let directives = deprecated(value.is_deprecated, value.deprecation_reason.as_deref());
                Ok(EnumValueDefinition { description, value: name(&value.name)?, directives }.into())
            };
            let values = ty.enum_values.iter().flatten().map(value).collect::<Result<_, _>>()?;
            Definition::EnumTypeDefinition(
                EnumTypeDefinition { description, name: own, directives, values }.into(),
            )
        }
        "INPUT_OBJECT" => {
            let one_of = (ty.is_one_of == Some(true)).then(|| applied(name!("oneOf"), None));
            let directives = DirectiveList(one_of.into_iter().collect());
            let fields = values(ty.input_fields.as_deref().unwrap_or_default())?;
            let definition = InputObjectTypeDefinition { description, name: own, directives, fields };
            Definition::InputObjectTypeDefinition(definition.into())
        }
        other => return Err(format!("`{own}` is of the unknown kind `{other}`")),
    })
}

fn fields(ty: &described::Type) -> Result<Vec<Node<FieldDefinition>>, String> {
    let field = |field: &described::Field| {
        let definition = FieldDefinition {
            description: text(field.description.as_deref()),
            name: name(&field.name)?,
            arguments: values(&field.args)?,
            ty: type_ref(&field.ty, 0)?,
            directives: deprecated(field.is_deprecated, field.deprecation_reason.as_deref()),
        };
        Ok(definition.into())
    };
    ty.fields.iter().flatten().map(field).collect()
}

fn values(values: &[InputValue]) -> Result<Vec<Node<InputValueDefinition>>, String> {
    let value = |value: &InputValue| {
        let definition = InputValueDefinition {
            description: text(value.description.as_deref()),
            name: name(&value.name)?,
            ty: type_ref(&value.ty, 0)?.into(),
            default_value: value.default_value.as_deref().map(literal).transpose()?,
            directives: deprecated(value.is_deprecated, value.deprecation_reason.as_deref()),
        };
        Ok(definition.into())
    };
    values.iter().map(value).collect()
}

fn deprecated(is_deprecated: Option<bool>, reason: Option<&str>) -> DirectiveList {
    match is_deprecated {
        Some(true) => {
            let reason = reason.map(|reason| (name!("reason"), reason));
            DirectiveList(vec![applied(name!("deprecated"), reason)])
        }
        Some(false) | None => DirectiveList::default(),
    }
}

/// Returns a directive with at most one argument, a text.
fn applied(name: Name, argument: Option<(Name, &str)>) -> Node<Directive> {
    let arguments = argument.map(|(name, text)| {
        let value = Node::new(Value::String(text.to_owned()));
        Node::new(Argument { name, value })
    });
    Node::new(Directive { name, arguments: arguments.into_iter().collect() })
}

fn type_ref(ty: &TypeRef, depth: usize) -> Result<Type, String> {
    let inner = |ty: &TypeRef| match &ty.of_type {
        Some(inner) if depth < DEEPEST => type_ref(inner, depth + 1),
        _ => Err("a type is cut off: it is nested deeper than the query asks".to_owned()),
    };
    match ty.kind.as_str() {
        "NON_NULL" => match inner(ty)? {
            Type::NonNullNamed(_) | Type::NonNullList(_) => Err("a type is not null twice".to_owned()),
            inner => Ok(inner.non_null()),
        },
        "LIST" => Ok(inner(ty)?.list()),
        _ => {
            let text = ty.name.as_deref().ok_or("a type has neither a name nor a type inside")?;
            Ok(Type::Named(name(text)?))
        }
    }
}

fn names(found: Option<&[Named]>) -> Result<Vec<Name>, String> {
    found.unwrap_or_default().iter().map(|named| name(&named.name)).collect()
}

fn name(text: &str) -> Result<Name, String> {
    Name::new(text).map_err(|_| format!("{text:?} is not a GraphQL name"))
}

fn text(description: Option<&str>) -> Option<Node<str>> {
    description.filter(|text| !text.is_empty()).map(Node::from)
}

/// Parses the text of a default value.
fn literal(text: &str) -> Result<Node<Value>, String> {
    let wrong = || format!("the default value {text:?} is not a GraphQL value");
    let parsed = Parser::new().recursion_limit(DEEPEST).parse_ast(format!("{{f(a:{text}\n)}}"), "default");
    let document = parsed.map_err(|_| wrong())?;
    let [Definition::OperationDefinition(operation)] = document.definitions.as_slice() else {
        return Err(wrong());
    };
    match operation.selection_set.as_slice() {
        [Selection::Field(field)] if field.selection_set.is_empty() => match field.arguments.as_slice() {
            [argument] => Ok(argument.value.clone()),
            _ => Err(wrong()),
        },
        _ => Err(wrong()),
    }
}
