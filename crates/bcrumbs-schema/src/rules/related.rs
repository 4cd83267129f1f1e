//! Adds related places to the compiler's findings: the earlier of two definitions, and the definition in the schema.

use std::collections::HashMap;

use apollo_compiler::ast::{Definition, Document, Field, Selection};
use apollo_compiler::{Name, Node, Schema};

use crate::document::errors::quoted;
use crate::finding::Finding;
use crate::rules::defined::Coordinate;
use crate::span::Span;

/// Adds the other places to the findings that have some.
pub(crate) fn add(found: &mut [Finding], schema: &Schema, tree: &Document) {
    let mut earlier = Earlier::default();
    if found.iter().any(|finding| Earlier::is_about(finding.code)) {
        earlier.collect(tree);
    }
    for finding in found.iter_mut() {
        if let Some(other) = earlier.of(finding) {
            finding.point_at(other, "the other occurrence is here");
        }
        if let Some(definition) = definition(finding, schema) {
            finding.point_at(definition, "the schema defines it here");
        }
    }
}

/// The names of a document by what is named.
#[derive(Default)]
struct Earlier<'a> {
    operations: HashMap<&'a str, Span>,
    fragments: HashMap<&'a str, Span>,
    /// By the bytes of a definition that comes later: the first of its name in the same list.
    repeated: HashMap<usize, Span>,
    /// The first two fields of a response name that differ.
    fields: HashMap<&'a str, Vec<&'a Node<Field>>>,
}

impl<'a> Earlier<'a> {
    fn is_about(code: &str) -> bool {
        matches!(
            code,
            "duplicate-operation"
                | "duplicate-fragment"
                | "duplicate-variable"
                | "duplicate-argument"
                | "conflicting-fields"
        )
    }

    fn of(&self, finding: &Finding) -> Option<Span> {
        let first = || quoted(&finding.message).next();
        match finding.code {
            "duplicate-operation" => self.operations.get(first()?).copied(),
            "duplicate-fragment" => self.fragments.get(first()?).copied(),
            "duplicate-variable" | "duplicate-argument" => self.repeated.get(&finding.span.start).copied(),
            "conflicting-fields" => {
                let named = self.fields.get(first()?)?;
                let other = named.iter().find(|field| Span::of(field.location()).start != finding.span.start);
                other.map(|field| key(field))
            }
            _ => None,
        }
    }

    fn collect(&mut self, tree: &'a Document) {
        for definition in &tree.definitions {
            match definition {
                Definition::OperationDefinition(operation) => {
                    if let Some(name) = &operation.name {
                        self.operations.entry(name).or_insert_with(|| Span::name(name));
                    }
                    let variables = operation.variables.iter();
                    self.repeats(variables.map(|v| Named {
                        name: &v.name,
                        at: Span::of(v.location()),
                        shown: Span { end: Span::name(&v.name).end, ..Span::of(v.location()) },
                    }));
                    self.selections(&operation.selection_set);
                }
                Definition::FragmentDefinition(fragment) => {
                    self.fragments.entry(&fragment.name).or_insert_with(|| Span::name(&fragment.name));
                    self.selections(&fragment.selection_set);
                }
                _ => {}
            }
        }
    }

    fn selections(&mut self, selections: &'a [Selection]) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    let arguments = field.arguments.iter();
                    self.repeats(arguments.map(|a| Named {
                        name: &a.name,
                        at: Span::of(a.location()),
                        shown: Span::name(&a.name),
                    }));
                    let name = field.alias.as_ref().unwrap_or(&field.name);
                    let known = self.fields.entry(name).or_default();
                    let differs = |other: &&'a Node<Field>| {
                        other.name != field.name || other.arguments.len() != field.arguments.len()
                    };
                    if known.len() < 2 && known.first().is_none_or(differs) {
                        known.push(field);
                    }
                    self.selections(&field.selection_set);
                }
                Selection::InlineFragment(inline) => self.selections(&inline.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn repeats(&mut self, named: impl Iterator<Item = Named<'a>>) {
        let mut seen: HashMap<&Name, Span> = HashMap::new();
        for Named { name, at, shown } in named {
            match seen.get(name) {
                Some(first) => {
                    self.repeated.insert(at.start, *first);
                }
                None => {
                    seen.insert(name, shown);
                }
            }
        }
    }
}

struct Named<'a> {
    name: &'a Name,
    at: Span,
    shown: Span,
}

fn key(field: &Field) -> Span {
    let name = Span::name(&field.name);
    field.alias.as_ref().map_or(name, |alias| Span::name(alias).to(name))
}

/// Returns the definition in the schema for a finding.
fn definition(finding: &Finding, schema: &Schema) -> Option<Span> {
    let coordinate = match finding.code {
        "unknown-argument" => quoted(&finding.message).nth(1)?,
        "missing-argument" | "missing-input-field" => quoted(&finding.message).next()?,
        _ => return None,
    };
    Coordinate::parse(coordinate).defined(schema).map(Span::name)
}
