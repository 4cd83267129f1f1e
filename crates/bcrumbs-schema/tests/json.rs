//! The JSON of findings and comparisons fits the JSON schemas of `schemas/`, and contains everything that is printed.

use std::collections::BTreeSet;
use std::fs;

use bcrumbs_schema::{Effect, Options, RuleSet, Schema, Source, check, diff, load};
use serde_json::{Value, json};

fn validator(name: &str) -> jsonschema::Validator {
    let text = fs::read_to_string(format!("schemas/{name}.schema.json")).expect("the JSON schema");
    jsonschema::validator_for(&serde_json::from_str(&text).expect("JSON")).expect("a JSON schema")
}

fn assert_valid(name: &str, value: &Value) {
    let problems: Vec<String> =
        validator(name).iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn shop() -> Schema {
    Schema::read("tests/documents/schema.graphql").expect("the test schema is valid")
}

#[test]
fn a_finding_is_data() {
    let sdl = "type Query {\n  old: Int @deprecated(reason: \"use new\")\n}";
    let schema = Schema::parse("s.graphql", sdl).expect("a schema");
    let report =
        check(&schema, &[Source::new("q.graphql", "query Q {\n  first: old\n  old old\n}")], &Options::new());
    let value = serde_json::to_value(&report).expect("JSON");
    let related = json!([{"message": "the schema defines it here", "file": "s.graphql",
        "start": {"line": 2, "column": 3}, "end": {"line": 2, "column": 6}}]);
    assert_eq!(
        value["diagnostics"][0],
        json!({"severity": "warning", "rule_set": "deprecation", "code": "deprecated-field",
            "coordinate": "Q/first", "message": "`Query.old` is deprecated: use new", "help": null, "file": "q.graphql",
            "start": {"line": 2, "column": 3}, "end": {"line": 2, "column": 13}, "related": related})
    );
    let repeated =
        value["diagnostics"].as_array().unwrap().iter().find(|d| d["code"] == "repeated-selection").unwrap();
    assert_eq!(repeated["help"], "select `old` once, with all of its fields");
    assert_eq!(
        (&repeated["start"], &repeated["end"]),
        (&json!({"line": 3, "column": 7}), &json!({"line": 3, "column": 10}))
    );
    assert_eq!(repeated["related"][0]["start"], json!({"line": 3, "column": 3}));
}

#[test]
fn the_findings_of_every_test_document_follow_the_json_schema() {
    let options = Options::new().enable(RuleSet::Wire);
    let mut codes = BTreeSet::new();
    for area in ["spec", "valid", "codegen", "wire", "deprecation"] {
        let report = check(&shop(), &load(format!("tests/documents/{area}")).expect("documents"), &options);
        codes.extend(report.diagnostics.iter().map(|diagnostic| diagnostic.code));
        assert_valid("check", &serde_json::to_value(&report).expect("JSON"));
        for d in &report.diagnostics {
            assert!(d.end >= d.start, "{d}");
        }
    }
    assert!(codes.len() > 60, "{codes:?}");
}

#[test]
fn the_earlier_of_two_definitions_is_related() {
    let cases = [
        ("query Q { version }\nquery Q { version }", "duplicate-operation", 1, 7),
        (
            "query Q { ...F }\nfragment F on Query { version }\nfragment F on Query { version }",
            "duplicate-fragment",
            2,
            10,
        ),
        ("query Q($a: ID,\n $a: ID) { tea(id: $a) { id } }", "duplicate-variable", 1, 9),
        ("query Q { tea(id: 1,\n id: 2) { id } }", "duplicate-argument", 1, 15),
        ("query Q { tea { a: id\n a: leaf } }", "conflicting-fields", 1, 17),
        ("query Q { tea(plain: {label: \"a\",\n label: \"b\"}) { id } }", "duplicate-input-field", 1, 23),
    ];
    for (text, code, line, column) in cases {
        let report = check(&shop(), &[Source::new("q.graphql", text)], &Options::new());
        let found =
            report.diagnostics.iter().find(|d| d.code == code).unwrap_or_else(|| panic!("{text}: {report}"));
        let [related] = found.related.as_slice() else { panic!("{code}: {:?}", found.related) };
        assert_eq!((related.at.start.line, related.at.start.column), (line, column), "{code}");
        assert_ne!(related.at.start, found.start, "{code}");
    }
}

const OLD: &str =
    "enum Kind {\n  A\n  B\n}\ntype Query {\n  kind: Kind\n  gone: Int\n  other(x: Int = 1): Int\n}";

fn compared() -> Value {
    let new =
        OLD.replace("  B", "  B\n  C").replace("  gone: Int\n", "").replace("= 1", "= 2") + "\nscalar Date";
    let (old, new) = (Schema::parse("old.graphql", OLD).unwrap(), Schema::parse("new.graphql", new).unwrap());
    let operations = [
        Source::new("a.graphql", "query A { kind }\nquery Two { other }"),
        Source::new("b.graphql", "query B {\n  gone\n}"),
        Source::new("c.graphql", "query C { nothing }"),
        Source::new("d.graphql", "query D {"),
    ];
    serde_json::to_value(diff(&old, &new, &operations, &Options::new())).expect("JSON")
}

#[test]
fn a_comparison_follows_the_json_schema_and_names_every_place() {
    let value = compared();
    assert_valid("diff", &value);
    let at = |file: &str, line: usize, from: usize, to: usize| json!({"file": file, "start": {"line": line, "column": from}, "end": {"line": line, "column": to}});
    let change = |kind: &str| {
        let changes = value["changes"].as_array().unwrap();
        changes
            .iter()
            .find(|change| change["kind"] == kind)
            .unwrap_or_else(|| panic!("{kind}: {value}"))
            .clone()
    };
    let removed = change("field-removed");
    assert_eq!((&removed["old"], &removed["new"]), (&at("old.graphql", 7, 3, 7), &Value::Null));
    let added = change("value-added-to-enum");
    assert_eq!((&added["old"], &added["new"]), (&Value::Null, &at("new.graphql", 4, 3, 4)));
    let default = change("arg-default-value-change");
    assert_eq!(
        (&default["old"], &default["new"]),
        (&at("old.graphql", 8, 9, 10), &at("new.graphql", 8, 9, 10))
    );
    let effects: Vec<&Value> = value["operations"].as_array().unwrap().iter().map(|o| &o["effect"]).collect();
    assert_eq!(effects, ["model-changed", "unaffected", "broken", "invalid-before", "invalid-before"]);
    let model = &value["operations"][0]["model_changes"][0];
    assert_eq!(
        model,
        &json!({"coordinate": "Kind.C", "before": null, "after": "value", "old": null, "new": added["new"]})
    );
    assert_eq!(value["operations"][2]["diagnostics"], json!([0]));
    assert_eq!(value["diagnostics"][0]["code"], "unknown-field");
    assert_eq!(value["diagnostics"].as_array().unwrap().len(), 1);
}

#[test]
fn an_operation_that_is_no_longer_valid_still_lists_what_else_changed() {
    let new = OLD.replace("  B", "  B\n  C").replace("  gone: Int\n", "");
    let (old, new) = (Schema::parse("old.graphql", OLD).unwrap(), Schema::parse("new.graphql", new).unwrap());
    let diff = diff(&old, &new, &[Source::new("q.graphql", "query Q { gone kind }")], &Options::new());
    assert_eq!(diff.operations[0].effect, Effect::Broken);
    let coordinates: Vec<&str> =
        diff.operations[0].model_changes.iter().map(|c| c.coordinate.as_str()).collect();
    assert_eq!(coordinates, ["Kind.C"]);
}

#[test]
fn a_finding_is_in_a_comparison_once_however_many_operations_meet_it() {
    let old = Schema::parse("old.graphql", "type Query { a: Int b: Int }").unwrap();
    let new = Schema::parse("new.graphql", "type Query { a: Int }").unwrap();
    let operations: String = (0..200).map(|i| format!("query Q{i} {{ ...F }}\n")).collect();
    let text = format!("{operations}query Alone {{ a }}\nfragment F on Query {{ b }}");
    let diff = diff(&old, &new, &[Source::new("q.graphql", text)], &Options::new());
    assert_eq!(diff.diagnostics.len(), 1);
    assert!(diff.operations[..200].iter().all(|o| o.diagnostics == [0] && o.effect == Effect::Broken));
    // The file is sent whole.
    assert_eq!((diff.operations[200].effect, diff.operations[200].diagnostics.len()), (Effect::Broken, 0));
    assert!(diff.to_string().contains("by another operation of the same file"));
}
