//! Calls the webhooks, and records the results.

pub(crate) mod delivery;
pub(crate) mod payload;
pub(crate) mod post;
pub(crate) mod queue;
pub(crate) mod target;
