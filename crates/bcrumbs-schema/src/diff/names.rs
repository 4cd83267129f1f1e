//! Which types of two schemas are compared with each other, and whether a name of a type counts.

use std::borrow::Cow;
use std::collections::HashSet;

use apollo_compiler::ast::{Definition, OperationType, Selection, Type};
use apollo_compiler::collections::IndexMap;
use apollo_compiler::schema::{Component, ExtendedType, FieldDefinition};
use apollo_compiler::{Name, Schema};

use crate::check::units::Units;
use crate::options::TypeNames;

pub(crate) type Fields = IndexMap<Name, Component<FieldDefinition>>;

/// Two types at the same place of two schemas.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Pair {
    pub(crate) old: Name,
    pub(crate) new: Name,
}

impl Pair {
    /// Returns the key of a part of the two types.
    pub(crate) fn key(&self, part: &str) -> String {
        match self.old == self.new {
            true => format!("{}{part}", self.old),
            false => format!("{}/{}{part}", self.old, self.new),
        }
    }
}

/// The names that count.
pub(crate) struct Names<'a> {
    old: &'a Schema,
    new: &'a Schema,
    /// The names that the operations send; `None` if every name counts.
    sent: Option<HashSet<Name>>,
}

impl<'a> Names<'a> {
    pub(crate) fn of(old: &'a Schema, new: &'a Schema, names: TypeNames, units: &Units) -> Self {
        let sent = match names {
            TypeNames::All => None,
            TypeNames::Sent => Some(sent(units)),
        };
        Names { old, new, sent }
    }

    /// Whether only the names that are sent count.
    pub(crate) fn are_sent_only(&self) -> bool {
        self.sent.is_some()
    }

    /// Returns the new type of a field or a value, under the old name if the name of the type does not count.
    pub(crate) fn renamed<'t>(&self, old: &Type, new: &'t Type) -> Cow<'t, Type> {
        let (before, after) = (old.inner_named_type(), new.inner_named_type());
        match before != after && self.correspond(before, after) {
            true => Cow::Owned(with_name(new, before)),
            false => Cow::Borrowed(new),
        }
    }

    /// Returns whether two types are the same, whether or not they may be null.
    pub(crate) fn is_same_type(&self, old: &Type, new: &Type) -> bool {
        old.clone().nullable() == self.renamed(old, new).into_owned().nullable()
    }

    /// Returns whether two types are compared by their content alone.
    pub(crate) fn correspond(&self, before: &Name, after: &Name) -> bool {
        if self.sent.as_ref().is_none_or(|sent| sent.contains(before)) {
            return before == after;
        }
        match (self.old_form(before), self.new_form(after)) {
            (Form::Scalar, Form::Scalar) => before == after,
            (old, new) => old == new,
        }
    }

    /// Returns what a type of the old schema looks like on the wire.
    pub(crate) fn old_form(&self, name: &Name) -> Form {
        self.old.types.get(name).map_or(Form::Scalar, Form::of)
    }

    /// Returns what a type of the new schema looks like on the wire.
    pub(crate) fn new_form(&self, name: &Name) -> Form {
        self.new.types.get(name).map_or(Form::Scalar, Form::of)
    }

    /// Returns the types that are compared with each other: those that are reached from the root types by the same
    /// fields and arguments.
    pub(crate) fn pairs(&self) -> Vec<Pair> {
        let mut found = Found::default();
        for kind in [OperationType::Query, OperationType::Mutation, OperationType::Subscription] {
            if let (Some(old), Some(new)) = (self.old.root_operation(kind), self.new.root_operation(kind)) {
                found.add(old, new);
            }
        }
        let mut at = 0;
        while let Some(Pair { old, new }) = found.pairs.get(at).cloned() {
            at += 1;
            let (Some(old), Some(new)) = (self.old.types.get(&old), self.new.types.get(&new)) else {
                continue;
            };
            self.below(old, new, &mut found);
        }
        found.pairs
    }

    fn below(&self, old: &ExtendedType, new: &ExtendedType, found: &mut Found) {
        let mut add = |old: &Type, new: &Type| {
            let (old, new) = (old.inner_named_type(), new.inner_named_type());
            if self.correspond(old, new) {
                found.add(old, new);
            }
        };
        for (name, old) in fields(old).into_iter().flatten() {
            let Some(new) = fields(new).and_then(|fields| fields.get(name)) else {
                continue;
            };
            add(&old.ty, &new.ty);
            for old in &old.arguments {
                if let Some(new) = new.argument_by_name(&old.name) {
                    add(&old.ty, &new.ty);
                }
            }
        }
        if let (ExtendedType::InputObject(old), ExtendedType::InputObject(new)) = (old, new) {
            for (name, old) in &old.fields {
                if let Some(new) = new.fields.get(name) {
                    add(&old.ty, &new.ty);
                }
            }
        }
        // The values of an interface or union have one of these types, and `__typename` shows the name.
        for name in possible(self.old, old) {
            if self.new.types.contains_key(name) {
                found.add(name, name);
            }
        }
    }
}

/// Pairs in the order in which they were reached, each once.
#[derive(Default)]
struct Found {
    pairs: Vec<Pair>,
    seen: HashSet<Pair>,
}

impl Found {
    fn add(&mut self, old: &Name, new: &Name) {
        let pair = Pair { old: old.clone(), new: new.clone() };
        if self.seen.insert(pair.clone()) {
            self.pairs.push(pair);
        }
    }
}

/// What a type looks like in a request or in a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Scalar,
    Enum,
    Object,
    Input,
}

impl Form {
    fn of(ty: &ExtendedType) -> Self {
        match ty {
            ExtendedType::Scalar(_) => Form::Scalar,
            ExtendedType::Enum(_) => Form::Enum,
            ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_) => Form::Object,
            ExtendedType::InputObject(_) => Form::Input,
        }
    }
}

/// The fields of an object type or an interface.
pub(crate) fn fields(ty: &ExtendedType) -> Option<&Fields> {
    match ty {
        ExtendedType::Object(ty) => Some(&ty.fields),
        ExtendedType::Interface(ty) => Some(&ty.fields),
        ExtendedType::Scalar(_)
        | ExtendedType::Union(_)
        | ExtendedType::Enum(_)
        | ExtendedType::InputObject(_) => None,
    }
}

fn possible<'s>(schema: &'s Schema, ty: &'s ExtendedType) -> Vec<&'s Name> {
    match ty {
        ExtendedType::Union(union) => union.members.iter().map(|member| &member.name).collect(),
        ExtendedType::Interface(interface) => {
            let objects = schema.types.values().filter_map(ExtendedType::as_object);
            objects.filter(|o| o.implements_interfaces.contains(&interface.name)).map(|o| &o.name).collect()
        }
        ExtendedType::Scalar(_)
        | ExtendedType::Object(_)
        | ExtendedType::Enum(_)
        | ExtendedType::InputObject(_) => Vec::new(),
    }
}

fn with_name(ty: &Type, name: &Name) -> Type {
    match ty {
        Type::Named(_) => Type::Named(name.clone()),
        Type::NonNullNamed(_) => Type::NonNullNamed(name.clone()),
        Type::List(item) => Type::List(Box::new(with_name(item, name))),
        Type::NonNullList(item) => Type::NonNullList(Box::new(with_name(item, name))),
    }
}

/// The type names in the documents: those of variables and of type conditions.
fn sent(units: &Units) -> HashSet<Name> {
    let mut names = HashSet::new();
    for definition in units.units.iter().flat_map(|unit| &unit.document.tree.definitions) {
        match definition {
            Definition::OperationDefinition(operation) => {
                names.extend(operation.variables.iter().map(|v| v.ty.inner_named_type().clone()));
                conditions(&operation.selection_set, &mut names);
            }
            Definition::FragmentDefinition(fragment) => {
                names.insert(fragment.type_condition.clone());
                conditions(&fragment.selection_set, &mut names);
            }
            _ => {}
        }
    }
    names
}

fn conditions(set: &[Selection], names: &mut HashSet<Name>) {
    for selection in set {
        match selection {
            Selection::Field(field) => conditions(&field.selection_set, names),
            Selection::InlineFragment(inline) => {
                names.extend(inline.type_condition.clone());
                conditions(&inline.selection_set, names);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}
