//! Whether an operation may be sent twice. Every GraphQL call is a POST, so HTTP does not say it.

/// Whether sending an operation twice does the same as sending it once.
///
/// A query is idempotent. A mutation is not, unless it is stated by [`Request::idempotency`](crate::Request::idempotency).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Idempotency {
    /// Twice is the same as once: the operation is retried where the attempt before may have run.
    Idempotent,
    /// Twice is not the same as once: the operation is retried only where the attempt before certainly did not run.
    NotIdempotent,
}
