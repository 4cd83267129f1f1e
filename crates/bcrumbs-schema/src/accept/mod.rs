//! The accepted list: changes and findings that a person has decided to live with.

pub(crate) mod diff;
pub(crate) mod entries;
pub(crate) mod list;
pub(crate) mod matching;
pub(crate) mod report;
