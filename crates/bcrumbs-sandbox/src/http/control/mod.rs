//! The control surface: whatever a test in Rust does by `Sandbox`, a test in any language does over HTTP.

pub(crate) mod fields;
pub(crate) mod guard;
pub(crate) mod routes;
pub(crate) mod shown;
