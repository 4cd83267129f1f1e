//! What a list is asked for, against the sandbox: every filter, and what comes only when it is wanted.

mod support;

use bcrumbs::{Conversation, ListConversations, MessageKind, Workspace};
use bcrumbs_sandbox::Sandbox;
use support::workspace_of;

async fn sandbox(conversations: usize) -> Sandbox {
    Sandbox::builder().conversations(conversations).start().await.unwrap()
}

async fn all(list: ListConversations) -> Vec<Conversation> {
    list.lossless().items().try_collect().await.unwrap()
}

fn ids(conversations: &[Conversation]) -> Vec<&str> {
    conversations.iter().map(|conversation| conversation.id.as_str()).collect()
}

/// Checks that a filter keeps exactly what a predicate keeps, and neither nothing nor everything.
async fn keeps(
    workspace: &Workspace,
    set: impl Fn(ListConversations) -> ListConversations,
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
    let sandbox = sandbox(120).await;
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
    let sandbox = sandbox(120).await;
    let workspace = workspace_of(&sandbox);
    let contact = with(&workspace, |c| c.contact_id.clone()).await;
    keeps(&workspace, |list| list.contact(&contact), |c| c.contact_id.as_ref() == Some(&contact)).await;
}

#[tokio::test]
async fn conversations_are_filtered_by_whether_they_are_over() {
    let sandbox = sandbox(120).await;
    let workspace = workspace_of(&sandbox);
    for ended in [true, false] {
        keeps(&workspace, |list| list.ended(ended), |c| c.ended == ended).await;
    }
}

#[tokio::test]
async fn conversations_are_filtered_by_tags() {
    let sandbox = sandbox(120).await;
    let workspace = workspace_of(&sandbox);
    let tag = with(&workspace, |c| c.tags.first().cloned()).await;
    keeps(&workspace, |list| list.tag(&tag), |c| c.tags.contains(&tag)).await;
}

#[tokio::test]
async fn conversations_are_filtered_by_agent_and_by_ai() {
    let sandbox = sandbox(120).await;
    let workspace = workspace_of(&sandbox);
    let agent = with(&workspace, |c| c.assignee_id.clone()).await;
    keeps(&workspace, |list| list.assignee(&agent), |c| c.assignee_id.as_ref() == Some(&agent)).await;
    let ai = with(&workspace, |c| c.ai_id.clone()).await;
    keeps(&workspace, |list| list.ai(&ai), |c| c.ai_id.as_ref() == Some(&ai)).await;
}

#[tokio::test]
async fn conversations_are_filtered_by_stage() {
    let sandbox = sandbox(120).await;
    let workspace = workspace_of(&sandbox);
    let stage = with(&workspace, |c| c.stage_id.clone()).await;
    keeps(&workspace, |list| list.stage(&stage), |c| c.stage_id.as_ref() == Some(&stage)).await;
}

#[tokio::test]
async fn conversations_are_filtered_by_external_id() {
    let sandbox = sandbox(120).await;
    let workspace = workspace_of(&sandbox);
    let external = with(&workspace, |c| c.external_id.clone()).await;
    keeps(&workspace, |list| list.external_id(&external), |c| c.external_id.as_ref() == Some(&external))
        .await;
}

#[tokio::test]
async fn conversations_are_filtered_by_name_or_phone() {
    let sandbox = sandbox(120).await;
    let workspace = workspace_of(&sandbox);
    let phone = with(&workspace, |c| c.contact.as_ref()?.phone.clone()).await;
    let found = all(workspace.conversations().with_contact().name_or_phone(&phone)).await;
    assert!(!found.is_empty() && found.len() < 120);
    assert!(found.iter().all(|c| c.contact.as_ref().unwrap().phone.as_ref() == Some(&phone)));
}

#[tokio::test]
async fn conversations_are_searched_by_free_text() {
    let sandbox = sandbox(120).await;
    let workspace = workspace_of(&sandbox);
    let tag = with(&workspace, |c| c.tags.first().cloned()).await;
    let found = all(workspace.conversations().search(&tag)).await;
    assert!(!found.is_empty() && found.len() < 120);
    assert!(all(workspace.conversations().search("no such text anywhere")).await.is_empty());
}

#[tokio::test]
async fn contact_and_messages_come_only_when_asked_for() {
    let sandbox = sandbox(30).await;
    let workspace = workspace_of(&sandbox);
    let plain = workspace.conversations().await.unwrap();
    assert!(plain.items.iter().all(|c| c.contact.is_none() && c.messages.is_none()));
    let contact = workspace.conversations().with_contact().await.unwrap();
    assert!(contact.items.iter().any(|c| c.contact.is_some()));
    assert!(contact.items.iter().all(|c| c.messages.is_none()));
    let messages = workspace.conversations().with_messages().await.unwrap();
    assert!(messages.items.iter().any(|c| c.messages.as_ref().is_some_and(|list| !list.is_empty())));
    assert!(messages.items.iter().all(|c| c.contact.is_none()));
    let both = workspace.conversations().with_contact().with_messages().await.unwrap();
    assert!(both.items.iter().any(|c| c.contact.is_some() && c.messages.is_some()));
    assert_eq!(ids(&plain.items), ids(&both.items));
}

#[tokio::test]
async fn messages_are_filtered_by_contact_kind_tags_and_time() {
    let sandbox = sandbox(60).await;
    let workspace = workspace_of(&sandbox);
    let everything = workspace.messages().lossless().items().try_collect().await.unwrap();
    let contact = with(&workspace, |c| c.contact_id.clone()).await;
    let of_contact = workspace.messages().contact(&contact).items().try_collect().await.unwrap();
    assert!(!of_contact.is_empty() && of_contact.len() < everything.len());

    let texts = workspace.messages().kind(MessageKind::Text).lossless().items().try_collect().await.unwrap();
    let expected = everything.iter().filter(|m| m.kind == Some(MessageKind::Text)).count();
    assert!(expected > 0 && texts.len() == expected && expected < everything.len());

    let (from, to) =
        (everything[everything.len() / 2].created_at, everything[everything.len() / 4].created_at);
    let between = workspace.messages().from(from).to(to).lossless().items().try_collect().await.unwrap();
    let expected = everything.iter().filter(|m| m.created_at >= from && m.created_at <= to).count();
    assert!(expected > 0 && between.len() == expected && expected < everything.len());

    let agent = with(&workspace, |c| c.assignee_id.clone()).await;
    let assigned = workspace.messages().assignee(&agent).lossless().items().try_collect().await.unwrap();
    assert!(!assigned.is_empty() && assigned.len() < everything.len());
    let tagged = workspace.messages().tag("no such tag").items().try_collect().await.unwrap();
    assert!(tagged.is_empty());
}
