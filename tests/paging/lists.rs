//! Lists from the sandbox: each guarantee of paging with a strict and an inclusive cursor.

use crate::support::{Canned, RULES, all, sandbox, workspace_of};
use bcrumbs::{ErrorKind, Position};
use bcrumbs_sandbox::{CursorRule, Fault, Sandbox};
use futures_core::{FusedStream, Stream};
use serde_json::json;
use std::collections::HashSet;

const EMPTY_LIST: &str = r#"{"data":{"convs":{"nodes":[]}}}"#;

#[tokio::test]
async fn a_list_returns_every_conversation_once_by_either_rule_and_any_page_size() {
    for rule in RULES {
        let sandbox = sandbox(400, rule).await;
        let workspace = workspace_of(&sandbox);
        for size in [1, 2, 3, 7, 100, 399, 400, 401, 1000] {
            let conversations = all(workspace.conversations().page_size(size)).await;
            let distinct: HashSet<_> = conversations.iter().map(|c| c.id.clone()).collect();
            assert_eq!((conversations.len(), distinct.len()), (400, 400), "{rule:?} {size}");
            assert!(conversations.is_sorted_by(|a, b| a.created_at >= b.created_at));
        }
    }
}

#[tokio::test]
async fn a_list_of_messages_returns_every_message_once() {
    for rule in RULES {
        let sandbox = Sandbox::builder().conversations(80).messages(5).cursor(rule).start().await.unwrap();
        let workspace = workspace_of(&sandbox);
        let whole = workspace.messages().page_size(10_000).page().await.unwrap();
        assert!(!whole.has_next && whole.items.len() > 100);
        let paged = workspace.messages().page_size(17).items().all::<Vec<_>>().await.unwrap().items;
        assert_eq!(paged, whole.items, "{rule:?}");
    }
}

#[tokio::test]
async fn an_empty_list_is_empty_and_no_error() {
    for rule in RULES {
        let sandbox = sandbox(0, rule).await;
        let workspace = workspace_of(&sandbox);
        let page = workspace.conversations().with_total().page().await.unwrap();
        assert_eq!((page.items.len(), page.has_next, page.total), (0, false, Some(0)));
        assert!(all(workspace.conversations()).await.is_empty());
        assert_eq!(workspace.conversations().pages().try_next().await.unwrap().unwrap().items.len(), 0);
    }
}

#[tokio::test]
async fn the_total_comes_only_when_asked_for() {
    let sandbox = sandbox(130, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    assert_eq!(workspace.conversations().page().await.unwrap().total, None);
    assert_eq!(workspace.conversations().with_total().page_size(10).page().await.unwrap().total, Some(130));
    let mut items = workspace.conversations().with_total().page_size(10).items();
    assert_eq!(items.total(), None);
    items.try_next().await.unwrap();
    assert_eq!(items.total(), Some(130));
}

#[tokio::test]
async fn a_page_has_the_size_that_was_set_and_100_items_by_default() {
    let sandbox = sandbox(130, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let page = workspace.conversations().page_size(7).page().await.unwrap();
    assert_eq!((page.items.len(), page.has_next), (7, true));
    assert_eq!(workspace.conversations().page().await.unwrap().items.len(), 100);
}

#[tokio::test]
async fn the_maximum_is_of_items_and_not_of_pages() {
    for rule in RULES {
        let sandbox = sandbox(130, rule).await;
        let workspace = workspace_of(&sandbox);
        for max in [0_u64, 1, 10, 11, 25, 130, 500] {
            let list = workspace.conversations().page_size(10).stream().max_items(max);
            let items = list.items().all::<Vec<_>>().await.unwrap().items;
            assert_eq!(items.len() as u64, max.min(130), "{rule:?} {max}");
        }
    }
}

#[tokio::test]
async fn a_gateway_that_repeats_its_cursor_is_an_error_and_no_loop() {
    let sandbox = sandbox(50, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    for _ in 0..30 {
        sandbox.fail_next(Fault::RepeatedCursor);
    }
    let mut items = workspace.conversations().page_size(10).items();
    let error = loop {
        match items.try_next().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the list ended"),
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Pagination, Some("convs")));
    assert!(items.try_next().await.unwrap().is_none(), "the stream continues after an error");
    let requests = sandbox.journal().len();
    // Twice the size is asked for, as often as that may bring something new, before a cursor counts as repeated.
    assert!(requests < 20, "{requests} requests");
}

#[tokio::test]
async fn an_error_comes_after_the_items_before_it_and_ends_the_stream() {
    let sandbox = sandbox(50, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let mut items = workspace.conversations().page_size(10).items();
    for _ in 0..10 {
        items.try_next().await.unwrap().unwrap();
    }
    sandbox.fail_next(Fault::GraphQlError { code: "X".into(), message: "no".into(), with_data: false });
    let error = items.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::GraphQl);
    assert!(items.is_terminated());
    assert!(items.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn pages_return_their_items_and_what_came_with_them() {
    let sandbox = sandbox(45, CursorRule::Inclusive).await;
    let mut pages = workspace_of(&sandbox).conversations().page_size(20).pages();
    let (mut items, mut requests) = (0, HashSet::new());
    assert_eq!(pages.position(), None);
    while let Some(page) = pages.try_next().await.unwrap() {
        items += page.items.len();
        requests.insert(page.request_id().unwrap().to_owned());
    }
    assert_eq!(items, 45);
    assert!(requests.len() >= 3);
    assert!(pages.is_terminated() && pages.is_lossless() && pages.position().is_some());
}

#[tokio::test]
async fn streams_are_sendable_unpin_static_and_their_debug_shows_where_they_are() {
    fn check<S: Stream + FusedStream + Send + Unpin + std::fmt::Debug + 'static>(_: &S) {}
    let sandbox = sandbox(3, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let mut items = workspace.conversations().items();
    check(&items);
    check(&workspace.messages().pages());
    items.try_next().await.unwrap();
    let debug = format!("{items:?}");
    assert!(debug.contains("left_on_page: 2") && debug.contains("convs"), "{debug}");
}

#[tokio::test]
async fn a_stream_that_nobody_asks_sends_nothing() {
    let sandbox = sandbox(3, CursorRule::Strict).await;
    let items = workspace_of(&sandbox).conversations().items();
    drop(items);
    assert!(sandbox.journal().is_empty());
}

#[tokio::test]
async fn a_dropped_wait_for_an_item_loses_nothing() {
    let sandbox = sandbox(25, CursorRule::Strict).await;
    sandbox.fail_next(Fault::Delay(std::time::Duration::from_millis(30)));
    let mut items = workspace_of(&sandbox).conversations().page_size(10).items();
    let impatient = tokio::time::timeout(std::time::Duration::from_millis(5), items.try_next()).await;
    assert!(impatient.is_err());
    assert_eq!(items.all::<Vec<_>>().await.unwrap().items.len(), 25);
}

#[tokio::test]
async fn partial_data_keeps_the_rest_of_the_page_and_shows_what_is_missing() {
    let sandbox = sandbox(20, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    sandbox.fail_next(Fault::PartialData);
    let page = workspace.conversations().page().await.unwrap();
    assert_eq!((page.items.len(), page.errors().len()), (19, 1));

    sandbox.fail_next(Fault::PartialData);
    let mut items = workspace.conversations().items();
    items.try_next().await.unwrap();
    assert_eq!(items.errors().len(), 1);
}

#[tokio::test]
async fn a_cursor_of_the_gateway_is_sent_in_the_form_in_which_it_came() {
    for (cursor, asked) in [
        (json!("cursor_123"), json!("cursor_123")),
        (json!("17"), json!("17")),
        // An instant is asked for from one step above, so that nothing at that instant is lost.
        (json!("2026-03-16T12:25:10.000Z"), json!("2026-03-16T12:25:10.001Z")),
        (json!(1_773_663_910_000_i64), json!(1_773_663_910_001_i64)),
    ] {
        let node = json!({"id": "c", "ended": false, "createdAt": "2026-03-16T12:25:10.000Z"});
        let info = json!({"hasNextPage": true, "endCursor": cursor});
        // A list that is resumed looks for a row at its position.
        let last = json!({"data": {"convs": {"nodes": [node]}}}).to_string();
        let canned =
            Canned::one(200, json!({"data": {"convs": {"nodes": [node], "pageInfo": info}}}).to_string());
        canned.push(200, last.clone());
        let first = canned.workspace().conversations().page().await.unwrap();
        let next: Position = first.next.as_ref().unwrap().to_string().into();
        canned.workspace().conversations().after(next).page().await.unwrap();
        assert_eq!(canned.sent()[1]["variables"]["pageInfo"]["cursor"], asked);
        canned.push(200, last.clone());
        let cursor = cursor.as_str().map_or_else(
            || cursor.to_string(),
            |text| if text == "17" { "\"17\"".to_owned() } else { text.to_owned() },
        );
        canned.workspace().conversations().after(cursor).page().await.unwrap();
        assert_eq!(canned.sent()[2]["variables"]["pageInfo"]["cursor"], asked);
    }
}

#[tokio::test]
async fn a_stream_always_asks_for_page_information() {
    let canned = Canned::one(200, EMPTY_LIST);
    assert!(canned.workspace().conversations().items().try_next().await.unwrap().is_none());
    assert_eq!(canned.sent()[0]["variables"]["pageInfo"], json!({"limit": 100}));
}
