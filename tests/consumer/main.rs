//! What a consumer of the library sees of it, and what whoever changes it must keep.

mod consumers;
mod examples;
mod layout;
#[cfg(unix)]
mod public_api;
mod rebuild;
mod release;
