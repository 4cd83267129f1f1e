//! The handle for a test.

mod faults;
pub(crate) mod handle;
mod rows;
mod webhooks;
