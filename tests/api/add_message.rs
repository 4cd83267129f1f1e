//! Adding a message: what is sent for each kind, the documented answer, what it changes, and what is known where it fails.

use crate::support::{Canned, all, sent, workspace_of};
use bcrumbs::{
    AddedMessage, ChannelId, Content, Conversation, ConversationId, ErrorKind, GraphQlError, MessageKind,
    MessageStatus, Outcome, Workspace,
};
use bcrumbs_sandbox::{Fault, Sandbox};
use serde_json::Value;

const ADDED: &str =
    r#"{"data":{"addMessage":{"messageId":"m","isAgent":true,"createdAt":"2026-03-16T00:00:00.000Z"}}}"#;

fn ids() -> (ConversationId, ChannelId) {
    ("conv1".into(), "channel1".into())
}

#[tokio::test]
async fn add_message_with_nothing_optional_set() {
    let canned = Canned::one(200, ADDED);
    let (conversation, channel) = ids();
    canned.workspace().add_message(&conversation, &channel, "On its way!").await.unwrap();
    insta::assert_json_snapshot!(sent(&canned), @r#"
    {
      "operationName": "addMessage",
      "query": [
        "mutation addMessage($input: MessageInput!) {",
        "  addMessage(input: $input) {",
        "    messageId",
        "    content",
        "    type",
        "    isAgent",
        "    status",
        "    externalMessageId",
        "    tags",
        "    createdAt",
        "  }",
        "}"
      ],
      "variables": {
        "input": {
          "content": "On its way!",
          "convId": "conv1",
          "integrationId": "channel1",
          "type": "text",
          "workspaceId": 12
        }
      }
    }
    "#);
}

#[tokio::test]
async fn add_message_with_everything_set() {
    let canned = Canned::one(200, ADDED);
    let (conversation, channel) = ids();
    let note = Content::note_of_type("Calls every day.", "anything");
    canned.workspace().add_message(conversation, channel, note).reply_to("msg1").await.unwrap();
    insta::assert_json_snapshot!(sent(&canned)["variables"], @r#"
    {
      "input": {
        "content": "Calls every day.",
        "convId": "conv1",
        "integrationId": "channel1",
        "noteType": "anything",
        "replyToMessageId": "msg1",
        "type": "note",
        "workspaceId": 12
      }
    }
    "#);
}

#[tokio::test]
async fn each_kind_of_content_is_sent_by_its_own_name() {
    for (content, kind) in [
        (Content::text("x"), "text"),
        (Content::image("x"), "image"),
        (Content::audio("x"), "audio"),
        (Content::video("x"), "video"),
        (Content::document("x"), "document"),
        (Content::note("x"), "note"),
    ] {
        let canned = Canned::one(200, ADDED);
        let (conversation, channel) = ids();
        assert_eq!(content.kind().as_str(), kind);
        canned.workspace().add_message(conversation, channel, content).await.unwrap();
        let input = &sent(&canned)["variables"]["input"];
        assert_eq!((&input["type"], &input["content"]), (&Value::from(kind), &Value::from("x")));
        assert_eq!(input.as_object().unwrap().len(), 5, "{input}");
    }
}

/// The page's example, which our copy cuts off within `tags`: the rest is completed from the schema.
#[tokio::test]
async fn the_example_of_add_message_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"addMessage":{"messageId":"msg_123","content":"Hello world ....","type":"text","isAgent":true,
        "status":"pending","externalMessageId":"15582e91-aeb8-4404-96f5-bb0e0bfcc2bc",
        "tags":["tag1","tag2"],"createdAt":"2024-12-19T13:32:04.009Z"}}}"#,
    );
    let (conversation, channel) = ids();
    let added = canned.workspace().add_message(conversation, channel, "Hello world ....").await.unwrap();
    assert_eq!((added.id.as_str(), added.content.as_deref()), ("msg_123", Some("Hello world ....")));
    assert_eq!((&added.kind, &added.status), (&Some(MessageKind::Text), &Some(MessageStatus::Pending)));
    assert_eq!(added.external_id.as_deref(), Some("15582e91-aeb8-4404-96f5-bb0e0bfcc2bc"));
    assert!(added.is_agent && added.tags == ["tag1", "tag2"]);
    assert_eq!(added.created_at.to_rfc3339(), "2024-12-19T13:32:04.009+00:00");
}

#[test]
fn an_added_message_is_written_with_the_gateways_field_names_and_read_back() {
    let json = r#"{"messageId":"m1","content":"hi","type":"poll","isAgent":true,"status":"read","externalMessageId":"wamid.1","tags":["t1"],"createdAt":"2026-03-16T00:00:00.000Z"}"#;
    let added: AddedMessage = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&added).unwrap(), json);
    let nulls = r#"{"messageId":"m1","isAgent":true,"createdAt":"2026-03-16T00:00:00.000Z"}"#;
    let at = "2026-03-16T00:00:00Z".parse().unwrap();
    assert_eq!(serde_json::from_str::<AddedMessage>(nulls).unwrap(), AddedMessage::new("m1", at));
}

/// A sandbox, a workspace, and its newest conversation, which is open.
async fn newest() -> (Sandbox, Workspace, Conversation) {
    let sandbox = Sandbox::builder().conversations(30).start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let conversation =
        workspace.conversations().page_size(1).page().await.unwrap().into_data().items.remove(0);
    sandbox.clear_journal();
    (sandbox, workspace, conversation)
}

#[tokio::test]
async fn an_added_message_is_listed_first_and_a_note_is_never_sent() {
    let (sandbox, workspace, conversation) = newest().await;
    let channel = conversation.channel_id.clone().unwrap();
    for (content, later) in [
        (Content::image("https://shop.example/parcel.jpg"), MessageStatus::Sent),
        (Content::note("Calls every day."), MessageStatus::Pending),
    ] {
        let added = workspace.add_message(&conversation.id, &channel, content.clone()).await.unwrap();
        assert_eq!(
            (added.kind.clone(), added.status.clone()),
            (Some(content.kind()), Some(MessageStatus::Pending))
        );
        sandbox.advance(std::time::Duration::from_secs(2));
        let listed = workspace.messages().page_size(1).page().await.unwrap().into_data().items.remove(0);
        assert_eq!((&listed.id, &listed.content), (&added.id, &added.content));
        assert_eq!((listed.is_agent, listed.status), (true, Some(later)));
    }
}

#[tokio::test]
async fn a_message_may_name_the_one_that_it_answers_if_there_is_one() {
    let (_sandbox, workspace, conversation) = newest().await;
    let channel = conversation.channel_id.clone().unwrap();
    let answered = all(workspace.messages()).await.remove(0).id;
    let add = |content: &str| workspace.add_message(&conversation.id, &channel, content);
    add("On its way!").reply_to(&answered).await.unwrap();
    let error = add("On its way!").reply_to("nowhere").await.unwrap_err();
    assert_eq!(error.graphql_errors().first().and_then(GraphQlError::code), Some("BAD_USER_INPUT"));
}

#[tokio::test]
async fn a_conversation_that_has_ended_takes_no_more_messages() {
    let (sandbox, workspace, conversation) = newest().await;
    let channel = conversation.channel_id.clone().unwrap();
    sandbox.end_conversation(conversation.id.as_str()).unwrap();
    let error = workspace.add_message(&conversation.id, &channel, "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::GraphQl, Outcome::NotExecuted));
    assert!(error.to_string().contains("has ended"), "{error}");
}

#[tokio::test]
async fn a_message_whose_answer_is_lost_is_not_added_again() {
    let (sandbox, workspace, conversation) = newest().await;
    let channel = conversation.channel_id.clone().unwrap();
    for (fault, executed) in
        [(Fault::ResetAfterReading, 0), (Fault::ResetAfterExecuting, 1), (Fault::TruncatedBody, 1)]
    {
        sandbox.clear_journal();
        sandbox.fail("addMessage", fault.clone());
        let text = format!("Once, please: {executed} {fault:?}");
        let error = workspace.add_message(&conversation.id, &channel, text.as_str()).await.unwrap_err();
        assert_eq!((error.operation(), error.outcome()), (Some("addMessage"), Outcome::Unknown), "{fault:?}");
        assert!(error.to_string().contains("check before sending it again"), "{error}");
        assert_eq!(sandbox.journal().len(), 1, "{fault:?}: it was sent again");
        let listed = all(workspace.messages()).await;
        assert_eq!(listed.iter().filter(|message| message.content.as_ref() == Some(&text)).count(), executed);
    }
}

#[tokio::test]
async fn an_empty_argument_adds_nothing() {
    let workspace = Canned::default().workspace();
    let (conversation, channel) = ids();
    for (error, name) in [
        (workspace.add_message(ConversationId::from(""), &channel, "x").await.unwrap_err(), "conversation"),
        (workspace.add_message(&conversation, ChannelId::from(" "), "x").await.unwrap_err(), "channel"),
        (workspace.add_message(&conversation, &channel, " \n").await.unwrap_err(), "content"),
        (workspace.add_message(&conversation, &channel, Content::note("")).await.unwrap_err(), "content"),
        (
            workspace.add_message(&conversation, &channel, Content::note_of_type("x", "")).await.unwrap_err(),
            "note's type",
        ),
        (
            workspace.add_message(&conversation, &channel, "x").reply_to("").await.unwrap_err(),
            "message that is answered",
        ),
    ] {
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::InvalidInput, Outcome::NotExecuted));
        assert_eq!(error.to_string(), format!("addMessage: the {name} is empty; nothing was sent"));
    }
}

#[tokio::test]
async fn nulls_and_unknown_values_in_the_answer_to_add_message_are_tolerated() {
    let (sandbox, workspace, conversation) = newest().await;
    let channel = conversation.channel_id.clone().unwrap();
    sandbox.fail("addMessage", Fault::NullsEverywhere);
    let added = workspace.add_message(&conversation.id, &channel, "Hello").await.unwrap();
    assert!(
        added.content.is_none() && added.kind.is_none() && added.status.is_none() && added.tags.is_empty()
    );
    sandbox.fail("addMessage", Fault::UnknownEnumValues);
    let added = workspace.add_message(&conversation.id, &channel, "Hello").await.unwrap();
    assert!(matches!(added.kind, Some(MessageKind::Unknown(_))), "{added:?}");
}

#[tokio::test]
async fn the_text_of_a_message_is_in_nothing_that_is_printed() {
    const TEXT: &str = "the parcel is behind the shed";
    let canned =
        Canned::one(200, ADDED.replace(r#""messageId""#, &format!(r#""content":"{TEXT}","messageId""#)));
    let (conversation, channel) = ids();
    let request = canned.workspace().add_message(&conversation, &channel, TEXT);
    let mut printed = format!("{request:?}");
    printed += &format!("{:?}", request.await.unwrap());
    for content in [Content::text(TEXT), Content::image(TEXT), Content::note_of_type(TEXT, TEXT)] {
        printed += &format!("{content:?} {content:#?}");
    }
    let refused = format!(r#"{{"errors":[{{"message":"cannot send {TEXT} to the contact"}}]}}"#);
    let canned = Canned::one(400, refused);
    let error = canned.workspace().add_message(&conversation, &channel, TEXT).await.unwrap_err();
    printed += &format!("{error} {error:?} {:?}", error.graphql_errors());
    assert!(!printed.contains("behind"), "{printed}");
}
