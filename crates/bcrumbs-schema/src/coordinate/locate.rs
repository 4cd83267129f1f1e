//! Finds the place of a schema coordinate, for a change that has no place of its own in the new schema.

use crate::diagnostic::Location;
use crate::finding::location;
use crate::rules::defined::Coordinate;
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
        let span = Span::name(Coordinate::parse(coordinate).nearest(&self.valid)?);
        let is_own = span.end > 0 && span.file.is_some_and(|file| self.has_file(file));
        is_own.then(|| location(self.texts().of(span), span))
    }
}
