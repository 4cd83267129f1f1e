//! Rules about the Rust code that `graphql_client` generates from valid GraphQL.

pub(crate) mod check;
pub(crate) mod condition;
pub(crate) mod default;
pub(crate) mod definitions;
pub(crate) mod input;
pub(crate) mod names;
pub(crate) mod overlap;
pub(crate) mod selection;
pub(crate) mod text;
