//! What an attempt's end says: whether the operation may have run, and whether it may be sent again.

use crate::error::{Error, ErrorKind, Outcome, TimeoutPhase};
use http::StatusCode;
use std::borrow::Cow;
use std::time::Duration;

/// What repeating an operation does. Every GraphQL call is a POST, so HTTP does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Safety {
    /// It reads.
    Query,
    /// It changes something, and twice is the same as once.
    IdempotentMutation,
    /// It changes something, and twice is not the same as once.
    Mutation,
}

/// How an attempt ended, as far as resending it is concerned: the rows of the table in the crate's documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// The request was not built or not handed to the network.
    NotSent,
    /// No connection came about.
    Connect,
    /// The server turned the request away without looking at it.
    Unprocessed,
    /// The server's certificate is not trusted.
    Certificate,
    /// The connection broke, or the attempt's time ran out.
    Interrupted,
    /// Status 429 or a throttle code; with a `data` key, status 429 only where no errors say otherwise.
    Throttled { data_key: bool },
    /// Status 408 or 500 and above, without a `data` key.
    ServerStatus,
    /// Another status that is no success, without a `data` key.
    OtherStatus,
    /// Errors and no `data` key, with a status below 500.
    ErrorsOnly,
    /// Errors and a `data` key without anything in it; `denied` where all are UNAUTHENTICATED or FORBIDDEN, at the
    /// operation's own field.
    DataWithErrors { denied: bool },
    /// An answer that cannot be read, with a success or a `data` key; `field_seen` where a part of the operation's own field was.
    Undecodable { field_seen: bool },
}

/// An attempt that failed: the error for the caller, and the signal for the loop.
pub(crate) struct Refusal {
    pub(crate) signal: Signal,
    pub(crate) error: Error,
}

impl Refusal {
    pub(crate) fn new(signal: Signal, kind: ErrorKind, happened: impl Into<Cow<'static, str>>) -> Self {
        Self { signal, error: Error::new(kind, signal.outcome(), happened) }
    }

    /// Reports that a time limit ran out.
    pub(crate) fn timed_out(phase: TimeoutPhase, limit: Duration) -> Self {
        let (signal, what) = match phase {
            TimeoutPhase::Connect => (Signal::Connect, "no connection within the connect"),
            TimeoutPhase::Attempt => (Signal::Interrupted, "no complete answer within the attempt"),
            TimeoutPhase::Total => (Signal::Interrupted, "no complete answer within the total"),
        };
        let happened = format!("{what} timeout of {} s", limit.as_secs_f64());
        let Self { signal, error } = Self::new(signal, ErrorKind::Timeout, happened);
        Self { signal, error: error.with_phase(phase) }
    }
}

impl Signal {
    /// Returns the signal of an answer that has nothing but its status.
    pub(crate) fn of_status(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::TOO_MANY_REQUESTS => Some(Self::Throttled { data_key: false }),
            StatusCode::REQUEST_TIMEOUT => Some(Self::ServerStatus),
            status if is_failure(status) => Some(Self::ServerStatus),
            status if status.is_success() => None,
            _ => Some(Self::OtherStatus),
        }
    }

    /// Tells whether the operation may have run.
    pub(crate) fn outcome(self) -> Outcome {
        match self {
            Self::NotSent
            | Self::Connect
            | Self::Unprocessed
            | Self::Certificate
            | Self::Throttled { data_key: false }
            | Self::OtherStatus
            | Self::ErrorsOnly
            | Self::DataWithErrors { denied: true } => Outcome::NotExecuted,
            Self::Interrupted
            | Self::Throttled { data_key: true }
            | Self::ServerStatus
            | Self::DataWithErrors { denied: false }
            | Self::Undecodable { field_seen: false } => Outcome::Unknown,
            Self::Undecodable { field_seen: true } => Outcome::Executed,
        }
    }

    /// Tells whether the request may be sent again.
    pub(crate) fn may_resend(self, safety: Safety) -> bool {
        let repeatable = match safety {
            Safety::Query | Safety::IdempotentMutation => true,
            Safety::Mutation => false,
        };
        match self {
            Self::Connect | Self::Unprocessed | Self::Throttled { data_key: false } => true,
            Self::Interrupted | Self::Throttled { data_key: true } | Self::ServerStatus => repeatable,
            Self::NotSent
            | Self::Certificate
            | Self::OtherStatus
            | Self::ErrorsOnly
            | Self::DataWithErrors { .. }
            | Self::Undecodable { .. } => false,
        }
    }
}

/// Tells whether a status says that the server failed: what lies beyond HTTP's own 5xx proves no less.
pub(crate) fn is_failure(status: StatusCode) -> bool {
    status.as_u16() >= 500
}

/// Tells whether a code in `errors[].extensions.code` asks for fewer requests. None is documented by the vendor; these
/// are the ones that GraphQL servers use.
pub(crate) fn is_throttle_code(code: &str) -> bool {
    matches!(code, "RATELIMITED" | "RATE_LIMITED" | "THROTTLED" | "TOO_MANY_REQUESTS")
}
