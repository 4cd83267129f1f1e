//! `bcrumbs schema`.

mod check;
mod diff;
mod explain;
pub(crate) mod operations;
mod print;
mod pull;
pub(crate) mod schema;
