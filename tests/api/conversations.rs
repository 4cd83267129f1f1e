//! Listing conversations: what is sent, the documented answers, every filter, and what may be null or unknown.

use crate::support::{Canned, all, sandbox, sent, workspace_of};
use bcrumbs::{ChannelKind, Conversation, Conversations, Workspace};
use bcrumbs_sandbox::{CursorRule, Fault};
use serde_json::Value;

/// A list with a row at the cursor that [`everything`] names: a list that is resumed looks for it.
const LIST: &str =
    r#"{"data":{"convs":{"nodes":[{"id":"c","ended":false,"createdAt":"2026-03-17T00:00:00.000Z"}]}}}"#;

async fn conversations(set: impl Fn(Conversations) -> Conversations) -> Value {
    let canned = Canned::one(200, LIST);
    set(canned.workspace().conversations()).page().await.unwrap();
    sent(&canned)
}

fn everything(list: Conversations) -> Conversations {
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
    insta::assert_json_snapshot!(conversations(Conversations::with_contact).await);
}

#[tokio::test]
async fn convs_with_messages_with_nothing_set() {
    insta::assert_json_snapshot!(conversations(Conversations::with_messages).await);
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
async fn the_example_of_list_conversations_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"convs":{"nodes":[{"id":"id_123","integrationId":"id_123","clientId":"id_123","ended":false,
        "assigneeId":"id_123","createdAt":"2026-03-16T00:00:00.000Z"}],
        "pageInfo":{"hasNextPage":false,"endCursor":"cursor_123","count":1}}}}"#,
    );
    let page = canned.workspace().conversations().page().await.unwrap();
    let conversation = &page.items[0];
    assert_eq!(conversation.id.as_str(), "id_123");
    assert_eq!(conversation.channel_id.as_ref().unwrap().as_str(), "id_123");
    assert_eq!(conversation.contact_id.as_ref().unwrap().as_str(), "id_123");
    assert_eq!(conversation.assignee_id.as_ref().unwrap().as_str(), "id_123");
    assert!(!conversation.ended && !conversation.ai_assigned && conversation.tags.is_empty());
    assert_eq!(conversation.created_at.to_rfc3339(), "2026-03-16T00:00:00+00:00");
    assert_eq!((page.has_next, page.total), (false, Some(1)));
    assert_eq!(page.next, None);
    assert_eq!((page.status().as_u16(), page.request_id(), page.attempts()), (200, Some("req-7"), 1));
    assert!(page.errors().is_empty());
}

#[tokio::test]
async fn the_example_of_the_pagination_page_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"convs":{"nodes":[{"id":"67d7f55f7a9a4e1d76f58831","ended":false,
        "createdAt":"2026-03-16T12:25:10.000Z"}],
        "pageInfo":{"hasNextPage":true,"endCursor":"2026-03-16T12:25:10.000Z","count":124}}}}"#,
    );
    let page = canned.workspace().conversations().page_size(25).with_total().page().await.unwrap();
    assert_eq!((page.has_next, page.total), (true, Some(124)));
    assert_eq!(page.next, Some("2026-03-16T12:25:10.000Z~67d7f55f7a9a4e1d76f58831".into()));
}

#[tokio::test]
async fn models_are_written_with_the_gateways_field_names_and_read_back() {
    let json = r#"{"workspaceId":12,"id":"c1","integrationId":"i1","integrationType":"BCWEBCHAT","clientId":"k1","stageId":"s1","orderNo":"o1","ended":true,"endedBy":"SYSTEM","endedAt":"2026-03-16T01:00:00.000Z","assigneeId":"a1","aiId":"x1","aiAssigneed":true,"broadcastId":"b1","broadcastName":"n1","tags":["t1"],"externalConversationId":"e1","createdAt":"2026-03-16T00:00:00.000Z","client":{"name":"Ana","surname":null,"code":null,"phone":"+12025550123","isDeleted":false},"messages":[{"messageId":"m1","content":"hi","type":"poll","isAgent":false,"status":"read","createdAt":"2026-03-16T00:00:00.000Z"}]}"#;
    let conversation: bcrumbs::Conversation = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&conversation).unwrap(), json);
    let debug = format!("{conversation:?} {:?} {:?}", conversation.contact, conversation.messages);
    for personal in ["Ana", "2025550123", "hi\""] {
        assert!(!debug.contains(personal), "{debug}");
    }
}

fn ids(conversations: &[Conversation]) -> Vec<&str> {
    conversations.iter().map(|conversation| conversation.id.as_str()).collect()
}

/// Checks that a filter keeps exactly what a predicate keeps, and neither nothing nor everything.
async fn keeps(
    workspace: &Workspace,
    set: impl Fn(Conversations) -> Conversations,
    predicate: impl Fn(&Conversation) -> bool,
) {
    let everything = all(workspace.conversations()).await;
    let kept = all(set(workspace.conversations())).await;
    let expected: Vec<&Conversation> = everything.iter().filter(|c| predicate(c)).collect();
    assert_eq!(ids(&kept), expected.iter().map(|c| c.id.as_str()).collect::<Vec<_>>());
    assert!(!kept.is_empty() && kept.len() < everything.len(), "{} of {}", kept.len(), everything.len());
}

/// A conversation in which a field is set, to filter by.
async fn with<T>(workspace: &Workspace, field: impl Fn(&Conversation) -> Option<T>) -> T {
    all(workspace.conversations().with_contact()).await.iter().find_map(field).expect("the sandbox has one")
}

#[tokio::test]
async fn conversations_are_filtered_by_channel() {
    let sandbox = sandbox(120, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let channel = sandbox.channels()[1].id.clone();
    keeps(
        &workspace,
        |list| list.channel(channel.as_str()),
        |c| c.channel_id.as_ref().is_some_and(|id| id.as_str() == channel),
    )
    .await;
}

#[tokio::test]
async fn conversations_are_filtered_by_contact() {
    let sandbox = sandbox(120, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let contact = with(&workspace, |c| c.contact_id.clone()).await;
    keeps(&workspace, |list| list.contact(&contact), |c| c.contact_id.as_ref() == Some(&contact)).await;
}

#[tokio::test]
async fn conversations_are_filtered_by_whether_they_are_over() {
    let sandbox = sandbox(120, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    for ended in [true, false] {
        keeps(&workspace, |list| list.ended(ended), |c| c.ended == ended).await;
    }
}

#[tokio::test]
async fn conversations_are_filtered_by_tags() {
    let sandbox = sandbox(120, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let tag = with(&workspace, |c| c.tags.first().cloned()).await;
    keeps(&workspace, |list| list.tag(&tag), |c| c.tags.contains(&tag)).await;
}

#[tokio::test]
async fn conversations_are_filtered_by_agent_and_by_ai() {
    let sandbox = sandbox(120, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let agent = with(&workspace, |c| c.assignee_id.clone()).await;
    keeps(&workspace, |list| list.assignee(&agent), |c| c.assignee_id.as_ref() == Some(&agent)).await;
    let ai = with(&workspace, |c| c.ai_id.clone()).await;
    keeps(&workspace, |list| list.ai(&ai), |c| c.ai_id.as_ref() == Some(&ai)).await;
}

#[tokio::test]
async fn conversations_are_filtered_by_stage() {
    let sandbox = sandbox(120, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let stage = with(&workspace, |c| c.stage_id.clone()).await;
    keeps(&workspace, |list| list.stage(&stage), |c| c.stage_id.as_ref() == Some(&stage)).await;
}

#[tokio::test]
async fn conversations_are_filtered_by_external_id() {
    let sandbox = sandbox(120, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let external = with(&workspace, |c| c.external_id.clone()).await;
    keeps(&workspace, |list| list.external_id(&external), |c| c.external_id.as_ref() == Some(&external))
        .await;
}

#[tokio::test]
async fn conversations_are_filtered_by_name_or_phone() {
    let sandbox = sandbox(120, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let phone = with(&workspace, |c| c.contact.as_ref()?.phone.clone()).await;
    let found = all(workspace.conversations().with_contact().name_or_phone(&phone)).await;
    assert!(!found.is_empty() && found.len() < 120);
    assert!(found.iter().all(|c| c.contact.as_ref().unwrap().phone.as_ref() == Some(&phone)));
}

#[tokio::test]
async fn conversations_are_searched_by_free_text() {
    let sandbox = sandbox(120, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let tag = with(&workspace, |c| c.tags.first().cloned()).await;
    let found = all(workspace.conversations().search(&tag)).await;
    assert!(!found.is_empty() && found.len() < 120);
    assert!(all(workspace.conversations().search("no such text anywhere")).await.is_empty());
}

#[tokio::test]
async fn contact_and_messages_come_only_when_asked_for() {
    let sandbox = sandbox(30, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let plain = workspace.conversations().page().await.unwrap();
    assert!(plain.items.iter().all(|c| c.contact.is_none() && c.messages.is_none()));
    let contact = workspace.conversations().with_contact().page().await.unwrap();
    assert!(contact.items.iter().any(|c| c.contact.is_some()));
    assert!(contact.items.iter().all(|c| c.messages.is_none()));
    let messages = workspace.conversations().with_messages().page().await.unwrap();
    assert!(messages.items.iter().any(|c| c.messages.as_ref().is_some_and(|list| !list.is_empty())));
    assert!(messages.items.iter().all(|c| c.contact.is_none()));
    let both = workspace.conversations().with_contact().with_messages().page().await.unwrap();
    assert!(both.items.iter().any(|c| c.contact.is_some() && c.messages.is_some()));
    assert_eq!(ids(&plain.items), ids(&both.items));
}

#[tokio::test]
async fn unknown_enum_values_and_nulls_wherever_the_schema_allows_them_are_tolerated() {
    let sandbox = sandbox(20, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    sandbox.fail_next(Fault::UnknownEnumValues);
    let page = workspace.conversations().with_messages().page().await.unwrap();
    assert!(
        page.items
            .iter()
            .filter_map(|c| c.channel_kind.as_ref())
            .all(|k| matches!(k, ChannelKind::Unknown(_)))
    );
    assert_eq!(page.items.len(), 20);

    sandbox.fail_next(Fault::NullsEverywhere);
    let page = workspace.conversations().with_contact().with_messages().page().await.unwrap();
    assert_eq!(page.items.len(), 20);
    let first = &page.items[0];
    assert!(
        first.channel_id.is_none() && first.contact.is_none() && first.tags.is_empty() && !first.ai_assigned
    );
}
