//! Example responses for an operation.

pub(crate) mod respond;
pub(crate) mod values;
