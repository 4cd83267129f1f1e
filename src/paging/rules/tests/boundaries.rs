//! Tests the guarantees of lossless paging with gateways of the model.

use super::model::{Lossless, START, read_list, read_list_with};
use crate::paging::model_gateway::*;
use crate::paging::pagination_error::PaginationError;
use std::collections::HashSet;

const CUTS: [Cut; 3] = [Cut::Strict, Cut::Inclusive, Cut::NextRow];
const COMPARISONS: [i64; 4] = [1, MICROSECOND, MILLISECOND, SECOND];

fn rows(count: i64, apart: i64) -> impl Iterator<Item = i64> {
    (0..count).map(move |n| START + n * apart)
}

/// Reads a list, asserts that each row is returned once and that the list is lossless, and returns the number of
/// requests.
#[track_caller]
fn whole(mut gateway: Gateway, page_size: u32) -> usize {
    let result = read_list(&mut gateway, page_size);
    let rules = gateway.rules;
    assert_eq!((result.error, result.lossless), (None, Lossless::Promised), "{rules:?}");
    let shown = gateway.rows.iter().filter(|row| row.shown == Shown::Kept);
    let expected: HashSet<&String> = shown.map(|row| &row.id).collect();
    assert_eq!(result.ids.len(), expected.len(), "{rules:?}");
    assert_eq!(result.ids.iter().collect::<HashSet<_>>(), expected, "{rules:?}");
    gateway.requests
}

#[test]
fn nothing_is_lost_where_a_cursor_prints_more_digits_than_the_gateway_compares() {
    for cut in CUTS {
        for form in Form::ALL.into_iter().filter(|form| *form != Form::Opaque) {
            for compares in COMPARISONS {
                for apart in [300 * MICROSECOND, 7 * MILLISECOND, 130 * MILLISECOND, 3 * SECOND / 2] {
                    let rules = Rules { cut, form, compares, ..Rules::PLAIN };
                    whole(Gateway::new(rules, rows(120, apart), 1), 10);
                }
            }
        }
    }
}

#[test]
fn losslessness_costs_a_row_a_page_on_an_ordinary_list() {
    for cut in CUTS {
        for form in Form::ALL.into_iter().filter(|form| *form != Form::Opaque) {
            let rules = Rules { cut, form, ..Rules::PLAIN };
            let requests = whole(Gateway::new(rules, rows(1_000, 60 * SECOND), 1), 100);
            assert_eq!(requests, 11, "{cut:?} {form:?}");
        }
    }
}

#[test]
fn a_list_that_is_oldest_first_is_not_called_lossless() {
    for cut in CUTS {
        for form in Form::ALL {
            for apart in [1, 30 * MICROSECOND, MILLISECOND, SECOND] {
                let rules = Rules { cut, form, order: Order::OldestFirst, ..Rules::PLAIN };
                let instants = rows(300, apart).map(|nanos| nanos / (3 * apart) * 3 * apart);
                let result = read_list(&mut Gateway::new(rules, instants, 1), 10);
                let whole = result.ids.len() == 300;
                let reported = result.error.is_some() || result.lossless == Lossless::Withdrawn;
                assert!(reported || whole, "{rules:?} gave {}", result.ids.len());
            }
        }
    }
}

#[test]
fn an_inclusive_gateway_that_caps_its_pages_at_two_is_read_to_its_end() {
    for page_size in [2, 10, 100] {
        let rules = Rules { cut: Cut::Inclusive, cap: 2, ..Rules::PLAIN };
        let requests = whole(Gateway::new(rules, rows(400, MILLISECOND), 1), page_size);
        assert!(requests <= 4 * 200, "{requests} requests for 200 pages");
    }
}

#[test]
fn rows_that_are_filtered_after_the_limit_do_not_make_a_list_count_as_capped() {
    for cut in CUTS {
        for page_size in [1, 2, 10] {
            for tied in [1, 2, 5] {
                let rules = Rules { cut, filter: Filter::AfterTheLimit, ..Rules::PLAIN };
                let instants =
                    rows(300, MILLISECOND).map(|nanos| nanos / (tied * MILLISECOND) * tied * MILLISECOND);
                let mut gateway = Gateway::new(rules, instants, 1);
                for (n, row) in gateway.rows.iter_mut().enumerate() {
                    if n % 7 != 3 {
                        row.shown = Shown::Filtered;
                    }
                }
                let requests = whole(gateway, page_size);
                let pages = 300_usize.div_ceil(page_size as usize);
                assert!(requests <= 4 * pages, "{requests} requests for {pages} pages, {rules:?}");
            }
        }
    }
}

#[test]
fn a_list_whose_first_pages_are_all_filtered_is_read_to_its_end() {
    let rules = Rules { filter: Filter::AfterTheLimit, ..Rules::PLAIN };
    let mut gateway = Gateway::new(rules, rows(300, SECOND), 1);
    for row in &mut gateway.rows[..200] {
        row.shown = Shown::Filtered;
    }
    whole(gateway, 10);
}

#[test]
fn a_last_row_that_is_deleted_meanwhile_is_no_loss() {
    for apart in [MILLISECOND, SECOND, 60 * SECOND] {
        for doomed in [9, 10] {
            let mut gateway = Gateway::new(Rules::PLAIN, rows(100, apart), 1);
            let last = gateway.rows[doomed].id.clone();
            let result = read_list_with(&mut gateway, 10, |gateway| {
                if gateway.requests == 1 {
                    gateway.rows.retain(|row| row.id != last);
                }
            });
            assert_eq!((result.error, result.lossless), (None, Lossless::Promised), "{apart} {doomed}");
            let returned: HashSet<&String> = result.ids.iter().collect();
            assert_eq!(returned.len(), result.ids.len());
            assert!(gateway.rows.iter().all(|row| returned.contains(&row.id)), "{apart} {doomed}");
        }
    }
}

#[test]
fn a_group_that_no_page_can_hold_is_an_error_after_what_could_be_returned() {
    for cut in CUTS {
        for compares in COMPARISONS {
            let rules = Rules { cut, compares, cap: 10, ..Rules::PLAIN };
            let result = read_list(&mut Gateway::new(rules, rows(20, 0).chain(rows(20, SECOND)), 1), 10);
            assert_eq!(
                (result.error, result.ids.is_empty()),
                (Some(PaginationError::CappedPages), false),
                "{rules:?}"
            );
        }
    }
}
