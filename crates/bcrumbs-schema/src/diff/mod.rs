//! Compares two schemas: the changes, their risk, and the affected operations.

pub(crate) mod applied;
pub(crate) mod change;
pub(crate) mod compare;
pub(crate) mod directives;
pub(crate) mod drift;
pub(crate) mod impact;
pub(crate) mod matched;
pub(crate) mod model;
pub(crate) mod names;
pub(crate) mod operations;
pub(crate) mod renames;
pub(crate) mod risk;
pub(crate) mod shape;
pub(crate) mod types;
pub(crate) mod values;
pub(crate) mod written;
