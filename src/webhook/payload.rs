//! The content of an event: a message, a conversation or a contact.

use crate::model::enums::{ChannelKind, MessageKind, MessageStatus, WebhookEvent};
use crate::model::ids::{ChannelId, ContactId, ConversationId, MessageId, StageId};
use crate::webhook::fields::Fields;
use chrono::{DateTime, Utc};
use std::fmt;

/// The content of an event.
///
/// The name of the event determines the variant. An event with the name `ANY_EVENT` has the variant that fits its
/// fields: it is not documented whether the gateway posts this name.
///
/// ```
/// use bcrumbs::webhook::{Event, Payload};
///
/// let event = Event::parse(br#"{"event":"NEW_CLIENT","id":"67d09433594d52dd19817d60","city":"Istanbul"}"#)?;
/// let Payload::Contact(contact) = &event.payload else { panic!("not a contact") };
/// assert_eq!(contact.city.as_deref(), Some("Istanbul"));
/// # Ok::<(), bcrumbs::webhook::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Payload {
    /// A message: `INCOMING_MESSAGE`, `OUTGOING_MESSAGE`, `MESSAGE_UPDATED`.
    Message(MessageEvent),
    /// A conversation: `NEW_CONV`, `ENDING_CONV`.
    Conversation(ConversationEvent),
    /// A contact: `NEW_CLIENT`, `CLIENT_UPDATED`.
    Contact(ContactEvent),
    /// The event has an undocumented name or no name. [`Event::raw`](crate::webhook::Event::raw) returns its body.
    Unknown,
}

/// A message in an event (page apis/webhooks and its older article). `Debug` hides personal data.
///
/// Every field can be absent, because the vendor does not document which fields an event always has. Anybody who knows
/// the URL of the webhook can post an event, so use [`Workspace::confirm`](crate::Workspace::confirm) before you act on
/// it, and then use the content of the confirmed message.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageEvent {
    /// The message.
    pub message_id: Option<MessageId>,
    /// Its kind. The gateway calls it `type`.
    pub kind: Option<MessageKind>,
    /// The text, or a media file's URL.
    pub content: Option<String>,
    /// Whether the workspace sent it.
    pub is_agent: Option<bool>,
    /// Its delivery status. No page documents this field for events. It is read if the gateway sends it.
    pub status: Option<MessageStatus>,
    /// The conversation.
    pub conversation_id: Option<ConversationId>,
    /// The channel. The gateway calls it `integrationId`.
    pub channel_id: Option<ChannelId>,
    /// The kind of the channel. The gateway calls it `integrationType`.
    pub channel_kind: Option<ChannelKind>,
    /// The contact. The gateway calls it `clientId`. Only the older article has this field.
    pub contact_id: Option<ContactId>,
    /// The contact's identifier in the network of the channel. On WhatsApp it can be a phone number. The gateway calls
    /// it `externalClientId`.
    pub external_contact_id: Option<String>,
    /// When the message was written, in UTC.
    pub created_at: Option<DateTime<Utc>>,
}

/// A conversation in an event (page apis/webhooks). `Debug` hides personal data.
///
/// Every field can be absent. The page has one table for these events and for messages. It does not document which
/// fields they have in place of a message's fields.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConversationEvent {
    /// The conversation.
    pub conversation_id: Option<ConversationId>,
    /// The channel. The gateway calls it `integrationId`.
    pub channel_id: Option<ChannelId>,
    /// The kind of the channel. The gateway calls it `integrationType`.
    pub channel_kind: Option<ChannelKind>,
    /// The contact. The gateway calls it `clientId`.
    pub contact_id: Option<ContactId>,
    /// The contact's identifier in the network of the channel. The gateway calls it `externalClientId`.
    pub external_contact_id: Option<String>,
    /// The field `createdAt`, in UTC. It is not documented whether it is the time of the event or of the conversation.
    pub created_at: Option<DateTime<Utc>>,
}

/// A contact in an event (an older article of the page apis/webhooks). `Debug` hides personal data.
///
/// Every field can be absent.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContactEvent {
    /// The contact. The gateway calls it `id`.
    pub contact_id: Option<ContactId>,
    /// First name.
    pub name: Option<String>,
    /// Last name.
    pub surname: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// Email address.
    pub email: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// The contact's identifier in the network of the channel. The gateway calls it `externalClientId`.
    pub external_id: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its stage.
    pub stage_id: Option<StageId>,
    /// When the contact was created, in UTC.
    pub created_at: Option<DateTime<Utc>>,
    /// When the contact was changed, in UTC. The gateway calls it `patchedAt`.
    pub patched_at: Option<DateTime<Utc>>,
}

impl Payload {
    pub(crate) fn new(name: &WebhookEvent, fields: &Fields<'_>) -> Self {
        match name {
            WebhookEvent::IncomingMessage | WebhookEvent::OutgoingMessage | WebhookEvent::MessageUpdated => {
                Self::Message(MessageEvent::new(fields))
            }
            WebhookEvent::NewConversation | WebhookEvent::EndingConversation => {
                Self::Conversation(ConversationEvent::new(fields))
            }
            WebhookEvent::NewContact | WebhookEvent::ContactUpdated => {
                Self::Contact(ContactEvent::new(fields))
            }
            WebhookEvent::Any => Self::by_fields(fields),
            WebhookEvent::Unknown(_) => Self::Unknown,
        }
    }

    fn by_fields(fields: &Fields<'_>) -> Self {
        let has = |field| fields.id::<String>(field).is_some();
        if has("messageId") {
            Self::Message(MessageEvent::new(fields))
        } else if has("conversationId") {
            Self::Conversation(ConversationEvent::new(fields))
        } else if has("id") {
            Self::Contact(ContactEvent::new(fields))
        } else {
            Self::Unknown
        }
    }
}

impl MessageEvent {
    fn new(fields: &Fields<'_>) -> Self {
        let ConversationEvent {
            conversation_id,
            channel_id,
            channel_kind,
            contact_id,
            external_contact_id,
            created_at,
        } = ConversationEvent::new(fields);
        Self {
            message_id: fields.id("messageId"),
            kind: fields.id("type"),
            content: fields.text("content"),
            is_agent: fields.flag("isAgent"),
            status: fields.id("status"),
            conversation_id,
            channel_id,
            channel_kind,
            contact_id,
            external_contact_id,
            created_at,
        }
    }
}

impl ConversationEvent {
    fn new(fields: &Fields<'_>) -> Self {
        Self {
            conversation_id: fields.id("conversationId"),
            channel_id: fields.id("integrationId"),
            channel_kind: fields.id("integrationType"),
            contact_id: fields.id("clientId"),
            external_contact_id: fields.id("externalClientId"),
            created_at: fields.time("createdAt"),
        }
    }
}

impl ContactEvent {
    fn new(fields: &Fields<'_>) -> Self {
        Self {
            contact_id: fields.id("id"),
            name: fields.text("name"),
            surname: fields.text("surname"),
            phone: fields.text("phone"),
            email: fields.text("email"),
            address: fields.text("address"),
            city: fields.text("city"),
            country: fields.text("country"),
            external_id: fields.id("externalClientId"),
            tags: fields.texts("tags"),
            stage_id: fields.id("stageId"),
            created_at: fields.time("createdAt"),
            patched_at: fields.time("patchedAt"),
        }
    }
}

impl fmt::Debug for MessageEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageEvent")
            .field("message_id", &self.message_id)
            .field("kind", &self.kind)
            .field("is_agent", &self.is_agent)
            .field("status", &self.status)
            .field("conversation_id", &self.conversation_id)
            .field("channel_id", &self.channel_id)
            .field("channel_kind", &self.channel_kind)
            .field("contact_id", &self.contact_id)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ConversationEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConversationEvent")
            .field("conversation_id", &self.conversation_id)
            .field("channel_id", &self.channel_id)
            .field("channel_kind", &self.channel_kind)
            .field("contact_id", &self.contact_id)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ContactEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactEvent")
            .field("contact_id", &self.contact_id)
            .field("stage_id", &self.stage_id)
            .field("created_at", &self.created_at)
            .field("patched_at", &self.patched_at)
            .finish_non_exhaustive()
    }
}
