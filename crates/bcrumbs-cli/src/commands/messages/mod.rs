//! `bcrumbs messages`.

mod filters;
pub(crate) mod messages;
mod send;
