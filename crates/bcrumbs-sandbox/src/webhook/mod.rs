//! Calls the webhooks, and records what came of it.

pub(crate) mod delivery;
pub(crate) mod payload;
pub(crate) mod post;
pub(crate) mod queue;
pub(crate) mod target;
