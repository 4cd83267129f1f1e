//! `bcrumbs broadcasts`: lists broadcasts.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::failure::failure::Failure;
use crate::global::{Global, some_text};
use crate::list::arguments::ListArguments;
use crate::list::filters::{Filters, TimeLimits, given};
use crate::output::column::Column;
use crate::output::instant::local;
use crate::output::row::{Row, text};
use bcrumbs::{Broadcast, Broadcasts, Workspace};
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

/// What to do with broadcasts.
#[derive(Debug, Subcommand)]
pub(crate) enum BroadcastsCommand {
    /// List broadcasts, newest first
    #[command(
        visible_alias = "ls",
        after_help = "\
Examples:
  bcrumbs broadcasts list
  bcrumbs broadcasts list --state completed --max 20 --output json

Without --max and --all one page is listed, and how to continue is printed on standard error."
    )]
    List(ListArguments<BroadcastFilters>),
}

/// The filters of `broadcasts`.
#[derive(Debug, Default, Args, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(crate) struct BroadcastFilters {
    /// Filter by name
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    name: Option<String>,

    /// Filter by channel; `bcrumbs convs list` shows channels
    #[arg(long, value_name = "ID", value_parser = some_text())]
    channel: Option<String>,

    /// Filter by state: draft, scheduled, inProgress, completed or failed
    #[arg(long, value_name = "STATE", value_parser = some_text())]
    state: Option<String>,

    /// Filter by the template's name; no command can list templates, the vendor's dashboard shows them
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    template: Option<String>,

    /// Full-text search; which fields it looks at is not documented
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    search: Option<String>,
}

impl Filters for BroadcastFilters {
    type List = Broadcasts;
    const NOUN: &'static str = "broadcasts";
    const TIME: TimeLimits = TimeLimits::Cursor;

    fn list(self, workspace: &Workspace) -> Broadcasts {
        let list = given(workspace.broadcasts(), self.name, Broadcasts::name);
        let list = given(list, self.channel, Broadcasts::channel);
        let list = given(list, self.state, Broadcasts::state);
        let list = given(list, self.template, Broadcasts::template);
        given(list, self.search, Broadcasts::search)
    }
}

impl Row for Broadcast {
    const FIELDS: &'static [&'static str] = &[
        "id",
        "createdAt",
        "workspaceId",
        "name",
        "integrationId",
        "state",
        "templateName",
        "templateLang",
        "templateComponents",
        "clientTags",
        "clientStageId",
        "country",
        "scheduledAt",
        "startedAt",
        "completedAt",
        "totalCount",
        "failedCount",
        "error",
    ];

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("CREATED (LOCAL)").left_out(4),
        Column::cut("NAME").left_out(1),
        Column::whole("STATE"),
        Column::cut("TEMPLATE").left_out(2),
        Column::whole("TOTAL").left_out(3),
        Column::whole("FAILED").left_out(5),
        Column::whole("COMPLETED (LOCAL)").left_out(6).unless_empty(),
        Column::whole("CHANNEL").left_out(7),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            local(self.created_at),
            self.name.clone().unwrap_or_default(),
            text(self.state.as_ref()),
            self.template_name.clone().unwrap_or_default(),
            text(self.total_count.as_ref()),
            text(self.failed_count.as_ref()),
            self.completed_at.map(local).unwrap_or_default(),
            text(self.channel_id.as_ref()),
        ]
    }
}

impl BroadcastsCommand {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Self::List(arguments) => arguments.run(global).await,
        }
    }
}
