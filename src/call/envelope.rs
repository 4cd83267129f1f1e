//! The keys of a GraphQL response.

use crate::error::graphql_error::GraphQlError;
use serde::Deserialize;

/// The `data` and `errors` of a response.
#[derive(Deserialize)]
#[serde(bound = "D: Deserialize<'de>")]
pub(crate) struct Envelope<D> {
    pub(crate) data: Option<D>,
    pub(crate) errors: Option<Vec<GraphQlError>>,
}
