//! Tests how the null elements of a page are reported: each once, in a limited number of errors.

use super::{Fetched, RawPage};
use crate::call::null_elements::NAMED_NULLS;
use crate::call::response::Response;
use crate::error::graphql_error::GraphQlError;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Returns the reports that are added to a page with these null elements and these errors of the gateway.
fn added(nulls: Vec<usize>, errors: Vec<Value>) -> Vec<GraphQlError> {
    let count = errors.len();
    let mut response = Response::new(RawPage { items: vec![(); 3], nulls, info: None });
    response.errors = errors.into_iter().map(|error| serde_json::from_value(error).unwrap()).collect();
    let fetched = Fetched::new(response, "convs");
    fetched.response.errors[count..].to_vec()
}

fn at(index: usize) -> Vec<Value> {
    vec!["convs".into(), "nodes".into(), index.into()]
}

#[test]
fn a_page_of_nulls_is_reported_in_few_entries_that_state_the_number() {
    for (nulls, entries) in [(0, 0), (1, 1), (NAMED_NULLS, NAMED_NULLS), (4_000, NAMED_NULLS + 1)] {
        let added = added((0..nulls).collect(), Vec::new());
        assert_eq!(added.len(), entries, "{nulls} nulls");
        let named: Vec<&[Value]> = added.iter().take(NAMED_NULLS).map(GraphQlError::path).collect();
        assert_eq!(named, (0..nulls.min(NAMED_NULLS)).map(at).collect::<Vec<_>>());
        if let Some(rest) = added.get(NAMED_NULLS) {
            assert!(rest.to_string().contains(&format!("{} more", nulls - NAMED_NULLS)), "{rest}");
            assert_eq!(rest.path(), ["convs", "nodes"]);
        }
    }
}

#[test]
fn a_page_of_nulls_that_are_all_reported_in_any_order_is_reported_no_second_time() {
    // A comparison of each pair would need 30,000,000,000 comparisons.
    let count = 250_000;
    let errors = (0..count).rev().map(|index| json!({"message": "no", "path": at(index)})).collect();
    assert_eq!(added((0..count).collect(), errors), []);
}

proptest! {
    #[test]
    fn each_null_is_reported_exactly_once(
        nulls in prop::collection::btree_set(0_usize..300, 0..300),
        reported in prop::collection::vec((0_usize..300, 0_usize..5), 0..50),
    ) {
        let path = |(index, form): &(usize, usize)| match form {
            0 => json!(["convs", "nodes", index]),
            1 => json!(["convs", "nodes", index, "client", "name"]),
            2 => json!(["messages", "nodes", index]),
            3 => json!(["convs", "nodes", index.to_string()]),
            _ => json!(["convs"]),
        };
        let known: BTreeSet<usize> = reported.iter().filter(|(_, form)| *form < 2).map(|(index, _)| *index).collect();
        let errors = reported.iter().map(|at| json!({"message": "no", "path": path(at)})).collect();
        let missing: Vec<usize> = nulls.difference(&known).copied().collect();
        let added = added(nulls.into_iter().collect(), errors);
        let named: Vec<Vec<Value>> = added.iter().take(NAMED_NULLS).map(|error| error.path().to_vec()).collect();
        prop_assert_eq!(named, missing.iter().take(NAMED_NULLS).map(|index| at(*index)).collect::<Vec<_>>());
        let further = missing.len().saturating_sub(NAMED_NULLS);
        let stated = added.get(NAMED_NULLS).map(|report| report.message().to_owned());
        let count = (further > 0).then(|| GraphQlError::null_elements(further, Vec::new()).message().to_owned());
        prop_assert_eq!(stated, count);
    }
}
