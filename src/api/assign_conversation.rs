//! Assigns a conversation to an agent or an AI.

use crate::client::workspace::Workspace;
use crate::graphql::operations::AssignConv;
use crate::graphql::operations::assign_conv::{
    AssignConvAssignConv, ConvAssignInput, ResponseData, Variables,
};
use crate::graphql::scalars;
use crate::model::ids::{AgentId, AiId, ChannelId, ConversationId};
use crate::request::request::{Request, first_empty};
use crate::retry::idempotency::Idempotency;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;

/// The agent or AI that a conversation is assigned to.
///
/// The gateway expects an identifier and a flag that is true for an AI. This type sets the flag from the type of the
/// identifier.
///
/// ```
/// use bcrumbs::Assignee;
///
/// let crumby = Assignee::ai("crumby");
/// assert_ne!(crumby, Assignee::agent("crumby"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Assignee {
    /// An agent.
    Agent(AgentId),
    /// An AI.
    Ai(AiId),
}

impl Assignee {
    /// Creates an assignee from an agent's identifier.
    pub fn agent(id: impl Into<AgentId>) -> Self {
        Self::Agent(id.into())
    }

    /// Creates an assignee from an AI's identifier.
    pub fn ai(id: impl Into<AiId>) -> Self {
        Self::Ai(id.into())
    }
}

/// The response to [`Workspace::assign_conversation`], with the fields that its page shows.
///
/// It has fewer fields than a [`Conversation`](crate::Conversation). For example, the operation `assignConv` does not
/// select the channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "AssignConvAssignConv")]
#[non_exhaustive]
pub struct AssignedConversation {
    /// The conversation.
    pub id: ConversationId,
    /// The assigned agent, if there is one.
    pub assignee_id: Option<AgentId>,
    /// The assigned AI, if there is one.
    pub ai_id: Option<AiId>,
    /// Whether an AI is assigned; the gateway calls it `aiAssigneed`, and null means no.
    #[serde(rename = "aiAssigneed")]
    pub ai_assigned: bool,
    /// Whether it has ended.
    pub ended: bool,
    /// When it was opened, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
}

impl AssignedConversation {
    /// Creates an open, unassigned conversation for tests. Set the fields that the test needs.
    pub fn new(id: impl Into<ConversationId>, created_at: DateTime<Utc>) -> Self {
        Self { id: id.into(), assignee_id: None, ai_id: None, ai_assigned: false, ended: false, created_at }
    }
}

/// A request that assigns a conversation (page apis/convs), created by [`Workspace::assign_conversation`].
///
/// Sending it twice has the same effect as sending it once, so it is retried like a query. If an identifier is empty,
/// awaiting it fails with [`InvalidInput`](crate::ErrorKind::InvalidInput) and nothing is sent.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// use bcrumbs::{Assignee, ChannelId, ConversationId};
///
/// let conversation = ConversationId::from("67d7f55f7a9a4e1d76f58831");
/// let channel = ChannelId::from("6743884f783839ad14770000");
/// let assigned = workspace.assign_conversation(&conversation, &channel, Assignee::ai("crumby")).await?;
/// assert!(assigned.ai_assigned);
/// # Ok(())
/// # }
/// ```
pub type AssignConversation = Request<AssignConv, AssignedConversation>;

impl Workspace {
    /// Assigns a conversation to an agent or an AI. `channel` is the channel of the conversation.
    pub fn assign_conversation(
        &self,
        conversation: impl Borrow<ConversationId>,
        channel: impl Borrow<ChannelId>,
        assignee: Assignee,
    ) -> AssignConversation {
        let (agent_id, is_ai) = match assignee {
            Assignee::Agent(id) => (String::from(id), false),
            Assignee::Ai(id) => (String::from(id), true),
        };
        let input = ConvAssignInput {
            workspace_id: self.id().get(),
            integration_id: channel.borrow().to_string(),
            conv_id: conversation.borrow().to_string(),
            agent_id: Some(agent_id),
            is_ai: Some(is_ai),
        };
        self.request(Variables { input }, |data: ResponseData| {
            data.assign_conv.map(AssignedConversation::from)
        })
        .with_idempotency(Idempotency::Idempotent)
        .checked(|Variables { input }| {
            let assignee = input.agent_id.as_deref().unwrap_or_default();
            first_empty([
                ("conversation", &input.conv_id),
                ("channel", &input.integration_id),
                ("assignee", assignee),
            ])
        })
    }
}

impl From<AssignConvAssignConv> for AssignedConversation {
    fn from(node: AssignConvAssignConv) -> Self {
        let AssignConvAssignConv { id, assignee_id, ai_id, ai_assigneed, ended, created_at } = node;
        Self {
            id: id.into(),
            assignee_id: assignee_id.map(AgentId::from),
            ai_id: ai_id.map(AiId::from),
            ai_assigned: ai_assigneed.unwrap_or_default(),
            ended,
            created_at: created_at.into(),
        }
    }
}
