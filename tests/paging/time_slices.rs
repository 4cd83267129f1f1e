//! A span of time drained by several requests at once, against a model of the gateway under paused time.

use bcrumbs::{ApiKey, Client, ErrorKind, RetryPolicy, Transport, TransportFuture, Workspace};
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const ROUND_TRIP: Duration = Duration::from_millis(20);
const START: i64 = 1_742_000_000_000;

fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap()
}

/// How the gateway reads its filters' ends and its cursor; neither is documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rule {
    ends_count: bool,
    cursor_counts: bool,
}

/// Serves messages, given by their milliseconds, newest first.
#[derive(Clone, Debug)]
struct Gateway {
    rows: Arc<Vec<i64>>,
    rule: Rule,
    requests: Arc<AtomicUsize>,
    under_way: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    fails_below: Option<i64>,
    print_cursor: fn(i64) -> Value,
    /// How it reads the dates that it filters by.
    dates: Dates,
    /// The rows that were sent, each counted once.
    sent: Arc<Mutex<HashSet<usize>>>,
}

/// The unit in milliseconds to which a gateway cuts dates before it compares them; 0 where it ignores one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Dates {
    start: i64,
    end: i64,
}

const EXACT: Dates = Dates { start: 1, end: 1 };
const DAY: i64 = 86_400_000;

fn print(millis: i64) -> String {
    at(millis).to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Gateway {
    fn new(mut rows: Vec<i64>, rule: Rule) -> Self {
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

    fn workspace(&self) -> Workspace {
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

    /// Drains a span and returns the rows' numbers, in the order in which they came.
    async fn drain(&self, from: i64, to: i64, page_size: u32, concurrency: usize) -> Vec<usize> {
        let list = self.workspace().messages().page_size(page_size).since(at(from)).until(at(to));
        let messages = list.stream().concurrency(concurrency).items().all::<Vec<_>>().await.unwrap().items;
        messages.iter().map(|message| message.id.as_str()[1..].parse().unwrap()).collect()
    }

    /// The rows' numbers that lie in a span.
    fn between(&self, from: i64, to: i64) -> Vec<usize> {
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

const STRICT: Rule = Rule { ends_count: false, cursor_counts: false };

/// 20,000 rows, one a second on the whole.
fn even() -> Vec<i64> {
    (0..20_000).map(|n| START + n * 1000 + (n * 7919) % 997).collect()
}

/// 20,000 rows, nine tenths of them in one tenth of the time.
fn uneven() -> Vec<i64> {
    let dense = (0..18_000).map(|n| START + 9_000_000 + n * 2_000_000 / 18_000);
    dense.chain((0..2_000).map(|n| START + n * 10_000)).collect()
}

/// Tells how many times faster eight requests at once are than one page after the other.
async fn gain(gateway: &Gateway) -> f64 {
    let (from, to) = (START, START + 20_000_000);
    let start = Instant::now();
    let list = gateway.workspace().messages().page_size(20).since(at(from)).until(at(to));
    let plain = list.stream().read_ahead(0).items().all::<Vec<_>>().await.unwrap().items.len();
    let one_by_one = start.elapsed();
    let start = Instant::now();
    let drained = gateway.drain(from, to, 20, 8).await;
    assert_eq!(drained, gateway.between(from, to));
    assert!(drained.len().abs_diff(plain) <= 2);
    one_by_one.as_secs_f64() / start.elapsed().as_secs_f64()
}

#[tokio::test(start_paused = true)]
async fn eight_requests_at_once_are_seven_times_faster_on_even_data() {
    let gain = gain(&Gateway::new(even(), STRICT)).await;
    assert!(gain >= 7.0, "{gain}");
}

#[tokio::test(start_paused = true)]
async fn eight_requests_at_once_are_five_times_faster_on_uneven_data() {
    let gain = gain(&Gateway::new(uneven(), STRICT)).await;
    assert!(gain >= 5.0, "{gain}");
}

#[tokio::test(start_paused = true)]
async fn no_more_requests_are_under_way_than_was_set() {
    for concurrency in [1, 3, 8] {
        let gateway = Gateway::new(even(), STRICT);
        gateway.drain(START, START + 5_000_000, 50, concurrency).await;
        assert_eq!(gateway.most.load(Ordering::Relaxed), concurrency);
    }
}

#[tokio::test(start_paused = true)]
async fn a_consumer_that_stops_is_not_run_ahead_of_without_bound() {
    let gateway = Gateway::new(even(), STRICT);
    let list = gateway.workspace().messages().page_size(20).since(at(START)).until(at(START + 20_000_000));
    let mut items = list.stream().concurrency(4).items();
    items.try_next().await.unwrap().unwrap();
    sleep(ROUND_TRIP * 1000).await;
    let requests = gateway.requests.load(Ordering::Relaxed);
    assert!(requests <= 2 * 4 * 13, "{requests} requests");
    drop(items);
    sleep(ROUND_TRIP * 10).await;
    assert_eq!(gateway.under_way.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn a_start_date_that_is_coarse_or_ignored_costs_a_page_a_slice_and_no_more() {
    for start in [1, 1000, DAY, 0] {
        for (rows, concurrency) in [(even(), 8), (uneven(), 4)] {
            let mut gateway = Gateway::new(rows, STRICT);
            gateway.dates = Dates { start, ..EXACT };
            let drained = gateway.drain(START, START + 20_000_000, 20, concurrency).await;
            assert_eq!(drained, gateway.between(START, START + 20_000_000));
            let requests = gateway.requests.load(Ordering::Relaxed);
            assert!(requests <= 1_300, "{requests} requests for 1,000 pages, {start}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_end_date_that_is_coarse_or_ignored_loses_nothing_and_is_not_read_down_to_each_time() {
    for ends_count in [false, true] {
        for end in [1000, DAY, 0] {
            let mut gateway = Gateway::new(even(), Rule { ends_count, ..STRICT });
            gateway.dates = Dates { end, ..EXACT };
            let list = gateway.workspace().messages().page_size(20);
            let mut pages =
                list.since(at(START)).until(at(START + 20_000_000)).stream().concurrency(8).pages();
            let mut given = Vec::new();
            while let Some(page) = pages.try_next().await.unwrap() {
                given.extend(page.items.iter().map(|m| m.id.as_str()[1..].parse::<usize>().unwrap()));
            }
            assert_eq!((given, pages.is_lossless()), (gateway.between(START, START + 20_000_000), true));
            let requests = gateway.requests.load(Ordering::Relaxed);
            assert!(requests <= 2_000, "{requests} requests for 1,000 pages, {end} {ends_count}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_day_of_a_span_is_not_lost_where_the_gateway_leaves_out_the_day_of_the_end_date() {
    // Rows above the span as well, fewer than a page and more.
    for above in [0, 5, 150] {
        let rows = (0..2_000 + above).map(|n| START + n * DAY / 200).collect();
        let mut gateway = Gateway::new(rows, STRICT);
        gateway.dates = Dates { end: DAY, ..EXACT };
        let (from, to) = (START, START + 10 * DAY);
        let list = gateway.workspace().messages().page_size(20).since(at(from)).until(at(to));
        let mut pages = list.stream().concurrency(4).pages();
        let mut given = Vec::new();
        while let Some(page) = pages.try_next().await.unwrap() {
            given.extend(page.items.iter().map(|m| m.id.as_str()[1..].parse::<usize>().unwrap()));
        }
        assert_eq!((given, pages.is_lossless()), (gateway.between(from, to), true), "{above}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_end_date_that_leaves_several_days_out_is_no_longer_called_lossless() {
    let mut gateway = Gateway::new((0..2_000).map(|n| START + n * DAY / 200).collect(), STRICT);
    gateway.dates = Dates { end: 3 * DAY, ..EXACT };
    let pages = gateway.workspace().messages().page_size(20).since(at(START)).until(at(START + 10 * DAY));
    let mut pages = pages.stream().concurrency(4).pages();
    let mut given = 0;
    while let Some(page) = pages.try_next().await.unwrap() {
        given += page.items.len();
    }
    assert!(given < 2_000 && !pages.is_lossless());
}

#[tokio::test(start_paused = true)]
async fn no_more_is_kept_in_memory_than_is_documented_however_slices_are_cut() {
    for rows in [even(), uneven()] {
        let gateway = Gateway::new(rows, STRICT);
        let list =
            gateway.workspace().messages().page_size(10).since(at(START)).until(at(START + 20_000_000));
        let mut items = list.stream().concurrency(4).items();
        for given in 0_usize..2_000 {
            if given % 40 == 0 {
                sleep(ROUND_TRIP * 200).await;
                let kept = gateway.sent.lock().unwrap().len() - given;
                assert!(kept <= 2 * 4 * 12 * 10, "{kept} rows are kept after {given} were given");
            }
            items.try_next().await.unwrap().unwrap();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_span_is_half_open_and_may_be_empty() {
    let gateway = Gateway::new(vec![START, START + 1, START + 2], STRICT);
    for (from, to, rows) in [(0, 3, 3), (0, 2, 2), (1, 2, 1), (1, 1, 0), (-9, 99, 3), (50, 99, 0)] {
        assert_eq!(gateway.drain(START + from, START + to, 2, 4).await.len(), rows, "{from} {to}");
    }
    let backwards = gateway.workspace().messages().since(at(START + 2)).until(at(START + 1));
    let error = backwards.stream().concurrency(4).items().try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[tokio::test(start_paused = true)]
async fn an_error_comes_after_the_messages_before_it_and_ends_the_stream() {
    let mut gateway = Gateway::new(even(), STRICT);
    gateway.fails_below = Some(START + 10_000_000);
    let list = gateway.workspace().messages().page_size(100).since(at(START)).until(at(START + 20_000_000));
    let mut items = list.stream().concurrency(8).items();
    let mut seen = 0;
    let error = loop {
        match items.try_next().await {
            Ok(Some(_)) => seen += 1,
            Ok(None) => panic!("the stream ended"),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Http);
    assert!((9_000..=11_500).contains(&seen), "{seen}");
    assert!(items.try_next().await.unwrap().is_none());
    sleep(ROUND_TRIP * 10).await;
    assert_eq!(gateway.under_way.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn it_is_lossless_only_as_long_as_the_gateways_cursors_are_instants() {
    for opaque in [false, true] {
        let mut gateway = Gateway::new(vec![START; 5], STRICT);
        if opaque {
            gateway.print_cursor = |millis| format!("cursor_{millis}").into();
        }
        let list = gateway.workspace().messages().page_size(2).since(at(START)).until(at(START + 2));
        let mut pages = list.stream().concurrency(2).pages();
        let mut items = 0;
        while let Some(page) = pages.try_next().await.unwrap() {
            items += page.items.len();
        }
        assert_eq!((items, pages.is_lossless()), if opaque { (2, false) } else { (5, true) });
    }
}

#[tokio::test(start_paused = true)]
async fn any_concurrency_is_accepted() {
    let gateway = Gateway::new(even(), STRICT);
    for concurrency in [0, usize::MAX / 2, usize::MAX] {
        let drained = gateway.drain(START, START + 1_000_000, 100, concurrency).await;
        assert_eq!(drained, gateway.between(START, START + 1_000_000));
    }
}

#[tokio::test(start_paused = true)]
async fn the_maximum_is_kept() {
    let gateway = Gateway::new(even(), STRICT);
    let list = gateway.workspace().messages().page_size(50).since(at(START)).until(at(START + 20_000_000));
    let items = list.stream().max_items(1234).concurrency(4).items().all::<Vec<_>>().await.unwrap().items;
    assert_eq!(items.len(), 1234);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_message_comes_once_and_in_order_whatever_the_ties_and_the_gateways_rules(
        rows in prop::collection::vec(0_i64..400, 0..400),
        burst in prop::collection::vec(200_i64..204, 0..200),
        (from, length) in (-10_i64..300, 0_i64..300),
        page_size in 1_u32..8,
        concurrency in 1_usize..6,
        (ends_count, cursor_counts) in any::<(bool, bool)>(),
    ) {
        let rows = rows.into_iter().chain(burst).map(|millis| START + millis).collect();
        let gateway = Gateway::new(rows, Rule { ends_count, cursor_counts });
        let (from, to) = (START + from, START + from + length);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        let drained = runtime.unwrap().block_on(gateway.drain(from, to, page_size, concurrency));
        let mut sorted = drained.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, gateway.between(from, to));
        let times: Vec<i64> = drained.iter().map(|n| gateway.rows[*n]).collect();
        prop_assert!(times.is_sorted_by(|a, b| a >= b));
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_resumed_inside_of_an_instant_by_several_requests_returns_each_message_once() {
    // Four messages in each instant.
    let gateway = Gateway::new((0..40).map(|n| START + n / 4).collect(), STRICT);
    let (mut ids, mut text) = (Vec::new(), None::<String>);
    loop {
        let list = gateway.workspace().messages().page_size(2).since(at(START)).until(at(START + 10));
        let list = match &text {
            Some(text) => list.after(text.as_str()),
            None => list,
        };
        let mut items = list.stream().concurrency(3).items();
        assert_eq!(items.position().map(|position| position.to_string()), text);
        let Some(message) = items.try_next().await.unwrap() else { break };
        ids.push(message.id.to_string());
        assert!(ids.len() <= 40, "the list does not end");
        text = items.position().map(|position| position.to_string());
    }
    assert_eq!(ids, (0..40).map(|n| format!("m{n}")).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn reading_ahead_beside_several_requests_is_refused_before_anything_is_sent() {
    let gateway = Gateway::new(even(), STRICT);
    let list = gateway.workspace().messages().since(at(START)).until(at(START + 1_000));
    let error = list.stream().read_ahead(2).concurrency(2).items().try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("read_ahead"), "{error}");
    assert_eq!(gateway.requests.load(Ordering::Relaxed), 0);
}
