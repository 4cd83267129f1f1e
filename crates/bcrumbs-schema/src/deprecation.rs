//! What an operation uses although the schema calls it deprecated: the vendor's own notice that it will break.

use std::ops::Range;

use apollo_compiler::executable::Operation;
use apollo_compiler::{ExecutableDocument, Name, Node, Schema, ast};

use crate::diagnostic::DiagnosticSource::Deprecation;
use crate::excerpt::Finding;
use crate::spec::name_span;
use crate::walk::{Use, walk};

/// One warning for each use.
pub(crate) fn check(schema: &Schema, document: &ExecutableDocument, operation: &Operation) -> Vec<Finding> {
    let mut found = Vec::new();
    walk(schema, document, operation, &mut |used| {
        let hit = match used {
            Use::Field { parent, field } => {
                let at = field.alias.as_ref().map_or_else(
                    || name_span(&field.name),
                    |alias| name_span(alias).start..name_span(&field.name).end,
                );
                hit("deprecated-field", &format!("{parent}.{}", field.name), &field.definition.directives, at)
            }
            Use::Argument { owner, definition, name } => hit(
                "deprecated-argument",
                &format!("{owner}{name}:)"),
                &definition.directives,
                name_span(name),
            ),
            Use::InputField { ty, definition, name } => hit(
                "deprecated-input-field",
                &format!("{}.{name}", ty.name),
                &definition.directives,
                name_span(name),
            ),
            Use::EnumValue { ty, definition, name } => {
                hit("deprecated-enum-value", &format!("{ty}.{name}"), &definition.directives, name_span(name))
            }
            Use::Object { .. } | Use::Variable { .. } => None,
        };
        found.extend(hit);
    });
    found
}

fn hit(
    code: &'static str,
    coordinate: &str,
    directives: &ast::DirectiveList,
    at: Range<usize>,
) -> Option<Finding> {
    let reason = reason(directives)?;
    Some(Finding::error(Deprecation, code, at, format!("`{coordinate}` is deprecated: {reason}")).warning())
}

/// The reason given for a deprecation, or the specification's own words where none is.
pub(crate) fn reason(directives: &[Node<ast::Directive>]) -> Option<&str> {
    let deprecated = directives.iter().find(|directive| is_named(directive, "deprecated"))?;
    let given = deprecated.specified_argument_by_name("reason").and_then(|value| value.as_str());
    Some(given.unwrap_or("No longer supported"))
}

fn is_named(directive: &ast::Directive, name: &str) -> bool {
    let found: &Name = &directive.name;
    found == name
}
