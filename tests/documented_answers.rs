//! Every example answer of the vendor's pages decodes.

mod support;

use bcrumbs::{Assignee, MessageKind, MessageStatus, Recipient};
use support::Canned;

#[tokio::test]
async fn the_example_of_list_conversations_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"convs":{"nodes":[{"id":"id_123","integrationId":"id_123","clientId":"id_123","ended":false,
        "assigneeId":"id_123","createdAt":"2026-03-16T00:00:00.000Z"}],
        "pageInfo":{"hasNextPage":false,"endCursor":"cursor_123","count":1}}}}"#,
    );
    let page = canned.workspace().conversations().await.unwrap();
    let conversation = &page.items[0];
    assert_eq!(conversation.id.as_str(), "id_123");
    assert_eq!(conversation.channel_id.as_ref().unwrap().as_str(), "id_123");
    assert_eq!(conversation.contact_id.as_ref().unwrap().as_str(), "id_123");
    assert_eq!(conversation.assignee_id.as_ref().unwrap().as_str(), "id_123");
    assert!(!conversation.ended && !conversation.ai_assigned && conversation.tags.is_empty());
    assert_eq!(conversation.created_at.to_rfc3339(), "2026-03-16T00:00:00+00:00");
    assert_eq!((page.has_next, page.total), (false, Some(1)));
    assert_eq!(page.end_cursor, Some("cursor_123".into()));
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
    let page = canned.workspace().conversations().page_size(25).with_total().await.unwrap();
    assert_eq!((page.has_next, page.total), (true, Some(124)));
    assert_eq!(page.end_cursor, Some("2026-03-16T12:25:10.000Z".into()));
}

#[tokio::test]
async fn the_example_of_list_messages_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"messages":{"nodes":[{"messageId":"msg_123","content":"sample","type":"text","isAgent":true,
        "status":"sent","createdAt":"2026-03-16T00:00:00.000Z"}],
        "pageInfo":{"hasNextPage":false,"endCursor":"cursor_123","count":1}}}}"#,
    );
    let page = canned.workspace().messages().await.unwrap();
    let message = &page.items[0];
    assert_eq!((message.id.as_str(), message.content.as_deref()), ("msg_123", Some("sample")));
    assert_eq!((&message.kind, &message.status), (&Some(MessageKind::Text), &Some(MessageStatus::Sent)));
    assert!(message.is_agent);
}

#[tokio::test]
async fn the_example_of_start_conversation_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"startConv":{"id":"id_123","integrationId":"id_123","clientId":"id_123","ended":false,
        "createdAt":"2026-03-16T00:00:00.000Z","assigneeId":null}}}"#,
    );
    let recipient = Recipient::phone("+12025550123");
    let started = canned.workspace().start_conversation("id_123", recipient, "sample").await.unwrap();
    assert_eq!((started.id.as_str(), started.ended), ("id_123", false));
    assert_eq!(started.contact_id.as_ref().unwrap().as_str(), "id_123");
    assert_eq!(started.assignee_id, None);
}

#[tokio::test]
async fn the_example_of_assign_conversation_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"assignConv":{"id":"id_123","assigneeId":"id_123","aiId":null,"aiAssigneed":false,"ended":false,
        "createdAt":"2026-03-16T00:00:00.000Z"}}}"#,
    );
    let assigned =
        canned.workspace().assign_conversation("id_123", "id_123", Assignee::agent("id_123")).await.unwrap();
    assert_eq!(assigned.assignee_id.as_ref().unwrap().as_str(), "id_123");
    assert_eq!((&assigned.ai_id, assigned.ai_assigned, assigned.ended), (&None, false, false));
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
