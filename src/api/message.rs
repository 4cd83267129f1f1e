//! A message as the list shows it, and what the generated types become.

use crate::graphql::operations::{
    convs_with_client_and_messages as convs_with_both, convs_with_messages, messages,
};
use crate::graphql::scalars;
use crate::model::enums::{MessageKind, MessageStatus};
use crate::model::ids::MessageId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One message of a conversation (page apis/convs).
///
/// As JSON it has the gateway's field names: `messageId`, `type`, `isAgent`. Its `Debug` leaves the content out.
///
/// ```
/// use bcrumbs::{Message, MessageKind};
///
/// let json = r#"{"messageId":"msg_123","content":"sample","type":"text","isAgent":true,"status":"sent",
///     "createdAt":"2026-03-16T00:00:00.000Z"}"#;
/// let message: Message = serde_json::from_str(json)?;
/// assert_eq!(message.kind, Some(MessageKind::Text));
/// assert!(!format!("{message:?}").contains("sample"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Message {
    /// Its identifier. The wire says `messageId`.
    #[serde(rename = "messageId")]
    pub id: MessageId,
    /// The text, or a media file's URL.
    pub content: Option<String>,
    /// What it consists of. The wire says `type`.
    #[serde(rename = "type")]
    pub kind: Option<MessageKind>,
    /// Whether the workspace's side wrote it: an agent, an AI or the API.
    pub is_agent: bool,
    /// How far its delivery has come.
    pub status: Option<MessageStatus>,
    /// When it was written, in UTC.
    #[serde(with = "scalars::time")]
    pub created_at: DateTime<Utc>,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("is_agent", &self.is_agent)
            .field("status", &self.status)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

/// Takes a message over from one operation's generated type, naming every field so that none is forgotten.
macro_rules! message_from {
    ($node:ty) => {
        impl From<$node> for Message {
            fn from(node: $node) -> Self {
                type Node = $node;
                let Node { message_id, content, type_, is_agent, status, created_at } = node;
                Self {
                    id: message_id.into(),
                    content,
                    kind: type_,
                    is_agent,
                    status: status.map(MessageStatus::from),
                    created_at: created_at.0,
                }
            }
        }
    };
}

message_from!(messages::MessagesMessagesNodes);
message_from!(convs_with_messages::ConvsWithMessagesConvsNodesMessages);
message_from!(convs_with_both::ConvsWithClientAndMessagesConvsNodesMessages);
