//! Annotations as a log of SARIF 2.1.0, which code scanning reads.

use crate::commands::schema::formats::annotations::{Annotation, Level, Place, RelatedPlace};
use bcrumbs_schema::explain;
use serde_json::{Value, json};
use url::Url;

/// The format's own schema, at its address in the specification.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Returns a log with one run.
pub(crate) fn log(annotations: &[Annotation]) -> Value {
    let mut rules: Vec<&str> = annotations.iter().map(|annotation| annotation.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    let results: Vec<Value> = annotations.iter().map(|annotation| result(annotation, &rules)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "bcrumbs",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().copied().map(rule).collect::<Vec<_>>(),
            }},
            // Columns are counted in characters, and not in units of UTF-16.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(id: &str) -> Value {
    let documented = explain(id);
    let (summary, text) = match documented.first() {
        Some(rule) => (rule.summary.to_owned(), rule.text.to_owned()),
        None => {
            let kind = id.split_once("::").map_or(id, |(_, kind)| kind).replace('-', " ");
            let text = format!("A change of the schema: {kind}.");
            (text.clone(), text)
        }
    };
    json!({
        "id": id,
        "shortDescription": { "text": summary },
        "fullDescription": { "text": summary },
        "help": { "text": text, "markdown": text },
    })
}

fn result(annotation: &Annotation, rules: &[&str]) -> Value {
    let Annotation { level, rule, message, place, related, fingerprint } = annotation;
    let mut result = json!({
        "ruleId": rule,
        "ruleIndex": rules.binary_search(&rule.as_str()).unwrap_or_default(),
        "level": match level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice => "note",
        },
        "message": { "text": message },
        "locations": place.iter().map(|place| json!({ "physicalLocation": physical(place) })).collect::<Vec<_>>(),
    });
    if let Some(fingerprint) = fingerprint {
        result["partialFingerprints"] = json!({ "bcrumbs/v1": fingerprint });
    }
    if !related.is_empty() {
        let related = related.iter().enumerate().map(|(id, RelatedPlace { message, place })| {
            json!({ "id": id, "message": { "text": message }, "physicalLocation": physical(place) })
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn physical(place: &Place) -> Value {
    let Place { path, start, end } = place;
    json!({
        "artifactLocation": { "uri": reference(path) },
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    })
}

/// Converts a path with `/` to a URI reference, relative if the path is.
fn reference(path: &str) -> String {
    let Ok(mut url) = Url::parse("file:///") else {
        return path.to_owned();
    };
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.clear().extend(path.trim_start_matches('/').split('/'));
    }
    match path.starts_with('/') {
        true => url.to_string(),
        // A first segment with a colon would be read as a scheme.
        false => {
            let relative = url.path().trim_start_matches('/');
            let has_colon = relative.split('/').next().is_some_and(|first| first.contains(':'));
            format!("{}{relative}", if has_colon { "./" } else { "" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn a_path_is_a_reference_that_names_the_same_file() {
        for (path, uri) in [
            ("queries/convs.graphql", "queries/convs.graphql"),
            ("my queries/a#b%20?.graphql", "my%20queries/a%23b%2520%3F.graphql"),
            ("c:d/é.graphql", "./c:d/%C3%A9.graphql"),
            ("/elsewhere/s.graphql", "file:///elsewhere/s.graphql"),
        ] {
            assert_eq!(reference(path), uri);
        }
    }
}
