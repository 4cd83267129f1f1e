//! A conversation as the list shows it, and what the generated types become.

use crate::api::message::Message;
use crate::graphql::operations::{
    convs, convs_with_client, convs_with_client_and_messages as convs_with_both, convs_with_messages,
};
use crate::graphql::scalars;
use crate::model::enums::ChannelKind;
use crate::model::ids::{
    AgentId, AiId, BroadcastId, ChannelId, ContactId, ConversationId, StageId, WorkspaceId,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// A support thread with one contact on one channel (page apis/convs).
///
/// As JSON it has the gateway's field names: `integrationId` for the channel, `clientId` for the contact,
/// `aiAssigneed`. Its `Debug` leaves personal data out.
///
/// The vendor documents no nullability: what can be absent here is `Option`.
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
#[serde(rename_all = "camelCase")]
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
    /// Whether it is over.
    pub ended: bool,
    /// The user who ended it, or the word `SYSTEM`.
    pub ended_by: Option<String>,
    /// When it ended, in UTC.
    #[serde(default, with = "scalars::optional_time")]
    pub ended_at: Option<DateTime<Utc>>,
    /// The agent in charge, if any.
    pub assignee_id: Option<AgentId>,
    /// The AI in charge, if any.
    pub ai_id: Option<AiId>,
    /// Whether an AI is in charge; null on the wire, where it is spelt `aiAssigneed`, means no.
    #[serde(rename = "aiAssigneed", default, deserialize_with = "null_as_default")]
    pub ai_assigned: bool,
    /// The broadcast that it came from.
    pub broadcast_id: Option<BroadcastId>,
    /// That broadcast's name.
    pub broadcast_name: Option<String>,
    /// The tags put on it.
    #[serde(default, deserialize_with = "null_as_default")]
    pub tags: Vec<String>,
    /// Its identifier in a system of the customer's. The wire says `externalConversationId`.
    #[serde(rename = "externalConversationId")]
    pub external_id: Option<String>,
    /// When it was opened, in UTC.
    #[serde(with = "scalars::time")]
    pub created_at: DateTime<Utc>,
    /// What it carries of the contact, where that was asked for. The wire says `client`.
    #[serde(rename = "client", skip_serializing_if = "Option::is_none")]
    pub contact: Option<ConversationContact>,
    /// Its messages, where they were asked for; how many the gateway gives is not documented.
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

/// Reads null as the type's empty value.
pub(crate) fn null_as_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
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

/// Takes a conversation over from one operation's generated type. The pattern names every field, without `..`: a field
/// added to the query does not compile until the model has it.
macro_rules! conversation_from {
    ($node:ty, [$($extra:ident),*], contact: $contact:expr, messages: $messages:expr) => {
        impl From<$node> for Conversation {
            fn from(node: $node) -> Self {
                type Node = $node;
                let Node {
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
                    $($extra),*
                } = node;
                Self {
                    workspace_id: workspace_id.map(WorkspaceId::received),
                    id: id.into(),
                    channel_id: integration_id.map(ChannelId::from),
                    channel_kind: integration_type,
                    contact_id: client_id.map(ContactId::from),
                    stage_id: stage_id.map(StageId::from),
                    order_number: order_no,
                    ended,
                    ended_by,
                    ended_at: ended_at.map(|time| time.0),
                    assignee_id: assignee_id.map(AgentId::from),
                    ai_id: ai_id.map(AiId::from),
                    ai_assigned: ai_assigneed.unwrap_or_default(),
                    broadcast_id: broadcast_id.map(BroadcastId::from),
                    broadcast_name,
                    tags: tags.unwrap_or_default().into_iter().flatten().collect(),
                    external_id: external_conversation_id,
                    created_at: created_at.0,
                    contact: $contact,
                    messages: $messages,
                }
            }
        }
    };
}

macro_rules! contact_from {
    ($client:ty) => {
        impl From<$client> for ConversationContact {
            fn from(client: $client) -> Self {
                type Client = $client;
                let Client { name, surname, code, phone, is_deleted } = client;
                Self { name, surname, code, phone, archived: is_deleted }
            }
        }
    };
}

conversation_from!(convs::ConvsConvsNodes, [], contact: None, messages: None);
conversation_from!(
    convs_with_client::ConvsWithClientConvsNodes, [client],
    contact: client.map(Into::into), messages: None
);
conversation_from!(
    convs_with_messages::ConvsWithMessagesConvsNodes, [messages],
    contact: None, messages: messages.map(given)
);
conversation_from!(
    convs_with_both::ConvsWithClientAndMessagesConvsNodes, [client, messages],
    contact: client.map(Into::into), messages: messages.map(given)
);
contact_from!(convs_with_client::ConvsWithClientConvsNodesClient);
contact_from!(convs_with_both::ConvsWithClientAndMessagesConvsNodesClient);

/// Takes a list over without its null elements.
fn given<G, M: From<G>>(list: Vec<Option<G>>) -> Vec<M> {
    list.into_iter().flatten().map(M::from).collect()
}
