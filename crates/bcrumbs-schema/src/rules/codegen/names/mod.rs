//! The Rust names that the generator derives from GraphQL names.

pub(crate) mod module;
pub(crate) mod rust;
pub(crate) mod types;
