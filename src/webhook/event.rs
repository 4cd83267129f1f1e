//! `Event`, one event that the gateway posted to a webhook.

use crate::model::enums::WebhookEvent;
use crate::model::ids::{EventId, WorkspaceId};
use crate::webhook::fields::Fields;
use crate::webhook::parse_error::ParseError;
use crate::webhook::payload::{ContactEvent, MessageEvent, Payload};
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use std::fmt;

/// One event that the gateway posted to a webhook (page apis/webhooks).
///
/// The vendor documents neither the fields of every event nor a signature. Parsing is therefore tolerant, and an event
/// proves nothing: [`Workspace::confirm`](crate::Workspace::confirm) reads its message back.
///
/// `Debug` prints identifiers, names of enums and times, and hides the body, message text and personal data. To store
/// an event, store [`raw`](Self::raw) and parse it again.
///
/// ```
/// use bcrumbs::webhook::Event;
///
/// let body = br#"{"event":"MESSAGE_UPDATED","messageId":"68875c39-01b8-42a5-9273-fcfd2f697600","status":"failed"}"#;
/// let event = Event::parse(body)?;
/// assert_eq!(event.id().unwrap(), "MESSAGE_UPDATED:68875c39-01b8-42a5-9273-fcfd2f697600:failed");
/// assert_eq!(event.raw(), body);
/// # Ok::<(), bcrumbs::webhook::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// Its name, without the spaces around it. If the body has no name, it is an `Unknown` value with an empty text.
    pub name: WebhookEvent,
    /// The workspace in which it happened.
    pub workspace_id: Option<WorkspaceId>,
    /// Its content.
    pub payload: Payload,
    raw: Bytes,
}

impl Event {
    /// Parses the body of a request to a webhook.
    ///
    /// - A field that is missing, null or of another type is `None`. Additional fields are ignored.
    /// - Spaces around the name of the event are ignored, because the vendor's examples have such a space.
    /// - A time has one of the two documented forms: `2025-03-11T19:51:15.983Z` or `Sat, 04 Jan 2025 15:35:46 GMT`.
    /// - An identifier can be an integer.
    /// - An event with an undocumented name, or without a name, has the content [`Payload::Unknown`].
    ///
    /// # Errors
    ///
    /// [`ParseError`] if the body is not a JSON object. Some of the vendor's examples have a trailing comma. They are
    /// not JSON, so they are refused.
    pub fn parse(body: &[u8]) -> Result<Self, ParseError> {
        let fields = Fields::parse(body).map_err(|error| ParseError::new(&error))?;
        let name = WebhookEvent::from(fields.text("event").unwrap_or_default().trim());
        Ok(Self {
            workspace_id: fields.integer("workspaceId").map(WorkspaceId::from),
            payload: Payload::new(&name, &fields),
            name,
            raw: Bytes::copy_from_slice(body),
        })
    }

    /// Returns the body as it was parsed. It contains personal data.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Returns the identifier of the event. Two deliveries of one event have the same identifier.
    ///
    /// The gateway sends no identifier of an event. This one is made of the name of the event and other fields, joined
    /// by colons:
    ///
    /// | event | fields |
    /// |---|---|
    /// | `INCOMING_MESSAGE`, `OUTGOING_MESSAGE` | message identifier |
    /// | `MESSAGE_UPDATED` | message identifier, status |
    /// | `NEW_CONV`, `ENDING_CONV` | conversation identifier |
    /// | `NEW_CLIENT` | contact identifier |
    /// | `CLIENT_UPDATED` | contact identifier, `patchedAt` |
    ///
    /// Returns `None` if one of these fields is missing, and for events with another name. Nothing then distinguishes
    /// the event from the next one, so handle every delivery. No page documents a status in the event
    /// `MESSAGE_UPDATED`.
    pub fn id(&self) -> Option<EventId> {
        let object = match &self.payload {
            Payload::Message(message) => message.message_id.as_ref()?.as_str(),
            Payload::Conversation(conversation) => conversation.conversation_id.as_ref()?.as_str(),
            Payload::Contact(contact) => contact.contact_id.as_ref()?.as_str(),
            Payload::Unknown => return None,
        };
        let name = &self.name;
        let text = match name {
            WebhookEvent::IncomingMessage
            | WebhookEvent::OutgoingMessage
            | WebhookEvent::NewConversation
            | WebhookEvent::EndingConversation
            | WebhookEvent::NewContact => format!("{name}:{object}"),
            WebhookEvent::MessageUpdated => {
                format!("{name}:{object}:{}", self.message()?.status.as_ref()?)
            }
            WebhookEvent::ContactUpdated => format!("{name}:{object}:{}", print(self.contact()?.patched_at?)),
            WebhookEvent::Any | WebhookEvent::Unknown(_) => return None,
        };
        Some(text.into())
    }

    /// Returns the message, if the event is about a message.
    pub fn message(&self) -> Option<&MessageEvent> {
        match &self.payload {
            Payload::Message(message) => Some(message),
            Payload::Conversation(_) | Payload::Contact(_) | Payload::Unknown => None,
        }
    }

    fn contact(&self) -> Option<&ContactEvent> {
        match &self.payload {
            Payload::Contact(contact) => Some(contact),
            Payload::Message(_) | Payload::Conversation(_) | Payload::Unknown => None,
        }
    }
}

/// Prints a time in the documented form. The two forms of one time are printed in the same way.
fn print(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("name", &self.name)
            .field("workspace_id", &self.workspace_id)
            .field("payload", &self.payload)
            .finish_non_exhaustive()
    }
}
