//! The outbox: a paid call is sent at most once, whatever ends the program, and its file is never damaged silently.

#[path = "../support/mod.rs"]
mod support;

mod desk;
mod files;
#[cfg(unix)]
mod kills;
mod results;
