//! Lists against the sandbox: every promise of paging under a strict and an inclusive cursor, and the reply window, which
//! is read from a list.

mod support;

use bcrumbs::{ChannelKind, Conversation, ConversationId, ErrorKind, ListConversations};
use bcrumbs_sandbox::{CursorRule, Fault, Sandbox};
use chrono::{DateTime, TimeDelta, Utc};
use futures_core::{FusedStream, Stream};
use serde_json::json;
use std::collections::HashSet;
use support::{Canned, workspace_of};

const RULES: [CursorRule; 2] = [CursorRule::Strict, CursorRule::Inclusive];

async fn sandbox(rule: CursorRule, conversations: usize) -> Sandbox {
    Sandbox::builder().conversations(conversations).cursor(rule).start().await.unwrap()
}

async fn all(list: ListConversations) -> Vec<Conversation> {
    list.lossless().items().try_collect().await.unwrap()
}

#[tokio::test]
async fn a_lossless_list_gives_every_conversation_once_by_either_rule_and_any_page_size() {
    for rule in RULES {
        let sandbox = sandbox(rule, 400).await;
        let workspace = workspace_of(&sandbox);
        for size in [1, 2, 3, 7, 100, 399, 400, 401, 1000] {
            let list = workspace.conversations().page_size(size).lossless().items();
            let conversations = list.try_collect().await.unwrap();
            let distinct: HashSet<_> = conversations.iter().map(|c| c.id.clone()).collect();
            assert_eq!((conversations.len(), distinct.len()), (400, 400), "{rule:?} {size}");
            assert!(conversations.is_sorted_by(|a, b| a.created_at >= b.created_at));
        }
    }
}

/// What pages of a list hold whose gateway goes on strictly below the last row of the page before.
fn below_each_edge(list: &[Conversation], page_size: usize) -> HashSet<ConversationId> {
    let mut given = HashSet::new();
    let mut left = list;
    while !left.is_empty() {
        let page = &left[..page_size.min(left.len())];
        given.extend(page.iter().map(|conversation| conversation.id.clone()));
        let edge = page.last().unwrap().created_at;
        left = &left[left.partition_point(|conversation| conversation.created_at >= edge)..];
    }
    given
}

#[tokio::test]
async fn a_plain_list_repeats_nothing_and_loses_ties_only_where_the_gateway_does() {
    for rule in RULES {
        let sandbox = sandbox(rule, 400).await;
        let workspace = workspace_of(&sandbox);
        let list = workspace.conversations().page_size(50).items();
        let conversations = list.try_collect().await.unwrap();
        let distinct: HashSet<_> = conversations.iter().map(|c| c.id.clone()).collect();
        assert_eq!(conversations.len(), distinct.len());
        match rule {
            CursorRule::Inclusive => assert_eq!(distinct.len(), 400),
            _ => assert_eq!(distinct, below_each_edge(&all(workspace.conversations()).await, 50)),
        }
    }
}

#[tokio::test]
async fn a_lossless_list_of_messages_gives_every_message_once() {
    for rule in RULES {
        let sandbox = Sandbox::builder().conversations(80).messages(5).cursor(rule).start().await.unwrap();
        let workspace = workspace_of(&sandbox);
        let whole = workspace.messages().page_size(10_000).await.unwrap();
        assert!(!whole.has_next && whole.items.len() > 100);
        let paged = workspace.messages().page_size(17).lossless().items().try_collect().await.unwrap();
        assert_eq!(paged, whole.items, "{rule:?}");
    }
}

#[tokio::test]
async fn an_empty_list_is_empty_and_no_error() {
    for rule in RULES {
        let sandbox = sandbox(rule, 0).await;
        let workspace = workspace_of(&sandbox);
        let page = workspace.conversations().with_total().await.unwrap();
        assert_eq!((page.items.len(), page.has_next, page.total), (0, false, Some(0)));
        assert!(all(workspace.conversations()).await.is_empty());
        assert_eq!(workspace.conversations().pages().try_collect().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn the_total_comes_only_when_asked_for() {
    let sandbox = sandbox(CursorRule::Strict, 130).await;
    let workspace = workspace_of(&sandbox);
    assert_eq!(workspace.conversations().await.unwrap().total, None);
    assert_eq!(workspace.conversations().with_total().page_size(10).await.unwrap().total, Some(130));
    let mut items = workspace.conversations().with_total().page_size(10).items();
    assert_eq!(items.total(), None);
    items.try_next().await.unwrap();
    assert_eq!(items.total(), Some(130));
}

#[tokio::test]
async fn a_page_has_the_size_that_was_set_and_100_items_by_default() {
    let sandbox = sandbox(CursorRule::Strict, 130).await;
    let workspace = workspace_of(&sandbox);
    let page = workspace.conversations().page_size(7).await.unwrap();
    assert_eq!((page.items.len(), page.has_next), (7, true));
    assert_eq!(workspace.conversations().await.unwrap().items.len(), 100);
}

#[tokio::test]
async fn the_maximum_is_of_items_and_not_of_pages() {
    for rule in RULES {
        let sandbox = sandbox(rule, 130).await;
        let workspace = workspace_of(&sandbox);
        for max in [0_u64, 1, 10, 11, 25, 130, 500] {
            let list = workspace.conversations().page_size(10).max_items(max).lossless();
            let items = list.items().try_collect().await.unwrap();
            assert_eq!(items.len() as u64, max.min(130), "{rule:?} {max}");
        }
    }
}

#[tokio::test]
async fn a_list_resumes_at_a_streams_cursor_without_skipping() {
    for rule in RULES {
        let sandbox = sandbox(rule, 200).await;
        let workspace = workspace_of(&sandbox);
        let everything = all(workspace.conversations()).await;
        for stop in [1, 10, 11, 99, 155] {
            let mut items = workspace.conversations().page_size(10).lossless().items();
            let mut seen = HashSet::new();
            for _ in 0..stop {
                seen.insert(items.try_next().await.unwrap().unwrap().id);
            }
            let list = workspace.conversations().page_size(10).lossless();
            let rest = match items.cursor() {
                Some(cursor) => list.after(cursor.to_string()),
                None => list,
            };
            let rest = rest.items().try_collect().await.unwrap();
            assert!(rest.len() <= 200 - stop + 20, "{stop}: repeats more than a page");
            seen.extend(rest.into_iter().map(|c| c.id));
            assert_eq!(seen.len(), everything.len(), "{rule:?} {stop}");
        }
    }
}

#[tokio::test]
async fn a_gateway_that_repeats_its_cursor_is_an_error_and_no_loop() {
    let sandbox = sandbox(CursorRule::Strict, 50).await;
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
    assert!(items.try_next().await.unwrap().is_none(), "the stream goes on after an error");
    assert!(sandbox.journal().len() < 10);
}

#[tokio::test]
async fn an_error_comes_after_the_items_before_it_and_ends_the_stream() {
    let sandbox = sandbox(CursorRule::Strict, 50).await;
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
async fn pages_tell_their_items_and_what_came_with_them() {
    let sandbox = sandbox(CursorRule::Inclusive, 45).await;
    let mut pages = workspace_of(&sandbox).conversations().page_size(20).lossless().pages();
    let (mut items, mut requests) = (0, HashSet::new());
    assert_eq!(pages.cursor(), None);
    while let Some(page) = pages.try_next().await.unwrap() {
        items += page.items.len();
        requests.insert(page.request_id().unwrap().to_owned());
    }
    assert_eq!(items, 45);
    assert!(requests.len() >= 3);
    assert!(pages.is_terminated() && pages.is_lossless() && pages.cursor().is_some());
}

#[tokio::test]
async fn streams_are_sendable_unpin_static_and_tell_where_they_are() {
    fn check<S: Stream + FusedStream + Send + Unpin + std::fmt::Debug + 'static>(_: &S) {}
    let sandbox = sandbox(CursorRule::Strict, 3).await;
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
    let sandbox = sandbox(CursorRule::Strict, 3).await;
    let items = workspace_of(&sandbox).conversations().items();
    drop(items);
    assert!(sandbox.journal().is_empty());
}

#[tokio::test]
async fn a_dropped_wait_for_an_item_loses_nothing() {
    let sandbox = sandbox(CursorRule::Strict, 25).await;
    sandbox.fail_next(Fault::Delay(std::time::Duration::from_millis(30)));
    let mut items = workspace_of(&sandbox).conversations().page_size(10).lossless().items();
    let impatient = tokio::time::timeout(std::time::Duration::from_millis(5), items.try_next()).await;
    assert!(impatient.is_err());
    assert_eq!(items.try_collect().await.unwrap().len(), 25);
}

#[tokio::test]
async fn unknown_enum_values_and_nulls_wherever_the_schema_allows_them_are_tolerated() {
    let sandbox = sandbox(CursorRule::Strict, 20).await;
    let workspace = workspace_of(&sandbox);
    sandbox.fail_next(Fault::UnknownEnumValues);
    let page = workspace.conversations().with_messages().await.unwrap();
    assert!(
        page.items
            .iter()
            .filter_map(|c| c.channel_kind.as_ref())
            .all(|k| matches!(k, ChannelKind::Unknown(_)))
    );
    assert_eq!(page.items.len(), 20);

    sandbox.fail_next(Fault::NullsEverywhere);
    let page = workspace.conversations().with_contact().with_messages().await.unwrap();
    assert_eq!(page.items.len(), 20);
    let first = &page.items[0];
    assert!(
        first.channel_id.is_none() && first.contact.is_none() && first.tags.is_empty() && !first.ai_assigned
    );

    sandbox.fail_next(Fault::NullsEverywhere);
    let page = workspace.messages().await.unwrap();
    assert!(page.items.iter().all(|m| m.content.is_none() && m.kind.is_none() && m.status.is_none()));
}

#[tokio::test]
async fn partial_data_keeps_the_rest_of_the_page_and_tells_what_is_missing() {
    let sandbox = sandbox(CursorRule::Strict, 20).await;
    let workspace = workspace_of(&sandbox);
    sandbox.fail_next(Fault::PartialData);
    let page = workspace.conversations().await.unwrap();
    assert_eq!((page.items.len(), page.errors().len()), (19, 1));

    sandbox.fail_next(Fault::PartialData);
    let mut items = workspace.conversations().items();
    items.try_next().await.unwrap();
    assert_eq!(items.errors().len(), 1);
}

#[tokio::test]
async fn the_reply_window_is_open_for_a_contact_who_wrote_today() {
    let sandbox = sandbox(CursorRule::Strict, 60).await;
    let workspace = workspace_of(&sandbox);
    let now = chrono::Utc::now();
    let mut messages = workspace.messages().items();
    let mut newest = None;
    let contact = all(workspace.conversations()).await.iter().find_map(|c| c.contact_id.clone()).unwrap();
    while let Some(message) = messages.try_next().await.unwrap() {
        newest = newest.max(Some(message.created_at));
    }
    assert!(newest.unwrap() > now - TimeDelta::hours(24));
    let window = workspace.reply_window(&contact, &ChannelKind::WhatsApp, now).await.unwrap();
    let of_contact = workspace.messages().contact(&contact).items().try_collect().await.unwrap();
    let wrote = of_contact.iter().filter(|m| !m.is_agent).map(|m| m.created_at).max().unwrap();
    assert_eq!(window, bcrumbs::ReplyWindow::Open { until: wrote + TimeDelta::hours(24) });

    let later = wrote + TimeDelta::hours(24);
    let window = workspace.reply_window(&contact, &ChannelKind::WhatsApp, later).await.unwrap();
    assert_eq!(window, bcrumbs::ReplyWindow::Closed(bcrumbs::Remedy::ApprovedTemplate));
}

#[tokio::test]
async fn the_reply_window_of_a_past_instant_counts_nothing_that_was_written_later() {
    let now: DateTime<Utc> = "2026-03-16T12:00:00Z".parse().unwrap();
    let late = TimeDelta::minutes(5);
    for (wrote, counts) in [(now - late, true), (now + late, true), (now + late * 2, false)] {
        let message = json!({"messageId": "m", "isAgent": false, "createdAt": wrote.to_rfc3339()});
        let page = json!({"nodes": [message], "pageInfo": {"hasNextPage": false}});
        let canned = Canned::one(200, json!({"data": {"messages": page}}).to_string());
        let window = canned.workspace().reply_window("c", &ChannelKind::WhatsApp, now).await.unwrap();
        assert_eq!(window.is_open(), counts, "{wrote}");
        let asked = &canned.sent()[0]["variables"]["input"];
        assert_eq!(asked["startDate"], "2026-03-15T12:00:00.000Z");
        assert_eq!(asked["endDate"], "2026-03-16T12:05:00.000Z");
    }
}

#[tokio::test]
async fn the_reply_window_of_a_network_without_one_asks_nothing() {
    let sandbox = sandbox(CursorRule::Strict, 5).await;
    let workspace = workspace_of(&sandbox);
    let window = workspace.reply_window("anybody", &ChannelKind::Telegram, chrono::Utc::now()).await.unwrap();
    assert_eq!(window, bcrumbs::ReplyWindow::NoLimit);
    assert!(sandbox.journal().is_empty());
}
