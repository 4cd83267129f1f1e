//! The keys of a GraphQL answer.

use crate::error::graphql_error::GraphQlError;
use serde::Deserialize;

/// An answer's `data` and `errors`.
#[derive(Deserialize)]
#[serde(bound = "D: Deserialize<'de>")]
pub(crate) struct Envelope<D> {
    pub(crate) data: Option<D>,
    pub(crate) errors: Option<Vec<GraphQlError>>,
}
