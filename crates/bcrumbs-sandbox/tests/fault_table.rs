//! The manual's table of faults, against what each fault does to each kind of operation.

mod common;

use std::collections::BTreeMap;
use std::time::Duration;

use bcrumbs_sandbox::{Fault, Sandbox};
use common::{Bench, CONVS, START};
use serde_json::{Value, json};

/// One of every fault, under the name that the table gives it.
fn faults() -> BTreeMap<&'static str, Fault> {
    [
        ("Status", Fault::status(503)),
        ("Throttled", Fault::throttled()),
        (
            "GraphQlError",
            Fault::GraphQlError { code: "X".to_owned(), message: "x".to_owned(), with_data: false },
        ),
        ("ResetBeforeReading", Fault::ResetBeforeReading),
        ("ResetAfterReading", Fault::ResetAfterReading),
        ("ResetAfterExecuting", Fault::ResetAfterExecuting),
        ("TruncatedBody", Fault::TruncatedBody),
        ("SlowBody", Fault::SlowBody { chunk: 4_000, pause: Duration::from_millis(1) }),
        ("Delay", Fault::Delay(Duration::from_millis(1))),
        ("ContentType", Fault::ContentType("text/html".to_owned())),
        ("HugeBody", Fault::HugeBody(100_000)),
        ("MalformedJson", Fault::MalformedJson),
        ("Body", Fault::Body("{}".to_owned())),
        ("RawBody", Fault::RawBody(vec![0xff])),
        ("Answer", Fault::Answer { status: 418, headers: Vec::new(), body: b"teapot".to_vec() }),
        ("PartialData", Fault::PartialData),
        ("RepeatedCursor", Fault::RepeatedCursor),
        ("UnknownEnumValues", Fault::UnknownEnumValues),
        ("NullsEverywhere", Fault::NullsEverywhere),
        ("Empty", Fault::Empty),
    ]
    .into()
}

/// What a client gets, in the words of the table.
async fn seen(bench: &Bench, query: &str, variables: Value, usual: &Value) -> String {
    let Ok(answer) = bench.send(query, variables).await else {
        return "reset".to_owned();
    };
    let status = answer.status().as_u16();
    let json = answer.headers().get("content-type").is_some_and(|value| value == "application/json");
    let announced = answer.content_length().is_some();
    let Ok(body) = answer.bytes().await else {
        return "half of the answer".to_owned();
    };
    let Ok(body_json) = serde_json::from_slice::<Value>(&body) else {
        return match (status, body.is_empty(), body.first()) {
            (204, true, _) => "204".to_owned(),
            (200, _, Some(b'{')) => "not whole JSON".to_owned(),
            (200, ..) => "that body".to_owned(),
            _ => "that answer".to_owned(),
        };
    };
    let errors = body_json.get("errors").is_some();
    match (status, errors) {
        (429, _) => "429 and an error".to_owned(),
        (200, true) if body_json.get("data").is_none() => "an error".to_owned(),
        (200, true) => "an error beside data".to_owned(),
        (200, false) if body_json.get("data").is_none() => "that body".to_owned(),
        (200, false) if !json => "another content type".to_owned(),
        (200, false) if !announced => "spaces at the end".to_owned(),
        (200, false) if shape(&body_json) == shape(usual) => "the usual answer".to_owned(),
        (200, false) => "other values".to_owned(),
        _ => "that answer".to_owned(),
    }
}

/// What of an answer is the same for every run.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| match name.as_str() {
                "hasNextPage" | "endCursor" | "integrationType" => (name.clone(), value.clone()),
                _ => (name.clone(), shape(value)),
            });
            Value::Object(fields.collect())
        }
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::String(_) => json!("text"),
        other => other.clone(),
    }
}

struct Row {
    list: String,
    mutation: String,
    executed: String,
    noted: String,
}

fn table() -> BTreeMap<String, Row> {
    let manual = include_str!("../docs/manual.md");
    let section = manual.split_once("<!-- faults -->").unwrap().1.split_once("<!-- end -->").unwrap().0;
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    rows.map(|(name, rest)| {
        let mut cells = rest.split('|').map(|cell| cell.trim().to_owned());
        let mut next = || cells.next().unwrap();
        (name.to_owned(), Row { list: next(), mutation: next(), executed: next(), noted: next() })
    })
    .collect()
}

#[tokio::test]
async fn each_fault_does_to_each_kind_of_operation_what_the_table_documents() {
    let (table, faults) = (table(), faults());
    assert_eq!(
        table.keys().map(String::as_str).collect::<Vec<_>>(),
        faults.keys().copied().collect::<Vec<_>>()
    );
    for (name, fault) in faults {
        let bench = Bench::with(Sandbox::builder().conversations(30)).await;
        let first = bench.get(CONVS, json!({}), json!({"limit": 5})).await;
        let cursor = &first["pageInfo"]["endCursor"];
        let list = json!({"input": {"workspaceId": 12}, "pageInfo": {"limit": 5, "cursor": cursor}});
        let start = json!({"input": {
            "workspaceId": 12, "integrationId": bench.sandbox.channels()[0].id, "phone": "+12025550123",
            "templateName": "hello",
        }});
        let row = &table[name];
        for (query, variables, expected) in [(CONVS, list, &row.list), (START, start, &row.mutation)] {
            let usual = bench.ask(query, variables.clone()).await;
            bench.sandbox.clear_journal();
            bench.sandbox.fail_next(fault.clone());
            assert_eq!(&seen(&bench, query, variables, &usual).await, expected, "{name}");
            let journal = bench.sandbox.journal();
            let word = |fact: bool| if fact { "yes" } else { "no" };
            assert_eq!(word(journal.iter().any(|entry| entry.executed)), row.executed, "{name}");
            assert_eq!(word(!journal.is_empty()), row.noted, "{name}");
        }
    }
}
