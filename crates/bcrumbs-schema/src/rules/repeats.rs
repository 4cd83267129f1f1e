//! Names that a schema defines twice.

use std::collections::{HashMap, HashSet};

use apollo_compiler::ast::{
    Definition, Document, EnumValueDefinition, FieldDefinition, InputValueDefinition,
};
use apollo_compiler::{Name, Node};

use crate::diagnostic::RuleSet::Spec;
use crate::document::errors::quoted;
use crate::finding::Finding;
use crate::span::Span;

/// The compiler marks a repeated definition from its description on, or marks the first of the two. This rule marks
/// the name of the second, which has to change.
pub(crate) fn at_names(tree: &Document, found: &mut Vec<Finding>) {
    if !found.iter().any(|finding| finding.code == "duplicate-definition") {
        return;
    }
    let mut repeats = Repeats::default();
    for definition in &tree.definitions {
        repeats.definition(definition);
    }
    found.retain(|finding| {
        finding.code != "duplicate-definition"
            || !quoted(&finding.message).next().is_some_and(|name| repeats.names.contains(name))
    });
    found.extend(repeats.found);
    found.sort_by_key(|finding| finding.span.start);
}

/// The names that are defined twice in one list.
#[derive(Default)]
struct Repeats {
    names: HashSet<String>,
    found: Vec<Finding>,
    types: HashMap<Name, Span>,
    directives: HashMap<Name, Span>,
    members: HashMap<Name, HashMap<Name, Span>>,
}

impl Repeats {
    fn definition(&mut self, definition: &Definition) {
        match definition {
            Definition::ScalarTypeDefinition(ty) => self.ty(&ty.name),
            Definition::UnionTypeDefinition(ty) => self.ty(&ty.name),
            Definition::ObjectTypeDefinition(ty) => {
                self.ty(&ty.name);
                self.fields(&ty.name, &ty.fields);
            }
            Definition::InterfaceTypeDefinition(ty) => {
                self.ty(&ty.name);
                self.fields(&ty.name, &ty.fields);
            }
            Definition::ObjectTypeExtension(ty) => self.fields(&ty.name, &ty.fields),
            Definition::InterfaceTypeExtension(ty) => self.fields(&ty.name, &ty.fields),
            Definition::EnumTypeDefinition(ty) => {
                self.ty(&ty.name);
                self.values(&ty.name, &ty.values);
            }
            Definition::EnumTypeExtension(ty) => self.values(&ty.name, &ty.values),
            Definition::InputObjectTypeDefinition(ty) => {
                self.ty(&ty.name);
                self.members(&ty.name, ty.fields.iter().map(|field| &field.name));
            }
            Definition::InputObjectTypeExtension(ty) => {
                self.members(&ty.name, ty.fields.iter().map(|field| &field.name));
            }
            Definition::DirectiveDefinition(directive) => {
                let first = self.directives.get(&directive.name).copied();
                let what = format!("the directive `@{}`", directive.name);
                match first {
                    Some(first) => self.repeated(&directive.name, first, &what),
                    None => {
                        self.directives.insert(directive.name.clone(), Span::name(&directive.name));
                    }
                }
                self.arguments(&what, &directive.arguments);
            }
            _ => {}
        }
    }

    fn ty(&mut self, name: &Name) {
        match self.types.get(name).copied() {
            Some(first) => self.repeated(name, first, &format!("the type `{name}`")),
            None => {
                self.types.insert(name.clone(), Span::name(name));
            }
        }
    }

    fn fields(&mut self, ty: &Name, fields: &[Node<FieldDefinition>]) {
        self.members(ty, fields.iter().map(|field| &field.name));
        for field in fields {
            self.arguments(&format!("`{ty}.{}`", field.name), &field.arguments);
        }
    }

    fn values(&mut self, ty: &Name, values: &[Node<EnumValueDefinition>]) {
        self.members(ty, values.iter().map(|value| &value.value));
    }

    fn members<'n>(&mut self, ty: &Name, names: impl Iterator<Item = &'n Name>) {
        for name in names {
            let known = self.members.entry(ty.clone()).or_default();
            match known.get(name).copied() {
                Some(first) => self.repeated(name, first, &format!("`{ty}.{name}`")),
                None => {
                    known.insert(name.clone(), Span::name(name));
                }
            }
        }
    }

    fn arguments(&mut self, of: &str, arguments: &[Node<InputValueDefinition>]) {
        let mut known: HashMap<&Name, Span> = HashMap::new();
        for argument in arguments {
            let name = &argument.name;
            match known.get(name).copied() {
                Some(first) => self.repeated(name, first, &format!("the argument `{name}` of {of}")),
                None => {
                    known.insert(name, Span::name(name));
                }
            }
        }
    }

    fn repeated(&mut self, name: &Name, first: Span, what: &str) {
        self.names.insert(name.to_string());
        self.names.insert(format!("@{name}"));
        let message = format!("{what} is defined twice");
        let finding = Finding::error(Spec, "duplicate-definition", Span::name(name), message);
        self.found.push(finding.related(first, "the other occurrence is here"));
    }
}
