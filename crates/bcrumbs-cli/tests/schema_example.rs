//! The promises of `bcrumbs schema example`: a response for a test, of our operations and of others.

mod common;

use common::folder::Folder;
use common::run;
use serde_json::{Value, json};

#[test]
fn an_example_has_every_selected_field() {
    let run = run(&["schema", "example", "messages"]).done();
    let response: Value = serde_json::from_str(&run.stdout).unwrap();
    let message = &response["data"]["messages"]["nodes"][0];
    assert_eq!((&message["content"], &message["type"]), (&json!("text"), &json!("text")));
    assert_eq!(message["createdAt"], "2026-03-16T00:00:00.000Z");
    assert_eq!(response["data"]["messages"]["pageInfo"]["hasNextPage"], false);
}

#[test]
fn the_worst_example_has_nulls_and_values_that_nobody_knows() {
    let run = run(&["schema", "example", "messages", "--worst"]).done();
    let response: Value = serde_json::from_str(&run.stdout).unwrap();
    let nodes = response["data"]["messages"]["nodes"].as_array().unwrap();
    assert_eq!((nodes.len(), &nodes[1]), (2, &Value::Null));
    assert_eq!((&nodes[0]["content"], &nodes[0]["type"]), (&Value::Null, &json!("NEW_VALUE")));
    assert_eq!(response["data"]["messages"]["pageInfo"]["count"], Value::Null);
}

#[test]
fn an_example_is_of_the_operation_and_the_schema_that_are_given() {
    let folder = Folder::new("example-own");
    let schema = folder.write("s.graphql", "type Query { shop: Shop } type Shop { name: String! }");
    folder.write("a.graphql", "query A { shop { ...S } }");
    folder.write("f.graphql", "fragment S on Shop { called: name }");
    let arguments = ["schema", "example", "A", "--schema", &schema, "--operations", &folder.file("")];
    run(&arguments).refused(1, "not valid");
    let shared = run(&[&arguments[..], &["--shared-fragments"]].concat());
    // The schema is in the same folder, and no document.
    assert_eq!(shared.stdout, "{\"data\":{\"shop\":{\"called\":\"text\"}}}\n", "{shared:?}");
    run(&["schema", "example", "nothing"]).refused(2, "the operations are: addMessage, agents");
}
