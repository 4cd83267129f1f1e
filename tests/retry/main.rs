//! Retries, under load.

mod storm;
#[path = "../support/mod.rs"]
mod support;
