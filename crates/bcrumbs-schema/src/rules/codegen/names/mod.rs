//! The Rust names that the generator makes of GraphQL names.

pub(crate) mod module;
pub(crate) mod rust;
pub(crate) mod types;
