//! Collecting a list: what could not be read is shown, bounded and counted.

use crate::support::{Canned, RULES, sandbox, workspace_of};
use bcrumbs::Conversation;
use bcrumbs_sandbox::{CursorRule, Fault};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};

fn node(id: &str) -> Value {
    json!({"id": id, "ended": false, "createdAt": "2026-03-16T00:00:00.000Z"})
}

/// Answers with a page of these nodes, and errors beside it.
fn push(canned: &Canned, nodes: &[Value], next: Option<&str>, errors: &Value) {
    let info = json!({"hasNextPage": next.is_some(), "endCursor": next});
    let mut body = json!({"data": {"convs": {"nodes": nodes, "pageInfo": info}}});
    if !errors.is_null() {
        body["errors"] = errors.clone();
    }
    canned.push(200, body.to_string());
}

#[tokio::test]
async fn null_items_and_errors_beside_pages_are_in_what_is_collected() {
    let canned = Canned::default();
    let error =
        json!([{"message": "no access", "path": ["convs", "nodes", 0], "extensions": {"code": "FORBIDDEN"}}]);
    push(&canned, &[Value::Null, node("a")], Some("cursor_1"), &error);
    push(&canned, &[node("b"), Value::Null, Value::Null], Some("cursor_2"), &Value::Null);
    push(&canned, &[node("c")], None, &json!([{"message": "the total is not known"}]));
    let collected = canned.workspace().conversations().page_size(3).items().all::<Vec<_>>().await.unwrap();
    let ids: Vec<_> = collected.items.iter().map(|conversation| conversation.id.as_str()).collect();
    assert_eq!((ids, collected.problem_count, collected.is_lossless), (vec!["a", "b", "c"], 4, false));
    let problems = collected.problems;
    assert_eq!((problems.len(), problems[0].code()), (4, Some("FORBIDDEN")));
    let path = |index: i32| ["convs".into(), "nodes".into(), index.into()] as [Value; 3];
    assert_eq!((problems[1].path(), problems[2].path()), (path(1).as_slice(), path(2).as_slice()));
    assert_eq!(problems[3].message(), "the total is not known");
}

#[tokio::test]
async fn a_hundred_problems_are_kept_and_all_are_counted() {
    let canned = Canned::default();
    for page in 0..4 {
        let nodes: Vec<_> = (0..60).map(|_| Value::Null).chain([node(&format!("c{page}"))]).collect();
        let next = (page < 3).then(|| format!("cursor_{page}"));
        push(&canned, &nodes, next.as_deref(), &Value::Null);
    }
    let collected = canned.workspace().conversations().items().all::<Vec<_>>().await.unwrap();
    assert_eq!((collected.items.len(), collected.problems.len(), collected.problem_count), (4, 100, 240));
}

#[tokio::test]
async fn what_is_left_of_a_page_is_collected_with_its_problems() {
    let canned = Canned::default();
    push(&canned, &[node("a"), Value::Null, node("b")], Some("cursor_1"), &Value::Null);
    push(&canned, &[node("c")], None, &Value::Null);
    let mut items = canned.workspace().conversations().items();
    assert_eq!(items.try_next().await.unwrap().unwrap().id.as_str(), "a");
    let collected = items.all::<VecDeque<_>>().await.unwrap();
    let ids: Vec<_> = collected.items.iter().map(|conversation| conversation.id.as_str()).collect();
    assert_eq!((ids, collected.problem_count, collected.problems.len()), (vec!["b", "c"], 1, 1));
}

/// A collection of a caller's own: conversations by the channel that they run on.
#[derive(Default)]
struct ByChannel(HashMap<String, usize>);

impl Extend<Conversation> for ByChannel {
    fn extend<I: IntoIterator<Item = Conversation>>(&mut self, conversations: I) {
        for conversation in conversations {
            let channel = conversation.channel_id.map(String::from).unwrap_or_default();
            *self.0.entry(channel).or_default() += 1;
        }
    }
}

#[tokio::test]
async fn a_list_is_collected_into_whatever_can_be_extended() {
    for rule in RULES {
        let sandbox = sandbox(90, rule).await;
        let list = workspace_of(&sandbox).conversations().page_size(7);
        let collected = list.items().all::<ByChannel>().await.unwrap();
        assert_eq!(collected.items.0.values().sum::<usize>(), 90);
        assert_eq!((collected.problem_count, collected.is_lossless), (0, true));
    }
}

#[tokio::test]
async fn an_error_ends_a_collection() {
    let sandbox = sandbox(50, CursorRule::Strict).await;
    let list = workspace_of(&sandbox).conversations().page_size(10);
    sandbox.script([Fault::PartialData, Fault::status(400)]);
    let error = list.items().all::<Vec<_>>().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 400);
}

#[tokio::test]
async fn each_null_of_a_large_page_counts_as_one_problem() {
    let canned = Canned::default();
    push(&canned, &[vec![Value::Null; 1_000], vec![node("a")]].concat(), None, &Value::Null);
    let collected = canned.workspace().conversations().items().all::<Vec<_>>().await.unwrap();
    assert_eq!((collected.items.len(), collected.problems.len(), collected.problem_count), (1, 100, 1_000));
}

#[tokio::test]
async fn a_problem_of_a_page_that_is_asked_for_again_counts_once() {
    let canned = Canned::default();
    let instant = Some("2026-03-16T00:00:00.000Z");
    push(&canned, &[node("a"), node("b")], instant, &Value::Null);
    push(&canned, &[node("a"), Value::Null], instant, &Value::Null);
    push(&canned, &[node("a"), Value::Null, node("b"), node("c")], None, &Value::Null);
    let collected = canned.workspace().conversations().page_size(2).items().all::<Vec<_>>().await.unwrap();
    let ids: Vec<_> = collected.items.iter().map(|conversation| conversation.id.as_str()).collect();
    assert_eq!((ids, collected.problem_count), (vec!["a", "b", "c"], 1));
}
