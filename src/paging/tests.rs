//! The paging rules against a model of the gateway, strict and inclusive.

mod edges;
mod gateway;
mod model;
mod properties;

use super::{Edges, Pager, RowParts, Stuck};
use crate::cursor::Cursor;
use crate::page::{Page, PageRequest};
use chrono::{DateTime, SecondsFormat};

#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    id: String,
    millis: i64,
}

const PARTS: RowParts<Row> =
    RowParts { key: |row| &row.id, time: |row| DateTime::from_timestamp_millis(row.millis).expect("a time") };

/// How a gateway treats rows at the cursor itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Strict,
    Inclusive,
}

/// A list, newest first, served page by page.
struct Gateway {
    rows: Vec<Row>,
    cut: Cut,
    cap: usize,
    print: fn(i64) -> Cursor,
}

impl Gateway {
    /// Makes rows with the given instants, in milliseconds.
    fn new(cut: Cut, mut instants: Vec<i64>) -> Self {
        instants.sort_unstable_by(|a, b| b.cmp(a));
        let rows = instants.into_iter().enumerate().map(|(n, millis)| Row { id: format!("row{n}"), millis });
        Self { rows: rows.collect(), cut, cap: usize::MAX, print: cursor }
    }

    fn page(&self, request: &PageRequest) -> (Page<Row>, usize) {
        let start = request.cursor.as_ref().map_or(0, |cursor| {
            let at = millis(cursor);
            self.rows.partition_point(|row| match self.cut {
                Cut::Strict => row.millis >= at,
                Cut::Inclusive => row.millis > at,
            })
        });
        let end = self.rows.len().min(start + (request.limit.unwrap() as usize).min(self.cap));
        let items = self.rows[start..end].to_vec();
        let end_cursor = items.last().map(|row| (self.print)(row.millis));
        let received = items.len();
        (Page { items, end_cursor, has_next: end < self.rows.len(), total: None }, received)
    }
}

fn cursor(millis: i64) -> Cursor {
    DateTime::from_timestamp_millis(millis).unwrap().to_rfc3339_opts(SecondsFormat::Millis, true).into()
}

/// Prints no zero at the end of a fraction, and no fraction of nothing but zeros.
fn trimmed(millis: i64) -> Cursor {
    let printed = cursor(millis).to_string();
    let (seconds, fraction) = printed.trim_end_matches('Z').split_once('.').unwrap();
    match fraction.trim_end_matches('0') {
        "" => format!("{seconds}Z").into(),
        digits => format!("{seconds}.{digits}Z").into(),
    }
}

fn millis(cursor: &Cursor) -> i64 {
    DateTime::parse_from_rfc3339(&cursor.to_string()).unwrap().timestamp_millis()
}

/// What a walk gave.
#[derive(Debug, Default)]
struct Walk {
    ids: Vec<String>,
    requests: usize,
    stuck: Option<Stuck>,
}

fn walk(pager: Pager, gateway: &Gateway) -> Walk {
    walk_over(pager, |request| gateway.page(request))
}

fn walk_over(mut pager: Pager, mut fetch: impl FnMut(&PageRequest) -> (Page<Row>, usize)) -> Walk {
    let mut walk = Walk::default();
    while let Some(request) = pager.request() {
        assert!(walk.requests < 10_000, "the walk does not end");
        walk.requests += 1;
        let (mut page, received) = fetch(request);
        pager.accept(&mut page, received, true, PARTS);
        walk.ids.extend(page.items.into_iter().map(|row| row.id));
    }
    walk.stuck = pager.take_stuck();
    walk
}

fn pager(page_size: u32, lossless: bool) -> Pager {
    Pager::new(PageRequest { limit: Some(page_size), ..PageRequest::default() }, None, lossless)
}

fn ids(gateway: &Gateway) -> Vec<String> {
    gateway.rows.iter().map(|row| row.id.clone()).collect()
}

const START: i64 = 1_742_127_910_000;

#[test]
fn distinct_instants_come_once_each_by_either_rule_and_cut() {
    for cut in [Cut::Strict, Cut::Inclusive] {
        for lossless in [false, true] {
            let gateway = Gateway::new(cut, (0..1000).map(|n| START + n).collect());
            let walk = walk(pager(100, lossless), &gateway);
            assert_eq!((walk.ids, walk.stuck), (ids(&gateway), None), "{cut:?} {lossless}");
        }
    }
}

#[test]
fn plain_paging_repeats_nothing_across_an_edge() {
    let mut instants: Vec<i64> = (0..30).map(|n| START + n).collect();
    instants.extend([START + 10; 3]);
    let gateway = Gateway::new(Cut::Inclusive, instants);
    let walk = walk(pager(10, false), &gateway);
    assert_eq!((walk.ids, walk.stuck), (ids(&gateway), None));
}

#[test]
fn plain_paging_loses_ties_at_a_strict_edge_and_lossless_paging_does_not() {
    let gateway = Gateway::new(Cut::Strict, vec![START, START, START, START - 1]);
    assert_eq!(walk(pager(2, false), &gateway).ids.len(), 3);
    assert_eq!(walk(pager(2, true), &gateway).ids, ids(&gateway));
}

#[test]
fn lossless_paging_gets_through_an_instant_with_more_rows_than_a_page() {
    for cut in [Cut::Strict, Cut::Inclusive] {
        let mut instants = vec![START; 250];
        instants.extend((1..300).map(|n| START - n));
        instants.extend((1..50).map(|n| START + n));
        let gateway = Gateway::new(cut, instants);
        let walk = walk(pager(100, true), &gateway);
        assert_eq!((walk.ids, walk.stuck), (ids(&gateway), None), "{cut:?}");
        assert!(walk.requests <= 12, "{} requests", walk.requests);
    }
}

#[test]
fn a_gateway_that_caps_its_pages_below_an_instants_rows_is_an_error_and_no_loss() {
    let mut gateway = Gateway::new(Cut::Strict, vec![START; 250]);
    gateway.cap = 100;
    let walk = walk(pager(100, true), &gateway);
    assert_eq!((walk.ids.len(), walk.stuck), (100, Some(Stuck::CappedPages)));
}

#[test]
fn lossless_paging_goes_back_to_the_set_size() {
    let mut instants = vec![START; 15];
    instants.extend((1..100).map(|n| START - n));
    let gateway = Gateway::new(Cut::Strict, instants);
    let mut limits = Vec::new();
    let walk = walk_over(pager(10, true), |request| {
        limits.push(request.limit.unwrap());
        gateway.page(request)
    });
    assert_eq!(walk.ids, ids(&gateway));
    assert_eq!(limits[..4], [10, 10, 20, 10]);
    assert!(limits[3..].iter().all(|limit| *limit == 10), "{limits:?}");
}

#[test]
fn lossless_paging_remembers_little() {
    let gateway = Gateway::new(Cut::Inclusive, (0..5000).map(|n| START + n / 3 * 50).collect());
    let mut walker = pager(100, true);
    while let Some(request) = walker.request() {
        let (mut page, received) = gateway.page(request);
        walker.accept(&mut page, received, true, PARTS);
        let Edges::Lossless(lossless) = &walker.edges else { panic!("not lossless") };
        assert!(lossless.remembered() <= 250, "{} keys", lossless.remembered());
    }
}

/// Serves pages with the given cursors, one row each, forever `hasNextPage`.
fn cursors(list: &[&str], lossless: bool) -> Walk {
    let mut n = 0;
    walk_over(pager(1, lossless), |_| {
        let end_cursor = Some(list[n % list.len()].into());
        n += 1;
        let items = vec![Row { id: n.to_string(), millis: 0 }];
        (Page { items, end_cursor, has_next: true, total: None }, 1)
    })
}

#[test]
fn a_cursor_that_repeats_is_an_error_at_once() {
    let walk = cursors(&["a"], false);
    assert_eq!((walk.requests, walk.stuck), (2, Some(Stuck::RepeatedCursor)));
}

#[test]
fn cursors_that_go_round_in_a_circle_are_an_error_soon() {
    for length in 2..40 {
        let names: Vec<String> = (0..length).map(|n| format!("cursor_{n}")).collect();
        let walk = cursors(&names.iter().map(String::as_str).collect::<Vec<_>>(), false);
        assert_eq!(walk.stuck, Some(Stuck::RepeatedCursor), "{length}");
        assert!(walk.requests <= 4 * length, "{} requests for {length}", walk.requests);
    }
}

#[test]
fn cursors_that_are_no_instants_are_paged_as_they_come() {
    let mut n = 0;
    let mut walker = pager(1, true);
    assert!(walker.is_lossless());
    while let Some(request) = walker.request() {
        assert_eq!(request.cursor, (n > 0).then(|| format!("cursor_{n}").into()));
        n += 1;
        let items = vec![Row { id: n.to_string(), millis: 0 }];
        let end_cursor = Some(format!("cursor_{n}").into());
        let mut page = Page { items, end_cursor, has_next: n < 5, total: None };
        walker.accept(&mut page, 1, true, PARTS);
        assert_eq!(page.items.len(), 1);
    }
    assert_eq!((n, walker.is_lossless(), walker.take_stuck()), (5, false, None));
}

#[test]
fn an_empty_page_with_more_to_come_goes_on() {
    let mut n = 0;
    let walk = walk_over(pager(10, false), |_| {
        n += 1;
        let items = if n == 3 { vec![Row { id: "late".into(), millis: 0 }] } else { Vec::new() };
        let received = items.len();
        (Page { items, end_cursor: Some(cursor(START - n)), has_next: n < 3, total: None }, received)
    });
    assert_eq!((walk.ids, walk.requests, walk.stuck), (vec!["late".to_owned()], 3, None));
}

#[test]
fn more_pages_without_a_cursor_are_an_error_after_the_items() {
    for lossless in [false, true] {
        let walk = walk_over(pager(1, lossless), |_| {
            let items = vec![Row { id: "a".into(), millis: 0 }];
            (Page { items, end_cursor: None, has_next: true, total: None }, 1)
        });
        assert_eq!((walk.ids.len(), walk.stuck), (1, Some(Stuck::NoCursor)));
    }
}

#[test]
fn a_full_page_without_page_information_is_an_error_and_a_short_one_is_the_end() {
    for (rows, stuck) in [(10, Some(Stuck::NoPageInfo)), (9, None)] {
        let mut walker = pager(10, false);
        let items = (0..rows).map(|n| Row { id: n.to_string(), millis: 0 }).collect();
        let mut page = Page { items, end_cursor: None, has_next: false, total: None };
        walker.accept(&mut page, rows, false, PARTS);
        assert_eq!((walker.request().is_none(), walker.take_stuck()), (true, stuck));
    }
}

#[test]
fn a_short_page_without_page_information_is_no_end_where_it_may_have_been_cut() {
    /// What a page holds of what was asked for, and whether it is the end.
    struct Case {
        asked: u32,
        before: Option<usize>,
        received: usize,
        stuck: Option<Stuck>,
    }
    let unknown = Some(Stuck::NoPageInfo);
    for Case { asked, before, received, stuck } in [
        Case { asked: 1000, before: None, received: 99, stuck: None },
        // The gateway puts 100 on a page by itself, and may never put more.
        Case { asked: 1000, before: None, received: 100, stuck: unknown },
        Case { asked: 1000, before: None, received: 250, stuck: unknown },
        Case { asked: 10, before: Some(10), received: 9, stuck: None },
        // A page was cut before, so this one may be.
        Case { asked: 50, before: Some(20), received: 20, stuck: unknown },
        Case { asked: 50, before: Some(20), received: 3, stuck: unknown },
        Case { asked: 50, before: Some(20), received: 0, stuck: None },
    ] {
        for lossless in [false, true] {
            let mut walker = pager(asked, lossless);
            let page = |rows: usize, from: i64| {
                let row = |n: i64| Row { id: (from - n).to_string(), millis: from - n };
                let items: Vec<Row> = (0..i64::try_from(rows).unwrap()).map(row).collect();
                let end_cursor = items.last().map(|row| cursor(row.millis));
                Page { items, end_cursor, has_next: false, total: None }
            };
            if let Some(rows) = before {
                walker.accept(&mut Page { has_next: true, ..page(rows, START) }, rows, true, PARTS);
            }
            let from = START + 1 - i64::try_from(before.unwrap_or(1)).unwrap();
            walker.accept(&mut page(received, from), received, false, PARTS);
            if received > 0 || !lossless {
                assert_eq!(
                    (walker.request().is_none(), walker.take_stuck()),
                    (true, stuck),
                    "{asked} {received}"
                );
            }
        }
    }
}

#[test]
fn the_maximum_is_exact_and_asks_for_no_more_than_it_needs() {
    let gateway = Gateway::new(Cut::Strict, (0..1000).map(|n| START + n).collect());
    for (max, requests) in [(0, 0), (1, 1), (99, 1), (100, 1), (101, 2), (250, 3), (5000, 10)] {
        let first = PageRequest { limit: Some(100), ..PageRequest::default() };
        let mut first_limit = None;
        let walk = walk_over(Pager::new(first, Some(max), false), |request| {
            first_limit.get_or_insert(request.limit.unwrap());
            gateway.page(request)
        });
        assert_eq!(walk.ids.len() as u64, max.min(1000), "{max}");
        assert_eq!(walk.requests, requests, "{max}");
        assert_eq!(first_limit.map(u64::from), (max > 0).then(|| max.min(100)), "{max}");
    }
}

#[test]
fn what_else_was_asked_for_stays_the_same_on_every_page() {
    let first = PageRequest { limit: Some(2), search: Some("x".into()), with_total: true, cursor: None };
    let gateway = Gateway::new(Cut::Strict, (0..6).map(|n| START + n).collect());
    walk_over(Pager::new(first, None, false), |request| {
        assert_eq!((request.search.as_deref(), request.with_total), (Some("x"), true));
        gateway.page(request)
    });
}
