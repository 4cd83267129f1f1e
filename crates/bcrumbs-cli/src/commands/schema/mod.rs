//! `bcrumbs schema`.

mod accepting;
mod check;
mod diff;
mod explain;
mod formats;
mod input;
pub(crate) mod operations;
mod print;
mod pull;
pub(crate) mod schema;
