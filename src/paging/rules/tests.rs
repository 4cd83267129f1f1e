//! Tests the pagination rules with pages that are created by hand: where a list ends, and where it cannot be continued.

use super::{PaginationError, PaginationRules};
use crate::model::cursor::Cursor;
use crate::model::page_request::PageRequest;
use crate::model::position::Position;
use crate::paging::model_gateway::{Form, Gateway, MILLISECOND, ModelRow, ROW, Rules, Shown, Since};
use crate::paging::page::Page;
use std::fmt;

mod boundaries;
mod model;
mod ties;

/// The returned items of a list, and the number of requests.
#[derive(Debug, Default)]
struct ListResult {
    ids: Vec<String>,
    requests: usize,
    error: Option<PaginationError>,
}

fn fetch_all(
    mut rules: PaginationRules,
    mut fetch: impl FnMut(&PageRequest) -> Page<ModelRow>,
) -> ListResult {
    let mut result = ListResult::default();
    while let Some(request) = rules.request() {
        assert!(result.requests < 10_000, "the list does not end");
        result.requests += 1;
        let mut page = fetch(request);
        let element_count = page.items.len();
        rules.accept(&mut page, element_count, true, ROW);
        result.ids.extend(page.items.into_iter().map(|row| row.id));
    }
    result.error = rules.take_error();
    result
}

/// The rules of a list that is read from its start.
fn rules(page_size: u32) -> PaginationRules {
    PaginationRules::new(PageRequest { limit: Some(page_size), ..PageRequest::default() }, None, None)
}

/// The rules of a list that is resumed at a cursor that is not a timestamp. It uses plain paging from its first page
/// on.
fn plain_rules(page_size: u32) -> PaginationRules {
    let first = PageRequest { limit: Some(page_size), ..PageRequest::default() };
    let rules = PaginationRules::new(first, Some(&Position::from("cursor_before")), None);
    assert!(!rules.is_lossless());
    rules
}

/// A row with an instant in milliseconds.
fn row(id: impl fmt::Display, millis: i64) -> ModelRow {
    ModelRow { id: format!("{id}"), nanos: millis * MILLISECOND, shown: Shown::Kept, since: Since::Before }
}

fn page(items: Vec<ModelRow>, end_cursor: Option<Cursor>, has_next: bool) -> Page<ModelRow> {
    Page { end_cursor, has_next, ..Page::new(items) }
}

const START: i64 = 1_742_127_910_000;

/// Serves pages with these cursors, one row on each page, and `hasNextPage` is always true.
fn cursors(list: &[&str], rules: PaginationRules) -> ListResult {
    let mut n = 0;
    fetch_all(rules, |_| {
        let end_cursor = Some(list[n % list.len()].into());
        n += 1;
        page(vec![row(n, 0)], end_cursor, true)
    })
}

#[test]
fn a_cursor_that_repeats_is_an_error_at_once() {
    for rules in [rules(1), plain_rules(1)] {
        let result = cursors(&["a"], rules);
        assert_eq!((result.requests, result.error), (2, Some(PaginationError::RepeatedCursor)));
    }
}

#[test]
fn cursors_that_go_round_in_a_circle_are_an_error_soon() {
    for length in 2..40 {
        for rules in [rules(1), plain_rules(1)] {
            let names: Vec<String> = (0..length).map(|n| format!("cursor_{n}")).collect();
            let result = cursors(&names.iter().map(String::as_str).collect::<Vec<_>>(), rules);
            assert_eq!(result.error, Some(PaginationError::RepeatedCursor), "{length}");
            assert!(result.requests <= 4 * length, "{} requests for {length}", result.requests);
        }
    }
}

#[test]
fn cursors_that_are_no_instants_are_paged_as_they_come() {
    let mut n = 0;
    let mut rules = rules(1);
    assert!(rules.is_lossless());
    while let Some(request) = rules.request() {
        assert_eq!(request.cursor, (n > 0).then(|| format!("cursor_{n}").into()));
        n += 1;
        let mut page = page(vec![row(n, 0)], Some(format!("cursor_{n}").into()), n < 5);
        rules.accept(&mut page, 1, true, ROW);
        assert_eq!(page.items.len(), 1);
    }
    assert_eq!((n, rules.is_lossless(), rules.take_error()), (5, false, None));
}

#[test]
fn after_an_empty_page_with_more_to_come_the_next_one_is_asked_for() {
    for rules in [rules(10), plain_rules(10)] {
        let mut n = 0;
        let result = fetch_all(rules, |_| {
            n += 1;
            let items = if n == 3 { vec![row("late", 0)] } else { Vec::new() };
            page(items, Some(format!("cursor_{n}").into()), n < 3)
        });
        assert_eq!((result.ids, result.requests, result.error), (vec!["late".to_owned()], 3, None));
    }
}

#[test]
fn more_pages_without_a_cursor_are_an_error_after_the_items() {
    for rules in [rules(1), plain_rules(1)] {
        let result = fetch_all(rules, |_| page(vec![row("a", 0)], None, true));
        assert_eq!((result.ids.len(), result.error), (1, Some(PaginationError::NoCursor)));
    }
}

#[test]
fn a_full_page_without_page_information_is_an_error_and_a_short_one_is_the_end() {
    for (rows, error) in [(10, Some(PaginationError::NoPageInfo)), (9, None)] {
        for mut rules in [rules(10), plain_rules(10)] {
            let mut page = page((0..rows).map(|n| row(n, 0)).collect(), None, false);
            rules.accept(&mut page, rows, false, ROW);
            assert_eq!((rules.request().is_none(), rules.take_error()), (true, error));
        }
    }
}

#[test]
fn a_short_page_without_page_information_is_no_end_where_it_may_have_been_cut() {
    /// The number of elements on a page, the requested number, and the expected error.
    struct Case {
        asked: u32,
        before: Option<usize>,
        element_count: usize,
        error: Option<PaginationError>,
    }
    let unknown = Some(PaginationError::NoPageInfo);
    for Case { asked, before, element_count, error } in [
        Case { asked: 1000, before: None, element_count: 99, error: None },
        // The gateway's default is 100 rows on a page, and it may be the maximum too.
        Case { asked: 1000, before: None, element_count: 100, error: unknown },
        Case { asked: 1000, before: None, element_count: 250, error: unknown },
        Case { asked: 10, before: Some(10), element_count: 9, error: None },
        // An earlier page was smaller than requested, so this page may be too.
        Case { asked: 50, before: Some(20), element_count: 20, error: unknown },
        Case { asked: 50, before: Some(20), element_count: 3, error: unknown },
        Case { asked: 50, before: Some(20), element_count: 0, error: None },
    ] {
        for mut rules in [rules(asked), plain_rules(asked)] {
            let page = |rows: usize, from: i64, has_next: bool| {
                let items: Vec<_> =
                    (0..i64::try_from(rows).unwrap()).map(|n| row(from - n, from - n)).collect();
                let end_cursor = items.last().map(|row| Form::Milliseconds.print(row.nanos));
                page(items, end_cursor, has_next)
            };
            let lossless = rules.is_lossless();
            if let Some(rows) = before {
                rules.accept(&mut page(rows, START, true), rows, true, ROW);
            }
            let from = START + 1 - i64::try_from(before.unwrap_or(1)).unwrap();
            rules.accept(&mut page(element_count, from, false), element_count, false, ROW);
            if element_count > 0 || !lossless {
                assert_eq!(
                    (rules.request().is_none(), rules.take_error()),
                    (true, error),
                    "{asked} {element_count}"
                );
            }
        }
    }
}

#[test]
fn what_else_was_asked_for_stays_the_same_on_every_page() {
    for form in [Form::Milliseconds, Form::Opaque] {
        let first = PageRequest { limit: Some(2), search: Some("x".into()), total: Some(true), cursor: None };
        let instants = (0..6).map(|n| (START + n) * MILLISECOND);
        let mut gateway = Gateway::new(Rules { form, ..Rules::PLAIN }, instants, 1);
        let result = fetch_all(PaginationRules::new(first, None, None), |request| {
            assert_eq!((request.search.as_deref(), request.total), (Some("x"), Some(true)));
            gateway.page(request)
        });
        assert_eq!(result.ids.len(), 6);
    }
}
