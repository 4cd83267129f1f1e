//! Whether an operation may be sent twice. Every GraphQL call is a POST, so the HTTP method does not show it.

/// Whether sending an operation twice has the same effect as sending it once.
///
/// A query is idempotent. A mutation is not idempotent, unless [`Request::idempotency`](crate::Request::idempotency)
/// sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Idempotency {
    /// Sending twice has the same effect as sending once. The operation is retried even if the attempt before may have
    /// run.
    Idempotent,
    /// Sending twice has another effect than sending once. The operation is retried only if the attempt before
    /// certainly did not run.
    NotIdempotent,
}
