//! The posts to a webhook, and the responses of the receiver.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde_json::Value;

use crate::error::Error;
use crate::event::Event;

/// One event for one webhook.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// Its number, which [`Sandbox::resend`](crate::Sandbox::resend) takes.
    pub number: usize,
    /// The event that happened.
    pub event: Event,
    /// The URL of the webhook.
    pub url: String,
    /// The body that is posted.
    pub body: Value,
    /// The fault that was applied.
    pub fault: Option<DeliveryFault>,
    /// The attempts so far, oldest first; empty while the delivery waits.
    pub attempts: Vec<Attempt>,
}

impl Delivery {
    /// Returns whether the receiver accepted the last attempt: it returned a status from 200 to 299.
    pub fn is_delivered(&self) -> bool {
        self.attempts.last().is_some_and(Attempt::succeeded)
    }
}

impl fmt::Debug for Delivery {
    /// Leaves out the body, and the URL, which may contain a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("number", &self.number)
            .field("event", &self.event)
            .field("fault", &self.fault)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// One attempt to post a delivery.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Attempt {
    /// The status of the receiver's response; `None` if there was no response.
    pub status: Option<u16>,
    /// The body of the receiver's response, up to 64 KiB. Invalid UTF-8 is replaced.
    pub answer: String,
    /// The time until the response.
    pub latency: Duration,
    /// The reason why there was no response.
    pub error: Option<String>,
}

impl Attempt {
    /// Returns an attempt for a receiver that is down.
    pub(crate) fn not_reached() -> Self {
        let error = Some("connection refused (a scripted fault)".to_owned());
        Self { status: None, answer: String::new(), latency: Duration::ZERO, error }
    }

    /// Returns whether the receiver returned a status from 200 to 299.
    pub fn succeeded(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// A fault of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryFault {
    /// Posts the event twice.
    Twice,
    /// Posts the event when the sandbox's clock has moved on by that time.
    Late(Duration),
    /// Posts the event after the next one.
    OutOfOrder,
    /// Fails without reaching the receiver.
    ReceiverDown,
    /// Writes the dates in the documentation's other form: a message's in ISO 8601, a contact's in RFC 1123.
    OtherDateForm,
    /// Appends a space to the event's name, as in the documentation's examples.
    StraySpace,
}

impl fmt::Display for DeliveryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Twice => f.write_str("twice"),
            Self::Late(by) => write!(f, "late({}ms)", by.as_millis()),
            Self::OutOfOrder => f.write_str("out-of-order"),
            Self::ReceiverDown => f.write_str("receiver-down"),
            Self::OtherDateForm => f.write_str("other-date-form"),
            Self::StraySpace => f.write_str("stray-space"),
        }
    }
}

impl FromStr for DeliveryFault {
    type Err = Error;

    /// Reads `twice`, `late(90s)`, `out-of-order`, `receiver-down`, `other-date-form` or `stray-space`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let late = || crate::duration::parse(text.strip_prefix("late(")?.strip_suffix(')')?);
        Ok(match text {
            "twice" => Self::Twice,
            "out-of-order" => Self::OutOfOrder,
            "receiver-down" => Self::ReceiverDown,
            "other-date-form" => Self::OtherDateForm,
            "stray-space" => Self::StraySpace,
            _ => Self::Late(late().ok_or_else(|| Error::UnknownFault { name: text.to_owned() })?),
        })
    }
}
