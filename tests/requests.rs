//! What goes on the wire, to the byte: every operation with everything set and with nothing set.

mod support;

use bcrumbs::{Assignee, ListConversations, MessageKind, Recipient};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use support::Canned;

const EMPTY_LIST: &str = r#"{"data":{"convs":{"nodes":[]},"messages":{"nodes":[]}}}"#;
const STARTED: &str =
    r#"{"data":{"startConv":{"id":"c","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}}}"#;
const ASSIGNED: &str =
    r#"{"data":{"assignConv":{"id":"c","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}}}"#;

/// Returns the one body that was sent, with the query's lines as a list so that a snapshot can be read.
fn sent(canned: &Canned) -> Value {
    let mut bodies = canned.sent();
    assert_eq!(bodies.len(), 1);
    let mut body = bodies.remove(0);
    let lines: Vec<Value> = body["query"].as_str().unwrap().lines().map(Value::from).collect();
    body["query"] = lines.into();
    body
}

async fn conversations(set: impl Fn(ListConversations) -> ListConversations) -> Value {
    let canned = Canned::one(200, EMPTY_LIST);
    set(canned.workspace().conversations()).send().await.unwrap();
    sent(&canned)
}

fn everything(list: ListConversations) -> ListConversations {
    list.channel("channel1")
        .contact("contact1")
        .ended(true)
        .tag("vip")
        .tags(["new", "late"])
        .assignee("agent1")
        .stage("stage1")
        .name_or_phone("+12025550123")
        .external_id("external1")
        .ai("ai1")
        .page_size(25)
        .after("2026-03-17T00:00:00.000Z")
        .search("free text")
        .with_total()
}

#[tokio::test]
async fn convs_with_nothing_set() {
    insta::assert_json_snapshot!(conversations(|list| list).await);
}

#[tokio::test]
async fn convs_with_everything_set() {
    insta::assert_json_snapshot!(conversations(everything).await);
}

#[tokio::test]
async fn convs_with_client_with_nothing_set() {
    insta::assert_json_snapshot!(conversations(ListConversations::with_contact).await);
}

#[tokio::test]
async fn convs_with_messages_with_nothing_set() {
    insta::assert_json_snapshot!(conversations(ListConversations::with_messages).await);
}

#[tokio::test]
async fn convs_with_client_and_messages_with_nothing_set() {
    insta::assert_json_snapshot!(conversations(|list| list.with_messages().with_contact()).await);
}

/// The operations differ in their selection only.
#[tokio::test]
async fn the_variants_of_convs_send_the_same_variables() {
    let plain = conversations(everything).await;
    for variant in [
        conversations(|list| everything(list).with_contact()).await,
        conversations(|list| everything(list).with_messages()).await,
        conversations(|list| everything(list).with_contact().with_messages()).await,
    ] {
        assert_eq!(variant["variables"], plain["variables"]);
        assert_ne!(variant["operationName"], plain["operationName"]);
    }
}

#[tokio::test]
async fn messages_with_nothing_set() {
    let canned = Canned::one(200, EMPTY_LIST);
    canned.workspace().messages().await.unwrap();
    insta::assert_json_snapshot!(sent(&canned));
}

#[tokio::test]
async fn messages_with_everything_set() {
    let canned = Canned::one(200, EMPTY_LIST);
    let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    canned
        .workspace()
        .messages()
        .contact("contact1")
        .assignee("agent1")
        .tag("vip")
        .tags(["new"])
        .kind(MessageKind::Template)
        .from(time("2026-03-16T02:00:00+02:00"))
        .to(time("2026-03-17T00:00:00.5Z"))
        .page_size(25)
        .after("cursor_123")
        .search("free text")
        .with_total()
        .await
        .unwrap();
    insta::assert_json_snapshot!(sent(&canned));
}

#[tokio::test]
async fn start_conv_with_nothing_optional_set() {
    let canned = Canned::one(200, STARTED);
    canned.workspace().start_conversation("channel1", Recipient::contact("contact1"), "hello").await.unwrap();
    insta::assert_json_snapshot!(sent(&canned));
}

#[tokio::test]
async fn start_conv_with_everything_set() {
    let canned = Canned::one(200, STARTED);
    canned
        .workspace()
        .start_conversation("channel1", Recipient::phone("+12025550123"), "hello")
        .language("en")
        .components(json!({"key": "value", "list": [1, null, {"deep": true}]}))
        .await
        .unwrap();
    insta::assert_json_snapshot!(sent(&canned));
}

#[tokio::test]
async fn assign_conv_to_an_agent() {
    let canned = Canned::one(200, ASSIGNED);
    canned.workspace().assign_conversation("conv1", "channel1", Assignee::agent("agent1")).await.unwrap();
    insta::assert_json_snapshot!(sent(&canned));
}

#[tokio::test]
async fn assign_conv_to_an_ai() {
    let canned = Canned::one(200, ASSIGNED);
    canned.workspace().assign_conversation("conv1", "channel1", Assignee::ai("ai1")).await.unwrap();
    insta::assert_json_snapshot!(sent(&canned)["variables"]);
}

#[tokio::test]
async fn the_query_goes_out_as_its_file_is() {
    let canned = Canned::one(200, EMPTY_LIST);
    canned.workspace().conversations().await.unwrap();
    let file = include_str!("../queries/convs.graphql");
    assert_eq!(canned.sent()[0]["query"], file);
    assert!(!file.contains('#'));
}

#[tokio::test]
async fn the_head_of_a_request_is_what_the_documentation_asks_for() {
    let canned = Canned::one(200, EMPTY_LIST);
    canned.workspace().conversations().await.unwrap();
    let request = canned.requests().remove(0);
    assert_eq!(
        (request.method().as_str(), request.uri().to_string().as_str()),
        ("POST", "https://gateway.bcrumbs.net/core/gq")
    );
    let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("authorization"), support::KEY);
    assert!(request.headers()["authorization"].is_sensitive());
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("accept"), "application/graphql-response+json, application/json");
    assert_eq!(header("user-agent"), concat!("bcrumbs/", env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn a_cursor_goes_back_as_it_came() {
    for cursor in
        [json!("cursor_123"), json!("2026-03-16T12:25:10.000Z"), json!(1_742_127_910_000_i64), json!("17")]
    {
        let page =
            json!({"data": {"convs": {"nodes": [], "pageInfo": {"hasNextPage": true, "endCursor": cursor}}}});
        let canned = Canned::one(200, page.to_string());
        canned.push(200, EMPTY_LIST);
        let first = canned.workspace().conversations().await.unwrap();
        let next = first.end_cursor.clone().unwrap();
        canned.workspace().conversations().after(next).await.unwrap();
        assert_eq!(canned.sent()[1]["variables"]["pageInfo"]["cursor"], cursor);
    }
}

#[tokio::test]
async fn a_stream_always_asks_for_page_information() {
    let canned = Canned::one(200, EMPTY_LIST);
    assert!(canned.workspace().conversations().items().try_next().await.unwrap().is_none());
    assert_eq!(canned.sent()[0]["variables"]["pageInfo"], json!({"limit": 100}));
}

#[tokio::test]
async fn an_argument_that_cannot_be_sent_sends_nothing() {
    let canned = Canned::default();
    let workspace = canned.workspace();
    let phone = || Recipient::phone("+12025550123");
    let errors = [
        workspace.conversations().page_size(0).await.unwrap_err(),
        workspace.messages().page_size(u32::MAX).items().try_next().await.unwrap_err(),
        workspace.start_conversation("", phone(), "hello").await.unwrap_err(),
        workspace.start_conversation("channel1", phone(), " ").await.unwrap_err(),
        workspace.start_conversation("channel1", Recipient::phone(""), "hello").await.unwrap_err(),
        workspace.start_conversation("channel1", Recipient::contact(""), "hello").await.unwrap_err(),
        workspace.assign_conversation("", "channel1", Assignee::ai("a")).await.unwrap_err(),
        workspace.assign_conversation("conv1", "", Assignee::ai("a")).await.unwrap_err(),
        workspace.assign_conversation("conv1", "channel1", Assignee::agent("")).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), bcrumbs::ErrorKind::InvalidInput, "{error}");
        assert_eq!((error.outcome(), error.attempts()), (bcrumbs::Outcome::NotExecuted, 0));
        assert!(error.operation().is_some(), "{error}");
    }
    assert!(canned.requests().is_empty());
}
