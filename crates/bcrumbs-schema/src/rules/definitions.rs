//! Validates a schema by the specification: by the compiler's rules, and by a few own rules where the compiler
//! differs.

use std::collections::{HashMap, HashSet};
use std::fmt;

use apollo_compiler::ast::{
    Definition, DirectiveList, Document, FieldDefinition, InputValueDefinition, Type,
};
use apollo_compiler::parser::FileId;
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use apollo_compiler::validation::Valid;
use apollo_compiler::{Name, Node, Schema, name, ty};

use crate::diagnostic::RuleSet::Spec;
use crate::document::errors;
use crate::finding::Finding;
use crate::rules::repeats::at_names;
use crate::span::Span;

/// The types that the specification defines. Some tools print them, but a schema does not need them.
const SPECIFIED: [&str; 13] = [
    "Int",
    "Float",
    "String",
    "Boolean",
    "ID",
    "__Schema",
    "__Type",
    "__TypeKind",
    "__Field",
    "__InputValue",
    "__EnumValue",
    "__Directive",
    "__DirectiveLocation",
];

/// Validates a schema. The definitions of the specification are optional; they are ignored.
pub(crate) fn validate(mut tree: Document) -> Result<Valid<Schema>, Vec<Finding>> {
    tree.definitions.retain(|definition| !is_specified(definition));
    let declares_one_of = declares(&tree, "oneOf");
    if !declares_one_of {
        tree.definitions.extend(one_of_definition());
    }
    let (mut schema, mut found) = match tree.to_schema_validate() {
        Ok(valid) => (valid.into_inner(), Vec::new()),
        Err(failed) => {
            let mut found = errors::findings(&failed.errors, "invalid-schema");
            // A rule below checks this without a limit of the nesting.
            found.retain(|finding| !finding.message.ends_with("contains too much nesting"));
            found.retain(|finding| !is_circle_of_inputs(finding));
            (failed.partial, found)
        }
    };
    at_names(&tree, &mut found);
    found.extend(implicit_roots(&tree));
    found.extend(circles_of_inputs(&schema));
    found.extend(one_of_fields(&schema));
    found.extend(required_and_deprecated(&tree));
    if !found.is_empty() {
        return Err(found);
    }
    complete_introspection(&mut schema);
    Ok(Valid::assume_valid(schema))
}

/// Returns whether a definition comes from the specification and not from the SDL.
pub(crate) fn is_built_in(ty: &ExtendedType) -> bool {
    ty.is_built_in() || ty.location().is_some_and(|at| at.file_id() == FileId::BUILT_IN)
}

fn declares(tree: &Document, directive: &str) -> bool {
    tree.definitions.iter().any(|definition| match definition {
        Definition::DirectiveDefinition(found) => found.name == directive,
        _ => false,
    })
}

fn one_of_definition() -> Vec<Definition> {
    let parsed = Document::parse("directive @oneOf on INPUT_OBJECT", "oneOf.graphql");
    parsed.map(|document| document.definitions).unwrap_or_default()
}

fn is_specified(definition: &Definition) -> bool {
    match definition {
        Definition::ScalarTypeDefinition(ty) => SPECIFIED.contains(&ty.name.as_str()),
        Definition::ObjectTypeDefinition(ty) => SPECIFIED.contains(&ty.name.as_str()),
        Definition::EnumTypeDefinition(ty) => SPECIFIED.contains(&ty.name.as_str()),
        _ => false,
    }
}

/// `__Type.isOneOf` is in the specification since September 2025.
fn complete_introspection(schema: &mut Schema) {
    let Some(ExtendedType::Object(ty)) = schema.types.get_mut("__Type") else {
        return;
    };
    let field = FieldDefinition {
        description: None,
        name: name!("isOneOf"),
        arguments: Vec::new(),
        ty: ty!(Boolean),
        directives: DirectiveList::default(),
    };
    ty.make_mut().fields.entry(name!("isOneOf")).or_insert_with(|| field.into());
}

fn is_circle_of_inputs(finding: &Finding) -> bool {
    finding.code == "recursive-definition" && finding.message.contains("input object")
}

/// A type whose name makes it a root type has to be an object type, which the compiler asks of declared ones only.
fn implicit_roots(tree: &Document) -> Vec<Finding> {
    let declared = tree.definitions.iter().any(|definition| {
        matches!(definition, Definition::SchemaDefinition(_) | Definition::SchemaExtension(_))
    });
    if declared {
        return Vec::new();
    }
    let roots = tree.definitions.iter().filter_map(|definition| {
        let (name, what) = match definition {
            Definition::ScalarTypeDefinition(ty) => (&ty.name, "a scalar"),
            Definition::InterfaceTypeDefinition(ty) => (&ty.name, "an interface"),
            Definition::UnionTypeDefinition(ty) => (&ty.name, "a union"),
            Definition::EnumTypeDefinition(ty) => (&ty.name, "an enum"),
            Definition::InputObjectTypeDefinition(ty) => (&ty.name, "an input type"),
            _ => return None,
        };
        matches!(name.as_str(), "Mutation" | "Subscription").then(|| {
            let message =
                format!("`{name}` is a root type by its name, and is {what} instead of an object type");
            Finding::error(Spec, "root-type", Span::name(name), message)
                .help("rename it, or name the root types in a `schema` definition")
        })
    });
    roots.collect()
}

/// Finds input types that have no possible value, because each requires another.
fn circles_of_inputs(schema: &Schema) -> Vec<Finding> {
    let inputs: Vec<&InputObjectType> =
        schema.types.values().filter_map(ExtendedType::as_input_object).collect();
    let by_name: HashMap<&Name, usize> = inputs.iter().enumerate().map(|(at, ty)| (&ty.name, at)).collect();
    let required = |at: usize| {
        inputs[at].fields.values().filter_map(|field| match &*field.ty {
            Type::NonNullNamed(name) => by_name.get(name).copied(),
            Type::Named(_) | Type::List(_) | Type::NonNullList(_) => None,
        })
    };
    // Removes types without a remaining requirement, until only cycles and the types that lead to them remain.
    let mut waits: Vec<HashSet<usize>> = (0..inputs.len()).map(|at| required(at).collect()).collect();
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); inputs.len()];
    for (at, needs) in waits.iter().enumerate() {
        for need in needs {
            needed_by[*need].push(at);
        }
    }
    let mut open: Vec<usize> = (0..inputs.len()).filter(|at| waits[*at].is_empty()).collect();
    let mut left: HashSet<usize> = (0..inputs.len()).collect();
    while let Some(at) = open.pop() {
        left.remove(&at);
        for other in &needed_by[at] {
            if waits[*other].remove(&at) && waits[*other].is_empty() {
                open.push(*other);
            }
        }
    }
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    for start in (0..inputs.len()).filter(|at| left.contains(at)) {
        let (mut way, mut at) = (Vec::new(), start);
        while seen.insert(at) {
            way.push(at);
            match required(at).find(|next| left.contains(next)) {
                Some(next) => at = next,
                None => break,
            }
        }
        let Some(from) = way.iter().position(|step| *step == at) else {
            continue;
        };
        let circle: Vec<&str> = way[from..].iter().chain([&at]).map(|at| inputs[*at].name.as_str()).collect();
        let message =
            format!("no value of `{}` can be written: {}", inputs[at].name, circle.join(" requires "));
        found.push(Finding::error(Spec, "recursive-definition", Span::name(&inputs[at].name), message));
    }
    found
}

/// The fields of a `@oneOf` input must be nullable and have no default. The compiler does not check this.
fn one_of_fields(schema: &Schema) -> Vec<Finding> {
    let inputs = schema.types.values().filter_map(ExtendedType::as_input_object);
    let fields = inputs
        .filter(|input| input.directives.has("oneOf"))
        .flat_map(|input| input.fields.values().map(move |field| (input, field)));
    fields
        .filter(|(_, field)| field.ty.is_non_null() || field.default_value.is_some())
        .map(|(input, field)| {
            let message = format!(
                "`{}.{}` belongs to a @oneOf input, so it must be nullable and have no default",
                input.name, field.name
            );
            Finding::error(Spec, "one-of-field", Span::name(&field.name), message)
        })
        .collect()
}

/// A required argument or input field cannot be deprecated, because clients have to send it.
fn required_and_deprecated(tree: &Document) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut values = |owner: fmt::Arguments<'_>, values: &[Node<InputValueDefinition>]| {
        for value in values {
            let is_required = value.ty.is_non_null() && value.default_value.is_none();
            if is_required && value.directives.has("deprecated") {
                let message = format!("`{}` of {owner} is required, so it cannot be deprecated", value.name);
                found.push(
                    Finding::error(Spec, "required-deprecated", Span::name(&value.name), message)
                        .help("make it nullable first, or give it a default"),
                );
            }
        }
    };
    let mut fields = |ty: &Name, fields: &[Node<FieldDefinition>]| {
        for field in fields {
            values(format_args!("`{ty}.{}`", field.name), &field.arguments);
        }
    };
    for definition in &tree.definitions {
        match definition {
            Definition::ObjectTypeDefinition(ty) => fields(&ty.name, &ty.fields),
            Definition::ObjectTypeExtension(ty) => fields(&ty.name, &ty.fields),
            Definition::InterfaceTypeDefinition(ty) => fields(&ty.name, &ty.fields),
            Definition::InterfaceTypeExtension(ty) => fields(&ty.name, &ty.fields),
            _ => {}
        }
    }
    for definition in &tree.definitions {
        match definition {
            Definition::InputObjectTypeDefinition(ty) => values(format_args!("`{}`", ty.name), &ty.fields),
            Definition::InputObjectTypeExtension(ty) => values(format_args!("`{}`", ty.name), &ty.fields),
            Definition::DirectiveDefinition(directive) => {
                values(format_args!("`@{}`", directive.name), &directive.arguments);
            }
            _ => {}
        }
    }
    found
}
