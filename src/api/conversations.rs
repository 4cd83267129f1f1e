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
use crate::model::page_request::PageRequest;
use crate::paging::paged_query::PagedQuery;
use crate::request::list::List;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A support thread with one contact on one channel (page apis/convs).
///
/// As JSON it has the gateway's field names: `integrationId` for the channel, `clientId` for the contact,
/// `aiAssigneed`. Its `Debug` leaves personal data out.
///
/// The vendor does not document which fields can be null: what can be absent here is `Option`.
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
    /// The channel that it runs on. The wire says `integrationId`.
    #[serde(rename = "integrationId")]
    pub channel_id: Option<ChannelId>,
    /// The network behind that channel. The wire says `integrationType`.
    #[serde(rename = "integrationType")]
    pub channel_kind: Option<ChannelKind>,
    /// The contact that it is held with. The wire says `clientId`.
    #[serde(rename = "clientId")]
    pub contact_id: Option<ContactId>,
    /// The stage that it is in; stages group conversations.
    pub stage_id: Option<StageId>,
    /// The number of a related order, shipment or invoice. The wire says `orderNo`.
    #[serde(rename = "orderNo")]
    pub order_number: Option<String>,
    /// Whether it has ended.
    pub ended: bool,
    /// The user who ended it, or the word `SYSTEM`.
    pub ended_by: Option<String>,
    /// When it ended, in UTC.
    #[serde(serialize_with = "scalars::serialize_optional_time")]
    pub ended_at: Option<DateTime<Utc>>,
    /// The agent in charge, if any.
    pub assignee_id: Option<AgentId>,
    /// The AI in charge, if any.
    pub ai_id: Option<AiId>,
    /// Whether an AI is in charge; null on the wire, where it is spelt `aiAssigneed`, means no.
    #[serde(rename = "aiAssigneed")]
    pub ai_assigned: bool,
    /// The broadcast that it came from.
    pub broadcast_id: Option<BroadcastId>,
    /// That broadcast's name.
    pub broadcast_name: Option<String>,
    /// The tags put on it.
    pub tags: Vec<String>,
    /// Its identifier in a system of the customer's. The wire says `externalConversationId`.
    #[serde(rename = "externalConversationId")]
    pub external_id: Option<String>,
    /// When it was opened, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
    /// What it carries of the contact, where [`with_contact`](Conversations::with_contact) asked for it. The wire says
    /// `client`.
    #[serde(rename = "client", skip_serializing_if = "Option::is_none")]
    pub contact: Option<ConversationContact>,
    /// Its messages, where [`with_messages`](Conversations::with_messages) asked for them; how many the gateway returns
    /// is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<Message>>,
}

/// What a conversation carries of its contact (page apis/convs). Its `Debug` hides all of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConversationContact {
    /// First name.
    pub name: Option<String>,
    /// Last name.
    pub surname: Option<String>,
    /// The contact's identifier in a system of the customer's.
    pub code: Option<String>,
    /// Phone number, for example `+12025550123`.
    pub phone: Option<String>,
    /// Whether the contact is archived. The wire says `isDeleted`.
    #[serde(rename = "isDeleted")]
    pub archived: Option<bool>,
}

impl Conversation {
    /// Creates an open conversation of which nothing else is known, for tests: set the fields that matter.
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
    /// Creates a contact of which nothing is known, for tests: set the fields that matter.
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
/// A filter that is not set does not filter.
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
    /// Lists conversations: all of them, until filters are set.
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

    /// Keeps the conversations with a tag. With several tags, whether any or all of them must be there is not
    /// documented.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.variables.input.tags.get_or_insert_default().push(tag.into());
        self
    }

    /// Keeps the conversations with these tags, beside those set before.
    pub fn tags(self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        tags.into_iter().fold(self, Self::tag)
    }

    /// Keeps the conversations that an agent is in charge of.
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

    /// Keeps the conversation with this identifier in a system of the customer's.
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.variables.input.external_conversation_id = Some(id.into());
        self
    }

    /// Keeps the conversations that an AI is in charge of.
    pub fn ai(mut self, id: impl Into<AiId>) -> Self {
        self.variables.input.ai_id = Some(id.into().into());
        self
    }

    /// Asks for what each conversation carries of its contact. That the gateway lets it be selected is inferred.
    pub fn with_contact(mut self) -> Self {
        self.variables.with_contact = true;
        self
    }

    /// Asks for each conversation's messages. That the gateway lets them be selected is inferred; how many it returns is
    /// not documented.
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

// Without `..`: a field that is added to the query does not compile until the model has it.
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
            tags: tags.unwrap_or_default().into_iter().flatten().collect(),
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
