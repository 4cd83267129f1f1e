//! Visits an operation and the fragments that it reaches, with the schema's definition of each part. The rules for
//! arguments and values use this visitor.

use std::collections::HashSet;

use apollo_compiler::ast::{Directive, InputValueDefinition, Type, Value, VariableDefinition};
use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use apollo_compiler::schema::{EnumValueDefinition, ExtendedType, InputObjectType};
use apollo_compiler::{ExecutableDocument, Name, Node, Schema};

/// Something that an operation uses.
pub(crate) enum Use<'a> {
    /// A selected field, and the type that it is selected on.
    Field { parent: &'a Name, field: &'a Node<Field> },
    /// An argument that is given, its owner as a coordinate without the closing parenthesis.
    Argument { owner: String, definition: &'a InputValueDefinition, name: &'a Name },
    /// A literal `{…}`, with its type unless it stands for a custom scalar.
    Object { ty: Option<&'a InputObjectType>, fields: &'a [(Name, Node<Value>)], value: &'a Node<Value> },
    /// A field given in such a literal.
    InputField { ty: &'a InputObjectType, definition: &'a InputValueDefinition, name: &'a Name },
    /// An enum value given as a literal.
    EnumValue { ty: &'a Name, definition: &'a EnumValueDefinition, name: &'a Name },
    /// A used variable, and the expected type; `None` inside a custom scalar.
    Variable { name: &'a Name, value: &'a Node<Value>, expected: Option<Place<'a>>, depth: Depth },
}

/// Whether a value is that of an argument itself, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    Top,
    Inside,
}

/// What the place of a value expects.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) ty: &'a Type,
    pub(crate) has_default: bool,
}

impl<'a> Place<'a> {
    fn of(definition: &'a InputValueDefinition) -> Self {
        Place { ty: &definition.ty, has_default: definition.default_value.is_some() }
    }
}

/// Calls `visit` for everything that the operations and fragments of a document use, each of them once.
pub(crate) fn walk_all<'a>(
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    visit: &mut dyn FnMut(Use<'a>),
) {
    let mut walk = Walk { schema, visit, spreads: Vec::new() };
    for operation in document.operations.iter() {
        walk.operation(operation);
    }
    for fragment in document.fragments.values() {
        walk.directives(&fragment.directives);
        walk.selections(&fragment.selection_set);
    }
}

/// Calls `visit` for everything that `operation` uses, each fragment once.
pub(crate) fn walk<'a>(
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    operation: &'a Operation,
    visit: &mut dyn FnMut(Use<'a>),
) {
    let mut walk = Walk { schema, visit, spreads: Vec::new() };
    walk.operation(operation);
    // Uses a list instead of recursion, because a chain of fragments can be as long as the document.
    let mut seen = HashSet::new();
    while let Some(name) = walk.spreads.pop() {
        if let (true, Some(fragment)) = (seen.insert(name), document.fragments.get(name)) {
            walk.directives(&fragment.directives);
            walk.selections(&fragment.selection_set);
        }
    }
}

struct Walk<'a, 'v> {
    schema: &'a Schema,
    visit: &'v mut dyn FnMut(Use<'a>),
    spreads: Vec<&'a Name>,
}

impl<'a> Walk<'a, '_> {
    fn operation(&mut self, operation: &'a Operation) {
        for variable in &operation.variables {
            self.variable(variable);
        }
        self.directives(&operation.directives);
        self.selections(&operation.selection_set);
    }

    fn variable(&mut self, variable: &'a VariableDefinition) {
        if let Some(default) = &variable.default_value {
            self.value(default, Some(Place { ty: &variable.ty, has_default: false }), Depth::Top);
        }
        self.directives(&variable.directives);
    }

    fn selections(&mut self, set: &'a SelectionSet) {
        for selection in &set.selections {
            self.directives(selection.directives());
            match selection {
                Selection::Field(field) => {
                    (self.visit)(Use::Field { parent: &set.ty, field });
                    for argument in &field.arguments {
                        if let Some(definition) = field.definition.argument_by_name(&argument.name) {
                            let owner = format!("{}.{}(", set.ty, field.name);
                            self.argument(owner, definition, &argument.name, &argument.value);
                        }
                    }
                    self.selections(&field.selection_set);
                }
                Selection::InlineFragment(inline) => self.selections(&inline.selection_set),
                Selection::FragmentSpread(spread) => self.spreads.push(&spread.fragment_name),
            }
        }
    }

    fn directives(&mut self, directives: &'a [Node<Directive>]) {
        for directive in directives {
            let Some(definition) = self.schema.directive_definitions.get(&directive.name) else {
                continue;
            };
            for argument in &directive.arguments {
                if let Some(definition) = definition.argument_by_name(&argument.name) {
                    let owner = format!("@{}(", directive.name);
                    self.argument(owner, definition, &argument.name, &argument.value);
                }
            }
        }
    }

    fn argument(
        &mut self,
        owner: String,
        definition: &'a InputValueDefinition,
        name: &'a Name,
        value: &'a Node<Value>,
    ) {
        (self.visit)(Use::Argument { owner, definition, name });
        self.value(value, Some(Place::of(definition)), Depth::Top);
    }

    fn value(&mut self, value: &'a Node<Value>, place: Option<Place<'a>>, depth: Depth) {
        let named = place.and_then(|place| self.schema.types.get(place.ty.inner_named_type()));
        // Inside a custom scalar nothing is known about the parts.
        let place = place.filter(|_| {
            !matches!(named, Some(ExtendedType::Scalar(s)) if !s.is_built_in()) || depth == Depth::Top
        });
        match &**value {
            Value::Variable(name) => (self.visit)(Use::Variable { name, value, expected: place, depth }),
            Value::Enum(name) => {
                if let Some(ExtendedType::Enum(ty)) = named
                    && let Some(definition) = ty.values.get(name)
                {
                    (self.visit)(Use::EnumValue { ty: &ty.name, definition, name });
                }
            }
            Value::List(items) => {
                let item = place.filter(|p| p.ty.is_list());
                let item = item.map(|p| Place { ty: p.ty.item_type(), has_default: false });
                for value in items {
                    self.value(value, item, Depth::Inside);
                }
            }
            Value::Object(fields) => {
                let ty = match named {
                    Some(ExtendedType::InputObject(ty)) => Some(&**ty),
                    _ => None,
                };
                (self.visit)(Use::Object { ty, fields, value });
                for (name, value) in fields {
                    let definition = ty.and_then(|ty| ty.fields.get(name));
                    if let (Some(ty), Some(definition)) = (ty, definition) {
                        (self.visit)(Use::InputField { ty, definition, name });
                    }
                    self.value(value, definition.map(|d| Place::of(d)), Depth::Inside);
                }
            }
            _ => {}
        }
    }
}
