//! Following the lists of the crate: what is sent, where a followed list begins, and what it refuses.

use crate::support::{Canned, workspace_of};
use bcrumbs::{ErrorKind, Follow, FollowPolicy, Message, Position, Workspace};
use bcrumbs_sandbox::{NewContact, NewConversation, Sandbox};
use serde_json::{Value, json};
use std::time::Duration;

/// A policy that reads the list every few milliseconds.
fn often() -> FollowPolicy {
    FollowPolicy::default()
        .shortest_interval(Duration::from_millis(1))
        .longest_interval(Duration::from_millis(5))
}

struct Bench {
    sandbox: Sandbox,
    workspace: Workspace,
    contact: String,
    channel: String,
}

impl Bench {
    async fn new() -> Self {
        let sandbox =
            Sandbox::builder().empty().now("2026-03-16T12:00:00Z".parse().unwrap()).start().await.unwrap();
        let workspace = workspace_of(&sandbox);
        let contact = sandbox.add_contact(NewContact::named("Ada").phone("+905301749170"));
        let channel = sandbox.channels()[0].id.clone();
        Self { sandbox, workspace, contact, channel }
    }

    fn write(&self, text: &str) {
        self.sandbox.receive(&self.contact, &self.channel, text).unwrap();
    }

    fn follow(&self, after: Option<Position>) -> Follow<Message> {
        self.workspace.messages().contact(self.contact.as_str()).page_size(2).follow(after).policy(often())
    }
}

async fn next(follow: &mut Follow<Message>) -> String {
    follow.try_next().await.unwrap().unwrap().item.content.unwrap()
}

#[tokio::test]
async fn the_messages_of_a_contact_come_oldest_first_and_once_across_a_restart() {
    let bench = Bench::new().await;
    bench.write("before");
    let other = bench.sandbox.add_contact(NewContact::named("Bob").phone("+4915550000001"));
    let mut follow = bench.follow(None);
    let start = follow.start().await.unwrap();
    assert_eq!(follow.start().await.unwrap(), start);
    for text in ["one", "two", "three"] {
        bench.sandbox.advance(Duration::from_millis(700));
        bench.write(text);
    }
    bench.sandbox.receive(&other, &bench.channel, "not hers").unwrap();
    assert_eq!(next(&mut follow).await, "one");
    let two = follow.try_next().await.unwrap().unwrap();
    assert_eq!(two.item.content.as_deref(), Some("two"));
    assert_eq!(follow.position().as_ref(), Some(&two.position));
    drop(follow);
    bench.sandbox.advance(Duration::from_secs(60));
    bench.write("four");
    let stored: Position = serde_json::from_value(json!(two.position.to_string())).unwrap();
    let mut resumed = bench.follow(Some(stored));
    assert_eq!([next(&mut resumed).await, next(&mut resumed).await], ["three", "four"]);
    // Before the first message, the position of the start loses nothing either.
    let mut again = bench.follow(Some(start));
    for text in ["one", "two", "three", "four"] {
        assert_eq!(next(&mut again).await, text);
    }
    assert!(again.is_lossless() && again.errors().is_empty());
}

#[tokio::test]
async fn new_conversations_come_as_they_are_opened() {
    let bench = Bench::new().await;
    bench.sandbox.add_conversation(NewConversation::with(&bench.contact, &bench.channel)).unwrap();
    let mut follow = bench.workspace.conversations().follow(None).policy(often());
    follow.start().await.unwrap();
    let mut opened = Vec::new();
    for _ in 0..3 {
        bench.sandbox.advance(Duration::from_secs(1));
        opened.push(
            bench.sandbox.add_conversation(NewConversation::with(&bench.contact, &bench.channel)).unwrap(),
        );
    }
    for id in opened {
        assert_eq!(follow.try_next().await.unwrap().unwrap().item.id, id.as_str());
    }
}

#[tokio::test]
async fn a_followed_list_begins_where_it_is_told_to() {
    let bench = Bench::new().await;
    for text in ["one", "two", "three"] {
        bench.write(text);
        bench.sandbox.advance(Duration::from_secs(60));
    }
    let list = || bench.workspace.messages().contact(bench.contact.as_str());
    let since = "2026-03-16T12:00:30Z".parse().unwrap();
    let mut follow = list().since(since).follow(None).policy(often());
    assert_eq!(next(&mut follow).await, "two");
    // The position after the newest message, as a page gives it: the stream returns what is newer.
    let page = list().page_size(1).page().await.unwrap();
    let mut after_page = list().follow(page.next.clone()).policy(often());
    bench.write("four");
    assert_eq!(next(&mut after_page).await, "four");
    // The later one of both counts.
    let mut both =
        list().since("2026-03-16T12:01:30Z".parse().unwrap()).follow(Some("2026-03-16T12:00:30.000Z".into()));
    assert_eq!(next(&mut both).await, "three");
}

fn answer(field: &str, nodes: &Value) -> String {
    json!({"data": {field: {"nodes": nodes, "pageInfo": {"hasNextPage": false, "endCursor": null, "count": null}}}})
        .to_string()
}

fn message(id: &str, time: &str) -> Value {
    json!({"messageId": id, "content": "Hello", "type": "text", "isAgent": false, "status": null, "createdAt": time})
}

#[tokio::test(start_paused = true)]
async fn each_read_asks_for_one_page_and_for_nothing_older_than_it_needs() {
    let canned = Canned::one(200, answer("messages", &json!([message("a", "2026-03-16T12:00:00.000Z")])));
    canned.push(
        200,
        answer(
            "messages",
            &json!([message("b", "2026-03-16T12:00:09Z"), message("a", "2026-03-16T12:00:00Z")]),
        ),
    );
    let mut follow = canned.workspace().messages().contact("ada").page_size(20).follow(None);
    assert_eq!(follow.try_next().await.unwrap().unwrap().item.id, "b");
    let sent = canned.sent();
    assert_eq!(
        sent[0]["variables"],
        json!({"input": {"workspaceId": 12, "clientId": "ada"}, "pageInfo": {"limit": 20}})
    );
    // Five seconds of overlap, one second for a gateway that orders by whole seconds, and one for its filter.
    assert_eq!(
        sent[1]["variables"],
        json!({"input": {"workspaceId": 12, "clientId": "ada", "startDate": "2026-03-16T11:59:52.998Z"}, "pageInfo": {"limit": 20}})
    );
}

#[tokio::test(start_paused = true)]
async fn a_retryable_error_comes_as_an_item_and_a_final_one_ends_the_stream() {
    let canned = Canned::one(200, answer("messages", &json!([])));
    canned.push(503, "");
    canned.push(200, answer("messages", &json!([message("a", "2026-03-16T12:00:00Z")])));
    canned.push(403, "");
    let mut follow = canned.workspace().messages().contact("ada").follow(None);
    let error = follow.try_next().await.unwrap_err();
    assert!(error.is_retryable() && error.kind() == ErrorKind::Server);
    assert_eq!(follow.try_next().await.unwrap().unwrap().item.id, "a");
    assert_eq!(follow.try_next().await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert!(follow.try_next().await.unwrap().is_none());
    assert_eq!(canned.sent().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_could_not_be_read_is_reported_and_comes_when_it_can_be_read() {
    let canned = Canned::one(200, answer("messages", &json!([message("a", "2026-03-16T12:00:00Z")])));
    canned.push(
        200,
        answer(
            "messages",
            &json!([null, message("c", "2026-03-16T12:00:03Z"), message("a", "2026-03-16T12:00:00Z")]),
        ),
    );
    canned.push(
        200,
        answer(
            "messages",
            &json!([message("b", "2026-03-16T12:00:04Z"), message("c", "2026-03-16T12:00:03Z")]),
        ),
    );
    let mut follow = canned.workspace().messages().contact("ada").follow(None);
    assert_eq!(follow.try_next().await.unwrap().unwrap().item.id, "c");
    assert_eq!(follow.errors().len(), 1);
    assert_eq!(follow.try_next().await.unwrap().unwrap().item.id, "b");
    assert!(follow.errors().is_empty());
}

#[tokio::test]
async fn a_setting_that_a_followed_list_cannot_have_is_an_error_and_sends_nothing() {
    let canned = Canned::default();
    let list = || canned.workspace().messages();
    let instant = "2026-03-16T12:00:00Z".parse().unwrap();
    for (mut follow, reason) in [
        (
            list().after("2026-03-16T00:00:00Z").follow(None),
            "pass the position to `.follow(…)` instead of `.after(…)`",
        ),
        (list().until(instant).follow(None), "a followed list has no end: remove `.until(…)`"),
        (list().with_total().follow(None), "a followed list cannot return the total: remove `.with_total()`"),
        (list().page_size(0).follow(None), "the page size must be between 1 and 2147483647, not 0"),
        (
            list().follow(Some("cursor_123".into())),
            "the position has no timestamp, so the list cannot be followed from there",
        ),
    ] {
        let error = follow.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.to_string(), format!("messages: {reason}"));
        assert!(follow.try_next().await.unwrap().is_none());
    }
    assert!(canned.sent().is_empty());
}

#[tokio::test]
async fn debug_hides_the_items() {
    let bench = Bench::new().await;
    bench.write("a secret");
    let mut follow = bench.workspace.messages().follow(Some("2026-03-16T00:00:00.000Z".into()));
    follow.start().await.unwrap();
    assert!(!format!("{follow:?}").contains("secret"));
    assert!(!format!("{:?}", follow.try_next().await.unwrap()).contains("secret"));
}
