//! Answers to the introspection query, made of a schema's text.

use apollo_compiler::introspection::partial_execute;
use apollo_compiler::parser::Parser;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use serde_json::Value;

/// What a gateway with this schema answers to the introspection query.
pub(crate) fn answer(sdl: &str) -> Value {
    let mut parser = Parser::new();
    let schema = parser.parse_schema(sdl, "s.graphql").unwrap().validate().unwrap();
    let query = bcrumbs_schema::INTROSPECTION_QUERIES[1];
    let document = parser.parse_executable(&schema, query, "q.graphql").unwrap().validate(&schema).unwrap();
    let operation = document.operations.get(None).unwrap();
    let variables = Valid::assume_valid(JsonMap::new());
    let answer =
        partial_execute(&schema, &schema.implementers_map(), &document, operation, &variables).unwrap();
    serde_json::to_value(&answer).unwrap()
}
