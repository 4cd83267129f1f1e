//! `bcrumbs webhooks`: lists webhooks.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::connect;
use crate::failure::failure::Failure;
use crate::global::{Global, some_text};
use crate::list::filters::given;
use crate::list::whole::{self, Shown};
use crate::output::column::Column;
use crate::output::instant::local;
use crate::output::row::{Row, text};
use bcrumbs::{Webhook, WebhookEvent, WebhookId, Webhooks, WorkspaceId};
use chrono::{DateTime, SecondsFormat, Utc};
use clap::{Args, Subcommand};
use serde::Serialize;

/// What to do with webhooks.
#[derive(Debug, Subcommand)]
pub(crate) enum WebhooksCommand {
    /// List webhooks: all of them, since no paging is documented
    #[command(
        visible_alias = "ls",
        after_help = "\
Examples:
  bcrumbs webhooks list
  bcrumbs webhooks list --event INCOMING_MESSAGE --output json

An address is shown in full: it may hold a secret of the service that listens there."
    )]
    List(WebhookFilters),
}

/// The filters of `webhooks`.
#[derive(Debug, Args)]
pub(crate) struct WebhookFilters {
    /// Filter by label
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    label: Option<String>,

    /// Filter by event, for example INCOMING_MESSAGE
    #[arg(long, value_name = "EVENT", value_parser = some_text())]
    event: Option<String>,
}

/// A webhook as it is shown, with its address.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WebhookRow {
    id: WebhookId,
    created_at: String,
    workspace_id: Option<WorkspaceId>,
    label: Option<String>,
    event: Option<WebhookEvent>,
    url: Option<String>,
    #[serde(skip)]
    created: DateTime<Utc>,
}

impl Shown for Webhook {
    type Row = WebhookRow;

    fn row(self) -> WebhookRow {
        WebhookRow {
            id: self.id,
            created_at: self.created_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            workspace_id: self.workspace_id,
            label: self.label,
            event: self.event,
            url: self.url.map(|url| url.expose().to_owned()),
            created: self.created_at,
        }
    }
}

impl Row for WebhookRow {
    const FIELDS: &'static [&'static str] = &["id", "createdAt", "workspaceId", "label", "event", "url"];

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("CREATED (LOCAL)").left_out(2),
        Column::whole("EVENT"),
        Column::cut("LABEL").left_out(1),
        Column::cut("URL"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            local(self.created),
            text(self.event.as_ref()),
            self.label.clone().unwrap_or_default(),
            self.url.clone().unwrap_or_default(),
        ]
    }
}

impl WebhooksCommand {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let workspace = connect::workspace(global)?;
        match self {
            Self::List(WebhookFilters { label, event }) => {
                let list = given(workspace.webhooks(), label, Webhooks::label);
                whole::print_shown(given(list, event, Webhooks::event), global).await
            }
        }
    }
}
