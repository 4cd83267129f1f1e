//! What a program distinguishes in an error: the kind, the outcome, and which time limit it was.

/// What went wrong, as far as a program needs to tell it apart.
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
    /// The client cannot be built as it was configured.
    Config,
    /// An argument of the call cannot be sent, for instance an empty template name.
    InvalidInput,
    /// A reply was not sent, because the 24-hour window is closed; see
    /// [`Error::closed_window`](crate::Error::closed_window).
    ReplyWindowClosed,
    /// The variables could not be written as JSON.
    Encode,
    /// No connection came about: refused, name not found, or a TLS failure.
    Connect,
    /// One of the three time limits ran out; see [`Error::timeout_phase`](crate::Error::timeout_phase).
    Timeout,
    /// The connection broke before the answer was complete, or the transport did not send the request.
    Transport,
    /// The gateway did not accept the key.
    Unauthenticated,
    /// The key may not do this, or not in this workspace.
    Forbidden,
    /// The gateway asked for fewer requests, or the client's own
    /// [`rate_limit`](crate::ClientBuilder::rate_limit) permits no attempt before the call must end; see
    /// [`Error::retry_after`](crate::Error::retry_after). Where an attempt failed before, its error is the
    /// [`source`](std::error::Error::source).
    RateLimited,
    /// The gateway failed: a status of 500 or more.
    Server,
    /// Any other status that is no success, redirects included.
    Http,
    /// The operation and the gateway's schema do not fit: the gateway refuses the operation as invalid, or its data is not
    /// what this crate's schema says; see [`Error::path`](crate::Error::path). The error's text names the field or the
    /// argument, and says what to do.
    ///
    /// Two cases have another kind. A gateway that does not know the value of an enum refuses an argument, which is
    /// [`GraphQl`](Self::GraphQl): the message is the same for a value that was mistyped. `data` without the operation's
    /// own field is [`Decode`](Self::Decode): it breaks the rules of GraphQL, whatever the schema.
    SchemaMismatch,
    /// The gateway refused the operation; see [`Error::graphql_errors`](crate::Error::graphql_errors).
    GraphQl,
    /// The answer is no GraphQL answer that can be read, or holds nothing of what was asked for.
    Decode,
    /// The answer is larger than the client's limit.
    TooLarge,
    /// The gateway's paging cannot be followed without a loop or a loss.
    Pagination,
}

/// Whether the operation may have run at the gateway.
///
/// The worst of a call's attempts: [`Executed`](Self::Executed), then [`Unknown`](Self::Unknown), then
/// [`NotExecuted`](Self::NotExecuted).
///
/// ```
/// use bcrumbs::Outcome;
///
/// assert!(Outcome::Executed > Outcome::Unknown && Outcome::Unknown > Outcome::NotExecuted);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// It did not run: sending it again repeats nothing.
    NotExecuted,
    /// It may have run: look before sending it again.
    Unknown,
    /// It ran, though its result did not arrive in full.
    Executed,
}

/// Which of the time limits ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeoutPhase {
    /// Reaching the server, TLS included.
    Connect,
    /// One attempt, from sending to the last byte of the answer.
    Attempt,
    /// The whole call with its attempts and the waits between them.
    Total,
}
