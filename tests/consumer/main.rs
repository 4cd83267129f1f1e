//! The library as its consumers see it, and the rules for changes.

mod consumers;
mod examples;
mod layout;
mod platform;
#[cfg(unix)]
mod public_api;
mod rebuild;
mod release;
