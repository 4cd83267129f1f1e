//! The errors of the outbox's file.

use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome};
use std::borrow::Cow;
use std::io;

/// Returns the error of a call that was not sent because of its outbox.
pub(crate) fn refused(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Outbox, Outcome::NotExecuted, message)
}

/// Returns the function that adds what could not be done to an error of the file system.
pub(crate) fn failed(what: &'static str) -> impl FnOnce(io::Error) -> Error {
    move |error| refused(format!("{what}: {error}; nothing was sent")).with_source(error)
}

pub(crate) fn unencodable(error: serde_json::Error) -> Error {
    refused("the step cannot be written as JSON; nothing was sent").with_source(error)
}

/// Returns the error for a runtime that is shutting down.
pub(crate) fn stopped() -> Error {
    refused("the work on the outbox's file was cancelled; is the runtime shutting down?")
}
