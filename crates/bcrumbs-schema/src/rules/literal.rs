//! Rules of the specification that the compiler does not check. All of them are about literal values.

use std::collections::{HashMap, HashSet};

use apollo_compiler::ast::{Type, Value, VariableDefinition};
use apollo_compiler::executable::Operation;
use apollo_compiler::schema::InputObjectType;
use apollo_compiler::{ExecutableDocument, Name, Node, Schema};

use crate::diagnostic::RuleSet::Spec;
use crate::finding::Finding;
use crate::rules::walk::{Depth, Place, Use, walk};
use crate::span::Span;

type Variables<'a> = HashMap<&'a Name, &'a VariableDefinition>;

/// Repeated keys, `@oneOf` literals, and variables inside lists and objects.
pub(crate) fn check(schema: &Schema, document: &ExecutableDocument, operation: &Operation) -> Vec<Finding> {
    let variables: Variables<'_> = operation.variables.iter().map(|v| (&v.name, &**v)).collect();
    let mut found = Vec::new();
    walk(schema, document, operation, &mut |used| match used {
        Use::Object { ty, fields, value } => {
            repeated(fields, &mut found);
            if let Some(ty) = ty.filter(|ty| ty.directives.has("oneOf")) {
                one_of(ty, fields, value, &variables, &mut found);
            }
        }
        Use::Variable { name, value, expected, depth } => {
            found.extend(variable(name, value, expected, depth, &variables));
        }
        Use::Field { .. } | Use::Argument { .. } | Use::InputField { .. } | Use::EnumValue { .. } => {}
    });
    found
}

fn repeated(fields: &[(Name, Node<Value>)], found: &mut Vec<Finding>) {
    let mut seen: HashMap<&Name, Span> = HashMap::new();
    for (name, _) in fields {
        let Some(first) = seen.get(name) else {
            seen.insert(name, Span::name(name));
            continue;
        };
        let message = format!("the field `{name}` is given more than once in one input object");
        let finding = Finding::error(Spec, "duplicate-input-field", Span::name(name), message);
        found.push(finding.related(*first, "the other occurrence is here"));
    }
}

fn one_of(
    ty: &InputObjectType,
    fields: &[(Name, Node<Value>)],
    value: &Node<Value>,
    variables: &Variables<'_>,
    found: &mut Vec<Finding>,
) {
    let keys: HashSet<&Name> = fields.iter().map(|(name, _)| name).collect();
    if keys.len() != 1 {
        let message =
            format!("`{}` is a @oneOf input: exactly one field must be given, not {}", ty.name, keys.len());
        found.push(Finding::error(Spec, "one-of-keys", Span::of(value.location()), message));
    }
    for (name, value) in fields {
        match &**value {
            Value::Null => {
                let message = format!("`{}.{name}` belongs to a @oneOf input and must not be null", ty.name);
                found.push(Finding::error(Spec, "one-of-null", Span::of(value.location()), message));
            }
            Value::Variable(variable) => {
                let Some(definition) = variables.get(variable).filter(|v| !v.ty.is_non_null()) else {
                    continue;
                };
                let message = format!(
                    "`${variable}` may be null, but `{}.{name}` belongs to a @oneOf input and must not be",
                    ty.name
                );
                let help = format!("declare it as `${variable}: {}!`", definition.ty);
                found.push(
                    Finding::error(Spec, "one-of-nullable-variable", Span::of(value.location()), message)
                        .help(help),
                );
            }
            _ => {}
        }
    }
}

fn variable(
    name: &Name,
    value: &Node<Value>,
    expected: Option<Place<'_>>,
    depth: Depth,
    variables: &Variables<'_>,
) -> Option<Finding> {
    let at = Span::of(value.location());
    let Some(definition) = variables.get(name) else {
        let message = format!("variable `${name}` is not defined");
        return expected.is_none().then(|| Finding::error(Spec, "unknown-variable", at, message));
    };
    let expected = expected?;
    // The compiler reports a wrong named type itself, and at the top of an argument everything but a null default.
    let same_name = definition.ty.inner_named_type() == expected.ty.inner_named_type();
    let missed =
        depth == Depth::Inside || definition.default_value.as_ref().is_some_and(|default| default.is_null());
    if !same_name || !missed || is_allowed(definition, expected) {
        return None;
    }
    let message =
        format!("`${name}` of type `{}` is used where `{}` is expected", definition.ty, expected.ty);
    Some(Finding::error(Spec, "variable-not-allowed", at, message))
}

fn is_allowed(definition: &VariableDefinition, place: Place<'_>) -> bool {
    if place.ty.is_non_null() && !definition.ty.is_non_null() {
        let default = definition.default_value.as_ref().is_some_and(|default| !default.is_null());
        let nullable: Type = place.ty.clone().nullable();
        return (default || place.has_default) && definition.ty.is_assignable_to(&nullable);
    }
    definition.ty.is_assignable_to(place.ty)
}
