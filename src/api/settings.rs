//! The settings of a workspace.

use crate::client::workspace::Workspace;
use crate::graphql::operations::WorkspaceSettings as Query;
use crate::graphql::operations::workspace_settings::{
    ResponseData, Variables, WorkspaceSettingsInput, WorkspaceSettingsWorkspaceSettings as Node,
    WorkspaceSettingsWorkspaceSettingsTestNums as NumberNode,
};
use crate::model::ids::{SettingsId, WorkspaceId};
use crate::model::non_null::non_null;
use crate::request::request::Request;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The settings of a workspace (page apis/workspace-settings).
///
/// Its JSON form has the gateway's field names: `convTTL`, `testNums`.
///
/// ```
/// use bcrumbs::WorkspaceSettings;
///
/// let json = r#"{"id":"id_123","workspaceId":12,"convTTL":24,"optOutKeyword":"STOP"}"#;
/// let settings: WorkspaceSettings = serde_json::from_str(json)?;
/// assert_eq!(settings.conversation_ttl_hours, Some(24));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "Node")]
#[non_exhaustive]
pub struct WorkspaceSettings {
    /// The identifier of the settings.
    pub id: SettingsId,
    /// The workspace.
    pub workspace_id: Option<WorkspaceId>,
    /// The number of hours after which a conversation ends automatically. It is not documented from which time the
    /// hours are counted. The gateway calls it `convTTL`.
    #[serde(rename = "convTTL")]
    pub conversation_ttl_hours: Option<i64>,
    /// If a contact sends this word, the contact is archived.
    pub opt_out_keyword: Option<String>,
    /// Whether an archived contact is restored when the contact writes.
    pub auto_unarchive_on_message: Option<bool>,
    /// The phone numbers for tests; null means none. The gateway calls it `testNums`.
    #[serde(rename = "testNums")]
    pub test_numbers: Vec<TestNumber>,
}

/// A phone number for tests (page apis/workspace-settings). `Debug` hides the number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TestNumber {
    /// Phone number.
    pub phone: Option<String>,
    /// Whether it is active.
    pub active: Option<bool>,
}

impl WorkspaceSettings {
    /// Creates settings for tests. All other fields are empty; set the fields that the test needs.
    pub fn new(id: impl Into<SettingsId>) -> Self {
        Self {
            id: id.into(),
            workspace_id: None,
            conversation_ttl_hours: None,
            opt_out_keyword: None,
            auto_unarchive_on_message: None,
            test_numbers: Vec::new(),
        }
    }
}

impl TestNumber {
    /// Creates a number, for tests.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: Some(phone.into()), active: None }
    }
}

/// A request for the settings of a workspace (page apis/workspace-settings), created by [`Workspace::settings`].
///
/// The page says that settings can be changed too, but our copy of the page ends before that operation.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let settings = workspace.settings().await?;
/// println!("conversations end after {:?} hours", settings.conversation_ttl_hours);
/// # Ok(())
/// # }
/// ```
pub type Settings = Request<Query, WorkspaceSettings>;

impl Workspace {
    /// Returns the settings of the workspace.
    ///
    /// The gateway probably refuses this call if the key is linked to an agent (page portal/roles).
    pub fn settings(&self) -> Settings {
        let input = WorkspaceSettingsInput { workspace_id: self.id().get() };
        self.request(Variables { input }, |data: ResponseData| {
            data.workspace_settings.map(WorkspaceSettings::from)
        })
    }
}

// The pattern has no `..`, so a new field of the query does not compile until the model has it.
impl From<Node> for WorkspaceSettings {
    fn from(node: Node) -> Self {
        let Node { id, workspace_id, conv_ttl, opt_out_keyword, auto_unarchive_on_message, test_nums } = node;
        Self {
            id: id.into(),
            workspace_id: workspace_id.map(WorkspaceId::from),
            conversation_ttl_hours: conv_ttl,
            opt_out_keyword,
            auto_unarchive_on_message,
            test_numbers: non_null(test_nums).map(TestNumber::from).collect(),
        }
    }
}

impl From<NumberNode> for TestNumber {
    fn from(node: NumberNode) -> Self {
        let NumberNode { phone, active } = node;
        Self { phone, active }
    }
}

impl fmt::Debug for TestNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestNumber").field("active", &self.active).finish_non_exhaustive()
    }
}
