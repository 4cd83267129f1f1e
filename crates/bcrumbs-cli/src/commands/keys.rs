//! `bcrumbs keys`: lists API keys without their text, and creates one.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::change::send_shown;
use crate::connect;
use crate::failure::failure::Failure;
use crate::global::{Global, some_text};
use crate::interrupt::ChangeStage;
use crate::list::filters::given;
use crate::list::whole::{self, Shown};
use crate::output::column::Column;
use crate::output::instant::local;
use crate::output::row::{Row, text};
use bcrumbs::{AgentId, ApiKeyId, ApiKeys, GenerateApiKey, GeneratedApiKey, ListedApiKey, WorkspaceId};
use chrono::{DateTime, SecondsFormat, Utc};
use clap::{Args, Subcommand};
use serde::Serialize;

/// What to do with API keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// List API keys without their text: all of them, since no paging is documented
    #[command(
        visible_alias = "ls",
        after_help = "\
Examples:
  bcrumbs keys list
  bcrumbs keys list --label shop --output json"
    )]
    List(KeyFilters),
    /// Create an API key and print it, once
    #[command(after_help = "\
Examples:
  bcrumbs keys create --label shop
  bcrumbs keys create --label shop --agent 67d7f55f7a9c000000000000

The key is printed on standard output and never again: keep it where it is safe. A key without an agent has full access; \
one with an agent acts as that agent.")]
    Create(CreateArguments),
}

/// The filters of `keys`.
#[derive(Debug, Args)]
pub(crate) struct KeyFilters {
    /// Filter by label
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    label: Option<String>,
}

/// The new key.
#[derive(Debug, Args)]
pub(crate) struct CreateArguments {
    /// The label that it is listed by
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    label: String,

    /// The agent that the key acts as, with an agent's access; `bcrumbs agents list` shows agents
    #[arg(long, value_name = "ID", value_parser = some_text())]
    agent: Option<String>,
}

/// A key as it is listed: without its text.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyRow {
    id: ApiKeyId,
    created_at: String,
    workspace_id: Option<WorkspaceId>,
    label: Option<String>,
    agent_id: Option<AgentId>,
    #[serde(skip)]
    created: DateTime<Utc>,
}

/// A new key, with its text.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewKeyRow {
    id: ApiKeyId,
    created_at: String,
    workspace_id: Option<WorkspaceId>,
    label: Option<String>,
    key: Option<String>,
    #[serde(skip)]
    created: DateTime<Utc>,
}

impl Shown for ListedApiKey {
    type Row = KeyRow;

    fn row(self) -> KeyRow {
        KeyRow {
            id: self.id,
            created_at: self.created_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            workspace_id: self.workspace_id,
            label: self.label,
            agent_id: self.agent_id,
            created: self.created_at,
        }
    }
}

impl Shown for GeneratedApiKey {
    type Row = NewKeyRow;

    fn row(self) -> NewKeyRow {
        NewKeyRow {
            id: self.id,
            created_at: self.created_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            workspace_id: self.workspace_id,
            label: self.label,
            key: self.key.map(|key| key.expose().to_owned()),
            created: self.created_at,
        }
    }
}

impl Row for KeyRow {
    const FIELDS: &'static [&'static str] = &["id", "createdAt", "workspaceId", "label", "agentId"];

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("CREATED (LOCAL)").left_out(2),
        Column::cut("LABEL"),
        Column::whole("AGENT").left_out(1).unless_empty(),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            local(self.created),
            self.label.clone().unwrap_or_default(),
            text(self.agent_id.as_ref()),
        ]
    }
}

impl Row for NewKeyRow {
    const FIELDS: &'static [&'static str] = &["id", "createdAt", "workspaceId", "label", "key"];

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID").left_out(2),
        Column::whole("CREATED (LOCAL)").left_out(3),
        Column::cut("LABEL").left_out(1),
        Column::whole("KEY"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            local(self.created),
            self.label.clone().unwrap_or_default(),
            self.key.clone().unwrap_or_default(),
        ]
    }
}

impl KeysCommand {
    pub(crate) async fn run(self, global: &Global, change: &ChangeStage) -> Result<(), Failure> {
        let workspace = connect::workspace(global)?;
        match self {
            Self::List(KeyFilters { label }) => {
                whole::print_shown(given(workspace.api_keys(), label, ApiKeys::label), global).await
            }
            Self::Create(CreateArguments { label, agent }) => {
                change.planned();
                let request = given(workspace.generate_api_key(label), agent, GenerateApiKey::agent);
                send_shown(request, global, change).await
            }
        }
    }
}
