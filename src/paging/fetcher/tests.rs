//! Tests resuming a list at any position, with a model of the gateway: each row is returned exactly once.

use super::{PageFetcher, PageSource, Part};
use crate::call::response::Response;
use crate::model::page_request::PageRequest;
use crate::model::position::Position;
use crate::paging::first_page::{Alone, alone};
use crate::paging::items::Items;
use crate::paging::model_gateway::*;
use crate::paging::page::{Fetched, Page};
use crate::paging::paged_query::Period;
use crate::paging::pages::Pages;
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

/// Midnight, so that a gateway that compares in seconds has its groups where the tests put them.
const START: i64 = 1_742_083_200 * SECOND;

type SharedGateway = Arc<Mutex<Gateway>>;

fn fetcher(gateway: &SharedGateway, part: Part) -> PageFetcher<ModelRow> {
    let gateway = gateway.clone();
    let fetch = move |request: PageRequest| {
        let page: Page<ModelRow> = gateway.lock().unwrap_or_else(PoisonError::into_inner).page(&request);
        async move {
            Ok(Fetched { element_count: page.items.len(), has_info: true, response: Response::new(page) })
        }
    };
    PageFetcher::new(PageSource::new("list", ROW, fetch), part)
}

fn part(page_size: u32, after: Option<Position>) -> Part {
    let first = PageRequest { limit: Some(page_size), ..PageRequest::default() };
    Part { first, after, ..Part::default() }
}

/// The model responds immediately.
fn now<T>(poll: Poll<T>) -> T {
    match poll {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the model answers at once"),
    }
}

/// Stops after this number of pages, and resumes with a new list from the text of the position.
fn by_pages(gateway: &SharedGateway, page_size: u32, pages: usize) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), None);
    for _ in 0..2_000 {
        let mut fetcher = fetcher(gateway, part(page_size, after.clone()));
        for _ in 0..pages {
            let cx = &mut Context::from_waker(Waker::noop());
            let Some(fetched) = now(fetcher.poll(cx)) else { return ids };
            let page = fetched.result.unwrap().into_data();
            ids.extend(page.items.into_iter().map(|row| row.id));
            match page.next {
                Some(next) => after = Some(next.to_string().into()),
                None => return ids,
            }
        }
    }
    panic!("the list does not end: {after:?}")
}

/// Stops after this number of items, also inside a page, and resumes from the text of the position.
fn by_items(gateway: &SharedGateway, page_size: u32, items: usize) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), None::<Position>);
    for _ in 0..2_000 {
        let pages = Pages::new(fetcher(gateway, part(page_size, after.clone())), after.clone(), 0);
        let mut stream = Items::new(pages);
        for _ in 0..items {
            match now(stream.poll(&mut Context::from_waker(Waker::noop()))) {
                Some(item) => ids.push(item.unwrap().id),
                None => return ids,
            }
        }
        after = stream.position().map(|position| position.to_string().into());
    }
    panic!("the list does not end: {after:?}")
}

fn expected(gateway: &SharedGateway) -> Vec<String> {
    let mut ids: Vec<_> = gateway.lock().unwrap().rows.iter().map(|row| row.id.clone()).collect();
    ids.sort_unstable();
    ids
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids
}

/// A gateway with a list that is newest first and with cursors that are timestamps.
fn rules() -> impl Strategy<Value = Rules> {
    let cut = prop_oneof![Just(Cut::Strict), Just(Cut::Inclusive), Just(Cut::NextRow)];
    let ties = prop_oneof![Just(Ties::Stable), Just(Ties::Shuffled)];
    let form = prop::sample::select(
        Form::ALL.iter().copied().filter(|form| *form != Form::Opaque).collect::<Vec<_>>(),
    );
    (cut, ties, form).prop_map(|(cut, ties, form)| Rules { cut, ties, form, ..Rules::PLAIN })
}

/// Instants in units, of which up to eight are the same.
fn instants() -> impl Strategy<Value = Vec<i64>> {
    let unit = prop::sample::select(vec![MILLISECOND, 100 * MILLISECOND, SECOND, 60 * SECOND]);
    (unit, prop::collection::vec(1_usize..=8, 0..30)).prop_map(|(unit, groups)| {
        let instants = groups.into_iter().zip(0_i64..);
        instants.flat_map(|(rows, n)| std::iter::repeat_n(START + n * unit, rows)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_list_that_is_resumed_after_any_page_returns_each_row_once(
        rules in rules(), instants in instants(), page_size in 1_u32..12, pages in 1_usize..4, seed: u64,
    ) {
        let gateway = Arc::new(Mutex::new(Gateway::new(rules, instants, seed)));
        prop_assert_eq!(sorted(by_pages(&gateway, page_size, pages)), expected(&gateway));
    }

    #[test]
    fn a_list_that_is_resumed_inside_of_pages_returns_each_row_once(
        rules in rules(), instants in instants(), page_size in 1_u32..12, items in 1_usize..15, seed: u64,
    ) {
        prop_assume!(rules.form.unit() <= MILLISECOND);
        // Such a list of one page has no cursor at all, so the documented form is used.
        let is_epoch = matches!(rules.form, Form::EpochSeconds | Form::EpochMilliseconds | Form::EpochMicroseconds);
        prop_assume!(rules.cut != Cut::NextRow || !is_epoch);
        let gateway = Arc::new(Mutex::new(Gateway::new(rules, instants, seed)));
        prop_assert_eq!(sorted(by_items(&gateway, page_size, items)), expected(&gateway));
    }

    #[test]
    fn more_rows_at_one_instant_than_a_position_holds_come_once_page_by_page(
        rules in rules(), groups in prop::collection::vec(1_usize..40, 1..6), page_size in 1_u32..12, seed: u64,
    ) {
        let instants = groups.into_iter().zip(0_i64..);
        let instants = instants.flat_map(|(rows, n)| std::iter::repeat_n(START + n * SECOND, rows));
        let gateway = Arc::new(Mutex::new(Gateway::new(rules, instants, seed)));
        prop_assert_eq!(sorted(by_pages(&gateway, page_size, 1)), expected(&gateway));
    }

    #[test]
    fn a_period_holds_exactly_what_lies_in_it(
        rules in rules(), instants in instants(), page_size in 1_u32..12, from in 0_i64..40, to in 0_i64..40, seed: u64,
    ) {
        let instant = |n: i64| DateTime::<Utc>::from_timestamp_nanos(START + n * SECOND / 2);
        let period = Period { since: Some(instant(from.min(to))), until: Some(instant(from.max(to))) };
        let gateway = Arc::new(Mutex::new(Gateway::new(rules, instants, seed)));
        let mut fetcher = fetcher(&gateway, Part { period, ..part(page_size, None) });
        let mut ids = Vec::new();
        while let Some(fetched) = now(fetcher.poll(&mut Context::from_waker(Waker::noop()))) {
            ids.extend(fetched.result.unwrap().into_data().items.into_iter().map(|row| row.id));
        }
        let listed = gateway.lock().unwrap().rows.iter().filter(|row| period.contains(row.time())).map(|row| row.id.clone()).collect();
        prop_assert_eq!(sorted(ids), sorted(listed));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_page_is_the_first_page_of_the_list_whatever_the_order_the_ties_and_the_cursors(
        form in prop::sample::select(Form::ALL.to_vec()),
        order in prop::sample::select(vec![Order::NewestFirst, Order::OldestFirst]),
        steps in prop::collection::vec(0_i64..3, 0..30),
        doubled in any::<bool>(),
        page_size in 1_u32..40,
        seed: u64,
    ) {
        let rules = Rules { form, order, ties: Ties::Stable, ..Rules::PLAIN };
        let instants = steps.iter().scan(START, |at, step| { *at += step * 300_000_000; Some(*at) });
        let gateway = || {
            let mut gateway = Gateway::new(rules, instants.clone(), seed);
            if doubled && let Some(row) = gateway.rows.first().cloned() {
                gateway.rows.insert(0, row);
            }
            Arc::new(Mutex::new(gateway))
        };
        let request = PageRequest { limit: Some(page_size), ..PageRequest::default() };
        let page = gateway().lock().unwrap().page(&request);
        let fetched = Fetched { element_count: page.items.len(), has_info: true, response: Response::new(page) };
        let one = match alone(&fetched, ROW) {
            Alone::Complete(next) => Page { next, ..fetched.response.into_data() },
            Alone::NeedsRules => {
                let one = fetcher(&gateway(), part(page_size, None)).starting_with(fetched);
                now(pin!(one.into_page()).poll(&mut Context::from_waker(Waker::noop()))).unwrap().into_data()
            }
        };
        let mut all = fetcher(&gateway(), part(page_size, None));
        let first = now(all.poll(&mut Context::from_waker(Waker::noop())));
        let first = first.map_or_else(|| Page::new(Vec::new()), |first| first.result.unwrap().into_data());
        prop_assert_eq!(one, first);
    }
}

#[test]
fn a_cursor_of_the_gateway_resumes_with_the_rows_at_its_instant() {
    let instants = [0, 1, 1, 1, 2].map(|n| START + n * SECOND);
    let gateway = Arc::new(Mutex::new(Gateway::new(Rules::PLAIN, instants, 1)));
    let cursor = Rules::PLAIN.form.print(START + SECOND);
    let mut fetcher = fetcher(&gateway, part(10, Some(cursor.into())));
    let page = now(fetcher.poll(&mut Context::from_waker(Waker::noop()))).unwrap().result.unwrap();
    assert_eq!(page.items.len(), 4);
}

#[test]
fn the_maximum_is_exact_and_asks_for_no_more_than_it_needs() {
    for (max, requests) in [(0, 0), (1, 1), (99, 1), (100, 1), (101, 2), (250, 3), (5000, 10)] {
        for form in [Form::Milliseconds, Form::Opaque] {
            let rules = Rules { form, ..Rules::PLAIN };
            let gateway =
                Arc::new(Mutex::new(Gateway::new(rules, (0..1000).map(|n| START + n * 60 * SECOND), 1)));
            let mut fetcher = fetcher(&gateway, Part { max_items: Some(max), ..part(100, None) });
            let first_limit = fetcher.rules.request().and_then(|request| request.limit);
            let mut items = 0;
            while let Some(fetched) = now(fetcher.poll(&mut Context::from_waker(Waker::noop()))) {
                items += fetched.result.unwrap().items.len() as u64;
            }
            // Without loss, each page after the first begins with the last row of the page before.
            let repeats = usize::from(form == Form::Milliseconds && max > 1000);
            assert_eq!(items, max.min(1000), "{max} {form:?}");
            assert_eq!(gateway.lock().unwrap().requests, requests + repeats, "{max} {form:?}");
            assert_eq!(first_limit.map(u64::from), (max > 0).then(|| max.min(100)), "{max} {form:?}");
        }
    }
}
