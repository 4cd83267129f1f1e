//! `bcrumbs convs`.

mod assign;
pub(crate) mod convs;
mod filters;
mod start;
