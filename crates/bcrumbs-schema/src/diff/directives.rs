//! Directive definitions.

use apollo_compiler::Schema;
use apollo_compiler::ast::DirectiveDefinition;

use crate::diff::change::{Changes, Ends};
use crate::diff::matched::{One, Two, matched};
use crate::diff::names::Names;
use crate::diff::values::{self, Owner};
use crate::span::Span;

/// Those of the specification, which a schema may or may not spell out.
const SPECIFIED: [&str; 5] = ["skip", "include", "deprecated", "specifiedBy", "oneOf"];

/// Compares the directives that two schemas define.
pub(crate) fn compare(old: &Schema, new: &Schema, names: &Names<'_>, changes: &mut Changes) {
    let own = |schema: &Schema| -> Vec<_> {
        let all = schema.directive_definitions.iter();
        all.filter(|(name, _)| !SPECIFIED.contains(&name.as_str()))
            .map(|(n, d)| (n.clone(), d.clone()))
            .collect()
    };
    let (old, new) = (own(old), own(new));
    let directives = matched(old.iter().map(|(n, d)| (n, d)), new.iter().map(|(n, d)| (n, d)));
    for One { name, value } in directives.removed {
        let at = Ends::old(Span::name(&value.name));
        changes.breaking("directive-removed", format!("@{name}"), at, "the directive was removed");
    }
    for One { name, value } in directives.added {
        let at = Ends::new(Span::name(&value.name));
        changes.safe("directive-added", format!("@{name}"), at, "the directive is new");
    }
    for Two { name, old, new } in directives.both {
        compare_directive(&format!("@{name}"), old, new, names, changes);
    }
}

fn compare_directive(
    coordinate: &str,
    old: &DirectiveDefinition,
    new: &DirectiveDefinition,
    names: &Names<'_>,
    changes: &mut Changes,
) {
    values::compare(
        Owner::Directive(coordinate),
        old.arguments.iter().map(|argument| (&argument.name, argument)),
        new.arguments.iter().map(|argument| (&argument.name, argument)),
        names,
        changes,
    );
    let at = Ends::both(Span::name(&old.name), Span::name(&new.name));
    if old.repeatable && !new.repeatable {
        let message = "it is no longer repeatable";
        changes.breaking("directive-repeatable-removed", coordinate, at, message);
    } else if !old.repeatable && new.repeatable {
        changes.safe("directive-repeatable-added", coordinate, at, "it is repeatable now");
    }
    for location in old.locations.iter().filter(|l| !new.locations.contains(l)) {
        let message = format!("it may no longer stand on {}", location.name());
        changes.breaking("directive-location-removed", coordinate, at, message);
    }
    for location in new.locations.iter().filter(|l| !old.locations.contains(l)) {
        let message = format!("it may stand on {} now", location.name());
        changes.safe("directive-location-added", coordinate, at, message);
    }
    changes.description(coordinate, at, old.description.as_deref(), new.description.as_deref());
}
