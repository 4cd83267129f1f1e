//! The check of operations against a running server: what they use, compared with the schema of their generated code.

use crate::check::judge::Judge;
use crate::check::units::Units;
use crate::diagnostic::{Report, RuleSet};
use crate::diff::model::{Comparison, Models, Types};
use crate::diff::names::Names;
use crate::diff::risk::Risks;
use crate::options::{Options, TypeNames};
use crate::rules::graph::Graph;
use crate::schema::Schema;
use crate::source::Source;

/// Checks documents against the schema of a running server (`live`), and compares what they use with the schema that
/// their code was generated from (`built`).
///
/// The report contains the findings of [`check()`](crate::check()) against `live`. The rule set `drift` adds the differences
/// that leave a document valid: the type of a selected field, and the fields and values of the input types that
/// are sent. What no document uses is not compared, and neither are type names that no document sends. An error means
/// that a call is refused or its response cannot be read; a warning, that this can happen.
///
/// ```
/// use bcrumbs_schema::{Options, Schema, Source, drift};
///
/// let built = Schema::parse("built.graphql", "type Query { tea(id: ID): Tea } type Tea { cups: Int name: String }").unwrap();
/// let live = Schema::parse("live.graphql", "type Query { tea(id: ID): Drink } type Drink { cups: String }").unwrap();
/// let documents = [Source::new("q.graphql", "query Q { tea(id: 1) { cups } }")];
///
/// let report = drift(&built, &live, &documents, &Options::new());
/// assert_eq!(report.diagnostics[0].message, "`Tea.cups` is `String` in the live schema, and the code reads `Int`");
/// assert_eq!(report.diagnostics.len(), 1);
/// ```
#[must_use]
pub fn drift(built: &Schema, live: &Schema, documents: &[Source], options: &Options) -> Report {
    let (before, after) = (Judge::new(built, options), Judge::new(live, options));
    let units = Units::of(documents, options.fragment_scope());
    let names = Names::of(&built.valid, &live.valid, TypeNames::Sent, &units);
    let mut types = Types::new(&built.valid, &live.valid, &names);
    let risks = Risks { names: &names, options };
    let mut diagnostics = after.schema();
    diagnostics.extend(units.refused);
    for unit in &units.units {
        let (old, new) = (before.unit(unit), after.unit(unit));
        let mut found = new.found;
        if options.is_on(RuleSet::Drift) {
            let mut models = Comparison::new(
                Models::new(&built.valid, &old.document, types.keys()),
                Models::new(&live.valid, &new.document, types.keys()),
            );
            let graph = Graph::of(&unit.document.tree);
            let mut differences = Vec::new();
            for operation in &graph.operations {
                let name = operation.node.name.as_ref().map(|name| name.as_str());
                differences.extend(models.operation(name, &mut types).into_values());
            }
            let mut drifted = differences
                .iter()
                .filter_map(|difference| {
                    let at = difference.new.as_ref().map(|shape| shape.at).unwrap_or_default();
                    Some(risks.finding(difference)?.related(at, "the live schema defines it here"))
                })
                .collect();
            after.apply_levels(&mut drifted);
            found.extend(drifted);
        }
        let texts = after.texts(unit);
        diagnostics.extend(found.into_iter().map(|finding| finding.place(&texts)));
    }
    Report::new(diagnostics)
}
