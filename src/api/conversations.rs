//! Conversations: the model, and the filters of their list.

use crate::api::messages::Message;
use crate::client::workspace::Workspace;
use crate::graphql::convs::{Convs, ConvsInput, ConvsNode, ConvsVariables};
use crate::graphql::operations::convs_with_client_and_messages::{
    ConvsWithClientAndMessagesConvsNodesClient as ClientNode,
    ConvsWithClientAndMessagesConvsNodesMessages as MessageNode,
};
use crate::graphql::operations::messages::MessagesMessagesNodes;
use crate::graphql::scalars;
use crate::model::enums::ChannelKind;
use crate::model::ids::{
    AgentId, AiId, BroadcastId, ChannelId, ContactId, ConversationId, StageId, WorkspaceId,
};
use crate::model::non_null::non_null;
use crate::model::page_request::PageRequest;
use crate::paging::paged_query::PagedQuery;
use crate::request::list::List;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A conversation with one contact on one channel (page apis/convs).
///
/// Its JSON form has the gateway's field names: `integrationId` for the channel, `clientId` for the contact,
/// `aiAssigneed`. `Debug` hides personal data.
///
/// The vendor does not document which fields can be null. A field that may be absent is an `Option`.
///
/// ```
/// use bcrumbs::Conversation;
///
/// let json = r#"{"id":"id_123","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}"#;
/// let conversation: Conversation = serde_json::from_str(json)?;
/// assert!(!conversation.ended && conversation.assignee_id.is_none());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "ConvsNode")]
#[non_exhaustive]
pub struct Conversation {
    /// The workspace that it belongs to.
    pub workspace_id: Option<WorkspaceId>,
    /// Its identifier.
    pub id: ConversationId,
    /// Its channel. The gateway calls it `integrationId`.
    #[serde(rename = "integrationId")]
    pub channel_id: Option<ChannelId>,
    /// The kind of its channel. The gateway calls it `integrationType`.
    #[serde(rename = "integrationType")]
    pub channel_kind: Option<ChannelKind>,
    /// Its contact. The gateway calls it `clientId`.
    #[serde(rename = "clientId")]
    pub contact_id: Option<ContactId>,
    /// Its stage. Stages group conversations.
    pub stage_id: Option<StageId>,
    /// The number of a related order, shipment or invoice. The gateway calls it `orderNo`.
    #[serde(rename = "orderNo")]
    pub order_number: Option<String>,
    /// Whether it has ended.
    pub ended: bool,
    /// The user who ended it, or the word `SYSTEM`.
    pub ended_by: Option<String>,
    /// When it ended, in UTC.
    #[serde(serialize_with = "scalars::serialize_optional_time")]
    pub ended_at: Option<DateTime<Utc>>,
    /// The assigned agent, if there is one.
    pub assignee_id: Option<AgentId>,
    /// The assigned AI, if there is one.
    pub ai_id: Option<AiId>,
    /// Whether an AI is assigned; the gateway calls it `aiAssigneed`, and null means no.
    #[serde(rename = "aiAssigneed")]
    pub ai_assigned: bool,
    /// The broadcast that started it.
    pub broadcast_id: Option<BroadcastId>,
    /// The name of that broadcast.
    pub broadcast_name: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its identifier in the customer's own system. The gateway calls it `externalConversationId`.
    #[serde(rename = "externalConversationId")]
    pub external_id: Option<String>,
    /// When it was opened, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
    /// The data of its contact, if [`with_contact`](Conversations::with_contact) requested it. The gateway calls it
    /// `client`.
    #[serde(rename = "client", skip_serializing_if = "Option::is_none")]
    pub contact: Option<ConversationContact>,
    /// Its messages, if [`with_messages`](Conversations::with_messages) requested them. It is not documented how many
    /// messages the gateway includes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<Message>>,
}

/// The data of the contact inside a conversation (page apis/convs). `Debug` hides all of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConversationContact {
    /// First name.
    pub name: Option<String>,
    /// Last name.
    pub surname: Option<String>,
    /// The contact's identifier in the customer's own system.
    pub code: Option<String>,
    /// Phone number, for example `+12025550123`.
    pub phone: Option<String>,
    /// Whether the contact is archived. The gateway calls it `isDeleted`.
    #[serde(rename = "isDeleted")]
    pub archived: Option<bool>,
}

impl Conversation {
    /// Creates an open conversation for tests. All other fields are empty; set the fields that the test needs.
    ///
    /// ```
    /// use bcrumbs::{ChannelKind, Conversation};
    ///
    /// let mut conversation = Conversation::new("conv-1", "2026-03-16T00:00:00Z".parse()?);
    /// conversation.channel_kind = Some(ChannelKind::WhatsApp);
    /// assert!(!conversation.ended && conversation.assignee_id.is_none());
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn new(id: impl Into<ConversationId>, created_at: DateTime<Utc>) -> Self {
        ConvsNode { id: id.into().into(), created_at: created_at.into(), ..ConvsNode::default() }.into()
    }
}

impl ConversationContact {
    /// Creates an empty contact for tests. Set the fields that the test needs.
    ///
    /// ```
    /// use bcrumbs::ConversationContact;
    ///
    /// let mut contact = ConversationContact::unknown();
    /// contact.phone = Some("+12025550123".to_owned());
    /// ```
    pub fn unknown() -> Self {
        Self { name: None, surname: None, code: None, phone: None, archived: None }
    }
}

/// A list of conversations (page apis/convs), created by [`Workspace::conversations`].
///
/// A filter that is not set has no effect.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let page = workspace.conversations().ended(false).tag("vip").with_contact().page_size(25).page().await?;
/// for conversation in page {
///     println!("{} since {}", conversation.id, conversation.created_at);
/// }
/// # Ok(())
/// # }
/// ```
pub type Conversations = List<Convs>;

impl Workspace {
    /// Lists the conversations of the workspace. Without filters the list contains all of them.
    pub fn conversations(&self) -> Conversations {
        let input = ConvsInput { workspace_id: self.id().get(), ..ConvsInput::default() };
        self.list(ConvsVariables { page_info: None, input, with_contact: false, with_messages: false })
    }
}

impl Conversations {
    /// Keeps the conversations on a channel.
    pub fn channel(mut self, id: impl Into<ChannelId>) -> Self {
        self.variables.input.integration_id = Some(id.into().into());
        self
    }

    /// Keeps the conversations with a contact.
    pub fn contact(mut self, id: impl Into<ContactId>) -> Self {
        self.variables.input.client_id = Some(id.into().into());
        self
    }

    /// Keeps the conversations that have ended (`true`) or have not (`false`).
    pub fn ended(mut self, ended: bool) -> Self {
        self.variables.input.ended = Some(ended);
        self
    }

    /// Keeps the conversations with a tag. If several tags are set, it is not documented whether one of them or all of
    /// them must match.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.variables.input.tags.get_or_insert_default().push(tag.into());
        self
    }

    /// Keeps the conversations with these tags, in addition to the tags that were set before.
    pub fn tags(self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        tags.into_iter().fold(self, Self::tag)
    }

    /// Keeps the conversations that are assigned to an agent.
    pub fn assignee(mut self, id: impl Into<AgentId>) -> Self {
        self.variables.input.assignee_id = Some(id.into().into());
        self
    }

    /// Keeps the conversations in a stage.
    pub fn stage(mut self, id: impl Into<StageId>) -> Self {
        self.variables.input.stage_id = Some(id.into().into());
        self
    }

    /// Keeps the conversations whose contact has this name or phone number.
    pub fn name_or_phone(mut self, text: impl Into<String>) -> Self {
        self.variables.input.name_or_phone = Some(text.into());
        self
    }

    /// Keeps the conversation with this identifier in the customer's own system.
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.variables.input.external_conversation_id = Some(id.into());
        self
    }

    /// Keeps the conversations that are assigned to an AI.
    pub fn ai(mut self, id: impl Into<AiId>) -> Self {
        self.variables.input.ai_id = Some(id.into().into());
        self
    }

    /// Requests the contact of each conversation. That the gateway has this field is inferred.
    pub fn with_contact(mut self) -> Self {
        self.variables.with_contact = true;
        self
    }

    /// Requests the messages of each conversation. That the gateway has this field is inferred, and it is not
    /// documented how many messages it includes.
    pub fn with_messages(mut self) -> Self {
        self.variables.with_messages = true;
        self
    }
}

impl PagedQuery for Convs {
    type Item = Conversation;
    const FIELD: &'static str = "convs";

    fn set_page(variables: &mut ConvsVariables, page: Option<PageRequest>) {
        variables.page_info = page;
    }

    fn key(conversation: &Conversation) -> &str {
        conversation.id.as_str()
    }

    fn instant(conversation: &Conversation) -> Option<DateTime<Utc>> {
        Some(conversation.created_at)
    }
}

// The pattern has no `..`, so a new field of the query does not compile until the model has it.
impl From<ConvsNode> for Conversation {
    fn from(node: ConvsNode) -> Self {
        let ConvsNode {
            workspace_id,
            id,
            integration_id,
            integration_type,
            client_id,
            stage_id,
            order_no,
            ended,
            ended_by,
            ended_at,
            assignee_id,
            ai_id,
            ai_assigneed,
            broadcast_id,
            broadcast_name,
            tags,
            external_conversation_id,
            created_at,
            client,
            messages,
        } = node;
        Self {
            workspace_id: workspace_id.map(WorkspaceId::from),
            id: id.into(),
            channel_id: integration_id.map(ChannelId::from),
            channel_kind: integration_type,
            contact_id: client_id.map(ContactId::from),
            stage_id: stage_id.map(StageId::from),
            order_number: order_no,
            ended,
            ended_by,
            ended_at: ended_at.map(DateTime::from),
            assignee_id: assignee_id.map(AgentId::from),
            ai_id: ai_id.map(AiId::from),
            ai_assigned: ai_assigneed.unwrap_or_default(),
            broadcast_id: broadcast_id.map(BroadcastId::from),
            broadcast_name,
            tags: non_null(tags).collect(),
            external_id: external_conversation_id,
            created_at: created_at.into(),
            contact: client.map(ConversationContact::from),
            messages: messages.map(|messages| messages.into_iter().flatten().map(Message::from).collect()),
        }
    }
}

impl From<ClientNode> for ConversationContact {
    fn from(node: ClientNode) -> Self {
        let ClientNode { name, surname, code, phone, is_deleted } = node;
        Self { name, surname, code, phone, archived: is_deleted }
    }
}

impl From<MessageNode> for Message {
    fn from(node: MessageNode) -> Self {
        let MessageNode { message_id, content, type_, is_agent, status, created_at } = node;
        MessagesMessagesNodes { message_id, content, type_, is_agent, status, created_at }.into()
    }
}

impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation")
            .field("id", &self.id)
            .field("workspace_id", &self.workspace_id)
            .field("channel_id", &self.channel_id)
            .field("channel_kind", &self.channel_kind)
            .field("contact_id", &self.contact_id)
            .field("ended", &self.ended)
            .field("assignee_id", &self.assignee_id)
            .field("ai_id", &self.ai_id)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ConversationContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConversationContact(hidden)")
    }
}
