//! Parses a text to a tree, for documents and schemas.

pub(crate) mod description;
pub(crate) mod errors;
pub(crate) mod grammar;
pub(crate) mod limits;
pub(crate) mod parse;
pub(crate) mod token;
