//! Adds a message or an internal note to a conversation.

use crate::client::workspace::Workspace;
use crate::graphql::operations::AddMessage as Mutation;
use crate::graphql::operations::add_message::{
    AddMessageAddMessage as Node, MessageInput, ResponseData, Variables,
};
use crate::graphql::scalars;
use crate::model::enums::{MessageKind, MessageStatus};
use crate::model::ids::{ChannelId, ConversationId, MessageId, NoteType};
use crate::model::non_null::non_null;
use crate::request::request::{Request, first_empty, if_set};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::fmt;

/// The content of a message: a text, the URL of a media file, or an internal note (page apis/messaging).
///
/// A `&str` or a `String` becomes a text. The page also names the kinds `location`, `interactive`, `template` and
/// `contacts`, but it does not show the format of their content. Send these with
/// [`Client::execute`](crate::Client::execute). `Debug` shows the kind and hides the content.
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
    /// The URL of an image.
    Image(String),
    /// The URL of an audio or voice recording.
    Audio(String),
    /// The URL of a video.
    Video(String),
    /// The URL of a document.
    Document(String),
    /// An internal note. It is stored in the conversation and never sent to the contact.
    #[non_exhaustive]
    Note {
        /// The text of the note.
        text: String,
        /// The type of the note. The page names the GraphQL type, but none of its values.
        note_type: Option<NoteType>,
    },
}

impl Content {
    /// Creates a text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Creates an image from its URL.
    pub fn image(url: impl Into<String>) -> Self {
        Self::Image(url.into())
    }

    /// Creates an audio or voice recording from its URL.
    pub fn audio(url: impl Into<String>) -> Self {
        Self::Audio(url.into())
    }

    /// Creates a video from its URL.
    pub fn video(url: impl Into<String>) -> Self {
        Self::Video(url.into())
    }

    /// Creates a document from its URL.
    pub fn document(url: impl Into<String>) -> Self {
        Self::Document(url.into())
    }

    /// Creates an internal note.
    pub fn note(text: impl Into<String>) -> Self {
        Self::Note { text: text.into(), note_type: None }
    }

    /// Creates an internal note with a type. No value of the type is documented, so the value is sent unchanged.
    pub fn note_of_type(text: impl Into<String>, note_type: impl Into<NoteType>) -> Self {
        Self::Note { text: text.into(), note_type: Some(note_type.into()) }
    }

    /// Returns the kind of the message.
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

/// The response to [`Workspace::add_message`], with the fields that its page shows.
///
/// It has more fields than a [`Message`](crate::Message) of a list. `Debug` hides the content and the external
/// identifier, which can contain a phone number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "Node")]
#[non_exhaustive]
pub struct AddedMessage {
    /// Its identifier. The gateway calls it `messageId`.
    #[serde(rename = "messageId")]
    pub id: MessageId,
    /// The text, or a media file's URL.
    pub content: Option<String>,
    /// Its kind. The gateway calls it `type`.
    #[serde(rename = "type")]
    pub kind: Option<MessageKind>,
    /// Whether the workspace sent it. It is true in the page's example.
    pub is_agent: bool,
    /// Its delivery status: [`Pending`](MessageStatus::Pending) in the page's example. [`Workspace::messages`] returns
    /// the later status.
    pub status: Option<MessageStatus>,
    /// Its identifier in the network of the channel. The gateway calls it `externalMessageId`.
    #[serde(rename = "externalMessageId")]
    pub external_id: Option<String>,
    /// Its tags; null means none.
    pub tags: Vec<String>,
    /// When it was added, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
}

impl AddedMessage {
    /// Creates a message of the workspace for tests. All other fields are empty; set the fields that the test needs.
    pub fn new(id: impl Into<MessageId>, created_at: DateTime<Utc>) -> Self {
        let (message_id, created_at) = (id.into().into(), created_at.into());
        Node { message_id, is_agent: true, created_at, ..Node::default() }.into()
    }
}

/// A request that adds a message to a conversation (page apis/messaging), created by [`Workspace::add_message`].
///
/// Every message except a note reaches a person. The request is retried only if the attempt before certainly did not
/// run. If the [`outcome`](crate::Error::outcome) of an error is not [`NotExecuted`](crate::Outcome::NotExecuted), the
/// message may have been sent. Check this before you send it again.
///
/// If an identifier or the content is empty, awaiting it fails with [`InvalidInput`](crate::ErrorKind::InvalidInput)
/// and nothing is sent.
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
    /// Adds a message or an internal note to a conversation. `channel` is the channel of the conversation.
    ///
    /// It does not check whether the 24-hour window is open. [`reply`](Self::reply) checks it.
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
                    ("note's type", if_set(input.note_type.as_ref().map(NoteType::as_str))),
                    ("message that is answered", if_set(input.reply_to_message_id.as_deref())),
                ])
            })
    }
}

impl AddMessage {
    /// Sets the message that this one replies to.
    pub fn reply_to(mut self, message: impl Into<MessageId>) -> Self {
        self.variables.input.reply_to_message_id = Some(message.into().into());
        self
    }
}

// The pattern has no `..`, so a new field of the query does not compile until the model has it.
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
            tags: non_null(tags).collect(),
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
