//! The fields that are left out of this crate's queries. Without this setting, a field that the gateway removed would
//! make every list unreadable until the next release.

use crate::error::error::Error;
use crate::graphql::leaves::{Leaf, Selections, selections, without};
use crate::graphql::operations::{OPERATIONS, Operation};
use crate::graphql::output_types::{Nullability, OF_SCHEMA};
use crate::redact::redact::{Quoted, Redaction};
use std::collections::{BTreeSet, HashMap};

/// The type of which paging needs all fields.
const PAGE_INFO: &str = "PageInfo";

/// The documents of the operations without the omitted fields.
#[derive(Debug, Default)]
pub(crate) struct OmittedFields {
    documents: HashMap<&'static str, String>,
}

/// An operation and its selections.
struct Asks {
    operation: &'static Operation<'static>,
    selections: Selections<'static>,
}

impl OmittedFields {
    /// Removes fields from the operations. A field is written as `Conv.aiAssigneed`, or as `aiAssigneed` if only one
    /// type has it.
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
                        "without {}, the selection of `{}` in {} would be empty",
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

    /// Returns the document of an operation from which fields were removed.
    pub(crate) fn document(&self, operation: &str) -> Option<&str> {
        self.documents.get(operation).map(String::as_str)
    }
}

/// Returns the fields of an operation that have this name and can be left out.
pub(crate) fn named(operation: &str, field: &str) -> Vec<String> {
    omittable(operation, |leaf| leaf.field == field)
}

/// Returns the field of an operation for a path in the response, for example `data.convs.nodes[17].aiAssigneed`, if the
/// field can be left out.
pub(crate) fn at(operation: &str, path: &str) -> Vec<String> {
    let keys: Vec<_> = path.split('.').skip(1).map(|key| key.split('[').next().unwrap_or_default()).collect();
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
    /// Returns whether a leaf can be left out. Leaves of a mutation cannot, because its response cannot be requested
    /// again.
    fn may_omit(&self, leaf: &Leaf<'_>) -> bool {
        self.kind == "query" && leaf.type_name != PAGE_INFO && leaf.nullability == Nullability::Nullable
    }
}

fn name(leaf: &Leaf<'_>) -> String {
    format!("{}.{}", leaf.type_name, leaf.field)
}

/// Returns the full name of a field that can be left out.
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
        ([], []) => "no operation of this crate selects it".to_owned(),
        ([], [(_, leaf), ..]) if leaf.type_name == PAGE_INFO => "paging needs it".to_owned(),
        ([], found) if found.iter().all(|(_, leaf)| leaf.nullability == Nullability::NonNull) => {
            "it is never null".to_owned()
        }
        ([], _) => "only mutations select it".to_owned(),
    };
    let shown = Redaction::default().message(wanted, Quoted::Hidden);
    Err(refused(&format!("the field {shown} cannot be left out: {why}")))
}

/// Creates the error with the list of the fields that can be left out.
fn refused(problem: &str) -> Error {
    let leaves = asks().flat_map(|Asks { selections, .. }| {
        let leaves = selections.leaves.iter().filter(|leaf| selections.may_omit(leaf));
        leaves.map(name).collect::<Vec<_>>()
    });
    let fields: Vec<_> = leaves.collect::<BTreeSet<_>>().into_iter().collect();
    Error::config(format!("{problem}; fields that can be left out: {}", fields.join(", ")))
}
