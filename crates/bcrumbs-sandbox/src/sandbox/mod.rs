//! The handle that a test holds.

mod faults;
pub(crate) mod handle;
mod rows;
mod webhooks;
