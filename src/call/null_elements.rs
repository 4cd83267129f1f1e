//! Reports the null elements of a list: each once, and never in more entries than a reader can use.

use crate::error::graphql_error::GraphQlError;
use std::collections::HashSet;

/// The null elements of a list that are reported one by one; the others are reported together, with their number.
pub(crate) const NAMED_NULLS: usize = 100;

/// Reports the null elements of a field's `nodes` that no error of the gateway's has reported.
pub(crate) fn unreported(nulls: &[usize], errors: &[GraphQlError], field: &str) -> Vec<GraphQlError> {
    let reported: HashSet<u64> = errors.iter().filter_map(|error| position(error, field)).collect();
    let mut unreported = nulls.iter().filter(|index| !reported.contains(&(**index as u64)));
    let mut reports: Vec<GraphQlError> = (unreported.by_ref().take(NAMED_NULLS))
        .map(|index| GraphQlError::null_element(vec![field.into(), "nodes".into(), (*index).into()]))
        .collect();
    let further = unreported.count();
    if further > 0 {
        reports.push(GraphQlError::null_elements(further, vec![field.into(), "nodes".into()]));
    }
    reports
}

/// Returns the position in the list's `nodes` that an error is about.
fn position(error: &GraphQlError, field: &str) -> Option<u64> {
    match error.path() {
        [list, nodes, index, ..] if list == field && nodes == "nodes" => index.as_u64(),
        _ => None,
    }
}
