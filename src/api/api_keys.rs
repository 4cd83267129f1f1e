//! API keys: listing and generating them.

use crate::call::convert::Converted;
use crate::client::workspace::Workspace;
use crate::graphql::operations::api_keys::{self, ApiKeysApiKeysNodes, ApiKeysInput};
use crate::graphql::operations::gen_api_key::{self, ApiKeyGenInput, GenApiKeyGenApiKey};
use crate::graphql::operations::{ApiKeys as Query, GenApiKey as Mutation};
use crate::model::ids::{AgentId, ApiKeyId, WorkspaceId};
use crate::request::request::{Request, first_empty, if_set};
use crate::transport::credentials::ApiKey;
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// An API key in the list of a workspace (page apis/apikeys).
///
/// It can be read from JSON with the gateway's field names. It cannot be written as JSON, because the key is a secret.
///
/// ```
/// use bcrumbs::ListedApiKey;
///
/// let json = r#"{"workspaceId":12,"id":"67642054b6cc2888638e4600","key":"e108d6e3-0000","label":"Dev API Key",
///     "createdAt":"2024-12-19T13:32:04.009Z"}"#;
/// let listed: ListedApiKey = serde_json::from_str(json)?;
/// assert_eq!(listed.key.as_ref().unwrap().expose(), "e108d6e3-0000");
/// assert!(!format!("{listed:?}").contains("e108d6e3"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "ApiKeysApiKeysNodes")]
#[non_exhaustive]
pub struct ListedApiKey {
    /// The workspace that it belongs to.
    pub workspace_id: Option<WorkspaceId>,
    /// Its identifier.
    pub id: ApiKeyId,
    /// The key. The article's example shows `e108d6e3-****-…`. It is not documented whether the gateway or only the
    /// article hides the rest.
    pub key: Option<ApiKey>,
    /// Its name.
    pub label: Option<String>,
    /// When it was generated, in UTC.
    pub created_at: DateTime<Utc>,
    /// The agent that it is linked to. The newer page has this field, the older article does not.
    pub agent_id: Option<AgentId>,
}

/// The response to [`Workspace::generate_api_key`], with the fields that its page shows.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "GenApiKeyGenApiKey")]
#[non_exhaustive]
pub struct GeneratedApiKey {
    /// The workspace that it belongs to.
    pub workspace_id: Option<WorkspaceId>,
    /// Its identifier.
    pub id: ApiKeyId,
    /// The key. Store it now: it is not documented whether the full key can be read again.
    pub key: Option<ApiKey>,
    /// Its name.
    pub label: Option<String>,
    /// When it was generated, in UTC.
    pub created_at: DateTime<Utc>,
}

impl ListedApiKey {
    /// Creates a key for tests. All other fields are empty; set the fields that the test needs.
    pub fn new(id: impl Into<ApiKeyId>, created_at: DateTime<Utc>) -> Self {
        Self { workspace_id: None, id: id.into(), key: None, label: None, created_at, agent_id: None }
    }
}

impl GeneratedApiKey {
    /// Creates a key for tests. All other fields are empty; set the fields that the test needs.
    pub fn new(id: impl Into<ApiKeyId>, created_at: DateTime<Utc>) -> Self {
        Self { workspace_id: None, id: id.into(), key: None, label: None, created_at }
    }
}

/// A request for the API keys (page apis/apikeys), created by [`Workspace::api_keys`].
///
/// The vendor documents no paging, so one response contains all of them. [`Response::errors`](crate::Response::errors)
/// reports null elements.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// for key in workspace.api_keys().label("Dev").await?.into_data() {
///     println!("{} {:?}", key.id, key.label);
/// }
/// # Ok(())
/// # }
/// ```
pub type ApiKeys = Request<Query, Vec<ListedApiKey>>;

/// A request that generates an API key (page apis/apikeys), created by [`Workspace::generate_api_key`].
///
/// It is retried only if the attempt before certainly did not run. If the label is empty, awaiting it fails with
/// [`InvalidInput`](crate::ErrorKind::InvalidInput) and nothing is sent.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let generated = workspace.generate_api_key("Bot").agent("67d7f55f7a9c4e1d76f50001").await?;
/// if let Some(key) = &generated.key {
///     std::fs::write("bot.key", key.expose()).expect("a file that only the bot can read");
/// }
/// # Ok(())
/// # }
/// ```
pub type GenerateApiKey = Request<Mutation, GeneratedApiKey>;

impl Workspace {
    /// Returns the API keys of the workspace. Without a filter it returns all of them.
    ///
    /// The gateway probably refuses this call if the key is linked to an agent (page portal/roles).
    pub fn api_keys(&self) -> ApiKeys {
        let input = ApiKeysInput { workspace_id: self.id().get(), label: None };
        self.nodes(api_keys::Variables { input }, |data: api_keys::ResponseData| {
            Some(Converted::nodes(data.api_keys?.nodes))
        })
    }

    /// Generates an API key with a label. It has full access, unless it is linked to an [`agent`](GenerateApiKey::agent).
    pub fn generate_api_key(&self, label: impl Into<String>) -> GenerateApiKey {
        let input = ApiKeyGenInput { workspace_id: self.id().get(), label: label.into(), agent_id: None };
        self.request(gen_api_key::Variables { input }, |data: gen_api_key::ResponseData| {
            data.gen_api_key.map(GeneratedApiKey::from)
        })
        .checked(|gen_api_key::Variables { input }| {
            first_empty([("label", &input.label), ("agent", if_set(input.agent_id.as_deref()))])
        })
    }
}

impl ApiKeys {
    /// Keeps the keys whose label matches a pattern. The pattern's form is not documented.
    pub fn label(mut self, pattern: impl Into<String>) -> Self {
        self.variables.input.label = Some(pattern.into());
        self
    }
}

impl GenerateApiKey {
    /// Links the key to an agent of the workspace. Calls with the key then count as actions of that agent, and the key
    /// has only the rights of the role Agent+. The newer page documents this, the older article does not.
    pub fn agent(mut self, id: impl Into<AgentId>) -> Self {
        self.variables.input.agent_id = Some(id.into().into());
        self
    }
}

// The pattern has no `..`, so a new field of the query does not compile until the model has it.
impl From<ApiKeysApiKeysNodes> for ListedApiKey {
    fn from(node: ApiKeysApiKeysNodes) -> Self {
        let ApiKeysApiKeysNodes { workspace_id, id, key, label, created_at, agent_id } = node;
        Self {
            workspace_id: workspace_id.map(WorkspaceId::from),
            id: id.into(),
            key: key.map(ApiKey::new),
            label,
            created_at: created_at.into(),
            agent_id: agent_id.map(AgentId::from),
        }
    }
}

impl From<GenApiKeyGenApiKey> for GeneratedApiKey {
    fn from(node: GenApiKeyGenApiKey) -> Self {
        let GenApiKeyGenApiKey { workspace_id, id, key, label, created_at } = node;
        Self {
            workspace_id: workspace_id.map(WorkspaceId::from),
            id: id.into(),
            key: key.map(ApiKey::new),
            label,
            created_at: created_at.into(),
        }
    }
}
