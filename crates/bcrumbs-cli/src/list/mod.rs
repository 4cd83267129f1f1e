//! Lists: how much is asked for, and printing it page by page.

pub(crate) mod listing;
pub(crate) mod paging;
