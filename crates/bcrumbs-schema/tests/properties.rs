//! No input makes a check, a comparison or an introspection panic.

use std::fs;

use bcrumbs_schema::{Normalization, Options, RuleSet, Schema, Source, check, diff, introspect, load};
use proptest::prelude::*;

fn schema() -> Schema {
    Schema::read("tests/documents/schema.graphql").expect("the test schema is valid")
}

fn options() -> Options {
    Options::new().enable(RuleSet::Wire).normalization(Normalization::Rust)
}

/// All the documents that the other tests know.
fn documents() -> Vec<String> {
    ["spec", "valid", "codegen", "wire", "deprecation"]
        .iter()
        .flat_map(|area| load(format!("tests/documents/{area}")).expect("documents"))
        .map(|source| source.text)
        .collect()
}

/// Pieces that mean something to GraphQL, and some that mean nothing.
fn piece() -> impl Strategy<Value = String> {
    let words = [
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "$a",
        ":",
        "!",
        "=",
        "@",
        "...",
        "on",
        "query",
        "fragment",
        "Tea",
        "id",
        "\"",
        "\"\"\"",
        "\\u{",
        "#",
        "null",
        "1e9",
        "-",
        "@include(if: $a)",
        "__typename",
        "input",
        "type",
        "@oneOf",
        "extend",
        "\u{feff}",
        "é",
    ];
    prop_oneof![
        4 => prop::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

/// A text with one part taken out and another put in.
fn mutated(texts: Vec<String>) -> impl Strategy<Value = String> {
    let position = any::<prop::sample::Index>();
    let edits = prop::collection::vec((position, 0..8usize, piece()), 1..4);
    (prop::sample::select(texts), edits).prop_map(|(text, edits)| {
        let mut chars: Vec<char> = text.chars().take(2_000).collect();
        for (at, removed, piece) in edits {
            let start = at.index(chars.len() + 1);
            let end = (start + removed).min(chars.len());
            chars.splice(start..end, piece.chars());
        }
        chars.into_iter().collect()
    })
}

fn check_all(schema: &Schema, text: &str) {
    let report = check(schema, &[Source::new("q.graphql", text)], &options());
    for diagnostic in &report.diagnostics {
        assert!(diagnostic.start.line >= 1 && diagnostic.start.column >= 1);
        assert!(diagnostic.start.line <= text.split(['\n', '\r']).count());
        let _ = diagnostic.to_string();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        check_all(&schema(), &text);
        let _ = Schema::parse("s.graphql", text.clone());
        let _ = introspect(&text);
    }

    #[test]
    fn words_do_not_panic(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.join(" ");
        check_all(&schema(), &text);
        let _ = Schema::parse("s.graphql", text);
    }

    #[test]
    fn changed_documents_do_not_panic(text in mutated(documents())) {
        check_all(&schema(), &text);
    }

    #[test]
    fn changed_schemas_do_not_panic(
        sdl in mutated(vec![fs::read_to_string("tests/documents/schema.graphql").expect("the schema")]),
        document in prop::sample::select(documents()),
    ) {
        if let Ok(new) = Schema::parse("new.graphql", sdl) {
            let old = schema();
            let operations = [Source::new("q.graphql", document)];
            let _ = diff(&old, &new, &operations, &options()).to_string();
            let _ = diff(&new, &old, &operations, &options()).to_string();
            prop_assert!(diff(&new, &new, &operations, &options()).changes.is_empty());
        }
    }

    #[test]
    fn changed_introspections_do_not_panic(
        json in mutated(vec![
            r#"{"data":{"__schema":{"queryType":{"name":"Query"},"types":[{"kind":"OBJECT","name":"Query","fields":[{"name":"a","args":[{"name":"b","type":{"kind":"LIST","ofType":{"kind":"SCALAR","name":"Int"}},"defaultValue":"[1]"}],"type":{"kind":"SCALAR","name":"Int"},"isDeprecated":true,"deprecationReason":"x"}],"interfaces":[]}],"directives":[{"name":"d","locations":["FIELD"],"args":[]}]}}}"#.to_owned(),
        ]),
    ) {
        if let Ok(sdl) = introspect(&json) {
            prop_assert!(Schema::parse("s.graphql", sdl).is_ok());
        }
    }
}
