//! Finds fields that two parts of a selection select. Fragments become `#[serde(flatten)]` parts, and serde passes
//! each key of the response only to the first part that has the field.

use std::collections::{BTreeMap, BTreeSet};

use apollo_compiler::Name;
use apollo_compiler::executable::{Selection, SelectionSet};

use crate::finding::Finding;
use crate::rules::codegen::input::{Input, error};
use crate::rules::fields::{Through, fields};
use crate::span::Span;

pub(crate) fn check(input: Input<'_>, set: &SelectionSet) -> Vec<Finding> {
    if set.selections.len() < 2 {
        return Vec::new();
    }
    // The part that gets each key, in serde's order: the type's own fields, then its fragments.
    let mut taken: BTreeMap<&Name, String> = BTreeMap::new();
    for selection in &set.selections {
        if let Selection::Field(field) = selection {
            taken.insert(field.response_key(), "a field of the same selection".to_owned());
        }
    }
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for selection in &set.selections {
        let Selection::FragmentSpread(spread) = selection else {
            continue;
        };
        let Some(fragment) = input.fragment(&spread.fragment_name).filter(|f| f.ty == set.ty) else {
            continue;
        };
        // The same fragment twice has a rule of its own.
        if !seen.insert(&spread.fragment_name) {
            continue;
        }
        let keys = keys(input, fragment);
        if let Some((key, other)) = keys.iter().find_map(|key| Some((key, taken.get(key)?))) {
            found.push(lost(key, &spread.fragment_name, other));
        }
        for key in keys {
            taken.entry(key).or_insert_with(|| format!("the fragment `{}`", spread.fragment_name));
        }
    }
    // The variants come last.
    for selection in &set.selections {
        let (name, variant) = match selection {
            Selection::InlineFragment(inline) => {
                (inline.type_condition.as_ref(), Some(&inline.selection_set))
            }
            Selection::FragmentSpread(spread) => (
                Some(&spread.fragment_name),
                input
                    .fragment(&spread.fragment_name)
                    .filter(|f| f.ty != set.ty && input.is_abstract(&set.ty)),
            ),
            Selection::Field(_) => (None, None),
        };
        let (Some(name), Some(variant)) = (name, variant) else {
            continue;
        };
        if !input.is_abstract(&set.ty) {
            continue;
        }
        let keys = keys(input, variant);
        if let Some((key, other)) = keys.iter().find_map(|key| Some((key, taken.get(key)?))) {
            found.push(lost(key, name, other));
        }
    }
    found
}

fn lost(key: &Name, part: &Name, other: &str) -> Finding {
    let message =
        format!("`{key}` is selected by `{part}` and by {other}: the decoded value reaches only one of them");
    error("overlapping-fragment", Span::name(part), message).help(format!("select `{key}` in one place"))
}

/// The keys that a part takes: its fields, and those of the fragments flattened into it.
fn keys<'a>(input: Input<'a>, set: &'a SelectionSet) -> BTreeSet<&'a Name> {
    let fields = fields(input.document, set, Through::All).filter(|field| field.name != "__typename");
    fields.map(|field| field.response_key()).collect()
}
