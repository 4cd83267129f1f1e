//! Lists: which items, how much is asked for, and printing it page by page.

pub(crate) mod arguments;
pub(crate) mod filters;
pub(crate) mod follow;
pub(crate) mod listing;
pub(crate) mod paging;
pub(crate) mod period;
pub(crate) mod time;
pub(crate) mod warnings;
pub(crate) mod whole;
