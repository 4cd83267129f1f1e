//! Finds the operations that a change affects. A list of changes is not enough for this, so each document is checked
//! against both schemas.

use std::collections::{HashMap, HashSet};

use crate::check::judge::{Judge, Judged};
use crate::check::units::{Unit, Units};
use crate::diagnostic::{Diagnostic, Report, RuleSet, Severity};
use crate::diff::change::place;
use crate::diff::impact::{Effect, Impact, ModelChange};
use crate::diff::model::{Comparison, Differences, Models, Types};
use crate::diff::names::Names;
use crate::diff::risk::DEFAULT_NOTE;
use crate::diff::shape::Difference;
use crate::finding::Finding;
use crate::options::Options;
use crate::rules::graph::Graph;
use crate::schema::Schema;
use crate::source::Texts;
use crate::span::{Position, Span};

/// The operations of all documents, and the findings that there were not before.
pub(crate) struct Compared {
    pub(crate) operations: Vec<Impact>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Two schemas, and the names of types that count.
#[derive(Clone, Copy)]
pub(crate) struct Schemas<'a> {
    pub(crate) old: &'a Schema,
    pub(crate) new: &'a Schema,
    pub(crate) names: &'a Names<'a>,
}

/// Checks documents against both schemas. `order` is the place of a file among the documents.
pub(crate) fn compare(
    schemas: Schemas<'_>,
    units: Units,
    order: impl Fn(&str) -> Option<usize>,
    options: &Options,
) -> Compared {
    let Schemas { old, new, names } = schemas;
    let (before, after) = (Judge::new(old, options), Judge::new(new, options));
    let known: HashSet<&str> = old.hazards.iter().map(|hazard| hazard.code).collect();
    let hazards: Vec<Diagnostic> =
        after.schema().into_iter().filter(|hazard| !known.contains(hazard.code)).collect();
    let (old_texts, new_texts) = (old.texts(), new.texts());
    let hazards_stop = hazards.iter().any(Diagnostic::is_error);
    let pair = Pair { old, new, old_texts, new_texts, before, after, hazards: hazards_stop };
    let mut types = Types::new(&old.valid, &new.valid, names);
    let (mut operations, mut diagnostics) = (Vec::new(), hazards);
    for unit in &units.units {
        let start = diagnostics.len();
        let compared = pair.unit(unit, &mut types);
        diagnostics.extend(compared.diagnostics);
        operations.extend(compared.operations.into_iter().map(|mut impact| {
            impact.diagnostics.iter_mut().for_each(|at| *at += start);
            impact
        }));
    }
    // An unreadable document was unreadable before the change, too.
    let unreadable = units.refused.into_iter().map(|refused| Impact {
        operation: String::new(),
        file: refused.file,
        start: refused.start,
        effect: Effect::InvalidBefore,
        model_changes: Vec::new(),
        diagnostics: Vec::new(),
    });
    operations.extend(unreadable);
    operations.sort_by_cached_key(|impact| (order(&impact.file), impact.start));
    in_order(operations, &diagnostics)
}

/// Sorts the findings, and leaves each of them once: a shared fragment is judged in each file that borrows it.
fn in_order(mut operations: Vec<Impact>, diagnostics: &[Diagnostic]) -> Compared {
    let sorted = Report::new(diagnostics.to_vec()).diagnostics;
    let mut places: HashMap<(&str, Position, &str, &str), usize> = HashMap::new();
    for (at, d) in sorted.iter().enumerate() {
        places.entry((d.file.as_str(), d.start, d.code, d.message.as_str())).or_insert(at);
    }
    let moved: Vec<usize> =
        diagnostics.iter().map(|d| places[&(d.file.as_str(), d.start, d.code, d.message.as_str())]).collect();
    for impact in &mut operations {
        impact.diagnostics.iter_mut().for_each(|at| *at = moved[*at]);
        impact.diagnostics.sort_unstable();
        impact.diagnostics.dedup();
    }
    Compared { operations, diagnostics: sorted }
}

/// Two schemas, and the checks of documents against them.
struct Pair<'a> {
    old: &'a Schema,
    new: &'a Schema,
    old_texts: Texts,
    new_texts: Texts,
    before: Judge<'a>,
    after: Judge<'a>,
    /// Whether the new schema itself keeps every operation from being generated.
    hazards: bool,
}

impl Pair<'_> {
    fn unit(&self, unit: &Unit, types: &mut Types<'_>) -> Compared {
        let (before, mut after) = (self.before.unit(unit), self.after.unit(unit));
        let effect = self.effect(&before, &after);
        if has(&after, RuleSet::Spec) && !has(&before, RuleSet::Spec) {
            self.after.add_codegen_of_valid_parts(unit, &mut after);
        }
        let known: HashSet<(&str, Span, &str)> =
            before.found.iter().map(|f| (f.code, f.span, f.message.as_str())).collect();
        let found: Vec<Finding> = after
            .found
            .into_iter()
            .filter(|f| !known.contains(&(f.code, f.span, f.message.as_str())))
            .collect();
        let graph = Graph::of(&unit.document.tree);
        let owners = Owners::of(&graph, unit, &found);
        let mut models = Comparison::new(
            Models::new(&self.old.valid, &before.document, types.keys()),
            Models::new(&self.new.valid, &after.document, types.keys()),
        );
        let mut operations = Vec::new();
        for (at, operation) in graph.operations.iter().enumerate() {
            let name = operation.node.name.as_ref();
            let model_changes = self.model_changes(models.operation(name.map(|name| name.as_str()), types));
            let effect = match effect {
                Effect::Unaffected | Effect::InvalidBefore if !model_changes.is_empty() => {
                    Effect::ModelChanged
                }
                effect => effect,
            };
            let span = name.map_or_else(|| Span::of(operation.node.location()), Span::name);
            operations.push(Impact {
                operation: name.map(ToString::to_string).unwrap_or_default(),
                file: unit.document.text.path.clone(),
                start: unit.document.text.position(span.start),
                effect,
                model_changes,
                diagnostics: owners.findings(&graph, at),
            });
        }
        let texts = self.after.texts(unit);
        let diagnostics = found.into_iter().map(|finding| finding.place(&texts)).collect();
        Compared { operations, diagnostics }
    }

    /// An operation that was invalid before is not affected. Each rule set is compared separately.
    fn effect(&self, before: &Judged, after: &Judged) -> Effect {
        if has(before, RuleSet::Spec) {
            return Effect::InvalidBefore;
        }
        let breaks = |rule_set: &RuleSet| !has(before, *rule_set) && has(after, *rule_set);
        if self.hazards || RuleSet::ALL.iter().any(breaks) {
            return Effect::Broken;
        }
        match RuleSet::ALL.iter().any(|rule_set| has(before, *rule_set)) {
            true => Effect::InvalidBefore,
            false => Effect::Unaffected,
        }
    }

    fn model_changes(&self, differences: Differences) -> Vec<ModelChange> {
        let change = |difference: Difference| ModelChange {
            coordinate: difference.coordinate().to_owned(),
            old: place(&self.old_texts, difference.old.as_ref().map(|shape| shape.at)),
            new: place(&self.new_texts, difference.new.as_ref().map(|shape| shape.at)),
            note: difference.is_new_requirement().then(|| DEFAULT_NOTE.to_owned()),
            before: difference.old.map(|shape| shape.text),
            after: difference.new.map(|shape| shape.text),
        };
        let mut changes: Vec<ModelChange> = differences.into_values().map(change).collect();
        changes.sort_by(|a, b| a.coordinate.cmp(&b.coordinate));
        changes.dedup_by(|a, b| (&a.coordinate, &a.before, &a.after) == (&b.coordinate, &b.before, &b.after));
        changes
    }
}

/// Returns whether a rule set has an error.
fn has(judged: &Judged, rule_set: RuleSet) -> bool {
    judged.found.iter().any(|f| f.rule_set == rule_set && f.severity == Severity::Error)
}

/// Which findings stand in which definition.
struct Owners {
    operations: Vec<Vec<usize>>,
    fragments: Vec<Vec<usize>>,
    /// Those that stand in none.
    document: Vec<usize>,
}

/// A definition by its place in the text.
#[derive(Clone, Copy)]
struct Owner {
    span: Span,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Operation(usize),
    Fragment(usize),
}

impl Owners {
    fn of(graph: &Graph<'_>, unit: &Unit, found: &[Finding]) -> Self {
        let mut owners: Vec<Owner> = Vec::new();
        for (at, operation) in graph.operations.iter().enumerate() {
            owners.push(Owner { span: Span::of(operation.node.location()), kind: Kind::Operation(at) });
        }
        for (at, fragment) in graph.fragments.iter().enumerate() {
            owners.push(Owner { span: Span::of(fragment.node.location()), kind: Kind::Fragment(at) });
        }
        owners.sort_by_key(|owner| (owner.span.file, owner.span.start));
        let mut result = Owners {
            operations: vec![Vec::new(); graph.operations.len()],
            fragments: vec![Vec::new(); graph.fragments.len()],
            document: Vec::new(),
        };
        for (at, finding) in found.iter().enumerate() {
            let file = finding.span.file.or(Some(unit.document.file));
            let next = owners
                .partition_point(|owner| (owner.span.file, owner.span.start) <= (file, finding.span.start));
            let owner = next.checked_sub(1).map(|before| owners[before]);
            match owner.filter(|owner| owner.span.file == file && owner.span.contains(finding.span)) {
                Some(Owner { kind: Kind::Operation(operation), .. }) => result.operations[operation].push(at),
                Some(Owner { kind: Kind::Fragment(fragment), .. }) => result.fragments[fragment].push(at),
                None => result.document.push(at),
            }
        }
        result
    }

    /// The findings about an operation: its own, those of the fragments that it reaches, and those of the document.
    fn findings(&self, graph: &Graph<'_>, operation: usize) -> Vec<usize> {
        let mut found = self.operations[operation].clone();
        if self.fragments.iter().any(|of_fragment| !of_fragment.is_empty()) {
            for fragment in graph.reached(&graph.operations[operation].uses) {
                found.extend(&self.fragments[fragment]);
            }
        }
        found.extend(&self.document);
        found
    }
}
