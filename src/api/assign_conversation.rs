//! Putting an agent or an AI in charge of a conversation.

use crate::api::conversation::null_as_default;
use crate::call::call::{CallOptions, awaits_by_sending, call, call_setters};
use crate::call::response::Response;
use crate::client::client::Client;
use crate::error::error::Error;
use crate::graphql::operations::{AssignConv, assign_conv};
use crate::graphql::scalars;
use crate::model::ids::{AgentId, AiId, ChannelId, ConversationId, WorkspaceId};
use crate::retry::classification::Safety;
use chrono::{DateTime, Utc};
use graphql_client::GraphQLQuery;
use serde::{Deserialize, Serialize};

/// Who takes charge of a conversation.
///
/// The gateway takes an identifier and a flag that says whether it names an AI; here the identifier's type says it.
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
    /// Names an agent.
    pub fn agent(id: impl Into<AgentId>) -> Self {
        Self::Agent(id.into())
    }

    /// Names an AI.
    pub fn ai(id: impl Into<AiId>) -> Self {
        Self::Ai(id.into())
    }
}

/// A request to put somebody in charge of a conversation (page apis/convs); made by
/// [`Workspace::assign_conversation`](crate::Workspace::assign_conversation).
///
/// Sent twice it does the same as sent once.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// use bcrumbs::Assignee;
///
/// let assigned = workspace
///     .assign_conversation("67d7f55f7a9a4e1d76f58831", "6743884f783839ad14770000", Assignee::ai("crumby"))
///     .await?;
/// assert!(assigned.ai_assigned);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct AssignConversation {
    client: Client,
    workspace: WorkspaceId,
    conversation: ConversationId,
    channel: ChannelId,
    assignee: Assignee,
    options: CallOptions,
}

/// What [`AssignConversation`] gives back: exactly the fields that its page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AssignedConversation {
    /// The conversation.
    pub id: ConversationId,
    /// The agent in charge, if any.
    pub assignee_id: Option<AgentId>,
    /// The AI in charge, if any.
    pub ai_id: Option<AiId>,
    /// Whether an AI is in charge; null on the wire, where it is spelt `aiAssigneed`, means no.
    #[serde(rename = "aiAssigneed", default, deserialize_with = "null_as_default")]
    pub ai_assigned: bool,
    /// Whether it is over.
    pub ended: bool,
    /// When it was opened, in UTC.
    #[serde(with = "scalars::time")]
    pub created_at: DateTime<Utc>,
}

impl AssignConversation {
    pub(crate) fn new(
        client: Client,
        workspace: WorkspaceId,
        conversation: ConversationId,
        channel: ChannelId,
        assignee: Assignee,
    ) -> Self {
        Self { client, workspace, conversation, channel, assignee, options: CallOptions::default() }
    }

    call_setters!(options);

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where an argument is empty, and whatever keeps the answer away.
    pub async fn send(self) -> Result<Response<AssignedConversation>, Error> {
        let (agent_id, is_ai) = match self.assignee {
            Assignee::Agent(id) => (String::from(id), false),
            Assignee::Ai(id) => (String::from(id), true),
        };
        let required = [
            ("conversation", self.conversation.as_str()),
            ("channel", self.channel.as_str()),
            ("assignee", &agent_id),
        ];
        if let Some((what, _)) = required.iter().find(|(_, value)| value.trim().is_empty()) {
            let error = Error::invalid_input(format!("the {what} is empty; nothing was sent"));
            return Err(error.with_operation(assign_conv::OPERATION_NAME));
        }
        let variables = assign_conv::Variables {
            input: assign_conv::ConvAssignInput {
                workspace_id: self.workspace.get(),
                integration_id: self.channel.into(),
                conv_id: self.conversation.into(),
                agent_id: Some(agent_id),
                is_ai: Some(is_ai),
            },
        };
        let body = AssignConv::build_query(variables);
        let safety = Safety::IdempotentMutation;
        call(self.client.client(), &body, safety, &self.options, |data: assign_conv::ResponseData| {
            data.assign_conv.map(Into::into)
        })
        .await
    }
}

awaits_by_sending!(AssignConversation => AssignedConversation);

impl From<assign_conv::AssignConvAssignConv> for AssignedConversation {
    fn from(assigned: assign_conv::AssignConvAssignConv) -> Self {
        let assign_conv::AssignConvAssignConv { id, assignee_id, ai_id, ai_assigneed, ended, created_at } =
            assigned;
        Self {
            id: id.into(),
            assignee_id: assignee_id.map(AgentId::from),
            ai_id: ai_id.map(AiId::from),
            ai_assigned: ai_assigneed.unwrap_or_default(),
            ended,
            created_at: created_at.0,
        }
    }
}
