//! The errors of the sandbox's methods.

use std::fmt;

use chrono::{DateTime, Utc};

/// An error of a sandbox's method.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// An identifier is unknown in this sandbox.
    UnknownId {
        /// The kind of the identifier, such as `contact`.
        what: &'static str,
        /// The unknown identifier.
        id: String,
    },
    /// The conversation has ended.
    ConversationEnded {
        /// The conversation's identifier.
        id: String,
    },
    /// The new time is earlier than the time on the clock.
    ClockBackwards {
        /// The time on the sandbox's clock.
        now: DateTime<Utc>,
        /// The requested time.
        asked: DateTime<Utc>,
    },
    /// A URL is not `http` with a literal loopback address or `localhost`.
    NotLoopback {
        /// The reason. It does not contain the URL, because the URL may contain a secret.
        reason: &'static str,
    },
    /// The name is not a documented webhook event.
    UnknownEvent {
        /// The unknown name.
        name: String,
        /// The known names.
        known: String,
    },
    /// The text is not the name of a fault.
    UnknownFault {
        /// The unknown text.
        name: String,
    },
    /// Scripted faults were not used.
    UnusedFaults {
        /// The faults, one line each.
        unused: Vec<String>,
    },
    /// There is no delivery with that number.
    UnknownDelivery {
        /// The number.
        number: usize,
    },
    /// The sandbox cannot serve a schema.
    Schema {
        /// The reason.
        reason: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownId { what, id } => write!(f, "there is no {what} {id:?} in this sandbox"),
            Self::ConversationEnded { id } => {
                write!(f, "conversation {id} has ended: the contact has to write again, or start another one")
            }
            Self::ClockBackwards { now, asked } => {
                write!(f, "the clock cannot go backwards: it is {now}, the requested time is {asked}")
            }
            Self::NotLoopback { reason } => write!(
                f,
                "the URL cannot be called: {reason}; use http:// with 127.0.0.1, [::1] or localhost"
            ),
            Self::UnknownEvent { name, known } => {
                write!(f, "{name:?} is not a webhook event; the events are {known}")
            }
            Self::UnknownFault { name } => write!(
                f,
                "{name:?} is no fault; write a status such as 503, or a name such as throttled(2) or \
                 reset-after-executing: the manual of bcrumbs-sandbox lists them"
            ),
            Self::UnusedFaults { unused } => {
                write!(f, "{} scripted faults were not used: {}", unused.len(), unused.join("; "))
            }
            Self::UnknownDelivery { number } => write!(f, "there is no delivery number {number}"),
            Self::Schema { reason } => write!(f, "the sandbox cannot serve the schema: {reason}"),
        }
    }
}

impl std::error::Error for Error {}
