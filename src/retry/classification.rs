//! Classifies a failed attempt: may the operation have run, may it be retried?

use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome, TimeoutPhase};
use crate::retry::idempotency::Idempotency;
use http::StatusCode;
use std::borrow::Cow;
use std::time::Duration;

/// Whether the body of a response shows that the operation may have begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Began {
    /// The body shows no sign that the operation began.
    No,
    /// The body shows a sign that the operation began, or it cannot be read.
    Perhaps,
}

/// The class of a failed attempt. It determines whether the attempt is retried. The classes are the rows of the table
/// in the crate's documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureClass {
    /// The request could not be built.
    InvalidRequest,
    /// The transport decided not to send the request.
    NotSent,
    /// The transport did not send the request, and returned the time after which it may be sent.
    Postponed,
    /// The transport could not connect.
    Connect,
    /// The server rejected the request without processing it.
    Unprocessed,
    /// The server's certificate is not trusted.
    Certificate,
    /// The connection broke, or the attempt timeout expired.
    Interrupted,
    /// Status 429 or a throttle code.
    Throttled(Began),
    /// Status 408, or 500 and above. The operation may have run, independent of the body.
    ServerStatus,
    /// Another status that is not a success.
    OtherStatus(Began),
    /// The response has errors, with a success status or with a `data` key.
    Refused(Began),
    /// A response that cannot be used. `executed` is true if the response proves that the operation ran.
    Undecodable { executed: bool },
}

/// A failed attempt: the error for the caller, and the class for the retry loop.
pub(crate) struct AttemptError {
    pub(crate) class: FailureClass,
    pub(crate) error: Error,
}

impl AttemptError {
    pub(crate) fn new(class: FailureClass, kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self { class, error: Error::new(kind, class.outcome(), message) }
    }

    /// Creates the error for an expired timeout.
    pub(crate) fn timed_out(phase: TimeoutPhase, limit: Duration) -> Self {
        let (class, what) = match phase {
            TimeoutPhase::Connect => (FailureClass::Connect, "no connection within the connect"),
            TimeoutPhase::Attempt => (FailureClass::Interrupted, "no complete response within the attempt"),
            TimeoutPhase::Total => (FailureClass::Interrupted, "no complete response within the total"),
        };
        let message = format!("{what} timeout of {} s", limit.as_secs_f64());
        let Self { class, error } = Self::new(class, ErrorKind::Timeout, message);
        Self { class, error: error.with_phase(phase) }
    }
}

/// The meaning of a status that is not a success.
pub(crate) struct StatusFailure {
    pub(crate) class: FailureClass,
    pub(crate) kind: ErrorKind,
    pub(crate) message: &'static str,
}

impl StatusFailure {
    /// Reads a status; `None` where it is a success.
    pub(crate) fn of(status: StatusCode, began: Began) -> Option<Self> {
        let other = "the gateway returned a status that is not a success";
        let (class, kind, message) = match status {
            StatusCode::UNAUTHORIZED => (
                FailureClass::OtherStatus(began),
                ErrorKind::Unauthenticated,
                "the gateway did not accept the key",
            ),
            StatusCode::FORBIDDEN => {
                (FailureClass::OtherStatus(began), ErrorKind::Forbidden, "the gateway did not permit it")
            }
            StatusCode::TOO_MANY_REQUESTS => (
                FailureClass::Throttled(began),
                ErrorKind::RateLimited,
                "the gateway asks for fewer requests",
            ),
            StatusCode::REQUEST_TIMEOUT => (FailureClass::ServerStatus, ErrorKind::Http, other),
            status if is_failure(status) => {
                (FailureClass::ServerStatus, ErrorKind::Server, "the gateway failed")
            }
            status if status.is_success() => return None,
            status if leaves_open(status) => {
                (FailureClass::OtherStatus(Began::Perhaps), ErrorKind::Http, other)
            }
            _ => (FailureClass::OtherStatus(began), ErrorKind::Http, other),
        };
        Some(Self { class, kind, message })
    }
}

impl FailureClass {
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

    /// Returns whether the request may be retried.
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

    /// Returns whether a requested wait also applies to the client's other calls. The gateway's wait does; the
    /// transport's wait applies to this request only.
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

/// Returns whether a status reports that the server failed. Statuses above 599 count too.
pub(crate) fn is_failure(status: StatusCode) -> bool {
    status.as_u16() >= 500
}

/// Returns whether the operation may have run with this status. This is true for every failure of the server. It is
/// also true for 303 (the result is at another URL), for 424 (a system behind the gateway failed), and for 408, 460 and
/// 499 (a proxy in front of the gateway did not wait for the response).
pub(crate) fn leaves_open(status: StatusCode) -> bool {
    is_failure(status) || matches!(status.as_u16(), 303 | 408 | 424 | 460 | 499)
}

/// Returns whether a code in `errors[].extensions.code` reports that the server failed, like a status of 500 and above.
/// The vendor documents no codes; these are the codes of common GraphQL servers.
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

/// Returns whether a code refuses the request: the input is invalid, an object was not found, or the permission is
/// missing.
pub(crate) fn is_refusal_code(code: &str) -> bool {
    matches!(code, "BAD_USER_INPUT" | "NOT_FOUND" | "UNAUTHENTICATED" | "FORBIDDEN")
}

/// Returns whether a code in `errors[].extensions.code` asks for fewer requests. The vendor documents no codes; these
/// are the codes of common GraphQL servers.
pub(crate) fn is_throttle_code(code: &str) -> bool {
    matches!(code, "RATELIMITED" | "RATE_LIMITED" | "THROTTLED" | "TOO_MANY_REQUESTS")
}
