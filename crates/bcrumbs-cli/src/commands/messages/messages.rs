//! `bcrumbs messages`: lists, sends and exports messages.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::export::export::ExportArguments;
use crate::commands::messages::filters::MessageFilters;
use crate::commands::messages::send::SendArguments;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::interrupt::{Interruption, WhenInterrupted};
use crate::list::follow::FollowableArguments;
use bcrumbs::Messages;
use clap::{Args, Subcommand};

/// What to do with messages.
#[derive(Debug, Subcommand)]
pub(crate) enum MessagesCommand {
    /// List messages, newest first
    #[command(
        visible_alias = "ls",
        after_help = "\
Examples:
  bcrumbs messages list --contact 67d7f55f7a9b000000000000
  bcrumbs messages list --type image --max 20 --output json
  bcrumbs messages list --from -24h
  bcrumbs messages list --all --from 2026-03-16 --to today > march.ndjson
  bcrumbs messages list --contact 67d7f55f7a9b000000000000 \\
      --follow --from 2026-01-01 --max 2

Without --max and --all one page is listed, and how to continue is printed on standard error. With --follow the \
command waits for new items until a signal ends it, with exit status 0, and then prints how to continue."
    )]
    List(FollowableArguments<MessageFilters>),
    /// Send a message within the reply window, or add a note
    Send(SendArguments),
    /// Export messages into a file, newest first, in a way that survives interruptions
    #[command(after_help = "\
Examples:
  bcrumbs messages export --out all.ndjson
  bcrumbs messages export --out march.csv --format csv \\
      --from 2026-03-01 --to 2026-04-01
  bcrumbs messages export --out year.ndjson --from 2026-01-01 --concurrency 8
  bcrumbs messages export --out all.ndjson --resume

An export that ends early leaves FILE.part and FILE.resume. --resume continues it with the options that it was started \
with: a relative time such as -24h stays the time that it was.")]
    Export(MessagesExportArguments),
}

/// What `messages export` needs to know.
#[derive(Debug, Args)]
pub(crate) struct MessagesExportArguments {
    #[command(flatten)]
    export: ExportArguments<MessageFilters>,

    /// The number of requests at the same time; the time from --from to --to, or to now, is read in parts [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    concurrency: Option<u16>,
}

impl MessagesCommand {
    /// Returns what a signal means to it.
    pub(crate) fn when_interrupted(&self) -> WhenInterrupted {
        match self {
            Self::List(arguments) => arguments.when_interrupted(),
            Self::Send(_) => WhenInterrupted::Stop,
            Self::Export(_) => WhenInterrupted::Notify,
        }
    }

    pub(crate) async fn run(self, global: &Global, interruption: Interruption) -> Result<(), Failure> {
        match self {
            Self::List(arguments) => arguments.run(global, interruption).await,
            Self::Send(arguments) => arguments.run(global, &interruption.change).await,
            Self::Export(MessagesExportArguments { export, concurrency: None }) => {
                export.run(global, interruption, Messages::stream).await
            }
            Self::Export(MessagesExportArguments { export, concurrency: Some(requests) }) => {
                let stream = |list: Messages| list.stream().concurrency(requests.into());
                export.in_parts().run(global, interruption, stream).await
            }
        }
    }
}
