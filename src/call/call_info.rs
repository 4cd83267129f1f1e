//! `CallInfo` identifies the call of a request, so that a transport does not have to parse the body.

use crate::graphql::document::OperationKind;
use crate::retry::idempotency::Idempotency;

/// Information about the call of a request. Each request that a [`Transport`](crate::Transport) receives has one in its
/// extensions.
///
/// ```
/// use bcrumbs::{ApiKey, CallInfo, Client, HttpTransport, Transport, TransportFuture};
///
/// /// Prints each request.
/// #[derive(Debug)]
/// struct Printed(HttpTransport);
///
/// impl Transport for Printed {
///     fn send(&self, request: http::Request<bytes::Bytes>) -> TransportFuture<'_> {
///         if let Some(call) = request.extensions().get::<CallInfo>() {
///             println!("{}, attempt {}, {:?}", call.operation, call.attempt, call.idempotency);
///         }
///         self.0.send(request)
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CallInfo {
    /// The operation's name, for example `startConv`.
    pub operation: &'static str,
    /// Whether it reads, or may change something.
    pub kind: OperationKind,
    /// The number of the attempt, counted from 1.
    pub attempt: u32,
    /// Whether the operation may be sent twice.
    pub idempotency: Idempotency,
}
