//! A schema that goes out as an introspection and comes back as SDL is the same schema.

use apollo_compiler::parser::Parser;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use bcrumbs_schema::{
    INTROSPECTION_QUERIES, INTROSPECTION_QUERY, IntrospectError, Options, Schema, diff, introspect,
    introspect_value,
};
use serde_json::{Value, json};

/// What a server with this schema answers.
fn answer(sdl: &str, query: &str) -> Value {
    let mut parser = Parser::new();
    let schema = parser.parse_schema(sdl, "s.graphql").expect("SDL").validate().expect("a valid schema");
    let document = parser.parse_executable(&schema, query, "q.graphql").expect("a query");
    let document = document.validate(&schema).expect("a valid query");
    let operation = document.operations.get(None).expect("one operation");
    let implementers = schema.implementers_map();
    let variables = Valid::assume_valid(JsonMap::new());
    let response = apollo_compiler::introspection::partial_execute(
        &schema,
        &implementers,
        &document,
        operation,
        &variables,
    );
    serde_json::to_value(response.expect("an answer")).expect("JSON")
}

fn assert_same(old: &str, new: &str) {
    let old = Schema::parse("old.graphql", old).expect("the old schema");
    let new = Schema::parse("new.graphql", new).expect("the new schema");
    for (a, b) in [(&old, &new), (&new, &old)] {
        let diff = diff(a, b, &[], &Options::new());
        assert!(diff.changes.is_empty(), "{diff}");
    }
}

#[test]
fn the_shipped_schema_survives_the_round_trip() {
    let sdl = std::fs::read_to_string("../../schema/bcrumbs.graphql").expect("the shipped schema");
    let back = introspect_value(&answer(&sdl, INTROSPECTION_QUERY)).expect("SDL");
    assert_same(&sdl, &back);
}

const EVERYTHING: &str = r#"
"The shop." schema { query: Root, mutation: Changes }
"Marks a field." directive @mark("How often." times: Int = 2) repeatable on FIELD | QUERY
scalar Date @specifiedBy(url: "https://example.org/date")
"""
A size,
with "quotes", \ and 😀.
"""
enum Size { "Little." SMALL LARGE @deprecated HUGE @deprecated(reason: "gone \"for\" good") }
interface Node { id: ID! }
interface Priced implements Node { id: ID! price: Float! }
type Tea implements Node & Priced { id: ID! price: Float! sizes: [[Size!]!] old: Int @deprecated(reason: "no") }
type Cup implements Node { id: ID! }
union Item = Tea | Cup
input Filter { size: Size = SMALL, deep: [Inner!] = [{a: 1, b: "x\n\"y\""}], gone: Int @deprecated(reason: "r") }
input Inner { a: Int = -3, b: String, c: Float = 1.5, d: Boolean = true, e: Filter = null }
type Root { items(filter: Filter = {size: LARGE}, gone: Int @deprecated): [Item] date: Date node: Node }
type Changes { set(day: Date!): Boolean }
"#;

#[test]
fn everything_that_an_introspection_tells_is_kept() {
    let back = introspect_value(&answer(EVERYTHING, INTROSPECTION_QUERY)).expect("SDL");
    assert_same(EVERYTHING, &back);
    insta::assert_snapshot!(back);
}

#[test]
fn the_order_does_not_depend_on_the_server() {
    let mut shuffled = answer(EVERYTHING, INTROSPECTION_QUERY);
    let first = introspect_value(&shuffled).expect("SDL");
    for list in ["types", "directives"] {
        shuffled["data"]["__schema"][list].as_array_mut().expect("a list").reverse();
    }
    assert_eq!(first, introspect_value(&shuffled).expect("SDL"));
}

#[test]
fn the_data_alone_is_accepted() {
    let whole = answer("type Query { a: Int }", INTROSPECTION_QUERY);
    assert_eq!(introspect_value(&whole["data"]), introspect_value(&whole));
}

#[test]
fn the_query_of_2018_is_answered_too() {
    let back = introspect_value(&answer("type Query { a(b: Int = 1): Int }", INTROSPECTION_QUERIES[2]))
        .expect("SDL");
    assert_same("type Query { a(b: Int = 1): Int }", &back);
}

#[test]
fn one_of_is_kept() {
    let mut whole = answer("input P { a: Int b: Int } type Query { a(p: P): Int }", INTROSPECTION_QUERY);
    let types = whole["data"]["__schema"]["types"].as_array_mut().expect("types");
    let input = types.iter_mut().find(|ty| ty["name"] == "P").expect("the type P");
    input["isOneOf"] = json!(true);
    let back = introspect_value(&whole).expect("SDL");
    assert!(back.contains("input P @oneOf"), "{back}");
    assert!(!back.contains("directive @oneOf"), "{back}");
}

#[test]
fn a_server_that_refuses_is_reported_in_its_own_words() {
    let refused =
        introspect(r#"{"data":null,"errors":[{"message":"introspection is disabled"}]}"#).unwrap_err();
    assert_eq!(refused, IntrospectError::Refused { messages: vec!["introspection is disabled".to_owned()] });
    assert_eq!(introspect("{}").unwrap_err(), IntrospectError::NoSchema);
    assert!(matches!(introspect("<html>").unwrap_err(), IntrospectError::NotJson { .. }));
}

#[test]
fn text_from_the_server_cannot_become_syntax() {
    for (pointer, evil) in [
        ("/data/__schema/types/0/name", json!("A { b: Int } type C")),
        ("/data/__schema/types/0/fields/0/args/0/defaultValue", json!("1) c(d: Int")),
        ("/data/__schema/types/0/fields/0/args/0/defaultValue", json!("1 b: 2")),
        ("/data/__schema/types/0/fields/0/type/name", json!("Int @deprecated")),
        ("/data/__schema/types/0/kind", json!("MAGIC")),
    ] {
        let mut whole = answer("type Query { a(b: Int = 1): Int }", INTROSPECTION_QUERY);
        let types = whole["data"]["__schema"]["types"].as_array_mut().expect("types");
        types.sort_by_key(|ty| ty["name"] != "Query");
        *whole.pointer_mut(pointer).expect(pointer) = evil;
        let refused = introspect_value(&whole);
        assert!(matches!(refused, Err(IntrospectError::Malformed { .. })), "{pointer}: {refused:?}");
    }
}

#[test]
fn a_schema_that_is_not_valid_is_refused() {
    let mut whole = answer("type Query { a: Int }", INTROSPECTION_QUERY);
    let types = whole["data"]["__schema"]["types"].as_array_mut().expect("types");
    types.sort_by_key(|ty| ty["name"] != "Query");
    types[0]["fields"][0]["type"]["name"] = json!("Missing");
    assert!(matches!(introspect_value(&whole), Err(IntrospectError::Invalid { .. })));
}
