//! Reports the null elements of a list, each once, in a limited number of errors.

use crate::error::graphql_error::GraphQlError;
use std::collections::HashSet;

/// The number of null elements that have their own error. One more error reports the number of all others.
pub(crate) const NAMED_NULLS: usize = 100;

/// Returns errors for the null elements of `nodes` that the gateway did not report itself.
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

/// Returns the index in `nodes` that an error belongs to.
fn position(error: &GraphQlError, field: &str) -> Option<u64> {
    match error.path() {
        [list, nodes, index, ..] if list == field && nodes == "nodes" => index.as_u64(),
        _ => None,
    }
}
