//! Directive definitions.

use apollo_compiler::Schema;
use apollo_compiler::ast::DirectiveDefinition;

use crate::diff::values::{input_values, plain};
use crate::diff::{Changes, Level, matched};

/// Those of the specification, which a schema may or may not spell out.
const SPECIFIED: [&str; 5] = ["skip", "include", "deprecated", "specifiedBy", "oneOf"];

pub(super) fn compare(old: &Schema, new: &Schema, changes: &mut Changes) {
    let own = |schema: &'_ Schema| -> Vec<_> {
        let all = schema.directive_definitions.iter();
        all.filter(|(name, _)| !SPECIFIED.contains(&name.as_str()))
            .map(|(n, d)| (n.clone(), d.clone()))
            .collect()
    };
    let (old, new) = (own(old), own(new));
    let directives = matched(old.iter().map(|(n, d)| (n, d)), new.iter().map(|(n, d)| (n, d)));
    for (name, _) in directives.removed {
        changes.breaking("directive-removed", format!("@{name}"), "the directive was removed");
    }
    for (name, _) in directives.added {
        changes.safe("directive-added", format!("@{name}"), "the directive is new");
    }
    for (name, old, new) in directives.both {
        compare_directive(&format!("@{name}"), old, new, changes);
    }
}

fn compare_directive(
    coordinate: &str,
    old: &DirectiveDefinition,
    new: &DirectiveDefinition,
    changes: &mut Changes,
) {
    let mut own = Changes::default();
    input_values(
        &plain(&old.arguments),
        &plain(&new.arguments),
        &|a| format!("{coordinate}({a}:)"),
        "arg",
        &mut own,
    );
    // graphql-js compares which arguments a directive has, and has names of its own for the outcomes; an optional one is no danger to it.
    for mut change in own.0 {
        (change.kind, change.level) = match change.kind {
            "arg-removed" => ("directive-arg-removed", change.level),
            "required-arg-added" => ("required-directive-arg-added", change.level),
            "optional-arg-added" => ("optional-directive-arg-added", Level::Safe),
            other => (other, change.level),
        };
        changes.0.push(change);
    }
    if old.repeatable && !new.repeatable {
        changes.breaking("directive-repeatable-removed", coordinate, "it may be given only once now");
    } else if !old.repeatable && new.repeatable {
        changes.safe("directive-repeatable-added", coordinate, "it may be repeated now");
    }
    for location in old.locations.iter().filter(|l| !new.locations.contains(l)) {
        changes.breaking(
            "directive-location-removed",
            coordinate,
            format!("it may no longer stand on {}", location.name()),
        );
    }
    for location in new.locations.iter().filter(|l| !old.locations.contains(l)) {
        changes.safe(
            "directive-location-added",
            coordinate,
            format!("it may stand on {} now", location.name()),
        );
    }
    changes.description(coordinate, old.description.as_deref(), new.description.as_deref());
}
