//! The values by which a program distinguishes errors: the kind, the outcome, and the timeout that expired.

/// The kind of an error.
///
/// ```
/// use bcrumbs::{Error, ErrorKind};
///
/// fn exit_code(error: &Error) -> u8 {
///     match error.kind() {
///         ErrorKind::Config | ErrorKind::InvalidInput => 2,
///         ErrorKind::Unauthenticated | ErrorKind::Forbidden => 3,
///         _ => 1,
///     }
/// }
/// # let error = Error::new(ErrorKind::Config, bcrumbs::Outcome::NotExecuted, "no key");
/// # assert_eq!(exit_code(&error), 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built because a setting is invalid.
    Config,
    /// An argument of the call is invalid, for example an empty template name.
    InvalidInput,
    /// A reply was not sent because the 24-hour window is closed; see
    /// [`Error::closed_window`](crate::Error::closed_window).
    ReplyWindowClosed,
    /// An event has no message that [`Workspace::confirm`](crate::Workspace::confirm) can read back. Nothing was sent.
    NotConfirmable,
    /// The variables could not be serialized as JSON.
    Encode,
    /// The client could not connect: the connection was refused, the host name was not found, or TLS failed.
    Connect,
    /// One of the three timeouts expired; see [`Error::timeout_phase`](crate::Error::timeout_phase).
    Timeout,
    /// The connection broke before the response was complete, or the transport did not send the request.
    Transport,
    /// The gateway did not accept the key.
    Unauthenticated,
    /// The key has no permission for this operation or this workspace.
    Forbidden,
    /// Too many requests, according to the gateway, or the client's own
    /// [`rate_limit`](crate::ClientBuilder::rate_limit) permits no attempt before the end of the call; see
    /// [`Error::retry_after`](crate::Error::retry_after). If an earlier attempt failed, its error is the
    /// [`source`](std::error::Error::source).
    RateLimited,
    /// The gateway failed, with a status of 500 or more.
    Server,
    /// The gateway returned another status that is not a success, for example a redirect.
    Http,
    /// The operation does not fit the gateway's schema. Either the gateway refuses the operation as invalid, or its
    /// data does not have the types of this crate's schema; see [`Error::path`](crate::Error::path). The text of the
    /// error names the field or the argument and what to do next.
    ///
    /// Two cases have another kind. If the gateway does not know the value of an enum, it refuses an argument, and the
    /// kind is [`GraphQl`](Self::GraphQl): the message is the same as for a mistyped value. `data` without the operation's
    /// own field is [`Decode`](Self::Decode), because it breaks the rules of GraphQL with any schema.
    SchemaMismatch,
    /// The gateway refused the operation; see [`Error::graphql_errors`](crate::Error::graphql_errors).
    GraphQl,
    /// The response is not a valid GraphQL response, or it contains none of the requested fields.
    Decode,
    /// The response is larger than the client's limit.
    TooLarge,
    /// The list cannot be continued: the gateway's cursors form a loop, or items would be lost.
    Pagination,
    /// The file of an [`Outbox`](crate::outbox::Outbox) cannot be opened, read or written, or one of its intents is open.
    Outbox,
}

/// Whether the operation may have run at the gateway.
///
/// After several attempts it is the worst outcome of them. The order from worst to best is
/// [`Executed`](Self::Executed), [`Unknown`](Self::Unknown), [`NotExecuted`](Self::NotExecuted).
///
/// ```
/// use bcrumbs::Outcome;
///
/// assert!(Outcome::Executed > Outcome::Unknown && Outcome::Unknown > Outcome::NotExecuted);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// The operation did not run. It can be sent again.
    NotExecuted,
    /// The operation may have run. Check this before you send it again.
    Unknown,
    /// The operation ran, but its result did not arrive completely. Do not send it again.
    Executed,
}

/// The timeout that expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeoutPhase {
    /// The connect timeout: the time to connect to the server, including TLS.
    Connect,
    /// The attempt timeout: the time from sending the request to the last byte of the response.
    Attempt,
    /// The total timeout: the time of the whole call, including retries and waits.
    Total,
}
