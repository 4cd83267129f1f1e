//! A model of the gateway's list of messages: its date filters, its cursors, and how many requests are under way.

use bcrumbs::{ApiKey, Client, RetryPolicy, Transport, TransportFuture, Workspace};
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::sleep;

pub(crate) const ROUND_TRIP: Duration = Duration::from_millis(20);
pub(crate) const START: i64 = 1_742_000_000_000;

pub(crate) fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap()
}

/// How the gateway reads its filters' ends and its cursor; neither is documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) ends_count: bool,
    pub(crate) cursor_counts: bool,
}

/// Serves one message for each instant, in milliseconds, newest first.
#[derive(Clone, Debug)]
pub(crate) struct Gateway {
    pub(crate) rows: Arc<Vec<i64>>,
    pub(crate) rule: Rule,
    pub(crate) requests: Arc<AtomicUsize>,
    pub(crate) under_way: Arc<AtomicUsize>,
    pub(crate) most: Arc<AtomicUsize>,
    pub(crate) fails_below: Option<i64>,
    pub(crate) print_cursor: fn(i64) -> Value,
    /// How it reads the dates that it filters by.
    pub(crate) dates: Dates,
    /// The rows that were sent, each counted once.
    pub(crate) sent: Arc<Mutex<HashSet<usize>>>,
}

/// The unit in milliseconds to which a gateway cuts dates before it compares them; 0 where it ignores one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dates {
    pub(crate) start: i64,
    pub(crate) end: i64,
}

pub(crate) const EXACT: Dates = Dates { start: 1, end: 1 };
pub(crate) const DAY: i64 = 86_400_000;

fn print(millis: i64) -> String {
    at(millis).to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Gateway {
    pub(crate) fn new(mut rows: Vec<i64>, rule: Rule) -> Self {
        rows.sort_unstable_by(|a, b| b.cmp(a));
        let count = Arc::<AtomicUsize>::default;
        Self {
            rows: rows.into(),
            rule,
            requests: count(),
            under_way: count(),
            most: count(),
            fails_below: None,
            print_cursor: |millis| print(millis).into(),
            dates: EXACT,
            sent: Arc::default(),
        }
    }

    pub(crate) fn workspace(&self) -> Workspace {
        let builder = Client::builder(ApiKey::new("k")).transport(self.clone()).retry(RetryPolicy::none());
        builder.build().unwrap().workspace(12)
    }

    fn answer(&self, variables: &Value) -> http::Response<Bytes> {
        let time = |value: &Value| {
            value.as_str().map(|text| DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
        };
        let (input, page) = (&variables["input"], &variables["pageInfo"]);
        let (from, to) = (time(&input["startDate"]), time(&input["endDate"]));
        let after = page["cursor"].as_str().and_then(|text| text.strip_prefix("cursor_")?.parse().ok());
        let after = after.or_else(|| time(&page["cursor"]));
        if self.fails_below.is_some_and(|limit| to.is_some_and(|to| to < limit)) {
            return http::Response::builder().status(400).body(Bytes::new()).unwrap();
        }
        let slack = i64::from(self.rule.ends_count);
        let Dates { start, end } = self.dates;
        let newest = self.rows.partition_point(|row| {
            to.is_some_and(|to| end > 0 && row.div_euclid(end) >= to.div_euclid(end) + slack)
                || after.is_some_and(|after| *row >= after + i64::from(self.rule.cursor_counts))
        });
        let oldest = self.rows.partition_point(|row| {
            from.is_none_or(|from| start == 0 || row.div_euclid(start) > from.div_euclid(start) - slack)
        });
        let oldest = oldest.max(newest);
        let limit = usize::try_from(page["limit"].as_u64().unwrap()).unwrap();
        let end = oldest.min(newest + limit).max(newest);
        self.sent.lock().unwrap().extend(newest..end);
        let nodes: Vec<Value> = (newest..end)
            .map(
                |n| json!({"messageId": format!("m{n}"), "isAgent": false, "createdAt": print(self.rows[n])}),
            )
            .collect();
        let info = json!({
            "hasNextPage": end < oldest,
            "endCursor": (end > newest).then(|| (self.print_cursor)(self.rows[end - 1])),
        });
        http::Response::new(
            json!({"data": {"messages": {"nodes": nodes, "pageInfo": info}}}).to_string().into(),
        )
    }

    /// Reads a span and returns the rows' numbers, in the order in which they came.
    pub(crate) async fn read_all(
        &self,
        from: i64,
        to: i64,
        page_size: u32,
        concurrency: usize,
    ) -> Vec<usize> {
        let list = self.workspace().messages().page_size(page_size).since(at(from)).until(at(to));
        let messages = list.stream().concurrency(concurrency).items().all::<Vec<_>>().await.unwrap().items;
        messages.iter().map(|message| message.id.as_str()[1..].parse().unwrap()).collect()
    }

    /// The rows' numbers that lie in a span.
    pub(crate) fn between(&self, from: i64, to: i64) -> Vec<usize> {
        (0..self.rows.len()).filter(|n| (from..to).contains(&self.rows[*n])).collect()
    }
}

impl Transport for Gateway {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            self.requests.fetch_add(1, Ordering::Relaxed);
            let now = self.under_way.fetch_add(1, Ordering::Relaxed) + 1;
            self.most.fetch_max(now, Ordering::Relaxed);
            sleep(ROUND_TRIP).await;
            self.under_way.fetch_sub(1, Ordering::Relaxed);
            let body: Value = serde_json::from_slice(request.body()).unwrap();
            Ok(self.answer(&body["variables"]))
        })
    }
}
