//! Transports that a consumer wraps: what is sent, and what an error's outcome is.

use crate::heads::Heads;
use crate::support::{Canned, KEY, Slow};
use bcrumbs::{
    AgentId, ApiKey, Assignee, CallInfo, ChannelId, Client, ClientBuilder, ConversationId, Error, ErrorKind,
    HttpTransport, Idempotency, OperationKind, Outcome, Recipient, TimeoutPhase, Transport, TransportError,
    TransportErrorKind, TransportFuture, Workspace,
};
use bytes::Bytes;
use http::header::HeaderValue;
use std::time::Duration;

pub(crate) const LIST: &str = r#"{"data":{"convs":{"nodes":[],"pageInfo":{"hasNextPage":false}}}}"#;
const STARTED: &str =
    r#"{"data":{"startConv":{"id":"c","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}}}"#;
const ASSIGNED: &str =
    r#"{"data":{"assignConv":{"id":"c","ended":false,"createdAt":"2026-03-16T00:00:00Z"}}}"#;

/// Runs some code before each request, which decides whether it is sent.
pub(crate) struct Wrapped<T, F>(pub(crate) T, pub(crate) F);

impl<T, F> std::fmt::Debug for Wrapped<T, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wrapped")
    }
}

impl<T, F> Transport for Wrapped<T, F>
where
    T: Transport,
    F: Fn(&mut http::Request<Bytes>) -> Result<(), TransportError> + Send + Sync + 'static,
{
    fn send(&self, mut request: http::Request<Bytes>) -> TransportFuture<'_> {
        match (self.1)(&mut request) {
            Ok(()) => self.0.send(request),
            Err(error) => Box::pin(async { Err(error) }),
        }
    }
}

pub(crate) fn builder(transport: impl Transport) -> ClientBuilder {
    Client::builder(ApiKey::new(KEY)).transport(transport)
}

fn workspace(transport: impl Transport) -> Workspace {
    builder(transport).build().unwrap().workspace(12)
}

async fn start(workspace: &Workspace) -> Result<u32, Error> {
    let channel = ChannelId::from("channel1");
    let started = workspace.start_conversation(&channel, Recipient::phone("+12025550123"), "hello").await?;
    Ok(started.attempts())
}

#[tokio::test]
async fn a_wrapper_that_adds_a_header_sends_it_with_all_others() {
    let heads = Heads::default();
    let endpoint = heads.listen(LIST).await;
    let http = HttpTransport::builder(&*endpoint).build().unwrap();
    let wrapped = Wrapped(http, |request: &mut http::Request<Bytes>| {
        request.headers_mut().insert("x-trace", HeaderValue::from_static("abc"));
        Ok(())
    });
    let client = builder(wrapped).endpoint(endpoint).build().unwrap();
    client.workspace(12).conversations().page().await.unwrap();
    let head = &heads.all()[0];
    for line in ["x-trace: abc", &format!("authorization: {KEY}"), "content-type: application/json"] {
        assert!(head.lines().any(|sent| sent == line), "{line} in {head}");
    }
}

#[tokio::test]
async fn a_request_that_a_wrapper_refuses_did_not_run_and_is_not_sent_again() {
    let canned = Canned::default();
    let wrapped = Wrapped(canned.clone(), |_: &mut http::Request<Bytes>| {
        Err(TransportError::new(TransportErrorKind::NotSent).with_source("the circuit is open"))
    });
    let workspace = workspace(wrapped);
    for error in [start(&workspace).await.unwrap_err(), workspace.conversations().page().await.unwrap_err()] {
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::NotExecuted));
        assert_eq!((error.attempts(), error.is_retryable(), error.retry_after()), (1, false, None));
        let (text, source) = (error.to_string(), std::error::Error::source(&error).unwrap().to_string());
        assert!(text.contains("the transport did not send the request"), "{text}");
        assert!(text.contains("the `source()` of this error has the reason"), "{text}");
        assert_eq!(source, "the circuit is open");
    }
    assert!(canned.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_wrapper_that_delays_a_mutation_sends_it_once_after_the_time_that_it_named() {
    let canned = Canned::one(200, STARTED);
    let begun = tokio::time::Instant::now();
    let wait = Duration::from_secs(7);
    let wrapped = Wrapped(canned.clone(), move |_: &mut http::Request<Bytes>| {
        let left = wait.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return Ok(());
        }
        Err(TransportError::new(TransportErrorKind::NotSent).with_retry_after(left))
    });
    assert_eq!(start(&workspace(wrapped)).await.unwrap(), 2);
    assert_eq!(canned.requests().len(), 1);
    assert!(begun.elapsed() >= wait);
}

#[tokio::test(start_paused = true)]
async fn a_wrapper_that_names_a_time_past_the_deadline_fails_at_once_and_no_other_call_waits() {
    let canned = Canned::one(200, LIST);
    let wait = Duration::from_secs(90);
    let wrapped = Wrapped(canned.clone(), move |request: &mut http::Request<Bytes>| {
        match request.extensions().get::<CallInfo>().unwrap().operation {
            "startConv" => Err(TransportError::new(TransportErrorKind::NotSent).with_retry_after(wait)),
            _ => Ok(()),
        }
    });
    let workspace = workspace(wrapped);
    let begun = tokio::time::Instant::now();
    let error = start(&workspace).await.unwrap_err();
    assert_eq!((error.outcome(), error.is_retryable()), (Outcome::NotExecuted, true));
    assert_eq!((error.retry_after(), error.attempts()), (Some(wait), 1));
    workspace.conversations().page().await.unwrap();
    assert!(begun.elapsed().is_zero(), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_wait_inside_send_that_outlasts_the_attempt_leaves_the_outcome_open() {
    let canned = Canned::default();
    let client = builder(Slow::new(canned.clone(), Duration::from_secs(40))).build().unwrap();
    let error = start(&client.workspace(12)).await.unwrap_err();
    assert_eq!(error.timeout_phase(), Some(TimeoutPhase::Attempt));
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert!(canned.requests().is_empty());
    // Within the attempt's time nothing is different.
    let canned = Canned::one(200, STARTED);
    let client = builder(Slow::new(canned, Duration::from_secs(20))).build().unwrap();
    assert_eq!(start(&client.workspace(12)).await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn clones_share_a_rate_limit_and_a_call_without_a_turn_was_not_sent() {
    let canned = Canned::default();
    canned.push(503, "");
    (0..3).for_each(|_| canned.push(200, LIST));
    let limited = builder(canned.clone()).rate_limit(2, Duration::from_secs(10)).build().unwrap();
    let (workspace, begun) = (limited.workspace(12), tokio::time::Instant::now());
    // Two attempts: the turns of the first ten seconds.
    assert_eq!(workspace.conversations().page().await.unwrap().attempts(), 2);
    let other = limited.clone().workspace(12);
    let start = other.start_conversation(ChannelId::from("c"), Recipient::phone("+12025550123"), "hello");
    let error = start.timeout(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimited, Outcome::NotExecuted));
    assert_eq!((error.attempts(), error.is_retryable()), (0, true));
    assert!(error.retry_after().is_some_and(|wait| wait <= Duration::from_secs(10)), "{error}");
    assert_eq!(canned.requests().len(), 2);
    other.conversations().page().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn each_request_carries_its_operation_and_its_kind_its_attempt_and_its_idempotency() {
    let canned = Canned::one(503, "");
    for body in [LIST, STARTED, ASSIGNED] {
        canned.push(200, body);
    }
    let workspace = workspace(canned.clone());
    workspace.conversations().page().await.unwrap();
    start(&workspace).await.unwrap();
    let (conversation, channel) = (ConversationId::from("c"), ChannelId::from("i"));
    workspace
        .assign_conversation(&conversation, &channel, Assignee::agent(AgentId::from("a")))
        .await
        .unwrap();
    let calls: Vec<_> = canned
        .requests()
        .iter()
        .map(|request| {
            let call = request.extensions().get::<CallInfo>().unwrap();
            (call.operation, call.kind, call.attempt, call.idempotency)
        })
        .collect();
    let (twice, once) = (Idempotency::Idempotent, Idempotency::NotIdempotent);
    let expected = [
        ("convs", OperationKind::Query, 1, twice),
        ("convs", OperationKind::Query, 2, twice),
        ("startConv", OperationKind::Mutation, 1, once),
        ("assignConv", OperationKind::Mutation, 1, twice),
    ];
    assert_eq!(calls, expected);
}

#[tokio::test]
async fn a_limit_is_named_by_the_transport_that_has_it() {
    // A transport that does not report its limits.
    let foreign = Canned::default();
    foreign.push_answer(Err(TransportError::new(TransportErrorKind::ConnectTimeout)));
    foreign.push_answer(Err(TransportError::new(TransportErrorKind::TooLarge)));
    let list = foreign.client().workspace(12).conversations();
    let error = list.clone().page().await.unwrap_err();
    assert_eq!((error.kind(), error.timeout_phase()), (ErrorKind::Timeout, Some(TimeoutPhase::Connect)));
    assert!(error.to_string().contains("cannot connect to the gateway in time"), "{error}");
    assert!(!error.to_string().contains("5 s"), "{error}");
    let error = list.page().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(!error.to_string().contains("bytes"), "{error}");

    // The limit of what is wrapped, not the client's.
    let endpoint = Heads::default().listen(LIST).await;
    let http = HttpTransport::builder(&*endpoint).response_limit(10).build().unwrap();
    let client = builder(Wrapped(http, |_: &mut http::Request<Bytes>| Ok(()))).endpoint(endpoint);
    let list = client.build().unwrap().workspace(12).conversations();
    let error = list.page().await.unwrap_err();
    assert!(error.to_string().contains("larger than the limit of 10 bytes"), "{error}");
}
