//! Adding a message, or an internal note, to a conversation.

use crate::client::workspace::Workspace;
use crate::graphql::operations::AddMessage as Mutation;
use crate::graphql::operations::add_message::{
    AddMessageAddMessage as Node, MessageInput, ResponseData, Variables,
};
use crate::graphql::scalars;
use crate::model::enums::{MessageKind, MessageStatus};
use crate::model::ids::{ChannelId, ConversationId, MessageId, NoteType};
use crate::request::request::{Request, first_empty, given};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::fmt;

/// What a message consists of: a text, a medium by its URL, or an internal note (page apis/messaging).
///
/// A `&str` or a `String` becomes a text. The page names four more kinds, `location`, `interactive`, `template` and
/// `contacts`, and shows for none of them what its content looks like: send those by
/// [`Client::execute`](crate::Client::execute). `Debug` shows the kind and hides the rest.
///
/// ```
/// use bcrumbs::Content;
///
/// assert_eq!(Content::from("On its way!"), Content::text("On its way!"));
/// assert_eq!(format!("{:?}", Content::note("Calls every day.")), "Note(hidden)");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// Plain text.
    Text(String),
    /// The URL of a picture.
    Image(String),
    /// The URL of a sound or voice recording.
    Audio(String),
    /// The URL of a film.
    Video(String),
    /// The URL of a file.
    Document(String),
    /// An internal note: kept in the conversation, never sent to the contact.
    #[non_exhaustive]
    Note {
        /// What is noted.
        text: String,
        /// The kind of note. The page names the type and none of its values.
        note_type: Option<NoteType>,
    },
}

impl Content {
    /// Creates a plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Creates a picture of its URL.
    pub fn image(url: impl Into<String>) -> Self {
        Self::Image(url.into())
    }

    /// Creates a sound or voice recording of its URL.
    pub fn audio(url: impl Into<String>) -> Self {
        Self::Audio(url.into())
    }

    /// Creates a film of its URL.
    pub fn video(url: impl Into<String>) -> Self {
        Self::Video(url.into())
    }

    /// Creates a file of its URL.
    pub fn document(url: impl Into<String>) -> Self {
        Self::Document(url.into())
    }

    /// Creates an internal note.
    pub fn note(text: impl Into<String>) -> Self {
        Self::Note { text: text.into(), note_type: None }
    }

    /// Creates an internal note of a kind. No value of the type is documented: it is sent as it is.
    pub fn note_of_type(text: impl Into<String>, note_type: impl Into<NoteType>) -> Self {
        Self::Note { text: text.into(), note_type: Some(note_type.into()) }
    }

    /// Returns what the gateway calls it.
    pub fn kind(&self) -> MessageKind {
        match self {
            Self::Text(_) => MessageKind::Text,
            Self::Image(_) => MessageKind::Image,
            Self::Audio(_) => MessageKind::Audio,
            Self::Video(_) => MessageKind::Video,
            Self::Document(_) => MessageKind::Document,
            Self::Note { .. } => MessageKind::Note,
        }
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// The answer to [`Workspace::add_message`]: the fields that its page shows.
///
/// It has more than a [`Message`](crate::Message) of a list. Its `Debug` leaves out the content and the network's
/// identifier, which can hold a phone number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "Node")]
#[non_exhaustive]
pub struct AddedMessage {
    /// Its identifier. The wire says `messageId`.
    #[serde(rename = "messageId")]
    pub id: MessageId,
    /// The text, or a media file's URL.
    pub content: Option<String>,
    /// What it consists of. The wire says `type`.
    #[serde(rename = "type")]
    pub kind: Option<MessageKind>,
    /// Whether the workspace's side wrote it: true in the page's example.
    pub is_agent: bool,
    /// How far its delivery has come: [`Pending`](MessageStatus::Pending) in the page's example. What became of it is
    /// seen later, in [`Workspace::messages`].
    pub status: Option<MessageStatus>,
    /// Its identifier at the network behind the channel. The wire says `externalMessageId`.
    #[serde(rename = "externalMessageId")]
    pub external_id: Option<String>,
    /// The tags put on it; null on the wire means none.
    pub tags: Vec<String>,
    /// When it was added, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
}

impl AddedMessage {
    /// Creates a message of the workspace's of which nothing else is known, for tests: set the fields that matter.
    pub fn new(id: impl Into<MessageId>, created_at: DateTime<Utc>) -> Self {
        Self {
            id: id.into(),
            content: None,
            kind: None,
            is_agent: true,
            status: None,
            external_id: None,
            tags: Vec::new(),
            created_at,
        }
    }
}

/// A request that adds a message to a conversation (page apis/messaging), created by [`Workspace::add_message`].
///
/// Unless it is a note, it reaches a person. It is sent again only where the attempt before certainly did not run. Unless
/// the error's [`outcome`](crate::Error::outcome) is [`NotExecuted`](crate::Outcome::NotExecuted), the message may have
/// been sent: look before adding it again.
///
/// Awaiting it fails with [`InvalidInput`](crate::ErrorKind::InvalidInput), and nothing is sent, where an identifier or
/// the content is empty.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// use bcrumbs::{ChannelId, Content, ConversationId};
///
/// let conversation = ConversationId::from("67d7f55f7a9a4e1d76f58831");
/// let channel = ChannelId::from("6743884f783839ad14770000");
/// workspace.add_message(&conversation, &channel, Content::image("https://shop.example/parcel.jpg")).await?;
/// workspace.add_message(&conversation, &channel, Content::note("The parcel was sent twice.")).await?;
/// # Ok(())
/// # }
/// ```
pub type AddMessage = Request<Mutation, AddedMessage>;

impl Workspace {
    /// Adds a message, or an internal note, to a conversation, which runs on the given channel.
    ///
    /// Whether the 24-hour window is open is not looked at: [`reply`](Self::reply) does that.
    pub fn add_message(
        &self,
        conversation: impl Borrow<ConversationId>,
        channel: impl Borrow<ChannelId>,
        content: impl Into<Content>,
    ) -> AddMessage {
        let content = content.into();
        let kind = content.kind();
        let (content, note_type) = match content {
            Content::Text(text) => (text, None),
            Content::Image(url) | Content::Audio(url) | Content::Video(url) | Content::Document(url) => {
                (url, None)
            }
            Content::Note { text, note_type } => (text, note_type),
        };
        let input = MessageInput {
            workspace_id: self.id().get(),
            integration_id: channel.borrow().to_string(),
            conv_id: conversation.borrow().to_string(),
            content,
            type_: kind,
            note_type,
            reply_to_message_id: None,
        };
        self.request(Variables { input }, |data: ResponseData| data.add_message.map(AddedMessage::from))
            .checked(|Variables { input }| {
                first_empty([
                    ("conversation", &input.conv_id),
                    ("channel", &input.integration_id),
                    ("content", &input.content),
                    ("note's type", given(input.note_type.as_ref().map(NoteType::as_str))),
                    ("message that is answered", given(input.reply_to_message_id.as_deref())),
                ])
            })
    }
}

impl AddMessage {
    /// Names the message that this one answers.
    pub fn reply_to(mut self, message: impl Into<MessageId>) -> Self {
        self.variables.input.reply_to_message_id = Some(message.into().into());
        self
    }
}

// Without `..`: a field that is added to the query does not compile until the model has it.
impl From<Node> for AddedMessage {
    fn from(node: Node) -> Self {
        let Node { message_id, content, type_, is_agent, status, external_message_id, tags, created_at } =
            node;
        Self {
            id: message_id.into(),
            content,
            kind: type_,
            is_agent,
            status: status.map(MessageStatus::from),
            external_id: external_message_id,
            tags: tags.unwrap_or_default().into_iter().flatten().collect(),
            created_at: created_at.into(),
        }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(hidden)",
            Self::Image(_) => "Image(hidden)",
            Self::Audio(_) => "Audio(hidden)",
            Self::Video(_) => "Video(hidden)",
            Self::Document(_) => "Document(hidden)",
            Self::Note { .. } => "Note(hidden)",
        })
    }
}

impl fmt::Debug for AddedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddedMessage")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("is_agent", &self.is_agent)
            .field("status", &self.status)
            .field("tags", &self.tags)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}
