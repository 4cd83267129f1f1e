//! The key, phone numbers and message text stay out of everything that is printed.

use crate::support::{Canned, KEY};
use bcrumbs::{ApiKey, ChannelId, Client, Error, Recipient, RetryPolicy, SessionToken};
use bcrumbs_sandbox::{Fault, Sandbox};
use proptest::prelude::*;
use serde_json::{Value, json};

const PHONE: &str = "+12025550123";
const TEXT: &str = "the parcel is behind the shed";

fn free_of_secrets(printed: &str) {
    for secret in [KEY, &KEY[4..], PHONE, &PHONE[1..], TEXT, "behind"] {
        assert!(!printed.contains(secret), "{secret} in: {printed}");
    }
}

fn all_of(error: &Error) -> String {
    let mut printed = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        printed.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    for entry in error.graphql_errors() {
        printed.push_str(&format!(" {entry} {entry:?}"));
    }
    printed
}

#[test]
fn the_key_is_in_no_debug_of_what_holds_it() {
    let key = ApiKey::new(KEY);
    let token = SessionToken::new(KEY);
    let builder = Client::builder(key.clone());
    free_of_secrets(&format!("{key:?} {key:#?} {token:?} {builder:?} {builder:#?}"));
    let credential = bcrumbs::Credential::from(token);
    let client = builder.build().unwrap();
    free_of_secrets(&format!("{credential:?} {client:?} {client:#?} {:?}", client.workspace(12)));
}

#[test]
fn a_builder_prints_neither_a_password_in_its_endpoint_nor_its_certificates() {
    for endpoint in [
        format!("https://me:{TEXT}@localhost/"),
        format!("https://{TEXT}@localhost/core/gq"),
        format!("http://me:{KEY}@example.com"),
        format!("no url at all, {KEY}"),
        format!("https://example.com/core/gq?key={KEY}&text=behind"),
        format!("https://example.com/#{KEY}"),
    ] {
        let builder = Client::builder(ApiKey::new("k")).endpoint(endpoint).root_certificate_pem(KEY);
        let printed = format!("{builder:?} {builder:#?}");
        free_of_secrets(&printed);
        let bytes = KEY.as_bytes()[..4].iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
        assert!(!printed.contains(&bytes) && printed.contains("endpoint"), "{printed}");
    }
}

#[test]
fn a_client_prints_its_endpoint_without_the_query_string() {
    let builder =
        Client::builder(ApiKey::new("k")).endpoint(format!("https://example.com/core/gq?key={KEY}"));
    let client = builder.build().unwrap();
    let printed = format!("{client:?} {client:#?} {:?}", client.workspace(12));
    free_of_secrets(&printed);
    assert!(printed.contains("https://example.com/core/gq?…"), "{printed}");
}

#[test]
fn requests_print_neither_phone_nor_text() {
    let workspace = Canned::default().workspace();
    let start = workspace
        .start_conversation(ChannelId::from("channel1"), Recipient::phone(PHONE), "hello")
        .components(json!({
            "text": TEXT
        }));
    free_of_secrets(&format!("{start:?} {:?}", Recipient::phone(PHONE)));
    let list = workspace.conversations().name_or_phone(PHONE).search(TEXT);
    free_of_secrets(&format!("{list:?} {:?}", list.clone().items()));
    free_of_secrets(&format!("{:?}", workspace.messages().search(TEXT)));
}

#[tokio::test]
async fn a_server_that_echoes_what_it_was_sent_does_not_bring_it_into_an_error() {
    let message = format!("invalid value \"{TEXT}\" for {PHONE} (1 202 555 0123), key {KEY}");
    let entry = json!({"message": message, "extensions": {"code": "BAD_USER_INPUT", "value": PHONE}});
    for body in [
        json!({"errors": [entry]}),
        json!({"errors": [entry, entry], "data": {"startConv": null}}),
        json!({"message": message}),
        json!({"data": {"startConv": {"id": TEXT, "ended": PHONE, "createdAt": TEXT}}}),
        json!({"data": {"startConv": {"id": TEXT, "ended": 12_025_550_123_u64, "createdAt": TEXT}}}),
        json!({"data": {"startConv": {"id": TEXT, "ended": false, "createdAt": TEXT}}}),
        json!(format!("{TEXT} {PHONE} {KEY}")),
    ] {
        for status in [200, 400, 401, 403, 429, 500] {
            let canned = Canned::one(status, body.to_string());
            let recipient = Recipient::phone(PHONE);
            let start =
                canned.workspace().start_conversation(ChannelId::from("channel1"), recipient, "hello");
            let error = start.await.unwrap_err();
            free_of_secrets(&all_of(&error));
        }
    }
}

/// Sends a change with these texts in its variables, and returns all that is printed of its failure.
fn printed_of(key: &str, name: &str, answer: Answer<'_>) -> String {
    let Answer { status, body, id } = answer;
    let canned = Canned::default();
    let response = http::Response::builder().status(status).header("x-request-id", id);
    canned.push_answer(Ok(response.body(body.to_string().into()).unwrap()));
    let client =
        Client::builder(ApiKey::new(key)).transport(canned).retry(RetryPolicy::none()).build().unwrap();
    let workspace = client.workspace(12);
    let recipient = Recipient::contact(name);
    let start = workspace
        .start_conversation(ChannelId::from("channel1"), recipient, name)
        .components(json!({"body": [name]}));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    match runtime.block_on(start.into_future()) {
        Ok(response) => response.errors().iter().map(|error| format!("{error} {error:?} ")).collect(),
        Err(error) => all_of(&error) + error.path().unwrap_or_default(),
    }
}

/// What a gateway answers.
struct Answer<'a> {
    status: u16,
    body: Value,
    id: &'a str,
}

/// Responses in every form in which a gateway can repeat a part of the request.
fn echoes(text: &str, code: &str) -> Vec<Value> {
    let entry = json!({"message": text, "path": ["startConv", text, 7, {"a": text}],
        "extensions": {"code": code, "value": text}});
    let conv = json!({"id": "c1", "ended": false, "createdAt": "2026-03-16T00:00:00.000Z"});
    let mut mismatched = conv.clone();
    mismatched["ended"] = json!(text);
    let mut nested = json!({ text: [1, {text: text}] });
    nested["data"] = json!({ text: text });
    vec![
        json!({"errors": [entry]}),
        json!({"errors": [text, entry, {"extensions": {"code": text}}]}),
        json!({"errors": [entry], "data": null}),
        json!({"errors": [entry, entry], "data": {"startConv": null}}),
        json!({"errors": [entry], "data": {"startConv": conv}}),
        json!({"errors": [entry], "data": {"startConv": mismatched}}),
        json!({"data": {"startConv": mismatched}}),
        json!({"message": text}),
        json!(text),
        nested,
    ]
}

const CODES: [&str; 4] = ["GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "FORBIDDEN", "X"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_sent_is_in_nothing_that_is_printed_of_a_failure(
        key in "[a-zA-Z]{4,8}[+/=][a-zA-Z]{4,8}|Zq[a-z]{6,10}",
        name in "Xq[a-z]{3,8}( Zv[a-z]{2,8})?|[a-z]{3,8}@xq[a-z]{2,6}\\.com|\\+1_202_555_01[0-9]{2}",
        code in prop::sample::select(CODES.as_slice()),
        status in prop::sample::select(vec![200_u16, 400, 401, 403, 404, 429, 500]),
        before in "[a-z ]{0,10}",
        marks in prop::sample::select(vec!["", "\"", "'", "`", "\"\""]),
    ) {
        let text = format!("{before} {marks}{name}{marks} by {key}");
        for body in echoes(&text, code) {
            let printed = printed_of(&key, &name, Answer { status, body: body.clone(), id: &key });
            for secret in [&key, &name] {
                prop_assert!(!printed.contains(secret.as_str()), "{secret} in {printed} of {body}");
            }
        }
    }

    #[test]
    fn words_of_the_document_and_the_schema_are_in_the_text_of_a_failure(
        word in prop::sample::select(vec!["startConv", "ConvStartInput", "aiAssigneed", "templateName", "MessageType"]),
        name in "Xq[a-z]{3,8}",
        code in prop::sample::select(CODES.as_slice()),
        marks in prop::sample::select(vec!["", "\"", "'", "`", "“"]),
    ) {
        let closing = if marks == "“" { "”" } else { marks };
        let text = format!("Cannot use {marks}{word}{closing} on type {marks}Conv{closing}");
        for body in [
            json!({"errors": [{"message": text, "extensions": {"code": code}}]}),
            json!({"errors": [{"message": text, "extensions": {"code": code}}], "data": {"startConv": null}}),
            json!({"message": text}),
        ] {
            let printed = printed_of("bck_1", &name, Answer { status: 200, body, id: "req-7" });
            prop_assert!(printed.contains(&text), "{text} in {printed}");
            prop_assert!(printed.contains("req-7"));
        }
    }
}

#[test]
fn a_refusal_as_invalid_names_the_new_required_field_and_a_refusal_with_data_does_not() {
    let text = r#"Field "department" of required type "DepartmentName!" was not provided"#;
    let entry = |code: &str| json!({"message": text, "extensions": {"code": code}});
    let printed = |body: Value| printed_of("bck_1", "Xqlucia", Answer { status: 400, body, id: "req-7" });
    for code in ["GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"] {
        assert!(printed(json!({"errors": [entry(code)]})).contains(text), "{code}");
        assert!(!printed(json!({"errors": [entry(code)], "data": null})).contains("department"), "{code}");
    }
    assert!(!printed(json!({"errors": [entry("NOT_FOUND")]})).contains("department"));
}

#[tokio::test]
async fn no_failure_over_a_socket_prints_a_secret() {
    let sandbox = Sandbox::builder().conversations(5).api_key(KEY).start().await.unwrap();
    let workspace = crate::support::workspace_of(&sandbox);
    let channel = sandbox.channels()[0].id.clone();
    for fault in [
        Fault::status(500),
        Fault::throttled(),
        Fault::ResetBeforeReading,
        Fault::ResetAfterReading,
        Fault::TruncatedBody,
        Fault::MalformedJson,
        Fault::HugeBody(20_000_000),
        Fault::Empty,
        Fault::Body(format!("{{\"message\":\"{PHONE} {KEY}\"}}")),
    ] {
        sandbox.fail_next(fault.clone());
        let start =
            workspace.start_conversation(ChannelId::from(channel.as_str()), Recipient::phone(PHONE), "hello");
        if let Err(error) = start.components(json!({"text": TEXT})).await {
            free_of_secrets(&all_of(&error));
        }
        sandbox.calm();
    }
    let refused = Client::builder(ApiKey::new(KEY)).endpoint("http://example.com").build().unwrap_err();
    free_of_secrets(&all_of(&refused));
}
