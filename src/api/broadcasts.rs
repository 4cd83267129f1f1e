//! Broadcasts: the model, and the filters of their list.

use crate::client::workspace::Workspace;
use crate::graphql::operations::Broadcasts as Query;
use crate::graphql::operations::broadcasts::{BroadcastsBroadcastsNodes as Node, BroadcastsInput, Variables};
use crate::graphql::scalars;
use crate::model::enums::BroadcastState;
use crate::model::ids::{BroadcastId, ChannelId, StageId, WorkspaceId};
use crate::model::non_null::non_null;
use crate::model::page_request::PageRequest;
use crate::paging::paged_query::PagedQuery;
use crate::request::list::List;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// An approved template that is sent to many contacts (page apis/broadcasts).
///
/// Its JSON form has the gateway's field names: `integrationId` for the channel, `clientTags` for the contacts' tags.
/// `Debug` hides the texts, because the values of the template's variables may be personal data.
///
/// The vendor does not document which fields can be null. A field that may be absent is an `Option`.
///
/// ```
/// use bcrumbs::{Broadcast, BroadcastState};
///
/// let json = r#"{"id":"id_123","state":"inProgress","templateComponents":{"name":"Ada"},
///     "createdAt":"2026-03-16T00:00:00.000Z"}"#;
/// let broadcast: Broadcast = serde_json::from_str(json)?;
/// assert_eq!(broadcast.state, Some(BroadcastState::InProgress));
/// assert!(!format!("{broadcast:?}").contains("Ada"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "Node")]
#[non_exhaustive]
pub struct Broadcast {
    /// The workspace that it belongs to.
    pub workspace_id: Option<WorkspaceId>,
    /// Its identifier.
    pub id: BroadcastId,
    /// Its name.
    pub name: Option<String>,
    /// The channel on which it is sent. The gateway calls it `integrationId`.
    #[serde(rename = "integrationId")]
    pub channel_id: Option<ChannelId>,
    /// Its state.
    pub state: Option<BroadcastState>,
    /// The approved template's name.
    pub template_name: Option<String>,
    /// The template's language. The gateway calls it `templateLang`.
    #[serde(rename = "templateLang")]
    pub template_language: Option<String>,
    /// The values of the template's variables, as JSON. They may be personal data.
    pub template_components: Option<Value>,
    /// It is sent to contacts with these tags. The gateway calls it `clientTags`.
    #[serde(rename = "clientTags")]
    pub contact_tags: Vec<String>,
    /// It is sent to contacts in this stage. The gateway calls it `clientStageId`.
    #[serde(rename = "clientStageId")]
    pub contact_stage_id: Option<StageId>,
    /// It is sent to contacts in this country.
    pub country: Option<String>,
    /// The time for which it is scheduled, in UTC; absent if it is sent on launch.
    #[serde(serialize_with = "scalars::serialize_optional_time")]
    pub scheduled_at: Option<DateTime<Utc>>,
    /// When sending began, in UTC.
    #[serde(serialize_with = "scalars::serialize_optional_time")]
    pub started_at: Option<DateTime<Utc>>,
    /// When sending ended, in UTC; absent while it is in progress.
    #[serde(serialize_with = "scalars::serialize_optional_time")]
    pub completed_at: Option<DateTime<Utc>>,
    /// When it was created, in UTC.
    #[serde(serialize_with = "scalars::serialize_time")]
    pub created_at: DateTime<Utc>,
    /// The total count. The page does not describe it; the name suggests the number of selected contacts.
    pub total_count: Option<i64>,
    /// The failed count. The page does not describe it; the name suggests the number of contacts that it did not reach.
    pub failed_count: Option<i64>,
    /// The error that stopped it.
    pub error: Option<String>,
}

impl Broadcast {
    /// Creates a broadcast for tests. All other fields are empty; set the fields that the test needs.
    ///
    /// ```
    /// use bcrumbs::{Broadcast, BroadcastState};
    ///
    /// let mut broadcast = Broadcast::new("broadcast-1", "2026-03-16T00:00:00Z".parse()?);
    /// broadcast.state = Some(BroadcastState::Completed);
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn new(id: impl Into<BroadcastId>, created_at: DateTime<Utc>) -> Self {
        Node { id: id.into().into(), created_at: created_at.into(), ..Node::default() }.into()
    }
}

/// A list of broadcasts (page apis/broadcasts), created by [`Workspace::broadcasts`].
///
/// A filter that is not set has no effect. It is not documented whether the text filters compare whole values. The
/// page's example selects `id name state templateName integrationId createdAt`. This list selects every property of the
/// page.
///
/// Broadcasts are read-only in this crate, because our copy of the page ends before the operations that create and
/// launch a broadcast.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// use bcrumbs::BroadcastState;
///
/// let mut failed = workspace.broadcasts().state(BroadcastState::Failed).items();
/// while let Some(broadcast) = failed.try_next().await? {
///     println!("{} {:?}", broadcast.id, broadcast.error);
/// }
/// # Ok(())
/// # }
/// ```
pub type Broadcasts = List<Query>;

impl Workspace {
    /// Lists the broadcasts of the workspace. Without filters the list contains all of them.
    pub fn broadcasts(&self) -> Broadcasts {
        let input = BroadcastsInput { workspace_id: self.id().get(), ..BroadcastsInput::default() };
        self.list(Variables { page_info: None, input })
    }
}

impl Broadcasts {
    /// Keeps the broadcasts with a name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.variables.input.name = Some(name.into());
        self
    }

    /// Keeps the broadcasts on a channel.
    pub fn channel(mut self, id: impl Into<ChannelId>) -> Self {
        self.variables.input.integration_id = Some(id.into().into());
        self
    }

    /// Keeps the broadcasts in a state.
    pub fn state(mut self, state: impl Into<BroadcastState>) -> Self {
        self.variables.input.state = Some(state.into());
        self
    }

    /// Keeps the broadcasts that send a template, by the template's name.
    pub fn template(mut self, name: impl Into<String>) -> Self {
        self.variables.input.template_name = Some(name.into());
        self
    }
}

impl PagedQuery for Query {
    type Item = Broadcast;
    const FIELD: &'static str = "broadcasts";

    fn set_page(variables: &mut Variables, page: Option<PageRequest>) {
        variables.page_info = page;
    }

    fn key(broadcast: &Broadcast) -> &str {
        broadcast.id.as_str()
    }

    fn instant(broadcast: &Broadcast) -> Option<DateTime<Utc>> {
        Some(broadcast.created_at)
    }
}

// The pattern has no `..`, so a new field of the query does not compile until the model has it.
impl From<Node> for Broadcast {
    fn from(node: Node) -> Self {
        let Node {
            workspace_id,
            id,
            name,
            integration_id,
            state,
            template_name,
            template_lang,
            template_components,
            client_tags,
            client_stage_id,
            country,
            scheduled_at,
            started_at,
            completed_at,
            created_at,
            total_count,
            failed_count,
            error,
        } = node;
        Self {
            workspace_id: workspace_id.map(WorkspaceId::from),
            id: id.into(),
            name,
            channel_id: integration_id.map(ChannelId::from),
            state,
            template_name,
            template_language: template_lang,
            template_components,
            contact_tags: non_null(client_tags).collect(),
            contact_stage_id: client_stage_id.map(StageId::from),
            country,
            scheduled_at: scheduled_at.map(DateTime::from),
            started_at: started_at.map(DateTime::from),
            completed_at: completed_at.map(DateTime::from),
            created_at: created_at.into(),
            total_count,
            failed_count,
            error,
        }
    }
}

impl fmt::Debug for Broadcast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broadcast")
            .field("id", &self.id)
            .field("workspace_id", &self.workspace_id)
            .field("channel_id", &self.channel_id)
            .field("state", &self.state)
            .field("created_at", &self.created_at)
            .field("total_count", &self.total_count)
            .field("failed_count", &self.failed_count)
            .finish_non_exhaustive()
    }
}
