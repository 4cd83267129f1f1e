//! The request of an operation: the document and the headers. Nothing is sent if an argument is invalid.

use crate::support::Canned;
use bcrumbs::{Assignee, ChannelId, ConversationId, Recipient};

const EMPTY_LIST: &str = r#"{"data":{"convs":{"nodes":[]}}}"#;

#[tokio::test]
async fn the_query_goes_out_as_its_file_is() {
    let canned = Canned::one(200, EMPTY_LIST);
    canned.workspace().conversations().page().await.unwrap();
    let file = include_str!("../../queries/convs.graphql");
    assert_eq!(canned.sent()[0]["query"], file);
    assert!(!file.contains('#'));
}

#[tokio::test]
async fn the_head_of_a_request_is_what_the_documentation_asks_for() {
    let canned = Canned::one(200, EMPTY_LIST);
    canned.workspace().conversations().page().await.unwrap();
    let request = canned.requests().remove(0);
    assert_eq!(
        (request.method().as_str(), request.uri().to_string().as_str()),
        ("POST", "https://gateway.bcrumbs.net/core/gq")
    );
    let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("authorization"), crate::support::KEY);
    assert!(request.headers()["authorization"].is_sensitive());
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("accept"), "application/graphql-response+json, application/json");
    assert_eq!(header("user-agent"), concat!("bcrumbs/", env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn an_argument_that_cannot_be_sent_sends_nothing() {
    let canned = Canned::default();
    let workspace = canned.workspace();
    let phone = || Recipient::phone("+12025550123");
    let errors = [
        workspace.conversations().page_size(0).page().await.unwrap_err(),
        workspace.messages().page_size(u32::MAX).items().try_next().await.unwrap_err(),
        workspace.start_conversation(ChannelId::from(""), phone(), "hello").await.unwrap_err(),
        workspace.start_conversation(ChannelId::from("channel1"), phone(), " ").await.unwrap_err(),
        workspace
            .start_conversation(ChannelId::from("channel1"), Recipient::phone(""), "hello")
            .await
            .unwrap_err(),
        workspace
            .start_conversation(ChannelId::from("channel1"), Recipient::contact(""), "hello")
            .await
            .unwrap_err(),
        workspace
            .assign_conversation(ConversationId::from(""), ChannelId::from("channel1"), Assignee::ai("a"))
            .await
            .unwrap_err(),
        workspace
            .assign_conversation(ConversationId::from("conv1"), ChannelId::from(""), Assignee::ai("a"))
            .await
            .unwrap_err(),
        workspace
            .assign_conversation(
                ConversationId::from("conv1"),
                ChannelId::from("channel1"),
                Assignee::agent(""),
            )
            .await
            .unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), bcrumbs::ErrorKind::InvalidInput, "{error}");
        assert_eq!((error.outcome(), error.attempts()), (bcrumbs::Outcome::NotExecuted, 0));
        assert!(error.operation().is_some(), "{error}");
    }
    assert!(canned.requests().is_empty());
}
