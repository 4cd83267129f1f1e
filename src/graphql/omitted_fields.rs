//! Which fields the shipped queries leave out: one that the gateway dropped would keep every list from being read until the
//! next release.

use crate::error::error::Error;
use crate::graphql::leaves::{Leaf, Selections, selections, without};
use crate::graphql::operations::{OPERATIONS, Operation};
use crate::graphql::output_types::{Nullability, OF_SCHEMA};
use crate::redact::redact::{Quoted, Redaction};
use std::collections::{BTreeSet, HashMap};

/// The type that paging needs whole.
const PAGE_INFO: &str = "PageInfo";

/// The documents of the operations that ask for less than they were written to.
#[derive(Debug, Default)]
pub(crate) struct OmittedFields {
    documents: HashMap<&'static str, String>,
}

/// An operation and what it asks for.
struct Asks {
    operation: &'static Operation<'static>,
    selections: Selections<'static>,
}

impl OmittedFields {
    /// Leaves fields out, each written as `Conv.aiAssigneed`, or as `aiAssigneed` where one type alone has it.
    pub(crate) fn new(wanted: &[String]) -> Result<Self, Error> {
        let mut documents = HashMap::new();
        if wanted.is_empty() {
            return Ok(Self { documents });
        }
        let all: Vec<Asks> = asks().collect();
        let omitted = wanted.iter().map(|field| resolve(field, &all)).collect::<Result<BTreeSet<_>, _>>()?;
        for Asks { operation, selections } in &all {
            let is_omitted = |leaf: &&Leaf<'_>| selections.may_omit(leaf) && omitted.contains(&name(leaf));
            let leaves: Vec<_> = selections.leaves.iter().filter(is_omitted).collect();
            for size in &selections.sizes {
                let cut = leaves
                    .iter()
                    .filter(|leaf| leaf.path.split_last().is_some_and(|(_, to)| to == size.path));
                if cut.count() == size.fields {
                    let fields: Vec<_> = omitted.iter().map(String::as_str).collect();
                    let problem = format!(
                        "without {} nothing of `{}` would be left in {}",
                        fields.join(", "),
                        size.path.join("."),
                        operation.name
                    );
                    return Err(refused(&problem));
                }
            }
            if !leaves.is_empty() {
                documents.insert(operation.name, without(operation.document, &leaves));
            }
        }
        Ok(Self { documents })
    }

    /// Returns the document of an operation that leaves fields out.
    pub(crate) fn document(&self, operation: &str) -> Option<&str> {
        self.documents.get(operation).map(String::as_str)
    }
}

/// Returns the fields of an operation that can be left out and have a name.
pub(crate) fn named(operation: &str, field: &str) -> Vec<String> {
    omittable(operation, |leaf| leaf.field == field)
}

/// Returns the field of an operation that can be left out and holds a place in the answer, for example
/// `data.convs.nodes[17].aiAssigneed`.
pub(crate) fn at(operation: &str, place: &str) -> Vec<String> {
    let keys: Vec<_> =
        place.split('.').skip(1).map(|key| key.split('[').next().unwrap_or_default()).collect();
    omittable(operation, |leaf| keys.starts_with(&leaf.path))
}

fn omittable(operation: &str, is_wanted: impl Fn(&Leaf<'_>) -> bool) -> Vec<String> {
    let operations = asks().filter(|asks| asks.operation.name == operation);
    let names = operations.flat_map(|Asks { selections, .. }| {
        let leaves = selections.leaves.iter().filter(|leaf| selections.may_omit(leaf) && is_wanted(leaf));
        leaves.map(name).collect::<Vec<_>>()
    });
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

fn asks() -> impl Iterator<Item = Asks> {
    OPERATIONS
        .iter()
        .map(|operation| Asks { operation, selections: selections(operation.document, &OF_SCHEMA) })
}

impl Selections<'_> {
    /// Returns whether a leaf can be left out. A mutation shows what it did; who leaves a part of that out cannot ask again.
    fn may_omit(&self, leaf: &Leaf<'_>) -> bool {
        self.kind == "query" && leaf.type_name != PAGE_INFO && leaf.nullability == Nullability::Nullable
    }
}

fn name(leaf: &Leaf<'_>) -> String {
    format!("{}.{}", leaf.type_name, leaf.field)
}

/// Returns the whole name of a field that can be left out.
fn resolve(wanted: &str, all: &[Asks]) -> Result<String, Error> {
    let wanted = wanted.trim();
    let is_wanted =
        |leaf: &Leaf<'_>| if wanted.contains('.') { name(leaf) == wanted } else { leaf.field == wanted };
    let leaves = all.iter().flat_map(|asks| asks.selections.leaves.iter().map(move |leaf| (asks, leaf)));
    let found: Vec<_> = leaves.filter(|(_, leaf)| is_wanted(leaf)).collect();
    let can = found.iter().filter(|(asks, leaf)| asks.selections.may_omit(leaf)).map(|(_, leaf)| name(leaf));
    let can: Vec<_> = can.collect::<BTreeSet<_>>().into_iter().collect();
    let why = match (&can[..], &found[..]) {
        ([field], _) => return Ok(field.clone()),
        ([_, ..], _) => format!("several types have it ({})", can.join(", ")),
        ([], []) => "no operation of this crate asks for it".to_owned(),
        ([], [(_, leaf), ..]) if leaf.type_name == PAGE_INFO => "paging needs it".to_owned(),
        ([], found) if found.iter().all(|(_, leaf)| leaf.nullability == Nullability::NonNull) => {
            "it is never null".to_owned()
        }
        ([], _) => "only mutations ask for it".to_owned(),
    };
    let shown = Redaction::default().message(wanted, Quoted::Hidden);
    Err(refused(&format!("the field {shown} cannot be left out: {why}")))
}

/// Says what can be left out.
fn refused(problem: &str) -> Error {
    let leaves = asks().flat_map(|Asks { selections, .. }| {
        let leaves = selections.leaves.iter().filter(|leaf| selections.may_omit(leaf));
        leaves.map(name).collect::<Vec<_>>()
    });
    let fields: Vec<_> = leaves.collect::<BTreeSet<_>>().into_iter().collect();
    Error::config(format!("{problem}; what can be left out: {}", fields.join(", ")))
}
