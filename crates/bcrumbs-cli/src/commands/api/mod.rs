//! `bcrumbs api`.

pub(crate) mod api;
mod document;
mod query;
mod variables;
