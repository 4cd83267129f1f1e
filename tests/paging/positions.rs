//! Resuming a list, also in another process: a position is a text, and each row comes exactly once.

use crate::support::{RULES, tied, workspace_of};
use bcrumbs::{
    ChannelId, Conversation, ConversationId, Conversations, List, Page, PagedQuery, Position, Recipient,
};
use bcrumbs_sandbox::{CursorRule, Sandbox};
use chrono::{DateTime, Utc};

/// A sandbox with few messages, for lists that are read over and over.
async fn sandbox(rule: CursorRule) -> Sandbox {
    Sandbox::builder().conversations(80).messages(2).cursor(rule).start().await.unwrap()
}

/// No list of these tests has so many rows: one that returns more does not end.
const MANY: usize = 1_000;

fn instants(page: &Page<Conversation>) -> Vec<DateTime<Utc>> {
    page.items.iter().map(|conversation| conversation.created_at).collect()
}

/// The whole list, as one page has it. At least three of its rows share an instant.
async fn whole(sandbox: &Sandbox) -> Vec<ConversationId> {
    let page = workspace_of(sandbox).conversations().page_size(1_000).page().await.unwrap();
    assert!(!page.has_next);
    assert!(tied(&instants(&page), 3).is_some());
    page.items.iter().map(|conversation| conversation.id.clone()).collect()
}

/// A list of a new client, as another process makes it from the text of a position.
fn resumed<Q: PagedQuery>(list: List<Q>, text: Option<&str>) -> List<Q> {
    match text {
        Some(text) => list.after(text),
        None => list,
    }
}

fn conversations(sandbox: &Sandbox, page_size: u32, text: Option<&str>) -> Conversations {
    resumed(workspace_of(sandbox).conversations().page_size(page_size), text)
}

/// Reads a list whose every page is fetched by a client of its own.
async fn page_by_page<Q: PagedQuery>(list: impl Fn() -> List<Q>) -> Vec<Q::Item> {
    let (mut items, mut text) = (Vec::new(), None);
    loop {
        let page = resumed(list(), text.as_deref()).page().await.unwrap().into_data();
        assert!(!page.items.is_empty() || !page.has_next, "an empty page that is not the last");
        assert_eq!(page.next.is_some(), page.has_next);
        items.extend(page.items);
        assert!(items.len() < MANY, "the list does not end");
        match page.next {
            Some(next) => text = Some(next.to_string()),
            None => return items,
        }
    }
}

#[tokio::test]
async fn a_list_that_is_resumed_after_every_page_returns_each_row_once() {
    for rule in RULES {
        let sandbox = sandbox(rule).await;
        let whole = whole(&sandbox).await;
        for page_size in [1, 2, 3, 7] {
            let read = page_by_page(|| workspace_of(&sandbox).conversations().page_size(page_size)).await;
            let ids: Vec<_> = read.into_iter().map(|conversation| conversation.id).collect();
            assert_eq!(ids, whole, "{rule:?} {page_size}");
        }
        let messages = workspace_of(&sandbox).messages().page_size(1_000).page().await.unwrap().into_data();
        let read = page_by_page(|| workspace_of(&sandbox).messages().page_size(2)).await;
        assert_eq!(read, messages.items, "{rule:?}");
    }
}

#[tokio::test]
async fn a_list_that_is_resumed_inside_of_pages_returns_each_row_once() {
    for rule in RULES {
        let sandbox = sandbox(rule).await;
        let whole = whole(&sandbox).await;
        for stop in [1, 2, 3, 5] {
            let (mut ids, mut text) = (Vec::new(), None);
            let mut read = stop;
            while read == stop {
                let mut items = conversations(&sandbox, 2, text.as_deref()).items();
                read = 0;
                while read < stop
                    && let Some(conversation) = items.try_next().await.unwrap()
                {
                    ids.push(conversation.id);
                    read += 1;
                }
                text = items.position().map(|position| position.to_string());
                assert!(ids.len() < MANY, "the list does not end");
            }
            assert_eq!(ids, whole, "{rule:?} {stop}");
        }
    }
}

#[tokio::test]
async fn a_stream_of_pages_is_resumed_where_it_was_left() {
    for rule in RULES {
        let sandbox = sandbox(rule).await;
        let whole = whole(&sandbox).await;
        for stop in [1, 2, 5, 20] {
            let mut ids = Vec::new();
            let mut pages = conversations(&sandbox, 2, None).pages();
            assert_eq!(pages.position(), None);
            for _ in 0..stop {
                let page = pages.try_next().await.unwrap().unwrap();
                ids.extend(page.items.iter().map(|conversation| conversation.id.clone()));
                assert_eq!(pages.position(), page.next.as_ref());
            }
            let json = serde_json::to_string(pages.position().unwrap()).unwrap();
            drop(pages);
            let position: Position = serde_json::from_str(&json).unwrap();
            let rest = workspace_of(&sandbox).conversations().page_size(2).after(position);
            let rest = rest.items().all::<Vec<_>>().await.unwrap();
            assert!(rest.is_lossless);
            ids.extend(rest.items.into_iter().map(|conversation| conversation.id));
            assert_eq!(ids, whole, "{rule:?} {stop}");
        }
    }
}

#[tokio::test]
async fn rows_that_are_added_meanwhile_do_not_disturb_a_list_that_is_resumed() {
    for rule in RULES {
        let sandbox = sandbox(rule).await;
        let whole = whole(&sandbox).await;
        let channel = ChannelId::from(sandbox.channels()[0].id.as_str());
        let (mut ids, mut text) = (Vec::new(), None);
        for number in 0.. {
            let page = conversations(&sandbox, 7, text.as_deref()).page().await.unwrap().into_data();
            ids.extend(page.items.into_iter().map(|conversation| conversation.id));
            assert!(ids.len() < MANY, "the list does not end");
            let Some(next) = page.next else { break };
            text = Some(next.to_string());
            let recipient = Recipient::phone(format!("+1202555{number:04}"));
            workspace_of(&sandbox).start_conversation(&channel, recipient, "hello").await.unwrap();
        }
        assert_eq!(ids, whole, "{rule:?}");
    }
}

#[tokio::test]
async fn at_its_end_a_list_has_no_next_page_and_a_position_that_returns_nothing_again() {
    for rule in RULES {
        let sandbox = sandbox(rule).await;
        let mut items = conversations(&sandbox, 7, None).items();
        while items.try_next().await.unwrap().is_some() {}
        let text = items.position().unwrap().to_string();
        let page = conversations(&sandbox, 7, Some(&text)).page().await.unwrap();
        assert_eq!((page.items.len(), page.has_next, page.next.as_ref()), (0, false, None), "{rule:?}");
    }
}

#[tokio::test]
async fn a_cursor_of_the_gateway_resumes_with_the_rows_at_its_instant() {
    for rule in RULES {
        let sandbox = sandbox(rule).await;
        let all = workspace_of(&sandbox).conversations().page_size(1_000).page().await.unwrap();
        let instant = tied(&instants(&all), 3).unwrap();
        let cursor = instant.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let rest = conversations(&sandbox, 2, Some(&cursor)).items().all::<Vec<_>>().await.unwrap().items;
        let expected: Vec<_> = all.items.iter().filter(|row| row.created_at <= instant).cloned().collect();
        assert_eq!(rest, expected, "{rule:?}");
    }
}
