//! The fragments that each operation reaches, and the variables that each uses. They come from the syntax tree,
//! because the compiler drops unknown parts with their contents.

use std::collections::{HashMap, HashSet};

use apollo_compiler::Name;
use apollo_compiler::Node;
use apollo_compiler::ast::{
    Argument, Definition, Directive, Document, FragmentDefinition, OperationDefinition, Selection, Value,
};

/// The operations and fragments of a document.
pub(crate) struct Graph<'a> {
    pub(crate) operations: Vec<Operation<'a>>,
    pub(crate) fragments: Vec<Fragment<'a>>,
    by_name: HashMap<&'a Name, usize>,
}

pub(crate) struct Operation<'a> {
    pub(crate) node: &'a Node<OperationDefinition>,
    pub(crate) uses: Uses<'a>,
}

pub(crate) struct Fragment<'a> {
    pub(crate) node: &'a Node<FragmentDefinition>,
    pub(crate) uses: Uses<'a>,
}

/// The uses of a definition itself, without those of its fragments.
#[derive(Default)]
pub(crate) struct Uses<'a> {
    /// The fragments that it spreads, each once, in the order of their first place.
    pub(crate) spreads: Vec<&'a Name>,
    pub(crate) variables: HashSet<&'a Name>,
    /// The number of its selections, the nested ones too.
    pub(crate) selections: usize,
    seen: HashSet<&'a Name>,
}

impl<'a> Graph<'a> {
    /// If a name is defined twice, the first definition counts, as in the compiler.
    pub(crate) fn of(document: &'a Document) -> Self {
        let mut graph = Graph { operations: Vec::new(), fragments: Vec::new(), by_name: HashMap::new() };
        for definition in &document.definitions {
            match definition {
                Definition::OperationDefinition(node) => {
                    let mut uses = Uses::default();
                    uses.directives(&node.directives);
                    for variable in &node.variables {
                        uses.directives(&variable.directives);
                    }
                    uses.selections(&node.selection_set);
                    graph.operations.push(Operation { node, uses });
                }
                Definition::FragmentDefinition(node) => {
                    let mut uses = Uses::default();
                    uses.directives(&node.directives);
                    uses.selections(&node.selection_set);
                    let at = graph.fragments.len();
                    graph.by_name.entry(&node.name).or_insert(at);
                    graph.fragments.push(Fragment { node, uses });
                }
                _ => {}
            }
        }
        graph
    }

    pub(crate) fn fragment(&self, name: &Name) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Returns the fragments that a definition spreads itself.
    pub(crate) fn spread_by<'b>(&'b self, uses: &'b Uses<'a>) -> impl Iterator<Item = usize> + 'b {
        uses.spreads.iter().filter_map(|name| self.fragment(name))
    }

    /// Returns the fragments that a definition reaches, each once.
    pub(crate) fn reached(&self, uses: &Uses<'a>) -> Vec<usize> {
        let mut found: Vec<usize> = self.spread_by(uses).collect();
        let mut seen: HashSet<usize> = found.iter().copied().collect();
        let mut at = 0;
        while let Some(current) = found.get(at).copied() {
            let next = self.spread_by(&self.fragments[current].uses).filter(|next| seen.insert(*next));
            found.extend(next.collect::<Vec<_>>());
            at += 1;
        }
        found
    }

    /// Returns whether the operations reach more selections than that through their fragments.
    pub(crate) fn is_larger_than(&self, selections: usize) -> bool {
        let mut left = selections;
        self.operations.iter().any(|operation| {
            let reached = self.reached(&operation.uses).into_iter();
            let own: usize = reached.map(|at| self.fragments[at].uses.selections).sum();
            match left.checked_sub(own + operation.uses.selections) {
                Some(rest) => left = rest,
                None => return true,
            }
            false
        })
    }
}

impl<'a> Uses<'a> {
    fn selections(&mut self, selections: &'a [Selection]) {
        self.selections += selections.len();
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    self.directives(&field.directives);
                    self.arguments(&field.arguments);
                    self.selections(&field.selection_set);
                }
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.directives);
                    self.selections(&inline.selection_set);
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.directives);
                    if self.seen.insert(&spread.fragment_name) {
                        self.spreads.push(&spread.fragment_name);
                    }
                }
            }
        }
    }

    fn directives(&mut self, directives: &'a [Node<Directive>]) {
        for directive in directives {
            self.arguments(&directive.arguments);
        }
    }

    fn arguments(&mut self, arguments: &'a [Node<Argument>]) {
        for argument in arguments {
            self.value(&argument.value);
        }
    }

    fn value(&mut self, value: &'a Value) {
        match value {
            Value::Variable(name) => {
                self.variables.insert(name);
            }
            Value::List(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(fields) => fields.iter().for_each(|(_, value)| self.value(value)),
            Value::Null
            | Value::Enum(_)
            | Value::String(_)
            | Value::Float(_)
            | Value::Int(_)
            | Value::Boolean(_) => {}
        }
    }
}
