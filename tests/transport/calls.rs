//! The two calls of every scenario: a query, which may be retried, and a mutation, which must not be retried.

use crate::server::Server;
use bcrumbs::{ApiKey, ChannelId, Client, ClientBuilder, Error, ErrorKind, Outcome, Recipient, RetryPolicy};
use std::time::Duration;

/// The number of attempts of a query.
pub(crate) const TRIES: usize = 3;

/// A response that is valid for both calls.
pub(crate) const GOOD: &str = r#"{"data":{"convs":{"nodes":[],"pageInfo":{"hasNextPage":false}},
    "startConv":{"id":"c","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}}}"#;

pub(crate) const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// A client that does not wait long between its attempts.
pub(crate) fn builder(endpoint: &str) -> ClientBuilder {
    let quick = RetryPolicy::default().first_backoff(ms(1)).longest_backoff(ms(5));
    Client::builder(ApiKey::new("bck_3f9a1c77e0d24b6f")).endpoint(endpoint).retry(quick)
}

/// Lists conversations.
pub(crate) async fn query(client: &Client) -> Result<(), Error> {
    client.workspace(12).conversations().page().await.map(drop)
}

/// Starts a conversation.
pub(crate) async fn start(client: &Client) -> Result<(), Error> {
    let recipient = Recipient::phone("+12025550123");
    client.workspace(12).start_conversation(ChannelId::from("channel1"), recipient, "hello").await.map(drop)
}

/// What a server saw of a failed call, and what the client reported of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) connections: usize,
    pub(crate) requests: usize,
    pub(crate) kind: ErrorKind,
    pub(crate) outcome: Outcome,
}

impl Report {
    pub(crate) fn new(connections: usize, requests: usize, kind: ErrorKind, outcome: Outcome) -> Self {
        Self { connections, requests, kind, outcome }
    }
}

/// Sends a query to a server, with a new client.
pub(crate) async fn report_of_query(server: &Server, builder: ClientBuilder) -> Report {
    server.forget();
    let error = query(&builder.build().unwrap()).await.unwrap_err();
    report(server, "convs", &error).await
}

/// Sends `startConv` to a server, with a new client.
pub(crate) async fn report_of_start(server: &Server, builder: ClientBuilder) -> Report {
    server.forget();
    let error = start(&builder.build().unwrap()).await.unwrap_err();
    let warned = error.to_string().contains("check before sending it again");
    assert_eq!(warned, error.outcome() == Outcome::Unknown, "{error}");
    report(server, "startConv", &error).await
}

async fn report(server: &Server, operation: &str, error: &Error) -> Report {
    let counts = || (server.connections(), server.requests(operation));
    let attempts = error.attempts() as usize;
    // A busy server sees a request late, and it must not see another one later.
    let (mut seen, mut rounds) = (counts(), 0);
    loop {
        tokio::time::sleep(ms(20)).await;
        let before = std::mem::replace(&mut seen, counts());
        rounds += 1;
        if rounds == 100 || (before == seen && seen.0.max(seen.1) >= attempts) {
            break;
        }
    }
    assert_eq!(error.operation(), Some(operation));
    let (connections, requests) = seen;
    assert_eq!(attempts, connections.max(requests), "{error}");
    Report { connections, requests, kind: error.kind(), outcome: error.outcome() }
}

/// Sends both calls to a server that fails.
pub(crate) async fn both(server: &Server) -> (Report, Report) {
    let settings = || builder(&server.endpoint());
    (report_of_query(server, settings()).await, report_of_start(server, settings()).await)
}
