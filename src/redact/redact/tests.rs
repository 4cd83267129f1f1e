//! Tests that sent text is never shown and that the names of the document and the schema are always shown.

use super::{Quoted, Redaction};
use crate::redact::words::OF_SCHEMA;
use proptest::prelude::*;
use serde_json::{Value, json};

mod hidden;
mod shown;

const DOCUMENT: &str = r##"query contacts($input: ContactsInput!, $note: String = "Ana \" Lucia") { # Zoe
    contactsOf(input: $input, text: """Bea \""" Rosa""") { nodes { aiAssigneed shoeSize } } }"##;

fn call(key: &str, variables: &Value) -> Redaction {
    let body = json!({"variables": variables, "query": DOCUMENT, "operationName": "contacts"});
    Redaction::of_call(key, body.to_string().as_bytes())
}

fn nothing_known() -> Redaction {
    Redaction::default()
}

fn conservative(text: &str) -> String {
    nothing_known().message(text, Quoted::Hidden)
}

/// Texts that people and programs may send.
fn ordinary() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][a-zéñ]{2,8}( [A-Z][a-z']{2,8}){0,2}",
        "[a-z]{3,12}",
        "[a-z]{2,6}[.+][a-z]{1,6}@[a-z]{2,8}\\.(com|de)",
        "\\+[1-9][0-9]{6,13}",
        "[a-z]{3,8}_[A-Z]{2,5}[0-9]{0,3}",
        "https://[a-z]{3,8}\\.example/[a-z]{1,6}\\?[a-z]{1,3}=[a-z0-9]{1,6}",
        "[a-zA-Z0-9+/]{8,30}={0,2}",
        "[а-яА-Я]{3,9} [а-я]{3,9}",
        "[a-z]{3,6}, [a-z]{3,6}; [a-z]{3,6}! [0-9]{1,3}",
    ]
    .prop_filter("a word of the schema is shown", |text| !OF_SCHEMA.contains(text.as_str()))
}
