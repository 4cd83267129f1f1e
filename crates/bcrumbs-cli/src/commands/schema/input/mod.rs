//! Where schemas and operations are read from.

pub(crate) mod git;
pub(crate) mod input;
