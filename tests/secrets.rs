//! The key, phone numbers and message text stay out of everything that is printed.

mod support;

use bcrumbs::{ApiKey, Client, Error, Recipient, SessionToken};
use bcrumbs_sandbox::{Fault, Sandbox};
use serde_json::json;
use support::{Canned, KEY};

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
    ] {
        let builder = Client::builder(ApiKey::new("k")).endpoint(endpoint).root_certificate_pem(KEY);
        let printed = format!("{builder:?} {builder:#?}");
        free_of_secrets(&printed);
        let bytes = KEY.as_bytes()[..4].iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
        assert!(!printed.contains(&bytes) && printed.contains("endpoint"), "{printed}");
    }
}

#[test]
fn requests_print_neither_phone_nor_text() {
    let workspace = Canned::default().workspace();
    let start =
        workspace.start_conversation("channel1", Recipient::phone(PHONE), "hello").components(json!({
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
            let start = canned.workspace().start_conversation("channel1", recipient, "hello");
            let error = start.send().await.unwrap_err();
            free_of_secrets(&all_of(&error));
        }
    }
}

#[tokio::test]
async fn no_failure_over_a_socket_prints_a_secret() {
    let sandbox = Sandbox::builder().conversations(5).api_key(KEY).start().await.unwrap();
    let workspace = support::workspace_of(&sandbox);
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
        let start = workspace.start_conversation(channel.as_str(), Recipient::phone(PHONE), "hello");
        if let Err(error) = start.components(json!({"text": TEXT})).send().await {
            free_of_secrets(&all_of(&error));
        }
        sandbox.calm();
    }
    let refused = Client::builder(ApiKey::new(KEY)).endpoint("http://example.com").build().unwrap_err();
    free_of_secrets(&all_of(&refused));
}
