//! Webhooks: the model, and the filters of their list.

use crate::call::convert::Converted;
use crate::client::workspace::Workspace;
use crate::graphql::operations::Webhooks as Query;
use crate::graphql::operations::webhooks::{
    ResponseData, Variables, WebhooksInput, WebhooksWebhooksNodes as Node,
};
use crate::model::enums::WebhookEvent;
use crate::model::ids::{WebhookId, WorkspaceId};
use crate::request::request::Request;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::fmt;

/// A webhook: one URL that the gateway posts to when one event happens (page apis/webhooks).
///
/// It can be read from JSON with the gateway's field names. It cannot be written as JSON, because its URL is a secret.
///
/// ```
/// use bcrumbs::{Webhook, WebhookEvent};
///
/// let json = r#"{"workspaceId":12,"id":"67642054b6cc2888638e4600","url":"https://yourwebsite/hook",
///     "label":"Incoming message webhooks","event":"INCOMING_MESSAGE ","createdAt":"2024-12-19T13:32:04.009Z"}"#;
/// let webhook: Webhook = serde_json::from_str(json)?;
/// assert_eq!(webhook.event, Some(WebhookEvent::IncomingMessage));
/// assert!(!format!("{webhook:?}").contains("yourwebsite"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Node")]
#[non_exhaustive]
pub struct Webhook {
    /// The workspace that it belongs to.
    pub workspace_id: Option<WorkspaceId>,
    /// Its identifier.
    pub id: WebhookId,
    /// Its name.
    pub label: Option<String>,
    /// The URL that the gateway posts to.
    pub url: Option<WebhookUrl>,
    /// The event that it is called for.
    pub event: Option<WebhookEvent>,
    /// When it was created, in UTC.
    pub created_at: DateTime<Utc>,
}

/// The URL of a webhook. It is a secret: no signature is documented, so a person who knows the URL can post false
/// events. `Debug` hides it, and it has no `Display`.
///
/// ```
/// use bcrumbs::WebhookUrl;
///
/// let url = WebhookUrl::new("https://shop.example/hook?token=42");
/// assert_eq!(format!("{url:?}"), "WebhookUrl(hidden)");
/// assert!(url.expose().ends_with("token=42"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(String);

impl WebhookUrl {
    /// Creates it from a URL of the gateway.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// Returns the URL. Keep it out of logs.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Webhook {
    /// Creates a webhook for tests. All other fields are empty; set the fields that the test needs.
    pub fn new(id: impl Into<WebhookId>, created_at: DateTime<Utc>) -> Self {
        Self { workspace_id: None, id: id.into(), label: None, url: None, event: None, created_at }
    }
}

/// A request for the webhooks (page apis/webhooks), created by [`Workspace::webhooks`].
///
/// The vendor documents no paging, so one response contains all of them. [`Response::errors`](crate::Response::errors)
/// reports null elements. No operation that registers, changes or deletes a webhook is documented. Use the portal.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// for webhook in workspace.webhooks().event("INCOMING_MESSAGE").await?.into_data() {
///     println!("{} {:?}", webhook.id, webhook.label);
/// }
/// # Ok(())
/// # }
/// ```
pub type Webhooks = Request<Query, Vec<Webhook>>;

impl Workspace {
    /// Returns the webhooks of the workspace. Without filters it returns all of them.
    ///
    /// The gateway probably refuses this call if the key is linked to an agent (page portal/roles).
    pub fn webhooks(&self) -> Webhooks {
        let input = WebhooksInput { workspace_id: self.id().get(), label: None, event: None };
        self.nodes(Variables { input }, |data: ResponseData| Some(Converted::nodes(data.webhooks?.nodes)))
    }
}

impl Webhooks {
    /// Keeps the webhooks whose label matches a pattern. The pattern's form is not documented. The name of the input's
    /// field is inferred, because an older article describes the filters in prose only.
    pub fn label(mut self, pattern: impl Into<String>) -> Self {
        self.variables.input.label = Some(pattern.into());
        self
    }

    /// Keeps the webhooks for an event. The name of the input's field is inferred, like that of
    /// [`label`](Self::label).
    pub fn event(mut self, event: impl Into<WebhookEvent>) -> Self {
        self.variables.input.event = Some(event.into());
        self
    }
}

// The pattern has no `..`, so a new field of the query does not compile until the model has it.
impl From<Node> for Webhook {
    fn from(node: Node) -> Self {
        let Node { workspace_id, id, label, url, event, created_at } = node;
        Self {
            workspace_id: workspace_id.map(WorkspaceId::from),
            id: id.into(),
            label,
            url: url.map(WebhookUrl),
            event,
            created_at: created_at.into(),
        }
    }
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookUrl(hidden)")
    }
}
