//! Whole lists into files.

mod checkpoint;
mod checksum;
mod drain;
pub(crate) mod export;
mod file;
mod format;
mod lock;
mod paths;
mod progress;
mod seen;
mod state;
