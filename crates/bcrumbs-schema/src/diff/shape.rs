//! The parts of the Rust types that the generator would create, each with the type that the schema gives it.

use std::collections::{BTreeMap, BTreeSet};

use apollo_compiler::ast::Type;
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Schema};

use crate::span::Span;

/// The generated type of one coordinate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The coordinate, as `Type.field` or `Enum.VALUE`.
    pub(crate) coordinate: String,
    /// What a person reads: the type, or the possible types.
    pub(crate) text: String,
    pub(crate) kind: Kind,
    /// Where the schema defines it.
    pub(crate) at: Span,
    /// Where the document uses it.
    pub(crate) used: Span,
    pub(crate) direction: Direction,
}

/// Whether a value is in the request or in the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    Sent,
    Read,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A field that is selected.
    Selected(Type),
    /// The possible types of an interface or union.
    Variants,
    /// A value of an enum.
    Value,
    /// An input type.
    Input,
    /// A field of an input type.
    InputField {
        ty: Type,
        /// Whether a value without it is refused.
        is_required: bool,
    },
}

impl Shape {
    /// Returns the type of a field or of an input field.
    pub(crate) fn ty(&self) -> Option<&Type> {
        match &self.kind {
            Kind::Selected(ty) | Kind::InputField { ty, .. } => Some(ty),
            Kind::Variants | Kind::Value | Kind::Input => None,
        }
    }
}

/// One coordinate at which two models differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) old: Option<Shape>,
    pub(crate) new: Option<Shape>,
}

impl Difference {
    /// Returns the coordinate: that of the old schema, if it has one.
    pub(crate) fn coordinate(&self) -> &str {
        self.old.as_ref().or(self.new.as_ref()).map_or("", |shape| &shape.coordinate)
    }

    /// Returns whether it is a new required input field. Code that derives `Default` for its variables still compiles.
    pub(crate) fn is_new_requirement(&self) -> bool {
        let new = self.new.as_ref().map(|shape| &shape.kind);
        self.old.is_none() && matches!(new, Some(Kind::InputField { is_required: true, .. }))
    }

    /// Returns where the document uses it.
    pub(crate) fn used(&self) -> Span {
        self.old.as_ref().or(self.new.as_ref()).map(|shape| shape.used).unwrap_or_default()
    }
}

/// An enum or input type that a part names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: Name,
    /// Where the document names or selects it.
    pub(crate) used: Span,
    pub(crate) direction: Direction,
}

/// The model of one operation or fragment, or of one named type. The keys are the same under both schemas.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    pub(crate) shapes: BTreeMap<String, Shape>,
    pub(crate) named: BTreeMap<String, Named>,
    /// The fragments that it spreads.
    pub(crate) spreads: BTreeSet<Name>,
}

/// What the keys of a part are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    /// The names of the types.
    Types,
    /// The places in the document and in the input types, if the names of types do not count.
    Places,
}

impl Part {
    pub(crate) fn defines(&mut self, key: String, coordinate: String, text: String, kind: Kind, at: Span) {
        let (used, direction) = (Span::default(), Direction::Read);
        self.shapes.insert(key, Shape { coordinate, text, kind, at, used, direction });
    }

    /// Adds a type, unless it is there already.
    pub(crate) fn names(&mut self, key: String, name: &Name, used: Span, direction: Direction) {
        self.named.entry(key).or_insert_with(|| Named { name: name.clone(), used, direction });
    }
}

/// The model of an enum or input type, which is generated whole, whatever an operation uses of it.
pub(crate) fn of_type(schema: &Schema, name: &Name, keys: Keys) -> Part {
    let mut part = Part::default();
    match schema.types.get(name) {
        Some(ExtendedType::Enum(ty)) => {
            for value in ty.values.values() {
                let coordinate = format!("{name}.{}", value.value);
                let at = Span::name(&value.value);
                part.defines(format!(".{}", value.value), coordinate, "value".to_owned(), Kind::Value, at);
            }
        }
        Some(ExtendedType::InputObject(ty)) => {
            let kind = if ty.directives.has("oneOf") { "oneOf" } else { "input" };
            part.defines(String::new(), name.to_string(), kind.to_owned(), Kind::Input, Span::name(&ty.name));
            for field in ty.fields.values() {
                let coordinate = format!("{name}.{}", field.name);
                let kind =
                    Kind::InputField { ty: field.ty.as_ref().clone(), is_required: field.is_required() };
                let (key, at) = (format!(".{}", field.name), Span::name(&field.name));
                part.defines(key.clone(), coordinate, field.ty.to_string(), kind, at);
                let inner = field.ty.inner_named_type();
                let key = match keys {
                    Keys::Types => inner.to_string(),
                    Keys::Places => key,
                };
                part.names(key, inner, Span::default(), Direction::Sent);
            }
        }
        _ => {}
    }
    part
}
