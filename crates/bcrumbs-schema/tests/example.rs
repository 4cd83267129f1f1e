//! The promises of an example response: it has what the operation selects, and what the schema permits at worst.

use bcrumbs_schema::{ExampleError, Filling, Options, Schema, Source, example};
use serde_json::{Value, json};

const SCHEMA: &str = "type Query { nodes: [Node!]! any: Any one: Shop! kinds: [Kind!] names: [String!]! }
    interface Node { id: ID! }
    type Shop implements Node { id: ID! opens: DateTime day: LocalDate! kind: Kind! owner: Person owners: [Person!]! raw: Raw }
    type Person implements Node { id: ID! age: Int share: Float open: Boolean! kind: Kind }
    union Any = Shop | Person
    enum Kind { A NEW_VALUE }
    scalar DateTime scalar LocalDate scalar Raw";

fn respond(query: &str, filling: Filling) -> Value {
    let schema = Schema::parse("s.graphql", SCHEMA).unwrap();
    let response = example(&schema, &[Source::new("q.graphql", query)], &Options::new(), "Q", filling);
    response.unwrap_or_else(|error| panic!("{error}"))["data"].take()
}

#[test]
fn a_filled_example_has_a_value_of_the_right_kind_everywhere() {
    let query =
        "query Q { one { id opens day kind owner { age share open } owners { id } raw } kinds names }";
    assert_eq!(
        respond(query, Filling::Full),
        json!({
            "one": {
                "id": "1", "opens": "2026-03-16T00:00:00.000Z", "day": "2026-03-16", "kind": "A",
                "owner": {"age": 1, "share": 1.5, "open": false}, "owners": [{"id": "1"}], "raw": "text",
            },
            "kinds": ["A"],
            "names": ["text"],
        })
    );
}

#[test]
fn the_worst_example_is_null_and_empty_and_unknown_wherever_the_schema_permits_it() {
    let query = "query Q { nodes { __typename id ... on Shop { opens day kind owner { id } owners { id } } }
        one { opens owner { age kind } owners { age } } kinds names }";
    assert_eq!(
        respond(query, Filling::Worst),
        json!({
            "nodes": [{
                "__typename": "Shop", "id": "1", "opens": null, "day": "2026-03-16", "kind": "NEW_VALUE_",
                "owner": null, "owners": [],
            }],
            "one": {"opens": null, "owner": {"age": null, "kind": "NEW_VALUE_"}, "owners": [{"age": null}]},
            "kinds": null,
            "names": [],
        })
    );
}

#[test]
fn an_element_that_may_be_null_is_null_beside_one_that_is_there() {
    let schema = Schema::parse("s.graphql", "type Query { list: [Query] a: Int }").unwrap();
    let query = [Source::new("q.graphql", "query Q { list { a } }")];
    let response = example(&schema, &query, &Options::new(), "Q", Filling::Worst).unwrap();
    assert_eq!(response, json!({"data": {"list": [{"a": null}, null]}}));
}

#[test]
fn the_type_of_an_interface_is_one_that_a_fragment_selects() {
    let query = "query Q { any { __typename ...P } } fragment P on Person { age }";
    assert_eq!(respond(query, Filling::Full), json!({"any": {"__typename": "Person", "age": 1}}));
    let query = "query Q { any { __typename } again: any { __typename ... on Shop { id } } }";
    assert_eq!(
        respond(query, Filling::Full),
        json!({"any": {"__typename": "Shop"}, "again": {"__typename": "Shop", "id": "1"}})
    );
}

#[test]
fn selections_of_one_field_are_merged() {
    let query = "query Q { one { id } one { opens } }";
    assert_eq!(
        respond(query, Filling::Full),
        json!({"one": {"id": "1", "opens": "2026-03-16T00:00:00.000Z"}})
    );
}

#[test]
fn there_is_no_example_of_an_unknown_or_invalid_operation() {
    let schema = Schema::parse("s.graphql", SCHEMA).unwrap();
    let of = |query: &str| {
        example(&schema, &[Source::new("q.graphql", query)], &Options::new(), "Q", Filling::Full).unwrap_err()
    };
    assert_eq!(of("query R { names }"), ExampleError::NoOperation { known: vec!["R".to_owned()] });
    for query in ["query Q { nothing }", "query Q {"] {
        let ExampleError::Invalid { diagnostics } = of(query) else { panic!("{query}") };
        assert_eq!(diagnostics.len(), 1);
    }
}
