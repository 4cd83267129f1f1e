//! Serves the gateway over HTTP.

pub(crate) mod body;
pub(crate) mod connection;
pub(crate) mod control;
pub(crate) mod handler;
pub(crate) mod response;
pub(crate) mod router;
pub(crate) mod server;
