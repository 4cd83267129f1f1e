//! The Rust types that the generator would create for an operation, as maps of shapes, one for each part of a document.
//! If two maps differ, the models differ at these keys.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use apollo_compiler::executable::{Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, Name, Schema};

use crate::diff::names::{Names, Pair};
use crate::diff::shape::{Difference, Direction, Keys, Kind, Named, Part, Shape, of_type};
use crate::span::Span;

pub(crate) type Differences = BTreeMap<String, Difference>;

/// One document under one schema. Each part is worked out once, however many operations share it.
pub(crate) struct Models<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    keys: Keys,
    fragments: HashMap<Name, Part>,
}

/// A selection set, and the key of its place.
struct Open<'s> {
    set: &'s SelectionSet,
    place: String,
}

impl<'a> Models<'a> {
    pub(crate) fn new(schema: &'a Schema, document: &'a ExecutableDocument, keys: Keys) -> Self {
        Models { schema, document, keys, fragments: HashMap::new() }
    }

    /// The part of an operation itself; `None` where the schema knows no such operation.
    pub(crate) fn operation(&self, name: Option<&str>) -> Option<Part> {
        let operation = self.document.operations.get(name).ok()?;
        let mut part = Part::default();
        self.selection(&operation.selection_set, String::new(), &mut part);
        for variable in &operation.variables {
            let inner = variable.ty.inner_named_type();
            let key = match self.keys {
                Keys::Types => inner.to_string(),
                Keys::Places => format!("${}", variable.name),
            };
            part.names(key, inner, Span::name(&variable.name), Direction::Sent);
        }
        Some(part)
    }

    fn fragment(&mut self, name: &Name) -> &Part {
        if !self.fragments.contains_key(name) {
            let mut part = Part::default();
            if let Some(fragment) = self.document.fragments.get(name) {
                self.selection(&fragment.selection_set, format!("...{name}"), &mut part);
            }
            self.fragments.insert(name.clone(), part);
        }
        &self.fragments[name]
    }

    fn selection(&self, set: &SelectionSet, place: String, part: &mut Part) {
        let mut open = vec![Open { set, place }];
        while let Some(Open { set, place }) = open.pop() {
            self.variants(&set.ty, &place, part);
            for selection in &set.selections {
                match selection {
                    Selection::Field(field) if field.name == "__typename" => {}
                    Selection::Field(field) => {
                        let ty = &field.definition.ty;
                        let used = Span::name(&field.name);
                        let coordinate = format!("{}.{}", set.ty, field.name);
                        let key = match self.keys {
                            Keys::Types => coordinate.clone(),
                            Keys::Places => format!("{place}.{}", field.response_key()),
                        };
                        let inner = ty.inner_named_type();
                        part.names(
                            match self.keys {
                                Keys::Types => inner.to_string(),
                                Keys::Places => key.clone(),
                            },
                            inner,
                            used,
                            Direction::Read,
                        );
                        open.push(Open { set: &field.selection_set, place: key.clone() });
                        let shape = Shape {
                            coordinate,
                            text: ty.to_string(),
                            kind: Kind::Selected(ty.clone()),
                            at: Span::name(&field.definition.name),
                            used,
                            direction: Direction::Read,
                        };
                        part.shapes.insert(key, shape);
                    }
                    Selection::InlineFragment(inline) => {
                        // A type condition is sent, so both schemas have the name.
                        let condition = inline.type_condition.as_ref().map(|name| format!("|{name}"));
                        let place = format!("{place}{}", condition.unwrap_or_default());
                        open.push(Open { set: &inline.selection_set, place });
                    }
                    Selection::FragmentSpread(spread) => {
                        part.spreads.insert(spread.fragment_name.clone());
                    }
                }
            }
        }
    }

    /// A selection on an interface or union becomes an enum with one variant for each possible type.
    fn variants(&self, ty: &Name, place: &str, part: &mut Part) {
        let key = match self.keys {
            Keys::Types => ty.to_string(),
            Keys::Places => format!("{place}|"),
        };
        if part.shapes.contains_key(&key) {
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
        part.defines(key, ty.to_string(), possible.join(" | "), Kind::Variants, at);
    }
}

/// The enums and input types of two schemas, each pair compared once for all documents.
pub(crate) struct Types<'a> {
    old: &'a Schema,
    new: &'a Schema,
    names: &'a Names<'a>,
    known: HashMap<Pair, Type>,
}

/// One type under two schemas.
struct Type {
    differences: Differences,
    /// The types that it names, under either.
    named: Vec<Pair>,
}

impl<'a> Types<'a> {
    pub(crate) fn new(old: &'a Schema, new: &'a Schema, names: &'a Names<'a>) -> Self {
        Types { old, new, names, known: HashMap::new() }
    }

    /// What the keys of the compared parts are made of.
    pub(crate) fn keys(&self) -> Keys {
        match self.names.are_sent_only() {
            true => Keys::Places,
            false => Keys::Types,
        }
    }

    fn of(&mut self, pair: &Pair) -> &Type {
        let (old, new, names, keys) = (self.old, self.new, self.names, self.keys());
        self.known.entry(pair.clone()).or_insert_with(|| {
            let (old, new) = (of_type(old, &pair.old, keys), of_type(new, &pair.new, keys));
            let named = pairs(&old.named, &new.named, names).into_iter().map(|used| used.pair).collect();
            Type { differences: differences(&old, &new, names), named }
        })
    }
}

/// Two types that the document uses at one place.
struct Used {
    pair: Pair,
    at: Span,
    direction: Direction,
}

impl Used {
    /// Returns the key of a part of the two types. A value that is both sent and read counts twice if names do not.
    fn key(&self, part: &str, keys: Keys) -> String {
        match keys {
            Keys::Types => self.pair.key(part),
            Keys::Places => format!("{:?} {}", self.direction, self.pair.key(part)),
        }
    }
}

/// Pairs the types that two parts name. If the names of types count, a type that only one part names is compared too.
fn pairs(old: &BTreeMap<String, Named>, new: &BTreeMap<String, Named>, names: &Names<'_>) -> Vec<Used> {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let pair = |key: &String| {
        let (old, new) = (old.get(key), new.get(key));
        let (before, after) = match names.are_sent_only() {
            true => (old?, new?),
            false => (old.or(new)?, new.or(old)?),
        };
        let is_compared = !names.are_sent_only() || names.correspond(&before.name, &after.name);
        let pair = Pair { old: before.name.clone(), new: after.name.clone() };
        is_compared.then_some(Used { pair, at: before.used, direction: before.direction })
    };
    keys.into_iter().filter_map(pair).collect()
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
        let mut found = differences(&old, &new, types.names);
        let mut open = pairs(&old.named, &new.named, types.names);
        let mut spreads: Vec<Name> = old.spreads.union(&new.spreads).cloned().collect();
        let mut seen: BTreeSet<Name> = spreads.iter().cloned().collect();
        while let Some(name) = spreads.pop() {
            let (old, new) = (self.old.fragment(&name), self.new.fragment(&name));
            let known = self.fragments.entry(name).or_insert_with(|| differences(old, new, types.names));
            found.extend(known.iter().map(|(key, at)| (key.clone(), at.clone())));
            open.extend(pairs(&old.named, &new.named, types.names));
            spreads
                .extend(old.spreads.union(&new.spreads).filter(|name| seen.insert((*name).clone())).cloned());
        }
        let keys = types.keys();
        let mut known: BTreeSet<String> = BTreeSet::new();
        while let Some(used) = open.pop() {
            if !known.insert(used.key("", keys)) {
                continue;
            }
            let Used { pair, at, direction } = &used;
            let ty = types.of(pair);
            found.extend(ty.differences.iter().map(|(key, difference)| {
                let mut difference = difference.clone();
                for shape in [&mut difference.old, &mut difference.new].into_iter().flatten() {
                    (shape.used, shape.direction) = (*at, *direction);
                }
                (used.key(key, keys), difference)
            }));
            let named = ty.named.iter().cloned();
            open.extend(named.map(|pair| Used { pair, at: *at, direction: *direction }));
        }
        found
    }
}

fn differences(old: &Part, new: &Part, names: &Names<'_>) -> Differences {
    let keys: BTreeSet<&String> = old.shapes.keys().chain(new.shapes.keys()).collect();
    let mut found = Differences::new();
    for key in keys {
        let (before, after) = (old.shapes.get(key), new.shapes.get(key));
        // A selected field that is gone makes the operation invalid, and is reported as that.
        let is_gone = after.is_none() && before.is_some_and(|shape| matches!(shape.kind, Kind::Selected(_)));
        if !is_same(before, after, names) && !is_gone {
            found.insert(key.clone(), Difference { old: before.cloned(), new: after.cloned() });
        }
    }
    found
}

fn is_same(before: Option<&Shape>, after: Option<&Shape>, names: &Names<'_>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return before.is_none() && after.is_none();
    };
    match (before.ty(), after.ty()) {
        (Some(old), Some(new)) => *old == *names.renamed(old, new),
        _ => before.text == after.text,
    }
}
