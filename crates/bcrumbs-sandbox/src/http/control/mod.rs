//! The control routes: they offer the methods of `Sandbox` over HTTP, for tests in any language.

pub(crate) mod fields;
pub(crate) mod guard;
pub(crate) mod routes;
pub(crate) mod shown;
