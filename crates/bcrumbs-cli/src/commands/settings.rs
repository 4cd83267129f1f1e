//! `bcrumbs settings`: shows the workspace's settings.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::connect;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::list::filters::given;
use crate::list::warnings::warn;
use crate::output::column::Column;
use crate::output::format::Format;
use crate::output::printer::print_result;
use crate::output::row::{Row, text};
use bcrumbs::{Settings, WorkspaceSettings};
use clap::Subcommand;

/// What to do with the workspace's settings.
#[derive(Debug, Subcommand)]
pub(crate) enum SettingsCommand {
    /// Show the workspace's settings
    #[command(after_help = "\
Examples:
  bcrumbs settings show
  bcrumbs settings show --output json

A key that is linked to an agent may be refused the settings.")]
    Show,
}

impl Row for WorkspaceSettings {
    const FIELDS: &'static [&'static str] =
        &["id", "workspaceId", "convTTL", "optOutKeyword", "autoUnarchiveOnMessage", "testNums"];

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID").left_out(1),
        Column::whole("WORKSPACE"),
        Column::whole("CLOSES AFTER (HOURS)"),
        Column::cut("OPT-OUT KEYWORD"),
        Column::whole("UNARCHIVES ON MESSAGE").left_out(2),
        Column::whole("TEST NUMBERS").left_out(3),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            text(self.workspace_id.as_ref()),
            text(self.conversation_ttl_hours.as_ref()),
            self.opt_out_keyword.clone().unwrap_or_default(),
            text(self.auto_unarchive_on_message.as_ref()),
            self.test_numbers.len().to_string(),
        ]
    }
}

impl SettingsCommand {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Self::Show => {
                let request = connect::workspace(global)?.settings();
                let settings = given(request, global.timeout, Settings::timeout).await?;
                warn(settings.errors());
                Ok(print_result(settings.data(), Format::chosen(global.output))?)
            }
        }
    }
}
