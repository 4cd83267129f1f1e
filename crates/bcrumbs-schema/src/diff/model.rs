//! The Rust types that the generator would make of an operation, as a map from coordinate to shape: two maps that
//! differ are two models that differ, and the keys say where.

use std::collections::{BTreeMap, BTreeSet};

use apollo_compiler::executable::{Operation, Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, Name, Schema};

pub(super) type Model = BTreeMap<String, String>;

pub(super) fn of(schema: &Schema, document: &ExecutableDocument, operation: &Operation) -> Model {
    let mut builder =
        Builder { schema, document, model: Model::new(), named: Vec::new(), spread: BTreeSet::new() };
    builder.selection(&operation.selection_set);
    for variable in &operation.variables {
        builder.named.push(variable.ty.inner_named_type().clone());
    }
    builder.types();
    builder.model
}

/// The coordinates at which two models differ.
pub(super) fn differences(old: &Model, new: &Model) -> Vec<String> {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    keys.into_iter().filter(|key| old.get(*key) != new.get(*key)).cloned().collect()
}

struct Builder<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    model: Model,
    named: Vec<Name>,
    spread: BTreeSet<&'a Name>,
}

impl<'a> Builder<'a> {
    fn selection(&mut self, set: &'a SelectionSet) {
        let mut open = vec![set];
        while let Some(set) = open.pop() {
            self.variants(&set.ty);
            for selection in &set.selections {
                match selection {
                    Selection::Field(field) if field.name == "__typename" => {}
                    Selection::Field(field) => {
                        let ty = &field.definition.ty;
                        self.model.insert(format!("{}.{}", set.ty, field.name), ty.to_string());
                        self.named.push(ty.inner_named_type().clone());
                        open.push(&field.selection_set);
                    }
                    Selection::InlineFragment(inline) => open.push(&inline.selection_set),
                    Selection::FragmentSpread(spread) => {
                        if self.spread.insert(&spread.fragment_name) {
                            open.extend(
                                self.document.fragments.get(&spread.fragment_name).map(|f| &f.selection_set),
                            );
                        }
                    }
                }
            }
        }
    }

    /// A selection on an interface or union becomes an enum with one variant for each possible type.
    fn variants(&mut self, ty: &Name) {
        let possible: Vec<&Name> = match self.schema.types.get(ty) {
            Some(ExtendedType::Union(union)) => union.members.iter().map(|member| &member.name).collect(),
            Some(ExtendedType::Interface(_)) => {
                let objects = self.schema.types.values().filter_map(ExtendedType::as_object);
                objects.filter(|o| o.implements_interfaces.contains(ty)).map(|o| &o.name).collect()
            }
            _ => return,
        };
        let mut possible: Vec<&str> = possible.into_iter().map(Name::as_str).collect();
        possible.sort_unstable();
        self.model.insert(ty.to_string(), possible.join("|"));
    }

    /// Enums and input types are generated whole, whatever the operation uses of them.
    fn types(&mut self) {
        let mut seen = BTreeSet::new();
        while let Some(name) = self.named.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            match self.schema.types.get(&name) {
                Some(ExtendedType::Enum(ty)) => {
                    for value in ty.values.keys() {
                        self.model.insert(format!("{name}.{value}"), "value".to_owned());
                    }
                }
                Some(ExtendedType::InputObject(ty)) => {
                    let kind = if ty.directives.has("oneOf") { "oneOf" } else { "input" };
                    self.model.insert(name.to_string(), kind.to_owned());
                    for field in ty.fields.values() {
                        self.model.insert(format!("{name}.{}", field.name), field.ty.to_string());
                        self.named.push(field.ty.inner_named_type().clone());
                    }
                }
                _ => {}
            }
        }
    }
}
