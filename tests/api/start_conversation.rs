//! Starting a conversation: what is sent, the documented answer, what it changes, and what is known where it fails.

use crate::support::{Canned, sandbox, sent, workspace_of};
use bcrumbs::{ChannelId, ErrorKind, GraphQlError, Outcome, Recipient};
use bcrumbs_sandbox::{CursorRule, Fault};
use serde_json::json;

const STARTED: &str =
    r#"{"data":{"startConv":{"id":"c","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}}}"#;

#[tokio::test]
async fn start_conv_with_nothing_optional_set() {
    let canned = Canned::one(200, STARTED);
    canned
        .workspace()
        .start_conversation(ChannelId::from("channel1"), Recipient::contact("contact1"), "hello")
        .await
        .unwrap();
    insta::assert_json_snapshot!(sent(&canned), @r#"
    {
      "operationName": "startConv",
      "query": [
        "mutation startConv($input: ConvStartInput!) {",
        "  startConv(input: $input) {",
        "    id",
        "    integrationId",
        "    clientId",
        "    ended",
        "    createdAt",
        "    assigneeId",
        "  }",
        "}"
      ],
      "variables": {
        "input": {
          "clientId": "contact1",
          "integrationId": "channel1",
          "templateName": "hello",
          "workspaceId": 12
        }
      }
    }
    "#);
}

#[tokio::test]
async fn start_conv_with_everything_set() {
    let canned = Canned::one(200, STARTED);
    canned
        .workspace()
        .start_conversation(ChannelId::from("channel1"), Recipient::phone("+12025550123"), "hello")
        .language("en")
        .components(json!({"key": "value", "list": [1, null, {"deep": true}]}))
        .await
        .unwrap();
    insta::assert_json_snapshot!(sent(&canned));
}

#[tokio::test]
async fn the_example_of_start_conversation_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"startConv":{"id":"id_123","integrationId":"id_123","clientId":"id_123","ended":false,
        "createdAt":"2026-03-16T00:00:00.000Z","assigneeId":null}}}"#,
    );
    let recipient = Recipient::phone("+12025550123");
    let started =
        canned.workspace().start_conversation(ChannelId::from("id_123"), recipient, "sample").await.unwrap();
    assert_eq!((started.id.as_str(), started.ended), ("id_123", false));
    assert_eq!(started.contact_id.as_ref().unwrap().as_str(), "id_123");
    assert_eq!(started.assignee_id, None);
}

fn phone() -> Recipient {
    Recipient::phone("+12025550199")
}

#[tokio::test]
async fn a_started_conversation_is_listed_first() {
    let sandbox = sandbox(30, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let channel = sandbox.channels()[0].id.clone();
    let started = workspace
        .start_conversation(ChannelId::from(channel.as_str()), phone(), "hello")
        .language("tr")
        .components(json!({"name": "Zoë"}))
        .await
        .unwrap();
    assert_eq!(started.channel_id.as_ref().unwrap().as_str(), channel);
    assert!(!started.ended && started.assignee_id.is_none());

    let newest = workspace.conversations().with_contact().page_size(1).page().await.unwrap();
    assert_eq!(newest.items[0].id, started.id);
    assert_eq!(newest.items[0].contact.as_ref().unwrap().phone.as_deref(), Some("+12025550199"));
    assert_eq!(sandbox.conversation_count(), 31);

    let journal = sandbox.journal();
    assert_eq!(journal[0].variables["input"]["templateComponents"], json!({"name": "Zoë"}));
    assert!(journal[0].executed);
}

#[tokio::test]
async fn a_conversation_is_started_with_a_known_contact() {
    let sandbox = sandbox(30, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let page = workspace.conversations().page().await.unwrap();
    let contact = page.items.iter().find_map(|c| c.contact_id.clone()).unwrap();
    let channel = sandbox.channels()[0].id.clone();
    let recipient = Recipient::contact(&contact);
    let started =
        workspace.start_conversation(ChannelId::from(channel.as_str()), recipient, "hello").await.unwrap();
    assert_eq!(started.contact_id.as_ref(), Some(&contact));
}

#[tokio::test]
async fn a_refused_start_changes_nothing_and_reports_why() {
    let sandbox = sandbox(30, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let channel = sandbox.channels()[0].id.clone();
    let recipient = Recipient::contact("nobody");
    let error = workspace
        .start_conversation(ChannelId::from(channel.as_str()), recipient, "hello")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::GraphQl);
    assert_eq!(error.graphql_errors().first().and_then(GraphQlError::code), Some("BAD_USER_INPUT"));
    assert_eq!(sandbox.conversation_count(), 30);
}

#[tokio::test]
async fn a_start_whose_answer_is_lost_has_an_unknown_outcome() {
    let sandbox = sandbox(30, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let channel = sandbox.channels()[0].id.clone();
    for (fault, executed) in
        [(Fault::ResetAfterReading, 0), (Fault::ResetAfterExecuting, 1), (Fault::TruncatedBody, 1)]
    {
        let before = sandbox.conversation_count();
        sandbox.clear_journal();
        sandbox.fail_next(fault.clone());
        let error = workspace
            .start_conversation(ChannelId::from(channel.as_str()), phone(), "hello")
            .await
            .unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Unknown), "{fault:?}");
        assert!(error.to_string().contains("check before sending it again"), "{error}");
        assert!(!error.is_retryable());
        assert_eq!(sandbox.journal().len(), 1, "{fault:?}: it was sent again");
        assert_eq!(sandbox.conversation_count() - before, executed, "{fault:?}");
    }
}

#[tokio::test]
async fn a_start_whose_answer_is_not_whole_has_an_unknown_outcome() {
    let sandbox = sandbox(30, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let channel = sandbox.channels()[0].id.clone();
    for fault in [Fault::MalformedJson, Fault::HugeBody(20_000_000)] {
        sandbox.fail_next(fault.clone());
        let error = workspace
            .start_conversation(ChannelId::from(channel.as_str()), phone(), "hello")
            .await
            .unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{fault:?}: {error}");
        assert!(error.to_string().contains("check before sending it again"), "{error}");
    }
}
