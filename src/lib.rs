//! A typed client for the Bread Crumbs gateway.

/// The gateway's schema as far as it is documented, in GraphQL's schema definition language.
pub const SDL: &str = include_str!("../schema/bcrumbs.graphql");
