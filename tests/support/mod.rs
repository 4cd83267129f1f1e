//! Shared by the tests of this folder: a transport that returns responses from a list, and clients for it and for a
//! sandbox.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(unused_imports, reason = "each test file uses its own part")]

mod process;
mod transports;

pub(crate) use process::{is_child, run_child};
pub(crate) use transports::{Same, Slow};

use bcrumbs::{
    ApiKey, Client, List, PagedQuery, RetryPolicy, Transport, TransportError, TransportFuture, Workspace,
};
use bcrumbs_sandbox::{CursorRule, Sandbox};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

/// The API key of the tests. It must not appear in any output.
pub(crate) const KEY: &str = "bck_3f9a1c77e0d24b6f";

type Answer = Result<http::Response<Bytes>, TransportError>;

/// Returns responses from a list and stores the requests. Clones share both.
#[derive(Clone, Debug, Default)]
pub(crate) struct Canned {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    requests: Arc<Mutex<Vec<http::Request<Bytes>>>>,
}

impl Canned {
    /// Adds a response with a status and a body.
    pub(crate) fn one(status: u16, body: impl Into<Bytes>) -> Self {
        let canned = Self::default();
        canned.push(status, body);
        canned
    }

    pub(crate) fn push(&self, status: u16, body: impl Into<Bytes>) {
        let response = http::Response::builder()
            .status(status)
            .header("content-type", "application/json")
            .header("x-request-id", "req-7")
            .body(body.into());
        self.push_answer(Ok(response.unwrap()));
    }

    pub(crate) fn push_answer(&self, answer: Answer) {
        self.answers.lock().unwrap().push_back(answer);
    }

    /// The bodies that were sent, as JSON.
    pub(crate) fn sent(&self) -> Vec<serde_json::Value> {
        self.requests().iter().map(|request| serde_json::from_slice(request.body()).unwrap()).collect()
    }

    pub(crate) fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.requests.lock().unwrap().clone()
    }

    /// A client that sends every request once.
    pub(crate) fn client(&self) -> Client {
        let builder = Client::builder(ApiKey::new(KEY)).transport(self.clone()).retry(RetryPolicy::none());
        builder.build().unwrap()
    }

    pub(crate) fn workspace(&self) -> Workspace {
        self.client().workspace(12)
    }
}

impl Transport for Canned {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        self.requests.lock().unwrap().push(request);
        let answer =
            self.answers.lock().unwrap().pop_front().expect("a request that no answer was listed for");
        Box::pin(async move { answer })
    }
}

/// Both rules by which a cursor may cut a list.
pub(crate) const RULES: [CursorRule; 2] = [CursorRule::Strict, CursorRule::Inclusive];

/// A sandbox with so many conversations, whose cursors cut by this rule.
pub(crate) async fn sandbox(conversations: usize, rule: CursorRule) -> Sandbox {
    Sandbox::builder().conversations(conversations).cursor(rule).start().await.unwrap()
}

/// The workspace of a sandbox.
pub(crate) fn workspace_of(sandbox: &Sandbox) -> Workspace {
    client_of(sandbox).workspace(sandbox.workspace_id())
}

/// A client of a sandbox.
pub(crate) fn client_of(sandbox: &Sandbox) -> Client {
    Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build().unwrap()
}

/// Returns the one body that was sent, with the query's lines as a list so that a snapshot can be read.
pub(crate) fn sent(canned: &Canned) -> serde_json::Value {
    let mut bodies = canned.sent();
    assert_eq!(bodies.len(), 1);
    let mut body = bodies.remove(0);
    let lines: Vec<serde_json::Value> =
        body["query"].as_str().unwrap().lines().map(serde_json::Value::from).collect();
    body["query"] = lines.into();
    body
}

/// Collects a list, of which nothing may be missing.
pub(crate) async fn all<Q: PagedQuery>(list: List<Q>) -> Vec<Q::Item> {
    let collected = list.items().all::<Vec<_>>().await.unwrap();
    assert_eq!((collected.problem_count, collected.is_lossless), (0, true));
    collected.items
}

fn keys<'a, Q: PagedQuery>(items: impl IntoIterator<Item = &'a Q::Item>) -> Vec<&'a str> {
    items.into_iter().map(Q::key).collect()
}

/// Checks that a filter keeps exactly what a predicate keeps, and neither nothing nor everything.
pub(crate) async fn keeps<Q: PagedQuery>(
    unfiltered: List<Q>,
    filtered: List<Q>,
    predicate: impl Fn(&Q::Item) -> bool,
) {
    let (everything, kept) = (all(unfiltered).await, all(filtered).await);
    assert_eq!(keys::<Q>(&kept), keys::<Q>(everything.iter().filter(|item| predicate(item))));
    assert!(!kept.is_empty() && kept.len() < everything.len(), "{} of {}", kept.len(), everything.len());
}

/// Checks that each item comes once and in order however the list is cut into pages, and that some share an instant.
pub(crate) async fn comes_once<Q: PagedQuery>(list: List<Q>, expected: usize) {
    let everything = list.clone().page_size(1_000).page().await.unwrap().into_data().items;
    assert_eq!(everything.len(), expected);
    let instants: BTreeSet<_> = everything.iter().map(|item| Q::instant(item).unwrap()).collect();
    assert!(instants.len() < expected, "no two items share an instant");
    for size in [1, 2, 3, 7] {
        let read = all(list.clone().page_size(size)).await;
        assert_eq!(keys::<Q>(&read), keys::<Q>(&everything), "pages of {size}");
    }
}

/// Checks that nothing of a model is known but its identifier and when it was created.
pub(crate) fn knows_nothing(model: &impl serde::Serialize) {
    for (field, value) in serde_json::to_value(model).unwrap().as_object().unwrap() {
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        assert!(is_empty || field == "id" || field == "createdAt", "{field} is {value}");
    }
}

/// Returns the first instant that so many rows in a row share.
pub(crate) fn tied(instants: &[DateTime<Utc>], rows: usize) -> Option<DateTime<Utc>> {
    instants.windows(rows).find(|part| part[0] == part[rows - 1]).map(|part| part[0])
}
