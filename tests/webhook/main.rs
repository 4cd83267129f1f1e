//! Events of webhooks: parsing, identifiers, and reading their messages back.

mod confirm;
mod deliveries;
mod identifiers;
mod payloads;
mod receiver;
#[path = "../support/mod.rs"]
mod support;
