//! The schema's text, for redaction and for the crate's users.

/// The gateway's schema as far as it is documented, in GraphQL's schema definition language.
///
/// ```
/// assert!(bcrumbs::SDL.contains("startConv(input: ConvStartInput!): Conv"));
/// ```
pub const SDL: &str = include_str!("../schema/bcrumbs.graphql");
