//! A span of time that is read with several concurrent requests, with a model of the gateway and paused time.

use crate::messages_gateway::{DAY, Dates, EXACT, Gateway, ROUND_TRIP, Rule, START, at};
use bcrumbs::ErrorKind;
use proptest::prelude::*;
use std::sync::atomic::Ordering;
use tokio::time::{Instant, sleep};

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

/// Returns how many times faster eight requests at once are than one page after the other.
async fn gain(gateway: &Gateway) -> f64 {
    let (from, to) = (START, START + 20_000_000);
    let start = Instant::now();
    let list = gateway.workspace().messages().page_size(20).since(at(from)).until(at(to));
    let plain = list.stream().read_ahead(0).items().all::<Vec<_>>().await.unwrap().items.len();
    let one_by_one = start.elapsed();
    let start = Instant::now();
    let read = gateway.read_all(from, to, 20, 8).await;
    assert_eq!(read, gateway.between(from, to));
    assert!(read.len().abs_diff(plain) <= 2);
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
        gateway.read_all(START, START + 5_000_000, 50, concurrency).await;
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
            let read = gateway.read_all(START, START + 20_000_000, 20, concurrency).await;
            assert_eq!(read, gateway.between(START, START + 20_000_000));
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
            let mut returned = Vec::new();
            while let Some(page) = pages.try_next().await.unwrap() {
                returned.extend(page.items.iter().map(|m| m.id.as_str()[1..].parse::<usize>().unwrap()));
            }
            assert_eq!((returned, pages.is_lossless()), (gateway.between(START, START + 20_000_000), true));
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
        let mut returned = Vec::new();
        while let Some(page) = pages.try_next().await.unwrap() {
            returned.extend(page.items.iter().map(|m| m.id.as_str()[1..].parse::<usize>().unwrap()));
        }
        assert_eq!((returned, pages.is_lossless()), (gateway.between(from, to), true), "{above}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_end_date_that_leaves_several_days_out_is_no_longer_called_lossless() {
    let mut gateway = Gateway::new((0..2_000).map(|n| START + n * DAY / 200).collect(), STRICT);
    gateway.dates = Dates { end: 3 * DAY, ..EXACT };
    let pages = gateway.workspace().messages().page_size(20).since(at(START)).until(at(START + 10 * DAY));
    let mut pages = pages.stream().concurrency(4).pages();
    let mut returned = 0;
    while let Some(page) = pages.try_next().await.unwrap() {
        returned += page.items.len();
    }
    assert!(returned < 2_000 && !pages.is_lossless());
}

#[tokio::test(start_paused = true)]
async fn no_more_is_kept_in_memory_than_is_documented_however_slices_are_cut() {
    for rows in [even(), uneven()] {
        let gateway = Gateway::new(rows, STRICT);
        let list =
            gateway.workspace().messages().page_size(10).since(at(START)).until(at(START + 20_000_000));
        let mut items = list.stream().concurrency(4).items();
        for returned in 0_usize..2_000 {
            if returned % 40 == 0 {
                sleep(ROUND_TRIP * 200).await;
                let kept = gateway.sent.lock().unwrap().len() - returned;
                assert!(kept <= 2 * 4 * 12 * 10, "{kept} rows are kept after {returned} were returned");
            }
            items.try_next().await.unwrap().unwrap();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_span_is_half_open_and_may_be_empty() {
    let gateway = Gateway::new(vec![START, START + 1, START + 2], STRICT);
    for (from, to, rows) in [(0, 3, 3), (0, 2, 2), (1, 2, 1), (1, 1, 0), (-9, 99, 3), (50, 99, 0)] {
        assert_eq!(gateway.read_all(START + from, START + to, 2, 4).await.len(), rows, "{from} {to}");
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
        let read = gateway.read_all(START, START + 1_000_000, 100, concurrency).await;
        assert_eq!(read, gateway.between(START, START + 1_000_000));
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
        let read = runtime.unwrap().block_on(gateway.read_all(from, to, page_size, concurrency));
        let mut sorted = read.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, gateway.between(from, to));
        let times: Vec<i64> = read.iter().map(|n| gateway.rows[*n]).collect();
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
