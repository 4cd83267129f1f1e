//! `bcrumbs schema`.

mod accepting;
mod check;
mod diff;
mod example;
mod explain;
mod formats;
pub(crate) mod input;
pub(crate) mod operations;
mod print;
mod pull;
pub(crate) mod schema;
