//! Whether an operation belongs to this crate or to the caller.

/// Whether an operation belongs to this crate or to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Origin {
    /// An operation of this crate, one of [`OPERATIONS`](crate::OPERATIONS).
    Shipped,
    /// The caller's own operation. It is sent unchanged.
    Own,
}
