//! Agents: the model, and the filters of their list.

use crate::client::workspace::Workspace;
use crate::graphql::operations::Agents as Query;
use crate::graphql::operations::agents::{AgentsAgentsNodes as Node, AgentsInput, Variables};
use crate::graphql::scalars;
use crate::model::ids::{AgentId, ConversationId, UserId, WorkspaceId};
use crate::model::page_request::PageRequest;
use crate::paging::paged_query::PagedQuery;
use crate::request::list::List;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A user of the workspace who can take charge of conversations (page apis/agents).
///
/// Its JSON form has the gateway's field names. `Debug` hides the name, the email address and the avatar.
///
/// The vendor does not document which fields can be null. A field that may be absent is an `Option`.
///
/// ```
/// use bcrumbs::Agent;
///
/// let json = r#"{"id":"id_123","name":"Ada","email":"ada@example.com","createdAt":"2026-03-16T00:00:00.000Z"}"#;
/// let agent: Agent = serde_json::from_str(json)?;
/// assert_eq!(agent.name.as_deref(), Some("Ada"));
/// assert!(!format!("{agent:?}").contains("ada"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "Node")]
#[non_exhaustive]
pub struct Agent {
    /// The workspace that it belongs to.
    pub workspace_id: Option<WorkspaceId>,
    /// Its identifier.
    pub id: AgentId,
    /// The user account of the agent.
    pub user_id: Option<UserId>,
    /// First name.
    pub name: Option<String>,
    /// Last name.
    pub surname: Option<String>,
    /// Email address.
    pub email: Option<String>,
    /// The URL of the agent's picture.
    pub avatar: Option<String>,
    /// When it was created, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
}

impl Agent {
    /// Creates an agent for tests. All other fields are empty; set the fields that the test needs.
    ///
    /// ```
    /// use bcrumbs::Agent;
    ///
    /// let mut agent = Agent::new("agent-1", "2026-03-16T00:00:00Z".parse()?);
    /// agent.name = Some("Ada".to_owned());
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn new(id: impl Into<AgentId>, created_at: DateTime<Utc>) -> Self {
        Node { id: id.into().into(), created_at: created_at.into(), ..Node::default() }.into()
    }
}

/// A list of agents (page apis/agents), created by [`Workspace::agents`].
///
/// A filter that is not set has no effect. It is not documented whether the text filters compare whole values. The
/// page's example selects `id userId name surname email`. This list selects every property of the page.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let mut agents = workspace.agents().items();
/// while let Some(agent) = agents.try_next().await? {
///     println!("{} since {}", agent.id, agent.created_at);
/// }
/// # Ok(())
/// # }
/// ```
pub type Agents = List<Query>;

impl Workspace {
    /// Lists the agents of the workspace. Without filters the list contains all of them.
    pub fn agents(&self) -> Agents {
        let input = AgentsInput { workspace_id: self.id().get(), ..AgentsInput::default() };
        self.list(Variables { page_info: None, input })
    }
}

impl Agents {
    /// Keeps the agents of a conversation. It is not documented whether these are only the assigned agent or others
    /// too.
    pub fn conversation(mut self, id: impl Into<ConversationId>) -> Self {
        self.variables.input.conversation_id = Some(id.into().into());
        self
    }

    /// Keeps the agents with a first name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.variables.input.name = Some(name.into());
        self
    }

    /// Keeps the agents with a last name.
    pub fn surname(mut self, surname: impl Into<String>) -> Self {
        self.variables.input.surname = Some(surname.into());
        self
    }

    /// Keeps the agents with an email address.
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.variables.input.email = Some(email.into());
        self
    }
}

impl PagedQuery for Query {
    type Item = Agent;
    const FIELD: &'static str = "agents";

    fn set_page(variables: &mut Variables, page: Option<PageRequest>) {
        variables.page_info = page;
    }

    fn key(agent: &Agent) -> &str {
        agent.id.as_str()
    }

    fn instant(agent: &Agent) -> Option<DateTime<Utc>> {
        Some(agent.created_at)
    }
}

// The pattern has no `..`, so a new field of the query does not compile until the model has it.
impl From<Node> for Agent {
    fn from(node: Node) -> Self {
        let Node { workspace_id, id, user_id, name, surname, email, avatar, created_at } = node;
        Self {
            workspace_id: workspace_id.map(WorkspaceId::from),
            id: id.into(),
            user_id: user_id.map(UserId::from),
            name,
            surname,
            email,
            avatar,
            created_at: created_at.into(),
        }
    }
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agent")
            .field("id", &self.id)
            .field("workspace_id", &self.workspace_id)
            .field("user_id", &self.user_id)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}
