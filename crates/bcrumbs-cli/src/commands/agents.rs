//! `bcrumbs agents`: lists agents.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::failure::failure::Failure;
use crate::global::{Global, some_text};
use crate::list::arguments::ListArguments;
use crate::list::filters::{Filters, TimeLimits, given};
use crate::output::column::Column;
use crate::output::instant::local;
use crate::output::row::{Row, joined, text};
use bcrumbs::{Agent, Agents, Workspace};
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

/// What to do with agents.
#[derive(Debug, Subcommand)]
pub(crate) enum AgentsCommand {
    /// List agents, newest first
    #[command(
        visible_alias = "ls",
        after_help = "\
Examples:
  bcrumbs agents list
  bcrumbs agents list --name Grace --output json

Without --max and --all one page is listed, and how to continue is printed on standard error."
    )]
    List(ListArguments<AgentFilters>),
}

/// The filters of `agents`.
#[derive(Debug, Default, Args, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(crate) struct AgentFilters {
    /// Filter by conversation; `bcrumbs convs list` shows conversations
    #[arg(long, value_name = "ID", value_parser = some_text())]
    conversation: Option<String>,

    /// Filter by name
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    name: Option<String>,

    /// Filter by surname
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    surname: Option<String>,

    /// Filter by e-mail address
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    email: Option<String>,

    /// Full-text search; which fields it looks at is not documented
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    search: Option<String>,
}

impl Filters for AgentFilters {
    type List = Agents;
    const NOUN: &'static str = "agents";
    const TIME: TimeLimits = TimeLimits::Cursor;

    fn list(self, workspace: &Workspace) -> Agents {
        let list = given(workspace.agents(), self.conversation, Agents::conversation);
        let list = given(list, self.name, Agents::name);
        let list = given(list, self.surname, Agents::surname);
        let list = given(list, self.email, Agents::email);
        given(list, self.search, Agents::search)
    }
}

impl Row for Agent {
    const FIELDS: &'static [&'static str] =
        &["id", "createdAt", "workspaceId", "userId", "name", "surname", "email", "avatar"];

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("CREATED (LOCAL)").left_out(2),
        Column::cut("NAME"),
        Column::cut("E-MAIL").left_out(1),
        Column::whole("USER").left_out(3),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            local(self.created_at),
            joined([&self.name, &self.surname]),
            self.email.clone().unwrap_or_default(),
            text(self.user_id.as_ref()),
        ]
    }
}

impl AgentsCommand {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Self::List(arguments) => arguments.run(global).await,
        }
    }
}
