//! The documents of a check: each file, with the fragments of other files if fragments are shared.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use apollo_compiler::Name;
use apollo_compiler::ast::Definition;

use crate::coordinate::finding::of_fragment;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::RuleSet::Spec;
use crate::document::parse::{self, Document};
use crate::finding::Finding;
use crate::options::FragmentScope;
use crate::rules::graph::Graph;
use crate::source::{Source, Texts};
use crate::span::Span;

/// A document, with the fragments that it borrows in its tree.
pub(crate) struct Unit {
    pub(crate) document: Document,
    pub(crate) texts: Texts,
}

/// The documents of a check.
pub(crate) struct Units {
    pub(crate) units: Vec<Unit>,
    /// The findings about unreadable documents and about shared fragments.
    pub(crate) refused: Vec<Diagnostic>,
}

impl Units {
    pub(crate) fn of(sources: &[Source], scope: FragmentScope) -> Self {
        let (mut documents, mut refused) = (Vec::new(), Vec::new());
        for source in sources {
            match parse::document(source) {
                Ok(document) => documents.push(document),
                Err(diagnostic) => refused.push(*diagnostic),
            }
        }
        let units = match scope {
            FragmentScope::File => documents.into_iter().map(Unit::alone).collect(),
            FragmentScope::Shared => share(&documents, &mut refused),
        };
        Units { units, refused }
    }
}

impl Unit {
    fn alone(document: Document) -> Self {
        let texts = Texts::new(Arc::clone(&document.text));
        Unit { document, texts }
    }
}

/// Where a fragment stands: the document, and the place in its list of definitions.
#[derive(Clone, Copy)]
struct Place {
    document: usize,
    definition: usize,
}

fn share(documents: &[Document], refused: &mut Vec<Diagnostic>) -> Vec<Unit> {
    let mut known: HashMap<Name, Place> = HashMap::new();
    let mut spreads: HashMap<Name, Vec<Name>> = HashMap::new();
    for (at, document) in documents.iter().enumerate() {
        for (definition, found) in document.tree.definitions.iter().enumerate() {
            let Definition::FragmentDefinition(fragment) = found else {
                continue;
            };
            match known.get(&fragment.name) {
                None => {
                    known.insert(fragment.name.clone(), Place { document: at, definition });
                }
                Some(first) if first.document != at => {
                    refused.push(defined_twice(documents, *first, document, &fragment.name));
                }
                Some(_) => {}
            }
        }
        for fragment in Graph::of(&document.tree).fragments {
            let names = fragment.uses.spreads.into_iter().cloned().collect();
            spreads.entry(fragment.node.name.clone()).or_insert(names);
        }
    }
    let mut used: HashSet<Name> = HashSet::new();
    let mut units = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        let graph = Graph::of(&document.tree);
        let of_operations = graph.operations.iter().flat_map(|operation| &operation.uses.spreads);
        used.extend(reached(of_operations.copied().cloned(), &spreads));
        let of_fragments = graph.fragments.iter().flat_map(|fragment| &fragment.uses.spreads);
        let all = graph.operations.iter().flat_map(|operation| &operation.uses.spreads).chain(of_fragments);
        let mut unit = Unit::alone(document.clone());
        for name in reached(all.copied().cloned(), &spreads) {
            let Some(place) = known.get(&name).filter(|place| place.document != at) else {
                continue;
            };
            if graph.fragment(&name).is_some() {
                continue;
            }
            let lender = &documents[place.document];
            unit.document.tree.definitions.push(lender.tree.definitions[place.definition].clone());
            unit.texts = unit.texts.with(lender.file, Arc::clone(&lender.text));
        }
        units.push(unit);
    }
    for (name, place) in &known {
        if !used.contains(name) {
            let message = format!("no operation of any file uses the fragment `{name}`");
            let mut finding = Finding::error(Spec, "unused-fragment", Span::name(name), message);
            finding.coordinate = Some(of_fragment(name));
            refused.push(finding.place(&Texts::new(Arc::clone(&documents[place.document].text))));
        }
    }
    units
}

fn reached(from: impl Iterator<Item = Name>, spreads: &HashMap<Name, Vec<Name>>) -> Vec<Name> {
    let (mut seen, mut found): (HashSet<Name>, Vec<Name>) = (HashSet::new(), Vec::new());
    for name in from {
        if seen.insert(name.clone()) {
            found.push(name);
        }
    }
    let mut at = 0;
    while at < found.len() {
        for next in spreads.get(&found[at]).into_iter().flatten() {
            if seen.insert(next.clone()) {
                found.push(next.clone());
            }
        }
        at += 1;
    }
    found
}

fn defined_twice(documents: &[Document], first: Place, later: &Document, name: &Name) -> Diagnostic {
    let message = format!("the fragment `{name}` is defined in another file too");
    let other = &documents[first.document];
    let mut finding = Finding::error(Spec, "duplicate-fragment", Span::name(name), message);
    finding.coordinate = Some(of_fragment(name));
    if let Definition::FragmentDefinition(fragment) = &other.tree.definitions[first.definition] {
        finding = finding.related(Span::name(&fragment.name), "the other occurrence is here");
    }
    finding.place(&Texts::new(Arc::clone(&later.text)).with(other.file, Arc::clone(&other.text)))
}
