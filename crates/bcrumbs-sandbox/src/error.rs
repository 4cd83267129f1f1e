//! What a test asked the sandbox for and cannot have.

use std::fmt;

use chrono::{DateTime, Utc};

/// Why the sandbox cannot do what a test asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// An identifier names nothing in this sandbox.
    UnknownId {
        /// What was to be named, such as `contact`.
        what: &'static str,
        /// The identifier as it was given.
        id: String,
    },
    /// The conversation has ended.
    ConversationEnded {
        /// The conversation's identifier.
        id: String,
    },
    /// The clock was to be set to an earlier time.
    ClockBackwards {
        /// The time on the sandbox's clock.
        now: DateTime<Utc>,
        /// The time that was asked for.
        asked: DateTime<Utc>,
    },
    /// A URL is not one that is called: `http` to a literal loopback address or to `localhost`.
    NotLoopback {
        /// What is wrong with the URL. The URL itself is not shown, because it may hold a secret.
        reason: &'static str,
    },
    /// The name is none of the documented webhook events.
    UnknownEvent {
        /// The name as it was given.
        name: String,
        /// The names that are known.
        known: String,
    },
    /// The text is the name of no fault.
    UnknownFault {
        /// The text as it was given.
        name: String,
    },
    /// Scripted faults were never used.
    UnusedFaults {
        /// The faults, one line each.
        unused: Vec<String>,
    },
    /// There is no delivery of that number.
    UnknownDelivery {
        /// The number.
        number: usize,
    },
    /// A schema that the sandbox cannot serve.
    Schema {
        /// What it cannot serve, and why.
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
                write!(f, "the clock cannot go backwards: it is {now}, and {asked} was asked for")
            }
            Self::NotLoopback { reason } => write!(
                f,
                "the URL cannot be called: {reason}; use http:// with 127.0.0.1, [::1] or localhost"
            ),
            Self::UnknownEvent { name, known } => {
                write!(f, "{name:?} is no webhook event; known are {known}")
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
