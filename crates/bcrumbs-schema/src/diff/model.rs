//! The Rust types that the generator would create for an operation, as maps from coordinate to shape, one for each
//! part of a document. If two maps differ, the models differ at these keys.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use apollo_compiler::executable::{Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, Name, Schema};

use crate::span::Span;

/// The generated type of one coordinate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) text: String,
    kind: Kind,
    /// Where the schema defines it.
    pub(crate) at: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A field that is selected.
    Selected,
    /// A part of a type, which is generated whole.
    Defined,
}

/// The model of one operation or fragment, or of one named type.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    shapes: BTreeMap<String, Shape>,
    /// The enums and input types that it names.
    named: BTreeSet<Name>,
    /// The fragments that it spreads.
    spreads: BTreeSet<Name>,
}

/// One coordinate at which two models differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) old: Option<Shape>,
    pub(crate) new: Option<Shape>,
}

pub(crate) type Differences = BTreeMap<String, Difference>;

/// One document under one schema. Each part is worked out once, however many operations share it.
pub(crate) struct Models<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    fragments: HashMap<Name, Part>,
}

impl<'a> Models<'a> {
    pub(crate) fn new(schema: &'a Schema, document: &'a ExecutableDocument) -> Self {
        Models { schema, document, fragments: HashMap::new() }
    }

    /// The part of an operation itself; `None` where the schema knows no such operation.
    pub(crate) fn operation(&self, name: Option<&str>) -> Option<Part> {
        let operation = self.document.operations.get(name).ok()?;
        let mut part = Part::default();
        self.selection(&operation.selection_set, &mut part);
        for variable in &operation.variables {
            part.named.insert(variable.ty.inner_named_type().clone());
        }
        Some(part)
    }

    fn fragment(&mut self, name: &Name) -> &Part {
        if !self.fragments.contains_key(name) {
            let mut part = Part::default();
            if let Some(fragment) = self.document.fragments.get(name) {
                self.selection(&fragment.selection_set, &mut part);
            }
            self.fragments.insert(name.clone(), part);
        }
        &self.fragments[name]
    }

    fn selection(&self, set: &SelectionSet, part: &mut Part) {
        let mut open = vec![set];
        while let Some(set) = open.pop() {
            self.variants(&set.ty, part);
            for selection in &set.selections {
                match selection {
                    Selection::Field(field) if field.name == "__typename" => {}
                    Selection::Field(field) => {
                        let ty = &field.definition.ty;
                        let shape = Shape {
                            text: ty.to_string(),
                            kind: Kind::Selected,
                            at: Span::name(&field.definition.name),
                        };
                        part.shapes.insert(format!("{}.{}", set.ty, field.name), shape);
                        part.named.insert(ty.inner_named_type().clone());
                        open.push(&field.selection_set);
                    }
                    Selection::InlineFragment(inline) => open.push(&inline.selection_set),
                    Selection::FragmentSpread(spread) => {
                        part.spreads.insert(spread.fragment_name.clone());
                    }
                }
            }
        }
    }

    /// A selection on an interface or union becomes an enum with one variant for each possible type.
    fn variants(&self, ty: &Name, part: &mut Part) {
        if part.shapes.contains_key(ty.as_str()) {
            return;
        }
        let (possible, at): (Vec<&Name>, Span) = match self.schema.types.get(ty) {
            Some(ExtendedType::Union(union)) => {
                (union.members.iter().map(|member| &member.name).collect(), Span::name(&union.name))
            }
            Some(ExtendedType::Interface(interface)) => {
                let objects = self.schema.types.values().filter_map(ExtendedType::as_object);
                let objects = objects.filter(|o| o.implements_interfaces.contains(ty)).map(|o| &o.name);
                (objects.collect(), Span::name(&interface.name))
            }
            _ => return,
        };
        let mut possible: Vec<&str> = possible.into_iter().map(Name::as_str).collect();
        possible.sort_unstable();
        part.defines(ty.to_string(), possible.join(" | "), at);
    }
}

impl Part {
    fn defines(&mut self, coordinate: String, text: String, at: Span) {
        self.shapes.insert(coordinate, Shape { text, kind: Kind::Defined, at });
    }
}

/// The model of an enum or input type, which is generated whole, whatever an operation uses of it.
fn of_type(schema: &Schema, name: &Name) -> Part {
    let mut part = Part::default();
    match schema.types.get(name) {
        Some(ExtendedType::Enum(ty)) => {
            for value in ty.values.values() {
                let coordinate = format!("{name}.{}", value.value);
                part.defines(coordinate, "value".to_owned(), Span::name(&value.value));
            }
        }
        Some(ExtendedType::InputObject(ty)) => {
            let kind = if ty.directives.has("oneOf") { "oneOf" } else { "input" };
            part.defines(name.to_string(), kind.to_owned(), Span::name(&ty.name));
            for field in ty.fields.values() {
                let coordinate = format!("{name}.{}", field.name);
                part.defines(coordinate, field.ty.to_string(), Span::name(&field.name));
                part.named.insert(field.ty.inner_named_type().clone());
            }
        }
        _ => {}
    }
    part
}

/// The enums and input types of two schemas, each compared once for all documents.
pub(crate) struct Types<'a> {
    old: &'a Schema,
    new: &'a Schema,
    known: HashMap<Name, Type>,
}

/// One type under two schemas.
struct Type {
    differences: Differences,
    /// The types that it names, under either.
    named: BTreeSet<Name>,
}

impl<'a> Types<'a> {
    pub(crate) fn new(old: &'a Schema, new: &'a Schema) -> Self {
        Types { old, new, known: HashMap::new() }
    }

    fn of(&mut self, name: &Name) -> &Type {
        let (old, new) = (self.old, self.new);
        self.known.entry(name.clone()).or_insert_with(|| {
            let (old, new) = (of_type(old, name), of_type(new, name));
            let named = old.named.union(&new.named).cloned().collect();
            Type { differences: differences(&old, &new), named }
        })
    }
}

/// The models of one document under two schemas.
pub(crate) struct Comparison<'a> {
    pub(crate) old: Models<'a>,
    pub(crate) new: Models<'a>,
    fragments: HashMap<Name, Differences>,
}

impl<'a> Comparison<'a> {
    pub(crate) fn new(old: Models<'a>, new: Models<'a>) -> Self {
        Comparison { old, new, fragments: HashMap::new() }
    }

    /// Returns where the model of an operation differs; nothing where one schema does not know the operation.
    pub(crate) fn operation(&mut self, name: Option<&str>, types: &mut Types<'_>) -> Differences {
        let (Some(old), Some(new)) = (self.old.operation(name), self.new.operation(name)) else {
            return Differences::new();
        };
        let mut found = differences(&old, &new);
        let mut named: BTreeSet<Name> = old.named.union(&new.named).cloned().collect();
        let mut spreads: Vec<Name> = old.spreads.union(&new.spreads).cloned().collect();
        let mut seen: BTreeSet<Name> = spreads.iter().cloned().collect();
        while let Some(name) = spreads.pop() {
            let (old, new) = (self.old.fragment(&name), self.new.fragment(&name));
            let known = self.fragments.entry(name).or_insert_with(|| differences(old, new));
            found.extend(known.iter().map(|(coordinate, at)| (coordinate.clone(), at.clone())));
            named.extend(old.named.union(&new.named).cloned());
            spreads
                .extend(old.spreads.union(&new.spreads).filter(|name| seen.insert((*name).clone())).cloned());
        }
        let mut open: Vec<Name> = named.iter().cloned().collect();
        while let Some(name) = open.pop() {
            let ty = types.of(&name);
            found.extend(ty.differences.iter().map(|(coordinate, at)| (coordinate.clone(), at.clone())));
            open.extend(ty.named.iter().filter(|name| named.insert((*name).clone())).cloned());
        }
        found
    }
}

fn differences(old: &Part, new: &Part) -> Differences {
    let keys: BTreeSet<&String> = old.shapes.keys().chain(new.shapes.keys()).collect();
    let mut found = Differences::new();
    for key in keys {
        let (before, after) = (old.shapes.get(key), new.shapes.get(key));
        let text = |shape: Option<&Shape>| shape.map(|shape| shape.text.clone());
        // A selected field that is gone makes the operation invalid, and is reported as that.
        let is_gone = after.is_none() && before.is_some_and(|shape| shape.kind == Kind::Selected);
        if text(before) != text(after) && !is_gone {
            found.insert(key.clone(), Difference { old: before.cloned(), new: after.cloned() });
        }
    }
    found
}
