//! Whose operation a call sends.

/// Whose operation a call sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Origin {
    /// This crate's, one of [`OPERATIONS`](crate::OPERATIONS).
    Shipped,
    /// The caller's own: it is sent as it is.
    Own,
}
