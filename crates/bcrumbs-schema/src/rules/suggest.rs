//! "Did you mean": suggests a similar name for an unknown one.

use std::collections::HashMap;

use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Schema};
use strsim::osa_distance;

use crate::document::errors::quoted;
use crate::finding::Finding;
use crate::rules::graph::Graph;

/// The maximum number of different names with suggestions in one document, because each is compared with many others.
const MOST: usize = 200;

/// Adds a suggestion to the findings about unknown names for which there is a similar one.
pub(crate) fn add(found: &mut [Finding], schema: &Schema, graph: &Graph<'_>) {
    // Many findings can have the same name, so suggestions are cached.
    let mut known: HashMap<String, Option<String>> = HashMap::new();
    for finding in found.iter_mut().filter(|finding| finding.help.is_none()) {
        if !is_about_a_name(finding.code) {
            continue;
        }
        let key = format!("{} {}", finding.code, finding.message);
        if known.len() >= MOST && !known.contains_key(&key) {
            continue;
        }
        let suggestion = known.entry(key).or_insert_with(|| suggestion(finding, schema, graph)).as_ref();
        finding.help = suggestion.map(|name| format!("did you mean `{name}`?"));
    }
}

fn is_about_a_name(code: &str) -> bool {
    matches!(
        code,
        "unknown-field"
            | "unknown-argument"
            | "unknown-type"
            | "unknown-directive"
            | "unknown-fragment"
            | "unknown-enum-value"
            | "unknown-input-field"
    )
}

fn suggestion(finding: &Finding, schema: &Schema, graph: &Graph<'_>) -> Option<String> {
    let names: Vec<&str> = quoted(&finding.message).collect();
    let [first, rest @ ..] = names.as_slice() else {
        return None;
    };
    match (finding.code, rest) {
        ("unknown-field", [field]) => nearest(field, fields(schema.types.get(*first)?)),
        ("unknown-input-field" | "unknown-enum-value", [owner]) => {
            nearest(first, fields(schema.types.get(*owner)?))
        }
        ("unknown-argument", [owner]) => nearest(first, arguments(schema, owner)),
        ("unknown-type", _) => {
            let own = schema.types.keys().filter(|name| !name.starts_with("__"));
            nearest(first, own.collect())
        }
        ("unknown-directive", _) => {
            nearest(first.trim_start_matches('@'), schema.directive_definitions.keys().collect())
        }
        ("unknown-fragment", _) => {
            nearest(first, graph.fragments.iter().map(|fragment| &fragment.node.name).collect())
        }
        _ => None,
    }
}

/// The names inside a type: fields, input fields or values.
fn fields(ty: &ExtendedType) -> Vec<&Name> {
    match ty {
        ExtendedType::Object(ty) => ty.fields.keys().collect(),
        ExtendedType::Interface(ty) => ty.fields.keys().collect(),
        ExtendedType::InputObject(ty) => ty.fields.keys().collect(),
        ExtendedType::Enum(ty) => ty.values.keys().collect(),
        ExtendedType::Scalar(_) | ExtendedType::Union(_) => Vec::new(),
    }
}

fn arguments<'s>(schema: &'s Schema, owner: &str) -> Vec<&'s Name> {
    if let Some(directive) = owner.strip_prefix('@') {
        let definition = schema.directive_definitions.get(directive);
        return definition.map_or_else(Vec::new, |d| d.arguments.iter().map(|a| &a.name).collect());
    }
    let definition = owner.split_once('.').and_then(|(ty, field)| schema.type_field(ty, field).ok());
    definition.map_or_else(Vec::new, |field| field.arguments.iter().map(|a| &a.name).collect())
}

/// Returns the most similar name, unless it is too different: changed, added, removed and swapped letters count.
fn nearest(wrong: &str, names: Vec<&Name>) -> Option<String> {
    let most = wrong.len() / 3 + 1;
    let wrong = wrong.to_ascii_lowercase();
    let possible = names.into_iter().filter(|name| name.len().abs_diff(wrong.len()) <= most);
    let distances = possible.map(|name| (osa_distance(&wrong, &name.to_ascii_lowercase()), name));
    let (found, name) = distances.min_by_key(|(distance, name)| (*distance, name.as_str()))?;
    (found <= most).then(|| name.to_string())
}
