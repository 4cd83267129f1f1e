//! An intent: a paid call as it is stored before it is sent, and which rows of a list could be its result.

use crate::api::add_message::AddMessage;
use crate::api::conversations::Conversation;
use crate::api::messages::Message;
use crate::api::start_conversation::StartConversation;
use crate::graphql::operations::{add_message, start_conv};
use crate::graphql::scalars::DateTime;
use crate::model::enums::MessageKind;
use crate::model::ids::{ChannelId, ContactId, ConversationId, MessageId, NoteType};
use crate::outbox::sent::Finding;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// A paid call with everything that is needed to find its result later.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Intent {
    pub(crate) key: String,
    /// The gateway's time before the call.
    pub(crate) at: DateTime,
    /// A row of this call was created at or after this time, by the gateway's clock.
    pub(crate) since: DateTime,
    /// A row of this call was created before this time, by the gateway's clock.
    pub(crate) until: DateTime,
    pub(crate) call: PaidCall,
    /// The identifiers of the rows before the call that fit. `None` if the list was incomplete.
    pub(crate) listed: Option<Vec<String>>,
}

/// What is sent, and to whom.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub(crate) enum PaidCall {
    AddMessage {
        contact: ContactId,
        channel: ChannelId,
        conversation: ConversationId,
        kind: MessageKind,
        content: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note_type: Option<NoteType>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<MessageId>,
    },
    StartConversation {
        recipient: StoredRecipient,
        channel: ChannelId,
        template: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        components: Option<Value>,
    },
}

/// The recipient of a template.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum StoredRecipient {
    Contact(ContactId),
    Phone(String),
}

impl PaidCall {
    pub(crate) fn of_message(request: &AddMessage, contact: &ContactId) -> Self {
        let add_message::MessageInput {
            workspace_id: _,
            integration_id,
            conv_id,
            content,
            type_,
            note_type,
            reply_to_message_id,
        } = request.variables.input.clone();
        Self::AddMessage {
            contact: contact.clone(),
            channel: integration_id.into(),
            conversation: conv_id.into(),
            kind: type_,
            content,
            note_type,
            reply_to: reply_to_message_id.map(MessageId::from),
        }
    }

    pub(crate) fn of_start(request: &StartConversation) -> Self {
        let start_conv::ConvStartInput {
            workspace_id: _,
            integration_id,
            client_id,
            phone,
            template_name,
            template_lang,
            template_components,
        } = request.variables.input.clone();
        let recipient = match (client_id, phone) {
            (Some(id), _) => StoredRecipient::Contact(id.into()),
            (None, phone) => StoredRecipient::Phone(phone.unwrap_or_default()),
        };
        Self::StartConversation {
            recipient,
            channel: integration_id.into(),
            template: template_name,
            language: template_lang,
            components: template_components,
        }
    }

    /// Returns the name of the operation.
    pub(crate) fn operation(&self) -> &'static str {
        match self {
            Self::AddMessage { .. } => add_message::OPERATION_NAME,
            Self::StartConversation { .. } => start_conv::OPERATION_NAME,
        }
    }

    /// Returns a text that is the same for all calls to one recipient. Calls to one recipient are sent one after the
    /// other.
    pub(crate) fn recipient(&self) -> String {
        match self {
            Self::AddMessage { contact, .. } => contact.to_string(),
            Self::StartConversation { recipient: StoredRecipient::Contact(contact), .. } => {
                contact.to_string()
            }
            Self::StartConversation { recipient: StoredRecipient::Phone(phone), .. } => digits(phone),
        }
    }
}

/// A row of one of the lists in which the results of calls appear.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Row {
    /// A message, and the contact for whom it was listed: the message itself does not name the contact.
    Message {
        message: Box<Message>,
        contact: ContactId,
    },
    Conversation(Box<Conversation>),
}

impl Row {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Message { message, .. } => message.id.as_str(),
            Self::Conversation(conversation) => conversation.id.as_str(),
        }
    }

    pub(crate) fn created_at(&self) -> chrono::DateTime<chrono::Utc> {
        match self {
            Self::Message { message, .. } => message.created_at,
            Self::Conversation(conversation) => conversation.created_at,
        }
    }

    /// Returns whether the workspace wrote the message, or the first message of the conversation. If a contact wrote
    /// first, no template opened the conversation.
    fn is_of_workspace(&self) -> bool {
        match self {
            Self::Message { message, .. } => message.is_agent,
            Self::Conversation(conversation) => {
                let messages = conversation.messages.iter().flatten();
                messages.min_by_key(|message| message.created_at).is_some_and(|first| first.is_agent)
            }
        }
    }
}

impl Intent {
    /// Returns whether a row can be the result of this call: it fits, it is recent, and it was not there before.
    pub(crate) fn may_have_created(&self, row: &Row) -> bool {
        let known = self.listed.iter().flatten().any(|id| id == row.id());
        self.call.fits(row)
            && row.is_of_workspace()
            && !known
            && self.since.0 <= row.created_at()
            && row.created_at() < self.until.0
    }
}

impl PaidCall {
    /// Returns whether a row has the recipient and the content of this call.
    pub(crate) fn fits(&self, row: &Row) -> bool {
        match (self, row) {
            (Self::AddMessage { contact, kind, content, .. }, Row::Message { message, contact: of }) => {
                contact == of
                    && message.kind.as_ref() == Some(kind)
                    && message.content.as_ref() == Some(content)
            }
            (Self::StartConversation { recipient, channel, .. }, Row::Conversation(conversation)) => {
                conversation.channel_id.as_ref() == Some(channel)
                    && conversation.broadcast_id.is_none()
                    && recipient.is_of(conversation)
            }
            (Self::AddMessage { .. }, Row::Conversation(_))
            | (Self::StartConversation { .. }, Row::Message { .. }) => false,
        }
    }
}

impl StoredRecipient {
    /// Returns whether a conversation is with this recipient. A list that was filtered by a phone number may contain no
    /// phone numbers; then the filter decides.
    fn is_of(&self, conversation: &Conversation) -> bool {
        match self {
            Self::Contact(contact) => conversation.contact_id.as_ref() == Some(contact),
            Self::Phone(phone) => {
                let listed = conversation.contact.as_ref().and_then(|contact| contact.phone.as_ref());
                listed.is_none_or(|listed| digits(listed) == digits(phone))
            }
        }
    }
}

fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// An intent whose result is not known, for a person to look at.
///
/// `Debug` hides the recipient and the text. It prints the key, so do not put personal data into a key.
#[derive(Clone, PartialEq)]
pub struct OpenIntent {
    intent: Intent,
    finding: Finding,
}

impl OpenIntent {
    pub(crate) fn new(intent: Intent, finding: Finding) -> Self {
        Self { intent, finding }
    }

    /// Returns the key that the caller gave.
    pub fn key(&self) -> &str {
        &self.intent.key
    }

    /// Returns why the intent is open.
    pub fn finding(&self) -> Finding {
        self.finding
    }

    /// Returns the gateway's time before the call, in UTC.
    pub fn at(&self) -> chrono::DateTime<chrono::Utc> {
        self.intent.at.0
    }

    /// Returns the name of the operation: `addMessage` or `startConv`.
    pub fn operation(&self) -> &'static str {
        self.intent.call.operation()
    }

    /// Returns the contact. `None` for a template to a phone number.
    pub fn contact(&self) -> Option<&ContactId> {
        match &self.intent.call {
            PaidCall::AddMessage { contact, .. }
            | PaidCall::StartConversation { recipient: StoredRecipient::Contact(contact), .. } => {
                Some(contact)
            }
            PaidCall::StartConversation { recipient: StoredRecipient::Phone(_), .. } => None,
        }
    }

    /// Returns the phone number of a template to a phone number.
    pub fn phone(&self) -> Option<&str> {
        match &self.intent.call {
            PaidCall::StartConversation { recipient: StoredRecipient::Phone(phone), .. } => Some(phone),
            PaidCall::AddMessage { .. }
            | PaidCall::StartConversation { recipient: StoredRecipient::Contact(_), .. } => None,
        }
    }

    /// Returns the content of the message, or the name of the template.
    pub fn content(&self) -> &str {
        match &self.intent.call {
            PaidCall::AddMessage { content, .. } => content,
            PaidCall::StartConversation { template, .. } => template,
        }
    }
}

impl fmt::Debug for OpenIntent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenIntent")
            .field("key", &self.key())
            .field("operation", &self.operation())
            .field("at", &self.at())
            .field("finding", &self.finding)
            .finish_non_exhaustive()
    }
}
