//! If a response shows that a mutation may have run, the mutation is not sent again, and no error reports that it did
//! not run.

use crate::support::Same;
use bcrumbs::{ChannelId, Error, ErrorKind, Outcome, Recipient};
use bytes::Bytes;
use graphql_client::{GraphQLQuery, QueryBody};
use serde::Deserialize;
use serde_json::{Value, json};

/// Starts a conversation against one answer, with the default retries. Returns the error and how often it was sent.
async fn start(status: u16, body: impl Into<Bytes>) -> (Error, usize) {
    let same = Same::new(status, body);
    let workspace = same.client().workspace(12);
    let start =
        workspace.start_conversation(ChannelId::from("channel1"), Recipient::contact("contact1"), "hello");
    let error = start.await.unwrap_err();
    (error, same.sent())
}

async fn is_open_and_sent_once(status: u16, body: impl Into<Bytes>) {
    let body = body.into();
    let (error, sent) = start(status, body.clone()).await;
    let shown = String::from_utf8_lossy(&body);
    assert_eq!((error.outcome(), sent), (Outcome::Unknown, 1), "{status} {shown}: {error}");
    assert!(!error.is_retryable(), "{status} {shown}");
}

/// Every status that means something to the client.
const STATUSES: [u16; 18] =
    [200, 201, 302, 303, 400, 401, 403, 404, 408, 413, 422, 424, 429, 460, 499, 500, 503, 504];

const CODES: [&str; 9] = [
    "RATE_LIMITED",
    "THROTTLED",
    "FORBIDDEN",
    "UNAUTHENTICATED",
    "BAD_USER_INPUT",
    "NOT_FOUND",
    "INTERNAL_SERVER_ERROR",
    "GRAPHQL_VALIDATION_FAILED",
    "ANYTHING",
];

/// The codes of a refusal that is believed at the operation's only field.
const REFUSALS: [&str; 4] = ["FORBIDDEN", "UNAUTHENTICATED", "BAD_USER_INPUT", "NOT_FOUND"];

/// An answer with these errors and each form of empty data.
fn with_empty_data(errors: &Value) -> [Value; 4] {
    [
        json!({ "errors": errors }),
        json!({ "data": null, "errors": errors }),
        json!({ "data": {}, "errors": errors }),
        json!({ "data": { "startConv": null }, "errors": errors }),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_mutation_is_not_sent_again_where_any_error_has_a_path() {
    let paths = [
        json!(["startConv"]),
        json!(["startConv", "client"]),
        json!(["startConv", "messages", 0, "content"]),
        json!(["alias"]),
        json!([0]),
        json!([null]),
        json!("startConv.client"),
    ];
    for path in &paths {
        for code in CODES {
            let error = json!({ "message": "no", "path": path, "extensions": { "code": code } });
            let alone = json!([error]);
            let with_throttle = json!([{ "extensions": { "code": "THROTTLED" } }, error]);
            let twice = json!([error, error]);
            let refused_at_the_field = REFUSALS.contains(&code) && *path == json!(["startConv"]);
            for errors in [&alone, &with_throttle, &twice] {
                for status in STATUSES {
                    let believed = !matches!(status, 303 | 408 | 424 | 460 | 499 | 500..);
                    if refused_at_the_field && errors == &alone && believed {
                        continue;
                    }
                    for answer in with_empty_data(errors) {
                        is_open_and_sent_once(status, answer.to_string()).await;
                    }
                }
            }
        }
        is_open_and_sent_once(200, json!({ "errors": [{ "path": path }] }).to_string()).await;
    }
}

#[tokio::test(start_paused = true)]
async fn one_refusal_exactly_at_the_only_field_did_not_run_and_is_not_sent_again() {
    for code in REFUSALS {
        let errors = json!([{ "message": "no", "path": ["startConv"], "extensions": { "code": code } }]);
        for answer in with_empty_data(&errors) {
            for status in [200, 400, 401, 403, 404, 422, 429] {
                let (error, sent) = start(status, answer.to_string()).await;
                assert_eq!((error.outcome(), sent), (Outcome::NotExecuted, 1), "{status} {answer}: {error}");
                assert!(!error.is_retryable(), "{status} {answer}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttle_is_believed_only_where_no_other_error_is_listed() {
    let throttle = json!({ "extensions": { "code": "THROTTLED" } });
    for status in [200, 400, 403, 429] {
        let (error, sent) = start(status, json!({ "errors": [throttle, throttle] }).to_string()).await;
        assert_eq!((error.outcome(), sent), (Outcome::NotExecuted, 3), "{status}");
    }
    for status in [303, 408, 424, 460, 499, 500, 503, 504] {
        is_open_and_sent_once(status, json!({ "errors": [throttle] }).to_string()).await;
    }
    for other in
        [json!({}), json!({ "message": "no" }), json!("no"), json!({ "extensions": { "code": "X" } })]
    {
        is_open_and_sent_once(200, json!({ "errors": [throttle, other] }).to_string()).await;
        is_open_and_sent_once(200, json!({ "errors": [other, throttle] }).to_string()).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_of_the_server_leaves_the_outcome_open_by_its_status_and_by_its_code() {
    for status in [303, 408, 424, 460, 499, 500, 502, 503, 504, 520, 999] {
        for body in ["", "<html>", "{}", r#"{"message":"no"}"#, r#"{"errors":[{"message":"no"}]}"#] {
            is_open_and_sent_once(status, body).await;
        }
    }
    for code in ["INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE", "GATEWAY_TIMEOUT"] {
        for status in [200, 400, 401, 429] {
            let errors = json!({ "errors": [{ "extensions": { "code": code } }] });
            is_open_and_sent_once(status, errors.to_string()).await;
        }
    }
}

/// A whole answer of a gateway that has started a conversation and does not give its data.
const RAN: &str = r#"{"errors":[{"message":"no","path":["startConv","client"],"extensions":{"code":"FORBIDDEN"}}],
    "data":{"startConv":null}}"#;

/// Texts that are no whole JSON, or not one object, and may hold the answer of a gateway that ran the operation.
fn broken() -> Vec<Vec<u8>> {
    let started = r#"{"data":{"startConv":{"id":"c","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}}}"#;
    let mut bodies: Vec<Vec<u8>> = Vec::new();
    for whole in [RAN, started, r#"{"errors":[{"path":["startConv","client"]}]}"#] {
        bodies.extend((1..whole.len()).map(|length| whole.as_bytes()[..length].to_vec()));
        for at in 0..=whole.len() {
            bodies.push([&whole.as_bytes()[..at], b"\xff", &whole.as_bytes()[at..]].concat());
        }
        let inner = whole.strip_prefix('{').unwrap();
        let quoted = Value::from(whole);
        for text in [
            format!("\u{feff}{whole}"),
            format!(" \u{feff}{whole}"),
            format!("{whole}{whole}"),
            format!("{whole} trailing"),
            format!("--b\r\ncontent-type: application/json\r\n\r\n{whole}\r\n--b--"),
            format!(")]}}',\n{whole}"),
            format!("{{\"\\ud800\":1,{inner}"),
            format!("{{\"\u{fffd}\":1,{inner}"),
            format!("{{\"errors\":[],\"errors\":null,{inner}"),
            format!("{{\"extensions\":1e999,{inner}"),
            format!("{{\"extensions\":{}{},{inner}", "[".repeat(200), "]".repeat(200)),
            format!("[{whole}]"),
            format!("[[{whole}]]"),
            format!("{{\"result\":{whole}}}"),
            format!("{{\"body\":{quoted}}}"),
            quoted.to_string(),
        ] {
            bodies.push(text.into_bytes());
        }
        bodies.push(whole.encode_utf16().flat_map(u16::to_le_bytes).collect());
        bodies.push(whole.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    let denied = r#""extensions":{"code":"FORBIDDEN"}"#;
    for text in [
        "\u{feff}".to_owned(),
        "\u{feff}slow down".to_owned(),
        "\u{feff}{}".to_owned(),
        "slow\0down".to_owned(),
        r#"{"data":{"startConv":{"id":"c"}},"data":null}"#.to_owned(),
        format!(r#"{{"errors":[{{"path":["startConv","a"],"path":["startConv"],{denied}}}]}}"#),
        format!(r#"{{"errors":[{{"path":["startConv","a"],"path":[],{denied}}}]}}"#),
        format!(r#"{{"errors":[{{"path":["startConv","a"],{denied}}}],"errors":[{{{denied}}}]}}"#),
        format!(r#"{{"data":{{"startConv":{{"id":"c"}}}},"errors":[{{{denied},{denied}}}]}}"#),
    ] {
        bodies.push(text.into_bytes());
    }
    bodies
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_not_whole_json_leaves_the_outcome_open_at_any_status() {
    for body in broken() {
        for status in [200, 302, 401, 404, 429, 500] {
            // A few are read in spite of what is wrong with them.
            let same = Same::new(status, body.clone());
            let workspace = same.client().workspace(12);
            let start = workspace.start_conversation(
                ChannelId::from("channel1"),
                Recipient::contact("contact1"),
                "hello",
            );
            let result = start.await;
            let shown = String::from_utf8_lossy(&body);
            assert_eq!(same.sent(), 1, "{status} {shown}");
            if let Err(error) = result {
                assert_eq!(error.outcome(), Outcome::Unknown, "{status} {shown}: {error}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn plain_text_is_judged_by_its_status() {
    for body in
        ["", " \n", "slow down", "Unauthorized", "<!doctype html><p>no \"path\" here</p>", "429: {wait}"]
    {
        for (status, outcome, times) in
            [(200, Outcome::Unknown, 1), (401, Outcome::NotExecuted, 1), (429, Outcome::NotExecuted, 3)]
        {
            let (error, sent) = start(status, body).await;
            assert_eq!((error.outcome(), sent), (outcome, times), "{status} {body}");
        }
    }
}

/// Declares an operation as a consumer writes it: its document and the type of its answer.
macro_rules! operation {
    ($name:ident, $document:expr) => {
        struct $name;

        impl GraphQLQuery for $name {
            type Variables = ();
            type ResponseData = Fields;

            fn build_query((): ()) -> QueryBody<()> {
                QueryBody { variables: (), query: $document, operation_name: "own" }
            }
        }
    };
}

/// What a generated type looks like: it accepts an object that holds neither.
#[derive(Debug, Deserialize)]
struct Fields {
    first: Option<i64>,
    second: Option<i64>,
}

operation!(OneField, "mutation own { first }");
operation!(TwoFields, "mutation own { first second: other(id: 1) { id } }");
operation!(Spread, "mutation own { ...f } fragment f on Mutation { first ... { second } }");
// A reader that takes `\"""` for an escape in the first string sees one query: the mutation begins in a string then.
operation!(
    HiddenMutation,
    r#"query q($a:[String]=["x\"""""B"C"""]) {a} mutation own { first(s: """]) { a } """) }"#
);

/// Executes an operation against one answer. Returns the result and how often it was sent.
async fn execute<Q>(status: u16, body: impl Into<Bytes>) -> (Result<Fields, Error>, usize)
where
    Q: GraphQLQuery<Variables = (), ResponseData = Fields> + 'static,
{
    let same = Same::new(status, body);
    let result = same.client().execute::<Q>(()).await;
    (result.map(bcrumbs::Response::into_data), same.sent())
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_one_field_of_several_leaves_the_outcome_open() {
    for code in REFUSALS {
        let at = |field| json!({ "path": [field], "extensions": { "code": code } });
        for errors in [json!([at("second")]), json!([at("first")]), json!([at("first"), at("second")])] {
            for data in [json!(null), json!({}), json!({ "first": null, "second": null })] {
                let body = json!({ "data": data, "errors": errors }).to_string();
                for result in [
                    execute::<TwoFields>(200, body.clone()).await,
                    execute::<Spread>(200, body.clone()).await,
                ] {
                    let (Err(error), 1) = result else { panic!("{body}: {result:?}") };
                    assert_eq!(error.outcome(), Outcome::Unknown, "{body}");
                }
            }
            let body = json!({ "errors": errors }).to_string();
            let (result, sent) = execute::<TwoFields>(200, body.clone()).await;
            assert_eq!((result.unwrap_err().outcome(), sent), (Outcome::Unknown, 1), "{body}");
        }
        let alone = json!({ "data": null, "errors": [at("first")] }).to_string();
        let (result, _) = execute::<OneField>(200, alone).await;
        assert_eq!(result.unwrap_err().outcome(), Outcome::NotExecuted, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn only_an_object_with_a_field_that_was_asked_for_is_an_answer() {
    for (status, body, kind, outcome) in [
        (401, r#"[{"message":"no"}]"#, ErrorKind::Unauthenticated, Outcome::NotExecuted),
        (500, r#"[{"message":"no"}]"#, ErrorKind::Server, Outcome::Unknown),
        (200, r#"[{"first":1}]"#, ErrorKind::Decode, Outcome::Unknown),
        (200, r#"[{"data":{"first":1}}]"#, ErrorKind::Decode, Outcome::Unknown),
        (200, r#"[{"first":1},[]]"#, ErrorKind::Decode, Outcome::Unknown),
        (200, r#"[[1,2],null]"#, ErrorKind::Decode, Outcome::Unknown),
        (200, r#"{"data":[1,2]}"#, ErrorKind::Decode, Outcome::Unknown),
        (200, r#"{"data":[[1,2]]}"#, ErrorKind::Decode, Outcome::Unknown),
        (500, r#"{"data":{}}"#, ErrorKind::Server, Outcome::Unknown),
        (200, r#"{"data":{}}"#, ErrorKind::Decode, Outcome::Unknown),
        (401, r#"{"data":{"error":"no"}}"#, ErrorKind::Unauthenticated, Outcome::Unknown),
        (200, r#"{"data":{"error":{"first":1}}}"#, ErrorKind::Decode, Outcome::Unknown),
        (200, r#"{"data":{"first":null,"second":null}}"#, ErrorKind::Decode, Outcome::Unknown),
        (200, "null", ErrorKind::Decode, Outcome::Unknown),
        (403, "\"no\"", ErrorKind::Forbidden, Outcome::NotExecuted),
        (404, "7", ErrorKind::Http, Outcome::NotExecuted),
    ] {
        let (result, sent) = execute::<TwoFields>(status, body).await;
        let error = result.expect_err(body);
        assert_eq!((error.kind(), error.outcome(), sent), (kind, outcome, 1), "{status} {body}: {error}");
    }
    for body in
        [r#"{"data":{"first":1}}"#, r#" {"data":{"first":null,"second":0},"errors":[{"path":["first"]}]}"#]
    {
        let (result, _) = execute::<TwoFields>(500, body).await;
        let Fields { first, second } = result.expect(body);
        assert!(first.is_some() || second.is_some(), "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_mutation_behind_strings_of_any_writing_is_not_taken_for_a_query() {
    let (result, sent) = execute::<HiddenMutation>(500, "").await;
    assert_eq!((result.unwrap_err().outcome(), sent), (Outcome::Unknown, 1));
}
