//! Finds uses of deprecated parts of the schema: the vendor has announced their removal.

use apollo_compiler::{ExecutableDocument, Name, Node, Schema, ast};

use crate::diagnostic::RuleSet::Deprecation;
use crate::finding::Finding;
use crate::rules::walk::{Use, walk_all};
use crate::span::Span;

/// Returns one warning for each use.
pub(crate) fn check(schema: &Schema, document: &ExecutableDocument) -> Vec<Finding> {
    let mut found = Vec::new();
    walk_all(schema, document, &mut |used| {
        let deprecated = match used {
            Use::Field { parent, field } => {
                let name = Span::name(&field.name);
                let at = field.alias.as_ref().map_or(name, |alias| Span::name(alias).to(name));
                let coordinate = format!("{parent}.{}", field.name);
                let definition = &field.definition;
                finding("deprecated-field", &coordinate, &definition.directives, at, &definition.name)
            }
            Use::Argument { owner, definition, name } => finding(
                "deprecated-argument",
                &format!("{owner}{name}:)"),
                &definition.directives,
                Span::name(name),
                &definition.name,
            ),
            Use::InputField { ty, definition, name } => finding(
                "deprecated-input-field",
                &format!("{}.{name}", ty.name),
                &definition.directives,
                Span::name(name),
                &definition.name,
            ),
            Use::EnumValue { ty, definition, name } => finding(
                "deprecated-enum-value",
                &format!("{ty}.{name}"),
                &definition.directives,
                Span::name(name),
                &definition.value,
            ),
            Use::Object { .. } | Use::Variable { .. } => None,
        };
        found.extend(deprecated);
    });
    found
}

fn finding(
    code: &'static str,
    coordinate: &str,
    directives: &ast::DirectiveList,
    at: Span,
    definition: &Name,
) -> Option<Finding> {
    let reason = reason(directives)?;
    let message = format!("`{coordinate}` is deprecated: {reason}");
    let finding = Finding::error(Deprecation, code, at, message).warning();
    Some(finding.related(Span::name(definition), "the schema defines it here"))
}

/// Returns the reason of a deprecation, or the specification's default text.
pub(crate) fn reason(directives: &[Node<ast::Directive>]) -> Option<&str> {
    let deprecated = directives.iter().find(|directive| directive.name == "deprecated")?;
    let given = deprecated.specified_argument_by_name("reason").and_then(|value| value.as_str());
    Some(given.unwrap_or("No longer supported"))
}
