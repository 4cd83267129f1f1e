//! What a consumer of the library sees of it, and what whoever changes it must keep.

mod consumers;
mod examples;
mod layout;
mod platform;
#[cfg(unix)]
mod public_api;
mod rebuild;
mod release;
