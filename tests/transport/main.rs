//! Calls over real sockets: servers that follow a script and misbehave, and what each of them saw.
//!
//! How often a request was sent is counted by the server, never by the client.

mod breaking;
mod calls;
#[cfg(any(feature = "rustls", feature = "ring"))]
mod certificates;
mod connecting;
mod heads;
#[cfg(all(feature = "http2", any(feature = "rustls", feature = "ring")))]
mod http2;
mod http_transport;
mod proxy;
mod server;
mod slow;
mod stale;
#[path = "../support/mod.rs"]
mod support;
mod too_large;
mod wrapping;
