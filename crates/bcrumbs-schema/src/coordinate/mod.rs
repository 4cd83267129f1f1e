//! Coordinates: the place of one in a schema, and the coordinate of a finding in a document.

pub(crate) mod finding;
pub(crate) mod locate;
