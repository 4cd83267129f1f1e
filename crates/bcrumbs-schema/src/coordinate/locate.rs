//! Finds the place of a schema coordinate, for a change that has no place of its own in the new schema.

use apollo_compiler::Name;
use apollo_compiler::schema::ExtendedType;

use crate::diagnostic::Location;
use crate::finding::location;
use crate::schema::Schema;
use crate::span::Span;

impl Schema {
    /// Returns the place of a coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Enum.VALUE`,
    /// `@directive` or `@directive(argument:)`. If the schema does not have it, the place of its owner is returned:
    /// for a removed field, the type. `None` if the schema does not have the owner either.
    ///
    /// ```
    /// use bcrumbs_schema::Schema;
    ///
    /// let schema = Schema::parse("s.graphql", "type Query {\n  tag(id: ID): String\n}").unwrap();
    /// assert_eq!(schema.locate("Query.tag(id:)").unwrap().start.column, 7);
    /// assert_eq!(schema.locate("Query.removed").unwrap().start.line, 1);
    /// assert!(schema.locate("Removed.field").is_none());
    /// ```
    #[must_use]
    pub fn locate(&self, coordinate: &str) -> Option<Location> {
        let span = match coordinate.strip_prefix('@') {
            Some(directive) => self.directive(directive),
            None => self.named_type(coordinate),
        }?;
        let is_own = span.end > 0 && span.file.is_some_and(|file| self.has_file(file));
        is_own.then(|| location(self.texts().of(span), span))
    }

    fn directive(&self, coordinate: &str) -> Option<Span> {
        let (name, argument) = without_argument(coordinate);
        let directive = self.valid.directive_definitions.get(name)?;
        let own = directive.arguments.iter().find(|value| Some(value.name.as_str()) == argument);
        Some(Span::name(own.map_or(&directive.name, |value| &value.name)))
    }

    fn named_type(&self, coordinate: &str) -> Option<Span> {
        let (name, member) = match coordinate.split_once('.') {
            Some((name, member)) => (name, Some(member)),
            None => (coordinate, None),
        };
        let ty = self.valid.types.get(name)?;
        Some(Span::name(member.and_then(|member| of_member(ty, member)).unwrap_or(ty.name())))
    }
}

/// Returns the name of a field, an argument, an input field or an enum value.
fn of_member<'a>(ty: &'a ExtendedType, member: &str) -> Option<&'a Name> {
    let (field, argument) = without_argument(member);
    let fields = match ty {
        ExtendedType::Object(ty) => &ty.fields,
        ExtendedType::Interface(ty) => &ty.fields,
        ExtendedType::InputObject(ty) => return ty.fields.get(field).map(|field| &field.name),
        ExtendedType::Enum(ty) => return ty.values.get(field).map(|value| &value.value),
        ExtendedType::Scalar(_) | ExtendedType::Union(_) => return None,
    };
    let field = fields.get(field)?;
    let own = field.arguments.iter().find(|value| Some(value.name.as_str()) == argument);
    Some(own.map_or(&field.name, |value| &value.name))
}

/// Splits `field(argument:)`.
fn without_argument(text: &str) -> (&str, Option<&str>) {
    match text.split_once('(') {
        Some((owner, argument)) => (owner, Some(argument.trim_end_matches(":)"))),
        None => (text, None),
    }
}
