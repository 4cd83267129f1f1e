//! Each change between two schemas has the level, the kind and the coordinate that a person would look for.

use bcrumbs_schema::{Diff, Effect, Options, Schema, Source, diff};

fn schema(path: &str, sdl: &str) -> Schema {
    Schema::parse(path, sdl).unwrap_or_else(|found| panic!("{sdl}\n{}", found[0]))
}

fn between(old: &str, new: &str, operations: &[Source]) -> Diff {
    diff(&schema("old.graphql", old), &schema("new.graphql", new), operations, &Options::new())
}

/// `level kind coordinate` of each change, with a root type that both sides share.
fn changes(old: &str, new: &str) -> Vec<String> {
    let root = "type Query { shared: Int }";
    let diff = between(&format!("{root} {old}"), &format!("{root} {new}"), &[]);
    diff.changes.iter().map(|c| format!("{} {} {}", c.level, c.kind, c.coordinate)).collect()
}

#[test]
fn every_kind_of_change() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("scalar A", "", &["breaking type-removed A"]),
        ("", "scalar A", &["safe type-added A"]),
        ("scalar A", "enum A { B }", &["breaking type-changed-kind A"]),
        ("type A { a: Int b: Int }", "type A { a: Int }", &["breaking field-removed A.b"]),
        ("type A { a: Int }", "type A { a: Int b: Int }", &["safe field-added A.b"]),
        ("type A { a: Int }", "type A { a: String }", &["breaking field-changed-kind A.a"]),
        ("type A { a: Int! }", "type A { a: Int }", &["breaking field-changed-kind A.a"]),
        ("type A { a: [Int] }", "type A { a: Int }", &["breaking field-changed-kind A.a"]),
        ("type A { a: [Int] }", "type A { a: [Int!]! }", &["safe field-changed-type-safely A.a"]),
        ("type A { a(x: Int): Int }", "type A { a: Int }", &["breaking arg-removed A.a(x:)"]),
        ("type A { a: Int }", "type A { a(x: Int): Int }", &["dangerous optional-arg-added A.a(x:)"]),
        ("type A { a: Int }", "type A { a(x: Int! = 1): Int }", &["dangerous optional-arg-added A.a(x:)"]),
        ("type A { a: Int }", "type A { a(x: Int!): Int }", &["breaking required-arg-added A.a(x:)"]),
        ("type A { a(x: Int): Int }", "type A { a(x: Int!): Int }", &["breaking arg-changed-kind A.a(x:)"]),
        (
            "type A { a(x: Int!): Int }",
            "type A { a(x: Int): Int }",
            &["safe arg-changed-type-safely A.a(x:)"],
        ),
        (
            "type A { a(x: [Int!]!): Int }",
            "type A { a(x: [Int]): Int }",
            &["safe arg-changed-type-safely A.a(x:)"],
        ),
        (
            "type A { a(x: [Int]): Int }",
            "type A { a(x: [Int!]): Int }",
            &["breaking arg-changed-kind A.a(x:)"],
        ),
        (
            "type A { a(x: Int = 1): Int }",
            "type A { a(x: Int = 2): Int }",
            &["dangerous arg-default-value-change A.a(x:)"],
        ),
        (
            "type A { a(x: Int = 1): Int }",
            "type A { a(x: Int): Int }",
            &["dangerous arg-default-value-change A.a(x:)"],
        ),
        (
            "type A { a(x: Int): Int }",
            "type A { a(x: Int = 1): Int }",
            &["safe arg-default-value-added A.a(x:)"],
        ),
        (
            "interface I { a: Int } type A implements I { a: Int }",
            "interface I { a: Int } type A { a: Int }",
            &["breaking implemented-interface-removed A"],
        ),
        (
            "interface I { a: Int } type A { a: Int }",
            "interface I { a: Int } type A implements I { a: Int }",
            &["dangerous implemented-interface-added A"],
        ),
        (
            "type A { a: Int } type B { a: Int } union U = A | B",
            "type A { a: Int } type B { a: Int } union U = A",
            &["breaking type-removed-from-union U"],
        ),
        (
            "type A { a: Int } type B { a: Int } union U = A",
            "type A { a: Int } type B { a: Int } union U = A | B",
            &["dangerous type-added-to-union U"],
        ),
        ("enum E { A B }", "enum E { A }", &["breaking value-removed-from-enum E.B"]),
        ("enum E { A }", "enum E { A B }", &["dangerous value-added-to-enum E.B"]),
        ("input I { a: Int b: Int }", "input I { a: Int }", &["breaking field-removed I.b"]),
        ("input I { a: Int }", "input I { a: Int b: Int }", &["dangerous optional-input-field-added I.b"]),
        ("input I { a: Int }", "input I { a: Int b: Int! }", &["breaking required-input-field-added I.b"]),
        ("input I { a: Int }", "input I { a: Int! }", &["breaking field-changed-kind I.a"]),
        ("input I { a: Int! }", "input I { a: Int }", &["safe input-field-changed-type-safely I.a"]),
        (
            "input I { a: Int = 1 }",
            "input I { a: Int = 2 }",
            &["dangerous input-field-default-value-change I.a"],
        ),
        ("input I { a: Int }", "input I @oneOf { a: Int }", &["breaking one-of-added I"]),
        ("input I @oneOf { a: Int }", "input I { a: Int }", &["safe one-of-removed I"]),
        ("directive @d on FIELD", "", &["breaking directive-removed @d"]),
        ("", "directive @d on FIELD", &["safe directive-added @d"]),
        (
            "directive @d(x: Int) on FIELD",
            "directive @d on FIELD",
            &["breaking directive-arg-removed @d(x:)"],
        ),
        (
            "directive @d on FIELD",
            "directive @d(x: Int!) on FIELD",
            &["breaking required-directive-arg-added @d(x:)"],
        ),
        (
            "directive @d on FIELD",
            "directive @d(x: Int) on FIELD",
            &["safe optional-directive-arg-added @d(x:)"],
        ),
        (
            "directive @d repeatable on FIELD",
            "directive @d on FIELD",
            &["breaking directive-repeatable-removed @d"],
        ),
        (
            "directive @d on FIELD",
            "directive @d repeatable on FIELD",
            &["safe directive-repeatable-added @d"],
        ),
        (
            "directive @d on FIELD | QUERY",
            "directive @d on FIELD",
            &["breaking directive-location-removed @d"],
        ),
        ("directive @d on FIELD", "directive @d on FIELD | QUERY", &["safe directive-location-added @d"]),
        ("type A { a: Int }", "type A { a: Int @deprecated }", &["safe deprecation-added A.a"]),
        ("enum E { A @deprecated B }", "enum E { A B }", &["safe deprecation-removed E.A"]),
        (
            "input I { a: Int @deprecated(reason: \"x\") }",
            "input I { a: Int @deprecated(reason: \"y\") }",
            &["safe deprecation-reason-changed I.a"],
        ),
        ("scalar A", "\"d\" scalar A", &["safe description-added A"]),
        ("enum E { \"d\" A }", "enum E { A }", &["safe description-removed E.A"]),
        (
            "type A { a(\"d\" x: Int): Int }",
            "type A { a(\"e\" x: Int): Int }",
            &["safe description-changed A.a(x:)"],
        ),
        ("scalar A", "scalar A @specifiedBy(url: \"u\")", &["safe specified-by-changed A"]),
        ("", "type Mutation { m: Int }", &["safe type-added Mutation", "safe root-type-added Mutation"]),
        (
            "type Mutation { m: Int }",
            "",
            &["breaking root-type-removed Mutation", "breaking type-removed Mutation"],
        ),
    ];
    for (old, new, expected) in cases {
        let mut found = changes(old, new);
        let mut expected: Vec<String> = expected.iter().map(|e| (*e).to_owned()).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{old} -> {new}");
    }
}

#[test]
fn order_is_no_change() {
    let found = changes(
        "enum E { A B } input I { a: Int b: Int } type A { x(a: I = {a: 1, b: 2}, b: Int): E y: Int }",
        "type A { y: Int x(b: Int, a: I = {b: 2, a: 1}): E } input I { b: Int a: Int } enum E { B A }",
    );
    assert_eq!(found, [""; 0]);
}

#[test]
fn declaring_a_directive_of_the_specification_is_no_change() {
    assert_eq!(
        changes("input I @oneOf { a: Int }", "directive @oneOf on INPUT_OBJECT input I @oneOf { a: Int }"),
        [""; 0]
    );
}

const OLD: &str = "enum Kind { A B } input Filter { kind: Kind } interface Node { id: ID! } \
    type Tea implements Node { id: ID! name: String kind: Kind } \
    type Query { tea(filter: Filter): Tea node: Node other: Int }";

/// Valid, and the coordinates at which the model changes.
fn affects(query: &str, from: &str, to: &str) -> (bool, Vec<String>) {
    let new = OLD.replacen(from, to, 1);
    assert_ne!(OLD, new);
    let diff = between(OLD, &new, &[Source::new("q.graphql", query)]);
    let operation = &diff.operations[0];
    let coordinates = operation.model_changes.iter().map(|change| change.coordinate.clone()).collect();
    (operation.effect != Effect::Broken, coordinates)
}

#[test]
fn an_operation_is_affected_by_what_it_uses_and_by_nothing_else() {
    let (tea, node) = ("query Q { tea { id name } }", "query Q { node { __typename id } }");
    let (kind, filter) = ("query Q { tea { kind } }", "query Q($f: Filter) { tea(filter: $f) { id } }");
    let none = Vec::<String>::new;
    assert_eq!(affects(tea, "name: String", "name: String!"), (true, vec!["Tea.name".to_owned()]));
    assert_eq!(affects(kind, "name: String", "name: String!"), (true, none()));
    assert_eq!(affects(tea, " name: String", ""), (false, none()));
    assert_eq!(affects(kind, " name: String", ""), (true, none()));
    assert_eq!(affects(kind, "A B", "A B C"), (true, vec!["Kind.C".to_owned()]));
    assert_eq!(affects(filter, "A B", "A"), (true, vec!["Kind.B".to_owned()]));
    assert_eq!(affects(tea, "A B", "A B C"), (true, none()));
    assert_eq!(
        affects(filter, "kind: Kind }", "kind: Kind extra: Int }"),
        (true, vec!["Filter.extra".to_owned()])
    );
    assert_eq!(affects(tea, "kind: Kind }", "kind: Kind extra: Int }"), (true, none()));
    assert_eq!(affects(tea, "filter: Filter", "filter: Filter!"), (false, none()));
    assert_eq!(affects(filter, "filter: Filter", "filter: Filter!"), (false, none()));
    assert_eq!(
        affects(node, "type Query", "type Cup implements Node { id: ID! } type Query"),
        (true, vec!["Node".to_owned()])
    );
    assert_eq!(affects(tea, "other: Int", "other: String"), (true, none()));
    assert_eq!(affects(tea, "name: String", "name: String @deprecated"), (true, none()));
}

#[test]
fn a_new_deprecation_is_among_the_diagnostics_of_the_operation() {
    let new = OLD.replace("name: String", "name: String @deprecated(reason: \"use label\")");
    let diff = between(OLD, &new, &[Source::new("q.graphql", "query Q { tea { name } }")]);
    assert_eq!(diff.diagnostics[diff.operations[0].diagnostics[0]].code, "deprecated-field");
    assert_eq!(diff.operations[0].effect, Effect::Unaffected);
}

#[test]
fn a_document_that_cannot_be_read_is_one_operation_that_is_not_valid() {
    let diff = between(OLD, OLD, &[Source::new("q.graphql", "query {")]);
    assert_eq!((diff.operations.len(), diff.operations[0].effect), (1, Effect::InvalidBefore));
}

#[test]
fn what_a_person_reads() {
    let new = OLD.replace("name: String", "name: Int").replace("other: Int", "").replace("A B", "A B C");
    let operations = [
        Source::new("a.graphql", "query A { tea { name } }"),
        Source::new("b.graphql", "query B {\n  other\n}"),
    ];
    insta::assert_snapshot!(between(OLD, &new, &operations).to_string());
}
