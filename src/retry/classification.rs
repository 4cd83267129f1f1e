//! Classifies a failed attempt: may the operation have run, may it be retried?

use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome, TimeoutPhase};
use crate::retry::idempotency::Idempotency;
use http::StatusCode;
use std::borrow::Cow;
use std::time::Duration;

/// Whether an operation may have begun, as far as an answer's body shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Began {
    /// Nothing in the body is a trace of it.
    No,
    /// The body holds a trace of it, or cannot be read.
    Perhaps,
}

/// How an attempt ended, as far as resending it is concerned: the rows of the table in the crate's documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureClass {
    /// The request could not be built.
    InvalidRequest,
    /// The transport decided not to send the request.
    NotSent,
    /// The transport did not send the request yet, and named the time after which it may be sent.
    Postponed,
    /// No connection came about.
    Connect,
    /// The server turned the request away without looking at it.
    Unprocessed,
    /// The server's certificate is not trusted.
    Certificate,
    /// The connection broke, or the attempt's time ran out.
    Interrupted,
    /// Status 429 or a throttle code.
    Throttled(Began),
    /// Status 408 or 500 and above: it may have run, whatever the body shows.
    ServerStatus,
    /// Another status that is no success.
    OtherStatus(Began),
    /// The gateway lists errors, at a success or beside a `data` key.
    Refused(Began),
    /// An answer that cannot be used; `executed` where it proves that the operation ran.
    Undecodable { executed: bool },
}

/// An attempt that failed: the error for the caller, and its class for the loop.
pub(crate) struct AttemptError {
    pub(crate) class: FailureClass,
    pub(crate) error: Error,
}

impl AttemptError {
    pub(crate) fn new(class: FailureClass, kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self { class, error: Error::new(kind, class.outcome(), message) }
    }

    /// Reports that a time limit ran out.
    pub(crate) fn timed_out(phase: TimeoutPhase, limit: Duration) -> Self {
        let (class, what) = match phase {
            TimeoutPhase::Connect => (FailureClass::Connect, "no connection within the connect"),
            TimeoutPhase::Attempt => (FailureClass::Interrupted, "no complete answer within the attempt"),
            TimeoutPhase::Total => (FailureClass::Interrupted, "no complete answer within the total"),
        };
        let message = format!("{what} timeout of {} s", limit.as_secs_f64());
        let Self { class, error } = Self::new(class, ErrorKind::Timeout, message);
        Self { class, error: error.with_phase(phase) }
    }
}

impl FailureClass {
    /// Returns the class of an answer that is judged by its status; `None` where that is a success.
    pub(crate) fn of_status(status: StatusCode, began: Began) -> Option<Self> {
        match status {
            StatusCode::TOO_MANY_REQUESTS => Some(Self::Throttled(began)),
            StatusCode::REQUEST_TIMEOUT => Some(Self::ServerStatus),
            status if is_failure(status) => Some(Self::ServerStatus),
            status if status.is_success() => None,
            status if leaves_open(status) => Some(Self::OtherStatus(Began::Perhaps)),
            _ => Some(Self::OtherStatus(began)),
        }
    }

    /// Returns whether the operation may have run.
    pub(crate) fn outcome(self) -> Outcome {
        match self {
            Self::InvalidRequest
            | Self::NotSent
            | Self::Postponed
            | Self::Connect
            | Self::Unprocessed
            | Self::Certificate
            | Self::Throttled(Began::No)
            | Self::OtherStatus(Began::No)
            | Self::Refused(Began::No) => Outcome::NotExecuted,
            Self::Interrupted
            | Self::Throttled(Began::Perhaps)
            | Self::ServerStatus
            | Self::OtherStatus(Began::Perhaps)
            | Self::Refused(Began::Perhaps)
            | Self::Undecodable { executed: false } => Outcome::Unknown,
            Self::Undecodable { executed: true } => Outcome::Executed,
        }
    }

    /// Returns whether the request may be sent again.
    pub(crate) fn may_resend(self, idempotency: Idempotency) -> bool {
        let repeatable = match idempotency {
            Idempotency::Idempotent => true,
            Idempotency::NotIdempotent => false,
        };
        match self {
            Self::Postponed | Self::Connect | Self::Unprocessed | Self::Throttled(Began::No) => true,
            Self::Interrupted | Self::Throttled(Began::Perhaps) | Self::ServerStatus => repeatable,
            Self::InvalidRequest
            | Self::NotSent
            | Self::Certificate
            | Self::OtherStatus(_)
            | Self::Refused(_)
            | Self::Undecodable { .. } => false,
        }
    }

    /// Returns whether a wait that was asked for concerns the client's other calls: the gateway's does, and a transport's
    /// is about this request only.
    pub(crate) fn pauses_other_calls(self) -> bool {
        match self {
            Self::InvalidRequest | Self::NotSent | Self::Postponed => false,
            Self::Connect
            | Self::Unprocessed
            | Self::Certificate
            | Self::Interrupted
            | Self::Throttled(_)
            | Self::ServerStatus
            | Self::OtherStatus(_)
            | Self::Refused(_)
            | Self::Undecodable { .. } => true,
        }
    }
}

/// Returns whether a status reports that the server failed: what lies beyond HTTP's own 5xx proves no less.
pub(crate) fn is_failure(status: StatusCode) -> bool {
    status.as_u16() >= 500
}

/// Returns whether a status leaves open whether the operation ran. Besides the failures: 303 names where the result of what
/// was done is found, 424 that something behind the gateway failed, and 408, 460 and 499 that whoever was in front of it
/// did not wait for its answer.
pub(crate) fn leaves_open(status: StatusCode) -> bool {
    is_failure(status) || matches!(status.as_u16(), 303 | 408 | 424 | 460 | 499)
}

/// Returns whether a code in `errors[].extensions.code` reports that the server failed: the counterpart of a status of 500 and
/// above. None is documented by the vendor; these are the ones that GraphQL servers use.
pub(crate) fn is_failure_code(code: &str) -> bool {
    matches!(
        code,
        "INTERNAL_SERVER_ERROR"
            | "INTERNAL_ERROR"
            | "INTERNAL"
            | "SERVICE_UNAVAILABLE"
            | "DOWNSTREAM_SERVICE_ERROR"
            | "TIMEOUT"
            | "GATEWAY_TIMEOUT"
    )
}

/// Returns whether a code refuses what was asked for: the input, what it names, or the right to it.
pub(crate) fn is_refusal_code(code: &str) -> bool {
    matches!(code, "BAD_USER_INPUT" | "NOT_FOUND" | "UNAUTHENTICATED" | "FORBIDDEN")
}

/// Returns whether a code in `errors[].extensions.code` asks for fewer requests. None is documented by the vendor; these
/// are the ones that GraphQL servers use.
pub(crate) fn is_throttle_code(code: &str) -> bool {
    matches!(code, "RATELIMITED" | "RATE_LIMITED" | "THROTTLED" | "TOO_MANY_REQUESTS")
}
