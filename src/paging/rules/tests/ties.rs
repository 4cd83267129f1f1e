//! Tests rows with the same instant at a page boundary.

use super::{ListResult, START, fetch_all, rules};
use crate::model::page_request::PageRequest;
use crate::paging::model_gateway::*;
use crate::paging::pagination_error::PaginationError;
use crate::paging::rules::{BoundaryMode, PaginationRules};
use proptest::prelude::*;

/// Creates a list of rows with these instants, in milliseconds.
fn gateway(cut: Cut, form: Form, instants: impl IntoIterator<Item = i64>) -> Gateway {
    let instants = instants.into_iter().map(|millis| millis * MILLISECOND);
    Gateway::new(Rules { cut, form, ..Rules::PLAIN }, instants, 1)
}

fn read_list(rules: PaginationRules, gateway: &mut Gateway) -> ListResult {
    fetch_all(rules, |request| gateway.page(request))
}

fn ids(gateway: &Gateway) -> Vec<String> {
    gateway.rows.iter().map(|row| row.id.clone()).collect()
}

fn cut(inclusive: bool) -> Cut {
    if inclusive { Cut::Inclusive } else { Cut::Strict }
}

#[test]
fn distinct_instants_come_once_each_by_either_rule_and_cut() {
    for cut in [Cut::Strict, Cut::Inclusive] {
        for form in [Form::Milliseconds, Form::Opaque] {
            let mut gateway = gateway(cut, form, (0..1000).map(|n| START + n));
            let result = read_list(rules(100), &mut gateway);
            assert_eq!((result.ids, result.error), (ids(&gateway), None), "{cut:?} {form:?}");
        }
    }
}

#[test]
fn plain_paging_repeats_nothing_across_an_edge() {
    let instants = (0..30).map(|n| START + n).chain([START + 10; 3]);
    let mut gateway = gateway(Cut::Inclusive, Form::Opaque, instants);
    let result = read_list(rules(10), &mut gateway);
    assert_eq!((result.ids, result.error), (ids(&gateway), None));
}

#[test]
fn plain_paging_loses_ties_at_a_strict_edge_and_lossless_paging_does_not() {
    let instants = [START, START, START, START - 1];
    assert_eq!(read_list(rules(2), &mut gateway(Cut::Strict, Form::Opaque, instants)).ids.len(), 3);
    let mut gateway = gateway(Cut::Strict, Form::Milliseconds, instants);
    assert_eq!(read_list(rules(2), &mut gateway).ids, ids(&gateway));
}

#[test]
fn lossless_paging_gets_through_an_instant_with_more_rows_than_a_page() {
    for cut in [Cut::Strict, Cut::Inclusive] {
        let instants = [START; 250].into_iter();
        let instants = instants.chain((1..300).map(|n| START - n)).chain((1..50).map(|n| START + n));
        let mut gateway = gateway(cut, Form::Milliseconds, instants);
        let result = read_list(rules(100), &mut gateway);
        assert_eq!((result.ids, result.error), (ids(&gateway), None), "{cut:?}");
        assert!(result.requests <= 12, "{} requests", result.requests);
    }
}

#[test]
fn a_gateway_that_caps_its_pages_below_an_instants_rows_is_an_error_and_no_loss() {
    let mut gateway = gateway(Cut::Strict, Form::Milliseconds, [START; 250]);
    gateway.rules.cap = 100;
    let result = read_list(rules(100), &mut gateway);
    assert_eq!((result.ids.len(), result.error), (100, Some(PaginationError::CappedPages)));
}

#[test]
fn lossless_paging_returns_to_the_set_size() {
    let instants = [START; 15].into_iter().chain((1..100).map(|n| START - n));
    let mut gateway = gateway(Cut::Strict, Form::Milliseconds, instants);
    let mut limits = Vec::new();
    let result = fetch_all(rules(10), |request| {
        limits.push(request.limit.unwrap());
        gateway.page(request)
    });
    assert_eq!(result.ids, ids(&gateway));
    assert_eq!(limits[..4], [10, 10, 20, 10]);
    assert!(limits[3..].iter().all(|limit| *limit == 10), "{limits:?}");
}

#[test]
fn lossless_paging_remembers_little() {
    let instants = (0..5000).map(|n| START + n / 3 * 50);
    let mut gateway = gateway(Cut::Inclusive, Form::Milliseconds, instants);
    let mut rules = rules(100);
    while let Some(request) = rules.request() {
        let mut page = gateway.page(request);
        let element_count = page.items.len();
        rules.accept(&mut page, element_count, true, ROW);
        let BoundaryMode::Lossless(lossless) = &rules.boundary else { panic!("not lossless") };
        assert!(lossless.remembered() <= 250, "{} keys", lossless.remembered());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lossless_paging_gives_each_row_once_whatever_the_ties(
        instants in prop::collection::vec(0_i64..12, 0..60),
        page_size in 1_u32..12,
        inclusive: bool,
    ) {
        let instants = instants.into_iter().map(|n| START + n);
        let mut gateway = gateway(cut(inclusive), Form::Milliseconds, instants);
        let result = read_list(rules(page_size), &mut gateway);
        prop_assert_eq!(result.error, None);
        prop_assert_eq!(result.ids, ids(&gateway));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lossless_paging_gives_each_row_once_however_many_digits_a_cursor_has(
        instants in prop::collection::vec((0_i64..25, 0_i64..2), 0..60),
        page_size in 1_u32..12,
        inclusive: bool,
    ) {
        let instants = instants.into_iter().map(|(tenths, millis)| START + tenths * 100 + millis);
        let mut gateway = gateway(cut(inclusive), Form::Trimmed, instants);
        let result = read_list(rules(page_size), &mut gateway);
        prop_assert_eq!(result.error, None);
        prop_assert_eq!(result.ids, ids(&gateway));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plain_paging_never_repeats_a_row(
        instants in prop::collection::vec(0_i64..40, 0..60),
        page_size in 1_u32..12,
        inclusive: bool,
    ) {
        let instants = instants.into_iter().map(|n| START + n);
        let mut gateway = gateway(cut(inclusive), Form::Opaque, instants);
        let mut seen = read_list(rules(page_size), &mut gateway).ids;
        let returned = seen.len();
        seen.sort();
        seen.dedup();
        prop_assert_eq!(returned, seen.len());
    }

    #[test]
    fn a_list_that_is_resumed_at_a_cursor_repeats_but_never_skips(
        instants in prop::collection::vec(0_i64..12, 1..60),
        page_size in 1_u32..12,
        stop_after in 0_usize..6,
        inclusive: bool,
    ) {
        let instants = instants.into_iter().map(|n| START + n);
        let mut gateway = gateway(cut(inclusive), Form::Milliseconds, instants);
        let mut first_part = rules(page_size);
        let (mut returned, mut began) = (Vec::new(), None);
        for _ in 0..=stop_after {
            let Some(request) = first_part.request() else { break };
            began = request.cursor.clone();
            let mut page = gateway.page(request);
            let element_count = page.items.len();
            first_part.accept(&mut page, element_count, true, ROW);
            returned.extend(page.items.into_iter().map(|row| row.id));
        }
        let first = PageRequest { limit: Some(page_size), cursor: began, ..PageRequest::default() };
        returned.extend(read_list(PaginationRules::new(first, None, None), &mut gateway).ids);
        returned.sort();
        returned.dedup();
        prop_assert_eq!(returned.len(), gateway.rows.len());
    }
}
