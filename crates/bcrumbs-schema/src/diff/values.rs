//! Compares arguments and input fields. Their types may become wider, but not narrower.

use apollo_compiler::Name;
use apollo_compiler::Node;
use apollo_compiler::ast::{InputValueDefinition, Type};

use crate::diff::applied;
use crate::diff::change::{ChangeLevel, Changes, Ends};
use crate::diff::matched::{One, Two, matched};
use crate::diff::names::Names;
use crate::diff::renames::Renames;
use crate::diff::written::{one_line, sorted};
use crate::span::Span;

/// The owner of a value. It determines the names of the changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner<'a> {
    /// A field, by its coordinate.
    Field(&'a str),
    /// A directive, by its coordinate.
    Directive(&'a str),
    /// An input type, by its name.
    Input(&'a str),
}

/// The kinds of change of one owner.
struct Kinds {
    noun: &'static str,
    removed: &'static str,
    required_added: &'static str,
    optional_added: &'static str,
    optional_added_level: ChangeLevel,
    changed_safely: &'static str,
    changed: &'static str,
    default_changed: &'static str,
    default_added: &'static str,
}

impl Owner<'_> {
    fn coordinate(self, name: &Name) -> String {
        match self {
            Owner::Field(of) | Owner::Directive(of) => format!("{of}({name}:)"),
            Owner::Input(of) => format!("{of}.{name}"),
        }
    }

    fn kinds(self) -> Kinds {
        let argument = Kinds {
            noun: "argument",
            removed: "arg-removed",
            required_added: "required-arg-added",
            optional_added: "optional-arg-added",
            optional_added_level: ChangeLevel::Dangerous,
            changed_safely: "arg-changed-type-safely",
            changed: "arg-changed-kind",
            default_changed: "arg-default-value-change",
            default_added: "arg-default-value-added",
        };
        match self {
            Owner::Field(_) => argument,
            // graphql-js has names of its own for these; an optional one is no danger to it.
            Owner::Directive(_) => Kinds {
                removed: "directive-arg-removed",
                required_added: "required-directive-arg-added",
                optional_added: "optional-directive-arg-added",
                optional_added_level: ChangeLevel::Safe,
                ..argument
            },
            Owner::Input(_) => Kinds {
                noun: "input field",
                removed: "field-removed",
                required_added: "required-input-field-added",
                optional_added: "optional-input-field-added",
                optional_added_level: ChangeLevel::Dangerous,
                changed_safely: "input-field-changed-type-safely",
                changed: "field-changed-kind",
                default_changed: "input-field-default-value-change",
                default_added: "input-field-default-value-added",
            },
        }
    }
}

/// Compares the values that are given to one owner.
pub(crate) fn compare<'a>(
    owner: Owner<'_>,
    old: impl IntoIterator<Item = (&'a Name, &'a Node<InputValueDefinition>)>,
    new: impl IntoIterator<Item = (&'a Name, &'a Node<InputValueDefinition>)>,
    names: &Names<'_>,
    changes: &mut Changes,
) {
    let kinds = owner.kinds();
    let noun = kinds.noun;
    let values = matched(old, new);
    let renames = Renames::of(&values, |old, new| names.is_same_type(&old.ty, &new.ty));
    for One { name, value } in &values.removed {
        let at = Ends::old(Span::name(&value.name));
        let note = renames.note(name, |new| owner.coordinate(new));
        changes.breaking(kinds.removed, owner.coordinate(name), at, format!("the {noun} was removed{note}"));
    }
    for One { name, value } in &values.added {
        let (at, coordinate) = (Ends::new(Span::name(&value.name)), owner.coordinate(name));
        if value.is_required() {
            let message = format!("a new {noun} of type `{}` is required", value.ty);
            changes.breaking(kinds.required_added, coordinate, at, message);
            continue;
        }
        let message = format!("a new optional {noun} of type `{}`", value.ty);
        match kinds.optional_added_level {
            ChangeLevel::Safe => changes.safe(kinds.optional_added, coordinate, at, message),
            ChangeLevel::Dangerous | ChangeLevel::Breaking => {
                changes.dangerous(kinds.optional_added, coordinate, at, message);
            }
        }
    }
    for Two { name, old, new } in &values.both {
        compare_one(&owner.coordinate(name), &kinds, old, new, names, changes);
    }
}

fn compare_one(
    coordinate: &str,
    kinds: &Kinds,
    old: &InputValueDefinition,
    new: &InputValueDefinition,
    names: &Names<'_>,
    changes: &mut Changes,
) {
    let at = Ends::both(Span::name(&old.name), Span::name(&new.name));
    let ty = names.renamed(&old.ty, &new.ty);
    if *old.ty != *ty {
        let message = format!("the type was `{}` and is `{}` now", old.ty, new.ty);
        if is_safe_for_input(&old.ty, &ty) {
            changes.safe(kinds.changed_safely, coordinate, at, message);
        } else {
            changes.breaking(kinds.changed, coordinate, at, message);
        }
    }
    default_value(coordinate, kinds, at, old, new, changes);
    changes.description(coordinate, at, old.description.as_deref(), new.description.as_deref());
    changes.deprecation(coordinate, at, &old.directives, &new.directives);
    applied::compare(coordinate, at, old.directives.iter(), new.directives.iter(), changes);
}

fn default_value(
    coordinate: &str,
    kinds: &Kinds,
    at: Ends,
    old: &InputValueDefinition,
    new: &InputValueDefinition,
    changes: &mut Changes,
) {
    match (&old.default_value, &new.default_value) {
        (Some(a), Some(b)) if sorted(a) != sorted(b) => {
            let message = format!("the default was `{}` and is `{}` now", one_line(a), one_line(b));
            changes.dangerous(kinds.default_changed, coordinate, at, message);
        }
        (Some(a), None) => {
            let message = format!("the default was removed; it was `{}`", one_line(a));
            changes.dangerous(kinds.default_changed, coordinate, at, message);
        }
        (None, Some(b)) => {
            let message = format!("the default is `{}` now", one_line(b));
            changes.safe(kinds.default_added, coordinate, at, message);
        }
        (Some(_), Some(_)) | (None, None) => {}
    }
}

/// Whether every value of the old type is one of the new: it may ask for less.
fn is_safe_for_input(old: &Type, new: &Type) -> bool {
    match (old, new) {
        (Type::NonNullNamed(a), Type::Named(b) | Type::NonNullNamed(b))
        | (Type::Named(a), Type::Named(b)) => a == b,
        (Type::NonNullList(a), Type::List(b) | Type::NonNullList(b)) | (Type::List(a), Type::List(b)) => {
            is_safe_for_input(a, b)
        }
        _ => false,
    }
}
