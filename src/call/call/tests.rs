//! Tests each cell of the table in the chapter "Failures": what a call does after each kind of failed attempt.

use super::call;
use crate::api::assign_conversation::Assignee;
use crate::call::convert::Convert;
use crate::call::inner::ClientInner;
use crate::call::settings::CallSettings;
use crate::client::client::Client;
use crate::error::error::Error;
use crate::error::kind::Outcome;
use crate::model::ids::{ChannelId, ConversationId};
use crate::retry::idempotency::Idempotency;
use crate::retry::policy::RetryPolicy;
use crate::retry::retry::tests::TestClock;
use crate::transport::credentials::ApiKey;
use crate::transport::transport::{Transport, TransportError, TransportErrorKind, TransportFuture};
use bytes::Bytes;
use graphql_client::QueryBody;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

mod rows;

use rows::ROWS;

const CHAPTER: &str = include_str!("../../../docs/failures.md");

/// One possible end of an attempt.
#[derive(Clone, Copy, Debug)]
enum End {
    Failure(TransportErrorKind),
    NotSent(Duration),
    Answer(u16, &'static str),
    Broken(u16, &'static [u8]),
    Never,
}

/// Ends every attempt in the same way, and counts the attempts.
#[derive(Clone, Debug)]
struct Always {
    end: End,
    attempts: Arc<AtomicU32>,
}

impl Transport for Always {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        self.attempts.fetch_add(1, Ordering::Relaxed);
        let end = self.end;
        Box::pin(async move {
            match end {
                End::Failure(kind) => Err(TransportError::new(kind)),
                End::NotSent(wait) => {
                    Err(TransportError::new(TransportErrorKind::NotSent).with_retry_after(wait))
                }
                End::Answer(status, body) => Ok(answer(status, body.as_bytes())),
                End::Broken(status, body) => Ok(answer(status, body)),
                End::Never => std::future::pending().await,
            }
        })
    }
}

fn answer(status: u16, body: &'static [u8]) -> http::Response<Bytes> {
    http::Response::builder().status(status).body(Bytes::from_static(body)).unwrap()
}

/// Returns the same response to every request.
#[derive(Clone, Debug)]
struct Same(http::Response<Bytes>);

impl Transport for Same {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

/// Reads a row of the chapter: whether a query is retried, whether another mutation is retried, and the outcome.
fn promised(row: &str) -> (bool, bool, Outcome) {
    let line = CHAPTER.lines().find(|line| line.starts_with(&format!("| {row} |"))).expect(row);
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let yes = |cell: &str| match cell {
        "yes" => true,
        "no" => false,
        other => panic!("{row}: {other}"),
    };
    let outcome = match cells[4] {
        "`NotExecuted`" => Outcome::NotExecuted,
        "`Unknown`" => Outcome::Unknown,
        "`Executed`" => Outcome::Executed,
        other => panic!("{row}: {other}"),
    };
    (yes(cells[2]), yes(cells[3]), outcome)
}

fn client(transport: impl Transport) -> ClientInner {
    let client = Client::builder(ApiKey::new("k")).transport(transport).build().unwrap();
    ClientInner { clock: Box::new(TestClock { draws: 0.5 }), ..client.into_inner() }
}

/// An operation whose field `a` is a number, with its idempotency.
#[derive(Clone, Copy, Debug)]
struct Operation {
    document: &'static str,
    stated: Option<Idempotency>,
}

const QUERY: Operation = Operation { document: "query op { a }", stated: None };
const MUTATION: Operation = Operation { document: "mutation op { a }", stated: None };

async fn send(client: &ClientInner, operation: Operation) -> Error {
    #[derive(serde::Deserialize)]
    struct Data {
        a: Option<u8>,
    }
    let body = QueryBody { variables: Value::Null, query: operation.document, operation_name: "op" };
    let settings = CallSettings { idempotency: operation.stated, ..CallSettings::default() };
    call(client, &body, &settings, Convert::Value(|data: Data| data.a)).await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn every_cell_of_the_table_in_the_documentation_holds() {
    let mut cells = 0;
    for (row, ends) in ROWS {
        let (query, mutation, outcome) = promised(row);
        for end in *ends {
            for (operation, again) in [
                (QUERY, query),
                (Operation { stated: Some(Idempotency::Idempotent), ..MUTATION }, query),
                (MUTATION, mutation),
                (Operation { stated: Some(Idempotency::NotIdempotent), ..QUERY }, mutation),
            ] {
                let attempts = Arc::new(AtomicU32::new(0));
                let client = client(Always { end: *end, attempts: attempts.clone() });
                let error = send(&client, operation).await;
                let expected = match (again, end) {
                    (false, _) => 1,
                    // Two attempts of 30 s use the 60 s of the call.
                    (true, End::Never) => 2,
                    (true, _) => 3,
                };
                let seen = attempts.load(Ordering::Relaxed);
                assert_eq!(seen, expected, "{row}: {end:?} as {operation:?}: {error}");
                assert_eq!(error.attempts(), seen, "{row}: {end:?} as {operation:?}");
                assert_eq!(error.outcome(), outcome, "{row}: {end:?} as {operation:?}: {error}");
                assert_eq!(error.is_retryable(), again, "{row}: {end:?} as {operation:?}");
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 4 * ROWS.iter().map(|(_, ends)| ends.len()).sum::<usize>());
}

#[test]
fn the_table_in_the_documentation_has_no_row_that_is_not_tested() {
    let rows: Vec<&str> = CHAPTER
        .lines()
        .skip_while(|line| !line.starts_with("| failure"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.split('|').nth(1).unwrap().trim())
        .collect();
    assert_eq!(rows, ROWS.iter().map(|(row, _)| *row).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_read_in_seconds_and_as_a_date_whatever_the_body() {
    // The test's time of day is Mon, 16 Mar 2026 12:00:00 GMT.
    for (value, body) in [
        ("90", ""),
        ("Mon, 16 Mar 2026 12:01:30 GMT", ""),
        ("90", r#"{"data":{"a":null},"errors":[{"message":"slow down"}]}"#),
        ("90", r#"{"data":{"a":null}}"#),
    ] {
        let answer = http::Response::builder().status(429).header("retry-after", value).body(body.into());
        let client = client(Same(answer.unwrap()));
        let error = send(&client, MUTATION).await;
        assert_eq!(
            (error.retry_after(), error.attempts()),
            (Some(Duration::from_secs(90)), 1),
            "{value} {body}"
        );
        assert!(error.to_string().contains("wait 90 s"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_instant_to_wait_for_is_measured_against_the_gateways_own_clock() {
    // The test's time of day is Mon, 16 Mar 2026 12:00:00 GMT.
    for (date, value) in [
        // The gateway's clock is three hours ahead, then behind.
        ("Mon, 16 Mar 2026 15:00:00 GMT", "Mon, 16 Mar 2026 15:01:30 GMT"),
        ("Mon, 16 Mar 2026 09:00:00 GMT", "Mon, 16 Mar 2026 09:01:30 GMT"),
        // A number of seconds does not depend on a clock.
        ("Mon, 16 Mar 2026 15:00:00 GMT", "90"),
        // Without a valid date, the local clock is used.
        ("yesterday", "Mon, 16 Mar 2026 12:01:30 GMT"),
    ] {
        for status in [429, 503] {
            let answer = http::Response::builder().status(status).header("date", date);
            let client = client(Same(answer.header("retry-after", value).body(Bytes::new()).unwrap()));
            let error = send(&client, MUTATION).await;
            assert_eq!(error.retry_after(), Some(Duration::from_secs(90)), "{status} {date} {value}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_kept_on_503_too() {
    let answer = http::Response::builder().status(503).header("retry-after", "20").body(Bytes::new());
    let client = Client::builder(ApiKey::new("k")).transport(Same(answer.unwrap())).build().unwrap();
    let client = ClientInner { clock: Box::new(TestClock { draws: 0.0 }), ..client.into_inner() };
    let start = tokio::time::Instant::now();
    let error = send(&client, QUERY).await;
    assert_eq!((start.elapsed(), error.attempts()), (Duration::from_secs(40), 3));
}

#[tokio::test(start_paused = true)]
async fn a_call_with_a_long_timeout_makes_other_calls_wait_for_the_usual_total_at_most() {
    let answer = http::Response::builder().status(429).header("retry-after", "3600").body(Bytes::new());
    let builder = Client::builder(ApiKey::new("k")).transport(Same(answer.unwrap()));
    let client = builder.total_timeout(Duration::from_secs(60)).retry(RetryPolicy::none()).build().unwrap();
    let list = client.workspace(12).conversations();
    list.clone().timeout(Duration::from_secs(7_200)).page().await.unwrap_err();
    let error = list.page().await.unwrap_err();
    assert_eq!((error.attempts(), error.retry_after()), (0, Some(Duration::from_secs(60))), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_policy_is_set_for_one_call_or_for_the_client() {
    let attempts = Arc::new(AtomicU32::new(0));
    let always = Always { end: End::Answer(500, ""), attempts: attempts.clone() };
    let client = Client::builder(ApiKey::new("k"))
        .transport(always)
        .retry(RetryPolicy::default().max_attempts(2))
        .build();
    let workspace = client.unwrap().workspace(12);
    assert_eq!(workspace.conversations().page().await.unwrap_err().attempts(), 2);
    let once = workspace.conversations().retry(RetryPolicy::none());
    assert_eq!(once.page().await.unwrap_err().attempts(), 1);
    let eager =
        workspace.assign_conversation(ConversationId::from("c"), ChannelId::from("i"), Assignee::ai("a"));
    assert_eq!(eager.retry(RetryPolicy::default().max_attempts(5)).await.unwrap_err().attempts(), 5);
    assert_eq!(attempts.load(Ordering::Relaxed), 8);
}
