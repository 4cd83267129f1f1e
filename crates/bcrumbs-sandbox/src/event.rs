//! The events that a webhook can be registered for.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// An event that the gateway posts to webhooks (page apis/webhooks).
///
/// ```
/// use bcrumbs_sandbox::Event;
///
/// let event: Event = "INCOMING_MESSAGE".parse()?;
/// assert_eq!(event, Event::IncomingMessage);
/// # Ok::<(), bcrumbs_sandbox::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Event {
    /// `INCOMING_MESSAGE`: a contact wrote a message.
    IncomingMessage,
    /// `OUTGOING_MESSAGE`: an agent, an AI or the API wrote a message.
    OutgoingMessage,
    /// `MESSAGE_UPDATED`: a message changed. The sandbox posts it when a status changes.
    MessageUpdated,
    /// `ENDING_CONV`: a conversation ended.
    EndingConversation,
    /// `NEW_CLIENT`: a contact was created.
    NewContact,
    /// `NEW_CONV`: a conversation was opened.
    NewConversation,
    /// `CLIENT_UPDATED`: a contact changed.
    ContactUpdated,
    /// `ANY_EVENT`: every event of the list above. A webhook is registered for it; no posted event has this name.
    Any,
}

impl Event {
    /// All events.
    pub const ALL: [Self; 8] = [
        Self::IncomingMessage,
        Self::OutgoingMessage,
        Self::MessageUpdated,
        Self::EndingConversation,
        Self::NewContact,
        Self::NewConversation,
        Self::ContactUpdated,
        Self::Any,
    ];

    /// Returns the gateway's name of the event, such as `INCOMING_MESSAGE`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IncomingMessage => "INCOMING_MESSAGE",
            Self::OutgoingMessage => "OUTGOING_MESSAGE",
            Self::MessageUpdated => "MESSAGE_UPDATED",
            Self::EndingConversation => "ENDING_CONV",
            Self::NewContact => "NEW_CLIENT",
            Self::NewConversation => "NEW_CONV",
            Self::ContactUpdated => "CLIENT_UPDATED",
            Self::Any => "ANY_EVENT",
        }
    }

    /// Returns whether a webhook for this event is called when another one happens.
    pub(crate) fn covers(self, event: Self) -> bool {
        self == Self::Any || self == event
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Event {
    type Err = Error;

    /// Parses the gateway's name, in upper or lower case, with `-` or `_` between the words.
    fn from_str(name: &str) -> Result<Self, Error> {
        let wanted = name.trim().replace('-', "_").to_ascii_uppercase();
        let found = Self::ALL.into_iter().find(|event| event.as_str() == wanted);
        found.ok_or_else(|| Error::UnknownEvent {
            name: name.to_owned(),
            known: Self::ALL.map(Self::as_str).join(", "),
        })
    }
}
