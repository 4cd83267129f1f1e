//! The check itself: every document against one schema.

use crate::check::judge::Judge;
use crate::check::units::Units;
use crate::diagnostic::Report;
use crate::options::Options;
use crate::schema::Schema;
use crate::source::Source;

/// Checks documents against a schema.
///
/// Any text is accepted as a document. The report contains the findings about each document, and the findings about
/// the schema once.
///
/// ```
/// use bcrumbs_schema::{Options, Schema, Source, check};
///
/// let schema = Schema::parse("s.graphql", "type Query { tag(id: ID!): String }").unwrap();
/// let report = check(&schema, &[Source::new("q.graphql", "query Q {\n  tag(name: \"a\")\n}")], &Options::new());
///
/// let codes: Vec<_> = report.errors().map(|d| (d.code, d.start.line)).collect();
/// assert_eq!(codes, [("missing-argument", 2), ("unknown-argument", 2)]);
/// ```
#[must_use]
pub fn check(schema: &Schema, documents: &[Source], options: &Options) -> Report {
    let judge = Judge::new(schema, options);
    let units = Units::of(documents, options.fragment_scope());
    let mut diagnostics = judge.schema();
    diagnostics.extend(units.refused);
    for unit in &units.units {
        let texts = judge.texts(unit);
        diagnostics.extend(judge.unit(unit).found.into_iter().map(|finding| finding.place(&texts)));
    }
    Report::new(diagnostics)
}
