//! The definition that a schema coordinate names: `Type`, `Type.field`, `Type.field(argument:)`, `Enum.VALUE`, `@directive`
//! or `@directive(argument:)`.

use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Schema};

/// The parts of a coordinate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Coordinate<'a> {
    /// A type, or a directive with its `@`.
    owner: &'a str,
    /// A field, an input field or an enum value.
    member: Option<&'a str>,
    argument: Option<&'a str>,
}

impl<'a> Coordinate<'a> {
    pub(crate) fn parse(text: &'a str) -> Self {
        let (path, argument) = match text.split_once('(') {
            Some((path, argument)) => (path, Some(argument.trim_end_matches(":)"))),
            None => (text, None),
        };
        let (owner, member) = match path.split_once('.') {
            Some((owner, member)) => (owner, Some(member)),
            None => (path, None),
        };
        Coordinate { owner, member, argument }
    }

    /// Returns the name in the definition.
    pub(crate) fn defined(self, schema: &Schema) -> Option<&Name> {
        if let Some(directive) = self.owner.strip_prefix('@') {
            let directive = schema.directive_definitions.get(directive)?;
            return match self.argument {
                Some(argument) => directive.argument_by_name(argument).map(|value| &value.name),
                None => Some(&directive.name),
            };
        }
        let ty = schema.types.get(self.owner)?;
        let Some(member) = self.member else {
            return Some(ty.name());
        };
        let field = match ty {
            ExtendedType::Object(ty) => ty.fields.get(member)?,
            ExtendedType::Interface(ty) => ty.fields.get(member)?,
            ExtendedType::InputObject(ty) => return ty.fields.get(member).map(|field| &field.name),
            ExtendedType::Enum(ty) => return ty.values.get(member).map(|value| &value.value),
            ExtendedType::Scalar(_) | ExtendedType::Union(_) => return None,
        };
        match self.argument {
            Some(argument) => field.argument_by_name(argument).map(|value| &value.name),
            None => Some(&field.name),
        }
    }

    /// Returns the name in the definition; if the schema does not have it, that of its owner.
    pub(crate) fn nearest(self, schema: &Schema) -> Option<&Name> {
        let without_argument = Coordinate { argument: None, ..self };
        let owner = Coordinate { member: None, ..without_argument };
        [self, without_argument, owner].into_iter().find_map(|coordinate| coordinate.defined(schema))
    }
}
