//! For every possible response body, the client returns a result or an error, and the error shows nothing of the body's
//! content.

use crate::support::{Canned, KEY};
use bcrumbs::{ApiKey, Assignee, ChannelId, Client, ConversationId, Error, Recipient, RetryPolicy};
use proptest::prelude::*;

/// Stands between quotation marks in every body, where a server would echo a name or a text.
const SECRET: &str = "Ana Lucia behind the shed";

/// An answer with everything in it that an operation can ask for.
const WHOLE: &str = r#"{"data":{"convs":{"nodes":[{"id":"c1","ended":false,"createdAt":"2026-03-16T00:00:00.000Z",
    "client":{"id":"p1","name":"Ana Lucia behind the shed","createdAt":"2026-03-16T00:00:00.000Z"},"messages":[]},null],
    "pageInfo":{"hasNextPage":true,"endCursor":"2026-03-16T00:00:00.000Z","count":17}},
    "messages":{"nodes":[{"messageId":"m","type":"text","isAgent":true,"content":"Ana Lucia behind the shed",
    "createdAt":"2026-03-16T00:00:00.000Z"}],"pageInfo":{"hasNextPage":false}},
    "assignConv":{"id":"c1","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"},
    "startConv":{"id":"c1","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}},
    "errors":[{"message":"no \"Ana Lucia behind the shed\"","path":["convs",1],"extensions":{"code":"FORBIDDEN"}}]}"#;

/// One change to a text: bytes at an index are cut out, written over, or repeated.
#[derive(Clone, Debug)]
enum Change {
    Cut(prop::sample::Index, usize),
    Put(prop::sample::Index, Vec<u8>),
    Repeat(prop::sample::Index, usize),
    End(prop::sample::Index),
}

/// What is put in to change the meaning rather than to break the text.
const TOKENS: [&str; 16] = [
    "null",
    "{}",
    "[]",
    "\"\"",
    "1e999",
    "-1",
    "99999999999999999999",
    "\\ud800",
    "\"",
    "[[[[",
    "}",
    ",",
    ":",
    "\"data\":null,",
    "\"errors\":[{}],",
    "THROTTLED",
];

fn change() -> impl Strategy<Value = Change> {
    let index = any::<prop::sample::Index>;
    let token = prop::sample::select(TOKENS.as_slice()).prop_map(|token| token.as_bytes().to_vec());
    prop_oneof![
        (index(), 1_usize..40).prop_map(|(at, length)| Change::Cut(at, length)),
        (index(), prop_oneof![prop::collection::vec(any::<u8>(), 1..4), token.boxed()])
            .prop_map(|(at, bytes)| Change::Put(at, bytes)),
        (index(), 1_usize..200).prop_map(|(at, length)| Change::Repeat(at, length)),
        index().prop_map(Change::End),
    ]
}

fn changed(changes: &[Change]) -> Vec<u8> {
    let mut body = WHOLE.as_bytes().to_vec();
    for change in changes {
        let (at, until) = match change {
            Change::Cut(at, length) | Change::Repeat(at, length) => {
                let at = at.index(body.len() + 1);
                (at, (at + length).min(body.len()))
            }
            Change::Put(at, _) | Change::End(at) => (at.index(body.len() + 1), body.len()),
        };
        match change {
            Change::Cut(..) => drop(body.drain(at..until)),
            Change::Repeat(..) => {
                let part = body[at..until].to_vec();
                body.splice(at..at, part);
            }
            Change::Put(_, bytes) => drop(body.splice(at..at, bytes.iter().copied())),
            Change::End(_) => body.truncate(at),
        }
    }
    body
}

/// A JSON value of any shape, whose texts all quote the secret and whose keys are mostly those of an answer.
fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;

    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(Value::from(format!("no \"{SECRET}\" here"))),
    ];
    let names = [
        "data",
        "errors",
        "message",
        "convs",
        "startConv",
        "nodes",
        "pageInfo",
        "id",
        "code",
        "extensions",
        SECRET,
    ];
    leaf.prop_recursive(6, 40, 6, move |inner| {
        let entry = (prop::sample::select(names.to_vec()), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            prop::collection::vec(entry, 0..6)
                .prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

async fn call(canned: &Canned, operation: usize) -> Result<(), Error> {
    let settings = Client::builder(ApiKey::new(KEY)).transport(canned.clone()).retry(RetryPolicy::none());
    let workspace = settings.build().unwrap().workspace(12);
    match operation {
        0 => workspace.conversations().with_contact().with_messages().page().await.map(drop),
        1 => workspace.messages().page().await.map(drop),
        2 => workspace
            .assign_conversation(ConversationId::from("c"), ChannelId::from("i"), Assignee::agent("a"))
            .await
            .map(drop),
        _ => workspace.start_conversation(ChannelId::from("i"), Recipient::contact("c"), "t").await.map(drop),
    }
}

/// Puts an answer to an operation; an error is one line, short, and shows nothing of the secret.
fn is_answered(
    status: u16,
    headers: Vec<(http::HeaderName, http::HeaderValue)>,
    body: Vec<u8>,
    operation: usize,
) -> bool {
    let canned = Canned::default();
    let mut response = http::Response::new(body.into());
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    response.headers_mut().extend(headers);
    canned.push_answer(Ok(response));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let result = runtime.block_on(call(&canned, operation));
    assert_eq!(canned.requests().len(), 1);
    let Err(error) = result else { return true };
    let mut shown = format!("{error} {error:?} {:?}", error.path());
    for entry in error.graphql_errors() {
        shown.push_str(&format!(" {entry} {entry:?}"));
    }
    for secret in [SECRET, "Lucia", "shed", KEY] {
        assert!(!shown.contains(secret), "{shown}");
    }
    let line = error.to_string();
    assert!(!line.contains(char::is_control) && line.chars().count() < 1_000, "{line}");
    false
}

fn header() -> impl Strategy<Value = (http::HeaderName, http::HeaderValue)> {
    let name = prop::sample::select(vec![
        "retry-after",
        "content-type",
        "x-request-id",
        "ratelimit-reset",
        "x-ratelimit-reset",
        "x-rate-limit-reset",
        "x-ratelimit-reset-after",
        "content-length",
        "x-other",
    ]);
    let value = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        any::<f64>().prop_map(|number| number.to_string().into_bytes()),
        any::<i64>().prop_map(|number| number.to_string().into_bytes()),
    ];
    (name, value).prop_filter_map("no header", |(name, value)| {
        Some((http::HeaderName::from_static(name), http::HeaderValue::from_bytes(&value).ok()?))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_are_answered(
        status in 200_u16..1000,
        headers in prop::collection::vec(header(), 0..4),
        body in prop::collection::vec(any::<u8>(), 0..300),
        operation in 0_usize..4,
    ) {
        is_answered(status, headers, body, operation);
    }

    #[test]
    fn a_changed_answer_is_answered(
        status in prop_oneof![Just(200_u16), 200_u16..1000],
        headers in prop::collection::vec(header(), 0..4),
        changes in prop::collection::vec(change(), 1..6),
        operation in 0_usize..4,
    ) {
        is_answered(status, headers, changed(&changes), operation);
    }

    #[test]
    fn json_of_any_shape_is_answered(
        status in prop_oneof![Just(200_u16), 200_u16..1000],
        body in json(),
        data in any::<bool>(),
        operation in 0_usize..4,
    ) {
        let body = if data { serde_json::json!({ "data": body }) } else { body };
        is_answered(status, Vec::new(), body.to_string().into_bytes(), operation);
    }
}

#[test]
fn the_answer_that_is_changed_is_a_good_one() {
    for operation in 0..4 {
        assert!(is_answered(200, Vec::new(), changed(&[]), operation), "{operation}");
    }
}
