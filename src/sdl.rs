//! The text of the schema, for redaction and for the users of the crate.

/// The documented part of the gateway's schema, in the GraphQL schema definition language (SDL).
///
/// ```
/// assert!(bcrumbs::SDL.contains("startConv(input: ConvStartInput!): Conv"));
/// ```
pub const SDL: &str = include_str!("../schema/bcrumbs.graphql");
