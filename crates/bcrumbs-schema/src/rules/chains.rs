//! Fragments that spread fragments. Finds cycles, and shortens long chains: the compiler supports only a hundred
//! links, but the specification has no limit.

use apollo_compiler::ast::{Definition, Document, InlineFragment, Selection};

use crate::diagnostic::RuleSet::Spec;
use crate::finding::Finding;
use crate::rules::graph::Graph;
use crate::span::Span;

/// The longest chain for the compiler, with a small reserve.
const SHORT: usize = 90;
/// The longest chain that is checked, because each link is a call on the stack.
const LONGEST: usize = 400;

/// The chains of a document.
pub(crate) struct Chains {
    /// For each fragment, how many fragments a chain that begins with it has.
    lengths: Vec<usize>,
    /// The findings about cycles and about a chain that is too long.
    pub(crate) found: Vec<Finding>,
}

/// Measures the chains of a document.
pub(crate) fn measure(graph: &Graph<'_>) -> Chains {
    let mut search = Search {
        graph,
        state: vec![State::New; graph.fragments.len()],
        lengths: vec![1; graph.fragments.len()],
        found: Vec::new(),
    };
    for start in 0..graph.fragments.len() {
        search.from(start);
    }
    let longest = search.lengths.iter().copied().max().unwrap_or(0);
    if longest > LONGEST && search.found.is_empty() {
        let first = search.lengths.iter().position(|length| *length == longest).unwrap_or(0);
        let name = &graph.fragments[first].node.name;
        let message =
            format!("a chain of {longest} fragments begins with `{name}`; at most {LONGEST} are followed");
        search.found.push(Finding::error(Spec, "too-deep", Span::name(name), message));
    }
    Chains { lengths: search.lengths, found: search.found }
}

impl Chains {
    /// Returns the document with some spreads replaced by their fragments, so that the compiler supports every chain;
    /// `None` if no chain is too long. Every node keeps its position in the text.
    pub(crate) fn shortened(&self, document: &Document, graph: &Graph<'_>) -> Option<Document> {
        let longest = self.lengths.iter().copied().max().unwrap_or(0);
        if longest <= SHORT || !self.found.is_empty() {
            return None;
        }
        // The number of links that become one.
        let every = longest.div_ceil(SHORT);
        let mut bodies: Vec<Option<Vec<Selection>>> = vec![None; graph.fragments.len()];
        let mut order: Vec<usize> = (0..graph.fragments.len()).collect();
        order.sort_by_key(|at| self.lengths[*at]);
        for at in order {
            let body = &graph.fragments[at].node.selection_set;
            bodies[at] = Some(self.replaced(body, graph, &bodies, every));
        }
        let mut short = document.clone();
        for definition in &mut short.definitions {
            match definition {
                Definition::OperationDefinition(operation) => {
                    let set = self.replaced(&operation.selection_set, graph, &bodies, every);
                    operation.make_mut().selection_set = set;
                }
                Definition::FragmentDefinition(fragment) => {
                    let body = graph.fragment(&fragment.name).and_then(|at| bodies[at].clone());
                    if let Some(body) = body {
                        fragment.make_mut().selection_set = body;
                    }
                }
                _ => {}
            }
        }
        Some(short)
    }

    fn replaced(
        &self,
        set: &[Selection],
        graph: &Graph<'_>,
        bodies: &[Option<Vec<Selection>>],
        every: usize,
    ) -> Vec<Selection> {
        let one = |selection: &Selection| match selection {
            Selection::Field(field) => {
                let mut field = field.clone();
                if !field.selection_set.is_empty() {
                    field.make_mut().selection_set =
                        self.replaced(&field.selection_set, graph, bodies, every);
                }
                Selection::Field(field)
            }
            Selection::InlineFragment(inline) => {
                let mut inline = inline.clone();
                inline.make_mut().selection_set = self.replaced(&inline.selection_set, graph, bodies, every);
                Selection::InlineFragment(inline)
            }
            Selection::FragmentSpread(spread) => {
                // Other directives are allowed on a spread, but not on an inline fragment.
                let movable = spread.directives.iter().all(|d| d.name == "skip" || d.name == "include");
                let replaced = graph
                    .fragment(&spread.fragment_name)
                    .filter(|at| movable && !self.lengths[*at].is_multiple_of(every))
                    .filter(|at| graph.fragments[*at].node.directives.is_empty())
                    .and_then(|at| Some((&graph.fragments[at], bodies[at].as_ref()?)));
                match replaced {
                    Some((fragment, body)) => {
                        Selection::InlineFragment(spread.same_location(InlineFragment {
                            type_condition: Some(fragment.node.type_condition.clone()),
                            directives: spread.directives.clone(),
                            selection_set: body.clone(),
                        }))
                    }
                    None => selection.clone(),
                }
            }
        };
        set.iter().map(one).collect()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// On the way from the start to where the search is.
    Open,
    Done,
}

/// A depth-first search with a list instead of recursion, because a chain can be as long as the document.
struct Search<'g, 'a> {
    graph: &'g Graph<'a>,
    state: Vec<State>,
    lengths: Vec<usize>,
    found: Vec<Finding>,
}

struct Step {
    fragment: usize,
    next: usize,
}

impl Search<'_, '_> {
    fn from(&mut self, start: usize) {
        if self.state[start] != State::New {
            return;
        }
        let mut way = vec![Step { fragment: start, next: 0 }];
        self.state[start] = State::Open;
        while let Some(step) = way.last_mut() {
            let current = step.fragment;
            let spread = self.graph.fragments[current].uses.spreads.get(step.next).copied();
            step.next += 1;
            let Some(name) = spread else {
                self.state[current] = State::Done;
                way.pop();
                if let Some(before) = way.last() {
                    let length = self.lengths[current] + 1;
                    self.lengths[before.fragment] = self.lengths[before.fragment].max(length);
                }
                continue;
            };
            let Some(next) = self.graph.fragment(name) else {
                continue;
            };
            match self.state[next] {
                State::New => {
                    self.state[next] = State::Open;
                    way.push(Step { fragment: next, next: 0 });
                }
                State::Open => self.circle(&way, next),
                State::Done => {
                    self.lengths[current] = self.lengths[current].max(self.lengths[next] + 1);
                }
            }
        }
    }

    /// Reports the circle that a spread of `closing` closes.
    fn circle(&mut self, way: &[Step], closing: usize) {
        let name = &self.graph.fragments[closing].node.name;
        let from = way.iter().position(|step| step.fragment == closing).unwrap_or(0);
        let mut finding = match way.len() - from {
            1 => Finding::error(
                Spec,
                "recursive-fragment",
                Span::name(name),
                format!("the fragment `{name}` spreads itself"),
            ),
            links => Finding::error(
                Spec,
                "recursive-fragment",
                Span::name(name),
                format!("the fragment `{name}` spreads itself, by way of {} others", links - 1),
            ),
        };
        for step in way[from + 1..].iter().take(8) {
            let other = &self.graph.fragments[step.fragment].node.name;
            finding = finding.related(Span::name(other), format!("by way of `{other}`"));
        }
        self.found.push(finding);
    }
}
