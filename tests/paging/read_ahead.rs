//! Prefetching with paused time: when each page is fetched, and that no page is fetched without need.

use crate::support::Slow;
use bcrumbs::{ApiKey, Client, Conversations, ErrorKind, RetryPolicy, Transport, TransportFuture};
use bytes::Bytes;
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, sleep};

const ROUND_TRIP: Duration = Duration::from_millis(20);
const PAGE: usize = 10;

/// Serves so many pages of ten.
#[derive(Clone, Debug)]
struct Pages {
    count: usize,
    fails_at: Option<usize>,
}

impl Transport for Pages {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
        let cursor = &body["variables"]["pageInfo"]["cursor"];
        let page = cursor.as_str().map_or(0, |text| text.trim_start_matches("page").parse().unwrap());
        if self.fails_at == Some(page) {
            return Box::pin(async { Ok(http::Response::builder().status(500).body(Bytes::new()).unwrap()) });
        }
        let nodes: Vec<_> = (0..PAGE)
            .map(|n| {
                let id = format!("{page}-{n}");
                json!({"id": id, "ended": false, "createdAt": "2026-03-16T00:00:00.000Z"})
            })
            .collect();
        let info = json!({"hasNextPage": page + 1 < self.count, "endCursor": format!("page{}", page + 1)});
        let answer = json!({"data": {"convs": {"nodes": nodes, "pageInfo": info}}});
        Box::pin(async move { Ok(http::Response::new(answer.to_string().into())) })
    }
}

/// A gateway of so many pages, each after a round trip.
fn slow(pages: usize) -> Slow<Pages> {
    Slow::new(Pages { count: pages, fails_at: None }, ROUND_TRIP)
}

fn conversations(slow: &Slow<Pages>) -> Conversations {
    let builder = Client::builder(ApiKey::new("k")).transport(slow.clone()).retry(RetryPolicy::none());
    builder.build().unwrap().workspace(12).conversations().page_size(10)
}

/// Lets the tasks that can run do so, and time with them.
async fn settle() {
    sleep(ROUND_TRIP * 50).await;
}

#[tokio::test(start_paused = true)]
async fn reading_costs_the_longer_of_fetching_and_working_and_not_their_sum() {
    for (depth, expected) in [(1, 2 + 100), (4, 2 + 100), (0, 200)] {
        let slow = slow(100);
        let start = Instant::now();
        let mut pages = conversations(&slow).stream().read_ahead(depth).pages();
        let mut items = 0;
        while let Some(page) = pages.try_next().await.unwrap() {
            items += page.items.len();
            sleep(ROUND_TRIP).await;
        }
        assert_eq!(items, 1000);
        let round_trips = start.elapsed().as_millis() / ROUND_TRIP.as_millis();
        assert!(round_trips <= expected && round_trips + 2 >= expected, "{depth}: {round_trips} round trips");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_stops_within_the_first_page_causes_one_request() {
    let slow = slow(100);
    let mut items = conversations(&slow).stream().read_ahead(8).items();
    for _ in 0..PAGE {
        items.try_next().await.unwrap().unwrap();
    }
    settle().await;
    assert_eq!(slow.begun(), 1);
}

#[tokio::test(start_paused = true)]
async fn no_more_pages_are_fetched_ahead_than_was_set() {
    for depth in [0, 1, 3] {
        let slow = slow(100);
        let mut items = conversations(&slow).stream().read_ahead(depth).items();
        for _ in 0..=PAGE {
            items.try_next().await.unwrap().unwrap();
        }
        settle().await;
        assert_eq!(slow.begun(), 2 + depth, "{depth}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_fetched_past_the_maximum() {
    let slow = slow(100);
    let list = conversations(&slow).stream().max_items(25).read_ahead(8);
    let mut items = list.items();
    let mut seen = 0;
    while items.try_next().await.unwrap().is_some() {
        seen += 1;
        settle().await;
    }
    assert_eq!((seen, slow.begun()), (25, 3));
}

#[tokio::test(start_paused = true)]
async fn an_error_comes_after_the_items_before_it() {
    let slow = Slow::new(Pages { count: 100, fails_at: Some(3) }, ROUND_TRIP);
    let mut items = conversations(&slow).stream().read_ahead(8).items();
    for seen in 0..30 {
        assert!(items.try_next().await.unwrap().is_some(), "{seen}");
        settle().await;
    }
    assert_eq!(items.position(), Some("page2".into()));
    assert_eq!(items.try_next().await.unwrap_err().kind(), ErrorKind::Server);
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(slow.begun(), 4);
}

#[tokio::test(start_paused = true)]
async fn dropping_the_stream_gives_the_request_up() {
    let slow = slow(100);
    let mut items = conversations(&slow).items();
    for _ in 0..=PAGE {
        items.try_next().await.unwrap().unwrap();
    }
    tokio::task::yield_now().await;
    assert_eq!(slow.begun(), 3);
    drop(items);
    tokio::task::yield_now().await;
    assert_eq!(slow.dropped(), 1);
    settle().await;
    assert_eq!(slow.begun(), 3);
}

#[test]
fn a_runtime_that_ends_does_not_end_a_list_as_if_it_were_whole() {
    let slow = slow(100);
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let first = runtime();
    let mut items = conversations(&slow).items();
    first.block_on(async {
        for _ in 0..=PAGE {
            items.try_next().await.unwrap().unwrap();
        }
    });
    drop(first);
    let error = runtime().block_on(async {
        loop {
            if let Err(error) = items.try_next().await.map(Option::unwrap) {
                return error;
            }
        }
    });
    assert_eq!(error.kind(), ErrorKind::Transport);
}
