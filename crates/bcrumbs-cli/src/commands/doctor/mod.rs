//! `bcrumbs doctor`.

mod check;
pub(crate) mod doctor;
mod reach;
mod reads;
mod schema;
mod skew;
mod verdict;
