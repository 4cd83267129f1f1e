//! The check of documents.

pub(crate) mod judge;
pub(crate) mod run;
pub(crate) mod units;
