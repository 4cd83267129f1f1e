//! Listing messages: what is sent, the documented answer, every filter, and what may be null.

use crate::support::{Canned, all, sent, workspace_of};
use bcrumbs::{MessageKind, MessageStatus};
use bcrumbs_sandbox::{Fault, Sandbox};
use chrono::{DateTime, Utc};

const EMPTY_LIST: &str = r#"{"data":{"convs":{"nodes":[]},"messages":{"nodes":[]}}}"#;

#[tokio::test]
async fn messages_with_nothing_set() {
    let canned = Canned::one(200, EMPTY_LIST);
    canned.workspace().messages().page().await.unwrap();
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
        .since(time("2026-03-16T02:00:00+02:00"))
        .until(time("2026-03-17T00:00:00.5Z"))
        .page_size(25)
        .after("cursor_123")
        .search("free text")
        .with_total()
        .page()
        .await
        .unwrap();
    insta::assert_json_snapshot!(sent(&canned));
}

#[tokio::test]
async fn the_example_of_list_messages_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"messages":{"nodes":[{"messageId":"msg_123","content":"sample","type":"text","isAgent":true,
        "status":"sent","createdAt":"2026-03-16T00:00:00.000Z"}],
        "pageInfo":{"hasNextPage":false,"endCursor":"cursor_123","count":1}}}}"#,
    );
    let page = canned.workspace().messages().page().await.unwrap();
    let message = &page.items[0];
    assert_eq!((message.id.as_str(), message.content.as_deref()), ("msg_123", Some("sample")));
    assert_eq!((&message.kind, &message.status), (&Some(MessageKind::Text), &Some(MessageStatus::Sent)));
    assert!(message.is_agent);
}

#[tokio::test]
async fn messages_are_filtered_by_contact_kind_tags_and_time() {
    let sandbox = Sandbox::builder().conversations(60).start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let everything = all(workspace.messages()).await;
    let conversations = all(workspace.conversations()).await;
    let contact = conversations.iter().find_map(|c| c.contact_id.clone()).unwrap();
    let of_contact = all(workspace.messages().contact(&contact)).await;
    assert!(!of_contact.is_empty() && of_contact.len() < everything.len());

    let texts = all(workspace.messages().kind(MessageKind::Text)).await;
    let expected = everything.iter().filter(|m| m.kind == Some(MessageKind::Text)).count();
    assert!(expected > 0 && texts.len() == expected && expected < everything.len());

    let (from, to) =
        (everything[everything.len() / 2].created_at, everything[everything.len() / 4].created_at);
    let between = all(workspace.messages().since(from).until(to)).await;
    let expected: Vec<_> =
        everything.iter().filter(|m| m.created_at >= from && m.created_at < to).cloned().collect();
    assert!(!expected.is_empty() && between == expected && expected.len() < everything.len());

    let agent = conversations.iter().find_map(|c| c.assignee_id.clone()).unwrap();
    let assigned = all(workspace.messages().assignee(&agent)).await;
    assert!(!assigned.is_empty() && assigned.len() < everything.len());
    assert!(all(workspace.messages().tag("no such tag")).await.is_empty());
}

#[tokio::test]
async fn nulls_wherever_the_schema_allows_them_are_tolerated() {
    let sandbox = Sandbox::builder().conversations(20).start().await.unwrap();
    sandbox.fail_next(Fault::NullsEverywhere);
    let page = workspace_of(&sandbox).messages().page().await.unwrap();
    assert!(!page.items.is_empty());
    assert!(page.items.iter().all(|m| m.content.is_none() && m.kind.is_none() && m.status.is_none()));
}
