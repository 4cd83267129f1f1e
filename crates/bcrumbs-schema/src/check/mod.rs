//! The check of documents: which rules run on which text.

pub(crate) mod judge;
pub(crate) mod run;
pub(crate) mod units;
