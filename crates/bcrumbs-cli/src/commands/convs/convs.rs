//! `bcrumbs convs`: lists, starts, assigns and exports conversations.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::convs::assign::AssignArguments;
use crate::commands::convs::filters::ConversationFilters;
use crate::commands::convs::start::StartArguments;
use crate::commands::export::export::ExportArguments;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::interrupt::{Interruption, WhenInterrupted};
use crate::list::follow::FollowableArguments;
use bcrumbs::List;
use clap::{Args, Subcommand};

/// What to do with conversations.
#[derive(Debug, Subcommand)]
pub(crate) enum ConvsCommand {
    /// List conversations, newest first
    #[command(
        visible_alias = "ls",
        after_help = "\
Examples:
  bcrumbs convs list
  bcrumbs convs list --ended false --tag VIP --with-contact
  bcrumbs convs list --name-or-phone Grace --max 20 --output json
  bcrumbs convs list --from yesterday --to today
  bcrumbs convs list --all --output ndjson | wc -l
  bcrumbs convs list --follow --from 2026-01-01 --max 5

Without --max and --all one page is listed, and how to continue is printed on standard error. With --follow the \
command waits for new items until a signal ends it, with exit status 0, and then prints how to continue."
    )]
    List(FollowableArguments<ConversationFilters>),
    /// Start a conversation by sending an approved template, which reaches a person and may cost money
    Start(StartArguments),
    /// Put an agent or an AI in charge of a conversation
    Assign(AssignArguments),
    /// Export conversations into a file, newest first, in a way that survives interruptions
    #[command(after_help = "\
Examples:
  bcrumbs convs export --out convs.ndjson
  bcrumbs convs export --out open.csv --format csv --ended false --with-contact
  bcrumbs convs export --out convs.ndjson --resume

The gateway has no filter by time for conversations: the list begins at --to and ends below --from. \
An export that ends early leaves FILE.part and FILE.resume. --resume continues it with the options that it was started \
with: a relative time such as -24h stays the time that it was.")]
    Export(ConvsExportArguments),
}

/// What `convs export` needs to know.
#[derive(Debug, Args)]
pub(crate) struct ConvsExportArguments {
    #[command(flatten)]
    export: ExportArguments<ConversationFilters>,

    #[arg(long, hide = true, value_parser = one_by_one)]
    concurrency: Option<String>,
}

impl ConvsCommand {
    /// Returns what a signal means to it.
    pub(crate) fn when_interrupted(&self) -> WhenInterrupted {
        match self {
            Self::List(arguments) => arguments.when_interrupted(),
            Self::Start(_) | Self::Assign(_) => WhenInterrupted::Stop,
            Self::Export(_) => WhenInterrupted::Notify,
        }
    }

    pub(crate) async fn run(self, global: &Global, interruption: Interruption) -> Result<(), Failure> {
        match self {
            Self::List(arguments) => arguments.run(global, interruption).await,
            Self::Start(arguments) => arguments.run(global, &interruption.change).await,
            Self::Assign(arguments) => arguments.run(global, &interruption.change).await,
            Self::Export(ConvsExportArguments { export, .. }) => {
                export.run(global, interruption, List::stream).await
            }
        }
    }
}

/// Refuses an option that conversations cannot have, and says why.
fn one_by_one(_: &str) -> Result<String, String> {
    Err("conversations have no filter by time that could cut the list into parts, so its pages come one after the \
         other: leave it out"
        .to_owned())
}
