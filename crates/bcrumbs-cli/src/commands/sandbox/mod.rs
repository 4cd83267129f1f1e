//! `bcrumbs sandbox`.

mod script;
pub(crate) mod serve;
mod steer;
