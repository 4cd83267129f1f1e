//! Messages: the model, and the filters of their list.

use crate::client::workspace::Workspace;
use crate::graphql::operations::Messages as Query;
use crate::graphql::operations::messages::{MessagesInput, MessagesMessagesNodes as Node, Variables};
use crate::graphql::scalars;
use crate::model::enums::{MessageKind, MessageStatus};
use crate::model::ids::{AgentId, ContactId, MessageId};
use crate::model::page_request::PageRequest;
use crate::paging::paged_query::{PagedQuery, Period, PeriodFilter};
use crate::request::list::List;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One message of a conversation (page apis/convs).
///
/// Its JSON form has the gateway's field names: `messageId`, `type`, `isAgent`. `Debug` hides the content.
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
#[serde(rename_all = "camelCase", from = "Node")]
#[non_exhaustive]
pub struct Message {
    /// Its identifier. The gateway calls it `messageId`.
    #[serde(rename = "messageId")]
    pub id: MessageId,
    /// The text, or a media file's URL.
    pub content: Option<String>,
    /// Its kind. The gateway calls it `type`.
    #[serde(rename = "type")]
    pub kind: Option<MessageKind>,
    /// Whether the workspace sent it. No page documents the field: the meaning is inferred from its name and the
    /// examples. It is not known whether it is `true` for messages of an AI and of the API.
    pub is_agent: bool,
    /// Its delivery status.
    pub status: Option<MessageStatus>,
    /// When it was written, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
}

impl Message {
    /// Creates a message of the contact for tests. All other fields are empty; set the fields that the test needs.
    ///
    /// ```
    /// use bcrumbs::{Message, MessageKind};
    ///
    /// let mut message = Message::new("msg-1", "2026-03-16T00:00:00Z".parse()?);
    /// message.kind = Some(MessageKind::Text);
    /// assert!(!message.is_agent);
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn new(id: impl Into<MessageId>, created_at: DateTime<Utc>) -> Self {
        Self { id: id.into(), content: None, kind: None, is_agent: false, status: None, created_at }
    }
}

/// A list of messages (page apis/convs), created by [`Workspace::messages`].
///
/// The gateway documents no filter by conversation or channel. Use [`contact`](Self::contact) and the time to narrow
/// the list.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let mut messages = workspace.messages().contact("67d09433594d52dd19817d60").items();
/// while let Some(message) = messages.try_next().await? {
///     println!("{} {:?}", message.created_at, message.kind);
/// }
/// # Ok(())
/// # }
/// ```
pub type Messages = List<Query>;

impl Workspace {
    /// Lists the messages of the workspace. Without filters the list contains all of them.
    pub fn messages(&self) -> Messages {
        let input = MessagesInput { workspace_id: self.id().get(), ..MessagesInput::default() };
        self.list(Variables { page_info: None, input })
    }
}

impl Messages {
    /// Keeps the messages exchanged with a contact.
    pub fn contact(mut self, id: impl Into<ContactId>) -> Self {
        self.variables.input.client_id = Some(id.into().into());
        self
    }

    /// Keeps the messages of conversations that are assigned to an agent.
    pub fn assignee(mut self, id: impl Into<AgentId>) -> Self {
        self.variables.input.assignee_id = Some(id.into().into());
        self
    }

    /// Keeps the messages with a tag. If several tags are set, it is not documented whether one of them or all of them
    /// must match.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.variables.input.tags.get_or_insert_default().push(tag.into());
        self
    }

    /// Keeps the messages with these tags, in addition to the tags that were set before.
    pub fn tags(self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        tags.into_iter().fold(self, Self::tag)
    }

    /// Keeps the messages of a kind.
    pub fn kind(mut self, kind: impl Into<MessageKind>) -> Self {
        self.variables.input.type_ = Some(kind.into());
        self
    }
}

impl PagedQuery for Query {
    type Item = Message;
    const FIELD: &'static str = "messages";

    fn set_page(variables: &mut Variables, page: Option<PageRequest>) {
        variables.page_info = page;
    }

    fn key(message: &Message) -> &str {
        message.id.as_str()
    }

    fn instant(message: &Message) -> Option<DateTime<Utc>> {
        Some(message.created_at)
    }

    fn set_period(variables: &mut Variables, period: Period) -> PeriodFilter {
        variables.input.start_date = period.since.map(scalars::DateTime::from);
        variables.input.end_date = period.until.map(scalars::DateTime::from);
        PeriodFilter::Sent
    }
}

// The pattern has no `..`, so a new field of the query does not compile until the model has it.
impl From<Node> for Message {
    fn from(node: Node) -> Self {
        let Node { message_id, content, type_, is_agent, status, created_at } = node;
        Self {
            id: message_id.into(),
            content,
            kind: type_,
            is_agent,
            status: status.map(MessageStatus::from),
            created_at: created_at.into(),
        }
    }
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
