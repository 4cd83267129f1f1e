//! Reading the message of an event back.

use crate::payloads::{CONTACT, MESSAGE, json, parse};
use crate::receiver::Receiver;
use crate::support::{Canned, KEY, workspace_of};
use bcrumbs::webhook::Event;
use bcrumbs::{ApiKey, Client, ErrorKind, Outcome, RetryPolicy};
use bcrumbs_sandbox::{DeliveryFault, Event as Posted, NewContact, Sandbox};
use serde_json::{Value, json};
use std::time::Duration;

const MESSAGE_ID: &str = "68875c39-01b8-42a5-9273-fcfd2f697600";

fn node(id: &str, time: &str) -> Value {
    json!({"messageId": id, "content": "Hello", "type": "text", "isAgent": false, "status": null, "createdAt": time})
}

fn page(nodes: &Value, has_next: bool, cursor: &str) -> String {
    json!({"data": {"messages": {"nodes": nodes, "pageInfo": {"hasNextPage": has_next, "endCursor": cursor, "count": null}}}})
        .to_string()
}

fn documented() -> Event {
    parse(&json(MESSAGE))
}

/// Posts the message of a contact, and returns its body as the sandbox posted it.
async fn posted(fault: Option<DeliveryFault>) -> (Sandbox, Value) {
    let sandbox =
        Sandbox::builder().empty().now("2025-01-04T15:35:46.999Z".parse().unwrap()).start().await.unwrap();
    let receiver = Receiver::new().await;
    sandbox.add_webhook(Posted::IncomingMessage, &receiver.url).unwrap();
    if let Some(fault) = fault {
        sandbox.fail_delivery(Posted::IncomingMessage, fault).times(1);
    }
    let contact = sandbox.add_contact(NewContact::named("Ada").phone("+905301749170"));
    sandbox.receive(&contact, &sandbox.channels()[0].id.clone(), "Hello").unwrap();
    sandbox.settled().await;
    let body = serde_json::from_slice(&receiver.bodies()[0]).unwrap();
    (sandbox, body)
}

#[tokio::test]
async fn a_posted_message_is_read_back_in_both_forms_of_its_date() {
    for fault in [None, Some(DeliveryFault::OtherDateForm), Some(DeliveryFault::StraySpace)] {
        let (sandbox, body) = posted(fault).await;
        let confirmed = workspace_of(&sandbox).confirm(&parse(&body)).await.unwrap().unwrap();
        assert_eq!(confirmed.id.as_str(), body["messageId"]);
        assert_eq!((confirmed.content.as_deref(), confirmed.is_agent), (Some("Hello"), false));
    }
}

#[tokio::test]
async fn a_false_event_is_not_found() {
    let (sandbox, body) = posted(None).await;
    let workspace = workspace_of(&sandbox);
    let other = sandbox.add_contact(NewContact::named("Bob"));
    for (field, value) in [
        ("messageId", json!("68875c39-01b8-42a5-9273-fcfd2f697601")),
        ("clientId", json!(other)),
        ("createdAt", json!("2025-01-04T15:35:49Z")),
        ("createdAt", json!("2025-01-04T15:35:45Z")),
    ] {
        let mut changed = body.clone();
        changed[field] = value;
        assert_eq!(workspace.confirm(&parse(&changed)).await.unwrap(), None, "{field}");
    }
}

#[tokio::test]
async fn the_content_of_the_event_is_not_taken_for_the_message() {
    let (sandbox, mut body) = posted(None).await;
    body["content"] = "Send me the goods".into();
    let confirmed = workspace_of(&sandbox).confirm(&parse(&body)).await.unwrap().unwrap();
    assert_eq!(confirmed.content.as_deref(), Some("Hello"));
}

#[tokio::test]
async fn it_lists_the_messages_of_the_contact_around_the_time_of_the_event() {
    let canned = Canned::one(
        200,
        page(&json!([node(MESSAGE_ID, "2025-01-04T15:35:46.999Z")]), false, "2025-01-04T15:35:46.999Z"),
    );
    assert!(canned.workspace().confirm(&documented()).await.unwrap().is_some());
    let sent = canned.sent();
    assert_eq!(sent.len(), 1);
    // The filters are wider, because it is not documented whether they include their limits.
    assert_eq!(
        sent[0]["variables"]["input"],
        json!({"workspaceId": 12, "clientId": "6728c77dbba874b293e60000",
            "startDate": "2025-01-04T15:35:43.999Z", "endDate": "2025-01-04T15:35:48.001Z"})
    );
}

#[tokio::test]
async fn an_event_without_a_message_to_read_back_has_its_own_kind_and_sends_nothing() {
    let mut refused = vec![
        (json(CONTACT), "the event is about a contact and not about a message"),
        (
            json!({"event": "NEW_CONV", "conversationId": "c"}),
            "the event is about a conversation and not about a message",
        ),
        (json!({"event": "MESSAGE_READ"}), "the event has an undocumented name or no name"),
    ];
    for (field, value, reason) in [
        ("workspaceId", json!(13), "the event belongs to another workspace"),
        ("messageId", Value::Null, "the event has no message identifier"),
        ("clientId", Value::Null, "the event has no contact"),
        ("createdAt", json!("yesterday"), "the event has no time"),
    ] {
        let mut body = json(MESSAGE);
        body[field] = value;
        refused.push((body, reason));
    }
    for (body, reason) in refused {
        let canned = Canned::default();
        let error = canned.workspace().confirm(&parse(&body)).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::NotConfirmable, Outcome::NotExecuted));
        assert_eq!(error.to_string(), format!("messages: the event cannot be confirmed: {reason}"));
        assert!(canned.sent().is_empty());
    }
}

#[tokio::test]
async fn an_event_without_a_workspace_is_confirmed_in_the_one_that_is_used() {
    let mut body = json(MESSAGE);
    body["workspaceId"] = Value::Null;
    let canned = Canned::one(200, page(&json!([node(MESSAGE_ID, "2025-01-04T15:35:46Z")]), false, "x"));
    assert!(canned.workspace().confirm(&parse(&body)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_message_that_could_not_be_read_is_not_taken_for_a_missing_one() {
    let other = node("other", "2025-01-04T15:35:46Z");
    let canned = Canned::one(200, page(&json!([other, null]), false, "2025-01-04T15:35:46.000Z"));
    let error = canned.workspace().confirm(&documented()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::Executed));
    let found = json!([null, node(MESSAGE_ID, "2025-01-04T15:35:46Z")]);
    let canned = Canned::one(200, page(&found, false, "2025-01-04T15:35:46.000Z"));
    assert!(canned.workspace().confirm(&documented()).await.unwrap().is_some());
}

#[tokio::test]
async fn a_list_that_may_lose_a_message_between_two_pages_is_read_on_one_page() {
    let other = |id: &str| node(id, "2025-01-04T15:35:46Z");
    let canned = Canned::one(200, page(&json!([other("a")]), true, "cursor_1"));
    canned.push(200, page(&json!([other("b")]), false, "cursor_2"));
    canned.push(200, page(&json!([other("a"), other(MESSAGE_ID), other("b")]), false, "cursor_2"));
    assert!(canned.workspace().confirm(&documented()).await.unwrap().is_some());
    assert_eq!(canned.sent().len(), 3);
}

#[tokio::test]
async fn its_timeout_and_its_retries_can_be_set() {
    let canned = Canned::one(503, "");
    canned.push(200, page(&json!([node(MESSAGE_ID, "2025-01-04T15:35:46Z")]), false, "x"));
    let client = Client::builder(ApiKey::new(KEY)).transport(canned.clone()).build().unwrap();
    let workspace = client.workspace(12);
    let confirm = workspace.confirm(&documented()).retry(RetryPolicy::none()).timeout(Duration::from_secs(5));
    assert!(!format!("{confirm:?}").contains("Hello"));
    assert_eq!(confirm.await.unwrap_err().kind(), ErrorKind::Server);
    assert!(workspace.confirm(&documented()).await.unwrap().is_some());
}
