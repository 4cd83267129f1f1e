//! `bcrumbs doctor`.

mod check;
pub(crate) mod doctor;
mod reach;
mod skew;
mod verdict;
