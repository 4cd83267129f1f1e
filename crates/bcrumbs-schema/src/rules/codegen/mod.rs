//! What valid GraphQL does to the Rust that `graphql_client` makes of it.

pub(crate) mod check;
pub(crate) mod condition;
pub(crate) mod default;
pub(crate) mod definitions;
pub(crate) mod input;
pub(crate) mod names;
pub(crate) mod overlap;
pub(crate) mod selection;
pub(crate) mod text;
