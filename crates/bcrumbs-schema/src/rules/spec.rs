//! Validates a document by the specification: by the compiler's rules, and by a few own rules where the compiler
//! differs.

use std::collections::HashSet;

use apollo_compiler::ast::{Document, OperationType};
use apollo_compiler::executable::{Operation, Selection};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Name, Node, Schema};

use crate::diagnostic::RuleSet::Spec;
use crate::document::errors;
use crate::finding::Finding;
use crate::rules::chains;
use crate::rules::echo::Echoes;
use crate::rules::graph::Graph;
use crate::rules::related;
use crate::rules::suggest;
use crate::span::Span;

/// The maximum number of selections that the operations of one document reach through fragments. Real documents have
/// fewer, and more would take seconds.
const MOST_SELECTIONS: usize = 1_000_000;

/// The valid parts of a document, and the findings about the others.
pub(crate) struct Checked {
    pub(crate) document: ExecutableDocument,
    pub(crate) found: Vec<Finding>,
}

/// Checks a document against the specification.
pub(crate) fn check(schema: &Valid<Schema>, tree: &Document) -> Checked {
    let graph = Graph::of(tree);
    if graph.is_larger_than(MOST_SELECTIONS) {
        let message = format!(
            "the operations reach more than {MOST_SELECTIONS} selections through fragments: the document is not checked"
        );
        let found = Finding::error(Spec, "too-many-selections", 0..0, message)
            .help("spread smaller fragments, or put the operations into several files");
        return Checked { document: ExecutableDocument::new(), found: vec![found] };
    }
    let chains = chains::measure(&graph);
    let short = chains.shortened(tree, &graph);
    let mut found = match short.as_ref().unwrap_or(tree).to_executable_validate(schema) {
        Ok(valid) if short.is_none() => {
            return Checked { found: always(&graph, &valid), document: valid.into_inner() };
        }
        Ok(_) => Vec::new(),
        Err(failed) => {
            let mut found = errors::findings(&failed.errors, "invalid-document");
            let echoes = Echoes::of(schema, tree, &graph, &found);
            found.retain(|finding| !echoes.follows_from_another(finding));
            found.iter_mut().for_each(|finding| echoes.mark_head(finding));
            related::add(&mut found, schema, tree);
            suggest::add(&mut found, schema, &graph);
            found
        }
    };
    let document = tree.to_executable(schema).unwrap_or_else(|failed| failed.partial);
    found.extend(chains.found);
    found.extend(always(&graph, &document));
    // The shortened document has repeated selections.
    let mut seen = HashSet::new();
    found.retain(|finding| seen.insert((finding.code, finding.span, finding.message.clone())));
    Checked { document, found }
}

/// The rules for which the compiler differs.
fn always(graph: &Graph<'_>, document: &ExecutableDocument) -> Vec<Finding> {
    let mut found = unused_fragments(graph);
    found.extend(unused_variables(graph));
    let subscriptions =
        document.operations.iter().filter(|o| o.operation_type == OperationType::Subscription);
    found.extend(subscriptions.filter_map(|operation| subscription_fields(document, operation)));
    found
}

fn unused_fragments(graph: &Graph<'_>) -> Vec<Finding> {
    let mut used: HashSet<usize> = HashSet::new();
    for operation in &graph.operations {
        used.extend(graph.reached(&operation.uses));
    }
    let all = graph.fragments.iter().enumerate();
    // A second definition of a name has a rule of its own.
    all.filter(|(at, fragment)| graph.fragment(&fragment.node.name) == Some(*at) && !used.contains(at))
        .map(|(_, fragment)| {
            let name = &fragment.node.name;
            let message = format!("no operation uses the fragment `{name}`");
            Finding::error(Spec, "unused-fragment", Span::name(name), message)
        })
        .collect()
}

fn unused_variables(graph: &Graph<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for operation in graph.operations.iter().filter(|operation| !operation.node.variables.is_empty()) {
        let reached = graph.reached(&operation.uses);
        let is_used = |name: &Name| {
            operation.uses.variables.contains(name)
                || reached.iter().any(|at| graph.fragments[*at].uses.variables.contains(name))
        };
        for variable in operation.node.variables.iter().filter(|variable| !is_used(&variable.name)) {
            let at = Span::of(variable.location());
            let end = Span::name(&variable.name);
            let message = format!("the variable `${}` is not used", variable.name);
            found.push(Finding::error(Spec, "unused-variable", Span { end: end.end, ..at }, message));
        }
    }
    found
}

/// A subscription has one response name; the compiler counts fields instead.
fn subscription_fields(document: &ExecutableDocument, operation: &Node<Operation>) -> Option<Finding> {
    let (mut names, mut seen): (Vec<&Name>, HashSet<&Name>) = (Vec::new(), HashSet::new());
    let mut open = vec![&operation.selection_set];
    while let Some(set) = open.pop() {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    let name = field.response_key();
                    if !names.contains(&name) && names.len() < 2 {
                        names.push(name);
                    }
                }
                Selection::InlineFragment(inline) => open.push(&inline.selection_set),
                Selection::FragmentSpread(spread) => {
                    if seen.insert(&spread.fragment_name) {
                        open.extend(document.fragments.get(&spread.fragment_name).map(|f| &f.selection_set));
                    }
                }
            }
        }
    }
    let [first, second] = names.as_slice() else {
        return None;
    };
    let at = operation
        .name
        .as_ref()
        .map_or_else(|| Span::of(operation.location()).first("subscription".len()), Span::name);
    let message = format!("a subscription selects one field, and this one selects `{first}` and `{second}`");
    Some(Finding::error(Spec, "subscription-fields", at, message))
}
