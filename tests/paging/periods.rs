//! The period of a list is exact, `since <= instant < until`, for every kind of filter in the gateway.

use crate::support::{RULES, all, tied, workspace_of};
use bcrumbs::{Conversation, ErrorKind, Message};
use bcrumbs_sandbox::{CursorRule, Sandbox};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::json;

/// A sandbox with few messages, for lists that are read over and over.
async fn sandbox(rule: CursorRule) -> Sandbox {
    Sandbox::builder().conversations(60).messages(2).cursor(rule).start().await.unwrap()
}

/// Instants of several rows each: one in the older half of the list, one in the newer half.
fn tied_instants(instants: &[DateTime<Utc>]) -> (DateTime<Utc>, DateTime<Utc>) {
    let (newer, older) = instants.split_at(instants.len() / 2);
    (tied(older, 2).unwrap(), tied(newer, 2).unwrap())
}

/// Limits at an instant itself, and a little before and behind it.
fn around(instant: DateTime<Utc>) -> [DateTime<Utc>; 5] {
    [-1_000_000, -1, 0, 1, 1_000_000].map(|nanos| instant + TimeDelta::nanoseconds(nanos))
}

#[tokio::test]
async fn conversations_of_a_period_are_exactly_those_in_it() {
    for rule in RULES {
        let sandbox = sandbox(rule).await;
        let workspace = workspace_of(&sandbox);
        let everything: Vec<Conversation> = all(workspace.conversations()).await;
        let instants: Vec<_> = everything.iter().map(|row| row.created_at).collect();
        let (older, newer) = tied_instants(&instants);
        for since in around(older) {
            for until in around(newer) {
                for page_size in [2, 100] {
                    let list = workspace.conversations().page_size(page_size).since(since).until(until);
                    let expected = everything.iter().filter(|row| (since..until).contains(&row.created_at));
                    let expected: Vec<_> = expected.cloned().collect();
                    assert_eq!(all(list).await, expected, "{rule:?} {since} {until} {page_size}");
                }
            }
        }
        let since = all(workspace.conversations().since(older)).await;
        assert!(since.iter().all(|row| row.created_at >= older) && since.last().unwrap().created_at == older);
        let until = all(workspace.conversations().until(newer)).await;
        assert!(until.iter().all(|row| row.created_at < newer));
        assert_eq!(
            since.len() + until.len(),
            everything.len()
                + everything.iter().filter(|row| (older..newer).contains(&row.created_at)).count()
        );
    }
}

#[tokio::test]
async fn messages_of_a_period_are_exactly_those_in_it() {
    for rule in RULES {
        let sandbox = sandbox(rule).await;
        let workspace = workspace_of(&sandbox);
        let everything: Vec<Message> = all(workspace.messages()).await;
        let instants: Vec<_> = everything.iter().map(|row| row.created_at).collect();
        let (older, newer) = tied_instants(&instants);
        for since in around(older) {
            for until in around(newer) {
                for concurrency in [1, 4] {
                    let list = workspace.messages().page_size(20).since(since).until(until);
                    let read = list.stream().concurrency(concurrency).items().all::<Vec<_>>().await.unwrap();
                    let expected = everything.iter().filter(|row| (since..until).contains(&row.created_at));
                    let expected: Vec<_> = expected.cloned().collect();
                    assert_eq!(read.items, expected, "{rule:?} {since} {until} {concurrency}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_period_of_conversations_is_a_cursor_and_an_early_end_and_no_filter() {
    let sandbox = sandbox(CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let everything = all(workspace.conversations()).await;
    let (since, until) = (everything[29].created_at, everything[10].created_at);
    sandbox.clear_journal();
    let kept = all(workspace.conversations().page_size(10).since(since).until(until)).await;
    let journal = sandbox.journal();
    assert!(kept.len() >= 15 && journal.len() <= 5, "{} requests for {} rows", journal.len(), kept.len());
    for entry in &journal {
        assert_eq!(entry.variables["input"], json!({"workspaceId": 12}));
    }
    let above: DateTime<Utc> = journal[0].variables["pageInfo"]["cursor"].as_str().unwrap().parse().unwrap();
    assert!(above > until && above < until + TimeDelta::seconds(2), "{above} {until}");
}

#[tokio::test]
async fn a_period_of_messages_is_sent_as_filters_that_are_wider() {
    let sandbox = sandbox(CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let everything = all(workspace.messages()).await;
    let (since, until) = (everything[90].created_at, everything[20].created_at);
    sandbox.clear_journal();
    all(workspace.messages().since(since).until(until + TimeDelta::nanoseconds(1))).await;
    let print = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Millis, true);
    let milliseconds = TimeDelta::milliseconds;
    for entry in sandbox.journal() {
        let input = &entry.variables["input"];
        assert_eq!(input["startDate"], print(since - milliseconds(1_001)));
        assert_eq!(input["endDate"], print(until + milliseconds(1_001)));
    }
}

#[tokio::test]
async fn an_empty_period_is_empty_and_one_that_ends_before_it_begins_is_refused() {
    let sandbox = sandbox(CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let instant = workspace.conversations().page_size(20).page().await.unwrap().items[10].created_at;
    assert!(all(workspace.conversations().since(instant).until(instant)).await.is_empty());
    assert!(all(workspace.messages().since(instant).until(instant)).await.is_empty());
    sandbox.clear_journal();
    let backwards = workspace.conversations().since(instant).until(instant - TimeDelta::nanoseconds(1));
    let error = backwards.clone().page().await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::InvalidInput, Some("convs")));
    assert_eq!(backwards.items().try_next().await.unwrap_err().kind(), ErrorKind::InvalidInput);
    assert!(sandbox.journal().is_empty());
}
