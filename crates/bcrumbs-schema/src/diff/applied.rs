//! Compares directives that a schema applies to its own parts, such as `@auth` or `@tag`. Their effect is unknown to
//! clients, so a change of them is dangerous.

use apollo_compiler::Node;
use apollo_compiler::ast::Directive;

use crate::diff::change::{Changes, Ends};
use crate::diff::written::one_line;

/// Those of the specification are compared by rules of their own.
const SPECIFIED: [&str; 3] = ["deprecated", "specifiedBy", "oneOf"];

/// Compares the directives applied to one thing.
pub(crate) fn compare<'a>(
    coordinate: &str,
    at: Ends,
    old: impl IntoIterator<Item = &'a Node<Directive>>,
    new: impl IntoIterator<Item = &'a Node<Directive>>,
    changes: &mut Changes,
) {
    let (mut old, mut new) = (written(old), written(new));
    // What is there on both sides, as often, is no change.
    old.retain(|application| match new.iter().position(|other| other == application) {
        Some(at) => {
            new.remove(at);
            false
        }
        None => true,
    });
    for before in old {
        match new.iter().position(|after| after.name == before.name) {
            Some(same) => {
                let after = new.remove(same);
                let message = format!("`{}` became `{}`", before.text, after.text);
                changes.dangerous("applied-directive-changed", coordinate, at, message);
            }
            None => {
                let message = format!("`{}` is no longer applied", before.text);
                changes.dangerous("applied-directive-removed", coordinate, at, message);
            }
        }
    }
    for after in new {
        let message = format!("`{}` is applied now", after.text);
        changes.dangerous("applied-directive-added", coordinate, at, message);
    }
}

#[derive(PartialEq, Eq)]
struct Application {
    name: String,
    text: String,
}

fn written<'a>(directives: impl IntoIterator<Item = &'a Node<Directive>>) -> Vec<Application> {
    let own = directives.into_iter().filter(|directive| !SPECIFIED.contains(&directive.name.as_str()));
    own.map(|directive| {
        let mut arguments: Vec<String> = directive
            .arguments
            .iter()
            .map(|argument| format!("{}: {}", argument.name, one_line(&argument.value)))
            .collect();
        arguments.sort();
        let name = directive.name.to_string();
        let text = match arguments.as_slice() {
            [] => format!("@{name}"),
            arguments => format!("@{name}({})", arguments.join(", ")),
        };
        Application { name, text }
    })
    .collect()
}
